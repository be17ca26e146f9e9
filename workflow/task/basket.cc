#include "workflow/task/basket.h"

#include <algorithm>
#include <utility>

#include "workflow/access/access.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/open_handoff.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"
#include "workflow/task/work.h"

namespace phoihop::task {
namespace {

struct Due {
  absl::Time time = absl::InfiniteFuture();
  bool running = false;
};

// Of a clock that has not ended; of others, and of none, there is nothing that could be late.
Due DueOf(const v1::Clock* clock) {
  if (clock == nullptr || !deadline::IsOpen(*clock) || !clock->has_due_time()) return {};
  return {FromTimestamp(clock->due_time()), clock->state() == v1::CLOCK_STATE_RUNNING};
}

Due DueOf(const v1::Task& task, v1::ClockPurpose purpose) { return DueOf(LastClock(task, purpose)); }

Due DueOf(const v1::Task& task, const v1::Handoff& handoff) { return DueOf(LastReplyClock(task, handoff)); }

Due DueOf(const v1::Task& task, const v1::Contribution& contribution) {
  const auto day = ParseDate(contribution.due_date());
  if (!day.ok()) return {};
  return {EndOfDay(*day), task.state() != v1::TASK_STATE_SUSPENDED};
}

class Entries {
 public:
  explicit Entries(v1::Secrecy secrecy) : secrecy_(access::DegreeOf(secrecy)) {}

  void Add(v1::BasketKind kind, const std::string& unit, const Due& due, const std::string& person = "") {
    if (unit.empty()) return;
    BasketEntry entry{kind, unit, person, due.time, due.running, secrecy_};
    const auto known = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const BasketEntry& e) { return e.kind == kind && e.unit == unit; });
    if (known == entries_.end()) {
      entries_.push_back(std::move(entry));
    } else if (due.time < known->due_time || (due.time == known->due_time && due.running)) {
      *known = std::move(entry);  // several hand-offs to one unit: what is due first
    }
  }

  std::vector<BasketEntry> Sorted() && {
    std::sort(entries_.begin(), entries_.end());
    return std::move(entries_);
  }

 private:
  const v1::Secrecy secrecy_;
  std::vector<BasketEntry> entries_;
};

void AddForLead(const v1::Task& task, Entries& entries) {
  if (task.state() == v1::TASK_STATE_ISSUED) {
    entries.Add(v1::BASKET_KIND_TO_ACCEPT, task.lead_unit(), DueOf(task, v1::CLOCK_PURPOSE_ACKNOWLEDGE));
  }
  const bool worked_on = task.state() == v1::TASK_STATE_ACCEPTED || task.state() == v1::TASK_STATE_IN_PROGRESS;
  // A whole that completes by itself needs nobody.
  if (!worked_on || IsOwnWhole(task)) return;
  const Due due = DueOf(task, v1::CLOCK_PURPOSE_COMPLETE);
  if (task.assignee().empty()) {
    entries.Add(v1::BASKET_KIND_UNASSIGNED, task.lead_unit(), due);
  } else {
    entries.Add(v1::BASKET_KIND_ASSIGNED, task.lead_unit(), due, task.assignee());
  }
}

void AddForDeciders(const v1::Task& task, Entries& entries) {
  const Due due = DueOf(task, v1::CLOCK_PURPOSE_COMPLETE);
  if (task.state() == v1::TASK_STATE_SUBMITTED) {
    entries.Add(v1::BASKET_KIND_TO_APPROVE, task.approver_unit(), DueOf(task, v1::CLOCK_PURPOSE_APPROVE));
  } else if (IsImpossibilityReported(task)) {
    entries.Add(v1::BASKET_KIND_TO_APPROVE, task.approver_unit(), due);
  }
  if (task.state() == v1::TASK_STATE_REFUSED) {
    entries.Add(v1::BASKET_KIND_TO_DECIDE, task.issuer_unit(), DueOf(task, v1::CLOCK_PURPOSE_ISSUER_DECISION));
  } else if (OpenExtension(task) != nullptr) {
    entries.Add(v1::BASKET_KIND_TO_DECIDE, task.issuer_unit(), due);
  }
}

