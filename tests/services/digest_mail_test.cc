// Digests by mail: what a mailbox has in the end, with a real mail server that fails in the middle.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/services/digest_fixture.h"
#include "tests/support/smtp_sink.h"
#include "workflow/civil_time.h"
#include "workflow/notice/digest_time.h"

namespace phoihop::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Organisation = v1::OrganisationService::Stub;

constexpr char kUnit[] = "so-tu-phap";
constexpr char kAddress[] = "giam-doc@example.vn";

class DigestMailTest : public DigestFixture {
 protected:
  void SetUp() override {
    Options options;
    options.mail.smtp.url = sink_->url();
    options.mail.from = "phoihop@example.vn";
    StartServer(options);
    // A head with an address, beside those of the sample, who have none.
    v1::CreatePersonRequest person;
    person.set_parent(kParent);
    person.set_person_id("giam-doc-moi");
    person.mutable_person()->set_display_name("Nguyễn Thị Giám Đốc");
    person.mutable_person()->set_email(kAddress);
    MustCall(&Organisation::CreatePerson, person, kRegistrar);
    v1::CreateMembershipRequest membership;
    membership.set_parent(Unit(kUnit));
    membership.mutable_membership()->set_person(absl::StrCat(kParent, "/persons/giam-doc-moi"));
    membership.mutable_membership()->set_display_name("Giám đốc");
    membership.mutable_membership()->set_role(v1::MEMBERSHIP_ROLE_HEAD);
    membership.mutable_membership()->set_valid_from("2026-03-01");
    MustCall(&Organisation::CreateMembership, membership, kRegistrar);
  }

  void Create(const std::string& id, const std::string& title,
              v1::TaskPriority priority = v1::TASK_PRIORITY_UNSPECIFIED) {
    Tell(id, title, kUnit, priority);
  }
  v1::Delivery MailAbout(const std::string& task) { return DeliveryOf(task, v1::DELIVERY_CHANNEL_EMAIL); }

  const std::unique_ptr<SmtpSink> sink_ = SmtpSink::Start().value();
};

TEST_F(DigestMailTest, ADigestIsOneMail) {
  Create("t1", "Ban hành quy chế phối hợp");
  Create("t2", "Báo cáo quý I");
  EndWindow();
  const auto mails = sink_->mails();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_THAT(mails[0].to, ElementsAre(kAddress));
  EXPECT_THAT(mails[0].to_names, ElementsAre("Nguyễn Thị Giám Đốc"));
  EXPECT_EQ(mails[0].from, "phoihop@example.vn");
  EXPECT_EQ(mails[0].Header("Subject"), "[Phối Hợp] 2 thông báo");
  EXPECT_EQ(mails[0].Header("Auto-Submitted"), "auto-generated");
  EXPECT_THAT(mails[0].text, HasSubstr("Nhiệm vụ mới giao cho đơn vị: “Ban hành quy chế phối hợp” (hạn 20/03/2026)"));
  EXPECT_THAT(mails[0].text, HasSubstr("Báo cáo quý I"));
  EXPECT_THAT(mails[0].defects, IsEmpty());
  EXPECT_EQ(MailAbout("t1").state(), v1::Delivery::STATE_SENT);
  EXPECT_EQ(MailAbout("t1").attempts(), 1);
}

TEST_F(DigestMailTest, AServerThatIsAwayIsTriedAgainAndTheMailsArriveInOrder) {
  sink_->Stop();
  Create("t1", "Một");
  EndWindow();
  EXPECT_EQ(MailAbout("t1").state(), v1::Delivery::STATE_PENDING);
  EXPECT_THAT(MailAbout("t1").last_error(), Not(IsEmpty()));
  EXPECT_THAT(MailAbout("t1").last_error(), Not(HasSubstr(kAddress)));
  Create("t2", "Hai");
  EndWindow();
  EXPECT_EQ(MailAbout("t2").attempts(), 0) << "it waits for the one before it";
  ASSERT_TRUE(sink_->Restart().ok());
  clock().Advance(absl::Hours(1));
  Settle();
  const auto mails = sink_->mails();
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_THAT(mails[0].text, HasSubstr("“Một”"));
  EXPECT_THAT(mails[1].text, HasSubstr("“Hai”"));
}

