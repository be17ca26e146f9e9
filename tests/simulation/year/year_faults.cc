#include "tests/simulation/year/year_faults.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/simulation/event_rules.h"
#include "workflow/civil_time.h"
#include "workflow/task/task.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::testing {
namespace {

constexpr size_t kShownFaults = 20;

// Moves with the organisation or its calendar: no row of a person.
bool IsMove(const v1::Event& event) {
  return event.has_task_rehomed() || event.has_task_split() || event.has_task_clocks_moved();
}

// After it the completion clock is another one than the one that was issued.
bool MovesDeadline(const v1::Event& event) {
  return IsMove(event) || event.has_task_extension_decided() || event.has_task_suspended() ||
         event.has_task_resumed() || event.has_task_clocks_resumed() || event.has_task_submitted() ||
         event.has_task_reopened() || event.has_task_restored() || event.has_task_reissued();
}

// Who has the ball, by the states of the table; what stands still is with whoever had it.
const std::string& WhoseTurn(const v1::Task& task) {
  v1::TaskState state = task.state();
  if (state == v1::TASK_STATE_SUSPENDED) state = task.suspensions().rbegin()->from_state();
  if (state == v1::TASK_STATE_REFUSED) return task.issuer_unit();
  return state == v1::TASK_STATE_SUBMITTED ? task.approver_unit() : task.lead_unit();
}

}  // namespace

void YearFaults::Fault(std::string sentence) {
  if (faults_.size() < kShownFaults) faults_.push_back(std::move(sentence));
}

void YearFaults::Look(const v1::Task& before, const v1::Task& after, const v1::Event& event,
                      const organisation::Directory& directory) {
  const absl::Time now = FromTimestamp(event.time());
  if (!IsMove(event) && !(event.has_task_created() && !after.superseded_task().empty())) {
    if (std::string why = WhyNotListed(before, after, event); !why.empty()) Fault(std::move(why));
  }
  // What waits for the registrar's word is with the old unit until then; nothing is left when it is verified.
  if (!IsMove(event) && task::IsOpen(after.state()) && !directory.IsAlive(after.lead_unit(), DayOf(now))) {
    Fault(absl::StrCat(after.name(), " is led by ", after.lead_unit(), ", which does not live, after ", event.type()));
  }
  if (MovesDeadline(event)) moved_.insert(after.name());
  if (event.has_task_escalated()) CheckRung(after, event.task_escalated().escalation());
  CheckCustody(after, now);
}

void YearFaults::CheckRung(const v1::Task& task, const v1::Escalation& escalation) {
  if (escalation.cause() != v1::Escalation::CAUSE_LADDER) return;
  const absl::Time planned = FromTimestamp(escalation.planned_time()), fired = FromTimestamp(escalation.fire_time());
  if (!fired_.emplace(task.name(), escalation.clock_id(), escalation.rung_index(), escalation.due_time().seconds())
           .second) {
    Fault(absl::StrCat(task.name(), ": rung ", escalation.rung_index(), " of ", escalation.clock_id(), " fired twice"));
  }
  if (fired < planned) Fault(absl::StrCat(task.name(), ": a rung fired before its time"));
  // A deadline that was moved back fires at once what its new instants have passed.
  if (!moved_.contains(task.name())) latest_ = std::max(latest_, fired - planned);
  if (escalation.recipients().empty()) Fault(absl::StrCat(task.name(), ": a rung reached nobody"));
  absl::Time& last =
      last_planned_.try_emplace({task.name(), escalation.clock_id()}, absl::InfinitePast()).first->second;
  if (planned < last && !moved_.contains(task.name())) Fault(absl::StrCat(task.name(), ": rungs out of order"));
  last = planned;
}

