// Everything that is malformed is named at once, and nothing of it reaches the task.
#include "workflow/task/fields.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const absl::Time kMondayMorning = At(kMonday);

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ViolationsOf(status)) fields.push_back(violation.field);
  return fields;
}

std::vector<std::string> Broken(const v1::Task& task) {
  const absl::Status status = Ledger().Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning);
  EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument) << status;
  return FieldsOf(status);
}

TEST(Fields, AllViolationsAtOnce) {
  v1::Task task = UsualTask();
  task.clear_title();
  task.set_lead_unit("so-vhttdl");
  task.set_requested_due_date("31/12/2026");
  task.add_coordinator_units("");
  task.mutable_basis()->set_article(std::string(limits::kNotationBytes + 1, 'a'));
  EXPECT_THAT(Broken(task), ElementsAre("task.title", "task.basis.article", "task.lead_unit",
                                        "task.coordinator_units[1]", "task.requested_due_date"));
}

TEST(Fields, LimitsAreInclusive) {
  v1::Task task = UsualTask();
  task.set_title(std::string(limits::kTitleBytes, 'x'));
  task.set_description(std::string(limits::kDescriptionBytes, 'x'));
  EXPECT_THAT(Broken(task), IsEmpty());
  task.set_title(std::string(limits::kTitleBytes + 1, 'x'));
  task.set_description(std::string(limits::kDescriptionBytes + 1, 'x'));
  EXPECT_THAT(Broken(task), ElementsAre("task.title", "task.description"));
}

TEST(Fields, WhatATaskIsAbout) {
  v1::Task task = UsualTask();
  task.set_function(std::string(limits::kFunctionBytes + 1, 'x'));
  task.add_territories("phuong-long-khanh");
  EXPECT_THAT(Broken(task), ElementsAre("task.function", "task.territories[0]"));
  task.set_function("báo chí");
  task.clear_territories();
  for (int i = 0; i <= limits::kTerritories; ++i) task.add_territories(Unit("phuong-long-khanh"));
  EXPECT_THAT(Broken(task), ElementsAre("task.territories"));
  task.clear_territories();
  task.add_territories(Unit("khong-ai-biet"));
  EXPECT_EQ(ReasonOf(Ledger().Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning)),
            v1::ERROR_REASON_NOT_FOUND);
  // One that will have ended, named twice; functions of a plan are none of a caller's.
  task.set_territories(0, Unit("xa-cu"));
  task.add_territories(Unit("xa-cu"));
  task.add_plan_functions("báo chí");
  Ledger ledger;
  ASSERT_EQ(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), kMondayMorning), absl::OkStatus());
  EXPECT_EQ(ledger.task().function(), "báo chí");
  EXPECT_THAT(ledger.task().territories(), ElementsAre(Unit("xa-cu")));
  EXPECT_THAT(ledger.task().plan_functions(), IsEmpty());
}

TEST(Fields, TextsAreUtf8WithoutControlCharacters) {
  v1::Task task = UsualTask();
  for (const char* broken : {"\xC3\x28", "\xED\xA0\x80", "\xF5\x80\x80\x80", "a\x01z", "\x7F"}) {
    task.set_title(broken);
    EXPECT_THAT(Broken(task), ElementsAre("task.title"));
  }
  task.set_title(std::string("a\0b", 3));
  EXPECT_THAT(Broken(task), ElementsAre("task.title")) << "jsonb cannot keep U+0000";
  task.set_title("Thông tin đối ngoại\tnăm 2026\r\n✓ 𝒳");
  EXPECT_THAT(Broken(task), IsEmpty());
}

TEST(Fields, UnitsAreOfTheSameProvince) {
  v1::Task task = UsualTask();
  task.set_lead_unit("provinces/lam-dong/units/so-vhttdl");
  EXPECT_THAT(Broken(task), ElementsAre("task.lead_unit"));
}

