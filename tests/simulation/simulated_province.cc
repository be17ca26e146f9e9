#include "tests/simulation/simulated_province.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/support/test_database.h"

namespace phoihop::testing {
namespace {

std::string MigratedDatabase() {
  const std::string uri = TestCluster::Get().CreateDatabase();
  const absl::Status migrated = store::Migrate(uri);
  EXPECT_TRUE(migrated.ok()) << migrated;
  return uri;
}

}  // namespace

internal::v1::Command RecordCommand(const internal::v1::RecordReferenceData& record) {
  internal::v1::Command command;
  command.set_province("dong-nai");
  command.mutable_actor()->set_system("loader");
  *command.mutable_reference()->mutable_record() = record;
  return command;
}

SimulatedProvince::SimulatedProvince(absl::Time now)
    : uri_(MigratedDatabase()),
      clock_(now),
      database_(store::Database::Open({.uri = uri_})),
      feed_(std::make_unique<engine::Feed>(database_.get())),
      files_(std::make_unique<files::FileStore>(*database_,
                                                [this](std::function<void()> work) { pool_.Submit(std::move(work)); })),
      engine_(std::make_unique<engine::Engine>(EngineOptionsFor())),
      services_(new handlers::Services{*engine_, *database_, *feed_, clock_, *files_, pool_, systems_}) {
  runner_ = std::make_unique<worker::RehomingRunner>(
      worker::RehomingOptions{.engine = engine_.get(), .database = database_.get()});
  listener_ = runner_.get();
  auto rpc = rpc::Server::Start(*services_, {.address = "127.0.0.1:0", .local_mode = true});
  EXPECT_TRUE(rpc.ok()) << rpc.status();
  if (rpc.ok()) rpc_ = *std::move(rpc);
}

SimulatedProvince::~SimulatedProvince() {
  if (rpc_ != nullptr) rpc_->Drain();
  feed_->Stop();
  if (rpc_ != nullptr) rpc_->Stop();
  runner_->Stop();
  pool_.Stop();
  engine_->Stop();
}

std::string SimulatedProvince::target() const { return absl::StrCat("127.0.0.1:", rpc_->port()); }

engine::EngineOptions SimulatedProvince::EngineOptionsFor() {
  engine::EngineOptions options{.uri = uri_, .clock = &clock_};
  options.hooks.committed = [this](absl::string_view province, std::vector<std::shared_ptr<const v1::Event>> events) {
    if (worker::RehomingRunner* runner = listener_.load()) {
      for (const auto& event : events) runner->Committed(*event);
    }
    feed_->Committed(province, std::move(events));
  };
  return options;
}

}  // namespace phoihop::testing
