// Versions of ladders: published, kept, and switched to with what a preview saw.
#include "workflow/organisation/publish_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/errors.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/reference.h"
#include "workflow/organisation/reference_entry.h"

namespace phoihop::organisation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string Name(absl::string_view id) { return absl::StrCat("provinces/dong-nai/escalationPolicies/", id); }

v1::EscalationPolicy Ladder(absl::string_view id, int offset) {
  v1::EscalationPolicy policy;
  policy.set_name(Name(id));
  policy.set_display_name("Thang đôn đốc");
  policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
  policy.add_rungs()->set_offset_working_days(offset);
  policy.mutable_rungs(0)->add_audiences(v1::AUDIENCE_HEAD_OF_LEAD);
  policy.mutable_basis()->set_instrument_number("77/QĐ-UBND");
  return policy;
}

internal::v1::ReferenceData Empty() {
  internal::v1::ReferenceData data;
  data.set_province("dong-nai");
  return data;
}

absl::Status Publish(internal::v1::ReferenceData& data, const v1::EscalationPolicy& policy) {
  internal::v1::PublishPolicy command;
  *command.mutable_policy() = policy;
  const auto decision = DecidePolicyPublication(data, command);
  if (!decision.ok()) return decision.status();
  for (const v1::Event& event : decision->events) Evolve(data, event);
  return absl::OkStatus();
}

std::vector<std::string> VersionsIn(const internal::v1::ReferenceData& data) {
  std::vector<std::string> versions;
  for (const v1::EscalationPolicy& policy : data.escalation_policies()) {
    versions.push_back(absl::StrCat(policy.name().substr(Name("").size()), " ", policy.version()));
  }
  return versions;
}

std::string Refusal(const absl::Status& status) { return status.ok() ? "OK" : ReasonName(ReasonOf(status)); }

TEST(PublishPolicy, EveryVersionIsKeptAndTheNewestIsFound) {
  internal::v1::ReferenceData data = Empty();
  ASSERT_EQ(Publish(data, Ladder("b", 1)), absl::OkStatus());
  for (int version = 1; version <= 4; ++version)
    ASSERT_EQ(Publish(data, Ladder("complete", version)), absl::OkStatus());
  ASSERT_EQ(Publish(data, Ladder("z", 1)), absl::OkStatus());
  EXPECT_THAT(VersionsIn(data), ElementsAre("b 1", "complete 4", "complete 1", "complete 2", "complete 3", "z 1"));
  EXPECT_EQ(FindByName(data.escalation_policies(), Name("complete"))->version(), 4);
  const escalation::Policies policies(data);
  EXPECT_EQ(policies.Find(Name("complete"), 2)->rungs(0).offset_working_days(), 2);
}

TEST(PublishPolicy, RefusesWhatIsNone) {
  internal::v1::ReferenceData data = Empty();
  v1::EscalationPolicy unfounded = Ladder("complete", 1);
  unfounded.clear_basis();
  EXPECT_EQ(Refusal(Publish(data, unfounded)), "BASIS_REQUIRED");
  v1::EscalationPolicy broken = Ladder("complete", 1);
  broken.clear_rungs();
  broken.clear_display_name();
  const absl::Status refused = Publish(data, broken);
  EXPECT_EQ(Refusal(refused), "INVALID_FIELD");
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ViolationsOf(refused)) fields.push_back(violation.field);
  EXPECT_THAT(fields, ElementsAre("escalation_policy.rungs", "escalation_policy.display_name"));
  v1::EscalationPolicy elsewhere = Ladder("complete", 1);
  elsewhere.set_name("provinces/khac/escalationPolicies/complete");
  EXPECT_EQ(Refusal(Publish(data, elsewhere)), "INVALID_NAME");
  ASSERT_EQ(Publish(data, Ladder("complete", 1)), absl::OkStatus());
  // On another decision it still says the same.
  v1::EscalationPolicy same = Ladder("complete", 1);
  same.mutable_basis()->set_instrument_number("78/QĐ-UBND");
  EXPECT_EQ(Refusal(Publish(data, same)), "INVALID_FIELD");
}

