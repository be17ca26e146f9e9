// Due clocks: one command for every claimed task.
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/batch.h"
#include "services/engine/ids.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::engine {

void Batch::DecideSweep(const ProvinceFacts& facts) {
  for (const std::string& id : claimed_) {
    if (!set_aside_reason_.empty()) {
      SetAside(id, set_aside_reason_);
      continue;
    }
    Pending pending = OwnCommand(id, kSweepActor);
    pending.command.mutable_task()->mutable_fire()->set_name(pending.subject.name);
    Fill(*pending.command.mutable_task(), id);
    const Context context = ContextOf(pending);
    auto decision = DecideSubject(pending, *facts.facts, context);
    if (!decision.ok()) {
      SetAside(id, decision.status().message());
    } else if (!decision->events.empty()) {
      Take(pending, *std::move(decision), context);
      released_.push_back(id);
      ++sweep_.fired;
    } else if (const auto wake = task::WakeTime(tasks_[id].current()); !wake.has_value() || *wake > now_) {
      // The column was older than the task.
      wake_times_.emplace_back(id, wake);
    } else if (pending.command.task().fire().previous_open()) {
      // It waits for the occurrence before it, whose end wakes it.
      wake_times_.emplace_back(id, std::nullopt);
    } else {
      SetAside(id, "Its wake time has come, but nothing is due.");
    }
  }
}

void Batch::SetAside(const std::string& task_id, absl::string_view reason) {
  quarantined_.push_back({task_id, std::string(reason)});
  wake_times_.emplace_back(task_id, std::nullopt);
  ++sweep_.quarantined;
}

Pending Batch::OwnCommand(const std::string& task_id, absl::string_view actor) const {
  Pending pending;
  pending.subject = {Subject::Kind::kTask, task_id, TaskName(province_, task_id)};
  pending.own_request_id = true;
  pending.command.set_province(province_);
  pending.command.mutable_actor()->set_system(std::string(actor));
  pending.command.set_request_id(NewUuid(now_));
  return pending;
}

}  // namespace phoihop::engine
