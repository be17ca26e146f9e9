#include "services/handlers/task_work_service.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/handlers/event_filter.h"
#include "services/handlers/page.h"
#include "services/handlers/task_verb.h"
#include "services/handlers/visibility.h"
#include "services/store/event_reader.h"
#include "services/store/filter.h"
#include "services/store/task_reader.h"
#include "workflow/errors.h"

namespace phoihop::handlers {
namespace {

using internal::v1::TaskCommand;

constexpr int kDefaultCommentPageSize = 100;

v1::Comment CommentOf(const v1::Event& event) {
  v1::Comment comment;
  comment.set_sequence(event.sequence());
  comment.set_text(event.task_commented().text());
  *comment.mutable_documents() = event.task_commented().documents();
  *comment.mutable_time() = event.time();
  *comment.mutable_actor() = event.actor();
  return comment;
}

}  // namespace

absl::StatusOr<v1::ListTaskCommentsResponse> ListTaskComments(const v1::ListTaskCommentsRequest& request,
                                                              const CallContext& call, const Services& services) {
  const auto task = ReadVisibleTask(request.name(), call, services);
  if (!task.ok()) return task.status();
  const auto page = ReadPage(request, kDefaultCommentPageSize);
  if (!page.ok()) return page.status();
  store::EventQuery query;
  query.province = call.province;
  query.limit = page->size;
  if (!page->cursor.empty() && !absl::SimpleAtoi(page->cursor, &query.after_sequence)) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_PAGE_TOKEN, {{"page_token", "was not made by this list"}});
  }
  const auto filter = store::Filter::Parse(
      absl::StrCat("subject = \"", task->name(), "\" AND type = \"task.commented\""), EventFields(call.province));
  if (!filter.ok()) return filter.status();
  SetFilter(*filter, query);
  const auto found = store::ListEvents(services.database, query);
  if (!found.ok()) return found.status();
  v1::ListTaskCommentsResponse response;
  for (const v1::Event& event : found->events) *response.add_comments() = CommentOf(event);
  if (found->more) response.set_next_page_token(NextPageToken(request, absl::StrCat(found->next_after)));
  return response;
}

void AddTaskWorkService(MethodTable& table) {
  table.Read("phoihop.v1.TaskWorkService.ListTaskComments", ListTaskComments, Caller::kRequired);
  table.Command("phoihop.v1.TaskWorkService.DelegateTask",
                Verb<v1::DelegateTaskRequest, &TaskCommand::mutable_delegate>);
  table.Command("phoihop.v1.TaskWorkService.RequestContributions",
                Verb<v1::RequestContributionsRequest, &TaskCommand::mutable_request_contributions>);
  table.Command("phoihop.v1.TaskWorkService.ContributeToTask",
                Verb<v1::ContributeToTaskRequest, &TaskCommand::mutable_contribute>);
  table.Command("phoihop.v1.TaskWorkService.SendCopies",
                Verb<v1::SendCopiesRequest, &TaskCommand::mutable_send_copies>);
  table.Command("phoihop.v1.TaskWorkService.AcknowledgeCopy",
                Verb<v1::AcknowledgeCopyRequest, &TaskCommand::mutable_acknowledge_copy>);
  table.Command("phoihop.v1.TaskWorkService.CommentOnTask",
                Verb<v1::CommentOnTaskRequest, &TaskCommand::mutable_comment>);
  table.Command("phoihop.v1.TaskWorkService.AddEvidence",
                Verb<v1::AddEvidenceRequest, &TaskCommand::mutable_add_evidence>);
  table.Command("phoihop.v1.TaskWorkService.RemoveEvidence",
                Verb<v1::RemoveEvidenceRequest, &TaskCommand::mutable_remove_evidence>);
  table.Command("phoihop.v1.TaskWorkService.ReportProgress",
                Verb<v1::ReportProgressRequest, &TaskCommand::mutable_report_progress>);
  table.Command("phoihop.v1.TaskWorkService.SetChecklist",
                Verb<v1::SetChecklistRequest, &TaskCommand::mutable_set_checklist>);
  table.Command("phoihop.v1.TaskWorkService.CheckItem", Verb<v1::CheckItemRequest, &TaskCommand::mutable_check_item>);
  table.Command("phoihop.v1.TaskWorkService.WatchTask", Verb<v1::WatchTaskRequest, &TaskCommand::mutable_watch>);
  table.Command("phoihop.v1.TaskWorkService.UnwatchTask", Verb<v1::UnwatchTaskRequest, &TaskCommand::mutable_unwatch>);
  table.Command("phoihop.v1.TaskWorkService.AddDependency",
                Verb<v1::AddDependencyRequest, &TaskCommand::mutable_add_dependency>);
  table.Command("phoihop.v1.TaskWorkService.RemoveDependency",
                Verb<v1::RemoveDependencyRequest, &TaskCommand::mutable_remove_dependency>);
}

}  // namespace phoihop::handlers
