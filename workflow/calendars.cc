#include "workflow/calendars.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {

// More superiors than any unit has: a circle ends too.
constexpr int kMaxSuperiors = 16;

constexpr absl::string_view kAssignment = "/calendarAssignment";

std::string NameIn(const internal::v1::ReferenceData& data, absl::string_view calendar) {
  return ChildName(ProvinceName(data.province()), "calendars", calendar);
}

// A province without data has to be able to take its first data: until a calendar is loaded, weekdays are worked.
v1::Calendar EmptyCalendar(std::string name) {
  v1::Calendar calendar;
  calendar.set_name(std::move(name));
  for (int weekday = 1; weekday <= 5; ++weekday) calendar.add_working_weekdays(weekday);
  auto* session = calendar.add_sessions();
  session->set_start_minute(8 * 60);
  session->set_end_minute(17 * 60);
  calendar.set_valid_from("2000-01-01");
  calendar.set_valid_to("2100-01-01");
  return calendar;
}

}  // namespace

absl::StatusOr<Calendars::Made> Calendars::Make(const internal::v1::ReferenceData& data, const Calendars* previous) {
  Made made;
  const auto make = [&](const v1::Calendar& definition) {
    if (previous != nullptr) {
      const auto known = previous->made_.find(definition.name());
      if (known != previous->made_.end() &&
          known->second->definition().SerializeAsString() == definition.SerializeAsString()) {
        made[definition.name()] = known->second;
        return absl::OkStatus();
      }
    }
    auto calendar = deadline::WorkingCalendar::Create(definition);
    if (!calendar.ok()) return calendar.status();
    made[definition.name()] = std::make_shared<const deadline::WorkingCalendar>(*std::move(calendar));
    return absl::OkStatus();
  };
  for (const v1::Calendar& calendar : data.calendars()) {
    if (absl::Status status = make(calendar); !status.ok()) return status;
  }
  const std::string province = NameIn(data, kProvinceCalendar);
  if (made.contains(province) || made.contains(NameIn(data, kNationalCalendar))) return made;
  if (absl::Status status = make(EmptyCalendar(province)); !status.ok()) return status;
  return made;
}

Calendars::Calendars(Made made, const internal::v1::ReferenceData& data, const organisation::Directory& directory)
    : made_(std::move(made)), directory_(directory), province_(Find(NameIn(data, kProvinceCalendar))) {
  if (province_ == nullptr) province_ = Find(NameIn(data, kNationalCalendar));
  for (const v1::CalendarAssignment& assignment : data.calendar_assignments()) {
    const deadline::WorkingCalendar* calendar = Find(assignment.calendar());
    if (calendar != nullptr) by_unit_[UnitOfAssignment(assignment.name())] = calendar;
  }
}

const deadline::WorkingCalendar* Calendars::Find(absl::string_view name) const {
  const auto found = made_.find(name);
  return found == made_.end() ? nullptr : found->second.get();
}

const deadline::WorkingCalendar& Calendars::Named(absl::string_view name) const {
  const deadline::WorkingCalendar* found = name.empty() ? nullptr : Find(name);
  return found == nullptr ? *province_ : *found;
}

const deadline::WorkingCalendar& Calendars::OfUnit(absl::string_view unit, absl::CivilDay day) const {
  if (by_unit_.empty()) return *province_;
  std::string holder(unit);
  for (int i = 0; i < kMaxSuperiors && !holder.empty(); ++i) {
    if (const auto found = by_unit_.find(holder); found != by_unit_.end()) return *found->second;
    holder = directory_.ParentOf(holder, day);
  }
  return *province_;
}

std::string CalendarAssignmentName(absl::string_view unit) { return absl::StrCat(unit, kAssignment); }

std::string UnitOfAssignment(absl::string_view name) { return std::string(absl::StripSuffix(name, kAssignment)); }

}  // namespace phoihop
