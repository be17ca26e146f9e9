#include "workflow/notice/digest_time.h"

#include "workflow/civil_time.h"

namespace phoihop::notice {

absl::Time DigestTime(absl::Time now, const deadline::WorkingCalendar& calendar) {
  absl::Duration left = kDigestWindow;
  absl::CivilDay day = DayOf(now);
  for (int i = 0; i < kMaxDaysOff && calendar.InRange(day); ++i, ++day) {
    if (!calendar.IsWorkingDay(day)) continue;
    for (const v1::WorkingSession& session : calendar.definition().sessions()) {
      const absl::Time start = StartOfDay(day) + absl::Minutes(session.start_minute());
      const absl::Time end = StartOfDay(day) + absl::Minutes(session.end_minute());
      if (end <= now) continue;
      const absl::Time from = start < now ? now : start;
      if (end - from > left) return from + left;
      left -= end - from;
    }
  }
  return now + kDigestWindow;
}

bool IsWorkingTime(absl::Time now, const deadline::WorkingCalendar& calendar) {
  const absl::CivilDay day = DayOf(now);
  if (!calendar.IsWorkingDay(day)) return false;
  const absl::Duration time_of_day = now - StartOfDay(day);
  for (const v1::WorkingSession& session : calendar.definition().sessions()) {
    if (absl::Minutes(session.start_minute()) <= time_of_day && time_of_day < absl::Minutes(session.end_minute())) {
      return true;
    }
  }
  return false;
}

}  // namespace phoihop::notice
