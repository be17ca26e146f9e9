// In whose basket a task is: every kind, and that a basket agrees with what its unit may do.
#include "workflow/task/basket.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Steps = std::vector<std::pair<v1::TaskVerb, std::string>>;

constexpr char kLead[] = "so-vhttdl";
constexpr char kIssuer[] = "so-ke-hoach";
constexpr char kApprover[] = "so-noi-vu";
constexpr char kCoordinator[] = "so-y-te";
constexpr char kReceiver[] = "so-tu-phap";

// `TO_ACCEPT so-vhttdl due 2026-03-04`, with `nguyen-van-a` and `stands still` where that is so.
std::vector<std::string> Baskets(const v1::Task& task) {
  std::vector<std::string> lines;
  for (const BasketEntry& entry : BasketEntriesOf(task)) {
    std::string line =
        absl::StrCat(v1::BasketKind_Name(entry.kind).substr(sizeof("BASKET_KIND_") - 1), " ", LastSegment(entry.unit));
    if (!entry.person.empty()) absl::StrAppend(&line, "/", LastSegment(entry.person));
    if (entry.due_time == absl::InfiniteFuture()) {
      absl::StrAppend(&line, entry.running ? " runs without end" : "");
    } else {
      // 24:00 of a day belongs to that day.
      absl::StrAppend(&line, " due ", FormatDate(DayOf(entry.due_time - absl::Seconds(1))),
                      entry.running ? "" : " stands still");
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<std::string> After(const Steps& steps, bool approval = true) {
  return Baskets(IssuedAnd(steps, approval).task());
}

TEST(Basket, OfTheLeadByState) {
  EXPECT_THAT(After({}), ElementsAre("TO_ACCEPT so-vhttdl due 2026-03-04"));
  EXPECT_THAT(After({{v1::TASK_VERB_ACCEPT, kLead}}), ElementsAre("UNASSIGNED so-vhttdl due 2026-06-30"));
  EXPECT_THAT(After({{v1::TASK_VERB_ACCEPT, kLead}, {v1::TASK_VERB_ASSIGN_PERSON, kLead}}),
              ElementsAre("ASSIGNED so-vhttdl/nguyen-van-a due 2026-06-30"));
  EXPECT_THAT(After({{v1::TASK_VERB_ACCEPT, kLead}, {v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}}),
              ElementsAre("ASSIGNED so-vhttdl/nguyen-van-a due 2026-06-30"));
  EXPECT_THAT(After({{v1::TASK_VERB_ACCEPT, kLead}, {v1::TASK_VERB_COMPLETE, kLead}}, false), IsEmpty());
  EXPECT_THAT(After({{v1::TASK_VERB_REVOKE, kIssuer}}), IsEmpty());
}

TEST(Basket, APlannedTaskIsInNone) {
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(UsualTask(), /*issue=*/false), ActorOf(kIssuer), At(kMonday)), absl::OkStatus());
  EXPECT_THAT(Baskets(ledger.task()), IsEmpty());
}

TEST(Basket, WhatIsHandedInIsWithTheApprover) {
  const Steps submitted = {{v1::TASK_VERB_ACCEPT, kLead}, {v1::TASK_VERB_SUBMIT, kLead}};
  EXPECT_THAT(After(submitted), ElementsAre("TO_APPROVE so-noi-vu due 2026-03-05"));
  Steps returned = submitted;
  returned.emplace_back(v1::TASK_VERB_RETURN, kApprover);
  EXPECT_THAT(After(returned), ElementsAre("UNASSIGNED so-vhttdl due 2026-06-30"));
}

TEST(Basket, AReportThatItCannotBeDoneIsWithBoth) {
  Steps steps = {{v1::TASK_VERB_ACCEPT, kLead}, {v1::TASK_VERB_REPORT_IMPOSSIBLE, kLead}};
  EXPECT_THAT(After(steps), ElementsAre("TO_APPROVE so-noi-vu due 2026-06-30", "UNASSIGNED so-vhttdl due 2026-06-30"));
  steps.emplace_back(v1::TASK_VERB_DENY_IMPOSSIBLE, kApprover);
  EXPECT_THAT(After(steps), ElementsAre("UNASSIGNED so-vhttdl due 2026-06-30"));
}

TEST(Basket, TheIssuerDecidesAboutRefusalsAndExtensions) {
  EXPECT_THAT(After({{v1::TASK_VERB_REFUSE, kLead}}), ElementsAre("TO_DECIDE so-ke-hoach due 2026-03-04"));
  EXPECT_THAT(After({{v1::TASK_VERB_REFUSE, kLead}, {v1::TASK_VERB_REISSUE, kIssuer}}),
              ElementsAre("TO_ACCEPT so-vhttdl due 2026-03-04"));
  Steps steps = {{v1::TASK_VERB_ACCEPT, kLead}, {v1::TASK_VERB_REQUEST_EXTENSION, kLead}};
  EXPECT_THAT(After(steps), ElementsAre("TO_DECIDE so-ke-hoach due 2026-06-30", "UNASSIGNED so-vhttdl due 2026-06-30"));
  steps.emplace_back(v1::TASK_VERB_DENY_EXTENSION, kIssuer);
  EXPECT_THAT(After(steps), ElementsAre("UNASSIGNED so-vhttdl due 2026-06-30"));
}

TEST(Basket, AHandoffIsWithItsReceiverUntilItAnswers) {
  Steps steps = {{v1::TASK_VERB_ACCEPT, kLead}, {v1::TASK_VERB_HAND_OFF, kLead}};
  EXPECT_THAT(After(steps), ElementsAre("HANDOFF so-tu-phap due 2026-03-04", "UNASSIGNED so-vhttdl due 2026-06-30"));
  Steps recalled = steps;
  recalled.emplace_back(v1::TASK_VERB_RECALL_HANDOFF, kLead);
  EXPECT_THAT(After(recalled), ElementsAre("UNASSIGNED so-vhttdl due 2026-06-30"));
  steps.emplace_back(v1::TASK_VERB_ACCEPT_HANDOFF, kReceiver);
  EXPECT_THAT(After(steps), ElementsAre("UNASSIGNED so-tu-phap due 2026-06-30"));
}

TEST(Basket, ARequestIsWithItsReceiverUntilTheResultAndThenWithItsSender) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, kLead}});
  const auto act = [&](const internal::v1::TaskCommand& command, const char* unit) {
    EXPECT_EQ(ledger.Do(command, ActorOf(unit), At(kMonday)), absl::OkStatus());
    return Baskets(ledger.task());
  };
  const std::string lead = "UNASSIGNED so-vhttdl due 2026-06-30";
  const std::string receiver = "HANDOFF so-tu-phap due 2026-03-04";
  EXPECT_THAT(act(HandOffCommand(ledger.task(), v1::Handoff::KIND_REQUEST, kReceiver), kLead),
              ElementsAre(receiver, lead));
  EXPECT_THAT(act(CommandOf(v1::TASK_VERB_ACCEPT_HANDOFF, ledger.task()), kReceiver), ElementsAre(receiver, lead));
  EXPECT_THAT(act(CommandOf(v1::TASK_VERB_RETURN_HANDOFF_RESULT, ledger.task()), kReceiver),
              ElementsAre(lead, "HANDOFF so-vhttdl"));
  internal::v1::TaskCommand back = CommandOf(v1::TASK_VERB_ANSWER_HANDOFF_RESULT, ledger.task());
  back.mutable_answer_handoff_result()->set_accept(false);
  back.mutable_answer_handoff_result()->set_reason("Thiếu số liệu");
  back.mutable_answer_handoff_result()->set_reply_by_date("2026-03-20");
  EXPECT_THAT(act(back, kLead), ElementsAre("HANDOFF so-tu-phap due 2026-03-20", lead));
  act(CommandOf(v1::TASK_VERB_RETURN_HANDOFF_RESULT, ledger.task()), kReceiver);
  EXPECT_THAT(act(CommandOf(v1::TASK_VERB_ANSWER_HANDOFF_RESULT, ledger.task()), kLead), ElementsAre(lead));
  // Whoever is informed takes note.
  EXPECT_THAT(act(HandOffCommand(ledger.task(), v1::Handoff::KIND_INFORMATION, kReceiver), kLead),
              ElementsAre(receiver, lead));
  EXPECT_THAT(act(CommandOf(v1::TASK_VERB_ACCEPT_HANDOFF, ledger.task()), kReceiver), ElementsAre(lead));
}

