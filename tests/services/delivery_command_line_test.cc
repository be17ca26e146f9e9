// `phoihop escalation deliveries`, with an endpoint that refuses and then takes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/services/command_line_fixture.h"
#include "tests/support/webhook_receiver.h"
#include "workflow/notice/digest_time.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kWatcher[] = "vp-ubnd/huynh-thi-thao";

class DeliveryCommandLineTest : public CommandLineFixture {
 protected:
  void SetUp() override {
    std::ofstream(Path("secret")) << "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    Options options;
    options.webhook.endpoint.url = receiver_.url();
    options.webhook.secret_file = Path("secret");
    StartServer(options);
  }

  void Settle() {
    ASSERT_TRUE(application().courier().WaitUntilIdle(kFixtureLimit));
    ASSERT_TRUE(application().webhook_caller()->WaitUntilIdle(kFixtureLimit));
  }

  WebhookReceiver receiver_;
};

TEST_F(DeliveryCommandLineTest, WhatCouldNotBeSentIsListedAndSentAgain) {
  EXPECT_THAT(Must(kWatcher, "escalation deliveries list"), HasSubstr("Không có gì không gửi được"));
  EXPECT_THAT(Must(kWatcher, "escalation deliveries retry"), HasSubstr("Không có gì để gửi lại"));
  receiver_.AnswerWith(422);
  Must("ubnd", "task create Mot --id mot --lead so-vhttdl --basis 1/KH --issue");
  Settle();
  clock().Advance(notice::kDigestWindow);
  Settle();
  ASSERT_THAT(receiver_.requests(), SizeIs(1));
  EXPECT_THAT(Must(kWatcher, "escalation status"),
              AllOf(HasSubstr("Thư, webhook không gửi được"), HasSubstr("phoihop escalation deliveries retry")));
  const std::string list = Must(kWatcher, "escalation deliveries list --channel webhook");
  EXPECT_THAT(list, AllOf(HasSubstr("webhook"), HasSubstr("so-vhttdl"), HasSubstr("answers 422"), HasSubstr("1 lần"),
                          HasSubstr("escalation deliveries retry")));
  EXPECT_THAT(Must(kWatcher, "escalation deliveries list --channel email"), HasSubstr("Không có gì"));
  EXPECT_THAT(Must(kWatcher, "escalation deliveries list --system ioc"), HasSubstr("Không có gì"));
  EXPECT_THAT(Must(kWatcher, "--json escalation deliveries list"), HasSubstr("\"failedDeliveries\""));
  EXPECT_THAT(Must(kWatcher, "escalation deliveries retry --system ioc"), HasSubstr("Không có gì để gửi lại"));
  EXPECT_THAT(Must(kWatcher, "escalation deliveries retry --digest 999"), HasSubstr("Không có gì để gửi lại"));

  receiver_.AnswerWith(204);
  EXPECT_THAT(Must(kWatcher, "escalation deliveries retry --channel webhook --digest 1 --digest 2"),
              HasSubstr("Sẽ gửi lại 1;"));
  Settle();
  const auto requests = receiver_.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[1].headers.at("webhook-id"), requests[0].headers.at("webhook-id"));
  EXPECT_THAT(Must(kWatcher, "escalation deliveries list"), HasSubstr("Không có gì không gửi được"));
  EXPECT_THAT(Must(kWatcher, "escalation status"), Not(HasSubstr("deliveries retry")));
}

TEST_F(DeliveryCommandLineTest, WhatIsWrongSaysWhatToDo) {
  const auto said = [&](const std::string& act_as, const std::string& words) {
    const Outcome outcome = Run(act_as, absl::StrSplit(absl::StrCat("escalation deliveries ", words), ' '));
    EXPECT_NE(outcome.exit_code, 0) << words;
    return outcome.output;
  };
  EXPECT_THAT(said(kWatcher, "list --channel sms"), HasSubstr("viết email hoặc webhook"));
  EXPECT_THAT(said(kWatcher, "retry --channel sms"), HasSubstr("viết email hoặc webhook"));
  EXPECT_THAT(said(kWatcher, "retry --channel email --system ioc"), HasSubstr("(INVALID_FIELD)"));
  EXPECT_THAT(said("so-y-te", "list"), HasSubstr("(PERMISSION_DENIED)"));
  EXPECT_THAT(said("so-y-te", "retry"), HasSubstr("(PERMISSION_DENIED)"));
}

}  // namespace
}  // namespace phoihop::testing
