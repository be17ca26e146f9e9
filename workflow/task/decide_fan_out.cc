// What the system does with the whole of a fan-out by itself: gives parts to units that joined a set, completes it.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/task/actors.h"
#include "workflow/task/decide.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/fields.h"
#include "workflow/task/handoff_steps.h"
#include "workflow/task/recorder.h"
#include "workflow/task/schedule.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

absl::StatusOr<Decision> Extend(const Case& c, const std::vector<std::string>& units) {
  v1::Event event;
  v1::TaskFanOutExtended& extended = *event.mutable_task_fan_out_extended();
  std::vector<v1::Event> parts;
  for (const std::string& unit : units) {
    auto part = MakeNew(PartOf(c.task, unit), /*anchor_date=*/"", c.facts, c.context);
    if (!part.ok()) return part.status();
    extended.add_units(unit);
    extended.add_parts(part->subject());
    parts.push_back(*std::move(part));
  }
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), c.task.basis());
  Decision decision = std::move(recorder).Finish();
  std::move(parts.begin(), parts.end(), std::back_inserter(decision.events));
  return decision;
}

bool CompletesByItself(const Case& c, const v1::FanOutProgress& progress) {
  const Transition* row = FindTransition(v1::TASK_VERB_COMPLETE_FAN_OUT);
  return Leads(*row, c.task.state()) && IsOwnWhole(c.task) &&
         c.task.fan_out().rule() != v1::COMPLETION_RULE_LEAD_DECIDES && progress.rule_holds();
}

absl::StatusOr<Decision> Complete(const Case& c, const PartsSeen& parts) {
  Recorder recorder(c.task, c.context);
  EndHandoffs(c, "Các phần của nhiệm vụ đã hoàn thành", v1::Citation::default_instance(), recorder);
  v1::Event event;
  v1::TaskFanOutCompleted& completed = *event.mutable_task_fan_out_completed();
  *completed.mutable_progress() = ProgressOf(c.task, parts);
  v1::TaskResult& result = *completed.mutable_result();
  result.set_summary(
      absl::StrCat(completed.progress().completed(), "/", completed.progress().total(), " phần đã hoàn thành."));
  const absl::Time since = std::min(CompletionOf(c.task.fan_out(), parts), c.now());
  *result.mutable_submit_time() = ToTimestamp(since);
  *result.mutable_submitter() = c.context.actor;
  SatisfyClock(recorder.task(), v1::CLOCK_PURPOSE_COMPLETE, c.facts, since, completed.mutable_clocks());
  CancelClock(recorder.task(), v1::CLOCK_PURPOSE_CONTRIBUTE, c.now(), completed.mutable_clocks());
  CancelClock(recorder.task(), v1::CLOCK_PURPOSE_INTERIM, c.now(), completed.mutable_clocks());
  recorder.Add(std::move(event));
  return std::move(recorder).Finish();
}

}  // namespace

absl::StatusOr<Decision> DecideCheckFanOut(const Case& c, const internal::v1::CheckFanOut& request) {
  if (absl::Status status = CheckOfSystem(c, request.name()); !status.ok()) return status;
  if (!c.task.has_fan_out() || !IsOpen(c.task.state())) return Decision();
  // While its schedule is paused nothing is given; it is looked at again when the pause is over.
  if (IsHeld(c.task)) return Decision();
  static const PartsSeen none;
  const PartsSeen& parts = c.context.parts == nullptr ? none : *c.context.parts;
  const UnitsToJoin joining = FindUnitsToJoin(c.task, parts, c.facts.directory(), DayOf(c.now()));
  if (!joining.now.empty()) return Extend(c, joining.now);
  // Nor is it done while a unit may get one; it is looked at again when the reorganisation has ended.
  if (!joining.later.empty()) return Decision();
  if (CompletesByItself(c, ProgressOf(c.task, parts))) return Complete(c, parts);
  return Decision();
}

}  // namespace phoihop::task
