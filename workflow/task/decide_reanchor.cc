// The period of a task runs from another day than was thought: its completion clock is superseded by one that counts
// from the right one.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/check.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

bool CountsFrom(const v1::Task& task, absl::CivilDay day) {
  const v1::Clock* complete = LastClock(task, v1::CLOCK_PURPOSE_COMPLETE);
  return complete != nullptr && DayOf(FromTimestamp(complete->anchor_time())) == day;
}

absl::StatusOr<Decision> Reanchor(const Case& c, const std::string& anchor_date, const std::string& reason,
                                  const v1::Citation& basis) {
  const auto day = ParseDate(anchor_date);
  if (!day.ok()) return day.status();
  if (CountsFrom(c.task, *day)) return Decision();
  v1::Event event;
  v1::TaskReanchored& reanchored = *event.mutable_task_reanchored();
  reanchored.set_anchor_date(anchor_date);
  reanchored.set_reason(reason);
  const absl::Status counted =
      ReanchorCompletionClock(c.task, anchor_date, c.facts, c.now(), reanchored.mutable_clocks());
  if (!counted.ok()) return counted;
  return Record(c, std::move(event), basis);
}

absl::Status CheckRequest(const Case& c, const v1::ReanchorTaskRequest& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("anchor_date", !request.anchor_date().empty());
  check.Date("anchor_date", request.anchor_date());
  check.Required("reason", !request.reason().empty());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  check.Basis("basis", request.basis());
  if (const auto day = ParseDate(request.anchor_date()); day.ok() && *day > DayOf(c.now()))
    check.Violation("anchor_date", "lies in the future: what has not happened is no anchor");
  return check.ToStatus();
}

}  // namespace

absl::StatusOr<Decision> DecideReanchor(const Case& c, const v1::ReanchorTaskRequest& request) {
  if (absl::Status well_formed = CheckRequest(c, request); !well_formed.ok()) return well_formed;
  if (absl::Status admitted = Admit(v1::TASK_VERB_REANCHOR, c, request.etag()); !admitted.ok()) return admitted;
  return Reanchor(c, request.anchor_date(), request.reason(), request.basis());
}

absl::StatusOr<Decision> DecideReanchorAwaited(const Case& c, const internal::v1::ReanchorAwaited& request) {
  if (absl::Status status = CheckOfSystem(c, request.name()); !status.ok()) return status;
  const v1::PlanEvent& happened = request.plan_event();
  Decision decision;
  if (CheckState(v1::TASK_VERB_REANCHOR, {c.task, c.context.actor, c.facts, c.now()}) == std::nullopt) {
    auto reanchored = Reanchor(c, happened.date(), absl::StrCat("Đính chính ngày của sự kiện “", happened.event(), "”"),
                               happened.basis());
    if (!reanchored.ok()) return reanchored;
    decision = *std::move(reanchored);
  }
  // Without an event of its own nothing can follow: then its parts count from that day already.
  if (decision.events.empty() || !c.task.has_fan_out() || c.context.parts == nullptr) return decision;
  for (const PartsSeen::Part& part : c.context.parts->parts) {
    if (!IsOpen(part.state)) continue;
    internal::v1::ReanchorAwaited& follow_up = *decision.follow_ups.emplace_back().mutable_reanchor_awaited();
    follow_up.set_name(part.name);
    *follow_up.mutable_plan_event() = happened;
  }
  return decision;
}

}  // namespace phoihop::task
