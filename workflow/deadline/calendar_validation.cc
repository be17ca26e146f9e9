#include "workflow/deadline/calendar_validation.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/lunar_calendar.h"
#include "workflow/resource_name.h"

namespace phoihop::deadline {
namespace {
constexpr int kMinutesPerDay = 24 * 60;
constexpr int kDaysOfWeek = 7;
constexpr int kLongestFebruary = 29;
constexpr int kDaysOfLunarMonth = 30;  // at most

void CheckDate(const std::string& field, absl::string_view date, bool may_be_empty, std::vector<FieldViolation>& out) {
  if (date.empty() && may_be_empty) return;
  if (auto day = ParseDate(date); !day.ok()) out.push_back({field, std::string(day.status().message())});
}

void CheckWeek(const v1::Calendar& calendar, std::vector<FieldViolation>& out) {
  for (int i = 0; i < calendar.working_weekdays_size(); ++i) {
    const int weekday = calendar.working_weekdays(i);
    if (weekday < 1 || weekday > kDaysOfWeek)
      out.push_back(
          {absl::StrCat("working_weekdays[", i, "]"), absl::StrCat(weekday, " is not 1 (Monday) to 7 (Sunday)")});
  }
}

// True when the weekdays can be used.
bool CheckWeekdays(const std::string& field, const v1::WorkingSession& session, std::vector<FieldViolation>& out) {
  const size_t known = out.size();
  std::set<int> seen;
  for (int i = 0; i < session.weekdays_size(); ++i) {
    const int weekday = session.weekdays(i);
    const std::string entry = absl::StrCat(field, ".weekdays[", i, "]");
    if (weekday < 1 || weekday > kDaysOfWeek)
      out.push_back({entry, absl::StrCat(weekday, " is not 1 (Monday) to 7 (Sunday)")});
    else if (!seen.insert(weekday).second)
      out.push_back({entry, absl::StrCat("names weekday ", weekday, " twice; name each once")});
  }
  return out.size() == known;
}

// The weekdays on which a session is worked.
std::vector<int> WeekdaysOf(const v1::WorkingSession& session) {
  if (session.weekdays().empty()) return {1, 2, 3, 4, 5, 6, 7};
  return std::vector<int>(session.weekdays().begin(), session.weekdays().end());
}

void CheckSessions(const v1::Calendar& calendar, std::vector<FieldViolation>& out) {
  if (calendar.sessions().empty())
    return out.push_back({"sessions", "give at least one part of the day that is worked"});
  int end[kDaysOfWeek + 1] = {};  // of the last session so far, by weekday
  bool worked[kDaysOfWeek + 1] = {};
  bool weekdays_are_known = true;
  for (int i = 0; i < calendar.sessions_size(); ++i) {
    const v1::WorkingSession& session = calendar.sessions(i);
    const std::string field = absl::StrCat("sessions[", i, "]");
    if (!CheckWeekdays(field, session, out)) {
      weekdays_are_known = false;
      continue;
    }
    const std::vector<int> weekdays = WeekdaysOf(session);
    if (session.start_minute() < 0 || session.end_minute() > kMinutesPerDay ||
        session.start_minute() >= session.end_minute())
      out.push_back({field, "must be minutes after midnight with 0 <= start < end <= 1440"});
    else if (std::any_of(weekdays.begin(), weekdays.end(), [&](int day) { return session.start_minute() < end[day]; }))
      out.push_back({field, "overlaps the session before it; list those of one weekday in order"});
    for (const int weekday : weekdays) {
      end[weekday] = session.end_minute();
      worked[weekday] = true;
    }
  }
  for (const int weekday : calendar.working_weekdays()) {
    if (weekdays_are_known && weekday >= 1 && weekday <= kDaysOfWeek && !worked[weekday])
      out.push_back({"sessions", absl::StrCat("weekday ", weekday, " is worked and has no session; give it one, or ",
                                              "leave it out of working_weekdays")});
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
  if (calendar.days_size() > kMaxCalendarDays)
    return out.push_back({"days", absl::StrCat("at most ", kMaxCalendarDays, " days; leave out the oldest years")});
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
// Of a month that is 1 to 12, in a leap year.
int DaysOfMonth(int month) {
  if (month == 2) return kLongestFebruary;
  return (absl::CivilDay(absl::CivilMonth(2000, month) + 1) - 1).day();
}

void CheckMonthAndDay(const std::string& field, int month, int day, bool lunar, std::vector<FieldViolation>& out) {
  if (month < 1 || month > 12) return out.push_back({absl::StrCat(field, ".month"), "must be 1 to 12"});
  const int last = lunar ? kDaysOfLunarMonth : DaysOfMonth(month);
  if (day < 1 || day > last)
    out.push_back({absl::StrCat(field, ".day"), absl::StrCat("month ", month, " has the days 1 to ", last)});
}

// A lunar rule must not speak in years whose lunar calendar is not known.
void CheckLunarSpan(const std::string& field, const v1::Calendar& calendar, const v1::CalendarRule& rule,
                    std::vector<FieldViolation>& out) {
  // The first year ends a lunar one that is not known.
  const std::string known_from = FormatDate(absl::CivilDay(kFirstLunarCivilYear + 1, 1, 1));
  const std::string known_to = FormatDate(absl::CivilDay(kLastLunarCivilYear, 12, 31));
  // Dates of one shape compare as texts; the calendar's valid_to is the day after its last.
  const bool late = (calendar.valid_to().empty() || calendar.valid_to() > known_to) &&
                    (rule.valid_to().empty() || rule.valid_to() > known_to);
  const bool early = std::max(calendar.valid_from(), rule.valid_from()) < known_from;
  if (early || late)
    out.push_back({absl::StrCat(field, early ? ".valid_from" : ".valid_to"),
                   absl::StrCat("the lunar calendar is known from ", known_from, " to ", known_to,
                                "; end the rule, or the calendar, within")});
}

void CheckRule(const std::string& field, const v1::CalendarRule& rule, std::vector<FieldViolation>& out) {
  if (!IsId(rule.id()))
    out.push_back({absl::StrCat(field, ".id"), "must be small letters, digits and hyphens, for example gio-to"});
  if (rule.display_name().empty() || rule.display_name().size() > kMaxRuleNameBytes)
    out.push_back({absl::StrCat(field, ".display_name"),
                   absl::StrCat("give the name of the day, in at most ", kMaxRuleNameBytes, " bytes")});
  switch (rule.day_case()) {
    case v1::CalendarRule::kFixed:
      CheckMonthAndDay(absl::StrCat(field, ".fixed"), rule.fixed().month(), rule.fixed().day(), false, out);
      break;
    case v1::CalendarRule::kLunar:
      CheckMonthAndDay(absl::StrCat(field, ".lunar"), rule.lunar().month(), rule.lunar().day(), true, out);
      break;
    case v1::CalendarRule::DAY_NOT_SET:
      out.push_back({absl::StrCat(field, ".day"), "say which day: fixed (solar) or lunar"});
  }
  const auto around = [&](absl::string_view name, int days) {
    if (days < 0 || days > kMaxDaysAroundRule)
      out.push_back({absl::StrCat(field, ".", name), absl::StrCat("must be 0 to ", kMaxDaysAroundRule, " days")});
  };
  around("days_before", rule.days_before());
  around("days_after", rule.days_after());
  CheckDate(absl::StrCat(field, ".valid_from"), rule.valid_from(), true, out);
  CheckDate(absl::StrCat(field, ".valid_to"), rule.valid_to(), true, out);
  if (!rule.valid_to().empty() && rule.valid_to() < rule.valid_from())
    out.push_back({absl::StrCat(field, ".valid_to"), "is before valid_from; it is the last day of the rule"});
}

void CheckRules(const v1::Calendar& calendar, std::vector<FieldViolation>& out) {
  if (calendar.rules_size() > kMaxCalendarRules)
    return out.push_back({"rules", absl::StrCat("at most ", kMaxCalendarRules, " rules")});
  std::set<std::string> ids;
  for (int i = 0; i < calendar.rules_size(); ++i) {
    const v1::CalendarRule& rule = calendar.rules(i);
    const std::string field = absl::StrCat("rules[", i, "]");
    CheckRule(field, rule, out);
    if (!ids.insert(rule.id()).second)
      out.push_back({absl::StrCat(field, ".id"), absl::StrCat("'", Excerpt(rule.id()), "' is another rule's id too")});
    if (rule.has_lunar()) CheckLunarSpan(field, calendar, rule, out);
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
  if (!calendar.decided_to().empty() && calendar.decided_to() < calendar.decided_from())
    out.push_back({"decided_to", "is before decided_from; it is the last day that is decided"});
  CheckDays(calendar, out);
  CheckRules(calendar, out);
  return out;
}

}  // namespace phoihop::deadline
