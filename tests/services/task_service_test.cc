// TaskService as clients see it: ids, repetition, previews, lists, and what is kept from strangers.
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "phoihop/v1/handoff_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Stub = v1::TaskService::Stub;
using Handoffs = v1::HandoffService::Stub;

constexpr char kParent[] = "provinces/dong-nai";
constexpr char kOffice[] = "vp-ubnd";

std::string Unit(absl::string_view id) { return UnitName("dong-nai", id); }

// A Monday.
absl::Time Start() { return At("2026-06-01 08:00"); }

class TaskServiceTest : public ServerFixture {
 protected:
  TaskServiceTest() : ServerFixture(Start()) {}
  void SetUp() override { StartServer(); }

  template <typename Request, typename Response>
  absl::Status Refused(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                       const Request& request, const std::string& act_as) {
    return Call(method, request, act_as).status();
  }

  static v1::CreateTaskRequest NewTask(const std::string& id, const std::string& lead, const std::string& due = "") {
    v1::CreateTaskRequest request;
    request.set_parent(kParent);
    request.set_task_id(id);
    request.set_issue(true);
    request.mutable_task()->set_title(absl::StrCat("Nhiệm vụ ", id));
    request.mutable_task()->set_lead_unit(Unit(lead));
    request.mutable_task()->set_requested_due_date(due);
    request.mutable_task()->mutable_basis()->set_instrument_number("431/QĐ-UBND");
    return request;
  }

  v1::Task Create(const v1::CreateTaskRequest& request, const std::string& act_as = "ubnd/nguyen-minh-an") {
    return MustCall(&Stub::CreateTask, request, act_as);
  }

  v1::Task Accept(const v1::Task& task) {
    v1::AcceptTaskRequest request;
    request.set_name(task.name());
    return MustCall(&Stub::AcceptTask, request, std::string(LastSegment(task.lead_unit())));
  }

  v1::ListTasksResponse List(const std::string& filter, const std::string& act_as = kOffice,
                             const std::string& order_by = "") {
    v1::ListTasksRequest request;
    request.set_parent(kParent);
    request.set_filter(filter);
    request.set_order_by(order_by);
    return MustCall(&Stub::ListTasks, request, act_as);
  }

  std::vector<std::string> Ids(const v1::ListTasksResponse& list) {
    std::vector<std::string> ids;
    for (const v1::Task& task : list.tasks()) ids.emplace_back(LastSegment(task.name()));
    EXPECT_EQ(list.total_size(), list.tasks_size());
    return ids;
  }

  std::vector<std::string> Found(const std::string& filter, const std::string& act_as = kOffice) {
    return Ids(List(filter, act_as));
  }
};

TEST_F(TaskServiceTest, AnIdThatTheSystemMakesIsTheSameWhenTheRequestIsRepeated) {
  v1::CreateTaskRequest request = NewTask("", "so-tu-phap");
  request.set_request_id("6f1c");
  const v1::Task made = Create(request);
  EXPECT_EQ(Create(request).name(), made.name());
  EXPECT_THAT(Found("open = true"), ElementsAre(std::string(LastSegment(made.name()))));
  request.mutable_task()->set_title("Khác");
  EXPECT_EQ(Refused(&Stub::CreateTask, request, "ubnd/nguyen-minh-an").code(), absl::StatusCode::kAlreadyExists);
  request.clear_request_id();
  EXPECT_NE(Create(request).name(), Create(request).name()) << "without a request id every request is a new one";
}

