#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/unit/deadline/province_calendar.h"
#include "tests/unit/escalation/province.h"
#include "workflow/errors.h"
#include "workflow/escalation/ladder.h"
#include "workflow/escalation/warnings.h"

namespace phoihop::escalation {
namespace {
using ::testing::Contains;
using ::testing::ElementsAre;

v1::EscalationPolicy& AddPolicy(internal::v1::ReferenceData& data, const char* name, int64_t version,
                                std::vector<v1::ClockPurpose> purposes) {
  v1::EscalationPolicy& policy = *data.add_escalation_policies();
  policy.set_name(name);
  policy.set_version(version);
  for (const v1::ClockPurpose purpose : purposes) policy.add_purposes(purpose);
  return policy;
}

TEST(ShippedLadders, AreValidAndWatchEveryClockButStart) {
  const internal::v1::ReferenceData data = ShippedLadders();
  EXPECT_EQ(data.escalation_policies_size(), 6);
  for (const auto& policy : data.escalation_policies()) EXPECT_TRUE(Validate(policy).ok()) << Validate(policy);
  const Policies policies(data);
  for (const auto purpose :
       {v1::CLOCK_PURPOSE_ACKNOWLEDGE, v1::CLOCK_PURPOSE_COMPLETE, v1::CLOCK_PURPOSE_APPROVE,
        v1::CLOCK_PURPOSE_ISSUER_DECISION, v1::CLOCK_PURPOSE_HANDOFF_REPLY, v1::CLOCK_PURPOSE_INTERIM})
    EXPECT_NE(policies.ForPurpose(purpose), nullptr) << purpose;
  EXPECT_EQ(policies.ForPurpose(v1::CLOCK_PURPOSE_START), nullptr);
}

TEST(ShippedLadders, TheDefaultLadderIsTheDocumentedOne) {
  const internal::v1::ReferenceData data = ShippedLadders();
  const v1::EscalationPolicy& policy = *Policies(data).ForPurpose(v1::CLOCK_PURPOSE_COMPLETE);
  struct {
    int offset;
    std::vector<int> audiences;
    bool monitor_list;
  } const kRungs[] = {
      {-3, {v1::AUDIENCE_ASSIGNED_PERSON}, false},
      {-1, {v1::AUDIENCE_ASSIGNED_PERSON, v1::AUDIENCE_HEAD_OF_LEAD}, false},
      {0, {v1::AUDIENCE_ASSIGNED_PERSON, v1::AUDIENCE_HEAD_OF_LEAD}, false},
      {1, {v1::AUDIENCE_LEADERSHIP_OF_LEAD, v1::AUDIENCE_ISSUER}, false},
      {3, {v1::AUDIENCE_SUPERIOR_OF_LEAD}, false},
      {5, {v1::AUDIENCE_MONITOR}, true},
  };
  ASSERT_EQ(policy.rungs_size(), 6);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(policy.rungs(i).offset_working_days(), kRungs[i].offset);
    EXPECT_THAT(policy.rungs(i).audiences(), ::testing::ElementsAreArray(kRungs[i].audiences)) << kRungs[i].offset;
    EXPECT_EQ(policy.rungs(i).put_on_monitor_list(), kRungs[i].monitor_list);
  }
}

TEST(Policies, NewestOfEachName) {
  internal::v1::ReferenceData data;
  AddPolicy(data, "a", 1, {v1::CLOCK_PURPOSE_COMPLETE, v1::CLOCK_PURPOSE_APPROVE});
  AddPolicy(data, "a", 3, {v1::CLOCK_PURPOSE_COMPLETE});
  AddPolicy(data, "a", 2, {v1::CLOCK_PURPOSE_COMPLETE});
  AddPolicy(data, "c", 3, {v1::CLOCK_PURPOSE_COMPLETE, v1::CLOCK_PURPOSE_START});
  AddPolicy(data, "b", 2, {v1::CLOCK_PURPOSE_COMPLETE});
  const Policies policies(data);
  EXPECT_EQ(policies.ForPurpose(v1::CLOCK_PURPOSE_COMPLETE), &data.escalation_policies(1));
  EXPECT_EQ(policies.ForPurpose(v1::CLOCK_PURPOSE_START)->name(), "c");
  // Version 3 of `a` no longer watches approvals: version 1 does not come back.
  EXPECT_EQ(policies.ForPurpose(v1::CLOCK_PURPOSE_APPROVE), nullptr);
  EXPECT_EQ(policies.Find("a", 2), &data.escalation_policies(2));
  EXPECT_EQ(policies.Find("a", 9), &data.escalation_policies(1));
  EXPECT_EQ(policies.Find("unknown", 1), nullptr);
}

TEST(Policies, Validate) {
  const internal::v1::ReferenceData shipped = ShippedLadders();
  struct {
    const char* field;
    std::function<void(v1::EscalationPolicy&)> break_it;
  } const kCases[] = {
      {"name", [](auto& p) { p.clear_name(); }},
      {"purposes", [](auto& p) { p.clear_purposes(); }},
      {"purposes[1]", [](auto& p) { p.add_purposes(v1::CLOCK_PURPOSE_UNSPECIFIED); }},
      {"purposes[1]", [](auto& p) { p.add_purposes(static_cast<v1::ClockPurpose>(99)); }},
      {"rungs", [](auto& p) { p.clear_rungs(); }},
      {"rungs",
       [](auto& p) {
         for (int i = 6; i <= kMaxRungs; ++i) *p.add_rungs() = p.rungs(0);
       }},
      {"rungs[1].offset_working_days", [](auto& p) { p.mutable_rungs(1)->set_offset_working_days(-3); }},
      {"rungs[2].offset_working_days", [](auto& p) { p.mutable_rungs(2)->set_offset_working_days(-2); }},
      {"rungs[5].offset_working_days", [](auto& p) { p.mutable_rungs(5)->set_offset_working_days(401); }},
      {"rungs[0].offset_working_days", [](auto& p) { p.mutable_rungs(0)->set_offset_working_days(-2147483647 - 1); }},
      {"rungs[3].audiences", [](auto& p) { p.mutable_rungs(3)->clear_audiences(); }},
      {"rungs[0].audiences[1]", [](auto& p) { p.mutable_rungs(0)->add_audiences(v1::AUDIENCE_UNSPECIFIED); }},
      {"rungs[0].audiences[1]", [](auto& p) { p.mutable_rungs(0)->add_audiences(static_cast<v1::Audience>(99)); }},
      {"rungs[0].audiences[1]", [](auto& p) { p.mutable_rungs(0)->add_audiences(v1::AUDIENCE_HANDOFF_RECEIVER); }},
      {"rungs[1].condition", [](auto& p) { p.mutable_rungs(1)->mutable_condition(); }},
      {"rungs[1].condition.states[0]",
       [](auto& p) { p.mutable_rungs(1)->mutable_condition()->add_states(v1::TASK_STATE_COMPLETED); }},
      {"rungs[1].condition.not_reached",
       [](auto& p) { p.mutable_rungs(1)->mutable_condition()->set_not_reached(v1::TASK_STATE_REFUSED); }},
      {"rungs[1].condition.legal_natures[0]",
       [](auto& p) { p.mutable_rungs(1)->mutable_condition()->add_legal_natures(v1::LEGAL_NATURE_UNSPECIFIED); }},
      {"rungs[1].condition.priorities[0]",
       [](auto& p) { p.mutable_rungs(1)->mutable_condition()->add_priorities(static_cast<v1::TaskPriority>(99)); }},
      {"rungs[1].repetition.every_working_days",
       [](auto& p) { p.mutable_rungs(1)->mutable_repetition()->set_count(3); }},
      {"rungs[1].repetition.count",
       [](auto& p) { p.mutable_rungs(1)->mutable_repetition()->set_every_working_days(1); }},
      {"rungs[1].repetition.count",
       [](auto& p) {
         p.mutable_rungs(1)->mutable_repetition()->set_every_working_days(1);
         p.mutable_rungs(1)->mutable_repetition()->set_count(kMaxRepetitions + 1);
       }},
      // The last one would be 2 * 201 - 1 working days after the due day.
      {"rungs[1].repetition.count",
       [](auto& p) {
         p.mutable_rungs(1)->mutable_repetition()->set_every_working_days(201);
         p.mutable_rungs(1)->mutable_repetition()->set_count(3);
       }},
      {"rungs",
       [](auto& p) {
         for (int i = 0; i < 3; ++i) {
           p.mutable_rungs(i)->mutable_repetition()->set_every_working_days(1);
           p.mutable_rungs(i)->mutable_repetition()->set_count(kMaxRepetitions);
         }
       }},
      {"rungs[4].supervision_task.lead",
       [](auto& p) {
         p.mutable_rungs(4)->mutable_supervision_task()->set_lead(v1::AUDIENCE_WATCHERS);
         p.mutable_rungs(4)->mutable_supervision_task()->set_working_days(5);
       }},
      {"rungs[4].supervision_task.working_days",
       [](auto& p) { p.mutable_rungs(4)->mutable_supervision_task()->set_lead(v1::AUDIENCE_MONITOR); }},
      {"rungs[4].report_within_working_days", [](auto& p) { p.mutable_rungs(4)->set_report_within_working_days(-1); }},
      {"rungs[4].verb", [](auto& p) { p.mutable_rungs(4)->set_verb(v1::TASK_VERB_ACCEPT); }},
      {"rungs[4].verb", [](auto& p) { p.mutable_rungs(4)->set_verb(v1::TASK_VERB_APPROVE); }},
      {"rungs[4].verb", [](auto& p) { p.mutable_rungs(4)->set_verb(v1::TASK_VERB_RETURN); }},
      {"rungs[4].verb", [](auto& p) { p.mutable_rungs(4)->set_verb(static_cast<v1::TaskVerb>(999)); }},
      {"basis", [](auto& p) { p.mutable_rungs(4)->set_verb(v1::TASK_VERB_REVOKE); }},
      {"rungs[4].reassignment",
       [](auto& p) { p.mutable_rungs(4)->set_reassignment(static_cast<v1::Reassignment>(9)); }},
      {"rungs[4].systems[0]", [](auto& p) { p.mutable_rungs(4)->add_systems(""); }},
      {"rungs[4].systems[0]", [](auto& p) { p.mutable_rungs(4)->add_systems("Trung tâm IOC"); }},
      {"rungs[4].systems[0]", [](auto& p) { p.mutable_rungs(4)->add_systems(std::string(64, 'a')); }},
      {"rungs[4].systems[1]",
       [](auto& p) {
         p.mutable_rungs(4)->add_systems("ioc");
         p.mutable_rungs(4)->add_systems("ioc");
       }},
      {"rungs[4].systems",
       [](auto& p) {
         for (int i = 0; i <= kMaxRungSystems; ++i) p.mutable_rungs(4)->add_systems(absl::StrCat("s", i));
       }},
  };
  for (const auto& c : kCases) {
    v1::EscalationPolicy policy = *Policies(shipped).ForPurpose(v1::CLOCK_PURPOSE_COMPLETE);
    c.break_it(policy);
    const absl::Status status = Validate(policy);
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_INVALID_FIELD);
    std::vector<std::string> fields;
    for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
    EXPECT_THAT(fields, Contains(c.field)) << status;
  }
}

