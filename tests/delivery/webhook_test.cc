// What an endpoint gets, and what becomes of its answers, with a real HTTP server.
#include "services/delivery/webhook.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/webhook_receiver.h"

namespace phoihop::delivery {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// The example of the specification of Standard Webhooks.
constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr char kId[] = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const absl::Time kTime = absl::FromUnixSeconds(1614265330);

WebhookMessage Message(const std::string& body = R"({"test": 2432232314})") {
  return {.id = kId, .time = kTime, .content_type = "application/json", .body = body};
}

std::unique_ptr<WebhookSender> SenderTo(const std::string& url, absl::Duration timeout = absl::Seconds(10)) {
  auto sender = WebhookSender::Create({.url = url, .secret = kSecret, .timeout = timeout});
  EXPECT_TRUE(sender.ok()) << sender.status();
  return sender.ok() ? *std::move(sender) : nullptr;
}

TEST(WebhookSignature, IsThatOfTheSpecification) {
  const auto secret = DecodeWebhookSecret(kSecret);
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ(WebhookSignature(*secret, kId, kTime, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSecret, HasAFormAndALength) {
  EXPECT_FALSE(DecodeWebhookSecret("").ok());
  EXPECT_FALSE(DecodeWebhookSecret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").ok());
  EXPECT_FALSE(DecodeWebhookSecret("whsec_***").ok());
  EXPECT_FALSE(DecodeWebhookSecret(absl::StrCat("whsec_", absl::Base64Escape(std::string(23, 'x')))).ok());
  EXPECT_TRUE(DecodeWebhookSecret(absl::StrCat("whsec_", absl::Base64Escape(std::string(24, 'x')))).ok());
  EXPECT_FALSE(DecodeWebhookSecret(absl::StrCat("whsec_", absl::Base64Escape(std::string(65, 'x')))).ok());
  EXPECT_THAT(std::string(DecodeWebhookSecret("whsec_c2hvcnQ=").status().message()), Not(HasSubstr("c2hvcnQ")));
}

TEST(WebhookOptionsTest, OnlyHttpsLeavesThisMachine) {
  for (const char* url : {"http://example.vn/hook", "ftp://127.0.0.1/hook", "example.vn", "",
                          "https://user:mat-khau@example.vn/hook", "https://example.vn/hook#part"}) {
    const auto sender = WebhookSender::Create({.url = url, .secret = kSecret});
    EXPECT_EQ(sender.status().code(), absl::StatusCode::kInvalidArgument) << url;
    EXPECT_THAT(std::string(sender.status().message()), Not(HasSubstr("mat-khau")));
  }
  for (const char* url :
       {"https://example.vn/hook?k=v", "http://127.0.0.1:9/hook", "http://localhost/", "http://[::1]:9/"}) {
    EXPECT_TRUE(WebhookSender::Create({.url = url, .secret = kSecret}).ok()) << url;
  }
  EXPECT_FALSE(WebhookSender::Create({.url = "https://example.vn/", .secret = "x"}).ok());
  EXPECT_FALSE(WebhookSender::Create({.url = "https://example.vn/", .secret = kSecret, .ca_file = "/khong/co"}).ok());
}

TEST(Webhook, IsSignedAndSentAsItIs) {
  testing::WebhookReceiver receiver;
  const auto sender = SenderTo(receiver.url());
  const std::string body = "{\"text\": \"Nhiệm vụ mới\"}";
  ASSERT_EQ(sender->Send(Message(body)), absl::OkStatus());
  ASSERT_EQ(sender->Send(Message("")), absl::OkStatus());  // the connection is used again, or replaced
  const auto requests = receiver.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].verb, "POST");
  EXPECT_EQ(requests[0].target, "/hook");
  EXPECT_EQ(requests[0].body, body);
  EXPECT_EQ(requests[0].headers.at("content-type"), "application/json");
  EXPECT_EQ(requests[0].headers.at("webhook-id"), kId);
  EXPECT_EQ(requests[0].headers.at("webhook-timestamp"), "1614265330");
  EXPECT_EQ(requests[0].headers.at("webhook-signature"),
            WebhookSignature(*DecodeWebhookSecret(kSecret), kId, kTime, body));
  EXPECT_EQ(requests[1].body, "");
}

TEST(Webhook, SaysWhetherAnotherTryIsWorthIt) {
  testing::WebhookReceiver receiver;
  const auto sender = SenderTo(receiver.url());
  for (const int code : {200, 201, 202, 204}) {
    receiver.AnswerWith(code);
    EXPECT_EQ(sender->Send(Message()), absl::OkStatus()) << code;
  }
  for (const int code : {401, 403, 404, 408, 425, 429, 500, 502, 503}) {
    receiver.AnswerWith(code, "nothing of this is kept");
    const absl::Status status = sender->Send(Message());
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << code;
    EXPECT_THAT(std::string(status.message()), HasSubstr(absl::StrCat("answers ", code)));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("/hook")));
  }
  for (const int code : {302, 400, 410, 413, 422}) {
    receiver.AnswerWith(code);
    EXPECT_EQ(sender->Send(Message()).code(), absl::StatusCode::kInvalidArgument) << code;
  }
  EXPECT_THAT(receiver.requests(), SizeIs(18)) << "redirects are not followed";
}

TEST(Webhook, AnAnswerWithoutEndIsCutOff) {
  testing::WebhookReceiver receiver;
  const auto sender = SenderTo(receiver.url());
  receiver.AnswerWith(200, std::string(1 << 20, 'x'));
  EXPECT_EQ(sender->Send(Message()), absl::OkStatus());
  receiver.AnswerWith(503, std::string(1 << 20, 'x'));
  EXPECT_EQ(sender->Send(Message()).code(), absl::StatusCode::kUnavailable);
}

TEST(Webhook, NobodyThereOrNoAnswerIsWorthAnotherTry) {
  std::string gone;
  {
    testing::WebhookReceiver receiver;
    gone = receiver.url();
    receiver.AnswerWith(0);
    EXPECT_EQ(SenderTo(receiver.url())->Send(Message()).code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_EQ(SenderTo(gone)->Send(Message()).code(), absl::StatusCode::kUnavailable);
}

TEST(Webhook, StopsWhenTheServerStops) {
  testing::WebhookReceiver receiver;
  auto sender = WebhookSender::Create({.url = receiver.url(), .secret = kSecret, .stopping = [] { return true; }});
  ASSERT_TRUE(sender.ok());
  EXPECT_EQ((*sender)->Send(Message()).code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace phoihop::delivery