TEST_F(TaskServiceTest, APreviewChangesNothing) {
  v1::CreateTaskRequest request = NewTask("t1", "so-tu-phap", "2026-06-30");
  request.set_validate_only(true);
  const v1::Task preview = Create(request);
  EXPECT_EQ(preview.state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(preview.due_date(), "2026-06-30");
  EXPECT_THAT(Found(""), IsEmpty());
  request.set_validate_only(false);
  const v1::Task made = Create(request);
  v1::AcceptTaskRequest accept;
  accept.set_name(made.name());
  accept.set_validate_only(true);
  EXPECT_EQ(MustCall(&Stub::AcceptTask, accept, "so-tu-phap").state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_THAT(Found("state = ISSUED"), ElementsAre("t1"));
}

TEST_F(TaskServiceTest, AnAnswerSaysWhatTheCallerMayDoNext) {
  const v1::Task made = Create(NewTask("t1", "so-tu-phap"));
  v1::GetTaskRequest get;
  get.set_name(made.name());
  std::set<v1::TaskVerb> may;
  const v1::Task seen = MustCall(&Stub::GetTask, get, "so-tu-phap");
  for (const v1::AllowedOperation& operation : seen.operations()) {
    if (operation.allowed()) may.insert(operation.verb());
  }
  EXPECT_THAT(
      may, ElementsAre(v1::TASK_VERB_ACCEPT, v1::TASK_VERB_REFUSE, v1::TASK_VERB_SUSPEND, v1::TASK_VERB_SEND_COPIES,
                       v1::TASK_VERB_COMMENT, v1::TASK_VERB_WATCH, v1::TASK_VERB_UNWATCH, v1::TASK_VERB_ADD_DEPENDENCY,
                       v1::TASK_VERB_REMOVE_DEPENDENCY, v1::TASK_VERB_REMIND));
  EXPECT_THAT(seen.unit_display_names().at(Unit("so-tu-phap")), ::testing::HasSubstr("Sở Tư pháp"));
  v1::AcceptTaskRequest accept;
  accept.set_name(made.name());
  accept.set_etag(seen.etag());
  EXPECT_NE(MustCall(&Stub::AcceptTask, accept, "so-tu-phap").etag(), seen.etag());
  EXPECT_EQ(Refused(&Stub::AcceptTask, accept, "so-tu-phap").code(), absl::StatusCode::kAborted);
}

TEST_F(TaskServiceTest, AStrangerCannotTellAHiddenTaskFromAMissingOne) {
  const v1::Task made = Create(NewTask("t1", "so-tu-phap"));
  v1::GetTaskRequest hidden;
  hidden.set_name(made.name());
  v1::GetTaskRequest missing;
  missing.set_name(TaskName("dong-nai", "t2"));
  v1::AcceptTaskRequest act_on_hidden;
  act_on_hidden.set_name(hidden.name());
  act_on_hidden.set_etag("v99");
  v1::AcceptTaskRequest act_on_missing = act_on_hidden;
  act_on_missing.set_name(missing.name());
  const std::vector<absl::Status> answers = {
      Refused(&Stub::GetTask, hidden, "so-y-te"), Refused(&Stub::GetTask, missing, "so-y-te"),
      Refused(&Stub::AcceptTask, act_on_hidden, "so-y-te"), Refused(&Stub::AcceptTask, act_on_missing, "so-y-te")};
  for (const absl::Status& answer : answers) {
    EXPECT_EQ(answer.code(), absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(answer, answers[0]) << "with all its details";
  }
  EXPECT_EQ(Refused(&Stub::GetTask, missing, kOffice).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Refused(&Stub::AcceptTask, act_on_missing, kOffice).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Refused(&Stub::GetTask, hidden, "").code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(TaskServiceTest, FindsByEveryField) {
  v1::CreateTaskRequest with_coordinator = NewTask("t1", "so-tu-phap", "2026-06-10");
  with_coordinator.mutable_task()->add_coordinator_units(Unit("so-y-te"));
  with_coordinator.mutable_task()->set_title("Ban hành Quy chế phối hợp");
  const v1::Task first = Accept(Create(with_coordinator));
  v1::AssignPersonRequest assign;
  assign.set_name(first.name());
  assign.set_person(PersonName("dong-nai", "nguyen-quoc-em"));
  MustCall(&Stub::AssignPerson, assign, "so-tu-phap");
  const v1::Task second = Accept(Create(NewTask("t2", "so-vhttdl", "2026-12-31")));
  v1::HandOffTaskRequest hand_off;
  hand_off.set_name(second.name());
  hand_off.mutable_handoff()->set_to_unit(Unit("so-noi-vu"));
  MustCall(&Handoffs::HandOffTask, hand_off, "so-vhttdl");
  Create(NewTask("t3", "so-vhttdl"));
  v1::CreateTaskRequest planned = NewTask("t4", "so-y-te");
  planned.set_issue(false);
  Create(planned, "so-noi-vu");

  EXPECT_THAT(Found("state = ISSUED"), ElementsAre("t3"));
  EXPECT_THAT(Found("state = ACCEPTED OR state = PLANNED"), UnorderedElementsAre("t1", "t2", "t4"));
  EXPECT_THAT(Found("lead_unit = so-vhttdl"), UnorderedElementsAre("t2", "t3"));
  EXPECT_THAT(Found(absl::StrCat("lead_unit = ", Unit("so-vhttdl"), " AND NOT due_time > 2026-01-01")),
              ElementsAre("t3"));
  EXPECT_THAT(Found("issuer_unit = so-noi-vu"), ElementsAre("t4"));
  EXPECT_THAT(Found("coordinator_unit = so-y-te"), ElementsAre("t1"));
  EXPECT_THAT(Found("participant_unit = so-y-te"), UnorderedElementsAre("t1", "t4"));
  EXPECT_THAT(Found("participant_unit = so-noi-vu"), UnorderedElementsAre("t2", "t4"));
  EXPECT_THAT(Found("handoff_to = so-noi-vu"), ElementsAre("t2"));
  EXPECT_THAT(Found("assignee = nguyen-quoc-em"), ElementsAre("t1"));
  EXPECT_THAT(Found("title : \"QUY CHẾ\""), ElementsAre("t1"));
  EXPECT_THAT(Found("due_time = 2026-06-10"), ElementsAre("t1")) << "due on a day is due at its 24:00";
  EXPECT_THAT(Found("due_time <= 2026-12-31"), ElementsAre("t1", "t2"));
  EXPECT_THAT(Found("due_time > 2026-06-10"), ElementsAre("t2")) << "no deadline is no late deadline";
  EXPECT_THAT(Found("overdue = true"), IsEmpty());
  EXPECT_THAT(Found("on_monitor_list = true"), IsEmpty());
  EXPECT_THAT(Found("plan = kh-2026"), IsEmpty());
  clock().Set(Start() + absl::Hours(24 * 10));
  EXPECT_THAT(Found("overdue = true"), ElementsAre("t1"));
  EXPECT_THAT(Found("open = true AND overdue = false"), UnorderedElementsAre("t2", "t3", "t4"));
}

TEST_F(TaskServiceTest, OrdersAndPages) {
  for (int i = 0; i < 23; ++i) {
    Create(NewTask(absl::StrCat("t", i), "so-tu-phap", i % 3 == 0 ? "" : absl::StrFormat("2026-%02d-15", 7 + i % 5)));
    clock().Advance(absl::Seconds(1));
  }
  for (const char* order : {"", "due_time", "due_time desc", "create_time", "create_time desc", "update_time desc"}) {
    v1::ListTasksRequest request;
    request.set_parent(kParent);
    request.set_order_by(order);
    request.set_page_size(5);
    std::vector<std::string> paged;
    do {
      const v1::ListTasksResponse page = MustCall(&Stub::ListTasks, request, kOffice);
      EXPECT_LE(page.tasks_size(), 5);
      EXPECT_EQ(page.total_size(), 23);
      for (const v1::Task& task : page.tasks()) paged.push_back(task.name());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    const v1::ListTasksResponse whole = List("", kOffice, order);
    std::vector<std::string> at_once;
    for (const v1::Task& task : whole.tasks()) at_once.push_back(task.name());
    EXPECT_EQ(paged, at_once) << order;
    EXPECT_EQ(std::set<std::string>(paged.begin(), paged.end()).size(), 23u) << order;
  }
  const v1::ListTasksResponse by_due = List("");
  EXPECT_TRUE(by_due.tasks(0).has_due_time());
  EXPECT_FALSE(by_due.tasks(22).has_due_time()) << "without deadline last";
  EXPECT_EQ(LastSegment(List("", kOffice, "create_time desc").tasks(0).name()), "t22");
}

TEST_F(TaskServiceTest, AListRefusesWhatItDoesNotUnderstand) {
  const auto refused = [&](const v1::ListTasksRequest& request) {
    return Refused(&Stub::ListTasks, request, kOffice).code();
  };
  v1::ListTasksRequest request;
  request.set_parent(kParent);
  request.set_filter("colour = red");
  EXPECT_EQ(refused(request), absl::StatusCode::kInvalidArgument);
  request.set_filter("state = DONE");
  EXPECT_EQ(refused(request), absl::StatusCode::kInvalidArgument);
  request.clear_filter();
  for (const char* order : {"title", "due_time asc", "due_time desc desc", "due_time; DROP TABLE tasks"}) {
    request.set_order_by(order);
    EXPECT_EQ(refused(request), absl::StatusCode::kInvalidArgument) << order;
  }
  request.clear_order_by();
  request.set_page_size(-1);
  EXPECT_EQ(refused(request), absl::StatusCode::kInvalidArgument);
  for (const char* id : {"a", "b", "c"}) Create(NewTask(id, "so-tu-phap"));
  request.set_page_size(1);
  request.set_page_token(MustCall(&Stub::ListTasks, request, kOffice).next_page_token());
  request.set_filter("open = true");
  EXPECT_EQ(refused(request), absl::StatusCode::kInvalidArgument) << "the token is of another list";
}

// What lists show, what Get shows and what the rule says are one thing, for every unit of the province.
TEST_F(TaskServiceTest, ListsShowExactlyWhatTheRuleAllows) {
  v1::CreateTaskRequest coordinated = NewTask("coordinated", "so-tu-phap");
  coordinated.mutable_task()->add_coordinator_units(Unit("so-y-te"));
  Create(coordinated);
  Create(NewTask("local", "xp-25280"));
  v1::CreateTaskRequest below = NewTask("below", "don-bp-hoa-lu");
  Create(below, "bch-bdbp");
  v1::CreateTaskRequest approved = NewTask("approved", "so-vhttdl");
  approved.mutable_task()->set_approver_unit(Unit("so-tai-chinh"));
  Create(approved, "so-noi-vu");
  const v1::Task handed = Accept(Create(NewTask("handed", "so-khcn")));
  v1::HandOffTaskRequest hand_off;
  hand_off.set_name(handed.name());
  hand_off.mutable_handoff()->set_to_unit(Unit("so-gddt"));
  const v1::Task offered = MustCall(&Handoffs::HandOffTask, hand_off, "so-khcn");
  v1::AcceptHandoffRequest accept;
  accept.set_name(offered.handoffs(0).name());
  MustCall(&Handoffs::AcceptHandoff, accept, "so-gddt");
  const v1::ListTasksResponse all = List("");
  ASSERT_EQ(all.tasks_size(), 5);

  const auto facts = engine().FactsOf("dong-nai");
  ASSERT_TRUE(facts.ok());
  for (const char* unit :
       {"ubnd", "vp-ubnd", "so-tu-phap", "so-y-te", "so-vhttdl", "so-noi-vu", "so-tai-chinh", "so-khcn", "so-gddt",
        "bch-bdbp", "don-bp-hoa-lu", "xp-25280", "so-xay-dung", "tinh-uy", "mttq"}) {
    v1::Actor actor;
    actor.set_unit(Unit(unit));
    std::vector<std::string> allowed;
    for (const v1::Task& task : all.tasks()) {
      if (task::MayView(task, actor, **facts, Start())) allowed.emplace_back(LastSegment(task.name()));
    }
    EXPECT_THAT(Found("", unit), ::testing::UnorderedElementsAreArray(allowed)) << unit;
    for (const v1::Task& task : all.tasks()) {
      v1::GetTaskRequest get;
      get.set_name(task.name());
      const bool shown = Refused(&Stub::GetTask, get, unit).ok();
      EXPECT_EQ(shown, std::count(allowed.begin(), allowed.end(), LastSegment(task.name())) == 1)
          << unit << " " << task.name();
    }
  }
  EXPECT_THAT(Found("", "so-khcn"), ElementsAre("handed")) << "who held it";
  EXPECT_THAT(Found("", "bch-bdbp"), ElementsAre("below"));
  EXPECT_THAT(Found("", "so-xay-dung"), IsEmpty());
}

}  // namespace
}  // namespace phoihop::testing