TEST(Policies, ValidateTakesWhatALadderMayDo) {
  const internal::v1::ReferenceData shipped = ShippedLadders();
  v1::EscalationPolicy policy = *Policies(shipped).ForPurpose(v1::CLOCK_PURPOSE_COMPLETE);
  v1::Rung& rung = *policy.mutable_rungs(3);
  rung.mutable_condition()->add_states(v1::TASK_STATE_REFUSED);
  rung.mutable_condition()->set_not_reached(v1::TASK_STATE_SUBMITTED);
  rung.mutable_condition()->add_legal_natures(v1::LEGAL_NATURE_STATUTORY);
  rung.mutable_condition()->add_priorities(v1::TASK_PRIORITY_URGENT);
  rung.mutable_repetition()->set_every_working_days(2);
  rung.mutable_repetition()->set_count(100);
  rung.set_reassignment(v1::REASSIGNMENT_TO_HEAD);
  rung.mutable_supervision_task()->set_lead(v1::AUDIENCE_PROVINCIAL_OFFICE);
  rung.mutable_supervision_task()->set_working_days(5);
  rung.set_report_within_working_days(3);
  for (int i = 1; i < kMaxRungSystems; ++i) rung.add_systems(absl::StrCat("so-", i));
  rung.add_systems(std::string(63, 'a'));
  // Two rungs may call one system.
  policy.mutable_rungs(4)->add_systems("so-1");
  EXPECT_TRUE(Validate(policy).ok()) << Validate(policy);
}

