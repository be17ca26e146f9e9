#include "services/handlers/calendar_service.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/calendar_preview.h"
#include "services/handlers/command.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/recorded_thing.h"
#include "services/handlers/submit.h"
#include "services/handlers/timeline.h"
#include "services/handlers/work_pool.h"
#include "workflow/calendars.h"
#include "workflow/errors.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/publish_calendar.h"

namespace phoihop::handlers {
namespace {

absl::StatusOr<v1::Calendar> FindCalendar(const Facts& facts, const std::string& name) {
  for (const v1::Calendar& calendar : facts.data().calendars()) {
    if (calendar.name() == name) return calendar;
  }
  return NotReadableYet();
}

// The command, with what a preview says at this moment. A calendar that is refused goes to the write door without it:
// there the same rules refuse it, unless the request is one that was carried out before.
absl::Status Prepare(const v1::PublishCalendarRequest& request, const CallContext& call, const Services& services,
                     internal::v1::Command& command) {
  internal::v1::PublishCalendar& publish = *command.mutable_reference()->mutable_publish_calendar();
  *publish.mutable_calendar() = request.calendar();
  publish.set_preview_token(request.preview_token());
  *publish.mutable_basis() = request.basis();
  auto preview = PreviewCalendar(request.calendar(), call, services);
  if (!preview.ok()) {
    return preview.status().code() == absl::StatusCode::kInvalidArgument ? absl::OkStatus() : preview.status();
  }
  publish.set_seen_token(preview->response.preview_token());
  for (std::string& task : preview->tasks) publish.add_tasks(std::move(task));
  // What it was prepared on: tasks that change after this event are looked at once more.
  command.set_etag(absl::StrCat(preview->last_sequence));
  return absl::OkStatus();
}

void Submit(internal::v1::Command command, const CallContext& call, const Services& services, Done<v1::Calendar> done) {
  const std::string name = command.reference().publish_calendar().calendar().name();
  if (command.validate_only()) {
    const v1::Calendar asked = command.reference().publish_calendar().calendar();
    services.engine.Submit(std::move(command), [asked, facts = call.facts, done = std::move(done)](
                                                   const absl::StatusOr<engine::Applied>& applied) {
      if (!applied.ok()) return done(applied.status());
      done(organisation::NextVersion(facts->data(), asked));
    });
    return;
  }
  SubmitAndRead<v1::Calendar>(std::move(command), services, std::move(done),
                              [name](const Facts& facts, const std::string&) { return FindCalendar(facts, name); });
}

}  // namespace

absl::StatusOr<v1::PreviewCalendarChangeResponse> PreviewCalendarChange(const v1::PreviewCalendarChangeRequest& request,
                                                                        const CallContext& call,
                                                                        const Services& services) {
  if (const absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return parent;
  auto preview = PreviewCalendar(request.calendar(), call, services);
  if (!preview.ok()) return preview.status();
  return std::move(preview->response);
}

void PublishCalendar(const v1::PublishCalendarRequest& request, const CallContext& call, const Services& services,
                     Done<v1::Calendar> done) {
  if (const absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return done(parent);
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  const bool accepted = services.pool.TrySubmit([request = std::make_shared<const v1::PublishCalendarRequest>(request),
                                                 command = *command, call, &services, done]() mutable {
    const absl::Status prepared = Prepare(*request, call, services, command);
    if (!prepared.ok()) return done(prepared);
    Submit(std::move(command), call, services, std::move(done));
  });
  if (!accepted) {
    done(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
  }
}

absl::StatusOr<v1::ListCalendarsResponse> ListCalendars(const v1::ListCalendarsRequest& request,
                                                        const CallContext& call, const Services&) {
  if (const absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return parent;
  v1::ListCalendarsResponse response;
  for (const v1::Calendar& calendar : call.facts->data().calendars()) {
    v1::Calendar& listed = *response.add_calendars();
    listed = calendar;
    listed.clear_days();
    listed.clear_rules();
  }
  for (const v1::CalendarAssignment& assignment : call.facts->data().calendar_assignments()) {
    if (!assignment.calendar().empty()) *response.add_assignments() = assignment;
  }
  return response;
}

void AssignCalendar(const v1::AssignCalendarRequest& request, const CallContext& call, const Services& services,
                    Done<v1::CalendarAssignment> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  const std::string name = CalendarAssignmentName(request.name());
  v1::CalendarAssignment& asked = *command->mutable_reference()->mutable_assign_calendar()->mutable_assignment();
  asked.set_name(name);
  asked.set_calendar(request.calendar());
  if (request.has_basis()) *asked.mutable_basis() = request.basis();
  SubmitThing<v1::CalendarAssignment>(
      *std::move(command), call, services,
      {[](const v1::Event& event) {
         return event.has_calendar_assigned() ? &event.calendar_assigned().calendar_assignment() : nullptr;
       },
       [name](const Facts& facts) { return organisation::FindByName(facts.data().calendar_assignments(), name); },
       [](const v1::CalendarAssignment& assignment) { return assignment; }},
      std::move(done));
}

void AddCalendarService(MethodTable& table) {
  table.Read("phoihop.v1.CalendarService.PreviewCalendarChange", PreviewCalendarChange, Caller::kRequired);
  table.Command("phoihop.v1.CalendarService.PublishCalendar", PublishCalendar);
  table.Read("phoihop.v1.CalendarService.ListCalendars", ListCalendars, Caller::kOptional);
  table.Command("phoihop.v1.CalendarService.AssignCalendar", AssignCalendar);
  table.Read("phoihop.v1.CalendarService.SimulateTimeline", SimulateTimeline, Caller::kRequired);
}

}  // namespace phoihop::handlers
