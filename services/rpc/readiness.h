// Whether this server should get work: the truth, found anew every kReadinessInterval.
#ifndef SERVICES_RPC_READINESS_H_
#define SERVICES_RPC_READINESS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace phoihop::rpc {

// One thing that has to be well. `check` may block (it asks the database) and says in one sentence what is wrong.
struct ReadinessCheck {
  std::string name;  // schema, sweep, follow-ups, feed
  std::function<absl::Status()> check;
};

// One province, which can be unwell while the server should get work.
struct ProvinceHealth {
  std::string province;           // id
  bool serving = true;            // nothing is held or set aside, and that is known
  std::vector<std::string> held;  // ids of its reorganisations that are HELD
  // What waits for a person, each up to store::kCountedAside.
  int64_t follow_ups_aside = 0;  // that could not be run
  int64_t tasks_aside = 0;       // whose due clocks could not be fired

  bool operator==(const ProvinceHealth& other) const {
    return province == other.province && serving == other.serving && held == other.held &&
           follow_ups_aside == other.follow_ups_aside && tasks_aside == other.tasks_aside;
  }
};

// Thread-safe.
class Readiness {
 public:
  // The verdict on the server, and on each province.
  using Changed = std::function<void(bool ready, const std::vector<ProvinceHealth>& provinces)>;

  // `provinces` may block; empty: none. `changed` is told every new verdict, starting with the first, from a thread of
  // this class.
  Readiness(std::vector<ReadinessCheck> checks, std::function<std::vector<ProvinceHealth>()> provinces,
            Changed changed);
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  // OK, or UNAVAILABLE with everything that is wrong: "sweep: …; feed: …".
  absl::Status status() const;

  // As they were at the last look.
  std::vector<ProvinceHealth> provinces() const;

  // Not ready from now on, whatever the checks say: the server is stopping.
  void Drain();

 private:
  void Run();
  absl::Status Look() const;

  const std::vector<ReadinessCheck> checks_;
  const std::function<std::vector<ProvinceHealth>()> look_at_provinces_;
  const Changed changed_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_) = absl::UnavailableError("starting");
  std::vector<ProvinceHealth> provinces_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_READINESS_H_
