#include "workflow/task/check.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "workflow/basis.h"
#include "workflow/errors.h"
#include "workflow/task/actors.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/transitions.h"

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

std::optional<Refusal> CheckNoHandoff(const Situation& s) {
  const v1::Handoff* open = OpenHandoff(s.task);
  if (open == nullptr) return std::nullopt;
  const std::string receiver = s.facts.directory().DisplayName(open->to_unit(), s.today());
  return Refusal{v1::ERROR_REASON_HANDOFF_PENDING,
                 absl::StrCat("The task is offered to ", open->to_unit(), " by ", open->name(),
                              ", which is not answered yet; wait for the answer or recall it."),
                 absl::StrCat("Đang chờ ", receiver, " trả lời đề nghị bàn giao; chờ trả lời hoặc rút lại đề nghị.")};
}

std::optional<Refusal> CheckHandoffOpen(const Situation& s) {
  if (s.handoff != nullptr && s.handoff->state() == v1::Handoff::STATE_SENT) return std::nullopt;
  return Refusal{v1::ERROR_REASON_HANDOFF_NOT_OPEN,
                 s.handoff == nullptr
                     ? std::string("The task has no open hand-off.")
                     : absl::StrCat("The hand-off ", s.handoff->name(), " is ",
                                    absl::StripPrefix(v1::Handoff::State_Name(s.handoff->state()), "STATE_"),
                                    " and no longer open."),
                 "Không có đề nghị bàn giao nào đang chờ trả lời."};
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
bool IsSameHand(const v1::Actor& approver, const v1::Actor& performer) {
  if (!approver.person().empty() && approver.person() == performer.person()) return true;
  if (approver.unit().empty() || approver.unit() != performer.unit()) return false;
  return approver.person().empty() || performer.person().empty();
}

std::optional<Refusal> CheckSeparation(const Situation& s) {
  for (const v1::Actor* approver : {&s.actor, &s.acting_for}) {
    for (const v1::Actor* performer : {&s.task.performer(), &s.task.result().submitter()}) {
      if (!IsSameHand(*approver, *performer)) continue;
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

std::optional<Refusal> CheckGuards(v1::TaskVerb verb, const Situation& s) {
  std::optional<Refusal> refusal;
  switch (verb) {
    case v1::TASK_VERB_ISSUE:
      refusal = CheckUnitAlive(s.task.lead_unit(), s);
      return refusal ? refusal : CheckBasis(s);
    case v1::TASK_VERB_SUBMIT:
      refusal = CheckApprovalWanted(true, s);
      if (!refusal) refusal = CheckNoHandoff(s);
      return refusal ? refusal : CheckParts(s);
    case v1::TASK_VERB_COMPLETE:
      refusal = CheckApprovalWanted(false, s);
      if (!refusal) refusal = CheckNoHandoff(s);
      return refusal ? refusal : CheckParts(s);
    case v1::TASK_VERB_APPROVE:
      return CheckSeparation(s);
    case v1::TASK_VERB_HAND_OFF:
      return CheckNoHandoff(s);
    case v1::TASK_VERB_ACCEPT_HANDOFF:
    case v1::TASK_VERB_REFUSE_HANDOFF:
    case v1::TASK_VERB_RECALL_HANDOFF:
      return CheckHandoffOpen(s);
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

std::optional<Refusal> CheckPermission(v1::TaskVerb verb, const Situation& s) {
  const Transition* transition = FindTransition(verb);
  const Roles who = transition == nullptr ? Roles{kNobody} : transition->who;
  if ((who & RolesOf(s.actor, s.task, s.handoff)) != 0) return std::nullopt;
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

}  // namespace phoihop::task