void AddForHelpers(const v1::Task& task, Entries& entries) {
  for (const v1::Handoff& handoff : task.handoffs()) {
    // The receiver answers, or works on what it was asked for; then the sender looks at the result, at its leisure.
    if (WaitsForReceiver(handoff)) entries.Add(v1::BASKET_KIND_HANDOFF, handoff.to_unit(), DueOf(task, handoff));
    if (WaitsForSender(handoff)) entries.Add(v1::BASKET_KIND_HANDOFF, handoff.from_unit(), Due());
  }
  const auto& coordinators = task.coordinator_units();
  for (const v1::Contribution& contribution : task.contributions()) {
    const bool waits = contribution.state() == v1::Contribution::STATE_REQUESTED &&
                       std::find(coordinators.begin(), coordinators.end(), contribution.unit()) != coordinators.end();
    if (waits) entries.Add(v1::BASKET_KIND_CONTRIBUTE, contribution.unit(), DueOf(task, contribution));
  }
}

}  // namespace

absl::Span<const v1::TaskVerb> VerbsOf(v1::BasketKind kind) {
  static constexpr v1::TaskVerb kToAccept[] = {v1::TASK_VERB_ACCEPT, v1::TASK_VERB_REFUSE};
  static constexpr v1::TaskVerb kUnassigned[] = {v1::TASK_VERB_CLAIM, v1::TASK_VERB_ASSIGN_PERSON};
  static constexpr v1::TaskVerb kAssigned[] = {v1::TASK_VERB_START, v1::TASK_VERB_SUBMIT, v1::TASK_VERB_COMPLETE,
                                               v1::TASK_VERB_ASSIGN_PERSON};
  static constexpr v1::TaskVerb kToApprove[] = {v1::TASK_VERB_APPROVE, v1::TASK_VERB_RETURN,
                                                v1::TASK_VERB_DECLARE_IMPOSSIBLE, v1::TASK_VERB_DENY_IMPOSSIBLE};
  static constexpr v1::TaskVerb kToDecide[] = {v1::TASK_VERB_REISSUE, v1::TASK_VERB_DROP, v1::TASK_VERB_GRANT_EXTENSION,
                                               v1::TASK_VERB_DENY_EXTENSION};
  static constexpr v1::TaskVerb kHandoff[] = {v1::TASK_VERB_ACCEPT_HANDOFF, v1::TASK_VERB_REFUSE_HANDOFF,
                                              v1::TASK_VERB_ANSWER_RECALL, v1::TASK_VERB_RETURN_HANDOFF_RESULT,
                                              v1::TASK_VERB_ANSWER_HANDOFF_RESULT};
  static constexpr v1::TaskVerb kContribute[] = {v1::TASK_VERB_CONTRIBUTE};
  static constexpr v1::TaskVerb kCopy[] = {v1::TASK_VERB_ACKNOWLEDGE_COPY};
  switch (kind) {
    case v1::BASKET_KIND_TO_ACCEPT:
      return kToAccept;
    case v1::BASKET_KIND_UNASSIGNED:
      return kUnassigned;
    case v1::BASKET_KIND_ASSIGNED:
      return kAssigned;
    case v1::BASKET_KIND_TO_APPROVE:
      return kToApprove;
    case v1::BASKET_KIND_TO_DECIDE:
      return kToDecide;
    case v1::BASKET_KIND_HANDOFF:
      return kHandoff;
    case v1::BASKET_KIND_CONTRIBUTE:
      return kContribute;
    case v1::BASKET_KIND_COPY:
      return kCopy;
    default:
      return {};
  }
}

std::vector<BasketEntry> BasketEntriesOf(const v1::Task& task) {
  Entries entries(task.secrecy());
  if (IsOpen(task.state()) && task.state() != v1::TASK_STATE_PLANNED) {
    AddForLead(task, entries);
    AddForDeciders(task, entries);
    AddForHelpers(task, entries);
  }
  // A copy may be read after the end, too; nothing waits for it.
  for (const v1::InformationCopy& copy : task.copies()) {
    if (!copy.has_read_time()) entries.Add(v1::BASKET_KIND_COPY, copy.unit(), Due());
  }
  return std::move(entries).Sorted();
}

}  // namespace phoihop::task
