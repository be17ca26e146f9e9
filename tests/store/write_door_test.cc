// The write door: what goes through it, what it refuses, what it never does twice.
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/task_reader.h"
#include "tests/store/world.h"
#include "workflow/errors.h"

namespace phoihop {
namespace {
using testing::Accept;
using testing::Complete;
using testing::Create;
using testing::Get;
using testing::kProvince;
using testing::Start;
using testing::WithRequestId;

class WriteDoorTest : public testing::World {};

v1::TaskState StateOf(const absl::StatusOr<engine::Applied>& applied) {
  EXPECT_TRUE(applied.ok()) << applied.status();
  return applied.ok() ? std::get<v1::Task>(applied->resource).state() : v1::TASK_STATE_UNSPECIFIED;
}

TEST_F(WriteDoorTest, ATaskGoesItsWay) {
  EXPECT_EQ(StateOf(engine().Apply(Create("t1"))), v1::TASK_STATE_ISSUED);
  EXPECT_EQ(StateOf(engine().Apply(Accept("t1"))), v1::TASK_STATE_ACCEPTED);
  EXPECT_EQ(StateOf(engine().Apply(Start("t1"))), v1::TASK_STATE_IN_PROGRESS);
  clock().Advance(absl::Microseconds(1'234'567));
  const auto completed = engine().Apply(Complete("t1"));
  EXPECT_EQ(StateOf(completed), v1::TASK_STATE_COMPLETED);
  EXPECT_EQ(completed->name, "provinces/dong-nai/tasks/t1");
  EXPECT_EQ(completed->last_sequence, static_cast<int64_t>(Journal().size()));
  EXPECT_FALSE(completed->replayed);
  CheckSound();
}

}  // namespace
}  // namespace phoihop