TEST(Warnings, NameTheSystemsThatTheServerDoesNotKnowOnce) {
  internal::v1::ReferenceData data = Province();
  v1::EscalationPolicy policy = *Policies(ShippedLadders()).ForPurpose(v1::CLOCK_PURPOSE_COMPLETE);
  *data.add_escalation_policies() = policy;
  policy.set_version(policy.version() + 1);
  for (const char* system : {"ioc", "cong-dvc"}) {
    policy.mutable_rungs(3)->add_systems(system);
    policy.mutable_rungs(4)->add_systems(system);
  }
  const organisation::Directory directory(data);
  const auto unknown = [&](const std::set<std::string>& known) {
    std::vector<std::string> systems;
    for (const Warning& warning : WarningsOf(policy, data, directory, deadline::Day("2026-09-04"), known)) {
      if (warning.kind != Warning::Kind::kUnknownSystem) continue;
      systems.push_back(warning.system);
      EXPECT_THAT(warning.explanation, ::testing::HasSubstr(absl::StrCat("“", warning.system, "”")));
    }
    return systems;
  };
  EXPECT_THAT(unknown({}), ElementsAre("ioc", "cong-dvc"));
  EXPECT_THAT(unknown({"ioc", "kho-bac"}), ElementsAre("cong-dvc"));
  EXPECT_THAT(unknown({"ioc", "cong-dvc"}), ::testing::IsEmpty());
}

