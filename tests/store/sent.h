// Commands that were sent and are not waited for yet.
#ifndef TESTS_STORE_SENT_H_
#define TESTS_STORE_SENT_H_

#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "gtest/gtest.h"
#include "phoihop/internal/v1/command.pb.h"
#include "services/engine/engine.h"

namespace phoihop::testing {

// All are expected to succeed.
class Sent {
 public:
  Sent(engine::Engine& engine, std::vector<internal::v1::Command> commands) : left_(static_cast<int>(commands.size())) {
    for (internal::v1::Command& command : commands) {
      engine.Submit(std::move(command), [this](const absl::StatusOr<engine::Applied>& answer) {
        EXPECT_TRUE(answer.ok()) << answer.status();
        left_.DecrementCount();
      });
    }
  }
  void Wait() { left_.Wait(); }

 private:
  absl::BlockingCounter left_;
};

}  // namespace phoihop::testing

#endif  // TESTS_STORE_SENT_H_
