#include "services/handlers/escalation_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "services/engine/engine.h"
#include "services/engine/ids.h"
#include "services/handlers/command.h"
#include "services/handlers/failed_deliveries.h"
#include "services/handlers/page.h"
#include "services/handlers/task_verb.h"
#include "services/handlers/visibility.h"
#include "services/store/escalation_reader.h"
#include "services/store/set_aside_rows.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/unarmed.h"

namespace phoihop::handlers {
namespace {

constexpr absl::Duration kHour = absl::Hours(1), kDay = absl::Hours(24);

absl::Status CheckProvince(absl::string_view field, const std::string& name, const CallContext& call) {
  if (name == ProvinceName(call.province)) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_NAME,
                        {{std::string(field), "has to be of the form provinces/{province}"}});
}

// The degree up to which the caller sees all tasks of the province.
absl::StatusOr<v1::Secrecy> Clearance(const CallContext& call) {
  const access::Rights rights = RightsOf(call);
  const auto degree = rights.WholeProvinceUpTo();
  if (degree.has_value()) return *degree;
  return Error(
      v1::ERROR_REASON_PERMISSION_DENIED,
      absl::StrCat("How the engine of deadlines stands is shown to those who see all tasks of the province; ask "
                   "the province's registrar for a grant. You have: ",
                   rights.RoleIds(), "."));
}

google::protobuf::Duration ToDuration(absl::Duration duration) {
  google::protobuf::Duration message;
  message.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  message.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
  return message;
}

v1::BoundedCount Bounded(int64_t count, int64_t limit = store::kCountedRows) {
  v1::BoundedCount bounded;
  bounded.set_count(count);
  bounded.set_more(count >= limit);
  return bounded;
}

void Fill(const store::EscalationCounts& counts, absl::Time now, v1::EscalationStatus& status) {
  *status.mutable_armed_tasks() = Bounded(counts.armed);
  if (counts.next.has_value()) *status.mutable_next_time() = ToTimestamp(*counts.next);
  *status.mutable_due_tasks() = Bounded(counts.due);
  if (counts.oldest_due.has_value()) *status.mutable_oldest_lateness() = ToDuration(now - *counts.oldest_due);
  *status.mutable_open_digests() = Bounded(counts.open_digests);
  *status.mutable_pending_deliveries() = Bounded(counts.pending_deliveries);
  *status.mutable_failed_deliveries() = Bounded(counts.failed_deliveries);
  *status.mutable_set_aside_tasks() = Bounded(counts.set_aside_tasks);
  *status.mutable_set_aside_follow_ups() = Bounded(counts.set_aside_follow_ups);
}

v1::EscalationStatus::FiredRungs RungsOf(const store::FiredRungs& fired) {
  v1::EscalationStatus::FiredRungs rungs;
  *rungs.mutable_since() = ToTimestamp(fired.since);
  rungs.set_count(fired.count);
  if (fired.count == 0) return rungs;
  *rungs.mutable_lateness_p50() = ToDuration(fired.p50);
  *rungs.mutable_lateness_p99() = ToDuration(fired.p99);
  *rungs.mutable_lateness_max() = ToDuration(fired.max);
  return rungs;
}

absl::Status Check(const CallContext& call, const Services& services, v1::Secrecy up_to,
                   v1::EscalationStatus::SelfCheck& check) {
  const auto tasks = store::ListUnarmedTasks(services.database, call.province);
  if (!tasks.ok()) return tasks.status();
  *check.mutable_checked() = Bounded(static_cast<int64_t>(tasks->size()), store::kSelfCheckedTasks);
  int64_t missing = 0;
  for (const store::UnarmedTask& unarmed : *tasks) {
    // One that cannot be read is one that cannot be fired.
    if (unarmed.unreadable.ok() && !task::ShouldBeArmed(unarmed.task, *call.facts)) continue;
    ++missing;
    if (unarmed.secrecy > up_to || check.missing_tasks_size() >= kMaxMissingTasks) continue;
    check.add_missing_tasks(TaskName(call.province, unarmed.task_id));
  }
  check.set_missing(missing);
  return absl::OkStatus();
}

// Returns when what is due of the released task was fired, or has set it aside again.
absl::Status FireNow(const std::string& id, const CallContext& call, const Services& services) {
  absl::Status status;
  absl::Notification done;
  services.engine.SubmitSweepOf(call.province, id, [&](const absl::StatusOr<engine::SweepOutcome>& outcome) {
    status = outcome.status();
    done.Notify();
  });
  done.WaitForNotification();
  return status;
}

// The write door's error for the caller. `shown`: the caller sees that the task is set aside. What cannot be read or
// written is a fault that only its owner mends; of a task that the caller may not see it tells nothing.
absl::Status WhyNotReleased(const absl::Status& status, absl::string_view id, bool shown) {
  if (ReasonOf(status) != v1::ERROR_REASON_INTERNAL) return status;
  if (!shown) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no task ", Excerpt(id), " that is set aside; list those that are."));
  }
  return Error(v1::ERROR_REASON_TRANSITION_NOT_ALLOWED,
               absl::StrCat("The task ", Excerpt(id),
                            " can still not be read or written, so it stays set aside; mend what it was set aside for "
                            "and release it then. The server's log says more."));
}

}  // namespace

