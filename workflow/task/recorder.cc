#include "workflow/task/recorder.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "workflow/civil_time.h"
#include "workflow/open_handoff.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

constexpr absl::string_view kHandoffs = "handoffs";
// The fields whose changes people and foreign systems follow; the payload has the rest.
constexpr absl::string_view kFields[] = {
    "state", "lead_unit", "assignee", "priority", "due_date", "complete_time", "refusal_reason", "proposed_unit",
    kHandoffs, "bounce_count", "rework_count", "escalations", "on_monitor_list", "progress", "cycle",
    // Once the task exists only a reorganisation changes these; what they are at first stands in the payload.
    "issuer_unit", "approver_unit", "coordinator_units", "superseded_by"};
constexpr size_t kFieldsFromTheStart = std::size(kFields) - 4;
using Values = std::array<std::string, std::size(kFields)>;

std::string CountOrNothing(int count) { return count == 0 ? std::string() : absl::StrCat(count); }

// `PRIORITY_URGENT` → `URGENT`; nothing for the value that says nothing.
std::string EnumOrNothing(absl::string_view name, absl::string_view prefix) {
  const absl::string_view value = absl::StripPrefix(name, prefix);
  return value == "UNSPECIFIED" ? std::string() : std::string(value);
}

// `2 SENT provinces/…/units/…`, with the kind of what is no transfer.
std::string HandoffInWords(const v1::Handoff& handoff) {
  return absl::StrCat(
      LastSegment(handoff.name()), " ", EnumOrNothing(v1::Handoff::State_Name(handoff.state()), "STATE_"), " ",
      handoff.to_unit(),
      IsTransfer(handoff) ? "" : absl::StrCat(" ", EnumOrNothing(v1::Handoff::Kind_Name(handoff.kind()), "KIND_")));
}

std::vector<std::string> HandoffsInWords(const v1::Task& task) {
  std::vector<std::string> words;
  for (const v1::Handoff& handoff : task.handoffs()) words.push_back(HandoffInWords(handoff));
  return words;
}

void AddChange(v1::Event& event, absl::string_view field, const std::string& before, const std::string& after) {
  if (before == after) return;
  v1::FieldChange& change = *event.add_changes();
  change.set_field(std::string(field));
  change.set_before(before);
  change.set_after(after);
}

// Each hand-off that changed is a change of its own.
void AddHandoffChanges(const std::vector<std::string>& before, const std::vector<std::string>& after,
                       v1::Event& event) {
  for (size_t i = 0; i < after.size(); ++i) {
    AddChange(event, kHandoffs, i < before.size() ? before[i] : std::string(), after[i]);
  }
}

Values ValuesOf(const v1::Task& task) {
  return {EnumOrNothing(v1::TaskState_Name(task.state()), "TASK_STATE_"),
          task.lead_unit(),
          task.assignee(),
          EnumOrNothing(v1::TaskPriority_Name(task.priority()), "TASK_PRIORITY_"),
          task.due_date(),
          task.has_complete_time()
              ? absl::FormatTime(absl::RFC3339_full, FromTimestamp(task.complete_time()), VietnamTimeZone())
              : std::string(),
          EnumOrNothing(v1::RefusalReason_Name(task.refusal_reason()), "REFUSAL_REASON_"),
          task.proposed_unit(),
          std::string(),  // AddHandoffChanges
          CountOrNothing(task.bounce_count()),
          CountOrNothing(task.rework_count()),
          CountOrNothing(task.escalations_size()),
          task.on_monitor_list() ? "true" : "",
          task.has_progress() ? absl::StrCat(task.progress().percent(), "%") : std::string(),
          CountOrNothing(task.cycle()),
          task.issuer_unit(),
          task.approver_unit(),
          absl::StrJoin(task.coordinator_units(), " "),
          absl::StrJoin(task.superseded_by(), " ")};
}

// `task_handoff_sent` → `task.handoff_sent`.
std::string TypeOf(const v1::Event& event) {
  const auto* field = v1::Event::descriptor()->FindFieldByNumber(event.payload_case());
  std::string type = field == nullptr ? std::string() : field->name();
  const size_t underscore = type.find('_');
  if (underscore != std::string::npos) type[underscore] = '.';
  return type;
}

}  // namespace

void Recorder::Add(v1::Event event) { Add(std::move(event), v1::Citation::default_instance()); }

void Recorder::Add(v1::Event event, const v1::Citation& basis) {
  if (event.subject().empty()) event.set_subject(task_.name());
  event.set_type(TypeOf(event));
  *event.mutable_time() = ToTimestamp(context_.now);
  *event.mutable_actor() = context_.actor;
  if (basis.ByteSizeLong() != 0) *event.mutable_basis() = basis;

  const size_t fields = task_.name().empty() ? kFieldsFromTheStart : std::size(kFields);
  const Values before = ValuesOf(task_);
  const std::vector<std::string> handoffs_before = HandoffsInWords(task_);
  Evolve(task_, event);
  const Values after = ValuesOf(task_);
  for (size_t i = 0; i < fields; ++i) {
    AddChange(event, kFields[i], before[i], after[i]);
    if (kFields[i] == kHandoffs) AddHandoffChanges(handoffs_before, HandoffsInWords(task_), event);
  }
  decision_.events.push_back(std::move(event));
}

Decision Recorder::Finish() && {
  if (!task_.parent_task().empty() && IsOpen(before_) && !IsOpen(task_.state())) {
    decision_.follow_ups.emplace_back().mutable_check_fan_out()->set_name(task_.parent_task());
  }
  // So is the task that delegated it, also when it goes on again. Tasks that wait for it are found by the engine.
  if (!task_.delegated_from().empty() && IsOpen(before_) != IsOpen(task_.state())) {
    internal::v1::NoteTaskEnded& note = *decision_.follow_ups.emplace_back().mutable_note_ended();
    note.set_name(task_.delegated_from());
    note.set_task(task_.name());
    if (!IsOpen(task_.state())) {
      note.set_end_state(task_.state());
      *note.mutable_end_time() = ToTimestamp(context_.now);
    }
  }
  // What it waits for may have ended, or gone on, while it had ended itself and was told nothing.
  if (!task_.name().empty() && !IsOpen(before_) && before_ != v1::TASK_STATE_UNSPECIFIED && IsOpen(task_.state())) {
    const auto look = [&](const std::string& other) {
      internal::v1::NoteTaskEnded& note = *decision_.follow_ups.emplace_back().mutable_note_ended();
      note.set_name(task_.name());
      note.set_task(other);
    };
    for (const v1::Delegation& delegation : task_.delegations()) look(delegation.task());
    for (const v1::Dependency& dependency : task_.dependencies()) look(dependency.task());
  }
  return std::move(decision_);
}

}  // namespace phoihop::task
