// What random people ask for, verb by verb.
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/simulation/random_person.h"
#include "tests/simulation/random_person_send.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using Tasks = v1::TaskService::Stub;
using Handoffs = v1::HandoffService::Stub;
using Work = v1::TaskWorkService::Stub;

template <typename Request>
Request For(const std::string& name) {
  Request request;
  request.set_name(name);
  return request;
}

template <typename Request>
Request WithReason(const std::string& name) {
  auto request = For<Request>(name);
  request.set_reason("Theo tình hình thực tế");
  return request;
}

void AddDocument(google::protobuf::RepeatedPtrField<v1::DocumentReference>* documents) {
  documents->Add()->set_title("Báo cáo kết quả");
}

}  // namespace

std::string RandomPerson::SomeHandoff(const v1::Task& task, int state) {
  std::string name = absl::StrCat(task.name(), "/handoffs/", 1 + Below(task.handoffs_size() + 1));
  if (Chance(8)) return name;
  int fitting = 0;
  for (const v1::Handoff& handoff : task.handoffs()) {
    const bool is_open = handoff.state() == v1::Handoff::STATE_SENT ||
                         handoff.state() == v1::Handoff::STATE_DELIVERED ||
                         handoff.state() == v1::Handoff::STATE_RECALL_REQUESTED;
    const bool fits = state == 0 ? is_open : handoff.state() == state;
    // Of several any one.
    if (fits && (fitting++ == 0 || Chance(50))) name = handoff.name();
  }
  return name;
}

void RandomPerson::Do(v1::TaskVerb verb, const v1::Task& task, const std::string& actor) {
  DoOfIssuer(verb, task, actor) || DoOfLead(verb, task, actor) || DoOfTeam(verb, task, actor) ||
      DoToHandoff(verb, task, actor) || DoToOpenHandoff(verb, task, actor);
}