absl::StatusOr<v1::EscalationStatus> GetEscalationStatus(const v1::GetEscalationStatusRequest& request,
                                                         const CallContext& call, const Services& services) {
  if (absl::Status checked = CheckProvince("name", request.name(), call); !checked.ok()) return checked;
  const auto up_to = Clearance(call);
  if (!up_to.ok()) return up_to.status();
  v1::EscalationStatus status;
  status.set_name(request.name());
  *status.mutable_status_time() = ToTimestamp(call.now);
  const auto counts = store::CountEscalation(services.database, call.province, call.now);
  if (!counts.ok()) return counts.status();
  Fill(*counts, call.now, status);
  const auto rungs = store::RungsSince(services.database, call.province, call.now - kDay, call.now - kHour);
  if (!rungs.ok()) return rungs.status();
  *status.mutable_last_day() = RungsOf((*rungs)[0]);
  *status.mutable_last_hour() = RungsOf((*rungs)[1]);
  if (absl::Status checked = Check(call, services, *up_to, *status.mutable_self_check()); !checked.ok()) return checked;
  return status;
}

absl::StatusOr<v1::ListSetAsideTasksResponse> ListSetAsideTasks(const v1::ListSetAsideTasksRequest& request,
                                                                const CallContext& call, const Services& services) {
  if (absl::Status checked = CheckProvince("parent", request.parent(), call); !checked.ok()) return checked;
  const auto up_to = Clearance(call);
  if (!up_to.ok()) return up_to.status();
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  auto listed = store::ListSetAside(services.database, call.province, *up_to, page->size, page->cursor);
  if (!listed.ok()) return listed.status();
  v1::ListSetAsideTasksResponse response;
  for (v1::SetAsideTask& task : listed->tasks) *response.add_set_aside_tasks() = std::move(task);
  if (!listed->next_cursor.empty()) response.set_next_page_token(NextPageToken(request, listed->next_cursor));
  return response;
}

absl::StatusOr<v1::ReleaseSetAsideTaskResponse> ReleaseSetAsideTask(const v1::ReleaseSetAsideTaskRequest& request,
                                                                    const CallContext& call, const Services& services) {
  const auto id = IdOf(request.name(), "tasks");
  if (!id.ok()) return id.status();
  if (request.name() != TaskName(call.province, *id)) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME,
                          {{"name", "has to be of the form provinces/{province}/tasks/{task}"}});
  }
  const auto up_to = Clearance(call);
  if (!up_to.ok()) return up_to.status();
  auto aside = store::FindSetAside(services.database, call.province, *id, *up_to);
  if (!aside.ok()) return aside.status();
  auto command = NewCommand(request, call);
  if (!command.ok()) return command.status();
  if (command->request_id().empty()) command->set_request_id(engine::NewUuid(call.now));
  const std::string request_id = command->request_id();
  command->mutable_task()->mutable_release_set_aside()->set_name(request.name());
  command->mutable_task()->mutable_release_set_aside()->set_reason(request.reason());
  const auto applied = services.engine.Apply(*std::move(command));
  if (!applied.ok()) return WhyNotReleased(applied.status(), *id, aside->has_value());
  // When it cannot be told what came of it, the caller may ask again with the same request_id.
  if (absl::Status fired = FireNow(*id, call, services); !fired.ok()) return fired;
  v1::ReleaseSetAsideTaskResponse response;
  auto release = store::FindRelease(services.database, call.province, request_id);
  if (!release.ok()) return release.status();
  *response.mutable_release() = *std::move(release);
  auto again = store::FindSetAside(services.database, call.province, *id, *up_to);
  if (!again.ok()) return again.status();
  if (again->has_value()) *response.mutable_set_aside_again() = **std::move(again);
  return response;
}

void AddEscalationService(MethodTable& table) {
  table.Read("phoihop.v1.EscalationService.GetEscalationStatus", GetEscalationStatus, Caller::kRequired);
  table.Read("phoihop.v1.EscalationService.ListSetAsideTasks", ListSetAsideTasks, Caller::kRequired);
  table.Command("phoihop.v1.EscalationService.HandleEscalation",
                Verb<v1::HandleEscalationRequest, &internal::v1::TaskCommand::mutable_handle_escalation>);
  table.Read("phoihop.v1.EscalationService.ReleaseSetAsideTask", ReleaseSetAsideTask, Caller::kRequired);
  table.Read("phoihop.v1.EscalationService.ListFailedDeliveries", ListFailedDeliveries, Caller::kRequired);
  table.Read("phoihop.v1.EscalationService.RetryFailedDeliveries", RetryFailedDeliveries, Caller::kRequired);
}

}  // namespace phoihop::handlers
