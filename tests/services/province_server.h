// The whole server in the process of a test: real PostgreSQL, write door, feed, sweep, gRPC on a free port of the
// loopback in local mode, and a clock that stands still until the test moves it.
#ifndef TESTS_SERVICES_PROVINCE_SERVER_H_
#define TESTS_SERVICES_PROVINCE_SERVER_H_

#include <grpcpp/channel.h>

#include <atomic>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "services/engine/feed.h"
#include "services/handlers/work_pool.h"
#include "services/rpc/server.h"
#include "services/store/database.h"
#include "services/worker/sweep.h"

namespace phoihop::testing {

class ProvinceServer {
 public:
  // Migrates a database of its own and loads data/dong-nai and data/default, as of the clock's start.
  explicit ProvinceServer(absl::Time now);
  ~ProvinceServer();
  ProvinceServer(const ProvinceServer&) = delete;
  ProvinceServer& operator=(const ProvinceServer&) = delete;

  // A connection of its own, as from another machine.
  std::shared_ptr<grpc::Channel> NewChannel() const;

  engine::ManualClock& clock() { return clock_; }
  engine::Engine& engine() { return *engine_; }
  store::Database& database() { return *database_; }
  const std::string& uri() const { return uri_; }

 private:
  const std::string uri_;
  engine::ManualClock clock_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<engine::Feed> feed_;
  std::atomic<worker::DeadlineSweep*> armed_ = nullptr;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<worker::DeadlineSweep> sweep_;
  std::unique_ptr<handlers::WorkPool> pool_;
  std::unique_ptr<rpc::Server> server_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_PROVINCE_SERVER_H_
