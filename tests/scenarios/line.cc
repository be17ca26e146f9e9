#include "tests/scenarios/line.h"

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"

namespace phoihop::scenario {
namespace {

using internal::v1::TaskCommand;

// Splits at spaces outside of quotes; quotes go.
std::vector<std::string> Words(absl::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      if (!word.empty()) words.push_back(word);
      word.clear();
    } else {
      word.push_back(c);
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

std::string UnitOrEmpty(const std::string& id) { return id.empty() ? "" : task::Unit(id); }

v1::RefusalReason ReasonNamed(const std::string& name) {
  v1::RefusalReason reason = v1::REFUSAL_REASON_UNSPECIFIED;
  const std::string upper = absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}}));
  v1::RefusalReason_Parse(absl::StrCat("REFUSAL_REASON_", upper), &reason);
  return reason;
}

// `30 days`.
v1::Period PeriodNamed(const std::string& text) {
  v1::Period period;
  const std::vector<std::string> words = absl::StrSplit(text, ' ');
  int count = 0;
  if (words.size() != 2 || !absl::SimpleAtoi(words[0], &count)) return period;
  period.set_count(count);
  if (words[1] == "days") period.set_unit(v1::PERIOD_UNIT_CALENDAR_DAY);
  if (words[1] == "working-days") period.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
  if (words[1] == "hours") period.set_unit(v1::PERIOD_UNIT_HOUR);
  return period;
}

void FillTask(const Line& line, v1::Task& task) {
  task.set_title(line.Get("title").empty() ? "Nhiệm vụ" : line.Get("title"));
  task.set_lead_unit(UnitOrEmpty(line.Get("lead")));
  task.set_issuer_unit(UnitOrEmpty(line.Get("issuer")));
  task.set_approver_unit(UnitOrEmpty(line.Get("approver")));
  task.set_approval_required(line.Get("approval") != "no");
  task.set_requested_due_date(line.Get("due"));
  task.mutable_basis()->set_instrument_number(line.Get("basis"));
  task.set_awaited_event(line.Get("event"));
  if (!line.Get("period").empty()) *task.mutable_awaited_period() = PeriodNamed(line.Get("period"));
  if (!line.Get("planned").empty()) {
    *task.mutable_planned_issue_time() = ToTimestamp(task::At(line.Get("planned")));
  }
  for (const absl::string_view unit : absl::StrSplit(line.Get("coordinators"), ',', absl::SkipEmpty())) {
    task.add_coordinator_units(task::Unit(unit));
  }
}

bool IsYes(const std::string& text) { return text == "yes"; }

