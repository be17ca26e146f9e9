#include "workflow/deadline/lunar_calendar.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/sun_and_moon.h"
#include "workflow/errors.h"

namespace phoihop::deadline {
namespace {
constexpr int kMonthsPerYear = 12;
// The month that holds the winter solstice.
constexpr int kSolsticeMonth = 11;

// The new moon that begins month 11 of a year.
int NewMoonOfSolsticeMonth(int year) {
  const int last = NewMoonOnOrBefore(absl::CivilDay(year, 12, 31));
  // It may begin after the solstice.
  return SunTerm(NewMoonDay(last)) >= kWinterSolsticeTerm ? last - 1 : last;
}

// The months from month 11 of one year to before month 11 of the next.
struct Cycle {
  int year;   // of its first month
  int first;  // new moon
  int months;
  int leap = -1;  // index of the leap month, from 0
};

Cycle CycleFrom(int year) {
  Cycle cycle;
  cycle.year = year;
  cycle.first = NewMoonOfSolsticeMonth(year);
  cycle.months = NewMoonOfSolsticeMonth(year + 1) - cycle.first;
  if (cycle.months == kMonthsPerYear) return cycle;
  int entered = SunTerm(NewMoonDay(cycle.first + 1));
  for (int i = 1; i < cycle.months && cycle.leap < 0; ++i) {
    const int left = SunTerm(NewMoonDay(cycle.first + i + 1));
    if (left == entered) cycle.leap = i;
    entered = left;
  }
  return cycle;
}

LunarMonth MonthAt(const Cycle& cycle, int index) {
  LunarMonth month;
  month.leap = index == cycle.leap;
  const int before = cycle.leap >= 0 && index >= cycle.leap ? index - 1 : index;
  month.month = (kSolsticeMonth + before - 1) % kMonthsPerYear + 1;
  month.first = NewMoonDay(cycle.first + index);
  month.length = static_cast<int>(NewMoonDay(cycle.first + index + 1) - month.first);
  return month;
}

int YearOf(const Cycle& cycle, int month) { return month >= kSolsticeMonth ? cycle.year : cycle.year + 1; }

std::string MonthForPeople(int month, bool leap, int year) { return absl::StrCat(month, leap ? " nhuận/" : "/", year); }

absl::Status CheckYear(int64_t year, const std::string& what) {
  if (year >= kFirstLunarCivilYear && year <= kLastLunarCivilYear) return absl::OkStatus();
  return Error(v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE,
               absl::StrCat("the lunar calendar has no data for ", what, ", only for the civil years ",
                            kFirstLunarCivilYear, " to ", kLastLunarCivilYear, "; choose a day within"));
}

absl::Status NoSuchDay(const std::string& day, const std::string& why) {
  return Error(v1::ERROR_REASON_INVALID_DATE, absl::StrCat("there is no lunar day ", day, ": ", why));
}

// The month that a lunar day names, whatever the day.
absl::StatusOr<LunarMonth> FindMonth(const LunarDay& day) {
  const std::string text = FormatLunarDay(day);
  if (day.month < 1 || day.month > kMonthsPerYear) return NoSuchDay(text, "months are numbered from 1 to 12");
  // The first days of the first civil year belong to the year before.
  if (day.year != kFirstLunarCivilYear - 1) {
    if (absl::Status status = CheckYear(day.year, text); !status.ok()) return status;
  }
  const bool early = day.month >= kSolsticeMonth;
  const Cycle cycle = CycleFrom(early ? day.year : day.year - 1);
  int index = day.month - kSolsticeMonth + (early ? 0 : kMonthsPerYear);
  if (cycle.leap >= 0 && index >= cycle.leap) ++index;
  if (day.leap && ++index != cycle.leap)
    return NoSuchDay(text, absl::StrCat("month ", day.month, " of ", day.year, " is not doubled"));
  return MonthAt(cycle, index);
}
}  // namespace

std::string FormatLunarDay(const LunarDay& day) {
  return absl::StrCat(day.day, "/", MonthForPeople(day.month, day.leap, day.year));
}

absl::StatusOr<LunarDay> LunarFromCivil(absl::CivilDay day) {
  if (absl::Status status = CheckYear(day.year(), FormatDate(day)); !status.ok()) return status;
  const int year = static_cast<int>(day.year());
  const int number = NewMoonOnOrBefore(day);
  const Cycle cycle = CycleFrom(number >= NewMoonOfSolsticeMonth(year) ? year : year - 1);
  const LunarMonth month = MonthAt(cycle, number - cycle.first);
  return LunarDay{static_cast<int>(day - month.first) + 1, month.month, month.leap, YearOf(cycle, month.month)};
}

absl::StatusOr<absl::CivilDay> CivilFromLunar(const LunarDay& day) {
  const absl::StatusOr<LunarMonth> month = FindMonth(day);
  if (!month.ok()) return month.status();
  if (day.day < 1 || day.day > month->length)
    return NoSuchDay(FormatLunarDay(day), absl::StrCat("its month has ", month->length, " days"));
  const absl::CivilDay civil = month->first + (day.day - 1);
  if (absl::Status status = CheckYear(civil.year(), FormatLunarDay(day)); !status.ok()) return status;
  return civil;
}

absl::StatusOr<int> LunarMonthLength(int month, bool leap, int year) {
  const LunarDay first{1, month, leap, year};
  const absl::StatusOr<LunarMonth> found = FindMonth(first);
  if (!found.ok()) return found.status();
  if (absl::Status status = CheckYear(found->first.year(), FormatLunarDay(first)); !status.ok()) return status;
  return found->length;
}

absl::StatusOr<std::vector<LunarMonth>> MonthsOfLunarYear(int year) {
  if (absl::Status status = CheckYear(year, absl::StrCat("the lunar year ", year)); !status.ok()) return status;
  std::vector<LunarMonth> months;
  for (const int first_year : {year - 1, year}) {
    const Cycle cycle = CycleFrom(first_year);
    for (int index = 0; index < cycle.months; ++index) {
      const LunarMonth month = MonthAt(cycle, index);
      if (YearOf(cycle, month.month) == year) months.push_back(month);
    }
  }
  return months;
}

}  // namespace phoihop::deadline
