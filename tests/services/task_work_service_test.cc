// Working on tasks as clients do it: pieces for other units, tasks that wait for others, standstills, copies, remarks;
// and that it comes out the same when two do it at once.
#include <functional>
#include <latch>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "phoihop/v1/task_work_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Work = v1::TaskWorkService::Stub;

constexpr char kLead[] = "so-tu-phap";
constexpr char kHelper[] = "so-y-te";
// How often two requests are sent at once: often enough that they meet in every order.
constexpr int kRaces = 50;

std::string Task(absl::string_view id) { return TaskName("dong-nai", id); }

class TaskWorkServiceTest : public PlanFixture {
 protected:
  // Issued by the People's Committee to `lead`, which has accepted it; completed without an approval.
  v1::Task Accepted(const std::string& id, const std::string& lead = kLead) {
    v1::CreateTaskRequest create;
    create.set_parent(kParent);
    create.set_task_id(id);
    create.set_issue(true);
    create.mutable_task()->set_title(absl::StrCat("Nhiệm vụ ", id));
    create.mutable_task()->set_lead_unit(Unit(lead));
    create.mutable_task()->set_requested_due_date("2026-06-30");
    create.mutable_task()->mutable_basis()->set_instrument_number("431/QĐ-UBND");
    MustCall(&Tasks::CreateTask, create, kIssuer);
    return Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), id, lead);
  }

  template <typename Stub, typename Request>
  v1::Task Do(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Task*), Request request,
              const std::string& id, const std::string& act_as) {
    request.set_name(Task(id));
    return MustCall(method, request, act_as);
  }

  template <typename Stub, typename Request>
  std::string Refused(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Task*), Request request,
                      const std::string& id, const std::string& act_as) {
    request.set_name(Task(id));
    return Refusal(method, request, act_as);
  }

  v1::Task Get(const std::string& id, const std::string& act_as = kIssuer) {
    return Do(&Tasks::GetTask, v1::GetTaskRequest(), id, act_as);
  }

  std::vector<std::string> Ids(const std::string& filter, const std::string& act_as) {
    v1::ListTasksRequest request;
    request.set_parent(kParent);
    request.set_filter(filter);
    std::vector<std::string> ids;
    const v1::ListTasksResponse list = MustCall(&Tasks::ListTasks, request, act_as);
    for (const v1::Task& task : list.tasks()) ids.emplace_back(LastSegment(task.name()));
    return ids;
  }

  static v1::DelegateTaskRequest Piece(const std::string& title, bool blocking) {
    v1::DelegateTaskRequest request;
    request.set_unit(Unit(kHelper));
    request.set_title(title);
    request.set_blocking(blocking);
    return request;
  }

  static v1::AddDependencyRequest WaitFor(const std::string& id) {
    v1::AddDependencyRequest request;
    request.set_task(Task(id));
    return request;
  }

  static v1::SubmitTaskRequest Result(const std::string& summary) {
    v1::SubmitTaskRequest request;
    request.mutable_result()->set_summary(summary);
    return request;
  }

  // `task` waits for `other`: the reason with which that is refused, empty when it is not.
  std::string Wait(const std::string& task, const std::string& other) {
    return Refused(&Work::AddDependency, WaitFor(other), task, kIssuer);
  }

  bool EverythingThatItWaitsForHasEnded(const std::string& id) {
    const v1::Task task = Get(id);
    for (const v1::Dependency& dependency : task.dependencies()) {
      if (dependency.end_state() == v1::TASK_STATE_UNSPECIFIED) return false;
    }
    return true;
  }
};

// Runs both as nearly at the same time as two threads can.
void AtOnce(const std::function<void()>& one, const std::function<void()>& other) {
  std::latch ready(2);
  const auto run = [&ready](const std::function<void()>& what) {
    ready.arrive_and_wait();
    what();
  };
  std::thread first(run, one), second(run, other);
  first.join();
  second.join();
}

