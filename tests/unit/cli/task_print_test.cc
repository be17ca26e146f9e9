// A task as people read it.
#include "clients/cli/task_print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/text_format.h"
#include "phoihop/v1/task_work_service.pb.h"

namespace phoihop::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kWidth = 100;

// The usual task, and what the text says of it besides.
v1::Task Parse(const std::string& text) {
  v1::Task task;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(name: "provinces/p/tasks/t1"
           title: "Ban hành quy chế"
           state: TASK_STATE_IN_PROGRESS
           lead_unit: "provinces/p/units/so-vhttdl"
           issuer_unit: "provinces/p/units/ubnd"
           unit_display_names { key: "provinces/p/units/so-vhttdl" value: "Sở Văn hóa, Thể thao và Du lịch" }
           unit_display_names { key: "provinces/p/units/so-y-te" value: "Sở Y tế" })pb",
      &task));
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &task));
  return task;
}

// 2026-03-12 08:00 in Vietnam.
absl::Time Now() { return absl::FromUnixSeconds(1773277200); }

// Lines fit the width, whatever is in them.
std::string Describe(const std::string& text) {
  std::string out = DescribeTask(Parse(text), Now(), kWidth);
  for (const absl::string_view line : absl::StrSplit(out, '\n')) EXPECT_LE(DisplayWidth(line), kWidth) << line;
  return out;
}

TEST(TaskPrintTest, SectionsThatHaveNothingAreNotPrinted) {
  EXPECT_EQ(Describe(""),
            "Ban hành quy chế [t1]\n"
            "Tình trạng: đang thực hiện\n"
            "Chủ trì: Sở Văn hóa, Thể thao và Du lịch [so-vhttdl]\n"
            "Nơi giao: ubnd\n");
}

TEST(TaskPrintTest, ARungSaysWhatItDidForWhoKeptSilent) {
  const std::string out = Describe(
      R"pb(escalations { cause: CAUSE_LADDER verb: TASK_VERB_APPROVE }
           escalations { cause: CAUSE_LADDER verb: TASK_VERB_ACCEPT verb_suppressed: "Đã từ chối." })pb");
  EXPECT_THAT(out, HasSubstr("coi như đồng ý"));
  EXPECT_THAT(out, HasSubstr("không coi như tiếp nhận"));
}

TEST(TaskPrintTest, ARungNamesTheSystemsThatItCalled) {
  EXPECT_THAT(Describe(R"pb(escalations { cause: CAUSE_LADDER systems: "ioc" systems: "dvc" })pb"),
              HasSubstr("gọi hệ thống ioc, dvc"));
}

TEST(TaskPrintTest, AStandstillSaysUntilWhenAndWhy) {
  const std::string out = Describe(
      R"pb(state: TASK_STATE_SUSPENDED
           suspensions {
             reason: "Chờ Bộ hướng dẫn"
             basis { instrument_number: "12/TB-UBND" }
             start_time { seconds: 1772413200 }
             until_time { seconds: 1774976400 }
             actor { unit: "provinces/p/units/ubnd" person: "provinces/p/persons/an" }
             from_state: TASK_STATE_IN_PROGRESS
           })pb");
  EXPECT_THAT(out, HasSubstr("Tình trạng: tạm dừng đến hết ngày 31/03/2026\n"));
  EXPECT_THAT(out,
              HasSubstr("02/03/2026 08:00  hết ngày 31/03/2026 (đang dừng)  Chờ Bộ hướng dẫn (12/TB-UBND)  ubnd/an"));
  EXPECT_THAT(Describe(R"pb(suspensions {
                              reason: "Chờ"
                              start_time { seconds: 1772413200 }
                              until_time { seconds: 1774976400 }
                              end_time { seconds: 1773018000 }
                              actor { unit: "provinces/p/units/ubnd" }
                            })pb"),
              AllOf(HasSubstr("02/03/2026 08:00  09/03/2026 08:00  Chờ"), Not(HasSubstr("đang dừng"))));
}

