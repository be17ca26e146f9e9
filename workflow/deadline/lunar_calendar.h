// The Vietnamese lunisolar calendar (âm lịch) at UTC+7, which fixes Tết Nguyên đán and Giỗ Tổ Hùng Vương (10/3).
//
// The rules:
//   - Days run from midnight to midnight at UTC+7. A month begins on the day of the new moon: 29 or 30 days.
//   - Month 11 is the one that holds the winter solstice (the sun at 270 degrees).
//   - When 13 months begin from one month 11 to before the next, the first of them that the sun leaves in the same
//     twelfth of its way in which it entered (it holds no major term, trung khí) is a leap month, and has the number of
//     the month before it ("tháng 6 nhuận"). A year thus has 12 or 13 months.
//   - A year is called by the civil year in which its month 1 begins: 29/01/2025 is 1/1/2025, the day before is
//     29/12/2024.
//
// Source of the rules: Hồ Ngọc Đức, "Thuật toán tính âm lịch" (2004), whose own formulae are simplified; those used
// here are named in sun_and_moon.h.
//
// How sure it is. All days of Tết and of Giỗ Tổ from 1901 to 2100 agree with what others published for UTC+7, and all
// months from 1968 to 2199 with the year codes of the same author but one: month 4 of 2054 begins here on 8 May, half a
// minute after midnight, and there on 7 May. Which it will be, nobody can know before the rotation of the Earth has
// been measured; the same holds for month 10 of 2077, month 9 of 2085 and, after 2100, some eight months whose new moon
// falls within three minutes of midnight, the Tết of 2175 and of 2199 among them. What the State publishes counts.
//
// Before 1968 the country lived by tables made for Beijing (UTC+8): decision 121-CP of 8 August 1967 introduced UTC+7,
// from 1 January 1968 on, in the north; the south kept UTC+8 until 1975. These functions use UTC+7 throughout. For days
// before Tết Mậu Thân (29 January 1968) they say what the rules give, which is not always what was printed: Tết was
// kept a day later in 1903, 1935 and 1965, the leap months of 1917, 1922 and 1938 differ, and some twenty other months
// begin a day earlier here. One new moon, that of 7 or 8 July 1967, lies nearer to midnight than the formula is exact.
#ifndef WORKFLOW_DEADLINE_LUNAR_CALENDAR_H_
#define WORKFLOW_DEADLINE_LUNAR_CALENDAR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace phoihop::deadline {

// Civil years that are known.
inline constexpr int kFirstLunarCivilYear = 1900;
inline constexpr int kLastLunarCivilYear = 2199;

struct LunarDay {
  int day = 1;    // 1 to 30
  int month = 1;  // 1 to 12
  bool leap = false;
  int year = 0;

  friend bool operator==(const LunarDay&, const LunarDay&) = default;
};

// A month of a lunar year.
struct LunarMonth {
  int month = 1;
  bool leap = false;
  absl::CivilDay first;
  int length = 0;  // 29 or 30
};

// "10/3/2026", "1/6 nhuận/2025"
std::string FormatLunarDay(const LunarDay& day);

// OUT_OF_RANGE (CALENDAR_OUT_OF_RANGE) outside of the civil years above.
absl::StatusOr<LunarDay> LunarFromCivil(absl::CivilDay day);

// The inverse. INVALID_ARGUMENT (INVALID_DATE) when there is no such day: a 30th of a month of 29 days, a leap month of
// a year that has it not, a month 13. OUT_OF_RANGE (CALENDAR_OUT_OF_RANGE) when it lies outside of the civil years
// above.
absl::StatusOr<absl::CivilDay> CivilFromLunar(const LunarDay& day);

// Days of a month, 29 or 30. Errors as for its first day.
absl::StatusOr<int> LunarMonthLength(int month, bool leap, int year);

// The 12 or 13 months of a year, in order. OUT_OF_RANGE (CALENDAR_OUT_OF_RANGE) when the year does not begin in one of
// the civil years above.
absl::StatusOr<std::vector<LunarMonth>> MonthsOfLunarYear(int year);

}  // namespace phoihop::deadline

#endif  // WORKFLOW_DEADLINE_LUNAR_CALENDAR_H_
