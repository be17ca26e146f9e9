#include "tests/services/province_server.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/import/reference_loader.h"
#include "tests/support/test_database.h"

namespace phoihop::testing {
namespace {

// A database of the test's own, with the schema.
std::string MigratedDatabase() {
  static const auto* const migrated = [] {
    auto* uri = new std::string(TestCluster::Get().CreateDatabase());
    const absl::Status status = store::Migrate(*uri);
    EXPECT_TRUE(status.ok()) << status;
    return uri;
  }();
  return TestCluster::Get().CreateDatabase(*migrated);
}

internal::v1::Command LoadCommand() {
  auto data =
      import::LoadReferenceData({.province = "dong-nai", .directory = "data/dong-nai", .defaults = "data/default"});
  EXPECT_TRUE(data.ok()) << data.status();
  internal::v1::Command command;
  command.set_province("dong-nai");
  command.mutable_actor()->set_system("loader");
  if (data.ok()) *command.mutable_reference()->mutable_record() = *std::move(data);
  return command;
}

}  // namespace

ProvinceServer::ProvinceServer(absl::Time now) : uri_(MigratedDatabase()), clock_(now) {
  database_ = store::Database::Open({.uri = uri_});
  feed_ = std::make_unique<engine::Feed>(database_.get());
  engine::EngineOptions options;
  options.uri = uri_;
  options.clock = &clock_;
  options.hooks.committed = [this](absl::string_view province, std::vector<std::shared_ptr<const v1::Event>> events) {
    feed_->Committed(province, std::move(events));
  };
  options.hooks.armed = [this](absl::string_view, absl::Time wake) {
    if (worker::DeadlineSweep* sweep = armed_.load()) sweep->Armed(wake);
  };
  engine_ = std::make_unique<engine::Engine>(std::move(options));
  const auto loaded = engine_->Apply(LoadCommand());
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  sweep_ = std::make_unique<worker::DeadlineSweep>(
      worker::SweepOptions{.engine = engine_.get(), .database = database_.get()});
  armed_ = sweep_.get();
  pool_ = std::make_unique<handlers::WorkPool>();
  auto server = rpc::Server::Start({*engine_, *database_, *feed_, clock_, *pool_},
                                   {.address = "127.0.0.1:0", .local_mode = true});
  EXPECT_TRUE(server.ok()) << server.status();
  if (server.ok()) server_ = *std::move(server);
}

ProvinceServer::~ProvinceServer() {
  armed_ = nullptr;
  sweep_->Stop();
  if (server_ != nullptr) server_->Drain();
  feed_->Stop();
  engine_->Stop();
  if (server_ != nullptr) server_->Stop();
  pool_->Stop();
}

std::shared_ptr<grpc::Channel> ProvinceServer::NewChannel() const {
  grpc::ChannelArguments arguments;
  // Otherwise channels to one address share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials(),
                                   arguments);
}

}  // namespace phoihop::testing