TEST(TaskPrintTest, ExtensionsShowTheDayBeforeWhatWasAskedAndWhatWasGranted) {
  const std::string out = Describe(
      R"pb(extensions {
             id: "1"
             state: STATE_GRANTED
             due_date_before: "2026-06-30"
             requested_due_date: "2026-07-31"
             granted_due_date: "2026-07-15"
             reason: "Chờ ý kiến"
             documents { number: "3/TTr" }
             explanation: "Không lùi nữa"
             decider { unit: "provinces/p/units/ubnd" }
             decide_time { seconds: 1773018000 }
           }
           extensions {
             id: "2"
             state: STATE_REQUESTED
             due_date_before: "2026-07-15"
             requested_due_date: "2026-08-31"
             reason: "Chờ nữa"
           })pb");
  EXPECT_THAT(out, HasSubstr("1        30/06/2026  31/07/2026  15/07/2026  Chờ ý kiến"));
  EXPECT_THAT(out, AllOf(HasSubstr("(3/TTr)"), HasSubstr("Không lùi nữa")));
  EXPECT_THAT(out, HasSubstr("2        15/07/2026  31/08/2026              Chờ nữa"));
  EXPECT_THAT(out, HasSubstr("CHỜ QUYẾT ĐỊNH"));
}

TEST(TaskPrintTest, AReportThatItCannotBeDoneSaysHowItWasDecided) {
  constexpr char kReport[] = R"pb(
    impossibility {
      state: STATE_REPORTED
      reason: "Căn cứ hết hiệu lực"
      reporter { unit: "provinces/p/units/so-vhttdl" }
      report_time { seconds: 1772413200 }
    })pb";
  EXPECT_THAT(Describe(kReport),
              HasSubstr("Báo không thể thực hiện: Căn cứ hết hiệu lực (so-vhttdl, 02/03/2026 08:00) — "
                        "CHỜ QUYẾT ĐỊNH\n"));
  constexpr char kDenied[] = R"pb(
    STATE_DENIED explanation: "Vẫn làm được"
    decider { unit: "provinces/p/units/ubnd" }
    decide_time { seconds: 1773018000 })pb";
  EXPECT_THAT(Describe(absl::StrReplaceAll(kReport, {{"STATE_REPORTED", kDenied}})),
              AllOf(HasSubstr("không chấp nhận (ubnd,\n09/03/2026 08:00): Vẫn làm được\n"), Not(HasSubstr("CHỜ"))));
}

TEST(TaskPrintTest, CoordinatorsWhoAreLateStandOut) {
  const std::string out = Describe(
      R"pb(contributions {
             unit: "provinces/p/units/so-y-te"
             state: STATE_REQUESTED
             request: "Góp ý dự thảo"
             due_date: "2026-03-10"
             late: true
           }
           contributions {
             unit: "provinces/p/units/so-noi-vu"
             state: STATE_NOTHING
             request: "Góp ý dự thảo"
             due_date: "2026-03-10"
             reply_time { seconds: 1773018000 }
           }
           contributions {
             unit: "provinces/p/units/so-tu-phap"
             state: STATE_CONTRIBUTED
             request: "Góp ý dự thảo"
             due_date: "2026-03-10"
             reply_time { seconds: 1773277200 }
             text: "Bỏ Điều 3"
             documents { uri: "https://example.vn/gop-y" }
             late: true
           })pb");
  EXPECT_THAT(out, HasSubstr("TRỄ, chưa trả lời"));
  EXPECT_THAT(out, HasSubstr("09/03/2026 08:00      không có ý kiến"));
  EXPECT_THAT(out, HasSubstr("12/03/2026 08:00 TRỄ"));
  EXPECT_THAT(out, HasSubstr("Bỏ Điều 3"));
}

TEST(TaskPrintTest, OtherTasksAreNamedWithHowTheyStand) {
  const std::string out = Describe(
      R"pb(delegated_from: "provinces/p/tasks/whole"
           delegations { task: "provinces/p/tasks/t1-gp-1" unit: "provinces/p/units/so-y-te" blocking: true }
           delegations {
             task: "provinces/p/tasks/t1-gp-2"
             unit: "provinces/p/units/so-y-te"
             end_state: TASK_STATE_COMPLETED
             end_time { seconds: 1773018000 }
           }
           dependencies { task: "provinces/p/tasks/t2" unit: "provinces/p/units/so-y-te" reason: "cần thẩm định" }
           dependencies {
             task: "provinces/p/tasks/t3"
             unit: "provinces/p/units/so-y-te"
             end_state: TASK_STATE_FAILED
             end_time { seconds: 1773018000 }
           })pb");
  EXPECT_THAT(out, HasSubstr("Là một phần việc của: whole\n"));
  EXPECT_THAT(out, HasSubstr("t1-gp-1        Sở Y tế  chưa xong                    phải xong mới trình được\n"));
  EXPECT_THAT(out, HasSubstr("t1-gp-2        Sở Y tế  hoàn thành 09/03/2026 08:00\n"));
  EXPECT_THAT(out, HasSubstr("t2            Sở Y tế  chưa xong                             cần thẩm định\n"));
  EXPECT_THAT(out, HasSubstr("t3            Sở Y tế  không thể thực hiện 09/03/2026 08:00\n"));
}

