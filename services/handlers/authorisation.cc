#include "services/handlers/authorisation.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"
#include "services/handlers/message_field.h"
#include "workflow/access/access.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using Asks = Authorisation::Asks;

constexpr Authorisation Row(absl::string_view method, v1::TokenScope scope, Asks asks) { return {method, scope, asks}; }
constexpr Authorisation Row(absl::string_view method, v1::TokenScope scope, v1::TaskVerb verb) {
  return {method, scope, Asks::kVerb, verb};
}
constexpr Authorisation Row(absl::string_view method, v1::TokenScope scope, v1::Permission permission) {
  return {method, scope, Asks::kPermission, v1::TASK_VERB_UNSPECIFIED, permission};
}

constexpr v1::TokenScope kNoToken = v1::TOKEN_SCOPE_UNSPECIFIED;
constexpr v1::TokenScope kRead = v1::TOKEN_SCOPE_READ;
constexpr v1::TokenScope kWork = v1::TOKEN_SCOPE_WORK;
constexpr v1::TokenScope kPlan = v1::TOKEN_SCOPE_PLAN;
constexpr v1::TokenScope kAll = v1::TOKEN_SCOPE_ALL;

constexpr Authorisation kTable[] = {
    Row("phoihop.v1.AccessService.ListRoles", kRead, Asks::kOpen),
    Row("phoihop.v1.AccessService.GetRole", kRead, Asks::kOpen),
    Row("phoihop.v1.AccessService.UpdateRole", kAll, v1::PERMISSION_MANAGE_ACCESS),
    Row("phoihop.v1.AccessService.ListGrants", kRead, Asks::kOwn),
    Row("phoihop.v1.AccessService.CreateGrant", kAll, v1::PERMISSION_MANAGE_ACCESS),
    Row("phoihop.v1.AccessService.RevokeGrant", kAll, v1::PERMISSION_MANAGE_ACCESS),
    Row("phoihop.v1.AccessService.ExplainAccess", kRead, Asks::kOwn),
    Row("phoihop.v1.AccessService.DescribeCaller", kRead, Asks::kOwn),
    Row("phoihop.v1.AccessService.GetSettings", kRead, Asks::kOpen),
    Row("phoihop.v1.AccessService.UpdateSettings", kAll, v1::PERMISSION_MANAGE_ACCESS),
    Row("phoihop.v1.AccessTokenService.CreateAccessToken", kNoToken, Asks::kOwn),
    Row("phoihop.v1.AccessTokenService.ListAccessTokens", kRead, Asks::kOwn),
    Row("phoihop.v1.AccessTokenService.RevokeAccessToken", kAll, Asks::kOwn),
    Row("phoihop.v1.BasketService.ListBasket", kRead, Asks::kTasks),
    Row("phoihop.v1.BasketService.CountBasket", kRead, Asks::kTasks),
    Row("phoihop.v1.BulkService.CreateBulkOperation", kWork, Asks::kTasks),
    Row("phoihop.v1.BulkService.GetBulkOperation", kRead, Asks::kTasks),
    Row("phoihop.v1.BulkService.ListBulkOperations", kRead, Asks::kTasks),
    Row("phoihop.v1.BulkService.ListBulkOperationItems", kRead, Asks::kTasks),
    Row("phoihop.v1.BulkService.PauseBulkOperation", kWork, Asks::kTasks),
    Row("phoihop.v1.BulkService.ResumeBulkOperation", kWork, Asks::kTasks),
    Row("phoihop.v1.BulkService.RetryBulkOperation", kWork, Asks::kTasks),
    Row("phoihop.v1.BulkService.CancelBulkOperation", kWork, Asks::kTasks),
    Row("phoihop.v1.CalendarService.PreviewCalendarChange", kRead, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.CalendarService.PublishCalendar", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.CalendarService.ListCalendars", kRead, Asks::kOpen),
    Row("phoihop.v1.CalendarService.AssignCalendar", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.CalendarService.SimulateTimeline", kRead, Asks::kTasks),
    Row("phoihop.v1.DeadlineService.GetCalendar", kRead, Asks::kOpen),
    Row("phoihop.v1.DeadlineService.ExplainDeadline", kRead, Asks::kOpen),
    Row("phoihop.v1.DeadlineService.ListEscalationPolicies", kRead, Asks::kOpen),
    Row("phoihop.v1.DeadlineService.ListUpcomingDeadlines", kRead, Asks::kTasks),
    Row("phoihop.v1.EscalationPolicyService.PublishEscalationPolicy", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.EscalationPolicyService.ListEscalationPolicyVersions", kRead, Asks::kOpen),
    Row("phoihop.v1.EscalationPolicyService.PreviewPolicySwitch", kRead, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.EscalationPolicyService.SwitchEscalationPolicy", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.EscalationService.GetEscalationStatus", kRead, Asks::kTasks),
    Row("phoihop.v1.EscalationService.ListSetAsideTasks", kRead, Asks::kTasks),
    Row("phoihop.v1.EscalationService.HandleEscalation", kWork, v1::TASK_VERB_HANDLE_ESCALATION),
    Row("phoihop.v1.EscalationService.ReleaseSetAsideTask", kAll, v1::PERMISSION_MANAGE_ACCESS),
    Row("phoihop.v1.EscalationService.ListFailedDeliveries", kRead, Asks::kTasks),
    Row("phoihop.v1.EscalationService.RetryFailedDeliveries", kAll, v1::PERMISSION_MANAGE_ACCESS),
    Row("phoihop.v1.EventService.ListEvents", kRead, Asks::kTasks),
    Row("phoihop.v1.EventService.WatchEvents", kRead, Asks::kTasks),
    Row("phoihop.v1.EventService.ListJournalCheckpoints", kRead, Asks::kOpen),
    Row("phoihop.v1.FileService.UploadFile", kWork, Asks::kTasks),
    Row("phoihop.v1.FileService.DownloadFile", kRead, Asks::kTasks),
    Row("phoihop.v1.FileService.GetFile", kRead, Asks::kTasks),
    Row("phoihop.v1.FileService.ListFiles", kRead, Asks::kTasks),
    Row("phoihop.v1.HandoffService.HandOffTask", kWork, v1::TASK_VERB_HAND_OFF),
    Row("phoihop.v1.HandoffService.AcceptHandoff", kWork, v1::TASK_VERB_ACCEPT_HANDOFF),
    Row("phoihop.v1.HandoffService.RefuseHandoff", kWork, v1::TASK_VERB_REFUSE_HANDOFF),
    Row("phoihop.v1.HandoffService.RecallHandoff", kWork, v1::TASK_VERB_RECALL_HANDOFF),
    Row("phoihop.v1.HandoffService.SendHandoff", kWork, v1::TASK_VERB_SEND_HANDOFF),
    Row("phoihop.v1.HandoffService.RecordHandoffReceipt", kWork, v1::TASK_VERB_RECORD_HANDOFF_RECEIPT),
    Row("phoihop.v1.HandoffService.AnswerRecall", kWork, v1::TASK_VERB_ANSWER_RECALL),
    Row("phoihop.v1.HandoffService.ReturnHandoffResult", kWork, v1::TASK_VERB_RETURN_HANDOFF_RESULT),
    Row("phoihop.v1.HandoffService.AnswerHandoffResult", kWork, v1::TASK_VERB_ANSWER_HANDOFF_RESULT),
    Row("phoihop.v1.NoticeService.ListNotices", kRead, Asks::kOwn),
    Row("phoihop.v1.NoticeService.ListTaskNotices", kRead, Asks::kTasks),
    Row("phoihop.v1.NoticeService.MarkNoticesRead", kWork, Asks::kOwn),
    Row("phoihop.v1.OperationService.GetOperation", kRead, Asks::kTasks),
    Row("phoihop.v1.OperationService.WaitOperation", kRead, Asks::kTasks),
    Row("phoihop.v1.OrganisationService.GetUnit", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.ListUnits", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.LookupUnits", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.ResolveSuccessors", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.ListUnitSets", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.ListReorganisations", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.ResolvePredecessors", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.GetLineage", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.CreatePerson", kAll, v1::PERMISSION_EDIT_PEOPLE),
    Row("phoihop.v1.OrganisationService.GetPerson", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.ListPersons", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.CreatePost", kAll, v1::PERMISSION_EDIT_PEOPLE),
    Row("phoihop.v1.OrganisationService.ListPosts", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.ListMemberships", kRead, Asks::kOpen),
    Row("phoihop.v1.OrganisationService.CreateMembership", kAll, v1::PERMISSION_EDIT_PEOPLE),
    Row("phoihop.v1.PlanService.GetPlan", kRead, v1::PERMISSION_VIEW_PLANS),
    Row("phoihop.v1.PlanService.ListPlans", kRead, v1::PERMISSION_VIEW_PLANS),
    Row("phoihop.v1.PlanService.ListPlanAnswers", kRead, v1::PERMISSION_VIEW_PLANS),
    Row("phoihop.v1.PlanService.SummarisePlans", kRead, v1::PERMISSION_VIEW_PLANS),
    Row("phoihop.v1.PlanService.ImportPlan", kPlan, v1::PERMISSION_EDIT_PLANS),
    Row("phoihop.v1.PlanService.RevisePlan", kPlan, v1::PERMISSION_ISSUE_PLANS),
    Row("phoihop.v1.PlanService.UpdatePlanItem", kPlan, v1::PERMISSION_EDIT_PLANS),
    Row("phoihop.v1.PlanService.IssuePlan", kPlan, v1::PERMISSION_ISSUE_PLANS),
    Row("phoihop.v1.PlanService.RecordPlanEvent", kPlan, v1::PERMISSION_EDIT_PLANS),
    Row("phoihop.v1.ReorganisationService.GetReorganisation", kRead, Asks::kOpen),
    Row("phoihop.v1.ReorganisationService.ListRehomingItems", kRead, Asks::kTasks),
    Row("phoihop.v1.ReorganisationService.CreateReorganisation", kAll, v1::PERMISSION_REORGANISE),
    Row("phoihop.v1.ReorganisationService.UpdateReorganisation", kAll, v1::PERMISSION_REORGANISE),
    Row("phoihop.v1.ReorganisationService.PreviewReorganisation", kAll, v1::PERMISSION_REORGANISE),
    Row("phoihop.v1.ReorganisationService.ApproveReorganisation", kAll, v1::PERMISSION_REORGANISE),
    Row("phoihop.v1.ReorganisationService.ExecuteReorganisation", kAll, v1::PERMISSION_REORGANISE),
    Row("phoihop.v1.ReorganisationService.PauseReorganisation", kAll, v1::PERMISSION_REORGANISE),
    Row("phoihop.v1.ReorganisationService.ResumeReorganisation", kAll, v1::PERMISSION_REORGANISE),
    Row("phoihop.v1.ReorganisationService.AssignRehomingItem", kAll, v1::PERMISSION_REORGANISE),
    Row("phoihop.v1.ReorganisationService.UndoReorganisation", kAll, v1::PERMISSION_REORGANISE),
    Row("phoihop.v1.ReportService.SummariseResults", kRead, Asks::kTasks),
    Row("phoihop.v1.ReportService.ListResults", kRead, Asks::kTasks),
    Row("phoihop.v1.ReportService.ListWeeklyLoad", kRead, Asks::kTasks),
    Row("phoihop.v1.ReportService.ListTrend", kRead, Asks::kTasks),
    Row("phoihop.v1.ReportService.SummariseWorkload", kRead, Asks::kTasks),
    Row("phoihop.v1.ReportService.ListUpcomingEscalations", kRead, Asks::kTasks),
    Row("phoihop.v1.ResponsibilityService.ListFindings", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.ListFindingWaivers", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.GetRegulation", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.ListRegulations", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.ResolveCitation", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.ListFunctions", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.GetResponsibilityMatrix", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.GetInstrument", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.ListInstruments", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.ListDuties", kRead, Asks::kOpen),
    Row("phoihop.v1.ResponsibilityService.WaiveFinding", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.ResponsibilityService.RevokeFindingWaiver", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.ResponsibilityService.CreateRegulation", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.ResponsibilityService.UpdateRegulation", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.ResponsibilityService.EnactRegulation", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.ResponsibilityService.WithdrawRegulation", kAll, v1::PERMISSION_REGULATE),
    Row("phoihop.v1.ScheduleService.ListOccurrences", kRead, v1::PERMISSION_VIEW_PLANS),
    Row("phoihop.v1.ScheduleService.PreviewOccurrences", kRead, v1::PERMISSION_VIEW_PLANS),
    Row("phoihop.v1.ScheduleService.PauseSchedule", kPlan, v1::PERMISSION_ISSUE_PLANS),
    Row("phoihop.v1.ScheduleService.ResumeSchedule", kPlan, v1::PERMISSION_ISSUE_PLANS),
    Row("phoihop.v1.ScheduleService.ExcludeDates", kPlan, v1::PERMISSION_ISSUE_PLANS),
    Row("phoihop.v1.ScheduleService.IncludeDates", kPlan, v1::PERMISSION_ISSUE_PLANS),
    Row("phoihop.v1.ScheduleService.TriggerOccurrence", kPlan, v1::PERMISSION_ISSUE_PLANS),
    Row("phoihop.v1.ScheduleService.BackfillOccurrences", kPlan, v1::PERMISSION_ISSUE_PLANS),
    Row("phoihop.v1.SubstitutionService.CreateSubstitution", kAll, Asks::kOwn),
    Row("phoihop.v1.SubstitutionService.ListSubstitutions", kRead, Asks::kOpen),
    Row("phoihop.v1.SubstitutionService.EndSubstitution", kAll, Asks::kOwn),
    Row("phoihop.v1.TaskService.GetTask", kRead, Asks::kTasks),
    Row("phoihop.v1.TaskService.ListTasks", kRead, Asks::kTasks),
    Row("phoihop.v1.TaskService.CreateTask", kWork, v1::PERMISSION_CREATE_TASKS),
    Row("phoihop.v1.TaskService.IssueTask", kWork, v1::TASK_VERB_ISSUE),
    Row("phoihop.v1.TaskService.AcceptTask", kWork, v1::TASK_VERB_ACCEPT),
    Row("phoihop.v1.TaskService.RefuseTask", kWork, v1::TASK_VERB_REFUSE),
    Row("phoihop.v1.TaskService.ReissueTask", kWork, v1::TASK_VERB_REISSUE),
    Row("phoihop.v1.TaskService.AssignPerson", kWork, v1::TASK_VERB_ASSIGN_PERSON),
    Row("phoihop.v1.TaskService.StartTask", kWork, v1::TASK_VERB_START),
    Row("phoihop.v1.TaskService.SubmitTask", kWork, v1::TASK_VERB_SUBMIT),
    Row("phoihop.v1.TaskService.ApproveTask", kWork, v1::TASK_VERB_APPROVE),
    Row("phoihop.v1.TaskService.ReturnTask", kWork, v1::TASK_VERB_RETURN),
    Row("phoihop.v1.TaskService.CompleteTask", kWork, v1::TASK_VERB_COMPLETE),
    Row("phoihop.v1.TaskService.RevokeTask", kWork, v1::TASK_VERB_REVOKE),
    Row("phoihop.v1.TaskService.RemindTask", kWork, v1::TASK_VERB_REMIND),
    Row("phoihop.v1.TaskService.DropTask", kWork, v1::TASK_VERB_DROP),
    Row("phoihop.v1.TaskService.ClaimTask", kWork, v1::TASK_VERB_CLAIM),
    Row("phoihop.v1.TaskService.ReleaseTask", kWork, v1::TASK_VERB_RELEASE),
    Row("phoihop.v1.TaskService.RecordSuspension", kWork, v1::TASK_VERB_RECORD_SUSPENSION),
    Row("phoihop.v1.TaskService.ReanchorTask", kWork, v1::TASK_VERB_REANCHOR),
    Row("phoihop.v1.TaskService.SuspendTask", kWork, v1::TASK_VERB_SUSPEND),
    Row("phoihop.v1.TaskService.ResumeTask", kWork, v1::TASK_VERB_RESUME),
    Row("phoihop.v1.TaskService.RequestExtension", kWork, v1::TASK_VERB_REQUEST_EXTENSION),
    Row("phoihop.v1.TaskService.GrantExtension", kWork, v1::TASK_VERB_GRANT_EXTENSION),
    Row("phoihop.v1.TaskService.DenyExtension", kWork, v1::TASK_VERB_DENY_EXTENSION),
    Row("phoihop.v1.TaskService.ReportImpossible", kWork, v1::TASK_VERB_REPORT_IMPOSSIBLE),
    Row("phoihop.v1.TaskService.DeclareImpossible", kWork, v1::TASK_VERB_DECLARE_IMPOSSIBLE),
    Row("phoihop.v1.TaskService.DenyImpossible", kWork, v1::TASK_VERB_DENY_IMPOSSIBLE),
    Row("phoihop.v1.TaskService.ReopenTask", kWork, v1::TASK_VERB_REOPEN),
    Row("phoihop.v1.TaskService.RestoreTask", kWork, v1::TASK_VERB_RESTORE),
    Row("phoihop.v1.TaskWorkService.ListTaskComments", kRead, Asks::kTasks),
    Row("phoihop.v1.TaskWorkService.DelegateTask", kWork, v1::TASK_VERB_DELEGATE),
    Row("phoihop.v1.TaskWorkService.RequestContributions", kWork, v1::TASK_VERB_REQUEST_CONTRIBUTIONS),
    Row("phoihop.v1.TaskWorkService.ContributeToTask", kWork, v1::TASK_VERB_CONTRIBUTE),
    Row("phoihop.v1.TaskWorkService.SendCopies", kWork, v1::TASK_VERB_SEND_COPIES),
    Row("phoihop.v1.TaskWorkService.AcknowledgeCopy", kWork, v1::TASK_VERB_ACKNOWLEDGE_COPY),
    Row("phoihop.v1.TaskWorkService.CommentOnTask", kWork, v1::TASK_VERB_COMMENT),
    Row("phoihop.v1.TaskWorkService.AddEvidence", kWork, v1::TASK_VERB_ADD_EVIDENCE),
    Row("phoihop.v1.TaskWorkService.RemoveEvidence", kWork, v1::TASK_VERB_REMOVE_EVIDENCE),
    Row("phoihop.v1.TaskWorkService.ReportProgress", kWork, v1::TASK_VERB_REPORT_PROGRESS),
    Row("phoihop.v1.TaskWorkService.SetChecklist", kWork, v1::TASK_VERB_SET_CHECKLIST),
    Row("phoihop.v1.TaskWorkService.CheckItem", kWork, v1::TASK_VERB_CHECK_ITEM),
    Row("phoihop.v1.TaskWorkService.WatchTask", kWork, v1::TASK_VERB_WATCH),
    Row("phoihop.v1.TaskWorkService.UnwatchTask", kWork, v1::TASK_VERB_UNWATCH),
    Row("phoihop.v1.TaskWorkService.AddDependency", kWork, v1::TASK_VERB_ADD_DEPENDENCY),
    Row("phoihop.v1.TaskWorkService.RemoveDependency", kWork, v1::TASK_VERB_REMOVE_DEPENDENCY),
};

bool Has(const std::vector<v1::TokenScope>& scopes, v1::TokenScope scope) {
  for (const v1::TokenScope held : scopes) {
    if (held == scope || held == v1::TOKEN_SCOPE_ALL) return true;
  }
  return false;
}

// What the request is about: the province, a unit whose people it changes, a plan of the caller's unit.
access::Target TargetOf(v1::Permission permission, const google::protobuf::Message& request, const CallContext& call) {
  switch (permission) {
    case v1::PERMISSION_REORGANISE:
    case v1::PERMISSION_REGULATE:
    case v1::PERMISSION_MANAGE_ACCESS:
      return {};
    case v1::PERMISSION_EDIT_PEOPLE: {
      const std::string parent = StringField(request, "parent").value_or("");
      return {IdOf(parent, "units").ok() ? parent : call.actor.unit()};
    }
    default: {
      const std::string name = StringField(request, "name").value_or("");
      return {call.actor.unit(), IdOf(name, "plans").ok() ? name : std::string()};
    }
  }
}

std::string NameOf(v1::TokenScope scope) {
  return std::string(absl::StripPrefix(v1::TokenScope_Name(scope), "TOKEN_SCOPE_"));
}

}  // namespace

absl::Span<const Authorisation> AuthorisationTable() { return kTable; }

const Authorisation* FindAuthorisation(absl::string_view method) {
  static const auto* const kByMethod = [] {
    auto* by_method = new std::map<absl::string_view, const Authorisation*>;
    for (const Authorisation& row : kTable) by_method->emplace(row.method, &row);
    return by_method;
  }();
  const auto found = kByMethod->find(method);
  return found == kByMethod->end() ? nullptr : found->second;
}

absl::Status CheckTokenScope(const Authorisation& row, const std::optional<std::vector<v1::TokenScope>>& scopes) {
  if (!scopes.has_value()) return absl::OkStatus();
  if (row.scope == kNoToken) {
    return Error(v1::ERROR_REASON_TOKEN_SCOPE,
                 "an access token makes no other: sign in as yourself, or in local mode without a token");
  }
  if (Has(*scopes, row.scope)) return absl::OkStatus();
  return Error(
      v1::ERROR_REASON_TOKEN_SCOPE,
      absl::StrCat("the access token's scopes do not cover this call; make one with the scope ", NameOf(row.scope)));
}

absl::Status CheckPermission(const Authorisation& row, const google::protobuf::Message& request,
                             const CallContext& call) {
  if (row.asks != Asks::kPermission || call.actor.unit().empty()) return absl::OkStatus();
  return access::CheckPermitted(row.permission, call.actor, call.facts->access(), call.facts->directory(),
                                DayOf(call.now), TargetOf(row.permission, request, call))
      .status();
}

}  // namespace phoihop::handlers
