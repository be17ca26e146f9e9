// Ladders that people publish, running deadlines that follow them, and the way back of an escalation, as clients see
// it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/deadline_service.grpc.pb.h"
#include "phoihop/v1/escalation_policy_service.grpc.pb.h"
#include "phoihop/v1/escalation_service.grpc.pb.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/notice_service.grpc.pb.h"
#include "tests/services/plan_fixture.h"
#include "workflow/civil_time.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Ladders = v1::EscalationPolicyService::Stub;
using Warning = v1::EscalationPolicyWarning;

constexpr char kHead[] = "so-vhttdl/le-van-c";
constexpr char kLadder[] = "provinces/dong-nai/escalationPolicies/complete";

class EscalationPolicyServiceTest : public PlanFixture {
 protected:
  void Create(const std::string& id, const std::string& due, v1::LegalNature nature = v1::LEGAL_NATURE_UNSPECIFIED) {
    v1::Task task;
    task.set_requested_due_date(due);
    task.set_legal_nature(nature);
    GiveTask(id, task);
  }

  v1::Task Get(const std::string& id) {
    v1::GetTaskRequest request;
    request.set_name(TaskName("dong-nai", id));
    return MustCall(&Tasks::GetTask, request, kIssuer);
  }

  static v1::Clock Deadline(const v1::Task& task) {
    for (const v1::Clock& clock : task.clocks()) {
      if (clock.purpose() == v1::CLOCK_PURPOSE_COMPLETE) return clock;
    }
    return {};
  }

  v1::ListEscalationPolicyVersionsResponse Versions() {
    v1::ListEscalationPolicyVersionsRequest request;
    request.set_name(kLadder);
    return MustCall(&Ladders::ListEscalationPolicyVersions, request, kHead);
  }

  // With rungs at these working days, to the head of the lead unit.
  static v1::PublishEscalationPolicyRequest PublishRequest(const std::vector<int>& offsets) {
    v1::PublishEscalationPolicyRequest request;
    request.set_parent(kParent);
    v1::EscalationPolicy& policy = *request.mutable_escalation_policy();
    policy.set_name(kLadder);
    policy.set_display_name("Đôn đốc theo quyết định mới");
    policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
    policy.mutable_basis()->set_instrument_number("77/QĐ-UBND");
    for (const int offset : offsets) {
      v1::Rung& rung = *policy.add_rungs();
      rung.set_offset_working_days(offset);
      rung.add_audiences(v1::AUDIENCE_HEAD_OF_LEAD);
    }
    return request;
  }
  v1::PublishEscalationPolicyResponse Publish(const v1::PublishEscalationPolicyRequest& request) {
    return MustCall(&Ladders::PublishEscalationPolicy, request, kRegistrar);
  }

  v1::PreviewPolicySwitchResponse Preview() {
    v1::PreviewPolicySwitchRequest request;
    request.set_name(kLadder);
    return MustCall(&Ladders::PreviewPolicySwitch, request, kRegistrar);
  }
  static v1::SwitchEscalationPolicyRequest SwitchRequest(const std::string& token) {
    v1::SwitchEscalationPolicyRequest request;
    request.set_name(kLadder);
    request.set_preview_token(token);
    request.mutable_basis()->set_instrument_number("78/QĐ-UBND");
    return request;
  }

  void Settle() {
    ASSERT_TRUE(application().follow_ups().WaitUntilIdle(kFixtureLimit).ok());
    ASSERT_TRUE(application().sweep().WaitUntilIdle(kFixtureLimit).ok());
    ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
  }

  int CountOf(const std::string& type) {
    v1::ListEventsRequest request;
    request.set_parent(kParent);
    request.set_filter(absl::StrCat("type = \"", type, "\""));
    request.set_page_size(1000);
    return MustCall(&v1::EventService::Stub::ListEvents, request, kRegistrar).events_size();
  }

  std::vector<v1::Notice> NoticesFor(const std::string& who, v1::NoticeKind kind) {
    v1::ListNoticesRequest request;
    request.set_parent(kParent);
    std::vector<v1::Notice> notices;
    const auto answer = MustCall(&v1::NoticeService::Stub::ListNotices, request, who);
    for (const v1::Notice& notice : answer.notices()) {
      if (notice.kind() == kind) notices.push_back(notice);
    }
    return notices;
  }
};

