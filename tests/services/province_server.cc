#include "tests/services/province_server.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/shipped_data.h"
#include "tests/support/test_database.h"

namespace phoihop::testing {
namespace {

// A database of the test's own, with the schema.
std::string MigratedDatabase() {
  static const auto* const kMigrated = [] {
    auto* url = new std::string(TestCluster::Get().CreateDatabase());
    const absl::Status status = store::Migrate(*url);
    EXPECT_TRUE(status.ok()) << status;
    return url;
  }();
  return TestCluster::Get().CreateDatabase(*kMigrated);
}

}  // namespace

ProvinceServer::ProvinceServer(absl::Time now)
    : clock_(now), application_(Application::Open({.database_url = MigratedDatabase(), .clock = &clock_})) {
  const absl::StatusOr<int> loaded = LoadReference(application_->services(), {});
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  const absl::Status serving =
      application_->Serve({.grpc_address = "127.0.0.1:0", .http_address = "", .local_mode = true});
  EXPECT_TRUE(serving.ok()) << serving;
}

ProvinceServer::~ProvinceServer() {
  // The application refers to the clock.
  application_.reset();
}

std::shared_ptr<grpc::Channel> ProvinceServer::NewChannel() const {
  grpc::ChannelArguments arguments;
  // Otherwise channels to one address share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", application_->rpc().port()),
                                   grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace phoihop::testing
