// The lead's own work with a task: evidence, progress; and who follows it.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"

namespace phoihop::task {
namespace {

bool SameActor(const v1::Actor& a, const v1::Actor& b) { return a.unit() == b.unit() && a.person() == b.person(); }

// Adds or takes away; an empty decision when it is so already.
Decision Watching(const Case& c, bool watches) {
  auto watchers = c.task.watchers();
  const auto known = std::find_if(watchers.begin(), watchers.end(),
                                  [&](const v1::Actor& watcher) { return SameActor(watcher, c.context.actor); });
  if ((known != watchers.end()) == watches) return Decision();
  watches ? watchers.Add()->CopyFrom(c.context.actor) : void(watchers.erase(known));
  v1::Event event;
  *event.mutable_task_watchers_changed()->mutable_watchers() = std::move(watchers);
  return Record(c, std::move(event));
}

absl::Status CheckSlots(const v1::Task& task, const v1::AddEvidenceRequest& request) {
  FieldCheck check;
  for (int i = 0; i < request.documents_size(); ++i) {
    const std::string& slot = request.documents(i).slot();
    const bool known = std::any_of(task.evidence_slots().begin(), task.evidence_slots().end(),
                                   [&](const v1::EvidenceSlot& has) { return has.id() == slot; });
    if (!slot.empty() && !known) check.Violation(absl::StrCat("documents[", i, "].slot"), "is no slot of the task");
  }
  return check.ToStatus();
}

}  // namespace

absl::StatusOr<Decision> DecideAddEvidence(const Case& c, const v1::AddEvidenceRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("documents", !request.documents().empty());
  check.Documents("documents", request.documents());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_ADD_EVIDENCE, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (absl::Status slots = CheckSlots(c.task, request); !slots.ok()) return slots;
  if (c.task.evidence_size() + request.documents_size() > limits::kDocuments) {
    return Error(v1::ERROR_REASON_LIMIT_REACHED,
                 absl::StrCat("A task has at most ", limits::kDocuments, " documents; remove some first."));
  }
  v1::Event event;
  auto& evidence = *event.mutable_task_evidence_changed()->mutable_evidence();
  evidence = c.task.evidence();
  evidence.MergeFrom(request.documents());
  return Record(c, std::move(event));
}

absl::StatusOr<Decision> DecideRemoveEvidence(const Case& c, const v1::RemoveEvidenceRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("place", request.place() != 0);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REMOVE_EVIDENCE, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (request.place() < 1 || request.place() > c.task.evidence_size()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"place", absl::StrCat("is not within 1 to ", c.task.evidence_size())}});
  }
  v1::Event event;
  auto& evidence = *event.mutable_task_evidence_changed()->mutable_evidence();
  evidence = c.task.evidence();
  evidence.erase(evidence.begin() + request.place() - 1);
  return Record(c, std::move(event));
}

absl::StatusOr<Decision> DecideReportProgress(const Case& c, const v1::ReportProgressRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  if (request.percent() < 0 || request.percent() > 100) check.Violation("percent", "is not within 0 to 100");
  check.Text("label", request.label(), limits::kLabelBytes);
  check.Text("note", request.note(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REPORT_PROGRESS, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Event event;
  v1::TaskProgress& progress = *event.mutable_task_progress_reported()->mutable_progress();
  progress.set_percent(request.percent());
  progress.set_label(request.label());
  progress.set_note(request.note());
  *progress.mutable_time() = ToTimestamp(c.now());
  *progress.mutable_actor() = c.context.actor;
  return Record(c, std::move(event));
}

absl::StatusOr<Decision> DecideWatch(const Case& c, const v1::WatchTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_WATCH, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (c.task.watchers_size() >= limits::kWatchers) {
    return Error(v1::ERROR_REASON_LIMIT_REACHED,
                 absl::StrCat("A task is followed by at most ", limits::kWatchers, "."));
  }
  return Watching(c, true);
}

absl::StatusOr<Decision> DecideUnwatch(const Case& c, const v1::UnwatchTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_UNWATCH, c, request.etag());
  if (!admitted.ok()) return admitted;
  return Watching(c, false);
}

}  // namespace phoihop::task
