// The whole phoihopd in the process of a test, gRPC and HTTP on free ports of the loopback, on a real PostgreSQL in
// which Đồng Nai is loaded (once per process; every test gets a copy).
//
//   class GatewayTest : public ServerFixture {};
//   TEST_F(GatewayTest, …) {
//     StartServer();
//     const v1::Task task = MustCall(&v1::TaskService::Stub::GetTask, request, "so-vhttdl/nguyen-van-a");
//     EXPECT_EQ(Refusal(&v1::TaskService::Stub::GetTask, request, "so-khcn"), "PERMISSION_DENIED");
//     const HttpAnswer answer = Http("GET", "/v1/provinces/dong-nai/tasks", {{"X-Phoihop-Act-As", "vp-ubnd"}});
//   }
#ifndef TESTS_SERVICES_SERVER_FIXTURE_H_
#define TESTS_SERVICES_SERVER_FIXTURE_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cpp/errors.h"
#include "services/application.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "tests/services/http_client.h"

namespace phoihop::testing {

// Monday, 2 March 2026, 9:00 in Vietnam.
absl::Time FixtureStart();

// An instant of Vietnam's clocks: `2026-03-02 09:00`.
absl::Time At(const std::string& date_and_time);

// How long a test waits for something that has to come.
inline constexpr absl::Duration kFixtureLimit = absl::Seconds(30);

class ServerFixture : public ::testing::Test {
 protected:
  struct Options {
    bool local_mode = true;
    // Of the address that the server is told to listen on; tests reach it over the loopback.
    std::string host = "127.0.0.1";
    // Without Đồng Nai, the database has a schema only.
    bool loaded = true;
    rpc::TlsOptions tls;
    SignInOptions sign_in;
    CheckpointServing checkpoints;
    MailServing mail;
    WebhookServing webhook;
    FileServing files;
  };

  // What the clock says until the test moves it; not before FixtureStart(), when Đồng Nai was loaded.
  explicit ServerFixture(absl::Time now = FixtureStart()) : clock_(now) {}
  ~ServerFixture() override;

  // Once per test.
  void StartServer(const Options& options);
  void StartServer() { StartServer(Options()); }
  // What SIGTERM does.
  void StopServer();
  // Stops it and starts another one on the same database: what a replica does that comes after one that has gone.
  void RestartServer();
  // The same with other options.
  void RestartServer(const Options& options);

  Application& application() { return *application_; }
  engine::Engine& engine() { return application_->services().engine; }
  engine::ManualClock& clock() { return clock_; }
  const std::string& database_url() const { return database_url_; }

  std::string grpc_target() const;
  // A connection of its own, as from another machine.
  std::shared_ptr<grpc::Channel> NewChannel() const;
  int http_port() const;

  // A unary call; `act_as` is `unit/person` or `unit`, empty: nobody. Statuses keep their details (client::ReasonOf).
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, const std::string& act_as = "") {
    grpc::ClientContext context;
    PrepareContext(context, act_as);
    Stub stub(channel());
    Response response;
    const absl::Status status = client::FromGrpc((stub.*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  // The answer of a call that has to succeed: the test fails when it is refused.
  template <typename Stub, typename Request, typename Response>
  Response MustCall(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, const std::string& act_as = "") {
    const absl::StatusOr<Response> response = Call(method, request, act_as);
    EXPECT_TRUE(response.ok()) << act_as << ": " << response.status();
    return response.ok() ? *response : Response();
  }

  // The reason with which the call is refused; empty when it is not.
  template <typename Stub, typename Request, typename Response>
  std::string Refusal(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      const Request& request, const std::string& act_as = "") {
    const auto response = Call(method, request, act_as);
    if (response.ok()) return "";
    const std::string reason = client::ReasonOf(response.status());
    return reason.empty() ? response.status().ToString() : reason;
  }

  // A call by path with bytes of any kind.
  absl::StatusOr<std::string> RawCall(const std::string& path, const std::string& request,
                                      const std::string& act_as = "");

  HttpAnswer Http(const std::string& verb, const std::string& target, const HttpHeaders& headers = {},
                  const std::string& body = "");

  // The newest sequence of Đồng Nai: the same before and after when nothing changed.
  int64_t LastSequence();

  // Until `condition` holds; false when it does not within kFixtureLimit.
  template <typename Condition>
  bool Eventually(Condition condition) {
    const absl::Duration end = engine::RealElapsed() + kFixtureLimit;
    while (!condition()) {
      if (engine::RealElapsed() > end) return false;
      Pause();
    }
    return true;
  }

  static void PrepareContext(grpc::ClientContext& context, const std::string& act_as);

 private:
  static void Pause();
  const std::shared_ptr<grpc::Channel>& channel();

  engine::ManualClock clock_;
  void Serve();

  Options options_;
  std::string database_url_;
  std::unique_ptr<Application> application_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_SERVER_FIXTURE_H_