TEST(Fields, OneDeadlineAndOneWayToBeIssued) {
  v1::Task task = UsualTask();
  task.mutable_awaited_period()->set_count(0);
  EXPECT_THAT(Broken(task),
              ElementsAre("task.awaited_period.count", "task.awaited_period.unit", "task.awaited_period"));
  task = UsualTask();
  task.set_awaited_event("khi có quyết định");
  task.mutable_planned_issue_time()->set_seconds(1'800'000'000);
  EXPECT_THAT(Broken(task), ElementsAre("task.planned_issue_time"));
  task = UsualTask();
  task.mutable_planned_issue_time()->set_seconds(253'402'300'799);  // the last second of the year 9999
  EXPECT_THAT(Broken(task), ElementsAre("task.planned_issue_time"));
}

TEST(Fields, UnknownNumbersOfEnums) {
  v1::Task task = UsualTask();
  task.set_priority(static_cast<v1::TaskPriority>(99));
  task.set_roll(static_cast<v1::RollRule>(99));
  EXPECT_THAT(Broken(task), ElementsAre("task.roll", "task.priority"));
}

std::vector<std::string> BrokenResult(const v1::TaskResult& result) {
  FieldCheck check;
  check.Result("result", result);
  return FieldsOf(check.ToStatus());
}

TEST(Fields, DocumentsAreOnTheWeb) {
  v1::TaskResult result;
  for (const char* good : {"http://a.vn", "https://van-ban.dongnai.gov.vn/x?y=1#z", "HTTPS://A.VN/%20"}) {
    result.clear_documents();
    result.add_documents()->set_uri(good);
    EXPECT_THAT(BrokenResult(result), IsEmpty()) << good;
  }
  for (const char* bad : {"javascript:alert(1)", "ftp://a.vn", "http://", "https:///x", "//a.vn", "http://a b",
                          "data:text/html,x", "https://a\"onclick=x"}) {
    result.clear_documents();
    result.add_documents()->set_uri(bad);
    EXPECT_THAT(BrokenResult(result), ElementsAre("result.documents[0].uri")) << bad;
  }
  result.clear_documents();
  result.add_documents();
  result.add_documents()->set_title("x");
  result.mutable_documents(1)->set_sha256("short");
  EXPECT_THAT(BrokenResult(result), ElementsAre("result.documents[0]", "result.documents[1].sha256"));
  for (int i = 0; i <= limits::kDocuments; ++i) result.add_documents()->set_title("x");
  EXPECT_THAT(BrokenResult(result), ElementsAre("result.documents"));
}

TEST(Fields, ARefusalHasAReasonAndOtherIsExplained) {
  FieldCheck check;
  check.Refusal("reason", v1::REFUSAL_REASON_UNSPECIFIED, "");
  EXPECT_THAT(FieldsOf(check.ToStatus()), ElementsAre("reason"));
  FieldCheck other;
  other.Refusal("reason", v1::REFUSAL_REASON_OTHER, "");
  EXPECT_THAT(FieldsOf(other.ToStatus()), ElementsAre("explanation"));
  FieldCheck unknown;
  unknown.Refusal("reason", static_cast<v1::RefusalReason>(77), "x");
  EXPECT_THAT(FieldsOf(unknown.ToStatus()), ElementsAre("reason"));
}

TEST(Fields, NamesOfHandoffs) {
  for (const char* bad : {"", "provinces/p/tasks/t", "provinces/p/tasks/t/handoffs/", "provinces/p/tasks/t/handoff/1",
                          "provinces/p/tasks/t/handoffs/1/x", "provinces/p/units/t/handoffs/1"}) {
    FieldCheck check;
    check.HandoffName("name", bad);
    EXPECT_EQ(ReasonOf(check.ToStatus()), v1::ERROR_REASON_INVALID_NAME) << bad;
  }
  FieldCheck check;
  check.HandoffName("name", "provinces/p/tasks/t/handoffs/1");
  EXPECT_EQ(check.ToStatus(), absl::OkStatus());
}

// Every verb refuses a name that is none before anything else, and what is required when it is missing.
TEST(Fields, EveryVerbChecksItsName) {
  for (int verb = 1; verb <= v1::TaskVerb_MAX; ++verb) {
    // The sweep does it beside the rung that fires.
    if (verb == v1::TASK_VERB_EXPIRE_HANDOFF) continue;
    v1::Task task = UsualTask();
    task.set_name("provinces/dong-nai/units/t1");
    const absl::Status status =
        Ledger().Do(CommandOf(static_cast<v1::TaskVerb>(verb), task), ActorOf("so-ke-hoach/giam-doc"), kMondayMorning);
    EXPECT_EQ(ReasonOf(status), v1::ERROR_REASON_INVALID_NAME) << v1::TaskVerb_Name(static_cast<v1::TaskVerb>(verb));
  }
  EXPECT_EQ(ReasonOf(Ledger().Do(internal::v1::TaskCommand(), ActorOf("so-ke-hoach"), kMondayMorning)),
            v1::ERROR_REASON_INVALID_FIELD);
}

TEST(Fields, WhatEachVerbRequires) {
  const v1::Task task = UsualTask();
  auto submit = CommandOf(v1::TASK_VERB_SUBMIT, task);
  submit.mutable_submit()->clear_result();
  EXPECT_THAT(FieldsOf(Ledger().Do(submit, ActorOf("so-vhttdl"), kMondayMorning)), ElementsAre("result.summary"));
  auto revoke = CommandOf(v1::TASK_VERB_REVOKE, task);
  revoke.mutable_revoke()->clear_reason();
  EXPECT_THAT(FieldsOf(Ledger().Do(revoke, ActorOf("so-vhttdl"), kMondayMorning)), ElementsAre("reason"));
  auto give_back = CommandOf(v1::TASK_VERB_RETURN, task);
  give_back.mutable_return_task()->clear_reason();
  EXPECT_THAT(FieldsOf(Ledger().Do(give_back, ActorOf("so-vhttdl"), kMondayMorning)), ElementsAre("reason"));
  auto hand_off = CommandOf(v1::TASK_VERB_HAND_OFF, task);
  hand_off.mutable_hand_off()->clear_handoff();
  EXPECT_THAT(FieldsOf(Ledger().Do(hand_off, ActorOf("so-vhttdl"), kMondayMorning)), ElementsAre("handoff.to_unit"));
  auto assign = CommandOf(v1::TASK_VERB_ASSIGN_PERSON, task);
  assign.mutable_assign_person()->set_person("nguyen-van-a");
  EXPECT_THAT(FieldsOf(Ledger().Do(assign, ActorOf("so-vhttdl"), kMondayMorning)), ElementsAre("person"));
}

}  // namespace
}  // namespace phoihop::task
