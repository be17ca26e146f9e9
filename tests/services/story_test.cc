// A year's work in a province, through the real server: the plan is imported and issued, tasks are accepted, handed
// over, refused and given again, a deadline passes and its ladder climbs, and somebody who watched with a broken line
// has seen every event once and in order.
#include <grpcpp/client_context.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/handoff_service.grpc.pb.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"
#include "tests/services/watcher.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kHead[] = "ubnd/nguyen-minh-an";
constexpr char kMonitor[] = "vp-ubnd/bui-thanh-nam";

std::string Unit(absl::string_view id) { return UnitName("dong-nai", id); }
std::string Person(absl::string_view id) { return PersonName("dong-nai", id); }

using Plans = v1::PlanService::Stub;
using Tasks = v1::TaskService::Stub;
using Handoffs = v1::HandoffService::Stub;
using Events = v1::EventService::Stub;
using Organisation = v1::OrganisationService::Stub;

class Story : public ServerFixture {
 protected:
  void SetUp() override {
    StartServer();
    witness_.emplace(NewChannel(), kMonitor);
    watcher_.emplace(NewChannel(), kMonitor);
  }

  template <typename Stub, typename Request>
  v1::Task Do(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Task*), Request request,
              const std::string& name, const std::string& act_as) {
    request.set_name(name);
    return MustCall(method, request, act_as);
  }

  v1::Task Get(const std::string& name, const std::string& act_as) {
    return Do(&Tasks::GetTask, v1::GetTaskRequest(), name, act_as);
  }

  // The code of a call that has to be refused.
  template <typename Request>
  absl::StatusCode Refused(grpc::Status (Tasks::*method)(grpc::ClientContext*, const Request&, v1::Task*),
                           Request request, const std::string& name, const std::string& act_as) {
    request.set_name(name);
    return Call(method, request, act_as).status().code();
  }

  void ImportAndIssueThePlan();
  // The one task of an item, by its ordinal; with `lead` that of one of several leads.
  v1::Task TaskOf(const std::string& ordinal, const std::string& lead = "") const;
  void AddMember(const std::string& unit, const std::string& person, v1::MembershipRole role, const std::string& from,
                 const std::string& to);
  // Moves the clock and answers whom the rung that fires there reached, as `unit/person`.
  std::vector<std::string> Climb(const std::string& task, const std::string& instant, int offset);

  std::optional<Watcher> witness_;  // never loses its line
  std::optional<Watcher> watcher_;
  v1::Plan plan_;
  std::vector<v1::Task> issued_;
};

void Story::ImportAndIssueThePlan() {
  std::ifstream file("data/dong-nai/plan_2026_sample.csv");
  std::stringstream content;
  content << file.rdbuf();
  v1::ImportPlanRequest import;
  import.set_parent("provinces/dong-nai");
  import.set_plan_id("kh-2026");
  import.set_filename("plan_2026_sample.csv");
  import.set_content(content.str());
  v1::Plan& plan = *import.mutable_plan();
  plan.set_display_name("Kế hoạch thông tin đối ngoại năm 2026");
  plan.set_number("10/KH-UBND");
  plan.set_issuer_unit(Unit("ubnd"));
  plan.set_document_date("2026-01-05");
  plan.set_reference_date("2026-03-02");
  plan.set_period_start_date("2026-01-01");
  plan.set_period_end_date("2026-12-31");
  plan.add_functions("thông tin đối ngoại");
  const v1::ImportPlanResponse imported = MustCall(&Plans::ImportPlan, import, kHead);
  ASSERT_TRUE(imported.stored());
  EXPECT_EQ(imported.understood_items() + imported.asked_items(), 25);
  EXPECT_EQ(imported.wrong_rows(), 0);

  v1::IssuePlanRequest issue;
  issue.set_name(imported.plan().name());
  const v1::IssuePlanResponse issued = MustCall(&Plans::IssuePlan, issue, kHead);
  plan_ = issued.plan();
  issued_.assign(issued.tasks().begin(), issued.tasks().end());
  ASSERT_GE(issued_.size(), static_cast<size_t>(imported.understood_items()));
}

v1::Task Story::TaskOf(const std::string& ordinal, const std::string& lead) const {
  std::vector<v1::Task> found;
  for (const v1::PlanItem& item : plan_.items()) {
    if (item.ordinal() != ordinal) continue;
    for (const v1::Task& task : issued_) {
      if (task.plan_item() == item.name() && (lead.empty() || task.lead_unit() == Unit(lead))) found.push_back(task);
    }
  }
  EXPECT_EQ(found.size(), 1u) << "item " << ordinal << " " << lead;
  return found.empty() ? v1::Task() : found[0];
}

