#include "workflow/task/transitions.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace phoihop::task {
namespace {

constexpr unsigned kPlanned = StateBit(v1::TASK_STATE_PLANNED);
constexpr unsigned kIssued = StateBit(v1::TASK_STATE_ISSUED);
constexpr unsigned kAccepted = StateBit(v1::TASK_STATE_ACCEPTED);
constexpr unsigned kInProgress = StateBit(v1::TASK_STATE_IN_PROGRESS);
constexpr unsigned kSubmitted = StateBit(v1::TASK_STATE_SUBMITTED);
constexpr unsigned kRefused = StateBit(v1::TASK_STATE_REFUSED);
constexpr unsigned kOpen = kPlanned | kIssued | kAccepted | kInProgress | kSubmitted | kRefused;
constexpr unsigned kSuperseded = StateBit(v1::TASK_STATE_SUPERSEDED);
constexpr v1::TaskState kStays = v1::TASK_STATE_UNSPECIFIED;

// A unit that has not accepted passes a task on by refusing it with a proposal: only what one holds can be handed over.
constexpr Transition kTransitions[] = {
    {v1::TASK_VERB_ISSUE, kIssuer | kEngine, kPlanned, v1::TASK_STATE_ISSUED,
     "the lead is alive; a basis or a plan; the day of the event that it waits for; a whole that its issuer leads is "
     "ACCEPTED at once",
     "acknowledge and complete start; start is satisfied", "1"},
    {v1::TASK_VERB_ACCEPT, kLeadUnit, kIssued, v1::TASK_STATE_ACCEPTED, "", "acknowledge is satisfied", "2"},
    {v1::TASK_VERB_REFUSE, kLeadUnit, kIssued, v1::TASK_STATE_REFUSED,
     "a reason code; from the second refusal on the common superior is told",
     "acknowledge is cancelled; issuer-decision starts; complete goes on", "3"},
    {v1::TASK_VERB_REISSUE, kIssuer, kRefused, v1::TASK_STATE_ISSUED, "the lead is alive",
     "issuer-decision is satisfied; acknowledge starts again; complete goes on", "4"},
    {v1::TASK_VERB_ASSIGN_PERSON, kLeadUnit, kAccepted | kInProgress, kStays,
     "the person is a living member of the lead unit, or nobody", "", "6"},
    {v1::TASK_VERB_START, kAssignedPerson, kAccepted, v1::TASK_STATE_IN_PROGRESS, "", "", "7"},
    {v1::TASK_VERB_SUBMIT, kLeadUnit, kAccepted | kInProgress, v1::TASK_STATE_SUBMITTED,
     "the task needs an approval; no hand-off is open; the rule of its fan-out holds; a summary or a document; every "
     "evidence slot is filled",
     "complete is frozen: on time is judged here; approve starts", "9"},
    {v1::TASK_VERB_APPROVE, kApprover, kSubmitted, v1::TASK_STATE_COMPLETED, "the approver is not the performer",
     "approve is satisfied now, complete at the instant of submission", "10"},
    {v1::TASK_VERB_RETURN, kApprover, kSubmitted, v1::TASK_STATE_IN_PROGRESS, "a reason",
     "approve is satisfied; complete resumes with the wait credited", "11"},
    {v1::TASK_VERB_COMPLETE, kLeadUnit, kAccepted | kInProgress, v1::TASK_STATE_COMPLETED,
     "the task needs no approval; no hand-off is open; the rule of its fan-out holds; every evidence slot is filled",
     "complete is satisfied", "12"},
    {v1::TASK_VERB_REVOKE, kIssuer | kPlanRevision, kOpen, v1::TASK_STATE_REVOKED,
     "a reason; an open hand-off is recalled first; the open parts of a whole follow", "all are cancelled", "5, 15"},
    {v1::TASK_VERB_HAND_OFF, kLeadUnit, kAccepted | kInProgress, kStays,
     "no hand-off is open; the receiver is alive and is not the lead", "handoff-reply starts", "§6"},
    {v1::TASK_VERB_ACCEPT_HANDOFF, kHandoffReceiver, kAccepted | kInProgress, v1::TASK_STATE_ACCEPTED,
     "the hand-off is open; the receiver becomes the lead, nobody is assigned", "handoff-reply is satisfied", "§6"},
    {v1::TASK_VERB_REFUSE_HANDOFF, kHandoffReceiver, kAccepted | kInProgress, kStays,
     "the hand-off is open; a reason code", "handoff-reply is satisfied", "§6"},
    {v1::TASK_VERB_RECALL_HANDOFF, kHandoffSender, kAccepted | kInProgress, kStays, "the hand-off is open",
     "handoff-reply is cancelled", "§6"},
    {v1::TASK_VERB_REHOME, kReorganisation, kOpen, kStays,
     "a role is with a unit that changes; every successor is told by the routes or by a person",
     "all running ones follow the clock policy when the lead changes; handoff-reply is cancelled when the hand-off has "
     "no object any more",
     "17"},
    {v1::TASK_VERB_SPLIT, kReorganisation, kOpen, v1::TASK_STATE_SUPERSEDED,
     "the territories of the task lie in several parts: each goes on as a child in the state of the task",
     "all are cancelled; the children inherit due instants and fired rungs", "18"},
    {v1::TASK_VERB_UNDO_REHOMING, kReorganisation, kOpen | kSuperseded, kStays,
     "nobody touched the task since; a superseded one goes back to its state, its children are revoked",
     "as they were before", "17, 18"},
    {v1::TASK_VERB_REVISE, kPlanRevision, kOpen, kStays, "the plan was revised and says something else of the task",
     "complete is due as the plan says now and keeps its fired rungs; start follows", "§4"},
    {v1::TASK_VERB_SKIP, kEngine, kPlanned, v1::TASK_STATE_SKIPPED,
     "its day has come while the occurrence before it is open, and the item says SKIP", "all are cancelled", "§4"},
    {v1::TASK_VERB_EXTEND_FAN_OUT, kEngine, kOpen, kStays,
     "a unit joined a set of the fan-out that is not left out, had no part and took over from none that had one", "",
     "§4"},
    {v1::TASK_VERB_COMPLETE_FAN_OUT, kEngine, kAccepted | kInProgress, v1::TASK_STATE_COMPLETED,
     "its issuer leads the whole; the rule holds and is not LEAD_DECIDES; an open hand-off is recalled first",
     "complete is satisfied at the instant since which the rule holds", "§4"},
};

struct RoleWords {
  Role role;
  absl::string_view name;
  absl::string_view for_people;
};
constexpr RoleWords kRoles[] = {
    {kIssuer, "ISSUER", "đơn vị giao nhiệm vụ"},
    {kLeadUnit, "LEAD_UNIT", "đơn vị chủ trì"},
    {kAssignedPerson, "ASSIGNED_PERSON_OR_UNIT", "người được phân công (khi chưa phân công: đơn vị chủ trì)"},
    {kApprover, "APPROVER", "đơn vị phê duyệt kết quả"},
    {kHandoffSender, "HANDOFF_SENDER", "đơn vị đề nghị bàn giao"},
    {kHandoffReceiver, "HANDOFF_RECEIVER", "đơn vị được đề nghị tiếp nhận bàn giao"},
    {kEngine, "ENGINE", "hệ thống, khi đến ngày giao"},
    {kReorganisation, "REORGANISATION", "hệ thống, theo quyết định sắp xếp tổ chức"},
    {kPlanRevision, "PLAN_REVISION", "hệ thống, theo kế hoạch được sửa đổi"},
};

std::string FromNames(const Transition& transition) {
  if (transition.from == kOpen) return "any open state";
  if (transition.from == (kOpen | kSuperseded)) return "any open state, SUPERSEDED";
  std::vector<std::string> names;
  for (int state = v1::TaskState_MIN; state <= v1::TaskState_MAX; ++state) {
    if (Leads(transition, static_cast<v1::TaskState>(state))) {
      names.push_back(StateName(static_cast<v1::TaskState>(state)));
    }
  }
  return absl::StrJoin(names, ", ");
}

}  // namespace

