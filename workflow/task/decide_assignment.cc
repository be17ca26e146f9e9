// Who in the lead unit does it: a person takes a task that nobody has, and gives it back.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"

namespace phoihop::task {

absl::StatusOr<Decision> DecideClaim(const Case& c, const v1::ClaimTaskRequest& request) {
  // Who stands in takes it for the absent one.
  const std::string& person = access::PersonOf(c.context.actor);
  FieldCheck check;
  check.TaskName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_CLAIM, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (person.empty()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"name", "a task is claimed by a person: act as one of the unit"}});
  }
  if (!c.facts.directory().IsMember(c.task.lead_unit(), person, DayOf(c.now()))) {
    return Error(v1::ERROR_REASON_NOT_A_MEMBER,
                 absl::StrCat(person, " has no membership in ", c.task.lead_unit(), " on ", FormatDate(DayOf(c.now())),
                              "; only members claim tasks of a unit."));
  }
  v1::Event event;
  event.mutable_task_claimed()->set_person(person);
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideRelease(const Case& c, const v1::ReleaseTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_RELEASE, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Event event;
  event.mutable_task_released()->set_person(c.task.assignee());
  event.mutable_task_released()->set_reason(request.reason());
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