TEST_F(EscalationPolicyServiceTest, ANewVersionIsForClocksThatAreArmedFromThenOn) {
  clock().Set(At("2026-03-02 09:00"));
  Create("t1", "2026-03-20");
  const int64_t shipped = Deadline(Get("t1")).escalation_policy_version();
  auto request = PublishRequest({-2, 0});
  request.set_validate_only(true);
  EXPECT_EQ(Publish(request).escalation_policy().version(), shipped + 1);
  EXPECT_THAT(Versions().escalation_policies(), SizeIs(1));
  request.set_validate_only(false);
  request.set_request_id("thang-moi");
  EXPECT_EQ(Publish(request).escalation_policy().version(), shipped + 1);
  // The same request again is answered, and does nothing; the same ladder once more is none.
  EXPECT_EQ(Publish(request).escalation_policy().version(), shipped + 1);
  EXPECT_EQ(Refusal(&Ladders::PublishEscalationPolicy, PublishRequest({-2, 0}), kRegistrar), "INVALID_FIELD");
  const auto versions = Versions();
  ASSERT_THAT(versions.escalation_policies(), SizeIs(2));
  EXPECT_EQ(versions.escalation_policies(0).basis().instrument_number(), "77/QĐ-UBND");
  EXPECT_EQ(versions.escalation_policies(1).version(), shipped);
  // Of each ladder the newest is listed among all.
  v1::ListEscalationPoliciesRequest all;
  all.set_parent(kParent);
  int listed = 0;
  const auto newest = MustCall(&v1::DeadlineService::Stub::ListEscalationPolicies, all, kHead);
  for (const auto& policy : newest.escalation_policies()) {
    if (policy.name() != kLadder) continue;
    ++listed;
    EXPECT_EQ(policy.version(), shipped + 1);
  }
  EXPECT_EQ(listed, 1);
  Create("t2", "2026-03-20");
  EXPECT_EQ(Deadline(Get("t1")).escalation_policy_version(), shipped);
  EXPECT_EQ(Deadline(Get("t2")).escalation_policy_version(), shipped + 1);
  // A third version, and pages of one.
  Publish(PublishRequest({-1, 0}));
  v1::ListEscalationPolicyVersionsRequest page;
  page.set_name(kLadder);
  page.set_page_size(1);
  std::vector<int64_t> seen;
  do {
    const auto part = MustCall(&Ladders::ListEscalationPolicyVersions, page, kHead);
    for (const auto& policy : part.escalation_policies()) seen.push_back(policy.version());
    page.set_page_token(part.next_page_token());
  } while (!page.page_token().empty());
  EXPECT_THAT(seen, ElementsAre(shipped + 2, shipped + 1, shipped));
}

TEST_F(EscalationPolicyServiceTest, RunningDeadlinesFollowAfterAPreview) {
  clock().Set(At("2026-03-02 09:00"));
  for (int i = 1; i <= 3; ++i) Create(absl::StrCat("t", i), "2026-03-20");
  Settle();
  Publish(PublishRequest({-6, 0}));
  const auto preview = Preview();
  EXPECT_EQ(preview.total_clocks(), 3);
  EXPECT_EQ(preview.concerned_tasks(), 3);
  EXPECT_EQ(preview.firing_at_once(), 0);
  ASSERT_THAT(preview.clocks(), SizeIs(3));
  EXPECT_EQ(preview.clocks(0).task(), TaskName("dong-nai", "t1"));
  EXPECT_EQ(preview.clocks(0).title(), "Nhiệm vụ t1");
  EXPECT_EQ(preview.clocks(0).old_next_offset(), -3);
  EXPECT_EQ(preview.clocks(0).new_next_offset(), -6);
  EXPECT_EQ(FromTimestamp(preview.clocks(0).new_next_time()), At("2026-03-12 07:30"));
  // Nothing was written.
  Settle();
  EXPECT_EQ(CountOf("task.policy_switched"), 0);

  auto request = SwitchRequest(preview.preview_token());
  request.set_validate_only(true);
  EXPECT_EQ(MustCall(&Ladders::SwitchEscalationPolicy, request, kRegistrar).concerned_tasks(), 3);
  Settle();
  EXPECT_EQ(CountOf("task.policy_switched"), 0);
  request.set_validate_only(false);
  EXPECT_EQ(MustCall(&Ladders::SwitchEscalationPolicy, request, kRegistrar).concerned_tasks(), 3);
  Settle();
  EXPECT_EQ(CountOf("escalation_policy.switched"), 1);
  EXPECT_EQ(CountOf("task.policy_switched"), 3);
  EXPECT_EQ(FromTimestamp(Deadline(Get("t2")).next_fire_time()), At("2026-03-12 07:30"));
  EXPECT_EQ(Preview().total_clocks(), 0);
  // Of three tasks the unit reads one notice that stands.
  clock().Set(At("2026-03-03 09:00"));
  Settle();
  int standing = 0;
  for (const v1::Notice& notice : NoticesFor(kHead, v1::NOTICE_KIND_LADDER_SWITCHED)) {
    standing += notice.superseded() ? 0 : 1;
    EXPECT_THAT(notice.text(), HasSubstr("thang đôn đốc mới"));
  }
  EXPECT_EQ(standing, 1);
  // And the sweep goes by it.
  clock().Set(At("2026-03-12 08:00"));
  Settle();
  const v1::Task told = Get("t3");
  ASSERT_THAT(told.escalations(), SizeIs(::testing::Ge(1)));
  EXPECT_EQ(told.escalations().rbegin()->clock_id(), "complete");
  EXPECT_EQ(told.escalations().rbegin()->offset_working_days(), -6);
}