// Parameters of a verb that is known by its word.
struct Verb {
  v1::TaskVerb verb;
  std::set<std::string> parameters;
};
const std::map<std::string, Verb>& Verbs() {
  static const auto* const verbs = new std::map<std::string, Verb>{
      {"issue", {v1::TASK_VERB_ISSUE, {"on"}}},
      {"accept", {v1::TASK_VERB_ACCEPT, {}}},
      {"refuse", {v1::TASK_VERB_REFUSE, {"reason", "explanation", "propose"}}},
      {"reissue", {v1::TASK_VERB_REISSUE, {"to"}}},
      {"assign", {v1::TASK_VERB_ASSIGN_PERSON, {"to"}}},
      {"start", {v1::TASK_VERB_START, {}}},
      {"submit", {v1::TASK_VERB_SUBMIT, {"summary"}}},
      {"approve", {v1::TASK_VERB_APPROVE, {}}},
      {"return", {v1::TASK_VERB_RETURN, {"reason"}}},
      {"complete", {v1::TASK_VERB_COMPLETE, {}}},
      {"revoke", {v1::TASK_VERB_REVOKE, {"reason"}}},
      {"hand-off", {v1::TASK_VERB_HAND_OFF, {"to", "reason", "kind", "by"}}},
      {"accept-handoff", {v1::TASK_VERB_ACCEPT_HANDOFF, {"handoff"}}},
      {"refuse-handoff", {v1::TASK_VERB_REFUSE_HANDOFF, {"reason", "handoff"}}},
      {"recall-handoff", {v1::TASK_VERB_RECALL_HANDOFF, {"handoff"}}},
      {"answer-recall", {v1::TASK_VERB_ANSWER_RECALL, {"agree", "reason", "handoff"}}},
      {"return-result", {v1::TASK_VERB_RETURN_HANDOFF_RESULT, {"summary", "handoff"}}},
      {"accept-result", {v1::TASK_VERB_ANSWER_HANDOFF_RESULT, {"handoff"}}},
      {"send-back-result", {v1::TASK_VERB_ANSWER_HANDOFF_RESULT, {"reason", "by", "handoff"}}},
      {"drop", {v1::TASK_VERB_DROP, {"reason"}}},
      {"claim", {v1::TASK_VERB_CLAIM, {}}},
      {"release", {v1::TASK_VERB_RELEASE, {"reason"}}},
      {"suspend", {v1::TASK_VERB_SUSPEND, {"until", "reason"}}},
      {"resume", {v1::TASK_VERB_RESUME, {"reason"}}},
      {"extend", {v1::TASK_VERB_REQUEST_EXTENSION, {"to", "reason"}}},
      {"grant-extension", {v1::TASK_VERB_GRANT_EXTENSION, {"to"}}},
      {"deny-extension", {v1::TASK_VERB_DENY_EXTENSION, {"reason"}}},
      {"report-impossible", {v1::TASK_VERB_REPORT_IMPOSSIBLE, {"reason"}}},
      {"declare-impossible", {v1::TASK_VERB_DECLARE_IMPOSSIBLE, {}}},
      {"deny-impossible", {v1::TASK_VERB_DENY_IMPOSSIBLE, {"reason"}}},
      {"reopen", {v1::TASK_VERB_REOPEN, {"reason", "due"}}},
      {"restore", {v1::TASK_VERB_RESTORE, {"reason", "due"}}},
      {"delegate", {v1::TASK_VERB_DELEGATE, {"to", "title", "due", "blocking", "id"}}},
      {"ask-contributions", {v1::TASK_VERB_REQUEST_CONTRIBUTIONS, {"units", "request", "by"}}},
      {"contribute", {v1::TASK_VERB_CONTRIBUTE, {"text", "nothing"}}},
      {"copy", {v1::TASK_VERB_SEND_COPIES, {"to"}}},
      {"read-copy", {v1::TASK_VERB_ACKNOWLEDGE_COPY, {}}},
      {"comment", {v1::TASK_VERB_COMMENT, {"text"}}},
      {"remind", {v1::TASK_VERB_REMIND, {"text"}}},
      {"handle", {v1::TASK_VERB_HANDLE_ESCALATION, {"kind", "text", "to"}}},
      {"add-evidence", {v1::TASK_VERB_ADD_EVIDENCE, {"number"}}},
      {"remove-evidence", {v1::TASK_VERB_REMOVE_EVIDENCE, {"place"}}},
      {"progress", {v1::TASK_VERB_REPORT_PROGRESS, {"percent", "label"}}},
      {"checklist", {v1::TASK_VERB_SET_CHECKLIST, {"items", "due"}}},
      {"check", {v1::TASK_VERB_CHECK_ITEM, {"item", "undo"}}},
      {"watch", {v1::TASK_VERB_WATCH, {}}},
      {"unwatch", {v1::TASK_VERB_UNWATCH, {}}},
      {"wait-for", {v1::TASK_VERB_ADD_DEPENDENCY, {"task", "reason"}}},
      {"dont-wait-for", {v1::TASK_VERB_REMOVE_DEPENDENCY, {"task"}}},
  };
  return *verbs;
}

void FillUnits(const std::string& list, google::protobuf::RepeatedPtrField<std::string>* units) {
  units->Clear();
  for (const absl::string_view unit : absl::StrSplit(list, ',', absl::SkipEmpty())) *units->Add() = task::Unit(unit);
}

// More time, standstills, other ends and the ways back.
void FillChange(const Line& line, TaskCommand& command) {
  const std::string reason = line.Get("reason");
  if (command.has_drop()) command.mutable_drop()->set_reason(reason);
  if (command.has_release()) command.mutable_release()->set_reason(reason);
  if (command.has_suspend()) {
    command.mutable_suspend()->set_until_date(line.Get("until"));
    command.mutable_suspend()->set_reason(reason);
  }
  if (command.has_resume()) command.mutable_resume()->set_reason(reason);
  if (command.has_request_extension()) {
    command.mutable_request_extension()->set_due_date(line.Get("to"));
    command.mutable_request_extension()->set_reason(reason);
  }
  if (command.has_grant_extension()) command.mutable_grant_extension()->set_due_date(line.Get("to"));
  if (command.has_deny_extension()) command.mutable_deny_extension()->set_explanation(reason);
  if (command.has_report_impossible()) command.mutable_report_impossible()->set_reason(reason);
  if (command.has_deny_impossible()) command.mutable_deny_impossible()->set_explanation(reason);
  if (command.has_reopen()) {
    command.mutable_reopen()->set_reason(reason);
    command.mutable_reopen()->set_due_date(line.Get("due"));
  }
  if (command.has_restore()) {
    command.mutable_restore()->set_reason(reason);
    command.mutable_restore()->set_due_date(line.Get("due"));
  }
}

