// A task that was set aside, because its due clocks could not be fired, is tried again.
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/decide.h"
#include "workflow/task/fields.h"

namespace phoihop::task {
namespace {

// In the same words whether there is no such task, the caller is not cleared for it, or it is not set aside.
absl::Status NotSetAside(absl::string_view name) {
  return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("There is no task ", Excerpt(LastSegment(name)),
                                                        " that is set aside; list those that are."));
}

}  // namespace

absl::StatusOr<Decision> DecideReleaseSetAside(const Case& c, const internal::v1::ReleaseSetAside& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  check.Required("reason", !request.reason().empty());
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  if (absl::Status well_formed = check.ToStatus(); !well_formed.ok()) return well_formed;
  const v1::Actor& actor = c.context.actor;
  auto authority = access::CheckPermitted(v1::PERMISSION_MANAGE_ACCESS, actor, c.facts.access(), c.facts.directory(),
                                          DayOf(c.now()), /*target=*/{});
  if (!authority.ok()) return authority.status();
  const bool seen = !c.task.name().empty() && MayView(c.task, actor, c.facts, c.now());
  if (!seen || !request.has_set_aside_time()) return NotSetAside(request.name());
  if (c.authority != nullptr) *c.authority = *std::move(authority);

  v1::Event event;
  v1::TaskSetAsideReleased& released = *event.mutable_task_set_aside_released();
  released.set_reason(request.reason());
  *released.mutable_set_aside_time() = request.set_aside_time();
  released.set_set_aside_reason(request.set_aside_reason());
  return Record(c, std::move(event));
}

}  // namespace phoihop::task
