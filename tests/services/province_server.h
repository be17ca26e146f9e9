// phoihopd in the process of a test at an instant of the test's choice: a real PostgreSQL in which Đồng Nai is loaded
// as of then, gRPC on a free port of the loopback in local mode, and a clock that stands still until the test moves it.
// For tests over HTTP, and those that stop the server, see server_fixture.h.
#ifndef TESTS_SERVICES_PROVINCE_SERVER_H_
#define TESTS_SERVICES_PROVINCE_SERVER_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "services/application.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "services/store/database.h"

namespace phoihop::testing {

class ProvinceServer {
 public:
  explicit ProvinceServer(absl::Time now);
  ~ProvinceServer();
  ProvinceServer(const ProvinceServer&) = delete;
  ProvinceServer& operator=(const ProvinceServer&) = delete;

  // A connection of its own, as from another machine.
  std::shared_ptr<grpc::Channel> NewChannel() const;

  engine::ManualClock& clock() { return clock_; }
  engine::Engine& engine() { return application_->services().engine; }
  store::Database& database() { return application_->services().database; }

 private:
  engine::ManualClock clock_;
  std::unique_ptr<Application> application_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_PROVINCE_SERVER_H_
