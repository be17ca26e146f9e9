#include "workflow/bulk/bulk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/fields.h"

namespace phoihop::bulk {
namespace {

using internal::v1::BulkCommand;
using v1::BulkOperation;
using v1::BulkVerb;

std::string StateName(BulkOperation::State state) {
  const std::string& name = BulkOperation::State_Name(state);
  return absl::StartsWith(name, "STATE_") ? name.substr(sizeof("STATE_") - 1) : name;
}

absl::Status WrongState(const BulkOperation& operation, absl::string_view sentence) {
  return Error(v1::ERROR_REASON_BULK_OPERATION_STATE,
               absl::StrCat("The bulk operation is ", StateName(operation.state()), "; ", sentence));
}

// What is the same for all tasks, so that a slip does not fail ten thousand times.
void CheckVerb(const BulkVerb& verb, task::FieldCheck& check) {
  switch (verb.verb_case()) {
    case BulkVerb::kHandOff:
      check.Required("bulk_operation.verb.hand_off.handoff.to_unit", !verb.hand_off().handoff().to_unit().empty());
      if (!v1::Handoff::Kind_IsValid(verb.hand_off().handoff().kind())) {
        check.Violation("bulk_operation.verb.hand_off.handoff.kind", "is not a known kind");
      }
      return;
    case BulkVerb::kRequestExtension:
      check.Required("bulk_operation.verb.request_extension.due_date", !verb.request_extension().due_date().empty());
      check.Date("bulk_operation.verb.request_extension.due_date", verb.request_extension().due_date());
      check.Required("bulk_operation.verb.request_extension.reason", !verb.request_extension().reason().empty());
      check.Text("bulk_operation.verb.request_extension.reason", verb.request_extension().reason(),
                 limits::kExplanationBytes);
      return;
    case BulkVerb::kGrantExtension:
      check.Date("bulk_operation.verb.grant_extension.due_date", verb.grant_extension().due_date());
      check.Text("bulk_operation.verb.grant_extension.explanation", verb.grant_extension().explanation(),
                 limits::kExplanationBytes);
      return;
    case BulkVerb::kRemind:
      check.Required("bulk_operation.verb.remind.text", !verb.remind().text().empty());
      check.Text("bulk_operation.verb.remind.text", verb.remind().text(), limits::kExplanationBytes);
      return;
    case BulkVerb::kAccept:
    case BulkVerb::kAssignPerson:
      return;
    case BulkVerb::VERB_NOT_SET:
      check.Required("bulk_operation.verb", false);
  }
}

absl::Status CheckStart(const internal::v1::StartBulkOperation& start) {
  task::FieldCheck check;
  CheckVerb(start.request().bulk_operation().verb(), check);
  check.Text("bulk_operation.display_name", start.request().bulk_operation().display_name(), limits::kTitleBytes);
  if (start.tasks().empty()) check.Violation("tasks", "name no task; name some, or give a filter that matches some");
  if (start.tasks_size() > kMaxTasks) {
    check.Violation("tasks", absl::StrCat("are ", start.tasks_size(), "; at most ", kMaxTasks, " are taken"));
  }
  std::set<absl::string_view> seen;
  for (int i = 0; i < std::min(start.tasks_size(), kMaxTasks); ++i) {
    check.Sibling(absl::StrCat("tasks[", i, "]"), start.tasks(i), "tasks", start.name());
    check.Required(absl::StrCat("tasks[", i, "]"), !start.tasks(i).empty());
    if (!seen.insert(start.tasks(i)).second) {
      check.Violation(absl::StrCat("tasks[", i, "]"), "is named before; name each task once");
    }
  }
  return check.ToStatus();
}

v1::Event EventOf(const BulkOperation& operation, absl::string_view type) {
  v1::Event event;
  event.set_subject(operation.name());
  event.set_type(std::string(type));
  return event;
}

Decision Started(const internal::v1::StartBulkOperation& start, const Context& context) {
  BulkOperation operation;
  operation.set_name(start.name());
  *operation.mutable_verb() = start.request().bulk_operation().verb();
  operation.set_display_name(start.request().bulk_operation().display_name());
  operation.set_state(BulkOperation::STATE_RUNNING);
  *operation.mutable_actor() = context.actor;
  *operation.mutable_create_time() = ToTimestamp(context.now);
  operation.set_total(start.tasks_size());
  operation.set_attempt(1);
  Decision decision;
  v1::Event& event = decision.events.emplace_back(EventOf(operation, "bulk_operation.started"));
  *event.mutable_bulk_operation_started()->mutable_bulk_operation() = std::move(operation);
  *event.mutable_bulk_operation_started()->mutable_tasks() = start.tasks();
  return decision;
}

// `reason`: why somebody gave it up; empty: nobody did.
Decision Changed(const BulkOperation& before, BulkOperation after, absl::string_view reason = "") {
  Decision decision;
  v1::Event& event = decision.events.emplace_back(EventOf(after, "bulk_operation.changed"));
  const auto add = [&](absl::string_view field, const std::string& from, const std::string& to) {
    if (from == to) return;
    v1::FieldChange& change = *event.add_changes();
    change.set_field(std::string(field));
    change.set_before(from);
    change.set_after(to);
  };
  add("state", StateName(before.state()), StateName(after.state()));
  add("attempt", absl::StrCat(before.attempt()), absl::StrCat(after.attempt()));
  add("cancel_reason", "", std::string(reason));
  *event.mutable_bulk_operation_changed()->mutable_bulk_operation() = std::move(after);
  return decision;
}

absl::StatusOr<Decision> DecideStart(const BulkOperation& state, const internal::v1::StartBulkOperation& start,
                                     const Context& context) {
  if (context.actor.unit().empty()) {
    return Error(v1::ERROR_REASON_ACTOR_MISSING, "Nobody said who acts; a bulk operation is done in somebody's name.");
  }
  if (!state.name().empty()) {
    return Error(v1::ERROR_REASON_ALREADY_EXISTS,
                 absl::StrCat("There is a bulk operation ", state.name(), " already; choose another id."));
  }
  if (absl::Status checked = CheckStart(start); !checked.ok()) return checked;
  return Started(start, context);
}

absl::StatusOr<Decision> DecideEnd(const BulkOperation& state, const ItemsSeen& items, const Context& context) {
  if (state.state() != BulkOperation::STATE_RUNNING || items.waiting > 0) return Decision();
  BulkOperation after = state;
  after.set_state(BulkOperation::STATE_DONE);
  *after.mutable_end_time() = ToTimestamp(context.now);
  SetCounts(items, after);
  return Changed(state, std::move(after));
}

absl::StatusOr<Decision> DecideCancel(const BulkOperation& state, const v1::CancelBulkOperationRequest& request,
                                      const ItemsSeen& items, const Context& context) {
  task::FieldCheck check;
  check.Text("reason", request.reason(), limits::kExplanationBytes);
  if (absl::Status checked = check.ToStatus(); !checked.ok()) return checked;
  if (IsOver(state.state())) return WrongState(state, "nothing of it waits that could be given up.");
  BulkOperation after = state;
  after.set_state(BulkOperation::STATE_CANCELLED);
  *after.mutable_end_time() = ToTimestamp(context.now);
  ItemsSeen then = items;
  then.cancelled += std::exchange(then.waiting, 0);
  SetCounts(then, after);
  return Changed(state, std::move(after), request.reason());
}

absl::StatusOr<Decision> DecideRetry(const BulkOperation& state, const ItemsSeen& items) {
  if (state.state() == BulkOperation::STATE_PAUSED) return WrongState(state, "resume it first.");
  if (state.state() == BulkOperation::STATE_CANCELLED) return WrongState(state, "start another one for what is left.");
  if (items.failed == 0) return WrongState(state, "nothing of it failed that could be done again.");
  BulkOperation after = state;
  after.set_state(BulkOperation::STATE_RUNNING);
  after.set_attempt(state.attempt() + 1);
  after.clear_end_time();
  SetCounts({}, after);
  return Changed(state, std::move(after));
}

absl::StatusOr<Decision> DecideState(const BulkOperation& state, BulkOperation::State from, BulkOperation::State to,
                                     absl::string_view otherwise) {
  if (state.state() != from) return WrongState(state, otherwise);
  BulkOperation after = state;
  after.set_state(to);
  return Changed(state, std::move(after));
}

}  // namespace

absl::StatusOr<Decision> Decide(const BulkOperation& state, const BulkCommand& command, const ItemsSeen& items,
                                const Facts& facts, const Context& context) {
  if (command.verb_case() == BulkCommand::kStart) return DecideStart(state, command.start(), context);
  if (command.verb_case() == BulkCommand::kEnd && task::IsEngine(context.actor)) {
    return DecideEnd(state, items, context);
  }
  if (state.name().empty() || context.actor.unit() != state.actor().unit()) {
    const bool sees = task::SeesWholeProvince(context.actor, facts, DayOf(context.now));
    if (!state.name().empty() && sees) {
      return Error(v1::ERROR_REASON_PERMISSION_DENIED, "Only the unit that started the bulk operation may do that.");
    }
    return Unseen(sees);
  }
  switch (command.verb_case()) {
    case BulkCommand::kPause:
      return DecideState(state, BulkOperation::STATE_RUNNING, BulkOperation::STATE_PAUSED,
                         "only what is RUNNING can be paused.");
    case BulkCommand::kResume:
      return DecideState(state, BulkOperation::STATE_PAUSED, BulkOperation::STATE_RUNNING,
                         "only what is PAUSED can be resumed.");
    case BulkCommand::kRetry:
      return DecideRetry(state, items);
    case BulkCommand::kCancel:
      return DecideCancel(state, command.cancel(), items, context);
    case BulkCommand::kEnd:
      return Error(v1::ERROR_REASON_PERMISSION_DENIED, "This is done by the system only, when nothing waits any more.");
    default:
      return Error(v1::ERROR_REASON_INVALID_FIELD, "The command to the bulk operation has no verb.");
  }
}

void Evolve(BulkOperation& state, const v1::Event& event) {
  if (event.has_bulk_operation_started()) state = event.bulk_operation_started().bulk_operation();
  if (event.has_bulk_operation_changed()) state = event.bulk_operation_changed().bulk_operation();
}

ItemChange ItemChangeOf(const BulkOperation& before, const v1::Event& event) {
  if (event.has_bulk_operation_started()) return ItemChange::kAdd;
  const BulkOperation& after = event.bulk_operation_changed().bulk_operation();
  if (after.attempt() > before.attempt()) return ItemChange::kRetryFailed;
  return after.state() == BulkOperation::STATE_CANCELLED ? ItemChange::kCancelWaiting : ItemChange::kNone;
}

bool IsOver(BulkOperation::State state) {
  return state == BulkOperation::STATE_DONE || state == BulkOperation::STATE_CANCELLED;
}

std::string Etag(int64_t version) { return absl::StrCat("v", version); }

std::string OperationId(const BulkOperation& operation) {
  return absl::StrCat("bulk-", operation.attempt(), "-", LastSegment(operation.name()));
}

internal::v1::TaskCommand CommandOf(const BulkVerb& verb, const std::string& task) {
  internal::v1::TaskCommand command;
  switch (verb.verb_case()) {
    case BulkVerb::kAccept:
      command.mutable_accept()->set_name(task);
      break;
    case BulkVerb::kAssignPerson:
      command.mutable_assign_person()->set_name(task);
      command.mutable_assign_person()->set_person(verb.assign_person().person());
      break;
    case BulkVerb::kHandOff:
      command.mutable_hand_off()->set_name(task);
      *command.mutable_hand_off()->mutable_handoff() = verb.hand_off().handoff();
      break;
    case BulkVerb::kRequestExtension:
      command.mutable_request_extension()->set_name(task);
      command.mutable_request_extension()->set_due_date(verb.request_extension().due_date());
      command.mutable_request_extension()->set_reason(verb.request_extension().reason());
      break;
    case BulkVerb::kGrantExtension:
      command.mutable_grant_extension()->set_name(task);
      command.mutable_grant_extension()->set_due_date(verb.grant_extension().due_date());
      command.mutable_grant_extension()->set_explanation(verb.grant_extension().explanation());
      if (verb.grant_extension().has_basis()) {
        *command.mutable_grant_extension()->mutable_basis() = verb.grant_extension().basis();
      }
      break;
    case BulkVerb::kRemind:
      command.mutable_remind()->set_name(task);
      command.mutable_remind()->set_text(verb.remind().text());
      break;
    case BulkVerb::VERB_NOT_SET:
      break;
  }
  return command;
}

void SetCounts(const ItemsSeen& items, BulkOperation& operation) {
  operation.set_waiting(items.waiting);
  operation.set_succeeded(items.succeeded);
  operation.set_failed(items.failed);
  operation.set_cancelled(items.cancelled);
}

absl::Status Unseen(bool sees_whole_province) {
  if (sees_whole_province) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 "There is no bulk operation of this name; check it with ListBulkOperations.");
  }
  return Error(v1::ERROR_REASON_PERMISSION_DENIED,
               "Your unit has started no bulk operation of this name; check it with ListBulkOperations.");
}

}  // namespace phoihop::bulk