absl::Span<const Transition> Transitions() { return kTransitions; }

const Transition* FindTransition(v1::TaskVerb verb) {
  for (const Transition& transition : kTransitions) {
    if (transition.verb == verb) return &transition;
  }
  return nullptr;
}

bool Leads(const Transition& transition, v1::TaskState from) {
  return v1::TaskState_IsValid(from) && (transition.from & StateBit(from)) != 0;
}

bool IsOpen(v1::TaskState state) { return v1::TaskState_IsValid(state) && (kOpen & StateBit(state)) != 0; }

std::string StateName(v1::TaskState state) {
  return std::string(absl::StripPrefix(v1::TaskState_Name(state), "TASK_STATE_"));
}

std::string VerbName(v1::TaskVerb verb) {
  return std::string(absl::StripPrefix(v1::TaskVerb_Name(verb), "TASK_VERB_"));
}

std::vector<std::string> RoleNames(Roles roles) {
  std::vector<std::string> names;
  for (const RoleWords& words : kRoles) {
    if ((roles & words.role) != 0) names.emplace_back(words.name);
  }
  return names;
}

absl::string_view StateForPeople(v1::TaskState state) {
  switch (state) {
    case v1::TASK_STATE_PLANNED:
      return "chưa đến ngày giao";
    case v1::TASK_STATE_ISSUED:
      return "đã giao, chờ tiếp nhận";
    case v1::TASK_STATE_ACCEPTED:
      return "đã tiếp nhận";
    case v1::TASK_STATE_IN_PROGRESS:
      return "đang thực hiện";
    case v1::TASK_STATE_SUBMITTED:
      return "đã trình, chờ phê duyệt";
    case v1::TASK_STATE_COMPLETED:
      return "đã hoàn thành";
    case v1::TASK_STATE_REFUSED:
      return "bị từ chối, chờ đơn vị giao quyết định";
    case v1::TASK_STATE_REVOKED:
      return "đã thu hồi";
    case v1::TASK_STATE_SUPERSEDED:
      return "đã tách thành các nhiệm vụ khác";
    case v1::TASK_STATE_SKIPPED:
      return "đã bỏ qua kỳ này";
    default:
      return "không xác định";
  }
}