TEST(Policies, AVerbFitsWhatTheClockWaitsFor) {
  struct Row {
    v1::ClockPurpose purpose;
    v1::TaskVerb verb;
    bool fits;
  };
  for (const Row& row : {Row{v1::CLOCK_PURPOSE_ACKNOWLEDGE, v1::TASK_VERB_ACCEPT, true},
                         Row{v1::CLOCK_PURPOSE_COMPLETE, v1::TASK_VERB_ACCEPT, false},
                         Row{v1::CLOCK_PURPOSE_APPROVE, v1::TASK_VERB_APPROVE, true},
                         Row{v1::CLOCK_PURPOSE_ACKNOWLEDGE, v1::TASK_VERB_APPROVE, false},
                         Row{v1::CLOCK_PURPOSE_ACKNOWLEDGE, v1::TASK_VERB_REVOKE, true},
                         Row{v1::CLOCK_PURPOSE_COMPLETE, v1::TASK_VERB_REVOKE, true},
                         Row{v1::CLOCK_PURPOSE_HANDOFF_REPLY, v1::TASK_VERB_REVOKE, false}}) {
    v1::EscalationPolicy policy;
    policy.set_name("provinces/dong-nai/escalationPolicies/im-lang");
    policy.add_purposes(row.purpose);
    policy.mutable_basis()->set_instrument_number("12/QĐ-UBND");
    v1::Rung& rung = *policy.add_rungs();
    rung.add_audiences(v1::AUDIENCE_ISSUER);
    rung.set_verb(row.verb);
    EXPECT_EQ(Validate(policy).ok(), row.fits) << policy.ShortDebugString() << Validate(policy);
    // One ladder for other clocks as well is another matter.
    if (row.verb == v1::TASK_VERB_REVOKE) continue;
    policy.add_purposes(v1::CLOCK_PURPOSE_CONTRIBUTE);
    EXPECT_FALSE(Validate(policy).ok()) << policy.ShortDebugString();
  }
}

TEST(Policies, AVerbStandsAlone) {
  v1::EscalationPolicy policy;
  policy.set_name("provinces/dong-nai/escalationPolicies/im-lang");
  policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
  policy.mutable_basis()->set_instrument_number("12/QĐ-UBND");
  v1::Rung& rung = *policy.add_rungs();
  rung.add_audiences(v1::AUDIENCE_ISSUER);
  rung.set_verb(v1::TASK_VERB_REVOKE);
  rung.set_report_within_working_days(3);  // the lead says why all the same
  EXPECT_TRUE(Validate(policy).ok()) << Validate(policy);
  v1::EscalationPolicy other = policy;
  other.mutable_rungs(0)->set_reassignment(v1::REASSIGNMENT_TO_UNIT);
  EXPECT_FALSE(Validate(other).ok());
  other = policy;
  other.mutable_rungs(0)->mutable_supervision_task()->set_lead(v1::AUDIENCE_MONITOR);
  other.mutable_rungs(0)->mutable_supervision_task()->set_working_days(3);
  EXPECT_FALSE(Validate(other).ok());
}

}  // namespace
}  // namespace phoihop::escalation
