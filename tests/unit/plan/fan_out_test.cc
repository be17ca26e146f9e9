// Plans that are given to many units: wholes and parts, and what follows from one task for others. Follow-ups are run
// here as the write door runs them, without a database.
#include "workflow/task/fan_out.h"

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "tests/unit/plan/office.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/issued_items.h"
#include "workflow/plan/plan.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::plan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(FanOut, ASetMakesAWholeAndAPartForEachMember) {
  Office office;
  v1::PlanItem& item = office.AddItem();
  v1::ResponsibleParty& party = *item.add_leads();
  party.set_unit_set(SetIn("ubnd-cap-xa"));
  ASSERT_FALSE(Province().directory().SetMembers(SetIn("ubnd-cap-xa"), kIssueDay).empty());
  party.add_excluded_units(UnitIn("xp-25280"));
  item.set_function("provinces/dong-nai/functions/r05");
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  const std::vector<std::string> members = Province().directory().SetMembers(SetIn("ubnd-cap-xa"), kIssueDay);
  EXPECT_EQ(office.Parts(Task("kh-1")).size(), members.size() - 1);
  EXPECT_EQ(office.tasks().count(Task("kh-1-xp-25280")), 0u);
  // The issuer's own: accepted without anybody's doing, nothing to approve.
  const v1::Task& whole = office.task(Task("kh-1"));
  EXPECT_EQ(whole.state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(whole.lead_unit(), UnitIn("ubnd"));
  EXPECT_FALSE(whole.approval_required());
  EXPECT_EQ(whole.clocks_size(), 1);
  EXPECT_EQ(whole.fan_out().rule(), v1::COMPLETION_RULE_ALL);
  EXPECT_THAT(whole.fan_out().unit_sets(), ElementsAre(SetIn("ubnd-cap-xa")));
  EXPECT_THAT(whole.fan_out().excluded_units(), ElementsAre(UnitIn("xp-25280")));
  // Each part is a task as any other: its lead, its clocks, its ladder, and the same as if it had been made alone.
  for (const std::string& name : office.Parts(whole.name())) {
    const v1::Task& part = office.task(name);
    EXPECT_EQ(part.state(), v1::TASK_STATE_ISSUED);
    EXPECT_EQ(part.parent_task(), whole.name());
    EXPECT_EQ(name, task::PartName(whole.name(), part.lead_unit()));
    EXPECT_EQ(part.due_date(), "2026-09-30");
    EXPECT_TRUE(part.approval_required());
    EXPECT_EQ(part.plan_function(), item.function());
    Context context;
    context.now = office.now();
    context.actor.set_unit(UnitIn("ubnd"));
    auto alone = task::MakeNew(task::PartOf(whole, part.lead_unit()), "", Province(), context);
    ASSERT_TRUE(alone.ok());
    v1::Task expected;
    task::Evolve(expected, *alone);
    EXPECT_EQ(part.SerializeAsString(), expected.SerializeAsString());
  }
  std::vector<const v1::Task*> made;
  for (const v1::Event& event : office.events()) {
    if (event.has_task_created()) made.push_back(&event.task_created().task());
  }
  const auto items = SummariseIssue(office.plan(), made, Province(), kIssueDay);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].task_count(), static_cast<int>(members.size()));
  EXPECT_EQ(items[0].part_count(), static_cast<int>(members.size()) - 1);
  EXPECT_EQ(items[0].unit_count(), static_cast<int>(members.size()) - 1);
  EXPECT_EQ(items[0].first_due_date(), "2026-09-30");
  EXPECT_THAT(items[0].explanation(), HasSubstr(absl::StrCat("đủ ", members.size() - 1, " phần mới xong")));
}