void Story::AddMember(const std::string& unit, const std::string& person, v1::MembershipRole role,
                      const std::string& from, const std::string& to) {
  v1::CreateMembershipRequest request;
  request.set_parent(Unit(unit));
  request.mutable_membership()->set_person(Person(person));
  request.mutable_membership()->set_display_name(person);
  request.mutable_membership()->set_role(role);
  request.mutable_membership()->set_valid_from(from);
  request.mutable_membership()->set_valid_to(to);
  const v1::Membership made = MustCall(&Organisation::CreateMembership, request, unit);
  EXPECT_EQ(made.person(), Person(person));
}

std::vector<std::string> Story::Climb(const std::string& task, const std::string& instant, int offset) {
  clock().Set(At(instant));
  const auto fired = witness_->WaitFor([&](const v1::Event& event) {
    const v1::Escalation& rung = event.task_escalated().escalation();
    return event.subject() == task && event.has_task_escalated() && rung.clock_id() == "complete" &&
           rung.offset_working_days() == offset;
  });
  std::vector<std::string> reached;
  EXPECT_TRUE(fired.has_value()) << "rung " << offset << " did not fire";
  if (!fired.has_value()) return reached;
  const v1::Escalation& rung = fired->task_escalated().escalation();
  EXPECT_EQ(FromTimestamp(rung.planned_time()), At(instant));
  EXPECT_EQ(FromTimestamp(rung.fire_time()), At(instant));
  EXPECT_EQ(fired->actor().system(), "deadline-sweep");
  for (const auto& recipient : rung.recipients()) {
    reached.push_back(absl::StrCat(LastSegment(recipient.unit()), "/", LastSegment(recipient.person())));
  }
  return reached;
}