TEST(TaskPrintTest, TheWorkItself) {
  const std::string out = Describe(
      R"pb(progress {
             percent: 40
             label: "chờ thẩm định"
             note: "đã gửi"
             actor { unit: "provinces/p/units/so-vhttdl" person: "provinces/p/persons/a" }
             time { seconds: 1773018000 }
           }
           checklist {
             id: "1"
             text: "Soạn dự thảo"
             done: true
             done_by { unit: "provinces/p/units/so-vhttdl" }
             done_time { seconds: 1773018000 }
           }
           checklist { id: "2" text: "Lấy ý kiến" }
           evidence_slots { id: "1" description: "02 clip" count: 2 }
           evidence_slots { id: "2" description: "báo cáo" count: 1 }
           evidence { title: "Clip" number: "1/C" uri: "https://example.vn/1" }
           evidence { number: "9/BC" slot: "2" }
           watchers { unit: "provinces/p/units/so-y-te" }
           watchers { unit: "provinces/p/units/ubnd" person: "provinces/p/persons/an" }
           comment_count: 3)pb");
  EXPECT_THAT(out, HasSubstr("Tiến độ: 40%, chờ thẩm định — đã gửi (so-vhttdl/a, 09/03/2026 08:00)\n"));
  EXPECT_THAT(out, HasSubstr("1     Soạn dự thảo  ✓ so-vhttdl, 09/03/2026 08:00\n2     Lấy ý kiến\n"));
  EXPECT_THAT(out, HasSubstr("1           Clip (1/C, https://example.vn/1)\n"));
  EXPECT_THAT(out, HasSubstr("2           9/BC                              báo cáo\n"));
  // What does not say for which product it is fills the first that lacks one.
  EXPECT_THAT(out, HasSubstr("02 clip            2    1      1\nbáo cáo            1    1\n"));
  EXPECT_THAT(out, HasSubstr("Theo dõi: so-y-te, ubnd/an\n"));
  EXPECT_THAT(out, HasSubstr("Ý kiến: 3 (xem: phoihop task comments t1)\n"));
}

// 13 December 2026 is a Sunday.
TEST(TaskPrintTest, StepsSayTheirDayAndWhatIsLate) {
  const std::string out = Describe(
      R"pb(checklist { id: "1" text: "Soạn dự thảo" due_date: "2026-03-01" }
           checklist { id: "2" text: "Lấy ý kiến" }
           checklist { id: "3" text: "Trình ký" due_date: "2026-12-13" }
           checklist { id: "4" text: "In" due_date: "2026-12-20" }
           clocks {
             id: "interim"
             purpose: CLOCK_PURPOSE_INTERIM
             state: CLOCK_STATE_RUNNING
             checklist_item: "1"
             due_date: "2026-03-01"
             due_time { seconds: 1772384400 }
           }
           clocks {
             id: "interim-2"
             purpose: CLOCK_PURPOSE_INTERIM
             state: CLOCK_STATE_FROZEN
             checklist_item: "3"
             due_date: "2026-12-14"
             due_time { seconds: 1797267600 }
           }
           clocks {
             id: "interim-3"
             purpose: CLOCK_PURPOSE_INTERIM
             state: CLOCK_STATE_CANCELLED
             checklist_item: "4"
             due_date: "2026-12-21"
           })pb");
  EXPECT_THAT(out, HasSubstr("Soạn dự thảo  01/03/2026               QUÁ HẠN\n"));
  EXPECT_THAT(out, HasSubstr("Trình ký      13/12/2026 → 14/12/2026  hạn tạm dừng\n"));
  EXPECT_THAT(out, HasSubstr("In            20/12/2026\n"));
  EXPECT_THAT(out, HasSubstr("một bước"));
}