TEST(Basket, OfSeveralHandoffsToOneUnitTheFirstThatIsDueCounts) {
  v1::Task task = IssuedAnd({{v1::TASK_VERB_ACCEPT, kLead}, {v1::TASK_VERB_HAND_OFF, kLead}}).task();
  v1::Handoff second = task.handoffs(0);
  second.set_name(absl::StrCat(task.name(), "/handoffs/2"));
  *task.add_handoffs() = second;
  v1::Clock clock;
  for (const v1::Clock& known : task.clocks()) {
    if (known.purpose() == v1::CLOCK_PURPOSE_HANDOFF_REPLY) clock = known;
  }
  clock.set_id("handoff-reply-2");
  clock.set_handoff(second.name());
  *clock.mutable_due_time() = ToTimestamp(EndOfDay(absl::CivilDay(2026, 3, 3)));
  *task.add_clocks() = clock;
  EXPECT_THAT(Baskets(task), ElementsAre("HANDOFF so-tu-phap due 2026-03-03", "UNASSIGNED so-vhttdl due 2026-06-30"));
}

TEST(Basket, CoordinatorsThatWereAskedUntilTheyAnswer) {
  Steps steps = {{v1::TASK_VERB_ACCEPT, kLead}, {v1::TASK_VERB_REQUEST_CONTRIBUTIONS, kLead}};
  const v1::Task asked = IssuedAnd(steps).task();
  ASSERT_EQ(asked.contributions_size(), 1);
  EXPECT_THAT(Baskets(asked), ElementsAre("UNASSIGNED so-vhttdl due 2026-06-30",
                                          absl::StrCat("CONTRIBUTE so-y-te due ", asked.contributions(0).due_date())));
  v1::Task moved = asked;
  moved.set_coordinator_units(0, Unit(kReceiver));
  EXPECT_THAT(Baskets(moved), ElementsAre("UNASSIGNED so-vhttdl due 2026-06-30"))
      << "who coordinates no more is not asked";
  steps.emplace_back(v1::TASK_VERB_CONTRIBUTE, kCoordinator);
  EXPECT_THAT(After(steps), ElementsAre("UNASSIGNED so-vhttdl due 2026-06-30"));
}