TEST_F(DigestMailTest, AnAddressThatIsRefusedForGoodIsGivenUpAndSaysWhy) {
  sink_->AnswerRecipient(kAddress, "550 5.1.1 No such user");
  Create("t1", "Một");
  EndWindow();
  EXPECT_EQ(MailAbout("t1").state(), v1::Delivery::STATE_FAILED);
  EXPECT_THAT(MailAbout("t1").last_error(), HasSubstr("550"));
  // What comes later does not wait for it.
  sink_->AnswerRecipient(kAddress, "");
  Create("t2", "Hai");
  EndWindow();
  EXPECT_THAT(sink_->mails(), SizeIs(1));
  EXPECT_EQ(MailAbout("t2").state(), v1::Delivery::STATE_SENT);
}

TEST_F(DigestMailTest, AMailThatWasTakenWithoutAnAnswerComesAgainWithTheSameId) {
  sink_->LoseAnswers(1, /*keep=*/true);
  Create("t1", "Một");
  EndWindow();
  clock().Advance(absl::Minutes(5));
  Settle();
  const auto mails = sink_->mails();
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_EQ(mails[0].Header("Message-ID"), mails[1].Header("Message-ID"));
  EXPECT_EQ(MailAbout("t1").state(), v1::Delivery::STATE_SENT);
  EXPECT_EQ(MailAbout("t1").attempts(), 2);
}

// A week with rungs, nights and a weekend: nobody is told of one thing twice in a digest, nobody at night unless it is
// urgent.
TEST_F(DigestMailTest, TheMailboxOfAWeek) {
  for (int i = 0; i < 5; ++i) Create(absl::StrCat("t", i), absl::StrCat("Việc thường ", i));
  size_t seen = 0;
  std::map<std::string, int> mails_by_hour;
  for (absl::Time end = clock().Now() + absl::Hours(24 * 7); clock().Now() < end;) {
    const absl::CivilHour hour = absl::ToCivilHour(clock().Now(), VietnamTimeZone());
    const bool full = clock().Now() == absl::FromCivil(hour, VietnamTimeZone());
    if (full && hour.hour() == 22) Create(absl::StrCat("dem-", hour.day()), absl::StrCat("Việc giao đêm ", hour.day()));
    if (full && hour.hour() == 23 && hour.day() == 4) Create("hoa-toc", "Việc hỏa tốc", v1::TASK_PRIORITY_IMMEDIATE);
    Settle();
    const auto mails = sink_->mails();
    for (; seen < mails.size(); ++seen) {
      const std::string& text = mails[seen].text;
      const bool urgent = absl::StrContains(text, "hỏa tốc");
      const auto& calendar = engine().FactsOf("dong-nai").value()->calendar();
      EXPECT_TRUE(urgent || notice::IsWorkingTime(clock().Now(), calendar)) << hour << "\n" << text;
      ++mails_by_hour[absl::StrCat(absl::FormatCivilTime(hour))];
      // Every task stands once for each kind of news: the same words do not come twice.
      std::set<std::string> lines;
      for (const absl::string_view line : absl::StrSplit(text, '\n')) {
        if (absl::StrContains(line, "“")) {
          EXPECT_TRUE(lines.emplace(line.substr(line.find(' ') + 1)).second) << text;
        }
      }
    }
    clock().Advance(absl::Minutes(15));
  }
  EXPECT_GE(seen, 6u);
  for (const auto& [hour, count] : mails_by_hour) EXPECT_LE(count, 4) << hour;
}

}  // namespace
}  // namespace phoihop::testing
