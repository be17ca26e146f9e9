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

v1::Calendar DefaultCalendar(const internal::v1::ReferenceData& data) {
  for (const v1::Calendar& calendar : data.calendars()) {
    if (LastSegment(calendar.name()) == "default") return calendar;
  }
  return EmptyCalendar(data.province());
}

// Counting the working days of a century costs more than the rest of new facts together.
absl::StatusOr<std::shared_ptr<const deadline::WorkingCalendar>> MakeCalendar(
    const internal::v1::ReferenceData& data, const std::shared_ptr<const deadline::WorkingCalendar>& previous) {
  const v1::Calendar definition = DefaultCalendar(data);
  if (previous != nullptr && previous->definition().SerializeAsString() == definition.SerializeAsString()) {
    return previous;
  }
  auto calendar = deadline::WorkingCalendar::Create(definition);
  if (!calendar.ok()) return calendar.status();
  return std::make_shared<const deadline::WorkingCalendar>(*std::move(calendar));
}
}  // namespace

absl::StatusOr<std::shared_ptr<const Facts>> Facts::Create(internal::v1::ReferenceData data, const Facts* previous) {
  auto calendar = MakeCalendar(data, previous == nullptr ? nullptr : previous->calendar_);
  if (!calendar.ok()) return calendar.status();
  return std::shared_ptr<const Facts>(new Facts(std::move(data), *std::move(calendar), previous));
}

Facts::Facts(internal::v1::ReferenceData data, std::shared_ptr<const deadline::WorkingCalendar> calendar,
             const Facts* previous)
    : data_(std::move(data)),
      directory_(data_),
      matcher_(directory_, previous == nullptr ? nullptr : &previous->matcher_),
      instruments_(data_),
      calendar_(std::move(calendar)),
      policies_(data_),
      access_(data_) {}

}  // namespace phoihop