TEST(Basket, CopiesUntilTheyAreReadWhateverBecameOfTheTask) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_SEND_COPIES, kIssuer}});
  ASSERT_EQ(ledger.task().copies_size(), 1);
  const std::string holder(LastSegment(ledger.task().copies(0).unit()));
  const std::string copy = absl::StrCat("COPY ", holder);
  EXPECT_THAT(Baskets(ledger.task()), testing::Contains(copy));
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REVOKE, kIssuer, At(kMonday)), absl::OkStatus());
  EXPECT_THAT(Baskets(ledger.task()), ElementsAre(copy));
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACKNOWLEDGE_COPY, holder, At(kMonday)), absl::OkStatus());
  EXPECT_THAT(Baskets(ledger.task()), IsEmpty());
}

TEST(Basket, WhatStandsStillIsNotWorkedOnAndNeverLate) {
  const Steps steps = {{v1::TASK_VERB_ACCEPT, kLead},
                       {v1::TASK_VERB_REQUEST_EXTENSION, kLead},
                       {v1::TASK_VERB_REQUEST_CONTRIBUTIONS, kLead},
                       {v1::TASK_VERB_SUSPEND, kIssuer}};
  const v1::Task task = IssuedAnd(steps).task();
  ASSERT_EQ(task.state(), v1::TASK_STATE_SUSPENDED);
  EXPECT_THAT(Baskets(task),
              ElementsAre("TO_DECIDE so-ke-hoach due 2026-06-30 stands still",
                          absl::StrCat("CONTRIBUTE so-y-te due ", task.contributions(0).due_date(), " stands still")));
}

TEST(Basket, AWholeThatItsIssuerLeadsNeedsNobody) {
  v1::Task task = IssuedAnd({{v1::TASK_VERB_ACCEPT, kLead}}, /*approval=*/false).task();
  task.mutable_fan_out()->add_units(Unit(kReceiver));
  EXPECT_THAT(Baskets(task), ElementsAre("UNASSIGNED so-vhttdl due 2026-06-30"));
  task.set_lead_unit(task.issuer_unit());
  EXPECT_THAT(Baskets(task), IsEmpty());
}

TEST(Basket, ATaskWithoutDeadlineIsDueNever) {
  v1::Task task = UsualTask();
  task.clear_requested_due_date();
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf(kIssuer), At(kMonday)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_ACCEPT, kLead, At(kMonday)), absl::OkStatus());
  EXPECT_THAT(Baskets(ledger.task()), ElementsAre("UNASSIGNED so-vhttdl"));
}

// -- Whatever happens, a basket and the operations of its unit say the same.

constexpr const char* kUnits[] = {"so-ke-hoach", "so-vhttdl", "so-noi-vu", "so-y-te", "so-tu-phap", "so-xay-dung"};

std::set<v1::TaskVerb> AllowedTo(const v1::Task& task, const std::string& actor, absl::Time now) {
  v1::Task shown = task;
  Present(shown, ActorOf(actor), TestFacts(), now);
  std::set<v1::TaskVerb> allowed;
  for (const v1::AllowedOperation& operation : shown.operations()) {
    if (operation.allowed()) allowed.insert(operation.verb());
  }
  return allowed;
}

