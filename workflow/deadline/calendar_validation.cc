#include "workflow/deadline/calendar_validation.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "workflow/civil_time.h"

namespace phoihop::deadline {
namespace {
constexpr int kMinutesPerDay = 24 * 60;

void CheckDate(const std::string& field, absl::string_view date, bool may_be_empty, std::vector<FieldViolation>& out) {
  if (date.empty() && may_be_empty) return;
  if (auto day = ParseDate(date); !day.ok()) out.push_back({field, std::string(day.status().message())});
}

void CheckWeek(const v1::Calendar& calendar, std::vector<FieldViolation>& out) {
  for (int i = 0; i < calendar.working_weekdays_size(); ++i) {
    const int weekday = calendar.working_weekdays(i);
    if (weekday < 1 || weekday > 7)
      out.push_back(
          {absl::StrCat("working_weekdays[", i, "]"), absl::StrCat(weekday, " is not 1 (Monday) to 7 (Sunday)")});
  }
}

void CheckSessions(const v1::Calendar& calendar, std::vector<FieldViolation>& out) {
  if (calendar.sessions().empty()) out.push_back({"sessions", "give at least one part of the day that is worked"});
  int end = 0;
  for (int i = 0; i < calendar.sessions_size(); ++i) {
    const v1::WorkingSession& session = calendar.sessions(i);
    const std::string field = absl::StrCat("sessions[", i, "]");
    if (session.start_minute() < 0 || session.end_minute() > kMinutesPerDay ||
        session.start_minute() >= session.end_minute())
      out.push_back({field, "must be minutes after midnight with 0 <= start < end <= 1440"});
    else if (session.start_minute() < end)
      out.push_back({field, "overlaps the session before it; list them in order"});
    end = session.end_minute();
  }
}

void CheckDay(const std::string& field, const v1::CalendarDay& day, std::vector<FieldViolation>& out) {
  CheckDate(absl::StrCat(field, ".date"), day.date(), false, out);
  CheckDate(absl::StrCat(field, ".paired_date"), day.paired_date(), true, out);
  if (day.kind() == v1::CalendarDay::KIND_UNSPECIFIED || !v1::CalendarDay::Kind_IsValid(day.kind()))
    out.push_back({absl::StrCat(field, ".kind"), "say whether it is a holiday, a day off in lieu or a make-up day"});
  if (day.status() == v1::CalendarDay::STATUS_UNSPECIFIED || !v1::CalendarDay::Status_IsValid(day.status()))
    out.push_back({absl::StrCat(field, ".status"), "say how sure it is; UNCONFIRMED counts for nothing"});
}

void CheckDays(const v1::Calendar& calendar, std::vector<FieldViolation>& out) {
  for (int i = 0; i < calendar.days_size(); ++i) {
    const v1::CalendarDay& day = calendar.days(i);
    const std::string field = absl::StrCat("days[", i, "]");
    CheckDay(field, day, out);
    if (i > 0 && day.date() <= calendar.days(i - 1).date())
      out.push_back({absl::StrCat(field, ".date"), "days must be in order of date, each once"});
    // Dates of one shape compare as texts.
    if (day.date() < calendar.valid_from() || (!calendar.valid_to().empty() && day.date() >= calendar.valid_to()))
      out.push_back({absl::StrCat(field, ".date"), "lies outside of valid_from and valid_to"});
  }
}
}  // namespace

std::vector<FieldViolation> Violations(const v1::Calendar& calendar) {
  std::vector<FieldViolation> out;
  CheckWeek(calendar, out);
  CheckSessions(calendar, out);
  CheckDate("decided_from", calendar.decided_from(), true, out);
  CheckDate("decided_to", calendar.decided_to(), true, out);
  CheckDate("valid_from", calendar.valid_from(), true, out);
  CheckDate("valid_to", calendar.valid_to(), true, out);
  if (!calendar.valid_to().empty() && calendar.valid_to() <= calendar.valid_from())
    out.push_back({"valid_to", "must be after valid_from"});
  CheckDays(calendar, out);
  return out;
}

}  // namespace phoihop::deadline
