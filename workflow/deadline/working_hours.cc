#include "workflow/deadline/working_hours.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace phoihop::deadline {
namespace {
bool Has(const google::protobuf::RepeatedField<int32_t>& weekdays, int weekday) {
  return std::find(weekdays.begin(), weekdays.end(), weekday + 1) != weekdays.end();
}

void Add(const v1::WorkingSession& session, DayHours& hours) {
  hours.sessions.push_back({absl::Minutes(session.start_minute()), absl::Minutes(session.end_minute())});
  hours.total += hours.sessions.back().end - hours.sessions.back().start;
}

bool Same(const DayHours& a, const DayHours& b) {
  return std::equal(a.sessions.begin(), a.sessions.end(), b.sessions.begin(), b.sessions.end(),
                    [](const Session& x, const Session& y) { return x.start == y.start && x.end == y.end; });
}

std::string TimeOfDay(absl::Duration after_midnight) {
  const int64_t minutes = absl::ToInt64Minutes(after_midnight);
  return absl::StrFormat("%d:%02d", minutes / 60, minutes % 60);
}
}  // namespace

std::string DayHours::ForPeople() const {
  std::string text;
  for (const Session& session : sessions) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", TimeOfDay(session.start), "–", TimeOfDay(session.end));
  }
  return text;
}

WorkingHours::WorkingHours(const v1::Calendar& calendar) {
  const auto any_weekday = [&](auto has) {
    for (int weekday = 0; weekday < 7; ++weekday) {
      if (has(weekday)) return weekday;
    }
    return 7;
  };
  for (const v1::WorkingSession& session : calendar.sessions()) {
    if (session.weekdays().empty()) Add(session, every_day_);
    for (int weekday = 0; weekday < 7; ++weekday) {
      if (session.weekdays().empty() || Has(session.weekdays(), weekday)) Add(session, weekdays_[weekday]);
    }
  }
  // Of a calendar that works on make-up days only no weekday is the first: the first that has sessions stands for it.
  const int first_worked = any_weekday([&](int weekday) { return Has(calendar.working_weekdays(), weekday); });
  const int first =
      first_worked < 7 ? first_worked : any_weekday([&](int weekday) { return !weekdays_[weekday].sessions.empty(); });
  usual_ = weekdays_[first];
  if (every_day_.sessions.empty()) every_day_ = usual_;
  for (DayHours& hours : weekdays_) {
    if (hours.sessions.empty()) hours = every_day_;
    uneven_ = uneven_ || !Same(hours, every_day_);
  }
}

}  // namespace phoihop::deadline
