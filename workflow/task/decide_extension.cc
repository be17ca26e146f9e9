// More time (gia hạn): the lead asks before the deadline, the issuer grants or denies. The day that was due at first
// and every day that was granted are kept.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/work.h"

namespace phoihop::task {
namespace {

absl::StatusOr<absl::CivilDay> DueDay(const v1::Task& task) { return ParseDate(task.due_date()); }

int64_t DaysGranted(const v1::Task& task) {
  int64_t days = 0;
  for (const v1::Extension& extension : task.extensions()) {
    if (extension.state() != v1::Extension::STATE_GRANTED) continue;
    const auto from = ParseDate(extension.due_date_before()), to = ParseDate(extension.granted_due_date());
    if (from.ok() && to.ok() && *to > *from) days += *to - *from;
  }
  return days;
}

int Granted(const v1::Task& task) {
  int count = 0;
  for (const v1::Extension& extension : task.extensions()) count += extension.state() == v1::Extension::STATE_GRANTED;
  return count;
}

absl::Status CheckLimits(const Case& c, absl::CivilDay due, absl::CivilDay wanted) {
  const v1::Settings& settings = c.facts.access().settings();
  if (Granted(c.task) >= settings.extension_count_limit()) {
    return Error(v1::ERROR_REASON_EXTENSION_LIMIT,
                 absl::StrCat("The task was extended ", settings.extension_count_limit(),
                              " times, which is as often as a task may be; revoke it and give it again instead."));
  }
  const int64_t days = DaysGranted(c.task) + (wanted - due);
  if (days <= settings.extension_days_limit()) return absl::OkStatus();
  return Error(v1::ERROR_REASON_EXTENSION_LIMIT,
               absl::StrCat("All extensions of a task together add at most ", settings.extension_days_limit(),
                            " days; with this one it would be ", days, ". Choose an earlier day."));
}

absl::Status CheckAfter(absl::CivilDay due, absl::CivilDay wanted) {
  if (wanted > due) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                        {{"due_date", absl::StrCat("is not after the deadline, ", FormatDate(due))}});
}

v1::Extension Decided(const Case& c, const std::string& explanation, v1::Extension::State state) {
  v1::Extension extension = *OpenExtension(c.task);
  extension.set_state(state);
  extension.set_explanation(explanation);
  *extension.mutable_decide_time() = ToTimestamp(c.now());
  *extension.mutable_decider() = c.context.actor;
  return extension;
}

}  // namespace

absl::StatusOr<Decision> DecideRequestExtension(const Case& c, const v1::RequestExtensionRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("due_date", !request.due_date().empty());
  check.Date("due_date", request.due_date());
  check.Required("reason", !request.reason().empty());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  check.Documents("documents", request.documents());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_REQUEST_EXTENSION, c, request.etag());
  if (!admitted.ok()) return admitted;
  const auto due = DueDay(c.task);
  if (!due.ok()) return due.status();
  const auto wanted = ParseDate(request.due_date());
  absl::Status status = CheckAfter(*due, *wanted);
  if (status.ok()) status = CheckLimits(c, *due, *wanted);
  if (!status.ok()) return status;

  v1::Event event;
  v1::Extension& extension = *event.mutable_task_extension_requested()->mutable_extension();
  extension.set_id(absl::StrCat(c.task.extensions_size() + 1));
  extension.set_state(v1::Extension::STATE_REQUESTED);
  extension.set_requested_due_date(request.due_date());
  extension.set_due_date_before(c.task.due_date());
  extension.set_reason(request.reason());
  *extension.mutable_documents() = request.documents();
  *extension.mutable_request_time() = ToTimestamp(c.now());
  *extension.mutable_requester() = c.context.actor;
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideGrantExtension(const Case& c, const v1::GrantExtensionRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Date("due_date", request.due_date());
  check.Text("explanation", request.explanation(), limits::kExplanationBytes);
  check.Basis("basis", request.basis());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_GRANT_EXTENSION, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Extension extension = Decided(c, request.explanation(), v1::Extension::STATE_GRANTED);
  const std::string& date = request.due_date().empty() ? extension.requested_due_date() : request.due_date();
  const auto due = DueDay(c.task);
  const auto wanted = ParseDate(date);
  if (!due.ok() || !wanted.ok()) return due.ok() ? wanted.status() : due.status();
  absl::Status status = CheckAfter(*due, *wanted);
  if (status.ok()) status = CheckLimits(c, *due, *wanted);
  if (!status.ok()) return status;

  v1::Event event;
  v1::TaskExtensionDecided& decided = *event.mutable_task_extension_decided();
  extension.set_due_date_before(c.task.due_date());
  status = ExtendCompletionClock(c.task, *wanted, c.facts, c.now(), decided.mutable_clocks());
  if (!status.ok()) return status;
  // A day off rolls to the next working day: what was granted is what is due.
  extension.set_granted_due_date(decided.clocks(0).due_date());
  *decided.mutable_extension() = std::move(extension);
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), request.basis());
  return std::move(recorder).Finish();
}

absl::StatusOr<Decision> DecideDenyExtension(const Case& c, const v1::DenyExtensionRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("explanation", !request.explanation().empty());
  check.Text("explanation", request.explanation(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_DENY_EXTENSION, c, request.etag());
  if (!admitted.ok()) return admitted;
  v1::Event event;
  *event.mutable_task_extension_decided()->mutable_extension() =
      Decided(c, request.explanation(), v1::Extension::STATE_DENIED);
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
