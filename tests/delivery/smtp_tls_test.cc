// TLS and passwords.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/delivery/smtp.h"
#include "tests/delivery/sample_mail.h"
#include "tests/identity/certificates.h"
#include "tests/support/smtp_sink.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::delivery {
namespace {

using ::phoihop::testing::Authority;
using ::phoihop::testing::Certified;
using ::phoihop::testing::ExpectFailure;
using ::phoihop::testing::kPassword;
using ::phoihop::testing::kUser;
using ::phoihop::testing::ReceivedMail;
using ::phoihop::testing::SampleMail;
using ::phoihop::testing::SmtpSink;
using ::phoihop::testing::TemporaryDirectory;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::StatusCode kLater = absl::StatusCode::kUnavailable;
constexpr char kGoodName[] = "IP:127.0.0.1";

class SmtpTlsTest : public ::testing::Test {
 protected:
  // With a certificate of authority_ for that name, and a login.
  std::unique_ptr<SmtpSink> Sink(const std::string& name, bool smtps = false) {
    const Certified certified = authority_.Issue(name);
    return SmtpSink::Start({.user = kUser,
                            .password = kPassword,
                            .certificate = certified.certificate,
                            .key = certified.key,
                            .smtps = smtps})
        .value();
  }

  SmtpOptions OptionsFor(const std::string& url) {
    return {.url = url,
            .user = kUser,
            .password = kPassword,
            .ca_file = Write(authority_),
            .require_tls = true,
            .timeout = absl::Seconds(20)};
  }

  std::string Write(const Authority& authority) {
    const std::string path = absl::StrCat(directory_.path(), "/", ++files_, ".pem");
    std::ofstream(path) << authority.certificate();
    return path;
  }

  static absl::Status SendBy(SmtpOptions options) {
    return SmtpSender::Create(std::move(options)).value()->Send(SampleMail());
  }

  const Authority authority_;
  TemporaryDirectory directory_;
  int files_ = 0;
};

TEST_F(SmtpTlsTest, StartTls) {
  const auto sink = Sink(kGoodName);
  const auto sender = SmtpSender::Create(OptionsFor(sink->url())).value();
  for (int i = 1; i <= 2; ++i) ASSERT_EQ(sender->Send(SampleMail(i)), absl::OkStatus());
  const std::vector<ReceivedMail> mails = sink->mails();
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_TRUE(mails[0].tls);
  EXPECT_EQ(mails[0].user, kUser);
  EXPECT_EQ(mails[0].connection, mails[1].connection);
}

TEST_F(SmtpTlsTest, TlsFromTheFirstByte) {
  const auto sink = Sink(kGoodName, /*smtps=*/true);
  ASSERT_EQ(SendBy(OptionsFor(sink->url())), absl::OkStatus());
  const std::vector<ReceivedMail> mails = sink->mails();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_TRUE(mails[0].tls);
  EXPECT_EQ(mails[0].user, kUser);
}

// The default on this machine.
TEST_F(SmtpTlsTest, ThisMachineNeedsNoTls) {
  const auto sink = SmtpSink::Start({.user = kUser, .password = kPassword}).value();
  SmtpOptions options = OptionsFor(sink->url());
  options.require_tls = std::nullopt;
  ASSERT_EQ(SendBy(options), absl::OkStatus());
  const std::vector<ReceivedMail> mails = sink->mails();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_FALSE(mails[0].tls);
  EXPECT_EQ(mails[0].user, kUser);
}

// A man in the middle who takes STARTTLS out of the answer gets nothing.
TEST_F(SmtpTlsTest, AServerWithoutTlsGetsNothing) {
  const auto sink = SmtpSink::Start({.user = kUser, .password = kPassword}).value();
  ExpectFailure(SendBy(OptionsFor(sink->url())), kLater, "STARTTLS");
  EXPECT_THAT(sink->mails(), IsEmpty());
}

TEST_F(SmtpTlsTest, AStrangersCertificateIsRefused) {
  const Authority stranger;
  for (const bool smtps : {false, true}) {
    const auto sink = Sink(kGoodName, smtps);
    SmtpOptions options = OptionsFor(sink->url());
    // Of the same name: OpenSSL tries the stranger's key, and says that it does not fit.
    options.ca_file = Write(stranger);
    ExpectFailure(SendBy(options), kLater, "OpenSSL");
    options.ca_file = "";  // those that the machine trusts know no authority of a test either
    ExpectFailure(SendBy(options), kLater, "certificate");
    EXPECT_THAT(sink->mails(), IsEmpty());
  }
}

TEST_F(SmtpTlsTest, ACertificateForAnotherHostIsRefused) {
  for (const bool smtps : {false, true}) {
    const auto sink = Sink("DNS:mail.example.vn", smtps);
    ExpectFailure(SendBy(OptionsFor(sink->url())), kLater, "certificate");
    EXPECT_THAT(sink->mails(), IsEmpty());
  }
}

TEST_F(SmtpTlsTest, SmtpsToAServerWithoutTlsIsRefused) {
  const auto sink = SmtpSink::Start().value();
  ExpectFailure(SendBy(OptionsFor(absl::StrCat("smtps://127.0.0.1:", sink->port()))), kLater, "after connecting: ");
  EXPECT_THAT(sink->mails(), IsEmpty());
}

// The operator's mistake is no reason to give up a mail.
TEST_F(SmtpTlsTest, AWrongPasswordIsLater) {
  const auto sink = Sink(kGoodName);
  SmtpOptions options = OptionsFor(sink->url());
  options.password = absl::StrCat(kPassword, "!");
  ExpectFailure(SendBy(options), kLater, "535 5.7.8 to AUTH");
  options.user = options.password = "";
  ExpectFailure(SendBy(options), kLater, "530 5.7.0 to MAIL");
  EXPECT_THAT(sink->mails(), IsEmpty());
}

}  // namespace
}  // namespace phoihop::delivery
