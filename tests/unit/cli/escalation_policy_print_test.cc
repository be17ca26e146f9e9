#include "clients/cli/escalation_policy_print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace phoihop::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(EscalationPolicyPrintTest, ARungSaysWhenWhoOnWhatConditionAndWhatBesides) {
  v1::EscalationPolicy policy;
  policy.add_rungs()->set_offset_working_days(-3);
  policy.mutable_rungs(0)->add_audiences(v1::AUDIENCE_ASSIGNED_PERSON);
  v1::Rung& rung = *policy.add_rungs();
  rung.set_offset_working_days(1);
  rung.add_audiences(v1::AUDIENCE_ISSUER);
  rung.add_audiences(v1::AUDIENCE_PROVINCIAL_OFFICE);
  rung.mutable_condition()->set_not_reached(v1::TASK_STATE_SUBMITTED);
  rung.mutable_condition()->add_legal_natures(v1::LEGAL_NATURE_STATUTORY);
  rung.mutable_condition()->add_priorities(v1::TASK_PRIORITY_URGENT);
  rung.mutable_repetition()->set_every_working_days(2);
  rung.mutable_repetition()->set_count(10);
  rung.mutable_repetition()->set_until_handled(true);
  rung.set_reassignment(v1::REASSIGNMENT_TO_HEAD);
  rung.mutable_supervision_task()->set_lead(v1::AUDIENCE_MONITOR);
  rung.mutable_supervision_task()->set_working_days(5);
  rung.set_report_within_working_days(3);
  rung.add_systems("ioc");
  rung.add_systems("cong-dvc");
  const std::string text = RungTable(policy).Render(400);
  for (const char* part : {"-3", "người thực hiện", "+1, rồi cứ 2 ngày làm việc, tất cả 10 lần, đến khi có người xử lý",
                           "cơ quan giao, Văn phòng UBND tỉnh", "khi chưa ", "thời hạn luật định; mức khẩn",
                           "chuyển thủ trưởng", "giao giám sát cho đầu mối theo dõi (5 ngày)",
                           "báo cáo giải trình trong 3 ngày", "gọi hệ thống ioc, cong-dvc"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(EscalationPolicyPrintTest, ARungSaysWhatSilenceMeans) {
  v1::EscalationPolicy policy;
  for (const auto verb : {v1::TASK_VERB_ACCEPT, v1::TASK_VERB_APPROVE, v1::TASK_VERB_REVOKE}) {
    policy.add_rungs()->set_verb(verb);
  }
  const std::string text = RungTable(policy).Render(400);
  for (const char* part : {"coi như tiếp nhận", "coi như đồng ý", "thu hồi"}) EXPECT_THAT(text, HasSubstr(part));
}

TEST(EscalationPolicyPrintTest, WarningsAreTheServersWords) {
  v1::PublishEscalationPolicyResponse response;
  EXPECT_THAT(PolicyWarnings(response), IsEmpty());
  response.add_warnings()->set_explanation("Hôm nay chưa có thủ trưởng.");
  EXPECT_THAT(PolicyWarnings(response), ElementsAre("Hôm nay chưa có thủ trưởng."));
}

TEST(EscalationPolicyPrintTest, ASwitchSaysHowManyAndWhatFiresNext) {
  v1::PreviewPolicySwitchResponse preview;
  preview.mutable_escalation_policy()->set_version(2);
  preview.set_total_clocks(3);
  preview.set_concerned_tasks(2);
  preview.set_preview_token("2-3-ab");
  EXPECT_THAT(SwitchSummary(preview),
              ElementsAre(HasSubstr("3 thời hạn đang chạy của 2 nhiệm vụ"), HasSubstr("2-3-ab")));
  preview.set_firing_at_once(1);
  preview.set_staying_clocks(4);
  EXPECT_THAT(SwitchSummary(preview), ElementsAre(HasSubstr("3 thời hạn"), HasSubstr("1 thời hạn sẽ được đôn đốc ngay"),
                                                  HasSubstr("4 thời hạn giữ"), HasSubstr("2-3-ab")));
  v1::SwitchedClock& clock = *preview.add_clocks();
  clock.set_task("provinces/dong-nai/tasks/t1");
  clock.set_purpose(v1::CLOCK_PURPOSE_COMPLETE);
  clock.mutable_new_next_time()->set_seconds(1'773'275'400);  // 2026-03-12 07:30
  clock.set_new_next_offset(-6);
  const std::string text = SwitchTable(preview).Render(400);
  EXPECT_THAT(text, HasSubstr("t1"));
  EXPECT_THAT(text, HasSubstr("(-6)"));
}

}  // namespace
}  // namespace phoihop::cli