TEST_F(TaskWorkServiceTest, APieceIsATaskOfItsOwnAndTheWholeLearnsOfItsEnd) {
  Accepted("whole");
  v1::DelegateTaskRequest piece = Piece("Cung cấp số liệu", /*blocking=*/true);
  piece.set_due_date("2026-06-15");
  const v1::Task whole = Do(&Work::DelegateTask, piece, "whole", kLead);
  ASSERT_EQ(whole.delegations_size(), 1);
  const std::string child(LastSegment(whole.delegations(0).task()));
  v1::Task seen = Get(child, kHelper);
  EXPECT_EQ(seen.state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(seen.issuer_unit(), Unit(kLead));
  EXPECT_EQ(seen.delegated_from(), Task("whole"));
  EXPECT_EQ(seen.due_date(), "2026-06-15");
  EXPECT_EQ(Refused(&Tasks::CompleteTask, v1::CompleteTaskRequest(), "whole", kLead), "DELEGATION_OPEN");

  Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), child, kHelper);
  Do(&Tasks::SubmitTask, Result("Số liệu"), child, kHelper);
  EXPECT_EQ(Refused(&Tasks::CompleteTask, v1::CompleteTaskRequest(), "whole", kLead), "DELEGATION_OPEN");
  Do(&Tasks::ApproveTask, v1::ApproveTaskRequest(), child, kLead);
  ASSERT_TRUE(Eventually([&] { return Get("whole").delegations(0).end_state() == v1::TASK_STATE_COMPLETED; }));
  EXPECT_EQ(Do(&Tasks::CompleteTask, v1::CompleteTaskRequest(), "whole", kLead).state(), v1::TASK_STATE_COMPLETED);
}

TEST_F(TaskWorkServiceTest, PiecesFollowTheWholeWhenItIsRevoked) {
  Accepted("whole");
  const v1::Task whole = Do(&Work::DelegateTask, Piece("Cung cấp số liệu", false), "whole", kLead);
  const std::string child(LastSegment(whole.delegations(0).task()));
  v1::RevokeTaskRequest revoke;
  revoke.set_reason("Không còn phù hợp");
  Do(&Tasks::RevokeTask, revoke, "whole", kIssuer);
  EXPECT_TRUE(Eventually([&] { return Get(child).state() == v1::TASK_STATE_REVOKED; }));
}

TEST_F(TaskWorkServiceTest, AnIdThatIsTakenIsRefusedAndNothingChanges) {
  Accepted("whole");
  const v1::Task other = Accepted("taken", kHelper);
  v1::DelegateTaskRequest piece = Piece("Cung cấp số liệu", true);
  piece.set_name(Task("whole"));
  piece.set_task_id("taken");
  const int64_t before = LastSequence();
  const absl::Status refused = Call(&Work::DelegateTask, piece, kLead).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(client::ReasonOf(refused), "ALREADY_EXISTS");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("choose another id"));
  EXPECT_EQ(LastSequence(), before);
  EXPECT_EQ(Get("whole").delegations_size(), 0);
  EXPECT_EQ(Get("taken").etag(), other.etag());
  // Nor is the whole its own piece.
  piece.set_task_id("whole");
  EXPECT_EQ(Refusal(&Work::DelegateTask, piece, kLead), "ALREADY_EXISTS");
  EXPECT_EQ(LastSequence(), before);
  piece.set_task_id("free");
  EXPECT_EQ(MustCall(&Work::DelegateTask, piece, kLead).delegations(0).task(), Task("free"));
}

TEST_F(TaskWorkServiceTest, TasksDoNotWaitForEachOther) {
  for (const char* id : {"a", "b", "c"}) Accepted(id);
  EXPECT_EQ(Wait("a", "a"), "INVALID_FIELD");
  EXPECT_EQ(Wait("a", "b"), "");
  EXPECT_EQ(Wait("b", "a"), "DEPENDENCY_CYCLE");
  EXPECT_EQ(Wait("b", "c"), "");
  EXPECT_EQ(Wait("c", "a"), "DEPENDENCY_CYCLE");
  v1::AddDependencyRequest request = WaitFor("a");
  request.set_name(Task("c"));
  const std::string sentence(Call(&Work::AddDependency, request, kIssuer).status().message());
  for (const char* id : {"a", "b", "c"}) EXPECT_THAT(sentence, HasSubstr(Task(id)));
  // Once the circle is open it may close elsewhere.
  v1::RemoveDependencyRequest remove;
  remove.set_task(Task("b"));
  Do(&Work::RemoveDependency, remove, "a", kIssuer);
  EXPECT_EQ(Wait("c", "a"), "");
  EXPECT_EQ(Wait("a", "b"), "DEPENDENCY_CYCLE");
}

