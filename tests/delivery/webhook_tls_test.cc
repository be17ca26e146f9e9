// Webhooks over https, to a real server with a certificate that was made for the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/delivery/webhook.h"
#include "tests/identity/certificates.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/webhook_receiver.h"

namespace phoihop::delivery {
namespace {

using ::phoihop::testing::Authority;
using ::phoihop::testing::Certified;
using ::phoihop::testing::TemporaryDirectory;
using ::phoihop::testing::WebhookReceiver;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class WebhookTlsTest : public ::testing::Test {
 protected:
  // With a certificate of authority_ for that name.
  std::unique_ptr<WebhookReceiver> ReceiverFor(const std::string& name) {
    const Certified certified = authority_.Issue(name);
    return std::make_unique<WebhookReceiver>(certified.certificate, certified.key);
  }

  std::string Write(const Authority& authority) {
    const std::string path = absl::StrCat(directory_.path(), "/", ++files_, ".pem");
    std::ofstream(path) << authority.certificate();
    return path;
  }

  static absl::Status Send(const std::string& url, const std::string& ca_file) {
    auto sender =
        WebhookSender::Create({.url = url, .secret = kSecret, .ca_file = ca_file, .timeout = absl::Seconds(20)});
    if (!sender.ok()) return sender.status();
    return (*sender)->Send({.id = "dong-nai-digest-1",
                            .time = absl::FromUnixSeconds(1'772'416'800),
                            .content_type = "application/json",
                            .body = "{}"});
  }

  // An operator may mend it, so it is tried again; the message names the endpoint and what is wrong, and not the path.
  static void ExpectDistrust(const absl::Status& status, const std::string& host) {
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr(absl::StrCat("https://", host, ":")),
                                                     HasSubstr("certificate"), Not(HasSubstr("/hook"))));
  }

  const Authority authority_;
  TemporaryDirectory directory_;
  int files_ = 0;
};

TEST_F(WebhookTlsTest, AnEndpointOfTheAuthorityThatIsNamedTakesIt) {
  const auto receiver = ReceiverFor("IP:127.0.0.1");
  EXPECT_THAT(receiver->url(), HasSubstr("https://127.0.0.1:"));
  EXPECT_EQ(Send(receiver->url(), Write(authority_)), absl::OkStatus());
  ASSERT_THAT(receiver->requests(), SizeIs(1));
  EXPECT_EQ(receiver->requests()[0].body, "{}");
  EXPECT_EQ(receiver->requests()[0].headers.at("webhook-id"), "dong-nai-digest-1");
}

TEST_F(WebhookTlsTest, AStrangersCertificateIsRefused) {
  const auto receiver = ReceiverFor("IP:127.0.0.1");
  // The machine knows no authority of a test.
  ExpectDistrust(Send(receiver->url(), ""), "127.0.0.1");
  const Authority stranger("A stranger");
  ExpectDistrust(Send(receiver->url(), Write(stranger)), "127.0.0.1");
  EXPECT_THAT(receiver->requests(), IsEmpty());
}

TEST_F(WebhookTlsTest, ACertificateForAnotherHostIsRefused) {
  const std::string ours = Write(authority_);
  const auto other = ReceiverFor("DNS:ioc.example.vn");
  ExpectDistrust(Send(other->url(), ours), "127.0.0.1");
  EXPECT_THAT(other->requests(), IsEmpty());
  // The same server under the name that it has not, and under the one that it has.
  const auto receiver = ReceiverFor("IP:127.0.0.1");
  const std::string by_name = absl::StrReplaceAll(receiver->url(), {{"127.0.0.1", "localhost"}});
  ExpectDistrust(Send(by_name, ours), "localhost");
  EXPECT_THAT(receiver->requests(), IsEmpty());
  EXPECT_EQ(Send(receiver->url(), ours), absl::OkStatus());
}

TEST_F(WebhookTlsTest, HttpsToAServerWithoutTlsIsRefused) {
  WebhookReceiver plain;
  const std::string url = absl::StrReplaceAll(plain.url(), {{"http://", "https://"}});
  const absl::Status status = Send(url, Write(authority_));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_THAT(plain.requests(), IsEmpty());
}

}  // namespace
}  // namespace phoihop::delivery