absl::string_view VerbForPeople(v1::TaskVerb verb) {
  switch (verb) {
    case v1::TASK_VERB_ISSUE:
      return "giao";
    case v1::TASK_VERB_ACCEPT:
      return "tiếp nhận";
    case v1::TASK_VERB_REFUSE:
      return "từ chối";
    case v1::TASK_VERB_REISSUE:
      return "giao lại";
    case v1::TASK_VERB_ASSIGN_PERSON:
      return "phân công người thực hiện";
    case v1::TASK_VERB_START:
      return "bắt đầu thực hiện";
    case v1::TASK_VERB_SUBMIT:
      return "trình kết quả";
    case v1::TASK_VERB_APPROVE:
      return "phê duyệt kết quả";
    case v1::TASK_VERB_RETURN:
      return "trả lại kết quả";
    case v1::TASK_VERB_COMPLETE:
      return "báo hoàn thành";
    case v1::TASK_VERB_REVOKE:
      return "thu hồi";
    case v1::TASK_VERB_HAND_OFF:
      return "bàn giao";
    case v1::TASK_VERB_ACCEPT_HANDOFF:
      return "tiếp nhận bàn giao";
    case v1::TASK_VERB_REFUSE_HANDOFF:
      return "từ chối bàn giao";
    case v1::TASK_VERB_RECALL_HANDOFF:
      return "rút đề nghị bàn giao";
    case v1::TASK_VERB_REHOME:
      return "chuyển theo sắp xếp tổ chức";
    case v1::TASK_VERB_SPLIT:
      return "tách theo sắp xếp tổ chức";
    case v1::TASK_VERB_UNDO_REHOMING:
      return "trả lại do hủy sắp xếp tổ chức";
    case v1::TASK_VERB_REVISE:
      return "sửa theo kế hoạch";
    case v1::TASK_VERB_SKIP:
      return "bỏ qua kỳ này";
    case v1::TASK_VERB_EXTEND_FAN_OUT:
      return "giao thêm phần cho đơn vị mới";
    case v1::TASK_VERB_COMPLETE_FAN_OUT:
      return "tự hoàn thành khi đủ các phần";
    default:
      return "thao tác không xác định";
  }
}

std::string RolesForPeople(Roles roles) {
  std::vector<absl::string_view> names;
  for (const RoleWords& words : kRoles) {
    if ((roles & words.role) != 0) names.push_back(words.for_people);
  }
  return absl::StrJoin(names, " hoặc ");
}

std::string TransitionsAsMarkdown() {
  std::string table =
      "| # | Verb | From | To | Who | Guard | Clocks |\n"
      "|---|---|---|---|---|---|---|\n";
  for (const Transition& row : kTransitions) {
    absl::StrAppend(&table, "| ", row.domain_row, " | ", VerbName(row.verb), " | ", FromNames(row), " | ",
                    row.to == kStays ? "(stays)" : StateName(row.to), " | ", absl::StrJoin(RoleNames(row.who), ", "),
                    " | ", row.guard.empty() ? "–" : row.guard);
    absl::StrAppend(&table, " | ", row.clocks.empty() ? "–" : row.clocks, " |\n");
  }
  return table;
}

}  // namespace phoihop::task
