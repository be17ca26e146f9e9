#include "workflow/civil_time.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "workflow/errors.h"

namespace phoihop {
namespace {
constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2200;
constexpr int kVietnamOffsetSeconds = 7 * 3600;

// Messages hold dates in one fixed shape, so that text order is date order.
bool IsDateShape(absl::string_view text) {
  if (text.size() != 10) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}
}  // namespace

absl::TimeZone VietnamTimeZone() { return absl::FixedTimeZone(kVietnamOffsetSeconds); }

absl::StatusOr<absl::CivilDay> ParseDate(absl::string_view text) {
  absl::CivilDay day;
  if (IsDateShape(text) && absl::ParseCivilTime(text, &day) && day.year() >= kFirstYear && day.year() <= kLastYear)
    return day;
  return Error(v1::ERROR_REASON_INVALID_DATE,
               absl::StrCat("'", Excerpt(text), "' is not a date; write YYYY-MM-DD, for example 2026-08-31"));
}

std::string FormatDate(absl::CivilDay day) { return absl::FormatCivilTime(day); }

std::string FormatDateForPeople(absl::CivilDay day) {
  return absl::StrFormat("%02d/%02d/%04d", day.day(), day.month(), day.year());
}

absl::CivilDay DayOf(absl::Time instant) { return absl::ToCivilDay(instant, VietnamTimeZone()); }

absl::Time StartOfDay(absl::CivilDay day) { return absl::FromCivil(day, VietnamTimeZone()); }

absl::Time EndOfDay(absl::CivilDay day) { return StartOfDay(day + 1); }

google::protobuf::Timestamp ToTimestamp(absl::Time instant) {
  const int64_t micros = absl::ToUnixMicros(instant);
  const int64_t seconds = micros >= 0 ? micros / 1'000'000 : -((-micros + 999'999) / 1'000'000);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>((micros - seconds * 1'000'000) * 1'000));
  return timestamp;
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Microseconds(timestamp.nanos() / 1'000);
}

bool Contains(absl::string_view from, absl::string_view to, absl::CivilDay day) {
  const std::string text = FormatDate(day);
  return (from.empty() || from <= text) && (to.empty() || text < to);
}

}  // namespace phoihop
