#include "tests/simulation/submit_work.h"

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"

namespace phoihop::testing {
namespace {

// Commands that are under way at the same time: below what the lanes queue.
constexpr int kInFlight = 3000;

}  // namespace

absl::Status Submit(engine::Engine& engine, const OpenWork& work) {
  absl::Mutex mutex;
  int in_flight = 0;
  absl::Status failure;
  const auto submit = [&](const internal::v1::Command& command) {
    {
      absl::MutexLock lock(&mutex);
      const auto room = [&] { return in_flight < kInFlight; };
      mutex.Await(absl::Condition(&room));
      if (!failure.ok()) return;
      ++in_flight;
    }
    engine.Submit(command, [&, name = command.ShortDebugString().substr(0, 300)](const auto& applied) {
      absl::MutexLock lock(&mutex);
      --in_flight;
      if (!applied.ok() && failure.ok()) {
        failure = absl::Status(applied.status().code(), absl::StrCat(applied.status().message(), ": ", name));
      }
    });
  };
  for (const internal::v1::Command& command : work.plan_commands) submit(command);
  for (const OpenWork::Task& task : work.tasks) {
    for (const internal::v1::Command& command : task.commands) submit(command);
  }
  const auto idle = [&] { return in_flight == 0; };
  absl::MutexLock lock(&mutex, absl::Condition(&idle));
  return failure;
}

}  // namespace phoihop::testing
