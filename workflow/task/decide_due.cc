// What the engine does by itself when instants are reached: issues planned tasks, fires the rungs of ladders, lets
// clocks go on that stood still.
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/decide.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/fields.h"
#include "workflow/task/handoff_steps.h"
#include "workflow/task/recorder.h"
#include "workflow/task/rung_actions.h"
#include "workflow/task/schedule.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

// The clock that fires first, by planned instant and then by id; null when none is due.
const v1::Clock* FirstDue(const v1::Task& task, absl::Time now) {
  const v1::Clock* first = nullptr;
  absl::Time first_time;
  for (const v1::Clock& clock : task.clocks()) {
    if (!MayFire(clock)) continue;
    const absl::Time fire = FromTimestamp(clock.next_fire_time());
    if (fire > now || (first != nullptr && (fire > first_time || (fire == first_time && clock.id() > first->id())))) {
      continue;
    }
    first = &clock;
    first_time = fire;
  }
  return first;
}

// A planned task that can no longer be issued (its lead has ended, the calendar does not reach its deadline) is shown
// to its issuer and the monitor instead of being tried again for ever.
v1::Event MakeIssueFailed(const v1::Task& task, const v1::Clock& clock, absl::string_view why, const Case& c) {
  v1::Event event;
  v1::TaskEscalated* escalated = event.mutable_task_escalated();
  v1::Escalation* escalation = escalated->mutable_escalation();
  escalation->set_cause(v1::Escalation::CAUSE_LADDER);
  escalation->set_clock_id(clock.id());
  *escalation->mutable_planned_time() = clock.next_fire_time();
  *escalation->mutable_fire_time() = ToTimestamp(c.now());
  *escalation->mutable_due_time() = clock.due_time();
  escalation->set_put_on_monitor_list(true);
  v1::Escalation::Recipient* recipient = escalation->add_recipients();
  recipient->set_audience(v1::AUDIENCE_ISSUER);
  recipient->set_unit(task.issuer_unit());
  recipient->set_note(std::string(why));
  v1::Clock* stopped = escalated->add_clocks();
  *stopped = clock;
  stopped->clear_next_fire_time();
  return event;
}

v1::Event MakePlannedIssue(const v1::Task& task, const v1::Clock& clock, const Case& c) {
  const Situation situation(task, c.context.actor, c.facts, c.now());
  if (const auto refusal = CheckState(v1::TASK_VERB_ISSUE, situation)) {
    return MakeIssueFailed(task, clock, absl::StrCat("Không giao được nhiệm vụ: ", refusal->explanation), c);
  }
  auto issued = MakeIssued(task, /*anchor_date=*/"", c.facts, c.now());
  if (issued.ok()) return *std::move(issued);
  return MakeIssueFailed(task, clock, "Không giao được nhiệm vụ: không tính được thời hạn theo lịch làm việc hiện có.",
                         c);
}

v1::Event MakeClockResumed(const v1::Clock& clock, const Case& c) {
  v1::Event event;
  RunAgain(clock, c.facts, c.now(), event.mutable_task_clocks_resumed()->mutable_clocks());
  return event;
}

v1::Event MakeSkipped(const v1::Task& task, const Case& c) {
  v1::Event event;
  v1::TaskSkipped& skipped = *event.mutable_task_skipped();
  skipped.set_open_occurrence(task.previous_occurrence());
  CancelAllClocks(task, c.now(), skipped.mutable_clocks());
  return event;
}

// Whether the day of an occurrence has come while the one before it is open, and that matters.
bool MeetsOpenOccurrence(const v1::Task& task, const v1::Clock& due, const internal::v1::FireDueClocks& request) {
  return request.previous_open() && task.state() == v1::TASK_STATE_PLANNED &&
         due.purpose() == v1::CLOCK_PURPOSE_START && due.state() == v1::CLOCK_STATE_RUNNING &&
         MayMeetOpenOccurrence(task);
}

// Nobody did in time what a hand-off waits for: the rung is the alarm, and the hand-off says since when. Null: none.
const v1::Handoff* Expires(const v1::Task& task, const v1::Clock& fired, absl::Time now) {
  if (FromTimestamp(fired.due_time()) > now) return nullptr;
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (WaitsForReceiver(handoff) && !handoff.has_expire_time() && IsReplyClockOf(handoff, fired)) return &handoff;
  }
  return nullptr;
}

// `made`: events that make other tasks.
void Fire(const v1::Clock& due, const Case& c, Recorder& recorder, std::vector<v1::Event>& made) {
  const v1::Task& task = recorder.task();
  const bool starts = due.purpose() == v1::CLOCK_PURPOSE_START;
  if (due.state() == v1::CLOCK_STATE_SUSPENDED) {
    return recorder.Add(starts ? MakeHoldEnd(task, due, c.facts, c.now()) : MakeClockResumed(due, c));
  }
  if (due.purpose() == v1::CLOCK_PURPOSE_RESUME) {
    return recorder.Add(MakeResumed(task, "hết thời gian tạm dừng", c.facts, c.now()));
  }
  if (starts) return recorder.Add(MakePlannedIssue(task, due, c));
  FireRung(due, c, recorder, made);
}

}  // namespace

absl::StatusOr<Decision> DecideFire(const Case& c, const internal::v1::FireDueClocks& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  if (!IsEngine(c.context.actor)) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "Due clocks are fired by the system only.");
  }
  if (c.task.name().empty()) return Error(v1::ERROR_REASON_NOT_FOUND, "There is no task of this name.");

  Recorder recorder(c.task, c.context);
  std::vector<v1::Event> made;
  for (int fired = 0; fired < limits::kFiresPerSweep; ++fired) {
    const v1::Clock* due = FirstDue(recorder.task(), c.now());
    if (due == nullptr) break;
    if (MeetsOpenOccurrence(recorder.task(), *due, request)) {
      if (recorder.task().overlap() == v1::OVERLAP_POLICY_SKIP) recorder.Add(MakeSkipped(recorder.task(), c));
      break;
    }
    const v1::Clock clock = *due;
    Fire(clock, c, recorder, made);
    const v1::Handoff* expired = Expires(recorder.task(), clock, c.now());
    if (expired != nullptr) recorder.Add(MakeHandoffExpired(*expired, c.now()));
  }
  const bool begins = c.task.has_fan_out() && IsHeld(c.task) && !IsHeld(recorder.task());
  const bool open = IsOpen(recorder.task().state());
  Decision decision = std::move(recorder).Finish();
  for (v1::Event& event : made) decision.events.push_back(std::move(event));
  // Units that joined a set while the schedule stood still get their parts.
  if (begins && open) decision.follow_ups.emplace_back().mutable_check_fan_out()->set_name(c.task.name());
  return decision;
}

}  // namespace phoihop::task