TEST(FanOut, TheIssuersWholeCompletesWithItsLastPart) {
  Office office;
  GiveTo({"so-y-te", "so-noi-vu", "so-xay-dung"}, office.AddItem()).mutable_fan_out();
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  const std::string whole = Task("kh-1");
  EXPECT_EQ(office.Parts(whole).size(), 3u);
  TaskCommand complete;
  complete.mutable_complete()->set_name(whole);
  const absl::Status early = office.Send(complete, whole, "ubnd");
  EXPECT_EQ(ReasonOf(early), v1::ERROR_REASON_FAN_OUT_OPEN);
  EXPECT_THAT(std::string(early.message()), HasSubstr("3 of 3"));
  EXPECT_THAT(std::string(early.message()), HasSubstr("Sở Y tế"));
  office.Finish(Task("kh-1-so-y-te"));
  office.Finish(Task("kh-1-so-noi-vu"));
  office.RunFollowUps();
  EXPECT_EQ(office.task(whole).state(), v1::TASK_STATE_ACCEPTED);
  // The last is late; the whole was done when it was handed in, not when it was approved.
  office.At(absl::CivilDay(2026, 10, 5));
  EXPECT_EQ(office.Accept(Task("kh-1-so-xay-dung")), absl::OkStatus());
  EXPECT_EQ(office.Submit(Task("kh-1-so-xay-dung")), absl::OkStatus());
  const absl::Time handed_in = office.now();
  office.At(absl::CivilDay(2026, 10, 9));
  EXPECT_EQ(office.Approve(Task("kh-1-so-xay-dung")), absl::OkStatus());
  EXPECT_EQ(office.RunFollowUps(), 1);
  EXPECT_EQ(office.task(whole).state(), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(FromTimestamp(office.task(whole).complete_time()), handed_in);
  EXPECT_TRUE(office.events().back().task_fan_out_completed().progress().rule_holds());
  EXPECT_EQ(office.Check(whole), absl::OkStatus());
  EXPECT_EQ(office.task(whole).version(), 2);
}

TEST(FanOut, PartsThatWereRevokedDoNotCountAndAQuorumIsEnough) {
  Office office;
  GiveTo({"so-y-te", "so-noi-vu", "so-xay-dung"}, office.AddItem()).mutable_fan_out();
  v1::FanOut& quorum = *GiveTo({"so-y-te", "so-noi-vu", "so-xay-dung"}, office.AddItem()).mutable_fan_out();
  quorum.set_rule(v1::COMPLETION_RULE_QUORUM);
  quorum.set_quorum(2);
  v1::FanOut& decides = *GiveTo({"so-y-te", "so-noi-vu"}, office.AddItem()).mutable_fan_out();
  decides.set_rule(v1::COMPLETION_RULE_LEAD_DECIDES);
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  EXPECT_EQ(office.Revoke(Task("kh-1-so-y-te")), absl::OkStatus());
  EXPECT_EQ(office.Revoke(Task("kh-1-so-noi-vu")), absl::OkStatus());
  office.RunFollowUps();
  EXPECT_EQ(office.task(Task("kh-1")).state(), v1::TASK_STATE_ACCEPTED);
  office.Finish(Task("kh-1-so-xay-dung"));
  office.RunFollowUps();
  EXPECT_EQ(office.task(Task("kh-1")).state(), v1::TASK_STATE_COMPLETED);

  office.Finish(Task("kh-2-so-y-te"));
  office.RunFollowUps();
  EXPECT_EQ(office.task(Task("kh-2")).state(), v1::TASK_STATE_ACCEPTED);
  office.Finish(Task("kh-2-so-noi-vu"));
  office.RunFollowUps();
  EXPECT_EQ(office.task(Task("kh-2")).state(), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(office.task(Task("kh-2-so-xay-dung")).state(), v1::TASK_STATE_ISSUED);

  office.Finish(Task("kh-3-so-y-te"));
  office.Finish(Task("kh-3-so-noi-vu"));
  office.RunFollowUps();
  EXPECT_EQ(office.task(Task("kh-3")).state(), v1::TASK_STATE_ACCEPTED);
  TaskCommand complete;
  complete.mutable_complete()->set_name(Task("kh-3"));
  EXPECT_EQ(office.Send(complete, Task("kh-3"), "ubnd"), absl::OkStatus());
}

TEST(FanOut, NothingIsDoneWhenEveryPartEndedWithoutAResult) {
  v1::FanOut fan_out;
  v1::FanOutProgress progress;
  progress.set_ended_without_result(3);
  EXPECT_FALSE(task::RuleHolds(fan_out, progress));
  progress.set_completed(1);
  progress.set_total(1);
  EXPECT_TRUE(task::RuleHolds(fan_out, progress));
}

TEST(FanOut, TheUnitThatSumsUpReportsOnceThePartsAreDone) {
  Office office;
  v1::PlanItem& item = GiveTo({"so-y-te", "so-noi-vu", "so-vhttdl"}, office.AddItem());
  item.set_summing_unit(UnitIn("so-vhttdl"));
  v1::EvidenceSlot& slot = *item.add_evidence_slots();
  slot.set_id("1");
  slot.set_description("02 clip");
  slot.set_count(2);
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  const std::string whole = Task("kh-1");
  // It has the whole, and sees the parts.
  EXPECT_THAT(office.Parts(whole), ElementsAre(Task("kh-1-so-noi-vu"), Task("kh-1-so-y-te")));
  EXPECT_EQ(office.task(whole).state(), v1::TASK_STATE_ISSUED);
  EXPECT_THAT(office.task(Task("kh-1-so-y-te")).coordinator_units(), ElementsAre(UnitIn("so-vhttdl")));
  EXPECT_EQ(office.Accept(whole), absl::OkStatus());
  EXPECT_EQ(ReasonOf(office.Submit(whole)), v1::ERROR_REASON_FAN_OUT_OPEN);
  // The products are asked of the parts.
  EXPECT_EQ(office.Accept(Task("kh-1-so-y-te")), absl::OkStatus());
  const absl::Status missing = office.Submit(Task("kh-1-so-y-te"), 1);
  EXPECT_EQ(ReasonOf(missing), v1::ERROR_REASON_EVIDENCE_MISSING);
  EXPECT_THAT(std::string(missing.message()), HasSubstr("02 clip: còn thiếu 1"));
  EXPECT_EQ(office.Submit(Task("kh-1-so-y-te"), 2), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-1-so-y-te")).result().documents(1).slot(), "1");
  EXPECT_EQ(office.Approve(Task("kh-1-so-y-te")), absl::OkStatus());
  EXPECT_EQ(office.Accept(Task("kh-1-so-noi-vu")), absl::OkStatus());
  EXPECT_EQ(office.Submit(Task("kh-1-so-noi-vu"), 3), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-1-so-noi-vu")).result().documents(2).slot(), "");
  EXPECT_EQ(office.Approve(Task("kh-1-so-noi-vu")), absl::OkStatus());
  office.RunFollowUps();
  EXPECT_EQ(office.task(whole).state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(office.Submit(whole), absl::OkStatus());
}

TEST(FanOut, RevokingTheWholeRevokesWhatIsOpenOfIt) {
  Office office;
  GiveTo({"so-y-te", "so-noi-vu", "so-xay-dung"}, office.AddItem()).mutable_fan_out();
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  office.Finish(Task("kh-1-so-y-te"));
  EXPECT_EQ(office.Revoke(Task("kh-1")), absl::OkStatus());
  office.RunFollowUps();
  EXPECT_EQ(office.task(Task("kh-1")).state(), v1::TASK_STATE_REVOKED);
  EXPECT_EQ(office.task(Task("kh-1-so-y-te")).state(), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(office.task(Task("kh-1-so-noi-vu")).state(), v1::TASK_STATE_REVOKED);
  EXPECT_EQ(office.task(Task("kh-1-so-xay-dung")).state(), v1::TASK_STATE_REVOKED);
}

TEST(FanOut, ALateUnitGetsItsPartOnceAndASuccessorNone) {
  Office office;
  v1::PlanItem& item = office.AddItem();
  item.add_leads()->set_unit_set(SetIn("ubnd-cap-xa"));
  // In 2025 the set had the units of that day; by the end of April 2026 some were made wards, which is no change of who
  // they are.
  office.At(absl::CivilDay(2025, 8, 1));
  office.plan().set_period_start_date("2025-01-01");
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  const size_t parts = office.Parts(Task("kh-1")).size();
  office.At(absl::CivilDay(2026, 6, 1));
  EXPECT_EQ(office.Check(Task("kh-1")), absl::OkStatus());
  EXPECT_EQ(office.Parts(Task("kh-1")).size(), parts);
  // A set that grows: the part of one that is missing is made, once.
  PartsSeen seen = office.PartsOf(Task("kh-1"));
  const PartsSeen::Part gone = seen.parts.back();
  seen.parts.pop_back();
  const auto joining = [&] {
    return task::FindUnitsToJoin(office.task(Task("kh-1")), seen, Province().directory(), DayOf(office.now())).now;
  };
  EXPECT_THAT(joining(), ElementsAre(gone.lead_unit));
  // One whose part went to another unit had it all the same.
  seen.parts.push_back(gone);
  seen.parts.back().lead_unit = UnitIn("so-y-te");
  EXPECT_THAT(joining(), IsEmpty());
}

TEST(PlanEvent, IssuesWhatWaitsForItWithPeriodsFromItsDay) {
  Office office;
  v1::PlanItem& item = GiveTo({"so-y-te", "so-noi-vu"}, office.AddItem());
  item.mutable_fan_out();
  item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_RELATIVE);
  item.mutable_deadline()->set_event("Logo được phê duyệt");
  item.mutable_deadline()->mutable_period()->set_count(30);
  item.mutable_deadline()->mutable_period()->set_unit(v1::PERIOD_UNIT_CALENDAR_DAY);
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-1")).state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(ReasonOf(office.Record("logo được  phê duyệt", "2026-05-01", "so-y-te")),
            v1::ERROR_REASON_PERMISSION_DENIED);
  const absl::Status unknown = office.Record("logo được vẽ", "2026-05-01");
  EXPECT_EQ(ReasonOf(unknown), v1::ERROR_REASON_NOT_FOUND);
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("Logo được phê duyệt"));
  EXPECT_EQ(ReasonOf(office.Record("logo được phê duyệt", "2026-05-05")), v1::ERROR_REASON_INVALID_FIELD);
  ASSERT_EQ(office.Record("logo  ĐƯỢC phê duyệt", "2026-05-01"), absl::OkStatus());
  office.RunFollowUps();
  EXPECT_EQ(office.task(Task("kh-1")).state(), v1::TASK_STATE_ACCEPTED);
  for (const char* part : {"kh-1-so-y-te", "kh-1-so-noi-vu"}) {
    EXPECT_EQ(office.task(Task(part)).state(), v1::TASK_STATE_ISSUED);
    // 31 May 2026 is a Sunday.
    EXPECT_EQ(office.task(Task(part)).due_date(), "2026-06-01");
  }
  EXPECT_EQ(office.plan().events_size(), 1);
  EXPECT_EQ(office.Record("Logo được phê duyệt", "2026-05-01"), absl::OkStatus());
  EXPECT_EQ(office.RunFollowUps(), 0);
  EXPECT_EQ(ReasonOf(office.Record("Logo được phê duyệt", "2026-05-02")), v1::ERROR_REASON_ALREADY_EXISTS);
  // What is issued later does not wait any more.
  v1::PlanItem& late = GiveTo({"so-xay-dung", "so-tu-phap"}, office.AddItem());
  late.mutable_fan_out();
  *late.mutable_deadline() = office.plan().items(0).deadline();
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-2-so-tu-phap")).due_date(), "2026-06-01");
}

TEST(PlanEvent, ACorrectionCountsWhatRunsFromItAgain) {
  Office office;
  v1::PlanItem& item = GiveTo({"so-y-te", "so-noi-vu"}, office.AddItem());
  item.mutable_fan_out();
  item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_RELATIVE);
  item.mutable_deadline()->set_event("Logo được phê duyệt");
  item.mutable_deadline()->mutable_period()->set_count(30);
  item.mutable_deadline()->mutable_period()->set_unit(v1::PERIOD_UNIT_CALENDAR_DAY);
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  ASSERT_EQ(office.Record("Logo được phê duyệt", "2026-05-01"), absl::OkStatus());
  office.RunFollowUps();
  office.Finish(Task("kh-1-so-y-te"));
  ASSERT_EQ(office.Record("Logo được phê duyệt", "2026-04-27", "ubnd", /*correction=*/true), absl::OkStatus());
  office.RunFollowUps();
  ASSERT_EQ(office.plan().events_size(), 1);
  EXPECT_EQ(office.plan().events(0).date(), "2026-04-27");
  EXPECT_EQ(office.task(Task("kh-1")).due_date(), "2026-05-27");
  EXPECT_EQ(office.task(Task("kh-1-so-noi-vu")).due_date(), "2026-05-27");
  // What has ended stays as it was.
  EXPECT_EQ(office.task(Task("kh-1-so-y-te")).due_date(), "2026-06-01");
  // The same again does nothing.
  ASSERT_EQ(office.Record("Logo được phê duyệt", "2026-04-27", "ubnd", true), absl::OkStatus());
  EXPECT_EQ(office.RunFollowUps(), 0);
}

v1::PlanItem& Monthly(v1::PlanItem& item) {
  item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_RECURRING);
  item.mutable_deadline()->set_recurrence("FREQ=MONTHLY");
  return item;
}

TEST(Recurring, CatchesUpAsTheItemSays) {
  for (const auto& [catch_up, first, count] :
       std::vector<std::tuple<v1::CatchUp, const char*, size_t>>{{v1::CATCH_UP_UNSPECIFIED, "kh-1-2026-05", 8},
                                                                 {v1::CATCH_UP_NONE, "kh-1-2026-05", 8},
                                                                 {v1::CATCH_UP_LAST, "kh-1-2026-04", 9},
                                                                 {v1::CATCH_UP_ALL, "kh-1-2026-01", 12}}) {
    Office office;
    Monthly(GiveTo({"so-y-te"}, office.AddItem())).set_catch_up(catch_up);
    ASSERT_EQ(office.Issue(), absl::OkStatus());
    EXPECT_EQ(office.tasks().size(), count);
    EXPECT_EQ(office.tasks().begin()->first, Task(first));
    // What is past is issued at once and overdue.
    EXPECT_EQ(office.tasks().begin()->second.state(), v1::TASK_STATE_ISSUED);
  }
}

// Issued on 4 May; due at the end of each month.
TEST(Recurring, CatchesUpOnlyWithinItsBound) {
  const struct {
    v1::CatchUp catch_up;
    int days;
    const char* first;
    size_t count;
  } kCases[] = {{v1::CATCH_UP_ALL, 35, "kh-1-2026-03", 10}, {v1::CATCH_UP_ALL, 34, "kh-1-2026-03", 10},
                {v1::CATCH_UP_ALL, 33, "kh-1-2026-04", 9},  {v1::CATCH_UP_ALL, 400, "kh-1-2026-01", 12},
                {v1::CATCH_UP_LAST, 4, "kh-1-2026-04", 9},  {v1::CATCH_UP_LAST, 3, "kh-1-2026-05", 8}};
  for (const auto& c : kCases) {
    Office office;
    v1::PlanItem& item = Monthly(GiveTo({"so-y-te"}, office.AddItem()));
    item.set_catch_up(c.catch_up);
    item.set_catch_up_days(c.days);
    ASSERT_EQ(office.Issue(), absl::OkStatus());
    EXPECT_EQ(office.tasks().size(), c.count) << c.days;
    EXPECT_EQ(office.tasks().begin()->first, Task(c.first)) << c.days;
  }
}

// Of what has nothing to come the last one is made, however long ago it was.
TEST(Recurring, ItsBoundLeavesTheLastOneOfDaysThatAreOver) {
  for (const v1::CatchUp catch_up : {v1::CATCH_UP_LAST, v1::CATCH_UP_ALL}) {
    Office office;
    v1::PlanItem& item = GiveTo({"so-y-te"}, office.AddItem());
    item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_DATES);
    for (const char* date : {"2026-01-10", "2026-02-10"}) item.mutable_deadline()->add_dates(date);
    item.set_catch_up(catch_up);
    item.set_catch_up_days(5);
    ASSERT_EQ(office.Issue(), absl::OkStatus());
    ASSERT_EQ(office.tasks().size(), 1u);
    EXPECT_EQ(office.tasks().begin()->second.requested_due_date(), "2026-02-10");
  }
}

