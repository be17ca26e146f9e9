#include "workflow/task/actors.h"

#include <algorithm>
#include <string>
#include <vector>

#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/task/task.h"

namespace phoihop::task {
namespace {

// A unit that acts as such, without a person, is taken at its word; a person has to be head or deputy today.
bool IsHead(const v1::Actor& actor, const organisation::Directory& directory, absl::CivilDay today) {
  const std::string& person = access::PersonOf(actor);
  if (person.empty()) return true;
  for (const v1::Membership* membership : directory.MembersOf(actor.unit(), today)) {
    const bool leads =
        membership->role() == v1::MEMBERSHIP_ROLE_HEAD || membership->role() == v1::MEMBERSHIP_ROLE_DEPUTY_HEAD;
    if (leads && membership->person() == person) return true;
  }
  return false;
}

bool HasCopy(const v1::Task& task, const std::string& unit) {
  return std::any_of(task.copies().begin(), task.copies().end(),
                     [&](const v1::InformationCopy& copy) { return copy.unit() == unit; });
}

}  // namespace

const v1::Handoff* OpenTransfer(const v1::Task& task) {
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (IsTransfer(handoff) && IsOpenHandoff(handoff)) return &handoff;
  }
  return nullptr;
}

bool ReceivesHandoff(const v1::Task& task, absl::string_view unit) {
  return std::any_of(task.handoffs().begin(), task.handoffs().end(), [unit](const v1::Handoff& handoff) {
    return IsOpenHandoff(handoff) && handoff.to_unit() == unit;
  });
}

const v1::Handoff* FindHandoff(const v1::Task& task, absl::string_view name) {
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (handoff.name() == name) return &handoff;
  }
  return nullptr;
}

const v1::Escalation* LastEscalationTo(const v1::Actor& actor, const v1::Task& task,
                                       const organisation::Directory& directory, absl::CivilDay today) {
  const std::string& person = access::PersonOf(actor);
  const auto reaches = [&](const v1::Escalation::Recipient& recipient) {
    if (actor.unit().empty() || recipient.unit() != actor.unit()) return false;
    if (person.empty() || recipient.person() == person) return true;
    return recipient.person().empty() && IsHead(actor, directory, today);
  };
  for (auto escalation = task.escalations().rbegin(); escalation != task.escalations().rend(); ++escalation) {
    if (std::any_of(escalation->recipients().begin(), escalation->recipients().end(), reaches)) return &*escalation;
  }
  return nullptr;
}

bool IsEngine(const v1::Actor& actor) { return !actor.system().empty() && actor.unit().empty(); }

Roles RolesOf(const v1::Actor& actor, const v1::Task& task, const v1::Handoff* handoff, const Facts& facts,
              absl::Time now) {
  return RolesOf(actor, facts.access().RightsOf(actor, facts.directory(), DayOf(now)), task, handoff, facts, now);
}

Roles RolesOf(const v1::Actor& actor, const access::Rights& rights, const v1::Task& task, const v1::Handoff* handoff,
              const Facts& facts, absl::Time now) {
  if (IsEngine(actor)) return kOnlyTheSystem;
  if (actor.unit().empty()) return kNobody;
  Roles roles = kNobody;
  if (actor.unit() == task.issuer_unit()) roles |= kIssuer;
  if (actor.unit() == task.approver_unit()) roles |= kApprover;
  if (actor.unit() == task.lead_unit()) {
    roles |= kLeadUnit;
    if (task.assignee().empty() || task.assignee() == access::PersonOf(actor)) roles |= kAssignedPerson;
    if (IsHead(actor, facts.directory(), DayOf(now))) roles |= kHeadOfLead;
  }
  // Without any hand-off the lead is told that there is nothing to recall, rather than that it may not.
  if (actor.unit() == (handoff == nullptr ? task.lead_unit() : handoff->from_unit())) roles |= kHandoffSender;
  const bool received = handoff != nullptr && handoff->state() != v1::Handoff::STATE_DRAFT;
  if (received && actor.unit() == handoff->to_unit()) roles |= kHandoffReceiver;
  const auto& coordinators = task.coordinator_units();
  if (std::find(coordinators.begin(), coordinators.end(), actor.unit()) != coordinators.end()) roles |= kCoordinator;
  if (HasCopy(task, actor.unit())) roles |= kCopyHolder;
  if (rights.WholeProvinceUpTo().has_value()) roles |= kMonitor;
  if (MayView(task, rights)) roles |= kViewer;
  const std::string superior = facts.directory().ParentOf(task.lead_unit(), DayOf(now));
  if (access::IsAtOrAbove(actor.unit(), superior, facts.directory(), DayOf(now))) roles |= kSupervisor;
  return roles;
}

bool SeesWholeProvince(const v1::Actor& actor, const Facts& facts, absl::CivilDay day) {
  return facts.access().RightsOf(actor, facts.directory(), day).WholeProvinceUpTo().has_value();
}

absl::Status Unseen(const v1::Actor& actor, const Facts& facts, absl::CivilDay day) {
  if (SeesWholeProvince(actor, facts, day)) {
    return Error(v1::ERROR_REASON_NOT_FOUND, "There is no task of this name; check it with ListTasks.");
  }
  return Error(v1::ERROR_REASON_PERMISSION_DENIED,
               "Your unit takes part in no task of this name; ask the unit that gave it, or check the name.");
}

bool MayView(const v1::Task& task, const v1::Actor& actor, const Facts& facts, absl::Time now) {
  return MayView(task, facts.access().RightsOf(actor, facts.directory(), DayOf(now)));
}

bool MayView(const v1::Task& task, const access::Rights& rights) {
  std::vector<const std::string*> participants = {&task.lead_unit(), &task.issuer_unit(), &task.approver_unit()};
  for (const std::string& coordinator : task.coordinator_units()) participants.push_back(&coordinator);
  for (const v1::InformationCopy& copy : task.copies()) participants.push_back(&copy.unit());
  for (const v1::Handoff& handoff : task.handoffs()) {
    // A draft is its sender's alone.
    if (handoff.state() == v1::Handoff::STATE_DRAFT) continue;
    // Whoever was offered the task may go on seeing what became of it, as may those who once held it.
    participants.push_back(&handoff.to_unit());
    participants.push_back(&handoff.from_unit());
  }
  return rights.MaySee(task, participants);
}

}  // namespace phoihop::task
