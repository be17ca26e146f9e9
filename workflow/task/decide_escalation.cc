// The way back of an escalation: whoever it reached says what is done about it (xử lý).
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"

namespace phoihop::task {
namespace {

using Response = v1::EscalationResponse;

// Who directs the lead unit, and not only knows of the matter.
constexpr Roles kDirects = kIssuer | kApprover | kMonitor | kHeadOfLead | kSupervisor;

absl::Status CheckRequest(const v1::HandleEscalationRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  if (request.kind() == Response::KIND_UNSPECIFIED || !Response::Kind_IsValid(request.kind())) {
    check.Violation("kind", "is required: TAKEN_UP, ORDERED, REASSIGNED or RETURNED");
  }
  if (request.kind() == Response::KIND_ORDERED || request.kind() == Response::KIND_RETURNED) {
    check.Required("instruction", !request.instruction().empty());
  }
  check.Text("instruction", request.instruction(), limits::kExplanationBytes);
  const bool reassigns = request.kind() == Response::KIND_REASSIGNED;
  if (reassigns) check.Required("person", !request.person().empty());
  if (!reassigns && !request.person().empty()) check.Violation("person", "is for REASSIGNED only; leave it empty");
  check.Sibling("person", request.person(), "persons", request.name());
  return check.ToStatus();
}

absl::Status CheckMayDirect(const Case& c, Response::Kind kind) {
  if (kind == Response::KIND_TAKEN_UP) return absl::OkStatus();
  const Situation situation(c.task, c.context.actor, c.facts, c.now());
  if ((situation.roles() & kDirects) != 0) return absl::OkStatus();
  return Error(v1::ERROR_REASON_PERMISSION_DENIED,
               "Orders, returns and reassignments are for the issuer, the approver, a unit above the lead, the office "
               "that monitors, and the head of the lead unit; answer with TAKEN_UP.");
}

absl::Status CheckPerson(const Case& c, const v1::HandleEscalationRequest& request) {
  if (request.kind() != Response::KIND_REASSIGNED) return absl::OkStatus();
  const Situation situation(c.task, c.context.actor, c.facts, c.now());
  if (const auto refusal = CheckState(v1::TASK_VERB_ASSIGN_PERSON, situation)) return refusal->ToStatus();
  if (!c.facts.directory().IsMember(c.task.lead_unit(), request.person(), DayOf(c.now()))) {
    return Error(v1::ERROR_REASON_NOT_A_MEMBER,
                 absl::StrCat(request.person(), " has no membership in ", c.task.lead_unit(), " on ",
                              FormatDate(DayOf(c.now())), "; choose a person of the unit that leads the task."));
  }
  if (request.person() != c.task.assignee()) return absl::OkStatus();
  return Error(v1::ERROR_REASON_ALREADY_ASSIGNED,
               absl::StrCat(request.person(), " has the task already; choose somebody else, or answer with ORDERED."));
}

}  // namespace

absl::StatusOr<Decision> DecideHandleEscalation(const Case& c, const v1::HandleEscalationRequest& request) {
  if (absl::Status well_formed = CheckRequest(request); !well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_HANDLE_ESCALATION, c, request.etag());
  if (!admitted.ok()) return admitted;
  absl::Status may = CheckMayDirect(c, request.kind());
  may.Update(CheckPerson(c, request));
  if (!may.ok()) return may;

  const v1::Escalation& answered = *LastEscalationTo(c.context.actor, c.task, c.facts.directory(), DayOf(c.now()));
  Recorder recorder(c.task, c.context);
  v1::Event event;
  Response& response = *event.mutable_task_escalation_handled()->mutable_response();
  response.set_kind(request.kind());
  response.set_clock_id(answered.clock_id());
  response.set_rung_index(answered.rung_index());
  response.set_instruction(request.instruction());
  response.set_person(request.person());
  *response.mutable_actor() = c.context.actor;
  *response.mutable_response_time() = ToTimestamp(c.now());
  recorder.Add(std::move(event));
  if (request.kind() == Response::KIND_REASSIGNED) {
    v1::Event assigned;
    assigned.mutable_task_person_assigned()->set_person(request.person());
    recorder.Add(std::move(assigned));
  }
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