TEST(Recurring, WhatBindsToADeadlineGoesToItsTasks) {
  Office office;
  Monthly(GiveTo({"so-y-te"}, office.AddItem())).set_legal_nature(v1::LEGAL_NATURE_NORM);
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  EXPECT_EQ(office.tasks().begin()->second.legal_nature(), v1::LEGAL_NATURE_NORM);
}

TEST(Recurring, AnOpenOccurrenceHasTheNextOneLeftOutOrWait) {
  Office office;
  Monthly(GiveTo({"so-y-te"}, office.AddItem())).set_overlap(v1::OVERLAP_POLICY_SKIP);
  Monthly(GiveTo({"so-y-te"}, office.AddItem())).set_overlap(v1::OVERLAP_POLICY_WAIT);
  Monthly(GiveTo({"so-y-te"}, office.AddItem()));
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-1-2026-06")).previous_occurrence(), Task("kh-1-2026-05"));
  office.At(absl::CivilDay(2026, 6, 1));
  EXPECT_EQ(office.Fire(Task("kh-1-2026-06"), true), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-1-2026-06")).state(), v1::TASK_STATE_SKIPPED);
  EXPECT_EQ(office.events().back().task_skipped().open_occurrence(), Task("kh-1-2026-05"));
  EXPECT_EQ(office.Fire(Task("kh-2-2026-06"), true), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-2-2026-06")).state(), v1::TASK_STATE_PLANNED);
  EXPECT_EQ(office.Fire(Task("kh-2-2026-06"), false), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-2-2026-06")).state(), v1::TASK_STATE_ISSUED);
  // Its own deadline stays.
  EXPECT_EQ(office.task(Task("kh-2-2026-06")).requested_due_date(), "2026-06-30");
  EXPECT_EQ(office.Fire(Task("kh-3-2026-06"), true), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-3-2026-06")).state(), v1::TASK_STATE_ISSUED);
}

TEST(Revision, MovesTheDeadlineAndKeepsTheRungsThatFired) {
  Office office;
  GiveTo({"so-y-te", "so-noi-vu"}, office.AddItem("2026-05-20")).mutable_fan_out();
  ASSERT_EQ(office.Issue(), absl::OkStatus());
  office.At(absl::CivilDay(2026, 5, 20));
  const std::string part = Task("kh-1-so-y-te");
  EXPECT_EQ(office.Fire(part, false), absl::OkStatus());
  const int fired = office.task(part).escalations_size();
  ASSERT_GT(fired, 0);
  TaskCommand command;
  internal::v1::ReviseTask& revise = *command.mutable_revise();
  revise.set_name(Task("kh-1"));
  revise.set_revision(1);
  revise.mutable_basis()->set_instrument_number("77/KH-UBND");
  revise.mutable_revised()->set_requested_due_date("2026-06-30");
  revise.mutable_revised()->set_product("02 clip");
  ASSERT_EQ(office.Send(command, Task("kh-1"), ""), absl::OkStatus());
  office.RunFollowUps();
  for (const std::string& name : {Task("kh-1"), part, Task("kh-1-so-noi-vu")}) {
    EXPECT_EQ(office.task(name).due_date(), "2026-06-30") << name;
    EXPECT_EQ(office.task(name).product(), "02 clip");
    EXPECT_EQ(office.task(name).title(), "Cung cấp thông tin");
  }
  const auto complete =
      std::find_if(office.task(part).clocks().begin(), office.task(part).clocks().end(),
                   [](const v1::Clock& clock) { return clock.purpose() == v1::CLOCK_PURPOSE_COMPLETE; });
  EXPECT_GT(complete->next_rung(), 0);
  EXPECT_EQ(DayOf(FromTimestamp(complete->original_due_time()) - absl::Seconds(1)), absl::CivilDay(2026, 5, 20));
  // Again: nothing changes. Ended: nothing happens.
  const int64_t version = office.task(Task("kh-1")).version();
  ASSERT_EQ(office.Send(command, Task("kh-1"), ""), absl::OkStatus());
  EXPECT_EQ(office.task(Task("kh-1")).version(), version);
  TaskCommand withdraw;
  withdraw.mutable_withdraw()->set_name(part);
  withdraw.mutable_withdraw()->set_reason("Kế hoạch được sửa đổi");
  *withdraw.mutable_withdraw()->mutable_basis() = revise.basis();
  ASSERT_EQ(office.Send(withdraw, part, ""), absl::OkStatus());
  EXPECT_EQ(office.task(part).state(), v1::TASK_STATE_REVOKED);
  EXPECT_EQ(office.events().back().basis().instrument_number(), "77/KH-UBND");
  revise.set_name(part);
  const int64_t ended = office.task(part).version();
  ASSERT_EQ(office.Send(command, part, ""), absl::OkStatus());
  ASSERT_EQ(office.Send(withdraw, part, ""), absl::OkStatus());
  EXPECT_EQ(office.task(part).version(), ended);
}

}  // namespace
}  // namespace phoihop::plan