// Other units, and other tasks.
void FillTeam(const Line& line, TaskCommand& command) {
  if (command.has_delegate()) {
    v1::DelegateTaskRequest& delegate = *command.mutable_delegate();
    delegate.set_unit(UnitOrEmpty(line.Get("to")));
    if (!line.Get("title").empty()) delegate.set_title(line.Get("title"));
    delegate.set_due_date(line.Get("due"));
    delegate.set_blocking(IsYes(line.Get("blocking")));
    delegate.set_task_id(line.Get("id"));
  }
  if (command.has_request_contributions()) {
    v1::RequestContributionsRequest& ask = *command.mutable_request_contributions();
    FillUnits(line.Get("units"), ask.mutable_units());
    if (!line.Get("request").empty()) ask.set_request(line.Get("request"));
    ask.set_due_date(line.Get("by"));
  }
  if (command.has_contribute()) {
    command.mutable_contribute()->set_text(line.Get("text"));
    command.mutable_contribute()->set_nothing(IsYes(line.Get("nothing")));
  }
  if (command.has_send_copies()) FillUnits(line.Get("to"), command.mutable_send_copies()->mutable_units());
  const std::string other = line.Get("task").empty() ? "" : task::Task(line.Get("task"));
  if (command.has_add_dependency()) {
    command.mutable_add_dependency()->set_task(other);
    command.mutable_add_dependency()->set_reason(line.Get("reason"));
  }
  if (command.has_remove_dependency()) command.mutable_remove_dependency()->set_task(other);
}

// 0 for what is no number, which every verb refuses.
int NumberOf(const std::string& text) {
  int number = 0;
  return absl::SimpleAtoi(text, &number) ? number : 0;
}

void FillWork(const Line& line, TaskCommand& command) {
  if (command.has_remind()) command.mutable_remind()->set_text(line.Get("text"));
  if (command.has_handle_escalation()) {
    v1::EscalationResponse::Kind kind = v1::EscalationResponse::KIND_UNSPECIFIED;
    v1::EscalationResponse::Kind_Parse(absl::StrCat("KIND_", line.Get("kind")), &kind);
    command.mutable_handle_escalation()->set_kind(kind);
    command.mutable_handle_escalation()->set_instruction(line.Get("text"));
    if (!line.Get("to").empty()) command.mutable_handle_escalation()->set_person(task::Person(line.Get("to")));
  }
  if (command.has_comment()) command.mutable_comment()->set_text(line.Get("text"));
  if (command.has_add_evidence()) {
    command.mutable_add_evidence()->mutable_documents(0)->set_number(line.Get("number"));
  }
  if (command.has_remove_evidence()) command.mutable_remove_evidence()->set_place(NumberOf(line.Get("place")));
  if (command.has_report_progress()) {
    command.mutable_report_progress()->set_percent(NumberOf(line.Get("percent")));
    command.mutable_report_progress()->set_label(line.Get("label"));
  }
  if (command.has_set_checklist()) {
    command.mutable_set_checklist()->clear_items();
    for (const absl::string_view item : absl::StrSplit(line.Get("items"), ',', absl::SkipEmpty())) {
      command.mutable_set_checklist()->add_items(std::string(item));
    }
    // `-`: no day of its own.
    for (const absl::string_view day : absl::StrSplit(line.Get("due"), ',', absl::SkipEmpty())) {
      command.mutable_set_checklist()->add_due_dates(day == "-" ? "" : std::string(day));
    }
  }
  if (command.has_check_item()) {
    command.mutable_check_item()->set_id(line.Get("item"));
    command.mutable_check_item()->set_undone(IsYes(line.Get("undo")));
  }
}

v1::Handoff::Kind KindNamed(const std::string& name) {
  v1::Handoff::Kind kind = v1::Handoff::KIND_UNSPECIFIED;
  v1::Handoff::Kind_Parse(absl::StrCat("KIND_", absl::AsciiStrToUpper(name)), &kind);
  return kind;
}

