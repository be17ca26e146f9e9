#include "workflow/organisation/assign_calendar.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/basis.h"
#include "workflow/calendars.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

absl::Status CheckName(const std::string& unit, const std::string& name) {
  if (const auto id = IdOf(unit, "units"); !id.ok()) return id.status();
  if (name == CalendarAssignmentName(unit)) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_NAME,
                        {{"name", "has to be of the form provinces/{province}/units/{unit}/calendarAssignment"}});
}

absl::Status CheckCalendar(const internal::v1::ReferenceData& state, const std::string& calendar) {
  if (calendar.empty() || FindByName(state.calendars(), calendar) != nullptr) return absl::OkStatus();
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no calendar ", Excerpt(calendar),
                            "; publish it first (PublishCalendar), or list those there are (ListCalendars)."));
}

}  // namespace

absl::StatusOr<Decision> DecideCalendarAssignment(const internal::v1::ReferenceData& state,
                                                  const internal::v1::AssignCalendar& command, const Facts& facts,
                                                  const Context& context) {
  const v1::CalendarAssignment& asked = command.assignment();
  const std::string unit = UnitOfAssignment(asked.name());
  if (absl::Status named = CheckName(unit, asked.name()); !named.ok()) return named;
  Findings findings;
  findings.Basis("basis", asked.basis());
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  if (absl::Status alive = facts.directory().CheckAlive(unit, DayOf(context.now)); !alive.ok()) return alive;
  if (absl::Status known = CheckCalendar(state, asked.calendar()); !known.ok()) return known;
  if (!HasBasis(asked.basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED,
                 "a unit works by another calendar on the decision that says so; name it in `basis`");
  }
  const v1::CalendarAssignment* known = FindByName(state.calendar_assignments(), asked.name());
  const std::string before = known == nullptr ? std::string() : known->calendar();
  if (before == asked.calendar()) return Decision();
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(asked.name());
  event.set_type("calendar.assigned");
  *event.mutable_basis() = asked.basis();
  v1::FieldChange& change = *event.add_changes();
  change.set_field("calendar");
  change.set_before(before);
  change.set_after(asked.calendar());
  *event.mutable_calendar_assigned()->mutable_calendar_assignment() = asked;
  return decision;
}

}  // namespace phoihop::organisation
