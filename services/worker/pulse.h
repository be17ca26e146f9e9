// The pulse: one cheap question a second, for the whole process, whether anything was committed, by whatever replica.
// Workers look when it changed, and otherwise seldom: a province at rest costs next to nothing.
#ifndef SERVICES_WORKER_PULSE_H_
#define SERVICES_WORKER_PULSE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "services/engine/clock.h"
#include "services/store/database.h"
#include "services/worker/look_loop.h"

namespace phoihop::worker {

// How often (real time) it asks.
inline constexpr absl::Duration kPulseInterval = absl::Seconds(1);
// How often a worker looks though the pulse said nothing: what a replica held when it died waits so long at most.
inline constexpr absl::Duration kQuietInterval = absl::Seconds(10);

struct PulseOptions {
  engine::Clock* clock;       // must outlive the pulse
  store::Database* database;  // so must this
  // Something was committed since the last time, or the time before. Called in the thread of the pulse, at first and
  // then on every change.
  std::function<void()> changed;
};

// Runs in a thread of its own from construction to Stop.
class Pulse {
 public:
  explicit Pulse(PulseOptions options);
  ~Pulse();
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

  void Stop();

 private:
  Looked Look();

  const PulseOptions options_;
  // Of the thread alone:
  absl::flat_hash_map<std::string, int64_t> sequences_;
  bool changed_before_ = false;
  LookLoop loop_;  // last: it looks at once
};

}  // namespace phoihop::worker

#endif  // SERVICES_WORKER_PULSE_H_
