#include "workflow/plan/recurrence.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "workflow/errors.h"

namespace phoihop::plan {
namespace {

constexpr int kLastDay = -1;
constexpr int kShortestMonthDays = 28;
constexpr int kLongestMonthDays = 31;

absl::CivilDay DayIn(absl::CivilMonth month, int month_day) {
  const absl::CivilDay last = LastDayOfMonth(month);
  if (month_day == 0 || month_day == kLastDay) return last;
  return std::min(absl::CivilDay(month) + (month_day - 1), last);
}

absl::CivilMonth MonthOf(absl::CivilDay day) { return absl::CivilMonth(day); }

absl::Status NotARule(absl::string_view rule) {
  return Error(
      v1::ERROR_REASON_INVALID_FIELD,
      absl::StrCat("'", Excerpt(rule), "' is not a rhythm of a plan; write for example FREQ=MONTHLY;INTERVAL=3 or ",
                   "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"));
}

absl::string_view FrequencyName(Recurrence::Frequency frequency) {
  switch (frequency) {
    case Recurrence::Frequency::kDaily:
      return "DAILY";
    case Recurrence::Frequency::kWeekly:
      return "WEEKLY";
    case Recurrence::Frequency::kMonthly:
      return "MONTHLY";
    case Recurrence::Frequency::kYearly:
      return "YEARLY";
  }
  return "";
}

bool ReadFrequency(absl::string_view value, Recurrence::Frequency& frequency) {
  for (auto candidate : {Recurrence::Frequency::kDaily, Recurrence::Frequency::kWeekly, Recurrence::Frequency::kMonthly,
                         Recurrence::Frequency::kYearly}) {
    if (value == FrequencyName(candidate)) {
      frequency = candidate;
      return true;
    }
  }
  return false;
}

bool ReadMonths(absl::string_view value, std::vector<int>& months) {
  for (absl::string_view part : absl::StrSplit(value, ',')) {
    int month = 0;
    if (!absl::SimpleAtoi(part, &month) || month < 1 || month > 12) return false;
    months.push_back(month);
  }
  return std::is_sorted(months.begin(), months.end());
}

// `15`, `-1`, or `28,29,30`, which with BYSETPOS=-1 means "the 30th or the last day".
bool ReadMonthDay(absl::string_view value, int& month_day) {
  const std::vector<absl::string_view> parts = absl::StrSplit(value, ',');
  return absl::SimpleAtoi(parts.back(), &month_day) &&
         (month_day == kLastDay || (month_day >= 1 && month_day <= kLongestMonthDays));
}

}  // namespace

absl::CivilDay LastDayOfMonth(absl::CivilMonth month) { return absl::CivilDay(month + 1) - 1; }

absl::CivilDay LastDayOfQuarter(int quarter, int year) { return LastDayOfMonth(absl::CivilMonth(year, quarter * 3)); }

bool Recurrence::NamesDay() const { return month_day != 0; }

bool Recurrence::MoreThanOnceAYear() const { return frequency != Frequency::kYearly || months.size() > 1; }

absl::CivilDay Recurrence::NextOnOrAfter(absl::CivilDay day) const {
  switch (frequency) {
    case Frequency::kDaily:
      return day;
    case Frequency::kWeekly:
      return absl::NextWeekday(day - 1, absl::Weekday::sunday);
    case Frequency::kMonthly: {
      absl::CivilMonth month = MonthOf(day);
      while (month.month() % interval != 0) ++month;
      while (DayIn(month, month_day) < day) month += interval;
      return DayIn(month, month_day);
    }
    case Frequency::kYearly:
      break;
  }
  const std::vector<int> in_year = months.empty() ? std::vector<int>{12} : months;
  for (auto year = day.year();; ++year) {
    for (int month : in_year) {
      const absl::CivilDay due = DayIn(absl::CivilMonth(year, month), month_day);
      if (due >= day) return due;
    }
  }
}

absl::CivilDay Recurrence::LastBefore(absl::CivilDay day) const {
  // Two occurrences are never more than a year apart.
  absl::CivilDay last = NextOnOrAfter(absl::CivilDay(day.year() - 2, 1, 1));
  for (absl::CivilDay next = last; next < day; next = NextOnOrAfter(next + 1)) last = next;
  return last;
}

std::vector<absl::CivilDay> Recurrence::Between(absl::CivilDay from, absl::CivilDay to) const {
  std::vector<absl::CivilDay> days;
  for (absl::CivilDay day = NextOnOrAfter(from); day <= to; day = NextOnOrAfter(day + 1)) days.push_back(day);
  return days;
}

std::string Recurrence::ToRule() const {
  std::string rule = absl::StrCat("FREQ=", FrequencyName(frequency));
  if (interval != 1) absl::StrAppend(&rule, ";INTERVAL=", interval);
  if (!months.empty()) absl::StrAppend(&rule, ";BYMONTH=", absl::StrJoin(months, ","));
  const bool may_be_missing = month_day > kShortestMonthDays && months.empty();
  if (month_day == kLongestMonthDays && may_be_missing) {
    absl::StrAppend(&rule, ";BYMONTHDAY=-1");
  } else if (may_be_missing) {
    std::vector<int> days;
    for (int day = kShortestMonthDays; day <= month_day; ++day) days.push_back(day);
    absl::StrAppend(&rule, ";BYMONTHDAY=", absl::StrJoin(days, ","), ";BYSETPOS=-1");
  } else if (month_day != 0) {
    absl::StrAppend(&rule, ";BYMONTHDAY=", month_day);
  }
  return rule;
}

absl::StatusOr<Recurrence> Recurrence::FromRule(absl::string_view rule) {
  Recurrence result;
  bool has_frequency = false;
  for (absl::string_view part : absl::StrSplit(rule, ';')) {
    const std::pair<absl::string_view, absl::string_view> pair = absl::StrSplit(part, absl::MaxSplits('=', 1));
    bool good = false;
    if (pair.first == "FREQ") {
      good = has_frequency = ReadFrequency(pair.second, result.frequency);
    } else if (pair.first == "INTERVAL") {
      good = absl::SimpleAtoi(pair.second, &result.interval) && result.interval > 0 && 12 % result.interval == 0;
    } else if (pair.first == "BYMONTH") {
      good = ReadMonths(pair.second, result.months);
    } else if (pair.first == "BYMONTHDAY") {
      good = ReadMonthDay(pair.second, result.month_day);
    } else if (pair.first == "BYSETPOS") {
      good = pair.second == "-1";
    }
    if (!good) return NotARule(rule);
  }
  // What this reads it writes again, so that no part of a rule is silently dropped.
  if (!has_frequency || result.ToRule() != rule) return NotARule(rule);
  return result;
}

}  // namespace phoihop::plan
