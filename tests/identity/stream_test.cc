// Streams and tokens, on a clock that the test turns.
#include <grpcpp/client_context.h>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "services/identity/limits.h"
#include "services/identity/refusal.h"
#include "tests/identity/scripted_provider.h"
#include "tests/identity/signing_key.h"
#include "tests/services/server_fixture.h"

namespace phoihop::testing {
namespace {

constexpr absl::Duration kLifetime = absl::Minutes(5);

class StreamTest : public ServerFixture {
 protected:
  void Start() {
    provider_.Publish(provider_.url(), KeySetDocument({&key_}));
    StartServer({.sign_in = {.issuer = provider_.url(), .audience = "phoihop"}});
    ASSERT_TRUE(provider_.WaitForAsked(kKeysPath, 1));
  }

  std::string Token() {
    return MakeToken(key_, {{"iss", provider_.url()},
                            {"sub", "s"},
                            {"aud", "phoihop"},
                            {"exp", absl::ToUnixSeconds(clock().Now() + kLifetime)},
                            {"phoihop_unit", "vp-ubnd"}});
  }

  // An event that every watcher is sent.
  void CauseEvent(const std::string& id) {
    v1::CreateTaskRequest request;
    request.set_parent("provinces/dong-nai");
    request.set_task_id(id);
    request.mutable_task()->set_title("Việc");
    request.mutable_task()->set_lead_unit("provinces/dong-nai/units/so-vhttdl");
    request.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
    MustCall(&v1::TaskService::Stub::CreateTask, request, "so-vhttdl");
  }

  ScriptedProvider provider_;
  const SigningKey key_ = SigningKey::P256("k");
};

TEST_F(StreamTest, AWatchEndsWithTheTokenThatItCameWith) {
  Start();
  v1::EventService::Stub stub(NewChannel());
  v1::WatchEventsRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_after_sequence(LastSequence());
  const std::string token = Token();
  // The keys are on their way; a token that comes before them is told to come back.
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::ClientReader<v1::WatchEventsResponse>> reader;
  v1::WatchEventsResponse item;
  while (true) {
    context = std::make_unique<grpc::ClientContext>();
    PrepareContext(*context, "");
    context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
    reader = stub.WatchEvents(context.get(), request);
    if (reader->Read(&item)) break;
    const grpc::Status status = reader->Finish();
    ASSERT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  }
  EXPECT_TRUE(item.has_checkpoint());
  clock().Advance(kLifetime + identity::kClockSkew - absl::Seconds(1));
  CauseEvent("truoc");
  ASSERT_TRUE(reader->Read(&item));
  EXPECT_TRUE(item.has_event());
  clock().Advance(absl::Seconds(1));
  CauseEvent("sau");
  EXPECT_FALSE(reader->Read(&item)) << item.ShortDebugString();
  const absl::Status ended = client::FromGrpc(reader->Finish());
  EXPECT_EQ(ended.code(), absl::StatusCode::kUnauthenticated) << ended;
  EXPECT_EQ(std::string(ended.message()), std::string(identity::Refuse(identity::Refusal::kExpired).message()));
}

}  // namespace
}  // namespace phoihop::testing
