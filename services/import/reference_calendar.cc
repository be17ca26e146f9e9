// The calendar: weeks, hours, days that are decided, rules.
#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/import/reference_draft.h"
#include "services/import/reference_word.h"
#include "workflow/civil_time.h"

namespace phoihop::import {
namespace {

constexpr Word<v1::CalendarDay::Kind> kDayKinds[] = {
    {"holiday", v1::CalendarDay::KIND_HOLIDAY},
    {"compensation_day_off", v1::CalendarDay::KIND_DAY_OFF_IN_LIEU},
    {"make_up_working_day", v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY}};

constexpr Word<v1::CalendarDay::Status> kDayStatuses[] = {{"official", v1::CalendarDay::STATUS_OFFICIAL},
                                                          {"statutory_fixed", v1::CalendarDay::STATUS_STATUTORY},
                                                          {"computed", v1::CalendarDay::STATUS_COMPUTED},
                                                          {"computed_partial", v1::CalendarDay::STATUS_COMPUTED},
                                                          {"proposed_unverified", v1::CalendarDay::STATUS_UNCONFIRMED}};

absl::Status ReadCalendarDay(const ReferenceDraft& draft, const ReferenceRow& row, v1::Calendar& calendar) {
  v1::CalendarDay day;
  if (row["date"].empty()) return row.Fault("date", "is missing");
  if (const absl::Status status = CheckDate(row, "date"); !status.ok()) return status;
  const auto kind = Choose(row, "kind", kDayKinds);
  if (!kind.ok()) return kind.status();
  const auto status = Choose(row, "status", kDayStatuses);
  if (!status.ok()) return status.status();
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  day.set_date(row["date"]);
  day.set_kind(*kind);
  day.set_display_name(row["name_vi"]);
  day.set_status(*status);
  *day.mutable_provenance() = *provenance;
  day.mutable_provenance()->set_verification(
      *status == v1::CalendarDay::STATUS_UNCONFIRMED ? v1::VERIFICATION_UNVERIFIED : v1::VERIFICATION_VERIFIED);
  for (absl::string_view part : absl::StrSplit(row["note"], ';')) {
    part = absl::StripAsciiWhitespace(part);
    if (!absl::ConsumePrefix(&part, "swap_of=")) continue;
    if (!ParseDate(part).ok()) return row.Fault("note", "swap_of= must be followed by a date");
    day.set_paired_date(std::string(part));
  }
  *calendar.add_days() = day;
  return absl::OkStatus();
}

absl::Status ReadCalendarHead(const ReferenceDraft& draft, const ReferenceRow& row, v1::Calendar& calendar) {
  calendar.set_name(draft.Name("calendars", row["id"]));
  calendar.set_display_name(row["display_name"]);
  for (const std::string& weekday : row.List("working_weekdays")) {
    int number = 0;
    if (!absl::SimpleAtoi(weekday, &number)) return row.Fault("working_weekdays", "must be numbers 1 to 7");
    calendar.add_working_weekdays(number);
  }
  for (const std::string& session : row.List("sessions")) {
    int from_hour = 0, from_minute = 0, to_hour = 0, to_minute = 0;
    if (std::sscanf(session.c_str(), "%d:%d-%d:%d", &from_hour, &from_minute, &to_hour, &to_minute) != 4) {
      return row.Fault("sessions", "must look like 7:30-11:30|13:30-17:30");
    }
    v1::WorkingSession* entry = calendar.add_sessions();
    entry->set_start_minute(from_hour * 60 + from_minute);
    entry->set_end_minute(to_hour * 60 + to_minute);
  }
  for (const absl::string_view column : {"decided_from", "decided_to", "valid_from", "valid_to"}) {
    if (const absl::Status status = CheckDate(row, column); !status.ok()) return status;
  }
  calendar.set_decided_from(row["decided_from"]);
  calendar.set_decided_to(row["decided_to"]);
  calendar.set_valid_from(row["valid_from"]);
  calendar.set_valid_to(row["valid_to"]);
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  *calendar.mutable_sessions_provenance() = *provenance;
  return absl::OkStatus();
}

constexpr Word<bool> kYesNo[] = {{"yes", true}, {"no", false}};

// `30/04`: a day and a month, as people write them.
absl::StatusOr<std::pair<int, int>> ReadDayAndMonth(const ReferenceRow& row, absl::string_view column) {
  const std::vector<std::string> parts = absl::StrSplit(row[column], '/');
  int day = 0, month = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &day) || !absl::SimpleAtoi(parts[1], &month))
    return row.Fault(column, "must be a day and a month such as 30/04");
  return std::pair(day, month);
}

