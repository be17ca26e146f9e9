// Digests by webhook: what an endpoint gets, with a real HTTP server that fails in the middle.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/delivery/webhook.h"
#include "tests/services/digest_fixture.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/webhook_receiver.h"
#include "workflow/civil_time.h"
#include "workflow/notice/digest_time.h"

namespace phoihop::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr char kUnit[] = "so-tu-phap";

v1::DigestEvent EventIn(const WebhookReceiver::Request& request) {
  v1::DigestEvent event;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(request.body, &event).ok()) << request.body;
  return event;
}

class DigestWebhookTest : public DigestFixture {
 protected:
  void SetUp() override {
    const std::string file = absl::StrCat(directory_.path(), "/secret");
    std::ofstream(file) << kSecret << "\n";
    Options options;
    options.webhook.endpoint.url = receiver_.url();
    options.webhook.secret_file = file;
    StartServer(options);
  }

  void Create(const std::string& id, const std::string& title, const std::string& unit = kUnit) {
    Tell(id, title, unit);
  }
  v1::Delivery DeliveryOf(const std::string& task) {
    return DigestFixture::DeliveryOf(task, v1::DELIVERY_CHANNEL_WEBHOOK);
  }

  const TemporaryDirectory directory_;
  WebhookReceiver receiver_;
};

TEST_F(DigestWebhookTest, ADigestIsOneSignedEvent) {
  Create("t1", "Ban hành quy chế phối hợp");
  Create("t2", "Báo cáo quý I");
  EndWindow();
  const auto requests = receiver_.requests();
  ASSERT_THAT(requests, SizeIs(1));
  const v1::DigestEvent event = EventIn(requests[0]);
  EXPECT_EQ(event.specversion(), "1.0");
  EXPECT_EQ(event.type(), "vn.phoihop.digest");
  EXPECT_EQ(event.source(), "/provinces/dong-nai");
  EXPECT_EQ(event.data().unit(), Unit(kUnit));
  EXPECT_EQ(event.data().subject(), "[Phối Hợp] 2 thông báo");
  ASSERT_EQ(event.data().notices_size(), 2);
  EXPECT_EQ(event.data().notices(0).task(), "provinces/dong-nai/tasks/t1");
  EXPECT_THAT(event.data().notices(0).text(), HasSubstr("“Ban hành quy chế phối hợp” (hạn 20/03/2026)"));
  EXPECT_EQ(requests[0].headers.at("webhook-id"), event.id());
  EXPECT_THAT(requests[0].headers.at("content-type"), HasSubstr("application/cloudevents+json"));
  int64_t timestamp = 0;
  ASSERT_TRUE(absl::SimpleAtoi(requests[0].headers.at("webhook-timestamp"), &timestamp));
  EXPECT_EQ(timestamp, absl::ToUnixSeconds(clock().Now()));
  EXPECT_EQ(requests[0].headers.at("webhook-signature"),
            delivery::WebhookSignature(*delivery::DecodeWebhookSecret(kSecret), event.id(),
                                       absl::FromUnixSeconds(timestamp), requests[0].body));
  EXPECT_EQ(DeliveryOf("t1").state(), v1::Delivery::STATE_SENT);
  EXPECT_EQ(DeliveryOf("t1").attempts(), 1);
}

TEST_F(DigestWebhookTest, AnEndpointThatIsAwayIsTriedAgainUnderTheSameId) {
  receiver_.AnswerWith(503);
  Create("t1", "Một");
  EndWindow();
  EXPECT_EQ(DeliveryOf("t1").state(), v1::Delivery::STATE_PENDING);
  EXPECT_THAT(DeliveryOf("t1").last_error(), HasSubstr("answers 503"));
  Create("t2", "Hai");
  Create("t3", "Ba", "so-noi-vu");
  EndWindow();
  EXPECT_EQ(DeliveryOf("t2").attempts(), 0) << "it waits for the one before it";
  EXPECT_EQ(DeliveryOf("t3").attempts(), 1) << "another recipient does not";
  receiver_.AnswerWith(204);
  clock().Advance(absl::Hours(1));
  Settle();
  const auto requests = receiver_.requests();
  const v1::DigestEvent first = EventIn(requests.front());
  int same = 0;
  for (const auto& request : requests) same += request.headers.at("webhook-id") == first.id() ? 1 : 0;
  EXPECT_GE(same, 2);
  for (const char* task : {"t1", "t2", "t3"}) EXPECT_EQ(DeliveryOf(task).state(), v1::Delivery::STATE_SENT) << task;
}

TEST_F(DigestWebhookTest, WhatIsRefusedForGoodIsGivenUpAndSaysWhy) {
  receiver_.AnswerWith(422);
  Create("t1", "Một");
  EndWindow();
  EXPECT_EQ(DeliveryOf("t1").state(), v1::Delivery::STATE_FAILED);
  EXPECT_THAT(DeliveryOf("t1").last_error(), HasSubstr("answers 422"));
  EXPECT_THAT(DeliveryOf("t1").last_error(), Not(HasSubstr("/hook")));
  receiver_.AnswerWith(200);
  Create("t2", "Hai");
  EndWindow();
  EXPECT_EQ(DeliveryOf("t2").state(), v1::Delivery::STATE_SENT);
}

TEST_F(DigestWebhookTest, WithoutAnEndpointNothingLeaves) {
  RestartServer(Options());
  EXPECT_EQ(application().webhook_caller(), nullptr);
  Create("t1", "Một");
  ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
  clock().Advance(notice::kDigestWindow);
  ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
  EXPECT_EQ(DeliveryOf("t1").channel(), v1::DELIVERY_CHANNEL_UNSPECIFIED);
  EXPECT_THAT(receiver_.requests(), IsEmpty());
}

TEST_F(DigestWebhookTest, AnEndpointNeedsItsSecretAndTls) {
  const auto serve = [this](const std::string& url, const std::string& secret_file) {
    const auto application = Application::Open({.database_url = database_url(), .clock = &clock()});
    ServeOptions options{.grpc_address = "127.0.0.1:0", .http_address = ""};
    options.local_mode = true;
    options.webhook.endpoint.url = url;
    options.webhook.secret_file = secret_file;
    return std::string(application->Serve(options).message());
  };
  EXPECT_THAT(serve(receiver_.url(), ""), HasSubstr("--webhook-secret-file"));
  EXPECT_THAT(serve(receiver_.url(), "/khong/co"), HasSubstr("--webhook-secret-file"));
  EXPECT_THAT(serve("http://ioc.example.vn/hook", absl::StrCat(directory_.path(), "/secret")), HasSubstr("https://"));
  EXPECT_EQ(serve(receiver_.url(), absl::StrCat(directory_.path(), "/secret")), "");
}

}  // namespace
}  // namespace phoihop::testing