TEST_F(TaskWorkServiceTest, OfTwoThatWouldCloseACircleAtOnceExactlyOneIsTaken) {
  for (int i = 0; i < kRaces; ++i) {
    const std::string a = absl::StrCat("a", i), b = absl::StrCat("b", i);
    Accepted(a);
    Accepted(b);
    std::string first = "not sent", second = "not sent";
    AtOnce([&] { first = Wait(a, b); }, [&] { second = Wait(b, a); });
    EXPECT_THAT((std::multiset<std::string>{first, second}), ElementsAre("", "DEPENDENCY_CYCLE")) << i;
    EXPECT_EQ(Get(a).dependencies_size() + Get(b).dependencies_size(), 1) << i;
  }
}

TEST_F(TaskWorkServiceTest, OfTwoThatWouldCloseACircleOfThreeAtOnceExactlyOneIsTaken) {
  for (int i = 0; i < kRaces; ++i) {
    const std::string a = absl::StrCat("a", i), b = absl::StrCat("b", i), c = absl::StrCat("c", i);
    for (const std::string& id : {a, b, c}) Accepted(id);
    ASSERT_EQ(Wait(a, b), "");
    std::string first = "not sent", second = "not sent";
    AtOnce([&] { first = Wait(b, c); }, [&] { second = Wait(c, a); });
    EXPECT_THAT((std::multiset<std::string>{first, second}), ElementsAre("", "DEPENDENCY_CYCLE")) << i;
  }
}

TEST_F(TaskWorkServiceTest, ATaskStartsWhenWhatItWaitsForHasEnded) {
  Accepted("first");
  Accepted("second", kHelper);
  ASSERT_EQ(Wait("second", "first"), "");
  EXPECT_EQ(Refused(&Tasks::StartTask, v1::StartTaskRequest(), "second", kHelper), "DEPENDENCY_OPEN");
  v1::RevokeTaskRequest revoke;
  revoke.set_reason("Không cần nữa");
  Do(&Tasks::RevokeTask, revoke, "first", kIssuer);
  ASSERT_TRUE(Eventually([&] { return EverythingThatItWaitsForHasEnded("second"); }));
  // When it is given again, it is waited for again.
  v1::RestoreTaskRequest restore;
  restore.set_reason("Thu hồi nhầm");
  Do(&Tasks::RestoreTask, restore, "first", kIssuer);
  ASSERT_TRUE(Eventually([&] { return !EverythingThatItWaitsForHasEnded("second"); }));
  EXPECT_EQ(Refused(&Tasks::StartTask, v1::StartTaskRequest(), "second", kHelper), "DEPENDENCY_OPEN");
  Do(&Tasks::RevokeTask, revoke, "first", kIssuer);
  ASSERT_TRUE(Eventually([&] { return EverythingThatItWaitsForHasEnded("second"); }));
  EXPECT_EQ(Do(&Tasks::StartTask, v1::StartTaskRequest(), "second", kHelper).state(), v1::TASK_STATE_IN_PROGRESS);
}

