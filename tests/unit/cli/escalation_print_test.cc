#include "clients/cli/escalation_print.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace phoihop::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

google::protobuf::Duration Of(int64_t seconds, int32_t nanos = 0) {
  google::protobuf::Duration duration;
  duration.set_seconds(seconds);
  duration.set_nanos(nanos);
  return duration;
}

TEST(EscalationPrintTest, DurationsHaveTheirTwoLargestUnits) {
  EXPECT_EQ(DurationForPeople(Of(0)), "0,00 giây");
  EXPECT_EQ(DurationForPeople(Of(0, 354'000'000)), "0,35 giây");
  EXPECT_EQ(DurationForPeople(Of(9, 50'000'000)), "9,05 giây");
  EXPECT_EQ(DurationForPeople(Of(59)), "59 giây");
  EXPECT_EQ(DurationForPeople(Of(245)), "4 phút 5 giây");
  EXPECT_EQ(DurationForPeople(Of(3600 + 59)), "1 giờ");
  EXPECT_EQ(DurationForPeople(Of(2 * 86'400 + 3 * 3'600 + 7)), "2 ngày 3 giờ");
}

TEST(EscalationPrintTest, NothingToDoWarnsOfNothing) {
  EXPECT_THAT(EscalationWarnings(v1::EscalationStatus()), IsEmpty());
}

TEST(EscalationPrintTest, WhateverIsWrongSaysWhatToDoAndTheTableFitsAScreen) {
  v1::EscalationStatus status;
  status.mutable_armed_tasks()->set_count(100'000);
  status.mutable_armed_tasks()->set_more(true);
  status.mutable_due_tasks()->set_count(12);
  *status.mutable_oldest_lateness() = Of(90);
  status.mutable_last_hour()->set_count(1000);
  *status.mutable_last_hour()->mutable_lateness_p50() = Of(0, 120'000'000);
  *status.mutable_last_hour()->mutable_lateness_p99() = Of(7 * 86'400);
  *status.mutable_last_hour()->mutable_lateness_max() = Of(400 * 86'400);
  status.mutable_set_aside_tasks()->set_count(1);
  status.mutable_set_aside_follow_ups()->set_count(1);
  status.mutable_failed_deliveries()->set_count(1);
  status.mutable_self_check()->set_missing(1);
  status.mutable_self_check()->add_missing_tasks("provinces/dong-nai/tasks/k26-1");
  const std::string table = EscalationTable(status).Render(kPlainWidth);
  EXPECT_THAT(table, HasSubstr("từ 100000 trở lên"));
  EXPECT_THAT(table, HasSubstr("1 phút 30 giây"));
  EXPECT_THAT(table, HasSubstr("400 ngày"));
  for (const absl::string_view line : absl::StrSplit(table, '\n')) EXPECT_LE(DisplayWidth(line), kPlainWidth) << line;
  EXPECT_THAT(EscalationWarnings(status),
              ElementsAre(HasSubstr("1 phút 30 giây"), HasSubstr("set-aside release"), HasSubstr("nhật ký"),
                          HasSubstr("escalation deliveries retry"), HasSubstr("k26-1")));
}

TEST(EscalationPrintTest, WhoTriedWhatIsSetAsideStandsBesideIt) {
  v1::ListSetAsideTasksResponse list;
  v1::SetAsideTask& task = *list.add_set_aside_tasks();
  task.set_name("provinces/dong-nai/tasks/k26-1");
  task.set_title("Báo cáo kết quả thực hiện công tác thông tin đối ngoại sáu tháng đầu năm của các xã, phường");
  task.set_reason("The database refused the effects; the server's log says why.");
  v1::SetAsideRelease& release = *task.add_releases();
  release.mutable_actor()->set_unit("provinces/dong-nai/units/vp-ubnd");
  release.set_reason("Đã sửa");
  const std::string table = SetAsideTable(list).Render(kPlainWidth);
  EXPECT_THAT(table, HasSubstr("k26-1"));
  EXPECT_THAT(table, Not(HasSubstr("provinces/dong-nai/tasks")));
  for (const absl::string_view line : absl::StrSplit(table, '\n')) EXPECT_LE(DisplayWidth(line), kPlainWidth) << line;
}

TEST(EscalationPrintTest, WhatCouldNotBeSentSaysToWhomAndWhy) {
  v1::ListFailedDeliveriesResponse list;
  v1::FailedDelivery& mail = *list.add_failed_deliveries();
  mail.set_digest_id(1'234'567);
  mail.set_channel(v1::DELIVERY_CHANNEL_EMAIL);
  mail.set_unit("provinces/dong-nai/units/trung-tam-phuc-vu-hanh-chinh-cong-dong-nai");
  mail.set_person("provinces/dong-nai/persons/nguyen-thi-giam-doc");
  mail.set_attempts(10);
  mail.set_last_error("the mail server refuses the recipient: 550 5.1.1 No such user here, ask the postmaster");
  mail.set_notice_count(12);
  v1::FailedDelivery& call = *list.add_failed_deliveries();
  call.set_channel(v1::DELIVERY_CHANNEL_WEBHOOK);
  call.set_system("ioc");
  v1::FailedDelivery& post = *list.add_failed_deliveries();
  post.set_channel(v1::DELIVERY_CHANNEL_WEBHOOK);
  post.set_unit("provinces/dong-nai/units/so-y-te");
  const std::string table = FailedDeliveryTable(list).Render(kPlainWidth);
  EXPECT_THAT(table, HasSubstr("1234567"));
  EXPECT_THAT(table, HasSubstr("hệ thống ioc"));
  EXPECT_THAT(table, HasSubstr("hộp thư so-y-te"));
  EXPECT_THAT(table, Not(HasSubstr("provinces/")));
  for (const absl::string_view line : absl::StrSplit(table, '\n')) EXPECT_LE(DisplayWidth(line), kPlainWidth) << line;
}

TEST(EscalationPrintTest, WhatIsSentAgainIsCountedAndWhatIsNotSaysWhy) {
  v1::RetryFailedDeliveriesResponse response;
  EXPECT_THAT(RetryLines(response), ElementsAre("Không có gì để gửi lại."));
  response.set_retried_count(1000);
  response.set_without_address_count(2);
  response.set_more(true);
  EXPECT_THAT(RetryLines(response),
              ElementsAre(HasSubstr("Sẽ gửi lại 1000"), HasSubstr("2 thư chưa gửi lại được"), HasSubstr("Còn nữa")));
}

}  // namespace
}  // namespace phoihop::cli
