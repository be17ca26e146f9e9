// What an operator may say about a mail server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "services/delivery/smtp.h"
#include "tests/delivery/sample_mail.h"

namespace phoihop::delivery {
namespace {

using ::phoihop::testing::ExpectFailure;
using ::phoihop::testing::kPassword;
using ::phoihop::testing::kUser;

SmtpOptions Good() { return {.url = "smtp://mail.dongnai.gov.vn:587", .user = kUser, .password = kPassword}; }

TEST(SmtpOptionsTest, TheseAreFine) {
  for (const auto& change : std::vector<std::function<void(SmtpOptions&)>>{
           [](SmtpOptions&) {}, [](SmtpOptions& options) { options.url = "smtp://mail.dongnai.gov.vn"; },
           [](SmtpOptions& options) { options.url = "smtps://mail.dongnai.gov.vn:465/"; },
           [](SmtpOptions& options) { options.url = "SMTPS://[::1]:465"; },
           [](SmtpOptions& options) { options.url = "smtp://10.0.0.7:25"; },
           [](SmtpOptions& options) { options.require_tls = true; },
           [](SmtpOptions& options) {
             options.url = "smtp://localhost:25";
             options.require_tls = false;
           },
           [](SmtpOptions& options) {
             options.user = options.password = "";
             options.require_tls = false;
           }}) {
    SmtpOptions options = Good();
    change(options);
    EXPECT_EQ(SmtpSender::Create(options).status(), absl::OkStatus()) << options.url;
  }
}

struct Refused {
  std::string option;
  std::function<void(SmtpOptions&)> change;
};

TEST(SmtpOptionsTest, TheseAreRefusedByName) {
  const std::string secret = kPassword;
  for (const Refused& refused : std::vector<Refused>{
           {"url", [](SmtpOptions& options) { options.url = ""; }},
           {"url", [](SmtpOptions& options) { options.url = "mail.dongnai.gov.vn:25"; }},
           {"url", [](SmtpOptions& options) { options.url = "http://mail.dongnai.gov.vn"; }},
           {"url", [](SmtpOptions& options) { options.url = "file:///etc/passwd"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://:25"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://host:0"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://host:99999"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://host:25/name"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://host:25?a=b"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://host:25#a"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://ho st:25"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://host:25\r\nQUIT"; }},
           {"url", [&](SmtpOptions& options) { options.url = "smtp://user:" + secret + "@host:25"; }},
           {"url", [&](SmtpOptions& options) { options.url = "smtp://user:" + secret + "@ho st:25"; }},
           {"url", [](SmtpOptions& options) { options.url = "smtp://@host:25"; }},
           {"url",
            [](SmtpOptions& options) {
              options.url = "smtps://host:465";
              options.require_tls = false;
            }},
           {"user", [](SmtpOptions& options) { options.user = ""; }},
           {"user", [](SmtpOptions& options) { options.password = ""; }},
           {"user", [](SmtpOptions& options) { options.user = "a\nb"; }},
           {"password", [&](SmtpOptions& options) { options.password = secret + "\r\n"; }},
           {"password", [](SmtpOptions& options) { options.password.assign(kMaxCredentialBytes + 1, 'x'); }},
           {"password", [](SmtpOptions& options) { options.require_tls = false; }},
           {"ca_file", [](SmtpOptions& options) { options.ca_file = "/nowhere/ca.pem"; }},
           {"timeout", [](SmtpOptions& options) { options.timeout = absl::ZeroDuration(); }},
           {"timeout", [](SmtpOptions& options) { options.timeout = absl::InfiniteDuration(); }}}) {
    SmtpOptions options = Good();
    refused.change(options);
    ExpectFailure(SmtpSender::Create(options).status(), absl::StatusCode::kInvalidArgument,
                  "the mail server's " + refused.option + " ");
  }
}

}  // namespace
}  // namespace phoihop::delivery