TEST_F(TaskWorkServiceTest, AnEndWhileItBeginsToBeWaitedForIsNeverMissed) {
  v1::RevokeTaskRequest revoke;
  revoke.set_reason("Không cần nữa");
  for (int i = 0; i < kRaces; ++i) {
    const std::string first = absl::StrCat("first", i), second = absl::StrCat("second", i);
    Accepted(first);
    Accepted(second);
    AtOnce([&] { EXPECT_EQ(Wait(second, first), ""); }, [&] { Do(&Tasks::RevokeTask, revoke, first, kIssuer); });
  }
  for (int i = 0; i < kRaces; ++i) {
    const std::string second = absl::StrCat("second", i);
    ASSERT_TRUE(Eventually([&] { return EverythingThatItWaitsForHasEnded(second); })) << i;
    EXPECT_EQ(Get(second).dependencies(0).end_state(), v1::TASK_STATE_REVOKED);
    EXPECT_EQ(Do(&Tasks::StartTask, v1::StartTaskRequest(), second, kLead).state(), v1::TASK_STATE_IN_PROGRESS);
  }
}

TEST_F(TaskWorkServiceTest, WhatAUnitMayNotSeeItCannotWaitFor) {
  Accepted("mine", kHelper);
  Accepted("hidden", kLead);
  v1::AddDependencyRequest hidden = WaitFor("hidden"), missing = WaitFor("missing");
  hidden.set_name(Task("mine"));
  missing.set_name(Task("mine"));
  const absl::Status of_hidden = Call(&Work::AddDependency, hidden, kHelper).status();
  const absl::Status of_missing = Call(&Work::AddDependency, missing, kHelper).status();
  EXPECT_EQ(client::ReasonOf(of_hidden), "NOT_FOUND");
  EXPECT_EQ(client::ReasonOf(of_missing), "NOT_FOUND");
  EXPECT_EQ(of_hidden.code(), of_missing.code());
  EXPECT_EQ(Wait("mine", "hidden"), "") << "the issuer of both sees both";
}

TEST_F(TaskWorkServiceTest, ASuspendedTaskGoesOnByItselfAtItsDay) {
  Accepted("t0");
  Accepted("t1");
  v1::SuspendTaskRequest suspend;
  suspend.set_reason("Chờ Bộ hướng dẫn");
  suspend.set_until_date("2026-03-30");
  Do(&Tasks::SuspendTask, suspend, "t0", kIssuer);
  suspend.set_until_date("2026-03-31");
  const v1::Task suspended = Do(&Tasks::SuspendTask, suspend, "t1", kIssuer);
  EXPECT_EQ(suspended.state(), v1::TASK_STATE_SUSPENDED);
  EXPECT_EQ(Refused(&Tasks::CompleteTask, v1::CompleteTaskRequest(), "t1", kLead), "TRANSITION_NOT_ALLOWED");
  clock().Set(At("2026-03-31 23:59"));
  ASSERT_TRUE(Eventually([&] { return Get("t0").state() == v1::TASK_STATE_ACCEPTED; })) << "its day was the one before";
  EXPECT_EQ(Get("t1").state(), v1::TASK_STATE_SUSPENDED);
  clock().Set(At("2026-04-01 00:00"));
  ASSERT_TRUE(Eventually([&] { return Get("t1").state() == v1::TASK_STATE_ACCEPTED; }));
  const v1::Task resumed = Get("t1");
  ASSERT_EQ(resumed.suspensions_size(), 1);
  EXPECT_EQ(resumed.suspensions(0).end_time().seconds(), suspended.suspensions(0).until_time().seconds());
  EXPECT_TRUE(resumed.suspensions(0).ended_by().unit().empty()) << "by the system";
  EXPECT_GT(resumed.due_date(), "2026-06-30") << "the time that it stood still is credited";
  EXPECT_EQ(Do(&Tasks::StartTask, v1::StartTaskRequest(), "t1", kLead).state(), v1::TASK_STATE_IN_PROGRESS);
}

