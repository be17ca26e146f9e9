#include "services/handlers/task_service.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/engine/ids.h"
#include "services/handlers/command.h"
#include "services/handlers/digest.h"
#include "services/handlers/made_id.h"
#include "services/handlers/page.h"
#include "services/handlers/present_tasks.h"
#include "services/handlers/task_filter.h"
#include "services/handlers/task_verb.h"
#include "services/handlers/visibility.h"
#include "services/handlers/work_pool.h"
#include "services/store/filter.h"
#include "services/store/plan_reader.h"
#include "services/store/task_reader.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {
namespace {

using internal::v1::TaskCommand;

void CreateTask(const v1::CreateTaskRequest& request, const CallContext& call, const Services& services,
                Done<v1::Task> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  v1::CreateTaskRequest* create = command->mutable_task()->mutable_create();
  *create = request;
  if (create->task_id().empty()) create->set_task_id(MakeId("t", request, request.request_id(), call));
  services.engine.Submit(*std::move(command), PresentingTask(call, std::move(done)));
}

// What its plan has withdrawn does not come back by itself.
absl::Status CheckPlanGoesOn(const v1::RestoreTaskRequest& request, const CallContext& call, const Services& services) {
  const auto task = ReadVisibleTask(request.name(), call, services);
  if (!task.ok()) return task.status();
  if (task->plan().empty()) return absl::OkStatus();
  const auto stored = store::GetPlan(services.database, call.province, LastSegment(task->plan()));
  if (!stored.ok()) return stored.status();
  for (const v1::PlanItem& item : stored->plan.items()) {
    if (item.name() != task->plan_item() || item.state() != v1::PlanItem::STATE_WITHDRAWN) continue;
    return Error(
        v1::ERROR_REASON_PLAN_STATE,
        "The plan does not have the item of this task any more; revise the plan, or make a task outside of it.");
  }
  return absl::OkStatus();
}

void RestoreTask(const v1::RestoreTaskRequest& request, const CallContext& call, const Services& services,
                 Done<v1::Task> done) {
  const bool accepted = services.pool.TrySubmit(
      [request = std::make_shared<const v1::RestoreTaskRequest>(request), call, &services, done]() mutable {
        if (absl::Status status = CheckPlanGoesOn(*request, call, services); !status.ok()) return done(status);
        SubmitVerb(*request, &TaskCommand::mutable_restore, call, services, std::move(done));
      });
  if (!accepted) {
    done(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
  }
}

}  // namespace

absl::StatusOr<v1::Task> GetTask(const v1::GetTaskRequest& request, const CallContext& call, const Services& services) {
  absl::StatusOr<v1::Task> task = ReadVisibleTask(request.name(), call, services);
  if (!task.ok()) return task.status();
  if (absl::Status status = PresentTasks({&*task}, call, services); !status.ok()) return status;
  return task;
}

absl::StatusOr<v1::ListTasksResponse> ListTasks(const v1::ListTasksRequest& request, const CallContext& call,
                                                const Services& services) {
  if (request.parent() != ProvinceName(call.province)) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"parent", "has to be of the form provinces/{province}"}});
  }
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  const auto order = ParseTaskOrder(request.order_by());
  if (!order.ok()) return order.status();
  const auto filter = store::Filter::Parse(request.filter(), TaskFields(call.province, call.now));
  if (!filter.ok()) return filter.status();

  store::TaskQuery query;
  query.province = call.province;
  query.filter = filter->ToSql(store::kFirstFilterParameter);
  query.visible_to = VisibilityOf(call);
  query.order = order->field;
  query.descending = order->descending;
  query.page_size = page->size;
  query.cursor = page->cursor;
  auto found = store::ListTasks(services.database, query);
  if (!found.ok()) return found.status();
  v1::ListTasksResponse response;
  std::vector<v1::Task*> tasks;
  for (v1::Task& task : found->tasks) tasks.push_back(&task);
  if (absl::Status status = PresentTasks(tasks, call, services); !status.ok()) return status;
  for (v1::Task& task : found->tasks) *response.add_tasks() = std::move(task);
  if (!found->next_cursor.empty()) response.set_next_page_token(NextPageToken(request, found->next_cursor));
  response.set_total_size(found->total_size);
  return response;
}