void CheckAgree(const v1::Task& task, absl::Time now) {
  std::set<std::pair<std::string, v1::BasketKind>> entries;
  for (const BasketEntry& entry : BasketEntriesOf(task)) {
    RC_ASSERT(entries.emplace(std::string(LastSegment(entry.unit)), entry.kind).second);
    RC_ASSERT(entry.person.empty() == (entry.kind != v1::BASKET_KIND_ASSIGNED));
    const std::set<v1::TaskVerb> may = AllowedTo(task, std::string(LastSegment(entry.unit)), now);
    const auto verbs = VerbsOf(entry.kind);
    RC_ASSERT(std::any_of(verbs.begin(), verbs.end(), [&](v1::TaskVerb verb) { return may.count(verb) > 0; }));
    RC_ASSERT(!entry.running || entry.due_time != absl::InfiniteFuture());
  }
  for (const char* unit : kUnits) {
    const std::set<v1::TaskVerb> allowed = AllowedTo(task, unit, now);
    const auto may = [&](v1::TaskVerb verb) { return allowed.count(verb) > 0; };
    const auto has = [&](v1::BasketKind kind) { return entries.count({unit, kind}) > 0; };
    RC_ASSERT(has(v1::BASKET_KIND_TO_ACCEPT) == may(v1::TASK_VERB_ACCEPT));
    RC_ASSERT((has(v1::BASKET_KIND_UNASSIGNED) || has(v1::BASKET_KIND_ASSIGNED)) == may(v1::TASK_VERB_ASSIGN_PERSON));
    RC_ASSERT(has(v1::BASKET_KIND_TO_APPROVE) == (may(v1::TASK_VERB_APPROVE) || may(v1::TASK_VERB_DECLARE_IMPOSSIBLE)));
    RC_ASSERT(has(v1::BASKET_KIND_TO_DECIDE) == (may(v1::TASK_VERB_REISSUE) || may(v1::TASK_VERB_GRANT_EXTENSION)));
    RC_ASSERT(has(v1::BASKET_KIND_HANDOFF) ==
              (may(v1::TASK_VERB_ACCEPT_HANDOFF) || may(v1::TASK_VERB_RETURN_HANDOFF_RESULT) ||
               may(v1::TASK_VERB_ANSWER_HANDOFF_RESULT)));
    RC_ASSERT(!has(v1::BASKET_KIND_CONTRIBUTE) || may(v1::TASK_VERB_CONTRIBUTE));
    RC_ASSERT(!has(v1::BASKET_KIND_COPY) || may(v1::TASK_VERB_ACKNOWLEDGE_COPY));
  }
}

RC_GTEST_PROP(BasketProperties, ABasketAgreesWithWhatItsUnitMayDo, ()) {
  Ledger ledger;
  v1::Task task = UsualTask();
  task.set_approval_required(*rc::gen::arbitrary<bool>());
  absl::Time now = At(kMonday);
  RC_ASSERT(ledger.Do(CreateCommand(task, *rc::gen::arbitrary<bool>()), ActorOf(kIssuer), now).ok());
  const int length = *rc::gen::inRange(1, 30);
  for (int i = 0; i < length; ++i) {
    CheckAgree(ledger.task(), now);
    std::vector<std::pair<v1::TaskVerb, std::string>> possible;
    for (const char* unit : kUnits) {
      for (const v1::TaskVerb verb : AllowedTo(ledger.task(), unit, now)) possible.emplace_back(verb, unit);
    }
    if (possible.empty()) return;
    const auto [verb, actor] = *rc::gen::elementOf(possible);
    internal::v1::TaskCommand command = CommandOf(verb, ledger.task());
    if (verb == v1::TASK_VERB_HAND_OFF) {
      const auto kind = static_cast<v1::Handoff::Kind>(*rc::gen::inRange(1, 4));
      command = HandOffCommand(ledger.task(), kind, kUnits[*rc::gen::inRange<size_t>(0, std::size(kUnits))]);
    } else if (NamesHandoff(verb) && !ledger.task().handoffs().empty()) {
      const int which = *rc::gen::inRange(0, ledger.task().handoffs_size());
      command = CommandTo(ledger.task().handoffs(which).name(), verb, ledger.task());
    }
    if (command.has_answer_handoff_result() && *rc::gen::arbitrary<bool>()) {
      command.mutable_answer_handoff_result()->set_accept(false);
      command.mutable_answer_handoff_result()->set_reason("Thiếu phụ lục");
    }
    const absl::Status done = ledger.Do(command, ActorOf(actor), now);
    RC_LOG() << actor << " " << VerbName(verb) << ": " << done << std::endl;
    now += absl::Hours(*rc::gen::element(0, 3, 26));
  }
  CheckAgree(ledger.task(), now);
}

}  // namespace
}  // namespace phoihop::task