void YearFaults::CheckCustody(const v1::Task& task, absl::Time now) {
  absl::Time end = absl::InfinitePast();
  for (int i = 0; i < task.custody_size(); ++i) {
    const v1::Custody& stretch = task.custody(i);
    const absl::Time start = FromTimestamp(stretch.start_time());
    if (stretch.unit().empty() || start < end || start > now ||
        (!stretch.has_end_time() && i + 1 < task.custody_size())) {
      Fault(absl::StrCat(task.name(), ": stretch ", i, " of its custody: ", stretch.ShortDebugString()));
    }
    end = stretch.has_end_time() ? FromTimestamp(stretch.end_time()) : now;
  }
  const bool held = !task.custody().empty() && !task.custody().rbegin()->has_end_time();
  if (held != (task::IsOpen(task.state()) && task.state() != v1::TASK_STATE_PLANNED)) {
    Fault(absl::StrCat(task.name(), " is ", task::StateName(task.state()), held ? " and held" : " without holder"));
  }
  if (held && task.custody().rbegin()->unit() != WhoseTurn(task)) {
    Fault(absl::StrCat(task.name(), " is ", task::StateName(task.state()), " and held by ",
                       task.custody().rbegin()->unit()));
  }
}

void YearFaults::LookAtEverything(RulesEngine& engine, absl::Time now) {
  const organisation::Directory& directory = engine.facts().directory();
  for (const auto& [name, task] : engine.tasks()) {
    if (!task::IsOpen(task.state())) continue;
    if (!directory.IsAlive(task.lead_unit(), DayOf(now))) Fault(absl::StrCat(name, " is with a unit that has ended"));
    if (const auto wake = task::WakeTime(task); wake.has_value() && *wake <= now) {
      Fault(absl::StrCat(name, " was to be looked at on ", absl::FormatTime(*wake), ", and was not"));
    }
  }
  std::map<std::string, v1::Task> folded;
  for (const std::string& bytes : engine.journal()) {
    v1::Event event;
    if (!event.ParseFromString(bytes)) Fault("an event cannot be read");
    if (absl::StrContains(event.subject(), "/tasks/")) task::Evolve(folded[event.subject()], event);
  }
  if (folded.size() != engine.tasks().size()) Fault("the journal has other tasks than there are");
  for (const auto& [name, task] : folded) {
    const v1::Task* known = engine.Find(name);
    if (known == nullptr || !google::protobuf::util::MessageDifferencer::Equals(*known, task)) {
      Fault(absl::StrCat(name, " is not what its events fold to"));
    }
  }
}

void YearFaults::CheckNoRungIsMissing(RulesEngine& engine, absl::Time now) {
  const Facts& facts = engine.facts();
  for (const auto& [name, task] : engine.tasks()) {
    const v1::Clock* clock = task::LastClock(task, v1::CLOCK_PURPOSE_COMPLETE);
    if (clock == nullptr || clock->escalation_policy().empty() || moved_.contains(name)) continue;
    ++tasks_checked_for_rungs_;
    const absl::Time begin = FromTimestamp(clock->anchor_time());
    const absl::Time end = clock->has_end_time() ? FromTimestamp(clock->end_time()) : now;
    const v1::EscalationPolicy* policy = nullptr;
    for (const v1::EscalationPolicy& known : facts.data().escalation_policies()) {
      if (known.name() == clock->escalation_policy()) policy = &known;
    }
    if (policy == nullptr) {
      Fault(absl::StrCat(name, " is watched by a ladder that there is not"));
      continue;
    }
    for (int i = 0; i < policy->rungs_size(); ++i) {
      const auto day =
          facts.calendar().AddWorkingDays(*ParseDate(clock->due_date()), policy->rungs(i).offset_working_days());
      const absl::Time planned = facts.calendar().Opening(*day);
      const bool expected = planned > begin && planned < end;
      const bool fired = fired_.contains({name, clock->id(), i, clock->due_time().seconds()});
      if (expected && !fired) {
        Fault(absl::StrCat(name, ": rung ", i, " of ", absl::FormatTime(planned), " did not fire; it ended on ",
                           absl::FormatTime(end)));
      }
    }
  }
}

}  // namespace phoihop::testing
