#include "workflow/task/standing.h"

#include "workflow/access/access.h"
#include "workflow/civil_time.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

bool DeadlineStands(const v1::Task& task) {
  for (const v1::Clock& clock : task.clocks()) {
    const bool stands = clock.state() == v1::CLOCK_STATE_FROZEN || clock.state() == v1::CLOCK_STATE_SUSPENDED;
    if (clock.purpose() == v1::CLOCK_PURPOSE_COMPLETE && stands) return true;
  }
  return false;
}

StandingKind KindOf(const v1::Task& task) {
  switch (task.state()) {
    case v1::TASK_STATE_PLANNED:
      return StandingKind::kPlanned;
    case v1::TASK_STATE_SUBMITTED:
      return StandingKind::kHandedIn;
    case v1::TASK_STATE_REFUSED:
      return StandingKind::kRefused;
    case v1::TASK_STATE_SUSPENDED:
      return StandingKind::kSuspended;
    case v1::TASK_STATE_COMPLETED:
      return StandingKind::kCompleted;
    default:
      break;
  }
  if (!IsOpen(task.state())) return StandingKind::kEnded;
  return DeadlineStands(task) ? StandingKind::kHeld : StandingKind::kRunning;
}

}  // namespace

std::optional<Standing> StandingOf(const v1::Task& task) {
  if (task.has_fan_out()) return std::nullopt;
  Standing standing{.kind = KindOf(task),
                    .lead_unit = task.lead_unit(),
                    .plan = task.plan(),
                    .plan_item = task.plan_item(),
                    .bounce_count = task.bounce_count(),
                    .secrecy = access::DegreeOf(task.secrecy()),
                    .territories = {task.territories().begin(), task.territories().end()}};
  if (task.has_due_time()) standing.due_time = FromTimestamp(task.due_time());
  if (task.has_issue_time()) standing.issue_time = FromTimestamp(task.issue_time());
  if (standing.kind == StandingKind::kHandedIn && task.result().has_submit_time()) {
    standing.submit_time = FromTimestamp(task.result().submit_time());
  }
  if (standing.kind == StandingKind::kCompleted && task.has_complete_time()) {
    standing.submit_time = FromTimestamp(task.complete_time());
  }
  return standing;
}

v1::ResultClass ResultClassOf(const Standing& standing, absl::Time as_of) {
  const bool endless = standing.due_time == absl::InfiniteFuture();
  const bool submitted_late = standing.submit_time.has_value() && *standing.submit_time > standing.due_time;
  switch (standing.kind) {
    case StandingKind::kPlanned:
      return v1::RESULT_CLASS_NOT_YET_ISSUED;
    case StandingKind::kRefused:
      return v1::RESULT_CLASS_REFUSED;
    case StandingKind::kSuspended:
      return v1::RESULT_CLASS_SUSPENDED;
    case StandingKind::kCompleted:
      if (endless) return v1::RESULT_CLASS_COMPLETED_NO_DEADLINE;
      return submitted_late ? v1::RESULT_CLASS_COMPLETED_LATE : v1::RESULT_CLASS_COMPLETED_ON_TIME;
    case StandingKind::kEnded:
      return v1::RESULT_CLASS_ENDED_WITHOUT_RESULT;
    case StandingKind::kRunning:
      if (endless) return v1::RESULT_CLASS_OPEN_NO_DEADLINE;
      return standing.due_time < as_of ? v1::RESULT_CLASS_OPEN_OVERDUE : v1::RESULT_CLASS_OPEN_IN_TIME;
    case StandingKind::kHandedIn:
    case StandingKind::kHeld:
      if (endless) return v1::RESULT_CLASS_OPEN_NO_DEADLINE;
      return submitted_late ? v1::RESULT_CLASS_OPEN_OVERDUE : v1::RESULT_CLASS_OPEN_IN_TIME;
  }
  return v1::RESULT_CLASS_UNSPECIFIED;
}

}  // namespace phoihop::task
