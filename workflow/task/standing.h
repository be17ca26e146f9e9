// How a task stands as results count it (kết quả): what has to be known of it to say at any later instant whether it
// was completed on time, is overdue and so on. Follows from the task alone and changes seldom: to accept, assign or
// start a task changes nothing here. Rows of it are kept beside the task, with those of the past, so that figures of a
// past day are the same whenever they are asked for.
#ifndef WORKFLOW_TASK_STANDING_H_
#define WORKFLOW_TASK_STANDING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "phoihop/v1/report_service.pb.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::task {

// Numbers are stored.
enum class StandingKind {
  // Not in force yet.
  kPlanned = 1,
  // Open, and its deadline runs.
  kRunning = 2,
  // The result was handed in and waits for approval: whether that was in time is settled.
  kHandedIn = 3,
  // Open, and its deadline stands still for another reason than the ones that follow: never overdue.
  kHeld = 4,
  kRefused = 5,
  kSuspended = 6,
  kCompleted = 7,
  // Revoked, skipped, superseded, failed.
  kEnded = 8,
};

struct Standing {
  StandingKind kind = StandingKind::kPlanned;
  std::string lead_unit;  // resource names
  std::string plan, plan_item;
  absl::Time due_time = absl::InfiniteFuture();  // infinite: no deadline
  std::optional<absl::Time> issue_time;
  // When the result was handed in: of kHandedIn and kCompleted.
  std::optional<absl::Time> submit_time;
  int bounce_count = 0;
  v1::Secrecy secrecy = v1::SECRECY_NORMAL;
  std::vector<std::string> territories;

  friend bool operator==(const Standing& a, const Standing& b) = default;
};

// Nullopt for the whole of a fan-out, which is not counted: its parts are.
std::optional<Standing> StandingOf(const v1::Task& task);

// The class at an instant. "Day D" is due at D 24:00, and in time at that very instant.
v1::ResultClass ResultClassOf(const Standing& standing, absl::Time as_of);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_STANDING_H_
