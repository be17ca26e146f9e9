#include "services/store/task_row.h"

#include <algorithm>

#include "workflow/civil_time.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::store {
namespace {
// The unit that the task is offered to now; empty when it is not.
std::string OfferedTo(const v1::Task& task) {
  const v1::Handoff* open = task::OpenTransfer(task);
  return open == nullptr ? std::string() : open->to_unit();
}

bool IsFrozen(const v1::Task& task) {
  for (const v1::Clock& clock : task.clocks()) {
    const bool stands = clock.state() == v1::CLOCK_STATE_FROZEN || clock.state() == v1::CLOCK_STATE_SUSPENDED;
    if (clock.purpose() == v1::CLOCK_PURPOSE_COMPLETE && stands) return true;
  }
  return false;
}

bool SameUnit(const v1::InformationCopy& a, const v1::InformationCopy& b) { return a.unit() == b.unit(); }

bool SameParties(const v1::Handoff& a, const v1::Handoff& b) {
  return a.state() == b.state() && a.from_unit() == b.from_unit() && a.to_unit() == b.to_unit();
}
}  // namespace

TaskRow RowOf(const v1::Task& task) {
  TaskRow row;
  row.state = v1::TaskState_Name(task.state());
  row.open = task::IsOpen(task.state());
  row.frozen = IsFrozen(task);
  row.handoff_to = OfferedTo(task);
  if (task.has_due_time()) row.due_time = FromTimestamp(task.due_time());
  row.wake_time = task::WakeTime(task);
  row.create_time = FromTimestamp(task.create_time());
  row.update_time = FromTimestamp(task.update_time());
  if (task.has_complete_time()) row.complete_time = FromTimestamp(task.complete_time());
  return row;
}

std::set<std::pair<std::string, absl::string_view>> ParticipantsOf(const v1::Task& task) {
  std::set<std::pair<std::string, absl::string_view>> participants;
  const auto add = [&](const std::string& unit, absl::string_view role) {
    if (!unit.empty()) participants.emplace(unit, role);
  };
  add(task.lead_unit(), "lead");
  add(task.issuer_unit(), "issuer");
  add(task.approver_unit(), "approver");
  add(task.proposed_unit(), "proposed");
  // Who once held the task or was offered it, or was asked for something, goes on seeing it (task::MayView).
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (handoff.state() == v1::Handoff::STATE_DRAFT) continue;
    if (task::IsOpenHandoff(handoff)) {
      add(handoff.to_unit(), "handoff");
      continue;
    }
    add(handoff.from_unit(), "former");
    add(handoff.to_unit(), "former");
  }
  for (const std::string& unit : task.coordinator_units()) add(unit, "coordinator");
  for (const v1::InformationCopy& copy : task.copies()) add(copy.unit(), "copy");
  return participants;
}

bool SameParticipants(const v1::Task& a, const v1::Task& b) {
  return a.lead_unit() == b.lead_unit() && a.issuer_unit() == b.issuer_unit() &&
         a.approver_unit() == b.approver_unit() && a.proposed_unit() == b.proposed_unit() &&
         std::equal(a.handoffs().begin(), a.handoffs().end(), b.handoffs().begin(), b.handoffs().end(), SameParties) &&
         std::equal(a.copies().begin(), a.copies().end(), b.copies().begin(), b.copies().end(), SameUnit) &&
         std::equal(a.coordinator_units().begin(), a.coordinator_units().end(), b.coordinator_units().begin(),
                    b.coordinator_units().end());
}

}  // namespace phoihop::store
