// Decisions of the responsible unit.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/escalation/ladder.h"
#include "workflow/limits.h"
#include "workflow/task/decide.h"
#include "workflow/task/evidence.h"
#include "workflow/task/fields.h"
#include "workflow/task/handoff_steps.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

// From this refusal on the common superior of issuer and lead is told.
constexpr int kBouncesThatEscalate = 2;

// What was gathered so far belongs to the result, and comes first.
v1::TaskResult WithEvidence(const v1::Task& task, v1::TaskResult result) {
  auto documents = task.evidence();
  documents.MergeFrom(result.documents());
  *result.mutable_documents() = std::move(documents);
  return result;
}

v1::TaskResult HandedIn(v1::TaskResult result, const Context& context) {
  *result.mutable_submit_time() = ToTimestamp(context.now);
  *result.mutable_submitter() = context.actor;
  return result;
}

}  // namespace

absl::StatusOr<Decision> DecideAccept(const Case& c, const v1::AcceptTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_ACCEPT, c, request.etag());
  if (!admitted.ok()) return admitted;

  Recorder recorder(c.task, c.context);
  RecordAccepted(c, /*comment=*/"", v1::Citation::default_instance(), recorder);
  return std::move(recorder).Finish();
}

void RecordAccepted(const Case& c, const std::string& comment, const v1::Citation& basis, Recorder& recorder) {
  v1::Event event;
  v1::TaskAccepted& accepted = *event.mutable_task_accepted();
  accepted.set_comment(comment);
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_ACKNOWLEDGE, c.facts, c.now(), accepted.mutable_clocks());
  recorder.Add(std::move(event), basis);
}

absl::StatusOr<Decision> DecideRefuse(const Case& c, const v1::RefuseTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Refusal("reason", request.reason(), request.explanation());
  check.Basis("basis", request.basis());
  check.Sibling("proposed_unit", request.proposed_unit(), "units", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REFUSE, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (!request.proposed_unit().empty()) {
    const absl::Status alive = c.facts.directory().CheckAlive(request.proposed_unit(), DayOf(c.now()));
    if (!alive.ok()) return alive;
  }

  v1::Event event;
  v1::TaskRefused* refused = event.mutable_task_refused();
  refused->set_reason(request.reason());
  refused->set_explanation(request.explanation());
  refused->set_proposed_unit(request.proposed_unit());
  CancelClock(c.task, v1::CLOCK_PURPOSE_ACKNOWLEDGE, c.now(), refused->mutable_clocks());
  const absl::Status started = StartSmallClock(c.task, v1::CLOCK_PURPOSE_ISSUER_DECISION, c.task.issuer_unit(), c.facts,
                                               c.now(), refused->mutable_clocks());
  if (!started.ok()) return started;
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), request.basis());
  if (recorder.task().bounce_count() >= kBouncesThatEscalate) {
    v1::Event bounce;
    *bounce.mutable_task_escalated()->mutable_escalation() =
        escalation::Bounce(recorder.task(), c.facts.directory(), c.now());
    recorder.Add(std::move(bounce));
  }
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideAssignPerson(const Case& c, const v1::AssignPersonRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Sibling("person", request.person(), "persons", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_ASSIGN_PERSON, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (!request.person().empty() &&
      !c.facts.directory().IsMember(c.task.lead_unit(), request.person(), DayOf(c.now()))) {
    return Error(v1::ERROR_REASON_NOT_A_MEMBER,
                 absl::StrCat(request.person(), " has no membership in ", c.task.lead_unit(), " on ",
                              FormatDate(DayOf(c.now())), "; choose a person of the unit or record the membership."));
  }
  Recorder recorder(c.task, c.context);
  // Giving the work to the one who has it changes nothing.
  if (request.person() != c.task.assignee()) {
    v1::Event event;
    event.mutable_task_person_assigned()->set_person(request.person());
    recorder.Add(std::move(event));
  }
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideStart(const Case& c, const v1::StartTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_START, c, request.etag());
  if (!admitted.ok()) return admitted;

  v1::Event event;
  event.mutable_task_started()->set_person(access::PersonOf(c.context.actor));
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideSubmit(const Case& c, const v1::SubmitTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("result.summary", !request.result().summary().empty() || !request.result().documents().empty() ||
                                       !c.task.evidence().empty());
  check.Result("result", request.result());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_SUBMIT, c, request.etag());
  if (!admitted.ok()) return admitted;
  auto result = FillSlots(c.task, WithEvidence(c.task, request.result()));
  if (!result.ok()) return result.status();

  v1::Event event;
  v1::TaskSubmitted* submitted = event.mutable_task_submitted();
  *submitted->mutable_result() = HandedIn(*std::move(result), c.context);
  FreezeClock(c.task, v1::CLOCK_PURPOSE_COMPLETE, c.facts, c.now(), submitted->mutable_clocks());
  FreezeClock(c.task, v1::CLOCK_PURPOSE_INTERIM, c.facts, c.now(), submitted->mutable_clocks());
  const absl::Status started = StartSmallClock(c.task, v1::CLOCK_PURPOSE_APPROVE, c.task.approver_unit(), c.facts,
                                               c.now(), submitted->mutable_clocks());
  if (!started.ok()) return started;
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideComplete(const Case& c, const v1::CompleteTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Result("result", request.result());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_COMPLETE, c, request.etag());
  if (!admitted.ok()) return admitted;
  auto result = FillSlots(c.task, WithEvidence(c.task, request.result()));
  if (!result.ok()) return result.status();

  v1::Event event;
  v1::TaskCompleted* completed = event.mutable_task_completed();
  *completed->mutable_result() = HandedIn(*std::move(result), c.context);
  SatisfyClock(c.task, v1::CLOCK_PURPOSE_COMPLETE, c.facts, c.now(), completed->mutable_clocks());
  CancelClock(c.task, v1::CLOCK_PURPOSE_CONTRIBUTE, c.now(), completed->mutable_clocks());
  CancelClock(c.task, v1::CLOCK_PURPOSE_INTERIM, c.now(), completed->mutable_clocks());
  Recorder recorder(c.task, c.context);
  EndHandoffs(c, /*reason=*/"", v1::Citation::default_instance(), recorder);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