TEST_F(TaskWorkServiceTest, WhatThePlanHasWithdrawnIsNotRestored) {
  MustImport(Import(kTable));
  ASSERT_TRUE(Call(&Plans::UpdatePlanItem, AnswerTo("2"), kIssuer).ok());
  ASSERT_TRUE(Call(&Plans::IssuePlan, Issue(), kIssuer).ok());
  const std::string of_first = absl::StrCat("plan_item = \"", kPlan, "/items/1\"");
  ASSERT_EQ(Ids(of_first, kIssuer).size(), 1u);
  const std::string id = Ids(of_first, kIssuer)[0];
  v1::RevokeTaskRequest revoke;
  revoke.set_reason("Thử");
  Do(&Tasks::RevokeTask, revoke, id, kIssuer);
  v1::RestoreTaskRequest restore;
  restore.set_reason("Thu hồi nhầm");
  EXPECT_EQ(Do(&Tasks::RestoreTask, restore, id, kIssuer).state(), v1::TASK_STATE_ISSUED);

  v1::RevisePlanRequest revise;
  revise.set_name(kPlan);
  revise.set_filename("kh-sua.csv");
  revise.mutable_basis()->set_instrument_number("30/QĐ-UBND");
  revise.set_content(
      "TT,Nhiệm vụ,Cơ quan chủ trì,Cơ quan phối hợp,Thời gian hoàn thành,Sản phẩm\n"
      "I,CHUNG,,,,\n"
      "2,Tuyên truyền,\"Các sở, ban, ngành\",\"Sở Nội vụ, Sở Y tế\",Dịp lễ,Báo cáo\n"
      "3,Báo cáo,UBND xã Lộc Thạnh,,Hằng quý,Báo cáo\n");
  revise.set_validate_only(true);
  revise.set_preview_token(MustCall(&Plans::RevisePlan, revise, kIssuer).preview_token());
  revise.set_validate_only(false);
  ASSERT_TRUE(MustCall(&Plans::RevisePlan, revise, kIssuer).stored());
  ASSERT_TRUE(Eventually([&] { return Get(id).state() == v1::TASK_STATE_REVOKED; }));
  const v1::Task before = Get(id);
  EXPECT_EQ(Refused(&Tasks::RestoreTask, restore, id, kIssuer), "PLAN_STATE");
  EXPECT_EQ(Get(id).etag(), before.etag());
}

