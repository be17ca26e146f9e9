// Sending to a real server that behaves, refuses, is slow, or dies.
#include "services/delivery/smtp.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/delivery/sample_mail.h"
#include "tests/support/smtp_sink.h"

namespace phoihop::delivery {
namespace {

using ::phoihop::testing::ExpectFailure;
using ::phoihop::testing::kRecipient;
using ::phoihop::testing::kSender;
using ::phoihop::testing::ReceivedMail;
using ::phoihop::testing::SampleMail;
using ::phoihop::testing::SmtpSink;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Stage = SmtpSink::Stage;

constexpr absl::StatusCode kLater = absl::StatusCode::kUnavailable;
constexpr absl::StatusCode kForGood = absl::StatusCode::kInvalidArgument;

// Far below the limit of a mail, and enough for a machine with other things to do.
constexpr absl::Duration kQuickly = absl::Seconds(10);

class SmtpTest : public ::testing::Test {
 protected:
  SmtpTest() : sink_(SmtpSink::Start().value()), sender_(Sender({})) {}

  std::unique_ptr<SmtpSender> Sender(SmtpOptions options) {
    options.url = sink_->url();
    return SmtpSender::Create(std::move(options)).value();
  }

  const std::unique_ptr<SmtpSink> sink_;
  const std::unique_ptr<SmtpSender> sender_;
};

TEST_F(SmtpTest, AMailIsDeliveredOnce) {
  ASSERT_EQ(sender_->Send(SampleMail()), absl::OkStatus());
  ASSERT_TRUE(sink_->WaitForMails(1, kQuickly));
  const std::vector<ReceivedMail> mails = sink_->mails();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(mails[0].number, 1);
  EXPECT_EQ(mails[0].from, kSender);
  EXPECT_THAT(mails[0].to, ElementsAre(kRecipient));
  EXPECT_EQ(mails[0].Header("from"), kSender);
  EXPECT_EQ(mails[0].Header("Subject"), SampleMail().subject);
  EXPECT_EQ(mails[0].Header("Message-ID"), "<event-1@phoihop.dongnai.gov.vn>");
  EXPECT_EQ(mails[0].Header("Auto-Submitted"), "auto-generated");
  EXPECT_THAT(mails[0].to_names, ElementsAre(SampleMail().to_name));
  EXPECT_EQ(mails[0].text, SampleMail().text);
  EXPECT_THAT(mails[0].defects, IsEmpty());
  EXPECT_FALSE(mails[0].tls);
  EXPECT_EQ(mails[0].raw, WriteMessage(SampleMail()).value());
}

// Python's reader finds what was meant, and no fault.
TEST_F(SmtpTest, AnotherReaderReadsTheSame) {
  std::vector<Mail> sent;
  for (const char* piece : {"ộ", "Sở Văn hóa, Thể thao và Du lịch; ", "e\xCC\x82\xCC\xA3 ", "𠮷",
                            "=?UTF-8?B?SGk=?= ", "\"Ban\" (chỉ đạo) <x@y>, ", "plain words ", "a"}) {
    for (const int times : {1, 2, 7, 20}) {
      Mail mail = SampleMail(static_cast<int>(sent.size()));
      mail.subject = mail.to_name = mail.text = "";
      for (int i = 0; i < times; ++i) {
        absl::StrAppend(&mail.subject, piece);
        absl::StrAppend(&mail.text, piece, "\n");
        if (mail.to_name.size() + std::string(piece).size() <= 200) absl::StrAppend(&mail.to_name, piece);
      }
      absl::StrAppend(&mail.subject, ".");
      absl::StrAppend(&mail.to_name, ".");
      ASSERT_EQ(sender_->Send(mail), absl::OkStatus());
      sent.push_back(mail);
    }
  }
  const std::vector<ReceivedMail> mails = sink_->mails();
  ASSERT_EQ(mails.size(), sent.size());
  for (size_t i = 0; i < sent.size(); ++i) {
    EXPECT_EQ(mails[i].Header("Subject"), sent[i].subject);
    EXPECT_THAT(mails[i].to_names, ElementsAre(sent[i].to_name));
    EXPECT_EQ(mails[i].text, sent[i].text);
    EXPECT_THAT(mails[i].defects, IsEmpty()) << sent[i].subject;
  }
}

TEST_F(SmtpTest, OneConnectionServesManyMails) {
  for (int i = 1; i <= 5; ++i) ASSERT_EQ(sender_->Send(SampleMail(i)), absl::OkStatus());
  const std::vector<ReceivedMail> mails = sink_->mails();
  ASSERT_THAT(mails, SizeIs(5));
  for (const ReceivedMail& mail : mails) EXPECT_EQ(mail.connection, 1);
}

TEST_F(SmtpTest, NotNowIsLater) {
  for (const auto& [stage, command] : std::vector<std::pair<Stage, std::string>>{
           {Stage::kSender, "MAIL"}, {Stage::kRecipient, "RCPT"}, {Stage::kEnd, "the end of the mail"}}) {
    sink_->AnswerNext(stage, 1, "451 4.3.0 Try again later");
    ExpectFailure(sender_->Send(SampleMail()), kLater, absl::StrCat("451 4.3.0 to ", command));
    EXPECT_EQ(sender_->Send(SampleMail()), absl::OkStatus());
  }
  EXPECT_THAT(sink_->mails(), SizeIs(3));
}

TEST_F(SmtpTest, ARefusedRecipientIsForGood) {
  sink_->AnswerRecipient(kRecipient, "550 5.1.1 No such user hong.anh@dongnai.gov.vn");
  ExpectFailure(sender_->Send(SampleMail()), kForGood, "550 5.1.1 to RCPT");
  // Nobody else suffers.
  Mail other = SampleMail();
  other.to = "so-vhttdl@dongnai.gov.vn";
  EXPECT_EQ(sender_->Send(other), absl::OkStatus());
  sink_->AnswerRecipient(kRecipient, "");
  EXPECT_EQ(sender_->Send(SampleMail()), absl::OkStatus());
  EXPECT_THAT(sink_->mails(), SizeIs(2));
}

TEST_F(SmtpTest, ARefusedMailIsForGood) {
  sink_->AnswerNext(Stage::kEnd, 1, "554 5.6.0 Looks like advertising");
  ExpectFailure(sender_->Send(SampleMail()), kForGood, "554 5.6.0 to the end of the mail");
  sink_->AnswerNext(Stage::kSender, 1, "552 5.3.4 Too large");
  ExpectFailure(sender_->Send(SampleMail()), kForGood, "552 5.3.4 to MAIL");
  EXPECT_EQ(sender_->Send(SampleMail()), absl::OkStatus());
  EXPECT_THAT(sink_->mails(), SizeIs(1));
}

// It would refuse every mail: what an operator mends is no reason to give up a mail.
TEST_F(SmtpTest, ARefusedSenderIsLater) {
  sink_->AnswerNext(Stage::kSender, 1, "550 5.7.1 Sender address rejected");
  ExpectFailure(sender_->Send(SampleMail()), kLater, "550 5.7.1 to MAIL");
  sink_->AnswerNext(Stage::kRecipient, 1, "530 5.7.0 Authentication required");
  ExpectFailure(sender_->Send(SampleMail()), kLater, "530 5.7.0 to RCPT");
  EXPECT_EQ(sender_->Send(SampleMail()), absl::OkStatus());
}

TEST_F(SmtpTest, NoServerIsLaterAndQuicklyKnown) {
  sink_->Stop();
  const absl::Time begin = absl::Now();
  ExpectFailure(sender_->Send(SampleMail()), kLater, sink_->url());
  EXPECT_LT(absl::Now() - begin, kQuickly);
  ASSERT_EQ(sink_->Restart(), absl::OkStatus());
  EXPECT_EQ(sender_->Send(SampleMail()), absl::OkStatus());
  EXPECT_THAT(sink_->mails(), SizeIs(1));
}

// The connection of the first mail has ended by the time of the second.
TEST_F(SmtpTest, AServerThatWasStartedAgainIsNotNoticed) {
  ASSERT_EQ(sender_->Send(SampleMail(1)), absl::OkStatus());
  ASSERT_EQ(sink_->Restart(), absl::OkStatus());
  EXPECT_EQ(sender_->Send(SampleMail(2)), absl::OkStatus());
  const std::vector<ReceivedMail> mails = sink_->mails();
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_EQ(mails[1].number, 2);
  EXPECT_EQ(mails[1].connection, 1);
}

TEST_F(SmtpTest, WithoutTheLastAnswerAMailIsTriedAgain) {
  sink_->LoseAnswers(1, /*keep=*/false);
  ExpectFailure(sender_->Send(SampleMail(1)), kLater, "after the end of the mail: ");
  EXPECT_EQ(sender_->Send(SampleMail(1)), absl::OkStatus());
  EXPECT_THAT(sink_->mails(), SizeIs(1));
}

// The price of never losing one; the mail program sees that it is one.
TEST_F(SmtpTest, AMailWhoseAnswerWasLostArrivesTwice) {
  sink_->LoseAnswers(1, /*keep=*/true);
  ExpectFailure(sender_->Send(SampleMail(1)), kLater, "after the end of the mail: ");
  EXPECT_EQ(sender_->Send(SampleMail(1)), absl::OkStatus());
  const std::vector<ReceivedMail> mails = sink_->mails();
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_NE(mails[0].connection, mails[1].connection);
  EXPECT_EQ(mails[0].raw, mails[1].raw);
}

TEST_F(SmtpTest, AServerThatDoesNotAnswerIsGivenUp) {
  const std::unique_ptr<SmtpSender> hasty = Sender({.timeout = absl::Seconds(2)});
  sink_->SetDelay(absl::InfiniteDuration());
  const absl::Time begin = absl::Now();
  ExpectFailure(hasty->Send(SampleMail(1)), kLater, "after the end of the mail: ");
  EXPECT_GE(absl::Now() - begin, absl::Seconds(2) - absl::Milliseconds(1));
  EXPECT_LT(absl::Now() - begin, kQuickly);
  sink_->SetDelay(absl::ZeroDuration());
  // The same sender: the late answer to the first mail must not become one to the second.
  EXPECT_EQ(hasty->Send(SampleMail(2)), absl::OkStatus());
  const std::vector<ReceivedMail> mails = sink_->mails();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(mails[0].Header("Message-ID"), "<event-2@phoihop.dongnai.gov.vn>");
}

TEST_F(SmtpTest, ASlowServerIsWaitedFor) {
  sink_->SetDelay(absl::Milliseconds(200));
  const absl::Time begin = absl::Now();
  EXPECT_EQ(sender_->Send(SampleMail()), absl::OkStatus());
  EXPECT_GE(absl::Now() - begin, absl::Milliseconds(199));
}

// Neither after a refusal nor at the end is the answer to QUIT waited for longer than that to a mail.
TEST_F(SmtpTest, AServerThatDoesNotAnswerQuitIsLeft) {
  std::unique_ptr<SmtpSender> sender = Sender({.timeout = absl::Seconds(2)});
  ASSERT_EQ(sender->Send(SampleMail(1)), absl::OkStatus());
  sink_->AnswerNext(Stage::kRecipient, 1, "550 5.1.1 No such user");
  sink_->SetDelay(absl::InfiniteDuration());
  absl::Time begin = absl::Now();
  ExpectFailure(sender->Send(SampleMail(2)), kForGood, "550 5.1.1 to RCPT");
  EXPECT_LT(absl::Now() - begin, kQuickly);
  sink_->SetDelay(absl::ZeroDuration());
  ASSERT_EQ(sender->Send(SampleMail(3)), absl::OkStatus());
  sink_->SetDelay(absl::InfiniteDuration());
  begin = absl::Now();
  sender.reset();
  EXPECT_LT(absl::Now() - begin, kQuickly);
  EXPECT_THAT(sink_->mails(), SizeIs(2));
}

TEST_F(SmtpTest, StoppingGivesTheMailUp) {
  bool stopping = false;
  const std::unique_ptr<SmtpSender> sender = Sender({.stopping = [&] { return stopping; }});
  EXPECT_EQ(sender->Send(SampleMail(1)), absl::OkStatus());
  stopping = true;
  sink_->SetDelay(absl::InfiniteDuration());
  const absl::Time begin = absl::Now();
  ExpectFailure(sender->Send(SampleMail(2)), kLater, sink_->url());
  EXPECT_LT(absl::Now() - begin, kQuickly);
}

TEST_F(SmtpTest, AMailThatCannotBeWrittenIsForGoodAndNotSent) {
  Mail mail = SampleMail();
  mail.subject = "x\r\nBcc: spy@example.com";
  ExpectFailure(sender_->Send(mail), kForGood, "the mail's subject ");
  EXPECT_THAT(sink_->mails(), IsEmpty());
}

// Connected, and then nothing: as of a machine that hangs.
TEST(SmtpSilenceTest, AServerThatDoesNotGreetIsGivenUp) {
  const int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  ASSERT_EQ(bind(listening, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(listen(listening, 1), 0);
  ASSERT_EQ(getsockname(listening, reinterpret_cast<sockaddr*>(&address), &length), 0);
  const std::unique_ptr<SmtpSender> sender =
      SmtpSender::Create(
          {.url = absl::StrCat("smtp://127.0.0.1:", ntohs(address.sin_port)), .timeout = absl::Milliseconds(300)})
          .value();
  const absl::Time begin = absl::Now();
  ExpectFailure(sender->Send(SampleMail()), kLater, "after connecting: ");
  EXPECT_LT(absl::Now() - begin, kQuickly);
  close(listening);
}

}  // namespace
}  // namespace phoihop::delivery