TEST(TaskPrintTest, CopiesAreTwoLinesHoweverMany) {
  std::string copies = R"pb(copies {
                              unit: "provinces/p/units/so-y-te"
                              read_time { seconds: 1773018000 }
                            })pb";
  for (int i = 0; i < 20; ++i) absl::StrAppend(&copies, "copies { unit: \"provinces/p/units/xa-", i, "\" }");
  const std::string out = Describe(copies);
  EXPECT_THAT(out, HasSubstr("Gửi để biết, đã đọc 1/21: Sở Y tế (09/03/2026 08:00)\n"));
  EXPECT_THAT(out, HasSubstr("Gửi để biết, chưa đọc 20/21: xa-0; xa-1;"));
  EXPECT_THAT(out, HasSubstr("và 12 đơn vị khác"));
}

TEST(TaskPrintTest, CyclesAndWhoHeldItHowLong) {
  const std::string out = Describe(
      R"pb(cycle: 1
           earlier_results {
             summary: "Đã ban hành"
             documents { number: "57/QĐ" }
             submitter { unit: "provinces/p/units/so-vhttdl" }
             submit_time { seconds: 1773018000 }
           }
           custody {
             unit: "provinces/p/units/so-y-te"
             start_time { seconds: 1772413200 }
             end_time { seconds: 1772514000 }
           }
           custody {
             unit: "provinces/p/units/so-vhttdl"
             start_time { seconds: 1772514000 }
           })pb");
  EXPECT_THAT(out, HasSubstr("Thực hiện lần thứ 2"));
  EXPECT_THAT(out, HasSubstr("Kết quả lần trước: Đã ban hành; 57/QĐ (so-vhttdl, 09/03/2026 08:00)\n"));
  EXPECT_THAT(out, HasSubstr("02/03/2026 08:00  03/03/2026 12:00  1 ngày 4 giờ\n"));
  EXPECT_THAT(out, HasSubstr("03/03/2026 12:00  nay               8 ngày 20 giờ\n"));
}

TEST(TaskPrintTest, WhatMayBeDoneStandsBeforeWhatMayNot) {
  const std::string out = Describe(
      R"pb(operations { verb: TASK_VERB_REPORT_PROGRESS allowed: true }
           operations { verb: TASK_VERB_CLAIM allowed: true }
           operations {
             verb: TASK_VERB_SUBMIT
             reason: "DELEGATION_OPEN"
             explanation: "Còn phần việc đã giao chưa xong."
           }
           operations { verb: TASK_VERB_ACCEPT reason: "TRANSITION_NOT_ALLOWED" explanation: "…" }
           operations { verb: TASK_VERB_APPROVE reason: "PERMISSION_DENIED" explanation: "…" })pb");
  EXPECT_THAT(out, HasSubstr("Bạn có thể: progress (báo tiến độ), claim (tự nhận)\n"));
  EXPECT_THAT(out, HasSubstr("submit (trình kết quả)  Còn phần việc đã giao chưa xong.\n"));
  EXPECT_THAT(out, HasSubstr("Chưa được vì nhiệm vụ đang thực hiện: accept\n"));
  EXPECT_THAT(out, HasSubstr("Dành cho đơn vị khác: approve\n"));
}

TEST(TaskPrintTest, EveryVerbThatPeopleSendHasAWord) {
  for (int verb = v1::TASK_VERB_DROP; verb < v1::TASK_VERB_NOTE_ENDED; ++verb) {
    EXPECT_NE(VerbForPeople(static_cast<v1::TaskVerb>(verb)), "") << verb;
  }
  for (int state = v1::TASK_STATE_PLANNED; state <= v1::TaskState_MAX; ++state) {
    EXPECT_NE(StateForPeople(static_cast<v1::TaskState>(state)), "") << state;
  }
}

TEST(TaskPrintTest, CommentsWithTheirDocuments) {
  v1::ListTaskCommentsResponse list;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(comments {
             text: "Đã gửi dự thảo"
             documents { number: "12/TTr" }
             time { seconds: 1773018000 }
             actor { unit: "provinces/p/units/so-vhttdl" }
           })pb",
      &list));
  EXPECT_THAT(CommentTable(list.comments()).Render(kWidth),
              HasSubstr("09/03/2026 08:00  so-vhttdl  Đã gửi dự thảo (12/TTr)\n"));
}

}  // namespace
}  // namespace phoihop::cli
