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
constexpr unsigned kSuspended = StateBit(v1::TASK_STATE_SUSPENDED);
constexpr unsigned kOpen = kPlanned | kIssued | kAccepted | kInProgress | kSubmitted | kRefused | kSuspended;
constexpr unsigned kCompleted = StateBit(v1::TASK_STATE_COMPLETED);
constexpr unsigned kRevoked = StateBit(v1::TASK_STATE_REVOKED);
constexpr unsigned kSkipped = StateBit(v1::TASK_STATE_SKIPPED);
constexpr unsigned kFailed = StateBit(v1::TASK_STATE_FAILED);
constexpr unsigned kSuperseded = StateBit(v1::TASK_STATE_SUPERSEDED);
constexpr unsigned kAny = kOpen | kCompleted | kRevoked | kSkipped | kFailed | kSuperseded;
constexpr unsigned kWorked = kAccepted | kInProgress;
// Given to somebody and not at its end.
constexpr unsigned kGiven = kOpen & ~kPlanned;
// The lead took it on: its requests to others go on while the result is with the approver, or everything stands still.
constexpr unsigned kTaken = kWorked | kSubmitted | kSuspended;
constexpr v1::TaskState kStays = v1::TASK_STATE_UNSPECIFIED;

// A unit that has not accepted passes a task on by refusing it with a proposal: only what one holds can be handed over.
constexpr Transition kTransitions[] = {
    {v1::TASK_VERB_ISSUE, kIssuer | kEngine, kPlanned, v1::TASK_STATE_ISSUED,
     "the lead is alive; a basis or a plan; the day of the event that it waits for; a whole that its issuer leads is "
     "ACCEPTED at once",
     "acknowledge and complete start; start is satisfied", "1"},
    {v1::TASK_VERB_ACCEPT, kLeadUnit | kEngine, kIssued, v1::TASK_STATE_ACCEPTED, "also by a rung of a ladder",
     "acknowledge is satisfied", "2"},
    {v1::TASK_VERB_REFUSE, kLeadUnit, kIssued, v1::TASK_STATE_REFUSED,
     "a reason code; from the second refusal on the common superior is told",
     "acknowledge is cancelled; issuer-decision starts; complete goes on", "3"},
    {v1::TASK_VERB_REISSUE, kIssuer, kRefused, v1::TASK_STATE_ISSUED, "the lead is alive",
     "issuer-decision is satisfied; acknowledge starts again; complete goes on", "4"},
    {v1::TASK_VERB_ASSIGN_PERSON, kLeadUnit | kEngine, kAccepted | kInProgress, kStays,
     "the person is a living member of the lead unit, or nobody; by a rung of a ladder: its head", "", "6"},
    {v1::TASK_VERB_START, kAssignedPerson, kAccepted, v1::TASK_STATE_IN_PROGRESS,
     "every task that it waits for has ended", "", "7"},
    {v1::TASK_VERB_SUBMIT, kLeadUnit, kAccepted | kInProgress, v1::TASK_STATE_SUBMITTED,
     "the task needs an approval; no transfer is open (requests and information block nothing); the rule of its "
     "fan-out "
     "holds; no delegated task that blocks is open; a summary or a document; every evidence slot is filled",
     "complete is frozen: on time is judged here; interim is frozen; approve starts", "9"},
    {v1::TASK_VERB_APPROVE, kApprover | kEngine, kSubmitted, v1::TASK_STATE_COMPLETED,
     "the approver is not the performer; open requests and information are closed first; also by a rung of a ladder",
     "approve is satisfied now, complete at the instant of submission, handoff-reply and interim are cancelled", "10"},
    {v1::TASK_VERB_RETURN, kApprover, kSubmitted, v1::TASK_STATE_IN_PROGRESS, "a reason",
     "approve is satisfied; complete and interim resume with the wait credited", "11"},
    {v1::TASK_VERB_COMPLETE, kLeadUnit, kAccepted | kInProgress, v1::TASK_STATE_COMPLETED,
     "the task needs no approval; no transfer is open; the rule of its fan-out holds; no delegated task that blocks is "
     "open; every evidence slot is filled; open requests and information are closed first",
     "complete is satisfied, handoff-reply and interim are cancelled", "12"},
    {v1::TASK_VERB_REVOKE, kIssuer | kEngine | kPlanRevision, kOpen, v1::TASK_STATE_REVOKED,
     "a reason; an open transfer is recalled, open requests and information are closed first; the open parts of a "
     "whole "
     "and delegated tasks follow; also by a rung of a ladder",
     "all are cancelled", "5, 15"},
    {v1::TASK_VERB_HAND_OFF, kLeadUnit, kAccepted | kInProgress, kStays,
     "a transfer: none is open; a request: none to the same unit is open; the receiver is alive and is not the lead",
     "a handoff-reply of its own starts, unless it is a draft", "§6"},
    {v1::TASK_VERB_ACCEPT_HANDOFF, kHandoffReceiver, kTaken, v1::TASK_STATE_ACCEPTED,
     "the hand-off is not answered; a transfer, only of a task that is worked on: the receiver becomes the lead, "
     "nobody "
     "is assigned, open requests and information go with the task; a request: it is worked on; information: it is "
     "closed; of both the state of the task stays",
     "handoff-reply is satisfied, of a request it goes on until the result", "§6"},
    {v1::TASK_VERB_REFUSE_HANDOFF, kHandoffReceiver, kTaken, kStays, "the hand-off is not answered; a reason code",
     "handoff-reply is satisfied", "§6"},
    {v1::TASK_VERB_RECALL_HANDOFF, kHandoffSender, kTaken, kStays,
     "the hand-off is a draft or with its receiver; once it has arrived or is worked on, or when it is tied to another "
     "system, it is only asked back (RECALL_REQUESTED)",
     "handoff-reply is cancelled when it is recalled", "§6"},
    {v1::TASK_VERB_REHOME, kReorganisation, kOpen, kStays,
     "a role is with a unit that changes; every successor is told by the routes or by a person",
     "all running ones follow the clock policy when the lead changes; handoff-reply is cancelled when its hand-off has "
     "no object any more",
     "17"},
    {v1::TASK_VERB_SPLIT, kReorganisation, kOpen, v1::TASK_STATE_SUPERSEDED,
     "the territories of the task lie in several parts: each goes on as a child in the state of the task; open "
     "hand-offs "
     "are closed",
     "all are cancelled; the children inherit due instants and fired rungs", "18"},
    {v1::TASK_VERB_UNDO_REHOMING, kReorganisation, kOpen | kSuperseded, kStays,
     "nobody touched the task since; a superseded one goes back to its state, its children are revoked",
     "as they were before", "17, 18"},
    {v1::TASK_VERB_REVISE, kPlanRevision, kOpen, kStays,
     "the plan was revised and says something else of the task; the schedule of its item is paused, or goes on",
     "complete is due as the plan says now and keeps its fired rungs; start follows, and is suspended while the "
     "schedule is paused",
     "§4"},
    {v1::TASK_VERB_SKIP, kEngine, kPlanned, v1::TASK_STATE_SKIPPED,
     "its day has come while the occurrence before it is open, and the item says SKIP; its deadline fell within a "
     "pause "
     "of the schedule; its date is left out of it",
     "all are cancelled", "§4"},
    {v1::TASK_VERB_EXTEND_FAN_OUT, kEngine, kOpen, kStays,
     "a unit joined a set of the fan-out that is not left out, had no part, took over from none that had one, and "
     "waits for no reorganisation whose work still moves",
     "", "§4"},
    {v1::TASK_VERB_COMPLETE_FAN_OUT, kEngine, kAccepted | kInProgress, v1::TASK_STATE_COMPLETED,
     "its issuer leads the whole; the rule holds and is not LEAD_DECIDES; an open transfer is recalled, open requests "
     "and "
     "information are closed first",
     "complete is satisfied at the instant since which the rule holds, handoff-reply and interim are cancelled", "§4"},
    {v1::TASK_VERB_DROP, kIssuer, kRefused, v1::TASK_STATE_SKIPPED, "a reason", "all are cancelled", "5"},
    {v1::TASK_VERB_CLAIM, kLeadUnit, kWorked, kStays, "a person acts, a living member of the unit; nobody has the task",
     "", "6"},
    {v1::TASK_VERB_RELEASE, kAssignedPerson | kHeadOfLead | kEngine, kWorked, v1::TASK_STATE_ACCEPTED,
     "somebody has the task; also by a rung of a ladder", "", "8"},
    {v1::TASK_VERB_SUSPEND, kIssuer | kMonitor | kHeadOfLead, kGiven & ~kSuspended, v1::TASK_STATE_SUSPENDED,
     "a reason and a last day; no transfer is open; all standstills together within the limit",
     "all stand still; resume starts and is due at the end of that day", "13"},
    {v1::TASK_VERB_RESUME, kIssuer | kMonitor | kHeadOfLead | kEngine, kSuspended, kStays,
     "goes on in the state in which it was suspended", "all go on, with the time that they stood still credited", "14"},
    {v1::TASK_VERB_REQUEST_EXTENSION, kLeadUnit, kWorked, kStays,
     "a day after the deadline, a reason; before the due instant; no request waits; number and sum within the limits",
     "", "§5"},
    {v1::TASK_VERB_GRANT_EXTENSION, kIssuer, kGiven, kStays, "a request waits",
     "complete is due on the day granted and keeps its fired rungs and what was due at first", "§5"},
    {v1::TASK_VERB_DENY_EXTENSION, kIssuer, kGiven, kStays, "a request waits; an explanation", "", "§5"},
    {v1::TASK_VERB_REPORT_IMPOSSIBLE, kLeadUnit, kWorked, kStays, "a reason; no report waits", "", "16"},
    {v1::TASK_VERB_DECLARE_IMPOSSIBLE, kApprover, kGiven, v1::TASK_STATE_FAILED,
     "a report waits; the approver is not who reported; an open transfer is recalled, open requests and information "
     "are "
     "closed first",
     "all are cancelled", "16"},
    {v1::TASK_VERB_DENY_IMPOSSIBLE, kApprover, kGiven, kStays, "a report waits; an explanation", "", "16"},
    {v1::TASK_VERB_REOPEN, kIssuer | kApprover, kCompleted, v1::TASK_STATE_IN_PROGRESS,
     "a reason; the lead is alive; cycle +1; the result stays as evidence",
     "complete starts again, and interim of steps whose day is to come", "19"},
    {v1::TASK_VERB_RESTORE, kIssuer, kSkipped | kRevoked, v1::TASK_STATE_ISSUED,
     "a reason; the lead is alive; its plan item is not withdrawn; cycle +1",
     "acknowledge and complete start again, and interim of steps whose day is to come", "20"},
    {v1::TASK_VERB_DELEGATE, kLeadUnit, kWorked, kStays,
     "the unit is alive and is not the lead; due no later than the whole", "those of the new task start", "§5"},
    {v1::TASK_VERB_REQUEST_CONTRIBUTIONS, kLeadUnit, kWorked, kStays, "the units coordinate and are alive",
     "contribute starts", "§5"},
    {v1::TASK_VERB_CONTRIBUTE, kCoordinator, kGiven, kStays, "a text, a document, or that there is nothing",
     "contribute is satisfied when nobody is left who was asked", "§5"},
    {v1::TASK_VERB_SEND_COPIES, kIssuer | kLeadUnit, kGiven | kCompleted, kStays, "the units are alive", "", "§5"},
    {v1::TASK_VERB_ACKNOWLEDGE_COPY, kCopyHolder, kAny, kStays, "", "", "§5"},
    {v1::TASK_VERB_COMMENT, kViewer, kAny, kStays, "a text", "", "§5"},
    {v1::TASK_VERB_ADD_EVIDENCE, kLeadUnit, kWorked, kStays, "a document", "", "§5"},
    {v1::TASK_VERB_REMOVE_EVIDENCE, kLeadUnit, kWorked, kStays, "there is one at that place", "", "§5"},
    {v1::TASK_VERB_REPORT_PROGRESS, kLeadUnit, kWorked, kStays, "0 to 100 percent", "", "§5"},
    {v1::TASK_VERB_SET_CHECKLIST, kLeadUnit, kWorked, kStays,
     "no day is after the task's own, and none that is new is past",
     "interim of a step that has a day starts, follows another day, or is cancelled with its step or its day", "§5"},
    {v1::TASK_VERB_CHECK_ITEM, kLeadUnit, kWorked, kStays, "the checklist has the item",
     "interim of the step is satisfied; it starts again when the check is taken back", "§5"},
    {v1::TASK_VERB_WATCH, kViewer, kAny, kStays, "", "", "§5"},
    {v1::TASK_VERB_UNWATCH, kViewer, kAny, kStays, "", "", "§5"},
    {v1::TASK_VERB_ADD_DEPENDENCY, kIssuer | kLeadUnit, kPlanned | kIssued | kAccepted, kStays,
     "the other task exists; the tasks would not wait for each other", "", "§5"},
    {v1::TASK_VERB_REMOVE_DEPENDENCY, kIssuer | kLeadUnit, kOpen, kStays, "it waits for the other task", "", "§5"},
    {v1::TASK_VERB_NOTE_ENDED, kEngine, kOpen, kStays,
     "a task that it delegated or waits for has ended or goes on again", "", "§5"},
    {v1::TASK_VERB_SEND_HANDOFF, kHandoffSender, kWorked, kStays,
     "the hand-off is a draft of the lead; for the rest as HAND_OFF", "a handoff-reply of its own starts", "§6"},
    {v1::TASK_VERB_RECORD_HANDOFF_RECEIPT, kHandoffReceiver, kAny, kStays,
     "each message once; folds to the furthest state that is lawful: arrived, accepted (of what is no transfer also by "
     "\"finished\"), refused, recalled or not; a result comes by RETURN_HANDOFF_RESULT only",
     "as of the answer or the recall that it is", "§6"},
    {v1::TASK_VERB_ANSWER_RECALL, kHandoffReceiver, kTaken, kStays, "it was asked back",
     "handoff-reply is cancelled when the receiver agrees", "§6"},
    {v1::TASK_VERB_EXPIRE_HANDOFF, kEngine, kOpen, kStays, "nobody answered, or gave the result, by the day", "", "§6"},
    {v1::TASK_VERB_REMIND, kIssuer | kApprover | kMonitor | kHeadOfLead | kSupervisor, kGiven, kStays,
     "a text; not twice a day by the same unit", "", "§8"},
    {v1::TASK_VERB_RETURN_HANDOFF_RESULT, kHandoffReceiver, kTaken, kStays,
     "a request that is with its receiver, accepted or not, asked back or not; a summary or a document",
     "handoff-reply is satisfied", "§6"},
    {v1::TASK_VERB_ANSWER_HANDOFF_RESULT, kHandoffSender, kTaken, kStays,
     "a result was returned; taken: the request is closed; sent back with a reason, unless everything stands still: it "
     "is "
     "worked on again, rework +1",
     "when it is sent back another handoff-reply starts", "§6"},
    {v1::TASK_VERB_ADOPT_CALENDAR, kEngine, kOpen, kStays,
     "a new version of the calendar was published; a clock of an earlier one was due after that",
     "open ones are due as the new version says, the past as it was; what has fired stays fired, the next rung follows",
     "§7"},
    {v1::TASK_VERB_HANDLE_ESCALATION, kViewer, kGiven, kStays,
     "an escalation has reached the person, or the inbox of a unit that the person heads; an order or a return has an "
     "instruction; a reassignment is as ASSIGN_PERSON; of these three: issuer, approver, monitor, a unit above the "
     "lead, "
     "or its head",
     "the ladder goes on; what repeats until it is handled stops", "§8"},
    {v1::TASK_VERB_ADOPT_POLICY, kEngine, kOpen, kStays,
     "running clocks were switched to a newer version of their ladder",
     "what has fired stays fired, the next rung follows", "§8"},
    {v1::TASK_VERB_RECORD_SUSPENSION, kIssuer | kMonitor, kGiven, kStays,
     "a basis; first and last day, the first one before today and not before the task was given, none of another "
     "standstill; all of them together within the limit; with a last day from today on it is SUSPENDED as by SUSPEND",
     "open ones are credited the days on which they ran then, and what has fired stays fired", "§7"},
    {v1::TASK_VERB_REANCHOR, kIssuer, kGiven, kStays,
     "a period that runs from an event; a day not after today, and a reason; also when the event of a plan is "
     "corrected",
     "complete is superseded by one that counts from that day, with what was credited and behind the rungs that have "
     "fired",
     "§7"},
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
    {kEngine, "ENGINE", "hệ thống, vào lúc đã định"},
    {kReorganisation, "REORGANISATION", "hệ thống, theo quyết định sắp xếp tổ chức"},
    {kPlanRevision, "PLAN_REVISION", "hệ thống, theo kế hoạch được sửa đổi"},
    {kHeadOfLead, "HEAD_OF_LEAD", "lãnh đạo đơn vị chủ trì"},
    {kMonitor, "MONITOR", "UBND, Văn phòng UBND cấp tỉnh"},
    {kCoordinator, "COORDINATOR", "đơn vị phối hợp"},
    {kCopyHolder, "COPY_HOLDER", "đơn vị nhận để biết"},
    {kViewer, "VIEWER", "người được xem nhiệm vụ"},
    {kSupervisor, "SUPERVISOR", "cơ quan cấp trên của đơn vị chủ trì"},
};

std::string FromNames(const Transition& transition) {
  if (transition.from == kOpen) return "any open state";
  if (transition.from == (kOpen | kSuperseded)) return "any open state, SUPERSEDED";
  if (transition.from == kAny) return "any state";
  if (transition.from == kGiven) return "any open state but PLANNED";
  if (transition.from == (kGiven & ~kSuspended)) return "any open state but PLANNED, SUSPENDED";
  if (transition.from == (kGiven | kCompleted)) return "any open state but PLANNED, COMPLETED";
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
