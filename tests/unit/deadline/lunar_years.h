// The lunar years 1900 to 2100 as others published or computed them: facts, none of them made by the code under test.
//
// 1968 to 2100: the year codes that Hồ Ngọc Đức published in 2004 (day of Tết, length of every month, leap month),
// decoded outside of this tree.
// 1900 to 1967: his codes follow the tables of that time, which were made for UTC+8 (kPrintedForUtc8 in
// lunar_calendar_test.cc). The rows here are for UTC+7, computed outside of this tree from other theories of the sun
// (VSOP87) and the moon, with the rules of month 11 and the leap month.
// 1901 to 2100: every day of Tết, and of Giỗ Tổ Hùng Vương (10/3), was compared with a second published list for UTC+7,
// which a project that collects public holidays keeps. They all agree.
#ifndef TESTS_UNIT_DEADLINE_LUNAR_YEARS_H_
#define TESTS_UNIT_DEADLINE_LUNAR_YEARS_H_

#include <vector>

namespace phoihop::deadline {

struct LunarYearFact {
  const char* tet;
  int leap_month;  // which month is doubled; 0: none
  // One character a month, the leap month included: 9 for 29 days, 0 for 30.
  const char* lengths;
};

// In order, the first is 1900.
const std::vector<LunarYearFact>& LunarYearFacts();

}  // namespace phoihop::deadline

#endif  // TESTS_UNIT_DEADLINE_LUNAR_YEARS_H_
