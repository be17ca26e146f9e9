// The calendar of Đồng Nai 2024-2027 for tests: decided to the end of 2026, valid to the end of 2027, Monday to Friday
// from 07:30, with the unconfirmed swap of 23 and 28/11/2026.
#ifndef TESTS_UNIT_DEADLINE_PROVINCE_CALENDAR_H_
#define TESTS_UNIT_DEADLINE_PROVINCE_CALENDAR_H_

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/v1/deadline.pb.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::deadline {

v1::Calendar ProvinceCalendarDefinition();
const WorkingCalendar& ProvinceCalendar();

// The rules of data/dong-nai: tet-duong-lich, tet, gio-to, chien-thang, quoc-te-lao-dong, quoc-khanh, ngay-van-hoa.
void AddLaw(v1::Calendar& calendar);

// 2026-08-31. The test ends when it is not a date.
absl::CivilDay Day(absl::string_view date);
// 2026-08-31 07:30 in Vietnam.
absl::Time At(absl::string_view date_and_time);

}  // namespace phoihop::deadline

#endif  // TESTS_UNIT_DEADLINE_PROVINCE_CALENDAR_H_