void FillHandoff(const Line& line, TaskCommand& command) {
  const std::string reason = line.Get("reason");
  if (command.has_hand_off()) {
    v1::Handoff& handoff = *command.mutable_hand_off()->mutable_handoff();
    handoff.set_to_unit(UnitOrEmpty(line.Get("to")));
    handoff.set_reason(reason);
    handoff.set_kind(KindNamed(line.Get("kind")));
    handoff.set_reply_by_date(line.Get("by"));
  }
  if (command.has_refuse_handoff() && !reason.empty()) {
    command.mutable_refuse_handoff()->set_reason(ReasonNamed(reason));
  }
  if (command.has_answer_recall()) {
    command.mutable_answer_recall()->set_agree(IsYes(line.Get("agree")));
    command.mutable_answer_recall()->set_reason(reason);
  }
  if (command.has_return_handoff_result()) {
    command.mutable_return_handoff_result()->mutable_result()->set_summary(line.Get("summary"));
  }
  if (command.has_answer_handoff_result() && line.words[1] == "send-back-result") {
    command.mutable_answer_handoff_result()->set_accept(false);
    command.mutable_answer_handoff_result()->set_reason(reason);
    command.mutable_answer_handoff_result()->set_reply_by_date(line.Get("by"));
  }
}

// Overwrites what the fixture's usual command has with what the line says.
void FillParameters(const Line& line, TaskCommand& command) {
  const std::string to = line.Get("to");
  const std::string reason = line.Get("reason");
  if (command.has_issue()) command.mutable_issue()->set_anchor_date(line.Get("on"));
  if (command.has_refuse()) {
    if (!reason.empty()) command.mutable_refuse()->set_reason(ReasonNamed(reason));
    command.mutable_refuse()->set_explanation(line.Get("explanation"));
    command.mutable_refuse()->set_proposed_unit(UnitOrEmpty(line.Get("propose")));
  }
  if (command.has_reissue()) command.mutable_reissue()->set_lead_unit(UnitOrEmpty(to));
  if (command.has_assign_person()) command.mutable_assign_person()->set_person(to.empty() ? "" : task::Person(to));
  if (command.has_submit()) command.mutable_submit()->mutable_result()->set_summary(line.Get("summary"));
  if (command.has_return_task()) command.mutable_return_task()->set_reason(reason);
  if (command.has_revoke()) command.mutable_revoke()->set_reason(reason);
  FillHandoff(line, command);
  FillChange(line, command);
  FillTeam(line, command);
  FillWork(line, command);
}

void SetEtag(TaskCommand& command, const std::string& etag) {
  const auto* oneof = TaskCommand::descriptor()->FindOneofByName("verb");
  const auto* verb = command.GetReflection()->GetOneofFieldDescriptor(command, oneof);
  auto* request = command.GetReflection()->MutableMessage(&command, verb);
  request->GetReflection()->SetString(request, request->GetDescriptor()->FindFieldByName("etag"), etag);
}

const std::set<std::string>& CreateParameters() {
  static const auto* const parameters =
      new std::set<std::string>{"lead",  "issuer", "coordinators", "approver", "approval", "due",
                                "title", "basis",  "issue",        "planned",  "event",    "period"};
  return *parameters;
}

std::string UnknownParameter(const Line& line, const std::set<std::string>& known) {
  for (const auto& [key, value] : line.parameters) {
    if (known.count(key) == 0 && key != "etag") return absl::StrCat("?? unknown parameter ", key);
  }
  return "";
}

}  // namespace

std::string Line::Get(const std::string& key) const {
  const auto found = parameters.find(key);
  return found == parameters.end() ? "" : found->second;
}

Line ParseLine(absl::string_view text) {
  Line line;
  for (std::string& word : Words(text)) {
    const size_t equals = word.find('=');
    if (equals == std::string::npos) {
      line.words.push_back(std::move(word));
    } else {
      line.parameters[word.substr(0, equals)] = word.substr(equals + 1);
    }
  }
  return line;
}

std::string MakeCommand(const Line& line, const v1::Task& task, TaskCommand& command) {
  const std::string& word = line.words[1];
  v1::Task named = task;
  named.set_name(task::Task(line.words[2]));
  if (word == "create") {
    if (task.name().empty()) FillTask(line, named);
    command = task::CreateCommand(named, line.Get("issue") != "no");
    return UnknownParameter(line, CreateParameters());
  }
  const auto verb = Verbs().find(word);
  if (verb == Verbs().end()) return absl::StrCat("?? unknown verb ", word);
  command = task::CommandOf(verb->second.verb, named);
  if (!line.Get("handoff").empty()) {
    command = task::CommandTo(absl::StrCat(named.name(), "/handoffs/", line.Get("handoff")), verb->second.verb, named);
  }
  FillParameters(line, command);
  if (!line.Get("etag").empty()) SetEtag(command, line.Get("etag"));
  return UnknownParameter(line, verb->second.parameters);
}

}  // namespace phoihop::scenario