bool RandomPerson::DoOfIssuer(v1::TaskVerb verb, const v1::Task& task, const std::string& actor) {
  const std::string& name = task.name();
  switch (verb) {
    case v1::TASK_VERB_ISSUE:
      return Send(&Tasks::IssueTask, For<v1::IssueTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_REISSUE: {
      auto request = For<v1::ReissueTaskRequest>(name);
      if (Chance(60)) request.set_lead_unit(RandomUnit());
      return Send(&Tasks::ReissueTask, request, task, actor), true;
    }
    case v1::TASK_VERB_APPROVE:
      return Send(&Tasks::ApproveTask, For<v1::ApproveTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_RETURN:
      return Send(&Tasks::ReturnTask, WithReason<v1::ReturnTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_REVOKE:
      return Send(&Tasks::RevokeTask, WithReason<v1::RevokeTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_DROP:
      return Send(&Tasks::DropTask, WithReason<v1::DropTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_SUSPEND: {
      auto request = WithReason<v1::SuspendTaskRequest>(name);
      request.set_until_date(Day(0, 30));
      return Send(&Tasks::SuspendTask, request, task, actor), true;
    }
    case v1::TASK_VERB_RESUME:
      return Send(&Tasks::ResumeTask, WithReason<v1::ResumeTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_GRANT_EXTENSION: {
      auto request = For<v1::GrantExtensionRequest>(name);
      if (Chance(30)) request.set_due_date(Day(1, 60));
      return Send(&Tasks::GrantExtension, request, task, actor), true;
    }
    case v1::TASK_VERB_DENY_EXTENSION: {
      auto request = For<v1::DenyExtensionRequest>(name);
      request.set_explanation("Chưa đủ lý do");
      return Send(&Tasks::DenyExtension, request, task, actor), true;
    }
    case v1::TASK_VERB_DECLARE_IMPOSSIBLE:
      return Send(&Tasks::DeclareImpossible, For<v1::DeclareImpossibleRequest>(name), task, actor), true;
    case v1::TASK_VERB_DENY_IMPOSSIBLE: {
      auto request = For<v1::DenyImpossibleRequest>(name);
      request.set_explanation("Vẫn thực hiện được");
      return Send(&Tasks::DenyImpossible, request, task, actor), true;
    }
    case v1::TASK_VERB_REOPEN: {
      auto request = WithReason<v1::ReopenTaskRequest>(name);
      if (Chance(50)) request.set_due_date(Day(1, 40));
      return Send(&Tasks::ReopenTask, request, task, actor), true;
    }
    case v1::TASK_VERB_RESTORE: {
      auto request = WithReason<v1::RestoreTaskRequest>(name);
      if (Chance(50)) request.set_due_date(Day(1, 40));
      return Send(&Tasks::RestoreTask, request, task, actor), true;
    }
    case v1::TASK_VERB_REMIND: {
      auto request = For<v1::RemindTaskRequest>(name);
      request.set_text("Đề nghị báo cáo tiến độ");
      return Send(&Tasks::RemindTask, request, task, actor), true;
    }
    case v1::TASK_VERB_HANDLE_ESCALATION: {
      auto request = For<v1::HandleEscalationRequest>(name);
      request.set_kind(Chance(50) ? v1::EscalationResponse::KIND_TAKEN_UP : v1::EscalationResponse::KIND_ORDERED);
      request.set_instruction("Hoàn thành trong tuần này");
      return Send(&v1::EscalationService::Stub::HandleEscalation, request, task, actor), true;
    }
    default:
      return false;
  }
}

bool RandomPerson::DoOfLead(v1::TaskVerb verb, const v1::Task& task, const std::string& actor) {
  const std::string& name = task.name();
  switch (verb) {
    case v1::TASK_VERB_ACCEPT:
      return Send(&Tasks::AcceptTask, For<v1::AcceptTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_REFUSE: {
      auto request = For<v1::RefuseTaskRequest>(name);
      request.set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
      if (Chance(50)) request.set_proposed_unit(RandomUnit());
      return Send(&Tasks::RefuseTask, request, task, actor), true;
    }
    case v1::TASK_VERB_ASSIGN_PERSON: {
      auto request = For<v1::AssignPersonRequest>(name);
      const std::string unit(LastSegment(Chance(90) ? task.lead_unit() : RandomUnit()));
      if (Chance(80)) request.set_person(absl::StrCat("provinces/dong-nai/persons/", SomebodyOf(unit)));
      return Send(&Tasks::AssignPerson, request, task, actor, /*may_change_nothing=*/true), true;
    }
    case v1::TASK_VERB_START:
      return Send(&Tasks::StartTask, For<v1::StartTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_CLAIM:
      return Send(&Tasks::ClaimTask, For<v1::ClaimTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_RELEASE:
      return Send(&Tasks::ReleaseTask, For<v1::ReleaseTaskRequest>(name), task, actor), true;
    case v1::TASK_VERB_SUBMIT: {
      auto request = For<v1::SubmitTaskRequest>(name);
      request.mutable_result()->set_summary("Đã hoàn thành");
      if (Chance(60)) AddDocument(request.mutable_result()->mutable_documents());
      return Send(&Tasks::SubmitTask, request, task, actor), true;
    }
    case v1::TASK_VERB_COMPLETE: {
      auto request = For<v1::CompleteTaskRequest>(name);
      if (Chance(60)) AddDocument(request.mutable_result()->mutable_documents());
      return Send(&Tasks::CompleteTask, request, task, actor), true;
    }
    case v1::TASK_VERB_REQUEST_EXTENSION: {
      auto request = WithReason<v1::RequestExtensionRequest>(name);
      request.set_due_date(Day(5, 70));
      return Send(&Tasks::RequestExtension, request, task, actor), true;
    }
    case v1::TASK_VERB_REPORT_IMPOSSIBLE:
      return Send(&Tasks::ReportImpossible, WithReason<v1::ReportImpossibleRequest>(name), task, actor), true;
    case v1::TASK_VERB_ADD_EVIDENCE: {
      auto request = For<v1::AddEvidenceRequest>(name);
      AddDocument(request.mutable_documents());
      return Send(&Work::AddEvidence, request, task, actor), true;
    }
    case v1::TASK_VERB_REMOVE_EVIDENCE: {
      auto request = For<v1::RemoveEvidenceRequest>(name);
      request.set_place(1);
      return Send(&Work::RemoveEvidence, request, task, actor), true;
    }
    case v1::TASK_VERB_REPORT_PROGRESS: {
      auto request = For<v1::ReportProgressRequest>(name);
      request.set_percent(static_cast<int>(Below(103)));
      return Send(&Work::ReportProgress, request, task, actor, /*may_change_nothing=*/true), true;
    }
    case v1::TASK_VERB_SET_CHECKLIST: {
      auto request = For<v1::SetChecklistRequest>(name);
      const bool dated = Chance(50);
      for (uint64_t i = Below(4); i > 0; --i) {
        request.add_items(absl::StrCat("Bước ", Below(5)));
        if (dated) request.add_due_dates(Chance(30) ? std::string() : Day(0, 30));
      }
      return Send(&Work::SetChecklist, request, task, actor, /*may_change_nothing=*/true), true;
    }
    case v1::TASK_VERB_CHECK_ITEM: {
      auto request = For<v1::CheckItemRequest>(name);
      request.set_id(absl::StrCat(1 + Below(3)));
      request.set_undone(Chance(30));
      return Send(&Work::CheckItem, request, task, actor, /*may_change_nothing=*/true), true;
    }
    default:
      return false;
  }
}

bool RandomPerson::DoOfTeam(v1::TaskVerb verb, const v1::Task& task, const std::string& actor) {
  const std::string& name = task.name();
  switch (verb) {
    case v1::TASK_VERB_DELEGATE: {
      auto request = For<v1::DelegateTaskRequest>(name);
      request.set_unit(RandomUnit());
      request.set_title("Phần việc giao lại");
      request.set_blocking(Chance(50));
      request.set_task_id(NextId("phan"));
      if (!Send(&Work::DelegateTask, request, task, actor)) return true;
      v1::Task part;
      part.set_name(absl::StrCat("provinces/dong-nai/tasks/", request.task_id()));
      part.set_lead_unit(request.unit());
      part.set_issuer_unit(task.lead_unit());
      pool_.See(part, /*created=*/true);
      return true;
    }
    case v1::TASK_VERB_REQUEST_CONTRIBUTIONS: {
      auto request = For<v1::RequestContributionsRequest>(name);
      request.set_request("Cho ý kiến");
      return Send(&Work::RequestContributions, request, task, actor, /*may_change_nothing=*/true), true;
    }
    case v1::TASK_VERB_CONTRIBUTE: {
      auto request = For<v1::ContributeToTaskRequest>(name);
      Chance(70) ? request.set_text("Thống nhất") : request.set_nothing(true);
      return Send(&Work::ContributeToTask, request, task, actor), true;
    }
    case v1::TASK_VERB_SEND_COPIES: {
      auto request = For<v1::SendCopiesRequest>(name);
      request.add_units(RandomUnit());
      return Send(&Work::SendCopies, request, task, actor, /*may_change_nothing=*/true), true;
    }
    case v1::TASK_VERB_ACKNOWLEDGE_COPY:
      return Send(&Work::AcknowledgeCopy, For<v1::AcknowledgeCopyRequest>(name), task, actor, true), true;
    case v1::TASK_VERB_COMMENT: {
      auto request = For<v1::CommentOnTaskRequest>(name);
      request.set_text("Đề nghị quan tâm");
      return Send(&Work::CommentOnTask, request, task, actor), true;
    }
    case v1::TASK_VERB_WATCH:
      return Send(&Work::WatchTask, For<v1::WatchTaskRequest>(name), task, actor, true), true;
    case v1::TASK_VERB_UNWATCH:
      return Send(&Work::UnwatchTask, For<v1::UnwatchTaskRequest>(name), task, actor, true), true;
    case v1::TASK_VERB_ADD_DEPENDENCY: {
      auto request = For<v1::AddDependencyRequest>(name);
      request.set_task(pool_.At(Below(pool_.size())).name());
      return Send(&Work::AddDependency, request, task, actor, /*may_change_nothing=*/true), true;
    }
    case v1::TASK_VERB_REMOVE_DEPENDENCY: {
      auto request = For<v1::RemoveDependencyRequest>(name);
      request.set_task(task.dependencies().empty() ? pool_.At(Below(pool_.size())).name()
                                                   : task.dependencies().rbegin()->task());
      return Send(&Work::RemoveDependency, request, task, actor), true;
    }
    default:
      return false;
  }
}

bool RandomPerson::DoToHandoff(v1::TaskVerb verb, const v1::Task& task, const std::string& actor) {
  switch (verb) {
    case v1::TASK_VERB_HAND_OFF: {
      auto request = For<v1::HandOffTaskRequest>(task.name());
      v1::Handoff& handoff = *request.mutable_handoff();
      handoff.set_to_unit(RandomUnit());
      static constexpr v1::Handoff::Kind kKinds[] = {v1::Handoff::KIND_UNSPECIFIED, v1::Handoff::KIND_TRANSFER,
                                                     v1::Handoff::KIND_REQUEST, v1::Handoff::KIND_REQUEST,
                                                     v1::Handoff::KIND_INFORMATION};
      handoff.set_kind(kKinds[Below(std::size(kKinds))]);
      handoff.set_reason("Thuộc chức năng của đơn vị nhận");
      if (Chance(30)) handoff.set_correlation_id(absl::StrCat("lien-thong-", Below(1000000)));
      if (Chance(30)) handoff.set_reply_by_date(Day(0, 9));
      request.set_draft(Chance(25));
      return Send(&Handoffs::HandOffTask, request, task, actor), true;
    }
    case v1::TASK_VERB_SEND_HANDOFF: {
      const std::string name = SomeHandoff(task, v1::Handoff::STATE_DRAFT);
      return Send(&Handoffs::SendHandoff, For<v1::SendHandoffRequest>(name), task, actor), true;
    }
    case v1::TASK_VERB_RECALL_HANDOFF: {
      const std::string name = SomeHandoff(task, Chance(60)   ? 0
                                                 : Chance(50) ? v1::Handoff::STATE_DRAFT
                                                              : v1::Handoff::STATE_ACCEPTED);
      return Send(&Handoffs::RecallHandoff, WithReason<v1::RecallHandoffRequest>(name), task, actor), true;
    }
    default:
      return false;
  }
}

bool RandomPerson::DoToOpenHandoff(v1::TaskVerb verb, const v1::Task& task, const std::string& actor) {
  switch (verb) {
    case v1::TASK_VERB_ACCEPT_HANDOFF:
      return Send(&Handoffs::AcceptHandoff, For<v1::AcceptHandoffRequest>(SomeHandoff(task, 0)), task, actor), true;
    case v1::TASK_VERB_REFUSE_HANDOFF: {
      auto request = For<v1::RefuseHandoffRequest>(SomeHandoff(task, 0));
      request.set_reason(v1::REFUSAL_REASON_NOT_FEASIBLE);
      return Send(&Handoffs::RefuseHandoff, request, task, actor), true;
    }
    case v1::TASK_VERB_RECORD_HANDOFF_RECEIPT: {
      auto request = For<v1::RecordHandoffReceiptRequest>(SomeHandoff(task, 0));
      v1::HandoffReceipt& receipt = *request.mutable_receipt();
      // Some come twice.
      receipt.set_message_id(absl::StrCat("thu-", Chance(20) ? 0 : Below(1000000)));
      static constexpr v1::HandoffReceipt::Code kCodes[] = {
          v1::HandoffReceipt::CODE_ARRIVED,      v1::HandoffReceipt::CODE_ARRIVED,
          v1::HandoffReceipt::CODE_REFUSED,      v1::HandoffReceipt::CODE_ACCEPTED,
          v1::HandoffReceipt::CODE_ASSIGNED,     v1::HandoffReceipt::CODE_PROCESSING,
          v1::HandoffReceipt::CODE_FINISHED,     v1::HandoffReceipt::CODE_RECALL_AGREED,
          v1::HandoffReceipt::CODE_RECALL_DENIED};
      receipt.set_code(kCodes[Below(std::size(kCodes))]);
      if (receipt.code() == v1::HandoffReceipt::CODE_REFUSED) {
        receipt.set_refusal_reason(v1::REFUSAL_REASON_INCOMPLETE);
      }
      return Send(&Handoffs::RecordHandoffReceipt, request, task, actor, /*may_change_nothing=*/true), true;
    }
    case v1::TASK_VERB_ANSWER_RECALL: {
      auto request = For<v1::AnswerRecallRequest>(SomeHandoff(task, v1::Handoff::STATE_RECALL_REQUESTED));
      request.set_agree(Chance(50));
      request.set_reason("Đã có phương án");
      return Send(&Handoffs::AnswerRecall, request, task, actor), true;
    }
    case v1::TASK_VERB_RETURN_HANDOFF_RESULT: {
      const std::string name = SomeHandoff(task, Chance(70) ? v1::Handoff::STATE_ACCEPTED : 0);
      auto request = For<v1::ReturnHandoffResultRequest>(name);
      if (Chance(70)) request.mutable_result()->set_summary("Báo cáo thẩm định");
      if (Chance(70)) AddDocument(request.mutable_result()->mutable_documents());
      return Send(&Handoffs::ReturnHandoffResult, request, task, actor), true;
    }
    case v1::TASK_VERB_ANSWER_HANDOFF_RESULT: {
      auto request = WithReason<v1::AnswerHandoffResultRequest>(SomeHandoff(task, v1::Handoff::STATE_RESULT_RETURNED));
      request.set_accept(Chance(60));
      if (!request.accept() && Chance(50)) request.set_reply_by_date(Day(0, 9));
      return Send(&Handoffs::AnswerHandoffResult, request, task, actor), true;
    }
    default:
      return false;
  }
}

}  // namespace phoihop::testing