absl::Status ReadRuleDay(const ReferenceRow& row, v1::CalendarRule& rule) {
  if (row["solar"].empty() == row["lunar"].empty())
    return row.Fault("solar", "give the day either here or in the column lunar");
  const bool solar = !row["solar"].empty();
  const auto day = ReadDayAndMonth(row, solar ? "solar" : "lunar");
  if (!day.ok()) return day.status();
  if (solar) {
    rule.mutable_fixed()->set_day(day->first);
    rule.mutable_fixed()->set_month(day->second);
  } else {
    rule.mutable_lunar()->set_day(day->first);
    rule.mutable_lunar()->set_month(day->second);
  }
  return absl::OkStatus();
}

absl::Status ReadCalendarRule(const ReferenceDraft& draft, const ReferenceRow& row, v1::Calendar& calendar) {
  v1::CalendarRule rule;
  rule.set_id(row["id"]);
  rule.set_display_name(row["display_name"]);
  if (const absl::Status status = ReadRuleDay(row, rule); !status.ok()) return status;
  int before = 0, after = 0;
  if (!absl::SimpleAtoi(row["days_before"], &before)) return row.Fault("days_before", "must be a number of days");
  if (!absl::SimpleAtoi(row["days_after"], &after)) return row.Fault("days_after", "must be a number of days");
  rule.set_days_before(before);
  rule.set_days_after(after);
  const auto observed = Choose(row, "observed", kYesNo);
  if (!observed.ok()) return observed.status();
  rule.set_observed(*observed);
  for (const absl::string_view column : {"valid_from", "valid_to"}) {
    if (const absl::Status status = CheckDate(row, column); !status.ok()) return status;
  }
  rule.set_valid_from(row["valid_from"]);
  rule.set_valid_to(row["valid_to"]);
  const auto provenance = draft.ProvenanceOf(row);
  if (!provenance.ok()) return provenance.status();
  *rule.mutable_provenance() = *provenance;
  *calendar.add_rules() = rule;
  return absl::OkStatus();
}

absl::Status ReadCalendarRules(ReferenceDraft& draft) {
  if (draft.calendars.empty()) return absl::OkStatus();
  const auto rules =
      draft.Read("calendar_rules.csv", {"calendar", "id", "display_name", "solar", "lunar", "days_before", "days_after",
                                        "observed", "valid_from", "valid_to", "verification", "note", "source"});
  if (!rules.ok()) return rules.status();
  for (const ReferenceRow& row : rules->rows()) {
    const auto calendar = draft.calendars.find(row["calendar"]);
    if (calendar == draft.calendars.end())
      return row.Fault("calendar", absl::StrCat("calendars.csv has no '", Excerpt(row["calendar"]), "'"));
    if (const absl::Status status = ReadCalendarRule(draft, row, calendar->second); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadCalendar(ReferenceDraft& draft) {
  const auto heads = draft.Read("calendars.csv", {"id", "display_name", "working_weekdays", "sessions", "decided_from",
                                                  "decided_to", "valid_from", "valid_to", "verification", "note"});
  if (!heads.ok()) return heads.status();
  for (const ReferenceRow& row : heads->rows()) {
    v1::Calendar calendar;
    if (const absl::Status status = ReadCalendarHead(draft, row, calendar); !status.ok()) return status;
    for (const char* file : {"holidays.csv", "holidays_unconfirmed.csv"}) {
      const auto days = draft.Read(file, {"date", "kind", "name_vi", "status", "note", "source"});
      if (!days.ok()) return days.status();
      for (const ReferenceRow& day : days->rows()) {
        if (const absl::Status status = ReadCalendarDay(draft, day, calendar); !status.ok()) return status;
      }
    }
    std::sort(calendar.mutable_days()->begin(), calendar.mutable_days()->end(),
              [](const v1::CalendarDay& a, const v1::CalendarDay& b) { return a.date() < b.date(); });
    draft.calendars[row["id"]] = calendar;
  }
  return ReadCalendarRules(draft);
}

}  // namespace phoihop::import