TEST_F(EscalationPolicyServiceTest, AStalePreviewIsRefusedWithTheDifference) {
  clock().Set(At("2026-03-02 09:00"));
  Create("t1", "2026-03-20");
  Publish(PublishRequest({-6, 0}));
  const auto preview = Preview();
  Publish(PublishRequest({-5, 0}));
  const auto refused = Call(&Ladders::SwitchEscalationPolicy, SwitchRequest(preview.preview_token()), kRegistrar);
  EXPECT_EQ(client::ReasonOf(refused.status()), "PREVIEW_STALE");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("was at version"));
  const auto again = Preview();
  v1::RevokeTaskRequest revoke;
  revoke.set_name(TaskName("dong-nai", "t1"));
  revoke.set_reason("Không còn phù hợp");
  MustCall(&Tasks::RevokeTask, revoke, kIssuer);
  const auto gone = Call(&Ladders::SwitchEscalationPolicy, SwitchRequest(again.preview_token()), kRegistrar);
  EXPECT_THAT(std::string(gone.status().message()), HasSubstr("1 deadlines would have followed"));
}

TEST_F(EscalationPolicyServiceTest, WarningsSayWhatToThinkOf) {
  clock().Set(At("2026-03-02 09:00"));
  auto request = PublishRequest({0});
  request.set_validate_only(true);
  v1::EscalationPolicy& policy = *request.mutable_escalation_policy();
  policy.add_purposes(v1::CLOCK_PURPOSE_APPROVE);
  policy.mutable_rungs(0)->add_audiences(v1::AUDIENCE_PROVINCIAL_OFFICE);
  const auto mine = Publish(request);
  bool nobody = false, takes_over = false;
  for (const Warning& warning : mine.warnings()) {
    EXPECT_FALSE(warning.explanation().empty());
    if (warning.kind() == Warning::KIND_OTHER_LADDER) ADD_FAILURE() << warning.explanation();
    takes_over |= warning.kind() == Warning::KIND_TAKES_OVER && warning.purpose() == v1::CLOCK_PURPOSE_APPROVE;
    if (warning.kind() != Warning::KIND_NOBODY_REACHED || warning.audience() != v1::AUDIENCE_HEAD_OF_LEAD) continue;
    nobody = true;
    EXPECT_GT(warning.total_units(), 0);
    EXPECT_FALSE(warning.units().empty());
  }
  EXPECT_TRUE(nobody);
  // The second version of `complete` stands before the first of `approve`.
  EXPECT_TRUE(takes_over);
  // Another name for what `complete` watches already; and a ladder that lets go of its deadlines.
  policy.set_name("provinces/dong-nai/escalationPolicies/zz");
  policy.clear_purposes();
  policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
  const auto other = Publish(request);
  bool other_ladder = false;
  for (const Warning& warning : other.warnings()) {
    other_ladder |= warning.kind() == Warning::KIND_OTHER_LADDER && warning.other_policy() == kLadder;
  }
  EXPECT_TRUE(other_ladder);
  policy.set_name(kLadder);
  policy.clear_purposes();
  policy.add_purposes(v1::CLOCK_PURPOSE_CONTRIBUTE);
  const auto dropped = Publish(request);
  bool not_watched = false;
  for (const Warning& warning : dropped.warnings()) {
    not_watched |= warning.kind() == Warning::KIND_NOT_WATCHED && warning.purpose() == v1::CLOCK_PURPOSE_COMPLETE;
  }
  EXPECT_TRUE(not_watched);
  EXPECT_THAT(Versions().escalation_policies(), SizeIs(1));
}