TEST_F(TaskWorkServiceTest, CommentsAreListedPageByPage) {
  Accepted("t1");
  Accepted("t2");
  std::vector<std::string> texts;
  for (int i = 0; i < 7; ++i) {
    v1::CommentOnTaskRequest comment;
    comment.set_text(absl::StrCat("Ý kiến ", i));
    texts.push_back(comment.text());
    EXPECT_EQ(Do(&Work::CommentOnTask, comment, "t1", i % 2 == 0 ? kLead : kIssuer).comment_count(), i + 1);
    comment.set_text("Của việc khác");
    Do(&Work::CommentOnTask, comment, "t2", kLead);
  }
  v1::ListTaskCommentsRequest list;
  list.set_name(Task("t1"));
  list.set_page_size(3);
  std::vector<std::string> listed;
  std::vector<int> sizes;
  int64_t last = 0;
  do {
    const v1::ListTaskCommentsResponse page = MustCall(&Work::ListTaskComments, list, kLead);
    sizes.push_back(page.comments_size());
    for (const v1::Comment& comment : page.comments()) {
      listed.push_back(comment.text());
      EXPECT_GT(comment.sequence(), last);
      last = comment.sequence();
    }
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(listed, texts);
  EXPECT_THAT(sizes, ElementsAre(3, 3, 1));
  list.set_page_token("17x");
  EXPECT_EQ(Refusal(&Work::ListTaskComments, list, kLead), "INVALID_PAGE_TOKEN");
  list.clear_page_token();
  EXPECT_EQ(Refusal(&Work::ListTaskComments, list, kHelper), "PERMISSION_DENIED");
}

TEST_F(TaskWorkServiceTest, ACopyShowsTheTaskToTheUnitThatHasIt) {
  Accepted("t1");
  EXPECT_THAT(Ids("", kHelper), IsEmpty());
  v1::SendCopiesRequest copies;
  copies.add_units(Unit(kHelper));
  EXPECT_EQ(Refused(&Work::SendCopies, copies, "t1", kHelper), "PERMISSION_DENIED");
  Do(&Work::SendCopies, copies, "t1", kLead);
  EXPECT_THAT(Ids("", kHelper), ElementsAre("t1"));
  EXPECT_FALSE(Get("t1", kHelper).copies(0).has_read_time());
  const v1::Task read = Do(&Work::AcknowledgeCopy, v1::AcknowledgeCopyRequest(), "t1", kHelper);
  EXPECT_TRUE(read.copies(0).has_read_time());
  // It may remark and follow, and decide nothing.
  Do(&Work::WatchTask, v1::WatchTaskRequest(), "t1", kHelper);
  EXPECT_EQ(Refused(&Tasks::StartTask, v1::StartTaskRequest(), "t1", kHelper), "PERMISSION_DENIED");
  // The first reading counts, and a copy is sent once.
  const int64_t before = LastSequence();
  Do(&Work::AcknowledgeCopy, v1::AcknowledgeCopyRequest(), "t1", kHelper);
  Do(&Work::SendCopies, copies, "t1", kLead);
  EXPECT_EQ(LastSequence(), before);
}

TEST_F(TaskWorkServiceTest, ARepeatedRequestIsDoneOnce) {
  Accepted("t1");
  v1::CommentOnTaskRequest comment;
  comment.set_text("Đã gửi dự thảo");
  comment.set_request_id("c-1");
  Do(&Work::CommentOnTask, comment, "t1", kLead);
  EXPECT_EQ(Do(&Work::CommentOnTask, comment, "t1", kLead).comment_count(), 1);
  comment.set_text("Khác");
  EXPECT_EQ(Refused(&Work::CommentOnTask, comment, "t1", kLead), "REQUEST_ID_REUSED");

  v1::AddEvidenceRequest evidence;
  evidence.add_documents()->set_number("12/TTr-STP");
  evidence.set_request_id("e-1");
  Do(&Work::AddEvidence, evidence, "t1", kLead);
  EXPECT_EQ(Do(&Work::AddEvidence, evidence, "t1", kLead).evidence_size(), 1);

  v1::DelegateTaskRequest piece = Piece("Cung cấp số liệu", true);
  piece.set_request_id("d-1");
  Do(&Work::DelegateTask, piece, "t1", kLead);
  EXPECT_EQ(Do(&Work::DelegateTask, piece, "t1", kLead).delegations_size(), 1);
  EXPECT_THAT(Ids("", kHelper), ElementsAre("t1-gp-1"));

  v1::RequestExtensionRequest extension;
  extension.set_due_date("2026-07-15");
  extension.set_reason("Chờ ý kiến");
  extension.set_request_id("x-1");
  Do(&Tasks::RequestExtension, extension, "t1", kLead);
  const v1::Task asked = Do(&Tasks::RequestExtension, extension, "t1", kLead);
  EXPECT_EQ(asked.extensions_size(), 1);
  extension.clear_request_id();
  EXPECT_EQ(Refused(&Tasks::RequestExtension, extension, "t1", kLead), "EXTENSION_PENDING");

  v1::GrantExtensionRequest grant;
  grant.set_request_id("g-1");
  Do(&Tasks::GrantExtension, grant, "t1", kIssuer);
  const v1::Task granted = Do(&Tasks::GrantExtension, grant, "t1", kIssuer);
  EXPECT_EQ(granted.due_date(), "2026-07-15");
  EXPECT_EQ(granted.extensions_size(), 1);
}

TEST_F(TaskWorkServiceTest, OfTwoWhoClaimAtOnceOneHasIt) {
  for (int i = 0; i < kRaces; ++i) {
    const std::string id = absl::StrCat("t", i);
    Accepted(id, "so-vhttdl");
    std::string first = "not sent", second = "not sent";
    AtOnce([&] { first = Refused(&Tasks::ClaimTask, v1::ClaimTaskRequest(), id, "so-vhttdl/nguyen-van-a"); },
           [&] { second = Refused(&Tasks::ClaimTask, v1::ClaimTaskRequest(), id, "so-vhttdl/le-van-c"); });
    EXPECT_THAT((std::multiset<std::string>{first, second}), ElementsAre("", "ALREADY_ASSIGNED")) << i;
  }
}

}  // namespace
}  // namespace phoihop::testing
