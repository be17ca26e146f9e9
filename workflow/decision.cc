#include "workflow/decision.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {
// A province without data has to be able to take its first data: until a calendar is loaded, weekdays are worked.
v1::Calendar EmptyCalendar(absl::string_view province) {
  v1::Calendar calendar;
  calendar.set_name(ChildName(ProvinceName(province), "calendars", "default"));
  for (int weekday = 1; weekday <= 5; ++weekday) calendar.add_working_weekdays(weekday);
  auto* session = calendar.add_sessions();
  session->set_start_minute(8 * 60);
  session->set_end_minute(17 * 60);
  calendar.set_valid_from("2000-01-01");
  calendar.set_valid_to("2100-01-01");
  return calendar;
}

absl::StatusOr<deadline::WorkingCalendar> DefaultCalendar(const internal::v1::ReferenceData& data) {
  for (const v1::Calendar& calendar : data.calendars()) {
    if (LastSegment(calendar.name()) == "default") return deadline::WorkingCalendar::Create(calendar);
  }
  return deadline::WorkingCalendar::Create(EmptyCalendar(data.province()));
}
}  // namespace

absl::StatusOr<std::shared_ptr<const Facts>> Facts::Create(internal::v1::ReferenceData data, const Facts* previous) {
  auto calendar = DefaultCalendar(data);
  if (!calendar.ok()) return calendar.status();
  return std::shared_ptr<const Facts>(new Facts(std::move(data), *std::move(calendar), previous));
}

Facts::Facts(internal::v1::ReferenceData data, deadline::WorkingCalendar calendar, const Facts* previous)
    : data_(std::move(data)),
      directory_(data_),
      matcher_(directory_, previous == nullptr ? nullptr : &previous->matcher_),
      calendar_(std::move(calendar)),
      policies_(data_) {}

}  // namespace phoihop