TEST_F(Story, AYearInTheProvince) {
  ASSERT_NO_FATAL_FAILURE(ImportAndIssueThePlan());

  // -- Task 1: accepted by the department, then handed over, held by the sender until the receiver takes it.
  const v1::Task first = TaskOf("1");
  EXPECT_EQ(first.lead_unit(), Unit("so-vhttdl"));
  EXPECT_EQ(first.state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(first.due_date(), "2026-06-30");
  EXPECT_THAT(first.title(), HasSubstr("Quy chế quản lý hoạt động thông tin đối ngoại"));
  EXPECT_EQ(Refused(&Tasks::AcceptTask, v1::AcceptTaskRequest(), first.name(), "so-khcn"),
            absl::StatusCode::kPermissionDenied);
  Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), first.name(), "so-vhttdl/nguyen-van-a");
  v1::HandOffTaskRequest hand_off;
  hand_off.mutable_handoff()->set_to_unit(Unit("so-tu-phap"));
  hand_off.mutable_handoff()->set_reason("Thẩm định dự thảo văn bản quy phạm pháp luật");
  const v1::Task offered = Do(&Handoffs::HandOffTask, hand_off, first.name(), "so-vhttdl/nguyen-van-a");
  EXPECT_EQ(offered.lead_unit(), Unit("so-vhttdl"));
  ASSERT_EQ(offered.handoffs_size(), 1);
  const v1::Task taken =
      Do(&Handoffs::AcceptHandoff, v1::AcceptHandoffRequest(), offered.handoffs(0).name(), "so-tu-phap/nguyen-quoc-em");
  EXPECT_EQ(taken.lead_unit(), Unit("so-tu-phap"));
  EXPECT_EQ(taken.state(), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(Refused(&Tasks::StartTask, v1::StartTaskRequest(), first.name(), "so-vhttdl/nguyen-van-a"),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Get(first.name(), "so-vhttdl").lead_unit(), Unit("so-tu-phap")) << "who held it may see what becomes of it";

  // -- A commune refuses with a reason; the issuer decides and gives it again.
  std::vector<v1::Task> of_communes;
  for (const v1::Task& task : issued_) {
    if (absl::StartsWith(task.lead_unit(), Unit("xp-"))) of_communes.push_back(task);
  }
  ASSERT_FALSE(of_communes.empty());
  const v1::Task local = of_communes[0];
  const std::string commune(LastSegment(local.lead_unit()));
  v1::RefuseTaskRequest refuse;
  refuse.set_reason(v1::REFUSAL_REASON_INCOMPLETE);
  refuse.set_explanation("Chưa có kinh phí, chưa có tài liệu tuyên truyền");
  const v1::Task refused = Do(&Tasks::RefuseTask, refuse, local.name(), commune);
  EXPECT_EQ(refused.state(), v1::TASK_STATE_REFUSED);
  EXPECT_EQ(refused.bounce_count(), 1);
  v1::ReissueTaskRequest reissue;
  reissue.set_reason("Đã cấp kinh phí và tài liệu");
  EXPECT_EQ(Refused(&Tasks::ReissueTask, reissue, local.name(), commune), absl::StatusCode::kPermissionDenied);
  const v1::Task again = Do(&Tasks::ReissueTask, reissue, local.name(), kHead);
  EXPECT_EQ(again.state(), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(again.lead_unit(), local.lead_unit());
  EXPECT_EQ(again.refusal_reason(), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), local.name(), commune).state(), v1::TASK_STATE_ACCEPTED);

  // -- Task 7 is due on 31/3. Its head changes on 30/3, between the first two rungs.
  const v1::Task seventh = TaskOf("7");
  EXPECT_EQ(seventh.lead_unit(), Unit("so-khcn"));
  EXPECT_EQ(seventh.due_date(), "2026-03-31");
  AddMember("so-khcn", "giam-doc-cu", v1::MEMBERSHIP_ROLE_HEAD, "2026-01-01", "2026-03-30");
  AddMember("so-khcn", "giam-doc-moi", v1::MEMBERSHIP_ROLE_HEAD, "2026-03-30", "");
  AddMember("so-khcn", "pho-giam-doc", v1::MEMBERSHIP_ROLE_DEPUTY_HEAD, "2026-01-01", "");
  Do(&Tasks::AcceptTask, v1::AcceptTaskRequest(), seventh.name(), "so-khcn/giam-doc-cu");
  EXPECT_THAT(Climb(seventh.name(), "2026-03-26 07:30", -3), ElementsAre("so-khcn/giam-doc-cu"));
  watcher_->Disconnect();
  const size_t seen_before = watcher_->seen().size();
  EXPECT_THAT(Climb(seventh.name(), "2026-03-30 07:30", -1), ElementsAre("so-khcn/giam-doc-moi"));
  EXPECT_THAT(Climb(seventh.name(), "2026-03-31 07:30", 0), ElementsAre("so-khcn/giam-doc-moi"));
  EXPECT_FALSE(Get(seventh.name(), "so-khcn").overdue()) << "the day is not over";
  EXPECT_THAT(Climb(seventh.name(), "2026-04-01 07:30", 1),
              ElementsAre("so-khcn/giam-doc-moi", "so-khcn/pho-giam-doc", kHead));
  EXPECT_EQ(watcher_->seen().size(), seen_before) << "its line is broken";
  watcher_->Resume();
  // The superior of the department is the issuer itself: the monitor is told instead.
  EXPECT_THAT(Climb(seventh.name(), "2026-04-03 07:30", 3), ElementsAre(kMonitor));
  EXPECT_THAT(Climb(seventh.name(), "2026-04-07 07:30", 5), ElementsAre(kMonitor));

  // -- What the province sees now.
  v1::ListTasksRequest late;
  late.set_parent("provinces/dong-nai");
  late.set_filter("overdue = true AND on_monitor_list = true AND lead_unit = so-khcn");
  const v1::ListTasksResponse listed = MustCall(&Tasks::ListTasks, late, kMonitor);
  ASSERT_EQ(listed.tasks_size(), 1);
  EXPECT_EQ(listed.total_size(), 1);
  EXPECT_EQ(listed.tasks(0).name(), seventh.name());
  EXPECT_TRUE(listed.tasks(0).overdue());
  EXPECT_EQ(listed.tasks(0).escalations_size(), 6);
  v1::ListTasksRequest mine;
  mine.set_parent("provinces/dong-nai");
  mine.set_filter(absl::StrCat("lead_unit = ", commune));
  EXPECT_EQ(MustCall(&Tasks::ListTasks, mine, "so-xay-dung").total_size(), 0)
      << "a unit that takes no part sees nothing";

  // -- Who lost the line has seen every event once and in order, and so has who did not.
  v1::ListEventsRequest all;
  all.set_parent("provinces/dong-nai");
  all.set_page_size(1000);
  std::vector<v1::Event> journal;
  while (true) {
    const v1::ListEventsResponse page = MustCall(&Events::ListEvents, all, kMonitor);
    journal.insert(journal.end(), page.events().begin(), page.events().end());
    if (page.next_page_token().empty()) break;
    all.set_page_token(page.next_page_token());
  }
  ASSERT_FALSE(journal.empty());
  for (Watcher* watcher : {&*witness_, &*watcher_}) {
    ASSERT_TRUE(watcher->WaitFor([&](const v1::Event& event) { return event.sequence() == journal.back().sequence(); })
                    .has_value());
    const std::vector<v1::Event> seen = watcher->seen();
    ASSERT_EQ(seen.size(), journal.size());
    for (size_t i = 0; i < seen.size(); ++i) {
      ASSERT_EQ(seen[i].sequence(), static_cast<int64_t>(i) + 1);
      ASSERT_TRUE(google::protobuf::util::MessageDifferencer::Equals(seen[i], journal[i])) << i;
    }
  }
}

}  // namespace
}  // namespace phoihop::testing