TEST_F(EscalationPolicyServiceTest, WhoMayNotOrAsksBadlyIsTold) {
  EXPECT_EQ(Refusal(&Ladders::PublishEscalationPolicy, PublishRequest({0}), kHead), "PERMISSION_DENIED");
  EXPECT_EQ(Refusal(&Ladders::SwitchEscalationPolicy, SwitchRequest("1-0-ab"), kHead), "PERMISSION_DENIED");
  v1::PreviewPolicySwitchRequest preview;
  preview.set_name(kLadder);
  EXPECT_EQ(Refusal(&Ladders::PreviewPolicySwitch, preview, kHead), "PERMISSION_DENIED");
  preview.set_name("provinces/dong-nai/escalationPolicies/khong-co");
  EXPECT_EQ(Refusal(&Ladders::PreviewPolicySwitch, preview, kRegistrar), "NOT_FOUND");
  auto unfounded = PublishRequest({0});
  unfounded.mutable_escalation_policy()->clear_basis();
  EXPECT_EQ(Refusal(&Ladders::PublishEscalationPolicy, unfounded, kRegistrar), "BASIS_REQUIRED");
  const auto broken = Call(&Ladders::PublishEscalationPolicy, PublishRequest({3, 3}), kRegistrar);
  EXPECT_EQ(client::ReasonOf(broken.status()), "INVALID_FIELD");
  auto elsewhere = PublishRequest({0});
  elsewhere.mutable_escalation_policy()->set_name("provinces/khac/escalationPolicies/complete");
  EXPECT_EQ(Refusal(&Ladders::PublishEscalationPolicy, elsewhere, kRegistrar), "INVALID_NAME");
  EXPECT_EQ(Refusal(&Ladders::SwitchEscalationPolicy, SwitchRequest("hỏng"), kRegistrar), "INVALID_FIELD");
  auto without = SwitchRequest(Preview().preview_token());
  without.clear_basis();
  EXPECT_EQ(Refusal(&Ladders::SwitchEscalationPolicy, without, kRegistrar), "BASIS_REQUIRED");
}

TEST_F(EscalationPolicyServiceTest, ARungActsAndWhomItReachedAnswers) {
  clock().Set(At("2026-03-02 09:00"));
  auto request = PublishRequest({1, 2});
  v1::Rung& first = *request.mutable_escalation_policy()->mutable_rungs(0);
  first.add_audiences(v1::AUDIENCE_ISSUER);
  first.mutable_condition()->add_legal_natures(v1::LEGAL_NATURE_STATUTORY);
  first.mutable_supervision_task()->set_lead(v1::AUDIENCE_MONITOR);
  first.mutable_supervision_task()->set_working_days(3);
  first.set_report_within_working_days(2);
  Publish(request);
  Create("luat-dinh", "2026-03-10", v1::LEGAL_NATURE_STATUTORY);
  Create("thuong", "2026-03-10");
  v1::HandleEscalationRequest answer;
  answer.set_name(TaskName("dong-nai", "luat-dinh"));
  answer.set_kind(v1::EscalationResponse::KIND_ORDERED);
  answer.set_instruction("Báo cáo ngay");
  EXPECT_EQ(Refusal(&v1::EscalationService::Stub::HandleEscalation, answer, kIssuer), "NOT_ESCALATED_TO");
  clock().Set(At("2026-03-11 08:00"));
  Settle();
  const v1::Task task = Get("luat-dinh");
  const auto fired = [](const v1::Task& of) {
    for (const v1::Escalation& escalation : of.escalations()) {
      if (escalation.clock_id() == "complete") return escalation;
    }
    return v1::Escalation();
  };
  const v1::Escalation rung = fired(task);
  EXPECT_EQ(rung.passed_over(), "");
  for (const std::string& name : {rung.supervision_task(), rung.report_task()}) {
    v1::GetTaskRequest get;
    get.set_name(name);
    const v1::Task made = MustCall(&Tasks::GetTask, get, kIssuer);
    EXPECT_EQ(made.escalated_from(), task.name());
    EXPECT_EQ(made.state(), v1::TASK_STATE_ISSUED);
  }
  EXPECT_THAT(fired(Get("thuong")).passed_over(), HasSubstr("tính chất pháp lý"));
  EXPECT_THAT(fired(Get("thuong")).recipients(), IsEmpty());

  const v1::Task answered = MustCall(&v1::EscalationService::Stub::HandleEscalation, answer, kIssuer);
  ASSERT_THAT(answered.escalation_responses(), SizeIs(1));
  EXPECT_EQ(answered.escalation_responses(0).instruction(), "Báo cáo ngay");
  // Noted at 08:00, so that it is told when its window has ended.
  Settle();
  clock().Set(At("2026-03-11 10:00"));
  Settle();
  const auto told = NoticesFor(kHead, v1::NOTICE_KIND_ORDERED);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_THAT(told[0].text(), HasSubstr("Báo cáo ngay"));
  // The ladder goes on.
  clock().Set(At("2026-03-12 08:00"));
  Settle();
  EXPECT_EQ(Get("luat-dinh").escalations().rbegin()->offset_working_days(), 2);
}

}  // namespace
}  // namespace phoihop::testing
