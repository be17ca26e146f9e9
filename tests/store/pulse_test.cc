// The pulse tells of commits, whoever made them.
#include "services/worker/pulse.h"

#include "absl/synchronization/mutex.h"
#include "gtest/gtest.h"
#include "tests/store/world.h"

namespace phoihop {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(60);

class PulseTest : public testing::World {
 protected:
  std::unique_ptr<worker::Pulse> NewPulse() {
    return std::make_unique<worker::Pulse>(
        worker::PulseOptions{.clock = &clock(), .database = &database(), .changed = [this] {
                               absl::MutexLock lock(&mutex_);
                               ++told_;
                             }});
  }
  int told() {
    absl::MutexLock lock(&mutex_);
    return told_;
  }
  // Returns when it told more than so many times; false when it did not in time.
  bool WaitForMoreThan(int times) {
    absl::MutexLock lock(&mutex_);
    const auto more = [this, times]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return told_ > times; };
    return mutex_.AwaitWithTimeout(absl::Condition(&more), kLimit);
  }

 private:
  absl::Mutex mutex_;
  int told_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST_F(PulseTest, TellsOfACommitOfAnotherReplicaAndOnceMoreAfterIt) {
  EXPECT_OK(engine().Apply(testing::Create("t1")));
  const auto pulse = NewPulse();
  // What was there at first, and once more.
  ASSERT_TRUE(WaitForMoreThan(1));
  const auto other = NewEngine();
  const int before = told();
  EXPECT_OK(other->Apply(testing::Create("t2")));
  EXPECT_TRUE(WaitForMoreThan(before + 1));
}

TEST_F(PulseTest, AProvinceThatBeginsIsAChange) {
  engine();
  const auto pulse = NewPulse();
  ASSERT_TRUE(WaitForMoreThan(1));
  const int before = told();
  EXPECT_OK(engine().Apply(testing::In("lang-son", testing::Reference())));
  EXPECT_TRUE(WaitForMoreThan(before + 1));
}

}  // namespace
}  // namespace phoihop
