// Asking after the work: whoever has the ball is told.
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/errors.h"
#include "workflow/limits.h"

namespace phoihop::task {
namespace {

using ::testing::SizeIs;

constexpr char kLead[] = "so-vhttdl/nguyen-van-a";

std::string Refusal(const absl::Status& status) { return status.ok() ? "OK" : ReasonName(ReasonOf(status)); }

TEST(Remind, WhoeverHasTheBallIsTold) {
  Ledger ledger = IssuedAnd({{v1::TASK_VERB_ACCEPT, "so-vhttdl"}, {v1::TASK_VERB_START, kLead}});
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REMIND, "so-ke-hoach", At(kMonday)), absl::OkStatus());
  ASSERT_THAT(ledger.task().reminders(), SizeIs(1));
  const v1::Reminder& first = ledger.task().reminders(0);
  EXPECT_EQ(first.actor().unit(), Unit("so-ke-hoach"));
  ASSERT_FALSE(first.recipients().empty());
  for (const v1::Actor& recipient : first.recipients()) EXPECT_EQ(recipient.unit(), Unit("so-vhttdl"));
  // Once a day by the same unit; others may, and it may tomorrow.
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_REMIND, "so-ke-hoach", At(kMonday) + absl::Hours(3))), "LIMIT_REACHED");
  EXPECT_EQ(Do(ledger, v1::TASK_VERB_REMIND, "ubnd-tinh/chu-tich", At(kMonday)), absl::OkStatus());
  EXPECT_EQ(Refusal(Do(ledger, v1::TASK_VERB_REMIND, "so-y-te", At(kMonday))), "PERMISSION_DENIED");
  EXPECT_EQ(Do(ledger, v1::TASK_VERB_REMIND, "so-ke-hoach", At(kMonday) + absl::Hours(24)), absl::OkStatus());
  // The approver has the ball once the result is handed in.
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_SUBMIT, kLead, At(kMonday) + absl::Hours(25)), absl::OkStatus());
  ASSERT_EQ(Do(ledger, v1::TASK_VERB_REMIND, "so-ke-hoach", At(kMonday) + absl::Hours(48)), absl::OkStatus());
  for (const v1::Actor& recipient : ledger.task().reminders().rbegin()->recipients()) {
    EXPECT_EQ(recipient.unit(), ledger.task().approver_unit());
  }
  // The newest are kept on the task.
  for (int day = 3; day < 30; ++day) {
    ASSERT_EQ(Do(ledger, v1::TASK_VERB_REMIND, "so-ke-hoach", At(kMonday) + absl::Hours(24 * day)), absl::OkStatus());
  }
  EXPECT_THAT(ledger.task().reminders(), SizeIs(limits::kReminders));
}

}  // namespace
}  // namespace phoihop::task
