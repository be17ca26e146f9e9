#include "tests/services/server_fixture.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "services/shipped_data.h"
#include "services/store/event_reader.h"
#include "tests/support/test_database.h"
#include "workflow/civil_time.h"

namespace phoihop::testing {
namespace {

// Databases that tests copy, made once per process: nobody is connected to them.
const std::string& SchemaOnly() {
  static const auto* const kUrl = [] {
    auto* url = new std::string(TestCluster::Get().CreateDatabase());
    const absl::Status migrated = store::Migrate(*url);
    EXPECT_TRUE(migrated.ok()) << migrated;
    return url;
  }();
  return *kUrl;
}

const std::string& DongNai() {
  static const auto* const kUrl = [] {
    auto* url = new std::string(TestCluster::Get().CreateDatabase(SchemaOnly()));
    engine::ManualClock clock(FixtureStart());
    const std::unique_ptr<Application> application = Application::Open({.database_url = *url, .clock = &clock});
    const absl::StatusOr<int> loaded = LoadReference(application->services(), {});
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return url;
  }();
  return *kUrl;
}

}  // namespace

absl::Time FixtureStart() { return absl::FromCivil(absl::CivilHour(2026, 3, 2, 9), VietnamTimeZone()); }

absl::Time At(const std::string& date_and_time) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", date_and_time, VietnamTimeZone(), &time, &error)) << error;
  return time;
}

ServerFixture::~ServerFixture() {
  // The application refers to the clock, which is a member of this.
  application_.reset();
}

void ServerFixture::StartServer(const Options& options) {
  options_ = options;
  database_url_ = TestCluster::Get().CreateDatabase(options.loaded ? DongNai() : SchemaOnly());
  Serve();
}

void ServerFixture::Serve() {
  application_ = Application::Open({.database_url = database_url_, .clock = &clock_});
  const std::string address = absl::StrCat(options_.host, ":0");
  const absl::Status serving = application_->Serve({.grpc_address = address,
                                                    .http_address = address,
                                                    .local_mode = options_.local_mode,
                                                    .sign_in = options_.sign_in,
                                                    .tls = options_.tls,
                                                    .checkpoints = options_.checkpoints,
                                                    .mail = options_.mail,
                                                    .webhook = options_.webhook,
                                                    .files = options_.files});
  ASSERT_TRUE(serving.ok()) << serving;
}

void ServerFixture::StopServer() { application_->Stop(); }

void ServerFixture::RestartServer() {
  StopServer();
  channel_.reset();
  Serve();
}

void ServerFixture::RestartServer(const Options& options) {
  options_ = options;
  RestartServer();
}

void ServerFixture::Pause() {
  absl::Notification never;
  never.WaitForNotificationWithTimeout(absl::Milliseconds(10));
}

std::string ServerFixture::grpc_target() const { return absl::StrCat("127.0.0.1:", application_->rpc().port()); }

std::shared_ptr<grpc::Channel> ServerFixture::NewChannel() const {
  grpc::ChannelArguments arguments;
  arguments.SetMaxSendMessageSize(-1);
  arguments.SetMaxReceiveMessageSize(-1);
  // Otherwise channels to one address share a connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(grpc_target(), grpc::InsecureChannelCredentials(), arguments);
}

const std::shared_ptr<grpc::Channel>& ServerFixture::channel() {
  if (channel_ == nullptr) channel_ = NewChannel();
  return channel_;
}

int ServerFixture::http_port() const { return application_->gateway()->port(); }

void ServerFixture::PrepareContext(grpc::ClientContext& context, const std::string& act_as) {
  if (!act_as.empty()) context.AddMetadata("x-phoihop-act-as", act_as);
  context.set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                    gpr_time_from_millis(absl::ToInt64Milliseconds(kFixtureLimit), GPR_TIMESPAN)));
}

absl::StatusOr<std::string> ServerFixture::RawCall(const std::string& path, const std::string& request,
                                                   const std::string& act_as) {
  grpc::GenericStub stub(channel());
  grpc::ClientContext context;
  PrepareContext(context, act_as);
  const grpc::Slice slice(request);
  const grpc::ByteBuffer bytes(&slice, 1);
  grpc::ByteBuffer answer;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, path, grpc::StubOptions(), &bytes, &answer, [&](grpc::Status result) {
    status = std::move(result);
    done.Notify();
  });
  done.WaitForNotification();
  if (!status.ok()) return client::FromGrpc(status);
  grpc::Slice whole;
  if (!answer.DumpToSingleSlice(&whole).ok()) return absl::InternalError("no answer");
  return std::string(reinterpret_cast<const char*>(whole.begin()), whole.size());
}

HttpAnswer ServerFixture::Http(const std::string& verb, const std::string& target, const HttpHeaders& headers,
                               const std::string& body) {
  return SendHttp(http_port(), verb, target, headers, body);
}

int64_t ServerFixture::LastSequence() {
  const absl::StatusOr<int64_t> sequence = store::LastSequence(application_->services().database, "dong-nai");
  EXPECT_TRUE(sequence.ok()) << sequence.status();
  return sequence.ok() ? *sequence : -1;
}

}  // namespace phoihop::testing