TEST(PublishPolicy, FilesThatSayWhatAnEarlierVersionSaidSayNothingNew) {
  internal::v1::ReferenceData data = Empty();
  v1::EscalationPolicy shipped = Ladder("complete", 1);
  shipped.clear_basis();
  v1::Event entry;
  *entry.mutable_escalation_policy_published()->mutable_escalation_policy() = shipped;
  v1::Event first = entry;
  ASSERT_TRUE(KnownThings(data).Complete(first, absl::UnixEpoch()));
  Evolve(data, first);
  ASSERT_EQ(Publish(data, Ladder("complete", 2)), absl::OkStatus());
  v1::Event again = entry;
  EXPECT_FALSE(KnownThings(data).Complete(again, absl::UnixEpoch()));
  v1::Event other = entry;
  other.mutable_escalation_policy_published()->mutable_escalation_policy()->set_display_name("Khác");
  ASSERT_TRUE(KnownThings(data).Complete(other, absl::UnixEpoch()));
  EXPECT_EQ(other.escalation_policy_published().escalation_policy().version(), 3);
}

TEST(SwitchPolicy, OnWhatAPreviewSaw) {
  internal::v1::ReferenceData data = Empty();
  ASSERT_EQ(Publish(data, Ladder("complete", 1)), absl::OkStatus());
  ASSERT_EQ(Publish(data, Ladder("complete", 2)), absl::OkStatus());
  internal::v1::SwitchPolicy command;
  command.set_name(Name("complete"));
  command.set_preview_token(PolicySwitchToken{2, 5, "ab"}.Text());
  command.set_seen_token(command.preview_token());
  command.add_tasks("provinces/dong-nai/tasks/t1");
  command.add_tasks("provinces/dong-nai/tasks/t2");
  EXPECT_EQ(Refusal(DecidePolicySwitch(data, command).status()), "BASIS_REQUIRED");
  command.mutable_basis()->set_instrument_number("78/QĐ-UBND");
  const auto decision = DecidePolicySwitch(data, command);
  ASSERT_TRUE(decision.ok()) << decision.status();
  ASSERT_THAT(decision->events, SizeIs(1));
  EXPECT_EQ(decision->events[0].escalation_policy_switched().task_count(), 2);
  EXPECT_EQ(decision->events[0].escalation_policy_switched().escalation_policy().version(), 2);
  ASSERT_THAT(decision->follow_ups, SizeIs(2));
  EXPECT_EQ(decision->follow_ups[1].adopt_policy().name(), "provinces/dong-nai/tasks/t2");
  EXPECT_EQ(decision->follow_ups[1].adopt_policy().escalation_policy_version(), 2);

  struct {
    PolicySwitchToken caller, seen;
    const char* says;
  } const kStale[] = {
      {{1, 5, "ab"}, {2, 5, "ab"}, "was at version 1"},
      {{2, 4, "ab"}, {2, 5, "ab"}, "4 deadlines would have followed"},
      {{2, 5, "aa"}, {2, 5, "ab"}, "are not those that were previewed"},
  };
  for (const auto& c : kStale) {
    command.set_preview_token(c.caller.Text());
    command.set_seen_token(c.seen.Text());
    const absl::Status stale = DecidePolicySwitch(data, command).status();
    EXPECT_EQ(Refusal(stale), "PREVIEW_STALE");
    EXPECT_THAT(std::string(stale.message()), HasSubstr(c.says));
  }
  command.set_preview_token("hỏng");
  EXPECT_EQ(Refusal(DecidePolicySwitch(data, command).status()), "INVALID_FIELD");
  command.set_name(Name("khong-co"));
  EXPECT_EQ(Refusal(DecidePolicySwitch(data, command).status()), "NOT_FOUND");
}

}  // namespace
}  // namespace phoihop::organisation
