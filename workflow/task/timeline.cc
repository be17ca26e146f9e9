#include "workflow/task/timeline.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {
constexpr char kSimulationActor[] = "simulation";

class Simulation {
 public:
  Simulation(const v1::Task& task, const Facts& facts, const TimelineQuery& query)
      : task_(task), facts_(facts), query_(query), time_(query.now) {
    // What is overdue already is no news.
    for (const v1::Clock& clock : task.clocks()) {
      if (clock.has_due_time() && FromTimestamp(clock.due_time()) < query.now) overdue_.insert(clock.id());
    }
  }

  absl::StatusOr<Timeline> Run() && {
    while (IsOpen(task_.state()) && !timeline_.truncated) {
      const auto wake = WakeTime(task_);
      const absl::Time next = wake.has_value() ? std::max(*wake, time_) : query_.until;
      PassUntil(std::min(next, query_.until));
      if (next >= query_.until) break;
      time_ = next;
      const auto fired = Fire();
      if (!fired.ok()) return fired.status();
      if (!*fired) break;
    }
    return std::move(timeline_);
  }

 private:
  // Deadlines that pass before the instant.
  void PassUntil(absl::Time until) {
    std::vector<const v1::Clock*> passed;
    for (const v1::Clock& clock : task_.clocks()) {
      const bool deadline = clock.purpose() != v1::CLOCK_PURPOSE_START && clock.purpose() != v1::CLOCK_PURPOSE_RESUME;
      if (deadline && deadline::IsOverdue(clock, until) && overdue_.count(clock.id()) == 0) passed.push_back(&clock);
    }
    std::stable_sort(passed.begin(), passed.end(), [](const v1::Clock* a, const v1::Clock* b) {
      return FromTimestamp(a->due_time()) < FromTimestamp(b->due_time());
    });
    for (const v1::Clock* clock : passed) {
      overdue_.insert(clock->id());
      v1::SimulatedStep step = StepOf(v1::SimulatedStep::KIND_OVERDUE, FromTimestamp(clock->due_time()));
      SetClock(*clock, step);
      Add(std::move(step));
    }
  }

  // False: nothing would change any more.
  absl::StatusOr<bool> Fire() {
    internal::v1::TaskCommand command;
    command.mutable_fire()->set_name(task_.name());
    command.mutable_fire()->set_previous_open(query_.previous_open);
    Context context{.now = time_};
    context.actor.set_system(kSimulationActor);
    auto decision = Decide(task_, command, facts_, context);
    if (!decision.ok()) return decision.status();
    for (v1::Event& event : decision->events) {
      // Tasks that a rung would make are others.
      if (event.subject() != task_.name()) continue;
      *event.mutable_time() = ToTimestamp(time_);
      event.set_subject_version(task_.version() + 1);
      const v1::Task before = task_;
      Evolve(task_, event);
      Tell(before, event);
    }
    return !decision->events.empty();
  }

  void Tell(const v1::Task& before, const v1::Event& event) {
    v1::SimulatedStep::Kind kind = v1::SimulatedStep::KIND_UNSPECIFIED;
    std::string clock_id;
    switch (event.payload_case()) {
      case v1::Event::kTaskEscalated:
        kind = v1::SimulatedStep::KIND_ESCALATION;
        clock_id = event.task_escalated().escalation().clock_id();
        break;
      case v1::Event::kTaskIssued:
        kind = v1::SimulatedStep::KIND_ISSUE;
        break;
      case v1::Event::kTaskResumed:
        kind = v1::SimulatedStep::KIND_RESUME;
        break;
      case v1::Event::kTaskClocksResumed:
        kind = v1::SimulatedStep::KIND_RESUME;
        if (event.task_clocks_resumed().clocks_size() > 0) clock_id = event.task_clocks_resumed().clocks(0).id();
        break;
      case v1::Event::kTaskAccepted:
      case v1::Event::kTaskApproved:
      case v1::Event::kTaskRevoked:
        // What the rung did that was told just before.
        return ShowStateAfterRung();
      case v1::Event::kTaskSkipped:
        kind = v1::SimulatedStep::KIND_SKIP;
        break;
      case v1::Event::kTaskHandoffChanged:
        kind = v1::SimulatedStep::KIND_HANDOFF_EXPIRES;
        break;
      default:
        return;
    }
    v1::SimulatedStep step = StepOf(kind, time_);
    for (const v1::Clock& clock : before.clocks()) {
      if (clock.id() == clock_id) SetClock(clock, step);
    }
    if (event.has_task_escalated()) *step.mutable_escalation() = event.task_escalated().escalation();
    Add(std::move(step));
  }

  v1::SimulatedStep StepOf(v1::SimulatedStep::Kind kind, absl::Time time) const {
    v1::SimulatedStep step;
    *step.mutable_time() = ToTimestamp(time);
    step.set_kind(kind);
    step.set_task(task_.name());
    step.set_state(task_.state());
    step.set_priority(task_.priority());
    step.set_provisional(
        CalendarFor(task_, task_.lead_unit(), facts_, time).IsProvisional(DayOf(time - absl::Microseconds(1))));
    return step;
  }

  void ShowStateAfterRung() {
    if (!timeline_.truncated && !timeline_.steps.empty()) timeline_.steps.back().set_state(task_.state());
  }

  static void SetClock(const v1::Clock& clock, v1::SimulatedStep& step) {
    step.set_clock_id(clock.id());
    step.set_purpose(clock.purpose());
  }

  void Add(v1::SimulatedStep step) {
    if (static_cast<int>(timeline_.steps.size()) >= query_.limit) {
      timeline_.truncated = true;
      return;
    }
    timeline_.steps.push_back(std::move(step));
  }

  v1::Task task_;
  const Facts& facts_;
  const TimelineQuery& query_;
  absl::Time time_;
  std::set<std::string> overdue_;  // clocks whose due instant has passed
  Timeline timeline_;
};

}  // namespace

absl::StatusOr<Timeline> Simulate(const v1::Task& task, const Facts& facts, const TimelineQuery& query) {
  return Simulation(task, facts, query).Run();
}

}  // namespace phoihop::task
