#include "services/handlers/task_verb.h"

#include <variant>

#include "workflow/errors.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {

engine::Done PresentingTask(const CallContext& call, Done<v1::Task> done) {
  return [call, done = std::move(done)](absl::StatusOr<engine::Applied> applied) {
    if (!applied.ok()) return done(applied.status());
    auto* task = std::get_if<v1::Task>(&applied->resource);
    if (task == nullptr) {
      return done(Error(v1::ERROR_REASON_INTERNAL, "The command to a task answered without a task."));
    }
    task::Present(*task, call.actor, *call.facts, call.now, applied->parts.has_value() ? &*applied->parts : nullptr);
    done(std::move(*task));
  };
}

}  // namespace phoihop::handlers
