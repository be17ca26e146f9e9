// A task stands still for a while (tạm dừng): no clock of it runs, and the ledger says why and for how long.
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/basis.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/check.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::task {
namespace {

// Calendar days from the first instant to the last, a day that was begun counting whole.
int64_t Days(absl::Time from, absl::Time to) {
  if (to <= from) return 0;
  return DayOf(to - absl::Nanoseconds(1)) - DayOf(from) + 1;
}

int64_t DaysSoFar(const v1::Task& task, absl::Time now) {
  int64_t days = 0;
  for (const v1::Suspension& suspension : task.suspensions()) {
    const absl::Time end = suspension.has_end_time() ? FromTimestamp(suspension.end_time()) : now;
    days += Days(FromTimestamp(suspension.start_time()), end);
  }
  return days;
}

// The end of the last day; a violation when there is none.
std::optional<absl::Time> CheckRequest(const Case& c, const v1::SuspendTaskRequest& request, FieldCheck& check) {
  check.TaskName("name", request.name());
  check.Required("reason", !request.reason().empty());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  check.Basis("basis", request.basis());
  check.Required("until_date", !request.until_date().empty());
  check.Date("until_date", request.until_date());
  const auto last = ParseDate(request.until_date());
  if (!last.ok()) return std::nullopt;
  if (*last < DayOf(c.now())) check.Violation("until_date", "lies in the past");
  return StartOfDay(*last + 1);
}

absl::Status CheckLimit(const Case& c, int64_t asked) {
  const int64_t so_far = DaysSoFar(c.task, c.now());
  const int limit = c.facts.access().settings().suspension_days_limit();
  if (so_far + asked <= limit) return absl::OkStatus();
  return Error(
      v1::ERROR_REASON_SUSPENSION_LIMIT,
      absl::StrCat("The task stood still for ", so_far, " days; with ", asked, " more it would be over the limit of ",
                   limit, ". Choose an earlier day, or revoke the task and give it again."));
}

// -- A standstill that is recorded afterwards.

struct Past {
  absl::Time start, until;
  bool over = false;  // it ended before today
};

absl::StatusOr<Past> CheckPast(const Case& c, const v1::RecordSuspensionRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("reason", !request.reason().empty());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  check.Basis("basis", request.basis());
  check.Required("from_date", !request.from_date().empty());
  check.Date("from_date", request.from_date());
  check.Required("until_date", !request.until_date().empty());
  check.Date("until_date", request.until_date());
  const absl::CivilDay today = DayOf(c.now());
  const auto first = ParseDate(request.from_date()), last = ParseDate(request.until_date());
  if (first.ok() && *first >= today)
    check.Violation("from_date", "is not over yet: from today on a task is suspended (SuspendTask)");
  if (first.ok() && last.ok() && *last < *first) check.Violation("until_date", "lies before from_date");
  if (absl::Status well_formed = check.ToStatus(); !well_formed.ok()) return well_formed;
  return Past{StartOfDay(*first), StartOfDay(*last + 1), *last < today};
}

absl::Status Overlaps(absl::string_view what, absl::string_view instead) {
  return Error(v1::ERROR_REASON_SUSPENSION_OVERLAPS, absl::StrCat(what, "; ", instead, "."));
}

// Each day of a task is in its ledger once at most, and none from before it was given.
absl::Status CheckFree(const v1::Task& task, const Past& past) {
  const absl::CivilDay given = DayOf(FromTimestamp(task.issue_time()));
  if (DayOf(past.start) < given) {
    return Overlaps(absl::StrCat("The task was given on ", FormatDate(given)), "it did not stand still before");
  }
  for (const v1::Suspension& known : task.suspensions()) {
    const absl::Time end = known.has_end_time() ? FromTimestamp(known.end_time()) : absl::InfiniteFuture();
    if (FromTimestamp(known.start_time()) >= past.until || end <= past.start) continue;
    return Overlaps(absl::StrCat("The task stood still from ", FormatDate(DayOf(FromTimestamp(known.start_time()))),
                                 " already, as its ledger (suspensions) says"),
                    known.has_end_time() ? "record the days beside it" : "resume it first, or record the days before");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Decision> DecideRecordSuspension(const Case& c, const v1::RecordSuspensionRequest& request) {
  const auto past = CheckPast(c, request);
  if (!past.ok()) return past.status();
  if (absl::Status admitted = Admit(v1::TASK_VERB_RECORD_SUSPENSION, c, request.etag()); !admitted.ok())
    return admitted;
  if (!HasBasis(request.basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED,
                 "What is recorded afterwards rests on a decision; name it in `basis`.");
  }
  if (absl::Status free = CheckFree(c.task, *past); !free.ok()) return free;
  if (!past->over) {
    const Situation situation(c.task, c.context.actor, c.facts, c.now());
    if (const auto refusal = CheckState(v1::TASK_VERB_SUSPEND, situation)) return refusal->ToStatus();
  }
  if (absl::Status within = CheckLimit(c, Days(past->start, past->until)); !within.ok()) return within;

  const absl::Time start = std::max(past->start, FromTimestamp(c.task.issue_time()));
  v1::Event event;
  v1::TaskSuspensionRecorded& recorded = *event.mutable_task_suspension_recorded();
  v1::Suspension& suspension = *recorded.mutable_suspension();
  suspension.set_reason(request.reason());
  *suspension.mutable_basis() = request.basis();
  *suspension.mutable_start_time() = ToTimestamp(start);
  *suspension.mutable_until_time() = ToTimestamp(past->until);
  *suspension.mutable_record_time() = ToTimestamp(c.now());
  *suspension.mutable_actor() = c.context.actor;
  suspension.set_from_state(c.task.state());
  if (past->over) {
    *suspension.mutable_end_time() = suspension.until_time();
    *suspension.mutable_ended_by() = c.context.actor;
    if (absl::Status credited =
            RecordStandstill(c.task, start, past->until, c.facts, c.now(), recorded.mutable_clocks());
        !credited.ok())
      return credited;
  } else {
    SuspendClocks(c.task, start, past->until, c.facts, c.now(), recorded.mutable_clocks());
  }
  return Record(c, std::move(event), request.basis());
}

absl::StatusOr<Decision> DecideSuspend(const Case& c, const v1::SuspendTaskRequest& request) {
  FieldCheck check;
  const std::optional<absl::Time> until = CheckRequest(c, request, check);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_SUSPEND, c, request.etag());
  if (!admitted.ok()) return admitted;
  if (absl::Status within = CheckLimit(c, Days(c.now(), *until)); !within.ok()) return within;
  v1::Event event;
  v1::TaskSuspended& suspended = *event.mutable_task_suspended();
  v1::Suspension& suspension = *suspended.mutable_suspension();
  suspension.set_reason(request.reason());
  if (request.basis().ByteSizeLong() > 0) *suspension.mutable_basis() = request.basis();
  *suspension.mutable_start_time() = ToTimestamp(c.now());
  *suspension.mutable_until_time() = ToTimestamp(*until);
  *suspension.mutable_actor() = c.context.actor;
  suspension.set_from_state(c.task.state());
  SuspendClocks(c.task, c.now(), *until, c.facts, c.now(), suspended.mutable_clocks());
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), request.basis());
  return std::move(recorder).Finish();
}

v1::Event MakeResumed(const v1::Task& task, const std::string& reason, const Facts& facts, absl::Time now) {
  v1::Event event;
  v1::TaskResumed& resumed = *event.mutable_task_resumed();
  resumed.set_reason(reason);
  const v1::Suspension& suspension = task.suspensions(task.suspensions_size() - 1);
  // The engine may come late: the task stood still until its day, not until it was noticed.
  const absl::Time end = std::min(now, FromTimestamp(suspension.until_time()));
  *resumed.mutable_end_time() = ToTimestamp(end);
  ResumeClocks(task, facts, end, resumed.mutable_clocks());
  return event;
}

absl::StatusOr<Decision> DecideResume(const Case& c, const v1::ResumeTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  const absl::Status admitted = Admit(v1::TASK_VERB_RESUME, c, request.etag());
  if (!admitted.ok()) return admitted;
  Recorder recorder(c.task, c.context);
  recorder.Add(MakeResumed(c.task, request.reason(), c.facts, c.now()));
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
