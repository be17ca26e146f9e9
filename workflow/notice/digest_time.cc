#include "workflow/notice/digest_time.h"

#include "workflow/civil_time.h"

namespace phoihop::notice {
namespace {

// When so much working time after `now` has passed, with some of its session left.
absl::Time AfterWork(absl::Duration left, absl::Time now, const deadline::WorkingCalendar& calendar) {
  absl::CivilDay day = DayOf(now);
  for (int i = 0; i < kMaxDaysOff && calendar.InRange(day); ++i, ++day) {
    for (const deadline::Session& session : calendar.SessionsOn(day)) {
      const absl::Time start = StartOfDay(day) + session.start;
      const absl::Time end = StartOfDay(day) + session.end;
      if (end <= now) continue;
      const absl::Time from = start < now ? now : start;
      if (end - from > left) return from + left;
      left -= end - from;
    }
  }
  return now + kDigestWindow;
}

}  // namespace

absl::Time DigestTime(absl::Time now, const deadline::WorkingCalendar& calendar) {
  return AfterWork(kDigestWindow, now, calendar);
}

absl::Time OpeningTime(absl::Time now, const deadline::WorkingCalendar& calendar) {
  return AfterWork(absl::ZeroDuration(), now, calendar);
}

bool IsWorkingTime(absl::Time now, const deadline::WorkingCalendar& calendar) {
  const absl::CivilDay day = DayOf(now);
  const absl::Duration time_of_day = now - StartOfDay(day);
  for (const deadline::Session& session : calendar.SessionsOn(day)) {
    if (session.start <= time_of_day && time_of_day < session.end) return true;
  }
  return false;
}

}  // namespace phoihop::notice
