// A watcher hears something at least every 30 seconds, and a stream that is quiet stays open.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "services/engine/clock.h"
#include "services/handlers/event_service.h"
#include "tests/services/server_fixture.h"

namespace phoihop::testing {
namespace {

class CheckpointTest : public ServerFixture {};

TEST_F(CheckpointTest, AQuietWatchHearsThatItIsUpToDate) {
  StartServer();
  constexpr absl::Duration kPromise = absl::Seconds(30);
  const int64_t sequence = LastSequence();
  EventSource http(http_port(), "/v1/provinces/dong-nai/events:watch", {{"X-Phoihop-Act-As", "vp-ubnd"}});
  grpc::ClientContext context;
  context.AddMetadata("x-phoihop-act-as", "vp-ubnd");
  v1::WatchEventsRequest request;
  request.set_parent("provinces/dong-nai");
  // Everything is looked at and nothing passes: the checkpoint says how far.
  request.set_after_sequence(0);
  request.set_filter("type = no.such");
  const auto reader = v1::EventService::Stub(NewChannel()).WatchEvents(&context, request);
  v1::WatchEventsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.checkpoint().sequence(), 0);
  const absl::Duration start = engine::RealElapsed();
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_LT(engine::RealElapsed() - start, kPromise);
  EXPECT_EQ(response.checkpoint().sequence(), sequence);
  const auto first = http.Next();
  const auto second = http.Next();
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_EQ(second->event, "checkpoint");
  EXPECT_EQ(second->id, absl::StrCat(sequence));
}

}  // namespace
}  // namespace phoihop::testing
