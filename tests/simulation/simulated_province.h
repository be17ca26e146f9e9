// A province with its write door, its runner of reorganisations and gRPC, on a database of its own, with a clock that
// is moved by hand. Nothing sweeps deadlines: what moves is moved by reorganisations alone.
#ifndef TESTS_SIMULATION_SIMULATED_PROVINCE_H_
#define TESTS_SIMULATION_SIMULATED_PROVINCE_H_

#include <atomic>
#include <memory>
#include <set>
#include <string>

#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "services/engine/feed.h"
#include "services/files/file_store.h"
#include "services/handlers/call.h"
#include "services/handlers/work_pool.h"
#include "services/rpc/server.h"
#include "services/store/database.h"
#include "services/worker/rehoming.h"

namespace phoihop::testing {

// The command that records a province's reference data.
internal::v1::Command RecordCommand(const internal::v1::RecordReferenceData& record);

class SimulatedProvince {
 public:
  explicit SimulatedProvince(absl::Time now);
  // Stops in the order in which the server does.
  ~SimulatedProvince();

  engine::Engine& engine() { return *engine_; }
  engine::ManualClock& clock() { return clock_; }
  store::Database& database() { return *database_; }
  worker::RehomingRunner& runner() { return *runner_; }
  const std::string& uri() const { return uri_; }
  std::string target() const;  // of gRPC

 private:
  engine::EngineOptions EngineOptionsFor();

  const std::string uri_;
  engine::ManualClock clock_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<engine::Feed> feed_;
  std::unique_ptr<files::FileStore> files_;
  handlers::WorkPool pool_;
  const std::set<std::string> systems_;                     // none
  std::atomic<worker::RehomingRunner*> listener_{nullptr};  // read by the engine's hook
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<handlers::Services> services_;
  std::unique_ptr<worker::RehomingRunner> runner_;
  std::unique_ptr<rpc::Server> rpc_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_SIMULATED_PROVINCE_H_
