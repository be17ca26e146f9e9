#include "workflow/notice/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/deadline/province_calendar.h"
#include "tests/unit/escalation/province.h"
#include "workflow/notice/digest_time.h"
#include "workflow/resource_name.h"

namespace phoihop::notice {
namespace {

using deadline::At;
using deadline::ProvinceCalendar;
using ::testing::HasSubstr;
using ::testing::Not;

std::string TimeOf(absl::string_view now) {
  return absl::FormatTime("%Y-%m-%d %H:%M", DigestTime(At(now), ProvinceCalendar()), absl::FixedTimeZone(7 * 3600));
}

// Sessions are 07:30-11:30 and 13:30-17:00 or so: those of the shipped calendar.
TEST(DigestTime, IsSoLongAfterInAWorkingSession) {
  EXPECT_EQ(TimeOf("2026-09-04 09:00"), "2026-09-04 09:15");
  // At night, before work: a quarter of an hour into the day.
  EXPECT_EQ(TimeOf("2026-09-04 03:00"), "2026-09-04 07:45");
  // After work on Friday: Monday.
  EXPECT_EQ(TimeOf("2026-09-04 20:00"), "2026-09-07 07:45");
  // Tết 2026 (16/02 to 20/02).
  EXPECT_EQ(TimeOf("2026-02-17 09:00"), "2026-02-23 07:45");
  // The make-up Saturday of 22/08/2026 is worked, the Monday for it is not.
  EXPECT_EQ(TimeOf("2026-08-21 20:00"), "2026-08-22 07:45");
}

TEST(DigestTime, AWindowThatASessionEndsWithinGoesOnInTheNext) {
  const auto& sessions = ProvinceCalendar().definition().sessions();
  ASSERT_EQ(sessions.size(), 2);
  const absl::Time day = At("2026-09-04 00:00");
  const absl::Time end = day + absl::Minutes(sessions[0].end_minute());
  const absl::Time next = day + absl::Minutes(sessions[1].start_minute());
  EXPECT_EQ(DigestTime(end - absl::Minutes(5), ProvinceCalendar()), next + absl::Minutes(10));
  // Exactly at its end there is no work any more.
  EXPECT_EQ(DigestTime(end - kDigestWindow, ProvinceCalendar()), next);
}

// Saturdays are worked in the morning only.
TEST(DigestTime, FollowsTheHoursOfEachWeekday) {
  v1::Calendar definition = ProvinceCalendar().definition();
  definition.add_working_weekdays(6);
  for (int weekday = 1; weekday <= 5; ++weekday) definition.mutable_sessions(1)->add_weekdays(weekday);
  const auto calendar = deadline::WorkingCalendar::Create(definition);
  ASSERT_TRUE(calendar.ok()) << calendar.status();
  EXPECT_EQ(DigestTime(At("2026-09-12 10:00"), *calendar), At("2026-09-12 10:15"));
  EXPECT_EQ(DigestTime(At("2026-09-12 11:25"), *calendar), At("2026-09-14 07:40"));
  EXPECT_EQ(DigestTime(At("2026-09-12 14:00"), *calendar), At("2026-09-14 07:45"));
  EXPECT_TRUE(IsWorkingTime(At("2026-09-12 11:29"), *calendar));
  EXPECT_FALSE(IsWorkingTime(At("2026-09-12 14:00"), *calendar));
  EXPECT_TRUE(IsWorkingTime(At("2026-09-11 14:00"), *calendar));
}

TEST(DigestTime, NeverAnswersAnInstantThatIsNotWorked) {
  for (absl::Time now = At("2026-01-01 00:00"); now < At("2027-01-01 00:00"); now += absl::Minutes(37)) {
    const absl::Time due = DigestTime(now, ProvinceCalendar());
    ASSERT_TRUE(IsWorkingTime(due, ProvinceCalendar())) << now << " → " << due;
    ASSERT_GE(due - now, kDigestWindow) << now;
    // Nobody who writes later is told earlier.
    ASSERT_LE(due, DigestTime(now + absl::Minutes(1), ProvinceCalendar())) << now;
  }
}

TEST(OpeningTime, IsAtOnceWhileThereIsWorkAndElseWhenTheNextSessionBegins) {
  EXPECT_EQ(OpeningTime(At("2026-09-11 08:00"), ProvinceCalendar()), At("2026-09-11 08:00"));
  for (absl::Time now = At("2026-01-01 00:00"); now < At("2027-01-01 00:00"); now += absl::Minutes(41)) {
    const absl::Time opening = OpeningTime(now, ProvinceCalendar());
    ASSERT_TRUE(IsWorkingTime(opening, ProvinceCalendar())) << now << " → " << opening;
    if (IsWorkingTime(now, ProvinceCalendar())) {
      ASSERT_EQ(opening, now);
    } else {
      ASSERT_GT(opening, now);
      ASSERT_FALSE(IsWorkingTime(opening - absl::Minutes(1), ProvinceCalendar())) << now << " → " << opening;
    }
  }
}

TEST(MailOf, ListsWhatIsPressingFirstAndLeavesOutWhatALaterOneStandsFor) {
  const internal::v1::ReferenceData data = escalation::Province();
  const organisation::Directory directory(data);
  std::vector<v1::Notice> notices(4);
  const auto fill = [&](int i, v1::NoticeKind kind, const char* title, int offset) {
    notices[i].set_kind(kind);
    notices[i].set_task(TaskName("dong-nai", title));
    notices[i].set_title(title);
    notices[i].set_clock_id("complete");
    notices[i].set_offset_working_days(offset);
  };
  fill(0, v1::NOTICE_KIND_COPY, "de-biet", 0);
  fill(1, v1::NOTICE_KIND_ESCALATION, "cu", 1);
  notices[1].set_superseded(true);
  fill(2, v1::NOTICE_KIND_ESCALATION, "sap-han", -3);
  fill(3, v1::NOTICE_KIND_ESCALATION, "qua-han", 5);
  const Mail mail = MailOf(notices, directory, Language::kVietnamese);
  EXPECT_EQ(mail.subject, "[Phối Hợp] 3 thông báo, trong đó có 2 đôn đốc về thời hạn");
  EXPECT_LT(mail.text.find("qua-han"), mail.text.find("sap-han"));
  EXPECT_LT(mail.text.find("sap-han"), mail.text.find("de-biet"));
  EXPECT_THAT(mail.text, Not(HasSubstr("“cu”")));
  // One alone is the subject.
  notices.resize(1);
  EXPECT_EQ(MailOf(notices, directory, Language::kVietnamese).subject, "[Phối Hợp] Gửi để biết: “de-biet”.");
  EXPECT_EQ(MailOf(notices, directory, Language::kEnglish).subject, "[Phối Hợp] For information: “de-biet”.");
}

}  // namespace
}  // namespace phoihop::notice
