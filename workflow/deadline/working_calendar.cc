#include "workflow/deadline/working_calendar.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/calendar_validation.h"
#include "workflow/deadline/rule_days.h"
#include "workflow/deadline/what_decides.h"
#include "workflow/errors.h"

namespace phoihop::deadline {
namespace {
// The dates that messages can carry; see ParseDate.
constexpr absl::CivilDay kFirstDate(1900, 1, 1);
constexpr absl::CivilDay kEndOfDates(2201, 1, 1);

// Of a date that is known to be valid.
absl::CivilDay DateOr(absl::string_view date, absl::CivilDay fallback) {
  return date.empty() ? fallback : ParseDate(date).value_or(fallback);
}

// 0 = Monday.
int WeekdayIndex(absl::CivilDay day) { return static_cast<int>(absl::GetWeekday(day)); }

bool IsConfirmed(const v1::CalendarDay& day) { return day.status() != v1::CalendarDay::STATUS_UNCONFIRMED; }
}  // namespace

absl::StatusOr<WorkingCalendar> WorkingCalendar::Create(const v1::Calendar& calendar) {
  std::vector<FieldViolation> violations = Violations(calendar);
  if (violations.empty()) {
    WorkingCalendar result(calendar);
    if (result.Index()) return result;
    violations.push_back({"working_weekdays", "no day of this calendar is worked; name at least one weekday"});
  }
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

bool WorkingCalendar::Index() {
  first_ = DateOr(definition_.valid_from(), kFirstDate);
  end_ = DateOr(definition_.valid_to(), kEndOfDates);
  decided_first_ = DateOr(definition_.decided_from(), kFirstDate);
  decided_last_ = DateOr(definition_.decided_to(), kEndOfDates);
  for (const int weekday : definition_.working_weekdays()) week_[weekday - 1] = true;

  const int32_t size = static_cast<int32_t>(end_ - first_);
  what_decides_.assign(size, what_decides::kByWeek);
  for (const RuleDay& day : DaysOfRules(definition_, {first_, end_, decided_first_, decided_last_}))
    what_decides_[day.day - first_] = what_decides::Pack(day);
  for (int i = 0; i < definition_.days_size(); ++i) {
    if (IsConfirmed(definition_.days(i))) what_decides_[DateOr(definition_.days(i).date(), first_) - first_] = i;
  }
  worked_before_.resize(size + 1);
  for (int32_t i = 0; i < size; ++i) {
    worked_before_[i] = static_cast<int32_t>(working_days_.size());
    if (IsWorkingDay(first_ + i)) working_days_.push_back(i);
  }
  worked_before_[size] = static_cast<int32_t>(working_days_.size());
  hours_ = WorkingHours(definition_);
  if (hours_.uneven()) CountMinutes();
  return !working_days_.empty();
}

void WorkingCalendar::CountMinutes() {
  minutes_before_.reserve(working_days_.size() + 1);
  minutes_before_.push_back(0);
  for (const int32_t day : working_days_) {
    const int64_t minutes = absl::ToInt64Minutes(HoursOn(first_ + day).total);
    minutes_before_.push_back(static_cast<int32_t>(minutes_before_.back() + minutes));
  }
}

bool WorkingCalendar::WorkedByWeek(absl::CivilDay day) const { return week_[WeekdayIndex(day)]; }

const v1::CalendarDay* WorkingCalendar::Enumerated(absl::CivilDay day) const {
  if (!InRange(day)) return nullptr;
  const std::string date = FormatDate(day);
  const auto row = std::lower_bound(definition_.days().begin(), definition_.days().end(), date,
                                    [](const v1::CalendarDay& a, const std::string& b) { return a.date() < b; });
  return row == definition_.days().end() || row->date() != date ? nullptr : &*row;
}

int32_t WorkingCalendar::WhatDecides(absl::CivilDay day) const {
  return InRange(day) ? what_decides_[day - first_] : what_decides::kByWeek;
}

bool WorkingCalendar::IsWorkingDay(absl::CivilDay day) const {
  const int32_t what = WhatDecides(day);
  if (what == what_decides::kByWeek) return WorkedByWeek(day);
  return !what_decides::IsRule(what) && definition_.days(what).kind() == v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY;
}

bool WorkingCalendar::IsProvisional(absl::CivilDay day) const { return day < decided_first_ || decided_last_ < day; }

int WorkingCalendar::WorkedUpTo(absl::CivilDay day) const { return worked_before_[day - first_ + 1]; }

absl::Status WorkingCalendar::CheckRange(absl::CivilDay day) const {
  if (InRange(day)) return absl::OkStatus();
  return Error(v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE,
               absl::StrCat("the calendar ", definition_.name(), " has no data for ", FormatDate(day),
                            ", only from its first day ", FormatDate(first_), " to its last day ", FormatDate(end_ - 1),
                            "; choose a day within, or publish a version that reaches further"));
}

absl::StatusOr<absl::CivilDay> WorkingCalendar::NextWorkingDay(absl::CivilDay day) const {
  if (absl::Status status = CheckRange(day); !status.ok()) return status;
  const size_t index = worked_before_[day - first_];
  if (index >= working_days_.size()) return CheckRange(end_);
  return first_ + working_days_[index];
}

absl::StatusOr<absl::CivilDay> WorkingCalendar::AddWorkingDays(absl::CivilDay day, int n) const {
  if (absl::Status status = CheckRange(day); !status.ok()) return status;
  // Working days are numbered from 0; the n-th after `day` follows those up to it, the n-th before precedes it.
  const int64_t index = n > 0   ? int64_t{WorkedUpTo(day)} + n - 1
                        : n < 0 ? int64_t{worked_before_[day - first_]} + n
                                : int64_t{WorkedUpTo(day)} - 1;
  if (index < 0) return CheckRange(first_ - 1);
  if (index >= static_cast<int64_t>(working_days_.size())) return CheckRange(end_);
  return first_ + working_days_[index];
}

absl::StatusOr<int> WorkingCalendar::MeasureWorkingDays(absl::CivilDay from, absl::CivilDay to) const {
  if (absl::Status status = CheckRange(from); !status.ok()) return status;
  if (absl::Status status = CheckRange(to); !status.ok()) return status;
  return WorkedUpTo(to) - WorkedUpTo(from);
}

const DayHours& WorkingCalendar::HoursOn(absl::CivilDay day) const {
  if (!hours_.uneven()) return hours_.OfEveryDay();
  const int32_t what = WhatDecides(day);
  const bool made_up = what >= 0 && definition_.days(what).kind() == v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY;
  if (!made_up) return hours_.OfWeekday(WeekdayIndex(day));
  const std::string& pair = definition_.days(what).paired_date();
  return pair.empty() ? hours_.OfEveryDay() : hours_.OfWeekday(WeekdayIndex(DateOr(pair, day)));
}

absl::Span<const Session> WorkingCalendar::SessionsOn(absl::CivilDay day) const {
  if (!IsWorkingDay(day)) return {};
  return HoursOn(day).sessions;
}

absl::Duration WorkingCalendar::WorkedOn(absl::CivilDay day, absl::Time until) const {
  absl::Duration worked;
  const absl::Duration after_midnight = until - StartOfDay(day);
  for (const Session& session : SessionsOn(day)) {
    worked += std::max(absl::ZeroDuration(), std::min(after_midnight, session.end) - session.start);
  }
  return worked;
}

absl::StatusOr<absl::Duration> WorkingCalendar::WorkingTime(absl::Time from, absl::Time to) const {
  const absl::CivilDay first = DayOf(from);
  const absl::CivilDay last = DayOf(to);
  // The end of the last day of the calendar is the beginning of a day that it does not have.
  for (const absl::CivilDay day : {first, last}) {
    if (absl::Status status = day == end_ ? absl::OkStatus() : CheckRange(day); !status.ok()) return status;
  }
  const int32_t before = worked_before_[first - first_], until = worked_before_[last - first_];
  const absl::Duration whole_days = hours_.uneven() ? absl::Minutes(minutes_before_[until] - minutes_before_[before])
                                                    : (until - before) * hours_.OfEveryDay().total;
  return whole_days + WorkedOn(last, to) - WorkedOn(first, from);
}

absl::Time WorkingCalendar::Opening(absl::CivilDay day) const {
  return StartOfDay(day) + HoursOn(day).sessions.front().start;
}

}  // namespace phoihop::deadline
