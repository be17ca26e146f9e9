// Which calendar counts: that of a unit, of the province, of the nation.
#ifndef WORKFLOW_CALENDARS_H_
#define WORKFLOW_CALENDARS_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/deadline.pb.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/organisation/directory.h"

namespace phoihop {

// The calendar of a province is named `default`; a province without one follows that of the nation, `national`.
inline constexpr char kProvinceCalendar[] = "default";
inline constexpr char kNationalCalendar[] = "national";

// The calendars of a province in their present versions, and who follows which. Immutable.
class Calendars {
 public:
  // By resource name. Counting the working days of a century costs more than all other facts together, so a calendar
  // that did not change is taken over.
  using Made = absl::flat_hash_map<std::string, std::shared_ptr<const deadline::WorkingCalendar>>;

  // INVALID_ARGUMENT when one of them is broken. Without any, Monday to Friday are worked: that is how an empty
  // province starts.
  static absl::StatusOr<Made> Make(const internal::v1::ReferenceData& data, const Calendars* previous);

  // `data` and `directory` must outlive this.
  Calendars(Made made, const internal::v1::ReferenceData& data, const organisation::Directory& directory);

  // Whose work follows no other.
  const deadline::WorkingCalendar& province() const { return *province_; }

  // Null when there is none of this name.
  const deadline::WorkingCalendar* Find(absl::string_view name) const;
  // That of the province when the name is empty or unknown.
  const deadline::WorkingCalendar& Named(absl::string_view name) const;

  // That of the unit: its own, else that of the nearest administrative superior on the day that has one, else the
  // province's.
  const deadline::WorkingCalendar& OfUnit(absl::string_view unit, absl::CivilDay day) const;

  // The present version of the calendar that the clock was armed with.
  const deadline::WorkingCalendar& Of(const v1::Clock& clock) const { return Named(clock.calendar()); }

 private:
  const Made made_;
  const organisation::Directory& directory_;
  const deadline::WorkingCalendar* province_;
  absl::flat_hash_map<std::string, const deadline::WorkingCalendar*> by_unit_;
};

// `provinces/dong-nai/units/so-noi-vu/calendarAssignment`.
std::string CalendarAssignmentName(absl::string_view unit);
std::string UnitOfAssignment(absl::string_view name);

}  // namespace phoihop

#endif  // WORKFLOW_CALENDARS_H_