void AddTaskService(MethodTable& table) {
  table.Read("phoihop.v1.TaskService.GetTask", GetTask, Caller::kRequired);
  table.Read("phoihop.v1.TaskService.ListTasks", ListTasks, Caller::kRequired);
  table.Command("phoihop.v1.TaskService.CreateTask", CreateTask);
  table.Command("phoihop.v1.TaskService.IssueTask", Verb<v1::IssueTaskRequest, &TaskCommand::mutable_issue>);
  table.Command("phoihop.v1.TaskService.AcceptTask", Verb<v1::AcceptTaskRequest, &TaskCommand::mutable_accept>);
  table.Command("phoihop.v1.TaskService.RefuseTask", Verb<v1::RefuseTaskRequest, &TaskCommand::mutable_refuse>);
  table.Command("phoihop.v1.TaskService.ReissueTask", Verb<v1::ReissueTaskRequest, &TaskCommand::mutable_reissue>);
  table.Command("phoihop.v1.TaskService.AssignPerson",
                Verb<v1::AssignPersonRequest, &TaskCommand::mutable_assign_person>);
  table.Command("phoihop.v1.TaskService.StartTask", Verb<v1::StartTaskRequest, &TaskCommand::mutable_start>);
  table.Command("phoihop.v1.TaskService.SubmitTask", Verb<v1::SubmitTaskRequest, &TaskCommand::mutable_submit>);
  table.Command("phoihop.v1.TaskService.ApproveTask", Verb<v1::ApproveTaskRequest, &TaskCommand::mutable_approve>);
  table.Command("phoihop.v1.TaskService.ReturnTask", Verb<v1::ReturnTaskRequest, &TaskCommand::mutable_return_task>);
  table.Command("phoihop.v1.TaskService.CompleteTask", Verb<v1::CompleteTaskRequest, &TaskCommand::mutable_complete>);
  table.Command("phoihop.v1.TaskService.RevokeTask", Verb<v1::RevokeTaskRequest, &TaskCommand::mutable_revoke>);
  table.Command("phoihop.v1.TaskService.RemindTask", Verb<v1::RemindTaskRequest, &TaskCommand::mutable_remind>);
  table.Command("phoihop.v1.TaskService.DropTask", Verb<v1::DropTaskRequest, &TaskCommand::mutable_drop>);
  table.Command("phoihop.v1.TaskService.ClaimTask", Verb<v1::ClaimTaskRequest, &TaskCommand::mutable_claim>);
  table.Command("phoihop.v1.TaskService.ReleaseTask", Verb<v1::ReleaseTaskRequest, &TaskCommand::mutable_release>);
  table.Command("phoihop.v1.TaskService.RecordSuspension",
                Verb<v1::RecordSuspensionRequest, &TaskCommand::mutable_record_suspension>);
  table.Command("phoihop.v1.TaskService.ReanchorTask", Verb<v1::ReanchorTaskRequest, &TaskCommand::mutable_reanchor>);
  table.Command("phoihop.v1.TaskService.SuspendTask", Verb<v1::SuspendTaskRequest, &TaskCommand::mutable_suspend>);
  table.Command("phoihop.v1.TaskService.ResumeTask", Verb<v1::ResumeTaskRequest, &TaskCommand::mutable_resume>);
  table.Command("phoihop.v1.TaskService.RequestExtension",
                Verb<v1::RequestExtensionRequest, &TaskCommand::mutable_request_extension>);
  table.Command("phoihop.v1.TaskService.GrantExtension",
                Verb<v1::GrantExtensionRequest, &TaskCommand::mutable_grant_extension>);
  table.Command("phoihop.v1.TaskService.DenyExtension",
                Verb<v1::DenyExtensionRequest, &TaskCommand::mutable_deny_extension>);
  table.Command("phoihop.v1.TaskService.ReportImpossible",
                Verb<v1::ReportImpossibleRequest, &TaskCommand::mutable_report_impossible>);
  table.Command("phoihop.v1.TaskService.DeclareImpossible",
                Verb<v1::DeclareImpossibleRequest, &TaskCommand::mutable_declare_impossible>);
  table.Command("phoihop.v1.TaskService.DenyImpossible",
                Verb<v1::DenyImpossibleRequest, &TaskCommand::mutable_deny_impossible>);
  table.Command("phoihop.v1.TaskService.ReopenTask", Verb<v1::ReopenTaskRequest, &TaskCommand::mutable_reopen>);
  table.Command("phoihop.v1.TaskService.RestoreTask", RestoreTask);
}

}  // namespace phoihop::handlers
