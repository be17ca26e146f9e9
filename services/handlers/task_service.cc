#include "services/handlers/task_service.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/engine/ids.h"
#include "services/handlers/command.h"
#include "services/handlers/digest.h"
#include "services/handlers/page.h"
#include "services/handlers/task_filter.h"
#include "services/handlers/visibility.h"
#include "services/store/filter.h"
#include "services/store/task_reader.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {
namespace {

using internal::v1::TaskCommand;

// Characters of an id that the system makes: 80 bits.
constexpr size_t kMadeIdBytes = 10;

// Answers with the task as the caller may see it.
engine::Done Presenting(const CallContext& call, Done<v1::Task> done) {
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

// Sends the request through the write door as the verb that `verb` makes room for.
template <typename Request>
void Submit(const Request& request, Request* (TaskCommand::*verb)(), const CallContext& call, const Services& services,
            Done<v1::Task> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *(command->mutable_task()->*verb)() = request;
  services.engine.Submit(*std::move(command), Presenting(call, std::move(done)));
}

template <typename Request, Request* (TaskCommand::*verb)()>
void Verb(const Request& request, const CallContext& call, const Services& services, Done<v1::Task> done) {
  Submit(request, verb, call, services, std::move(done));
}

// An id that the same request gets again when it is repeated: made of its request_id if it has one.
std::string MakeTaskId(const v1::CreateTaskRequest& request, const CallContext& call) {
  const std::string seed = request.request_id().empty()
                               ? engine::NewUuid(call.now)
                               : absl::StrCat(RequestDigest(request, call.actor), request.request_id());
  return absl::StrCat("t-", absl::BytesToHexString(Sha256(seed).substr(0, kMadeIdBytes)));
}

void CreateTask(const v1::CreateTaskRequest& request, const CallContext& call, const Services& services,
                Done<v1::Task> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  v1::CreateTaskRequest* create = command->mutable_task()->mutable_create();
  *create = request;
  if (create->task_id().empty()) create->set_task_id(MakeTaskId(request, call));
  services.engine.Submit(*std::move(command), Presenting(call, std::move(done)));
}

// With how the parts of wholes stand, which is one query for all of them.
absl::Status PresentAll(std::vector<v1::Task>& tasks, const CallContext& call, const Services& services) {
  std::vector<std::string> wholes;
  for (const v1::Task& task : tasks) {
    if (task.has_fan_out()) wholes.push_back(task.name());
  }
  const auto seen = store::PartsOfWholes(services.database, call.province, wholes, call.now);
  if (!seen.ok()) return seen.status();
  for (v1::Task& task : tasks) {
    const auto parts = seen->find(task.name());
    task::Present(task, call.actor, *call.facts, call.now, parts == seen->end() ? nullptr : &parts->second);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Task> GetTask(const v1::GetTaskRequest& request, const CallContext& call, const Services& services) {
  absl::StatusOr<v1::Task> task = ReadVisibleTask(request.name(), call, services);
  if (!task.ok()) return task.status();
  std::vector<v1::Task> tasks(1, *std::move(task));
  if (absl::Status status = PresentAll(tasks, call, services); !status.ok()) return status;
  return std::move(tasks.front());
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
  query.visible_to = VisibleUnits(call);
  query.order = order->field;
  query.descending = order->descending;
  query.page_size = page->size;
  query.cursor = page->cursor;
  auto found = store::ListTasks(services.database, query);
  if (!found.ok()) return found.status();
  v1::ListTasksResponse response;
  if (absl::Status status = PresentAll(found->tasks, call, services); !status.ok()) return status;
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
  table.Command("phoihop.v1.TaskService.HandOffTask", Verb<v1::HandOffTaskRequest, &TaskCommand::mutable_hand_off>);
  table.Command("phoihop.v1.TaskService.AcceptHandoff",
                Verb<v1::AcceptHandoffRequest, &TaskCommand::mutable_accept_handoff>);
  table.Command("phoihop.v1.TaskService.RefuseHandoff",
                Verb<v1::RefuseHandoffRequest, &TaskCommand::mutable_refuse_handoff>);
  table.Command("phoihop.v1.TaskService.RecallHandoff",
                Verb<v1::RecallHandoffRequest, &TaskCommand::mutable_recall_handoff>);
}

}  // namespace phoihop::handlers
