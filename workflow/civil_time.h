// Civil dates of the product: days in Asia/Ho_Chi_Minh (UTC+7, no daylight saving since 1975).
//
// In messages a day is the text `YYYY-MM-DD`, in code an absl::CivilDay. An interval of days is closed at the start and
// open at the end. The deadline "day D" is the instant D 24:00 (Civil Code 2015, article 148(6)).
#ifndef WORKFLOW_CIVIL_TIME_H_
#define WORKFLOW_CIVIL_TIME_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace phoihop {

// Asia/Ho_Chi_Minh as a fixed offset of +07:00: no time-zone database is needed and none can change a deadline.
absl::TimeZone VietnamTimeZone();

// Accepts exactly `YYYY-MM-DD` of an existing day in the years 1900 to 2200; otherwise INVALID_DATE.
absl::StatusOr<absl::CivilDay> ParseDate(absl::string_view text);

std::string FormatDate(absl::CivilDay day);           // 2026-08-31
std::string FormatDateForPeople(absl::CivilDay day);  // 31/08/2026

// The civil day in Vietnam at an instant.
absl::CivilDay DayOf(absl::Time instant);

// 00:00 of the day.
absl::Time StartOfDay(absl::CivilDay day);
// 24:00 of the day: the due instant of "day D".
absl::Time EndOfDay(absl::CivilDay day);

google::protobuf::Timestamp ToTimestamp(absl::Time instant);
// Microsecond precision, which is what the store keeps.
absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

// True when `from <= day` and `day < to`; an empty or malformed `to` means "until further notice", an empty `from`
// "since ever".
bool Contains(absl::string_view from, absl::string_view to, absl::CivilDay day);

}  // namespace phoihop

#endif  // WORKFLOW_CIVIL_TIME_H_
