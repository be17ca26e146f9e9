// Working days and hours of one version of a calendar, and the arithmetic on them (Civil Code 2015, articles 144-148).
//
// Which days are worked: a make-up working day is worked, whatever else is said; then an enumerated day off is off;
// then, outside of the decided span, a day off by a rule (rule_days.h) is off; then the week decides. Rows that are
// UNCONFIRMED count for nothing.
//
// Which hours of it: the sessions of its weekday; of a make-up working day those of the weekday that it is made up for
// (its pair), and without a pair those of every day (working_hours.h).
//
// How a period is counted: the day it starts on is not counted (article 147(2)); it ends at 24:00 of its last day
// (148(6)); a last day that is not worked moves to the end of the next working day (148(5)). Hours run through nights
// and days off (147(1)) and never move. Readings that the Code leaves open are choices of the caller: whether a fixed
// date rolls (RollRule), and "trước ngày D" read strictly (pass D-1 with ROLL_RULE_NONE).
//
// Everything that answers a StatusOr answers OUT_OF_RANGE (CALENDAR_OUT_OF_RANGE) when a day that it needs lies outside
// of [valid_from, valid_to) of the calendar; the message says what to do.
#ifndef WORKFLOW_DEADLINE_WORKING_CALENDAR_H_
#define WORKFLOW_DEADLINE_WORKING_CALENDAR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "phoihop/v1/deadline.pb.h"
#include "workflow/deadline/working_hours.h"

namespace phoihop::deadline {

// An explanation lists at most this many days. A longer one keeps its first days and its last kExplainedTailDays; the
// first day after the gap says how many were left out.
inline constexpr int kMaxExplainedDays = 800;
inline constexpr int kExplainedTailDays = 100;

// A due day and how it came about.
struct DueDate {
  absl::CivilDay nominal;  // before any roll
  absl::CivilDay day;      // the day that people say
  absl::Time due_time;     // `day` 24:00, or the exact instant for periods in hours
  // The due day, or a day on which it depends, lies where the calendar has not been decided.
  bool provisional = false;
  std::vector<v1::ExplainedDay> days;  // only when asked for
};

class WorkingCalendar {
 public:
  // INVALID_ARGUMENT (INVALID_FIELD, all violations at once) when a weekday is not 1..7 or a session names it twice, a
  // session is not within a day, sessions of one weekday overlap or are out of order, a working weekday has none, a
  // date is malformed, days are out of order, twice or outside of the span, a day lacks its kind or status, a rule is
  // none (calendar_validation.h), or no day at all is worked. An empty valid_from or valid_to means as far as dates go
  // (years 1900 to 2200); an empty decided_from or decided_to means that nothing is provisional on that side.
  static absl::StatusOr<WorkingCalendar> Create(const v1::Calendar& calendar);

  const v1::Calendar& definition() const { return definition_; }

  absl::CivilDay first_day() const { return first_; }  // valid_from
  bool InRange(absl::CivilDay day) const { return first_ <= day && day < end_; }
  // Outside of the range the week alone decides.
  bool IsWorkingDay(absl::CivilDay day) const;
  // True when the day lies outside of the span [decided_from, decided_to] whose days off are decided.
  bool IsProvisional(absl::CivilDay day) const;
  // Why the day is (not) worked, in Vietnamese, with the source: "Thứ Hai: nghỉ hoán đổi (làm bù thứ Bảy 22/08/2026)".
  // Of a rule it says which, of a day with other hours than the usual ones also these. `counted` is left false.
  v1::ExplainedDay Explain(absl::CivilDay day) const;

  // Explain for each day from `first` to `last`, with `counted` set on working days; at most kMaxExplainedDays.
  std::vector<v1::ExplainedDay> ExplainSpan(absl::CivilDay first, absl::CivilDay last) const;

  // First working day >= day.
  absl::StatusOr<absl::CivilDay> NextWorkingDay(absl::CivilDay day) const;
  // The n-th working day after `day` (n > 0), before it (n < 0), or, for 0, the last working day <= day.
  absl::StatusOr<absl::CivilDay> AddWorkingDays(absl::CivilDay day, int n) const;
  // Working days w with from < w <= to; the negative of (to, from] when to < from. MeasureWorkingDays(d,
  // AddWorkingDays(d, n)) == n for n > 0, and for n <= 0 when d is a working day.
  absl::StatusOr<int> MeasureWorkingDays(absl::CivilDay from, absl::CivilDay to) const;

  // Time worked in [from, to): the sessions of working days; the negative of [to, from) when to < from.
  absl::StatusOr<absl::Duration> WorkingTime(absl::Time from, absl::Time to) const;

  // The parts of a day that are worked, in order; none on a day that is not worked.
  absl::Span<const Session> SessionsOn(absl::CivilDay day) const;
  // Opening of the first session; also of a day that is not worked, as if it were.
  absl::Time Opening(absl::CivilDay day) const;

  // A fixed date, rolled by article 148(5) unless `roll` is NONE (UNSPECIFIED rolls).
  absl::StatusOr<DueDate> Fixed(absl::CivilDay day, v1::RollRule roll, bool explain) const;
  // A period from an anchor: the anchor's day is not counted; hours run through from the instant. INVALID_ARGUMENT
  // (INVALID_FIELD) when the period has no unit or a count below 1. `roll` as above; it has no effect on hours and
  // working days.
  absl::StatusOr<DueDate> After(absl::Time anchor, const v1::Period& period, v1::RollRule roll, bool explain) const;

 private:
  explicit WorkingCalendar(const v1::Calendar& calendar) : definition_(calendar) {}

  // Fills the tables below from a definition that was found valid. False: no day is worked.
  bool Index();
  void CountMinutes();
  bool WorkedByWeek(absl::CivilDay day) const;
  // The enumerated row of a day, confirmed or not; null when there is none.
  const v1::CalendarDay* Enumerated(absl::CivilDay day) const;
  // What decides a day of the range, see what_decides_; kByWeek outside.
  int32_t WhatDecides(absl::CivilDay day) const;
  // The reason that a rule gives, as Explain.
  void ExplainRule(absl::CivilDay day, int32_t what, v1::ExplainedDay& explained) const;
  // Number of working days in [first_, day]; `day` in range.
  int WorkedUpTo(absl::CivilDay day) const;
  // The hours of a day, as if it were worked.
  const DayHours& HoursOn(absl::CivilDay day) const;
  // Time worked on the day before an instant of it.
  absl::Duration WorkedOn(absl::CivilDay day, absl::Time until) const;
  absl::Status CheckRange(absl::CivilDay day) const;
  // Sets day, due_time and provisional from nominal.
  absl::Status Finish(v1::RollRule roll, DueDate& due) const;
  void ExplainPeriod(absl::CivilDay anchor, const v1::Period& period, DueDate& due) const;
  void ExplainFixed(DueDate& due) const;

  v1::Calendar definition_;
  absl::CivilDay first_, end_;
  absl::CivilDay decided_first_, decided_last_;
  bool week_[7] = {};  // Monday first
  // Per day of [first_, end_): what decides whether it is worked: the index of its confirmed row, kByWeek, or a rule
  // (working_calendar.cc); and the number of working days before it, with a last entry for end_: measuring is a
  // subtraction.
  std::vector<int32_t> what_decides_;
  std::vector<int32_t> worked_before_;
  // Days since first_ of the working days: adding is a look-up.
  std::vector<int32_t> working_days_;
  WorkingHours hours_;
  // Of a calendar whose days differ in hours: minutes worked before each working day, with a last entry for all.
  std::vector<int32_t> minutes_before_;
};

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_WORKING_CALENDAR_H_
