#include "workflow/task/check.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "workflow/basis.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"
#include "workflow/task/work.h"

namespace phoihop::task {
namespace {

std::optional<Refusal> CheckTable(const Transition& transition, const Situation& s) {
  if (Leads(transition, s.task.state())) return std::nullopt;
  return Refusal{
      v1::ERROR_REASON_TRANSITION_NOT_ALLOWED,
      absl::StrCat("The task is ", StateName(s.task.state()), "; ", VerbName(transition.verb),
                   " does not lead on from there. Read the task again: its operations say what is possible."),
      absl::StrCat("Nhiệm vụ ", StateForPeople(s.task.state()), " nên không thể ", VerbForPeople(transition.verb),
                   ".")};
}

std::optional<Refusal> CheckUnitAlive(const std::string& unit, const Situation& s) {
  const absl::Status alive = s.facts.directory().CheckAlive(unit, s.today());
  if (alive.ok()) return std::nullopt;
  return Refusal{ReasonOf(alive), std::string(alive.message()),
                 absl::StrCat("Đơn vị ", s.facts.directory().DisplayName(unit, s.today()),
                              " không còn hoạt động vào ngày ", FormatDateForPeople(s.today()), "."),
                 MetadataOf(alive)};
}

std::optional<Refusal> CheckBasis(const Situation& s) {
  if (!s.task.plan().empty() || HasBasis(s.task.basis())) return std::nullopt;
  return Refusal{
      v1::ERROR_REASON_BASIS_REQUIRED,
      "A task is issued on a basis: give `task.basis` (the instrument's number, or its text) when creating it.",
      "Nhiệm vụ chưa có căn cứ giao (số, ký hiệu văn bản)."};
}

std::optional<Refusal> CheckNoTransfer(const Situation& s) {
  const v1::Handoff* open = OpenTransfer(s.task);
  if (open == nullptr) return std::nullopt;
  const std::string receiver = s.facts.directory().DisplayName(open->to_unit(), s.today());
  return Refusal{v1::ERROR_REASON_HANDOFF_PENDING,
                 absl::StrCat("The task is offered to ", open->to_unit(), " by ", open->name(),
                              ", which is not answered yet; wait for the answer or recall it."),
                 absl::StrCat("Đang chờ ", receiver, " trả lời đề nghị bàn giao; chờ trả lời hoặc rút lại đề nghị.")};
}

// One request to a unit at a time.
std::optional<Refusal> CheckNotAsked(const std::string& unit, const Situation& s) {
  for (const v1::Handoff& handoff : s.task.handoffs()) {
    if (!IsRequest(handoff) || !IsOpenHandoff(handoff) || handoff.to_unit() != unit) continue;
    return Refusal{v1::ERROR_REASON_HANDOFF_PENDING,
                   absl::StrCat(unit, " is asked already by ", handoff.name(),
                                ", which is not over yet; wait for its result, take it, or recall it."),
                   absl::StrCat("Đang có yêu cầu gửi ", s.facts.directory().DisplayName(unit, s.today()),
                                " chưa xong; chờ kết quả, nhận kết quả hoặc rút lại yêu cầu.")};
  }
  return std::nullopt;
}

std::string StateNameOf(const v1::Handoff& handoff) {
  return std::string(absl::StripPrefix(v1::Handoff::State_Name(handoff.state()), "STATE_"));
}

// The hand-off is not in a state in which that could be done; `wanted`: which those are.
Refusal NotOpen(absl::string_view wanted, const Situation& s) {
  return Refusal{v1::ERROR_REASON_HANDOFF_NOT_OPEN,
                 s.handoff == nullptr ? absl::StrCat("The task has no hand-off that ", wanted, ".")
                                      : absl::StrCat("The hand-off ", s.handoff->name(), " is ",
                                                     StateNameOf(*s.handoff), "; this is for one that ", wanted, "."),
                 "Không có bàn giao nào ở trạng thái phù hợp."};
}

std::optional<Refusal> CheckUnanswered(const Situation& s) {
  if (s.handoff == nullptr || !IsUnanswered(*s.handoff)) {
    Refusal refusal = NotOpen("waits for its answer", s);
    refusal.explanation = "Không có đề nghị bàn giao nào đang chờ trả lời.";
    return refusal;
  }
  if (MayBeAnswered(*s.handoff, s.task.state())) return std::nullopt;
  return Refusal{
      v1::ERROR_REASON_TRANSITION_NOT_ALLOWED,
      absl::StrCat("The task is ", StateName(s.task.state()), "; it changes hands only while its lead works on it."),
      absl::StrCat("Nhiệm vụ ", StateForPeople(s.task.state()), " nên chưa thể nhận hoặc từ chối bàn giao.")};
}

std::optional<Refusal> CheckRecallAnswered(const Situation& s) {
  if (s.handoff != nullptr && s.handoff->state() == v1::Handoff::STATE_RECALL_REQUESTED) return std::nullopt;
  return NotOpen("was asked back (RECALL_REQUESTED)", s);
}

// Only what the lead prepared itself goes out.
std::optional<Refusal> CheckSend(const Situation& s) {
  if (s.handoff == nullptr || s.handoff->state() != v1::Handoff::STATE_DRAFT) return NotOpen("is a DRAFT", s);
  if (s.handoff->from_unit() != s.task.lead_unit()) {
    return Refusal{v1::ERROR_REASON_HANDOFF_NOT_OPEN, "Another unit leads the task since this draft was made.",
                   "Đơn vị chủ trì đã thay đổi từ khi soạn bàn giao này."};
  }
  return CheckNotPending(*s.handoff, s);
}

std::optional<Refusal> CheckRecall(const Situation& s) {
  if (s.handoff != nullptr && s.handoff->state() == v1::Handoff::STATE_DRAFT) return std::nullopt;
  if (s.handoff == nullptr || !WaitsForReceiver(*s.handoff)) {
    Refusal refusal = NotOpen("is a DRAFT or with its receiver", s);
    refusal.explanation = "Không có bàn giao nào đang chờ bên nhận.";
    return refusal;
  }
  if (s.handoff->state() != v1::Handoff::STATE_RECALL_REQUESTED) return std::nullopt;
  return Refusal{v1::ERROR_REASON_HANDOFF_NOT_OPEN, "It was asked back already; the receiver's answer is awaited.",
                 "Đã đề nghị rút; đang chờ bên nhận trả lời."};
}

std::optional<Refusal> CheckReturnsResult(const Situation& s) {
  if (s.handoff != nullptr && IsRequest(*s.handoff) && WaitsForReceiver(*s.handoff)) return std::nullopt;
  Refusal refusal = NotOpen("is a REQUEST and with its receiver", s);
  refusal.explanation = "Không có yêu cầu nào đang chờ kết quả.";
  return refusal;
}

std::optional<Refusal> CheckResultReturned(const Situation& s) {
  if (s.handoff != nullptr && WaitsForSender(*s.handoff)) return std::nullopt;
  Refusal refusal = NotOpen("has a result to be taken (RESULT_RETURNED)", s);
  refusal.explanation = "Không có kết quả nào đang chờ tiếp nhận.";
  return refusal;
}

std::optional<Refusal> CheckApprovalWanted(bool wanted, const Situation& s) {
  if (s.task.approval_required() == wanted) return std::nullopt;
  if (wanted) {
    return Refusal{v1::ERROR_REASON_APPROVAL_NOT_REQUIRED,
                   "The task needs no approval: complete it instead of submitting it.",
                   "Nhiệm vụ không cần phê duyệt kết quả; hãy báo hoàn thành."};
  }
  return Refusal{v1::ERROR_REASON_APPROVAL_REQUIRED,
                 "The task's result needs an approval: submit it instead of completing it.",
                 "Kết quả nhiệm vụ phải được phê duyệt; hãy trình kết quả."};
}

// Whether one who approves as `approver` did the work as `performer`: the same person wherever they sit; and in the
// same unit two people must be named, or nobody could tell that they are two.
// Both the one who stood in and the one who was stood in for count.
bool IsSameHand(const v1::Actor& approver, const v1::Actor& performer) {
  for (const std::string* one : {&approver.person(), &approver.on_behalf_of()}) {
    if (!one->empty() && (*one == performer.person() || *one == performer.on_behalf_of())) return true;
  }
  if (approver.unit().empty() || approver.unit() != performer.unit()) return false;
  return approver.person().empty() || performer.person().empty();
}

std::optional<Refusal> CheckSeparation(const Situation& s) {
  for (const v1::Actor* performer : {&s.task.performer(), &s.task.result().submitter()}) {
    if (IsSameHand(s.actor, *performer)) {
      return Refusal{
          v1::ERROR_REASON_SEPARATION_OF_DUTIES,
          "Who did the work or handed it in may not approve it; within one unit the approver and the performer "
          "must be two persons that are both named.",
          "Người thực hiện hoặc trình kết quả không được tự phê duyệt; trong cùng một đơn vị, người phê duyệt và "
          "người thực hiện phải là hai người được nêu tên."};
    }
  }
  return std::nullopt;
}

// How much is missing, and with whom.
std::optional<Refusal> CheckParts(const Situation& s) {
  if (!s.task.has_fan_out()) return std::nullopt;
  static const PartsSeen none;
  const PartsSeen& seen = s.parts == nullptr ? none : *s.parts;
  const int missing = MissingParts(s.task.fan_out(), seen.progress);
  if (missing == 0) return std::nullopt;
  std::vector<std::string> names;
  for (const PartsSeen::Part& part : seen.parts) {
    if (!IsOpen(part.state)) continue;
    if (names.size() == kMaxNamedParts) break;
    names.push_back(s.facts.directory().DisplayName(part.lead_unit, s.today()));
  }
  std::string who = absl::StrJoin(names, ", ");
  const int unnamed = seen.progress.open() - static_cast<int>(names.size());
  if (unnamed > 0) absl::StrAppend(&who, ", …");
  return Refusal{
      v1::ERROR_REASON_FAN_OUT_OPEN,
      absl::StrCat("The parts of the task are not done as its rule asks: ", missing, " of ", seen.progress.total(),
                   " have to be completed still", who.empty() ? "" : absl::StrCat("; open with ", who), "."),
      absl::StrCat("Còn thiếu ", missing, "/", seen.progress.total(), " phần chưa hoàn thành",
                   who.empty() ? "" : absl::StrCat(": ", who), ".")};
}

std::optional<Refusal> CheckDelegations(const Situation& s) {
  const auto open = BlockingDelegations(s.task);
  if (open.empty()) return std::nullopt;
  const std::string who = absl::StrJoin(open, ", ", [&](std::string* out, const v1::Delegation* delegation) {
    absl::StrAppend(out, s.facts.directory().DisplayName(delegation->unit(), s.today()));
  });
  return Refusal{v1::ERROR_REASON_DELEGATION_OPEN,
                 absl::StrCat("Delegated tasks that block this one are open: ",
                              absl::StrJoin(open, ", ",
                                            [](std::string* out, const v1::Delegation* delegation) {
                                              absl::StrAppend(out, delegation->task());
                                            }),
                              "; wait for their end, or revoke them."),
                 absl::StrCat("Còn phần việc đã giao chưa xong: ", who, ".")};
}

std::optional<Refusal> CheckDependencies(const Situation& s) {
  const auto open = OpenDependencies(s.task);
  if (open.empty()) return std::nullopt;
  const auto name = [](std::string* out, const v1::Dependency* dependency) {
    absl::StrAppend(out, dependency->task());
  };
  return Refusal{
      v1::ERROR_REASON_DEPENDENCY_OPEN,
      absl::StrCat("The task waits for ", absl::StrJoin(open, ", ", name), "; it starts when they have ended."),
      absl::StrCat("Đang chờ ", open.size(), " nhiệm vụ khác kết thúc.")};
}

std::optional<Refusal> CheckAssigned(bool assigned, const Situation& s) {
  if (s.task.assignee().empty() != assigned) return std::nullopt;
  if (assigned) {
    return Refusal{v1::ERROR_REASON_NOT_ASSIGNED, "Nobody has the task: there is nothing to give back.",
                   "Chưa ai nhận nhiệm vụ này."};
  }
  return Refusal{v1::ERROR_REASON_ALREADY_ASSIGNED,
                 absl::StrCat(s.task.assignee(), " has the task; the head of the unit may assign it to somebody else."),
                 "Đã có người nhận nhiệm vụ này."};
}

std::optional<Refusal> CheckMayExtend(const Situation& s) {
  const v1::Clock* complete = LastClock(s.task, v1::CLOCK_PURPOSE_COMPLETE);
  if (complete == nullptr || !deadline::IsOpen(*complete)) {
    return Refusal{v1::ERROR_REASON_NO_DEADLINE, "The task has no deadline that could be later.",
                   "Nhiệm vụ không có thời hạn."};
  }
  if (OpenExtension(s.task) != nullptr) {
    return Refusal{v1::ERROR_REASON_EXTENSION_PENDING, "A request for more time waits for the issuer's decision.",
                   "Đề nghị gia hạn đang chờ quyết định."};
  }
  if (!deadline::IsOverdue(*complete, s.now)) return std::nullopt;
  return Refusal{v1::ERROR_REASON_DEADLINE_PASSED,
                 absl::StrCat("The deadline, ", complete->due_date(), ", is past: more time is asked for before it."),
                 "Đã quá hạn; gia hạn phải xin trước khi hết hạn."};
}

std::optional<Refusal> CheckRequested(bool requested, const Situation&) {
  if (requested) return std::nullopt;
  return Refusal{v1::ERROR_REASON_NO_REQUEST, "Nothing was asked for that waits for a decision.",
                 "Không có đề nghị nào đang chờ quyết định."};
}

// Only what counts from an event can count from another day.
std::optional<Refusal> CheckAnchored(const Situation& s) {
  const v1::Clock* complete = LastClock(s.task, v1::CLOCK_PURPOSE_COMPLETE);
  if (s.task.has_awaited_period() && complete != nullptr && deadline::IsOpen(*complete)) return std::nullopt;
  return Refusal{v1::ERROR_REASON_NOT_ANCHORED,
                 "The deadline of the task is a date and counts from no event; a date is moved by an extension.",
                 "Thời hạn là một ngày cố định, không tính từ sự kiện nào; muốn đổi thì gia hạn."};
}

// Who says that it cannot be done does not decide so.
std::optional<Refusal> CheckReporter(const Situation& s) {
  if (auto refusal = CheckRequested(IsImpossibilityReported(s.task), s)) return refusal;
  if (!IsSameHand(s.actor, s.task.impossibility().reporter())) return std::nullopt;
  return Refusal{v1::ERROR_REASON_SEPARATION_OF_DUTIES,
                 "Who reported that the task cannot be done may not declare it so.",
                 "Người báo không thể thực hiện không được tự xác nhận."};
}

std::optional<Refusal> CheckNotReported(const Situation& s) {
  if (!IsImpossibilityReported(s.task)) return std::nullopt;
  return Refusal{v1::ERROR_REASON_REPORT_PENDING, "The report that the task cannot be done waits for its decision.",
                 "Báo cáo không thể thực hiện đang chờ quyết định."};
}

std::optional<Refusal> CheckEscalatedTo(const Situation& s) {
  if (LastEscalationTo(s.actor, s.task, s.facts.directory(), s.today()) != nullptr) return std::nullopt;
  return Refusal{
      v1::ERROR_REASON_NOT_ESCALATED_TO,
      absl::StrCat("No rung of a ladder has reached ",
                   s.actor.person().empty() ? s.actor.unit() : access::PersonOf(s.actor),
                   " about this task; it is answered by whom it reached, who stand in the task's escalations."),
      "Chưa có bậc đôn đốc nào của nhiệm vụ này gửi đến ông/bà hoặc hộp thư đơn vị do ông/bà phụ trách."};
}

// The unit may, but none of the person's roles has the verb.
Refusal NoRole(v1::TaskVerb verb, const Situation& s) {
  const bool stands_in = !s.actor.on_behalf_of().empty();
  return Refusal{
      v1::ERROR_REASON_PERMISSION_DENIED,
      absl::StrCat(VerbName(verb), " is for holders of one of the roles ", s.facts.access().RolesWith(verb), " in ",
                   s.actor.unit(), "; ", stands_in ? "the substitution does not cover it, or " : "",
                   stands_in ? "the absent person has " : "you have ", s.rights().RoleIds(), "."),
      absl::StrCat(stands_in ? "Việc thay mặt không bao gồm quyền " : "Vai trò của bạn trong đơn vị không có quyền ",
                   VerbForPeople(verb), "; đề nghị lãnh đạo đơn vị hoặc người được phân quyền thực hiện.")};
}

std::optional<Refusal> CheckGuards(v1::TaskVerb verb, const Situation& s) {
  std::optional<Refusal> refusal;
  switch (verb) {
    case v1::TASK_VERB_ISSUE:
      refusal = CheckUnitAlive(s.task.lead_unit(), s);
      return refusal ? refusal : CheckBasis(s);
    case v1::TASK_VERB_START:
      return CheckDependencies(s);
    case v1::TASK_VERB_SUBMIT:
    case v1::TASK_VERB_COMPLETE:
      refusal = CheckApprovalWanted(verb == v1::TASK_VERB_SUBMIT, s);
      if (!refusal) refusal = CheckNoTransfer(s);
      if (!refusal) refusal = CheckDelegations(s);
      // Who has started did so when nothing was open.
      if (!refusal && s.task.state() == v1::TASK_STATE_ACCEPTED) refusal = CheckDependencies(s);
      return refusal ? refusal : CheckParts(s);
    case v1::TASK_VERB_SUSPEND:
      return CheckNoTransfer(s);
    case v1::TASK_VERB_REANCHOR:
      return CheckAnchored(s);
    case v1::TASK_VERB_CLAIM:
      return CheckAssigned(false, s);
    case v1::TASK_VERB_RELEASE:
      return CheckAssigned(true, s);
    case v1::TASK_VERB_REQUEST_EXTENSION:
      return CheckMayExtend(s);
    case v1::TASK_VERB_GRANT_EXTENSION:
    case v1::TASK_VERB_DENY_EXTENSION:
      return CheckRequested(OpenExtension(s.task) != nullptr, s);
    case v1::TASK_VERB_REPORT_IMPOSSIBLE:
      return CheckNotReported(s);
    case v1::TASK_VERB_DECLARE_IMPOSSIBLE:
      return CheckReporter(s);
    case v1::TASK_VERB_DENY_IMPOSSIBLE:
      return CheckRequested(IsImpossibilityReported(s.task), s);
    case v1::TASK_VERB_REOPEN:
    case v1::TASK_VERB_RESTORE:
      return CheckUnitAlive(s.task.lead_unit(), s);
    case v1::TASK_VERB_APPROVE:
      return CheckSeparation(s);
    case v1::TASK_VERB_ACCEPT_HANDOFF:
    case v1::TASK_VERB_REFUSE_HANDOFF:
      return CheckUnanswered(s);
    case v1::TASK_VERB_RECALL_HANDOFF:
      return CheckRecall(s);
    case v1::TASK_VERB_SEND_HANDOFF:
      return CheckSend(s);
    case v1::TASK_VERB_ANSWER_RECALL:
      return CheckRecallAnswered(s);
    case v1::TASK_VERB_RETURN_HANDOFF_RESULT:
      return CheckReturnsResult(s);
    case v1::TASK_VERB_ANSWER_HANDOFF_RESULT:
      return CheckResultReturned(s);
    case v1::TASK_VERB_HANDLE_ESCALATION:
      return CheckEscalatedTo(s);
    default:
      return std::nullopt;
  }
}

}  // namespace

absl::Status Refusal::ToStatus() const {
  absl::Status status = Error(reason, sentence);
  for (const auto& [key, value] : metadata) status = WithMetadata(std::move(status), key, value);
  return status;
}

Situation::Situation(const Situation& other, const v1::Handoff& about)
    : task(other.task),
      actor(other.actor),
      facts(other.facts),
      now(other.now),
      handoff(&about),
      parts(other.parts),
      rights_(other.rights_) {}

const access::Rights& Situation::rights() const {
  if (!rights_.has_value()) rights_ = facts.access().RightsOf(actor, facts.directory(), today());
  return *rights_;
}

Roles Situation::roles() const {
  if (!roles_.has_value()) roles_ = RolesOf(actor, rights(), task, handoff, facts, now);
  return *roles_;
}

std::optional<Refusal> CheckPermission(v1::TaskVerb verb, const Situation& s) {
  const Transition* transition = FindTransition(verb);
  const Roles who = transition == nullptr ? Roles{kNobody} : transition->who;
  if ((who & s.roles()) != 0) {
    if (IsEngine(s.actor) || s.rights().ForVerb(verb, s.task) != nullptr) return std::nullopt;
    return NoRole(verb, s);
  }
  return Refusal{v1::ERROR_REASON_PERMISSION_DENIED,
                 absl::StrCat(VerbName(verb), " is for: ", absl::StrJoin(RoleNames(who), " or "), ". You act ",
                              s.actor.person().empty() ? "" : absl::StrCat("as ", s.actor.person(), " "), "for ",
                              s.actor.unit().empty() ? "no unit" : s.actor.unit(), "."),
                 absl::StrCat("Chỉ ", RolesForPeople(who), " được ", VerbForPeople(verb), ".")};
}

std::optional<Refusal> CheckState(v1::TaskVerb verb, const Situation& s) {
  const Transition* transition = FindTransition(verb);
  if (transition == nullptr) {
    return Refusal{v1::ERROR_REASON_INVALID_FIELD, "The command names no verb.", "Không có thao tác nào được nêu."};
  }
  if (auto refusal = CheckTable(*transition, s)) return refusal;
  if (!IsEngine(s.actor)) {
    if (auto refusal = CheckUnitAlive(s.actor.unit(), s)) return refusal;
  }
  return CheckGuards(verb, s);
}

std::optional<Refusal> Check(v1::TaskVerb verb, const Situation& situation) {
  auto refusal = CheckPermission(verb, situation);
  return refusal ? refusal : CheckState(verb, situation);
}

std::optional<Refusal> CheckNotPending(const v1::Handoff& asked, const Situation& s) {
  if (IsTransfer(asked)) return CheckNoTransfer(s);
  return IsRequest(asked) ? CheckNotAsked(asked.to_unit(), s) : std::nullopt;
}

bool MayBeAnswered(const v1::Handoff& handoff, v1::TaskState state) {
  const v1::TaskVerb verb = IsTransfer(handoff) ? v1::TASK_VERB_HAND_OFF : v1::TASK_VERB_ACCEPT_HANDOFF;
  return Leads(*FindTransition(verb), state);
}

Outlook::Outlook(const Situation& situation) {
  // Found once, and copied.
  situation.rights();
  const auto& handoffs = situation.task.handoffs();
  situations_.reserve(handoffs.size() + 1);
  situations_.push_back(situation);
  for (const v1::Handoff& handoff : handoffs) {
    const bool waits = IsOpenHandoff(handoff) || handoff.state() == v1::Handoff::STATE_DRAFT;
    if (waits) situations_.emplace_back(situation, handoff);
  }
}

const Situation& Outlook::Of(v1::TaskVerb verb) const {
  const Transition* transition = FindTransition(verb);
  if (transition == nullptr || (transition->who & (kHandoffSender | kHandoffReceiver)) == 0) return situations_.front();
  const Situation* closest = nullptr;
  for (size_t i = 1; i < situations_.size(); ++i) {
    if (CheckPermission(verb, situations_[i])) continue;
    if (!CheckState(verb, situations_[i])) return situations_[i];
    if (closest == nullptr) closest = &situations_[i];
  }
  if (closest != nullptr) return *closest;
  return situations_.size() > 1 ? situations_[1] : situations_.front();
}

}  // namespace phoihop::task
