#include "workflow/escalation/ladder.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/escalation/condition.h"
#include "workflow/escalation/line.h"
#include "workflow/escalation/recipients.h"

namespace phoihop::escalation {
namespace {
bool Serves(const v1::EscalationPolicy& policy, v1::ClockPurpose purpose) {
  return std::find(policy.purposes().begin(), policy.purposes().end(), purpose) != policy.purposes().end();
}

const v1::EscalationPolicy* PolicyOf(const v1::Clock& clock, const Policies& policies) {
  if (clock.escalation_policy().empty()) return nullptr;
  return policies.Find(clock.escalation_policy(), clock.escalation_policy_version());
}

// Points the clock at a firing; nothing: the end of the line. `earliest`: what it is planned for when its own instant
// has come before.
void PointAt(v1::Clock& clock, std::optional<Firing> firing, const v1::EscalationPolicy& policy,
             const deadline::WorkingCalendar& calendar, absl::Time earliest) {
  clock.clear_next_fire_time();
  clock.set_next_rung(firing.has_value() ? firing->rung : policy.rungs_size());
  clock.set_next_repetition(firing.has_value() ? firing->repetition : 0);
  if (!firing.has_value() || clock.state() != v1::CLOCK_STATE_RUNNING) return;
  const auto instant = RungTime(clock, policy.rungs(firing->rung), calendar, firing->repetition);
  if (instant.has_value()) *clock.mutable_next_fire_time() = ToTimestamp(std::max(*instant, earliest));
}

// What a clock that is armed at `now` starts with, of what lies at `from` or later.
std::optional<Firing> FirstFiring(const v1::Clock& clock, const v1::EscalationPolicy& policy,
                                  const deadline::WorkingCalendar& calendar, absl::Time now, int64_t from) {
  if (FromTimestamp(clock.due_time()) <= now) return FiringFrom(policy, std::max<int64_t>(from, 0));
  std::optional<Firing> first = FiringFrom(policy, from);
  for (int i = 0; i < policy.rungs_size(); ++i) {
    if (policy.rungs(i).offset_working_days() < from) continue;
    const auto instant = RungTime(clock, policy.rungs(i), calendar);
    if (instant.has_value() && *instant <= now) first = Firing{i, 0};
  }
  return first;
}

// A repetition that is left out: it had come before what fired was planned, or somebody has answered.
bool IsLeftOut(const v1::Clock& clock, Firing firing, const v1::EscalationPolicy& policy,
               const deadline::WorkingCalendar& calendar, absl::Time earliest, const v1::Task* task) {
  if (firing.repetition == 0) return false;
  const v1::Rung& rung = policy.rungs(firing.rung);
  const bool may_stop = task != nullptr && rung.repetition().until_handled();
  if (may_stop && IsAnswered(*task, clock.id(), firing.rung, rung)) return true;
  const auto instant = RungTime(clock, rung, calendar, firing.repetition);
  return instant.has_value() && *instant < earliest;
}

std::string WhyPassedOver(const v1::Task& task, const v1::Clock& clock, const v1::Rung& rung) {
  const bool may_stop = clock.next_repetition() > 0 && rung.repetition().until_handled();
  if (may_stop && IsAnswered(task, clock.id(), clock.next_rung(), rung))
    return "đã có người được báo cáo xử lý: không nhắc lại nữa";
  return rung.has_condition() ? WhyNotMet(rung.condition(), task) : "";
}
}  // namespace

Policies::Policies(const internal::v1::ReferenceData& data) {
  for (const v1::EscalationPolicy& policy : data.escalation_policies()) policies_.push_back(&policy);
  std::stable_sort(policies_.begin(), policies_.end(),
                   [](const v1::EscalationPolicy* a, const v1::EscalationPolicy* b) {
                     return std::make_tuple(a->name(), -a->version()) < std::make_tuple(b->name(), -b->version());
                   });
}

const v1::EscalationPolicy* Policies::ForPurpose(v1::ClockPurpose purpose) const {
  const v1::EscalationPolicy* found = nullptr;
  const v1::EscalationPolicy* previous = nullptr;
  for (const v1::EscalationPolicy* policy : policies_) {
    const bool newest = previous == nullptr || previous->name() != policy->name();
    previous = policy;
    if (newest && Serves(*policy, purpose) && (found == nullptr || policy->version() > found->version()))
      found = policy;
  }
  return found;
}

const v1::EscalationPolicy* Policies::Find(const std::string& name, int64_t version) const {
  const v1::EscalationPolicy* newest = nullptr;
  for (const v1::EscalationPolicy* policy : policies_) {
    if (policy->name() != name) continue;
    if (policy->version() == version) return policy;
    if (newest == nullptr) newest = policy;
  }
  return newest;
}

std::optional<absl::Time> RungTime(const v1::Clock& clock, const v1::Rung& rung,
                                   const deadline::WorkingCalendar& calendar, int repetition) {
  const absl::CivilDay due_day = deadline::DueDay(clock);
  if (!calendar.InRange(due_day)) return std::nullopt;
  const int offset = static_cast<int>(OffsetOf(rung, repetition));
  const auto day = calendar.AddWorkingDays(due_day, offset);
  if (day.ok()) return calendar.Opening(*day);
  if (offset > 0) return std::nullopt;
  return calendar.Opening(calendar.first_day());
}

const v1::Rung* NextRung(const v1::Clock& clock, const Policies& policies) {
  const v1::EscalationPolicy* policy = PolicyOf(clock, policies);
  if (policy == nullptr || clock.next_rung() < 0 || clock.next_rung() >= policy->rungs_size()) return nullptr;
  return &policy->rungs(clock.next_rung());
}

std::optional<absl::Time> NextRungTime(const v1::Clock& clock, const Policies& policies,
                                       const deadline::WorkingCalendar& calendar) {
  const v1::Rung* rung = NextRung(clock, policies);
  return rung == nullptr ? std::nullopt : RungTime(clock, *rung, calendar, clock.next_repetition());
}

void Watch(v1::Clock& clock, const Policies& policies, const deadline::WorkingCalendar& calendar, absl::Time now) {
  clock.clear_escalation_policy();
  clock.clear_escalation_policy_version();
  clock.clear_next_rung();
  clock.clear_next_repetition();
  clock.clear_next_fire_time();
  const v1::EscalationPolicy* policy = policies.ForPurpose(clock.purpose());
  if (policy == nullptr || !clock.has_due_time()) return;
  clock.set_escalation_policy(policy->name());
  clock.set_escalation_policy_version(policy->version());
  PointAt(clock, FirstFiring(clock, *policy, calendar, now, -kMaxOffsetWorkingDays), *policy, calendar, now);
}

void Advance(v1::Clock& clock, int fired_rung, const Policies& policies, const deadline::WorkingCalendar& calendar,
             const v1::Task* task) {
  const absl::Time earliest = clock.has_next_fire_time() ? FromTimestamp(clock.next_fire_time()) : absl::InfinitePast();
  const v1::EscalationPolicy* policy = PolicyOf(clock, policies);
  if (policy == nullptr) return clock.clear_next_fire_time();
  const int repetition = fired_rung == clock.next_rung() ? clock.next_repetition() : 0;
  std::optional<Firing> next = FiringAfter(*policy, {fired_rung, repetition});
  while (next.has_value() && IsLeftOut(clock, *next, *policy, calendar, earliest, task)) {
    next = FiringAfter(*policy, *next);
  }
  PointAt(clock, next, *policy, calendar, earliest);
}

void Switch(v1::Clock& clock, const v1::EscalationPolicy& next, const Policies& policies,
            const deadline::WorkingCalendar& calendar, absl::Time now) {
  const v1::EscalationPolicy* before = PolicyOf(clock, policies);
  std::optional<int64_t> over;
  if (before != nullptr) over = OffsetBefore(*before, {clock.next_rung(), clock.next_repetition()});
  const int64_t from = over.has_value() ? *over + 1 : -kMaxOffsetWorkingDays;
  const absl::Time at = clock.state() == v1::CLOCK_STATE_RUNNING ? now : FromTimestamp(clock.frozen_time());
  // Of a clock that stands still until an instant, that instant is the next.
  const bool resumes = clock.state() == v1::CLOCK_STATE_SUSPENDED && clock.has_next_fire_time();
  const google::protobuf::Timestamp resume_time = clock.next_fire_time();
  clock.set_escalation_policy(next.name());
  clock.set_escalation_policy_version(next.version());
  PointAt(clock, FirstFiring(clock, next, calendar, at, from), next, calendar, now);
  if (resumes) *clock.mutable_next_fire_time() = resume_time;
}

void Reschedule(v1::Clock& clock, const Policies& policies, const deadline::WorkingCalendar& calendar) {
  clock.clear_next_fire_time();
  if (clock.state() != v1::CLOCK_STATE_RUNNING) return;
  const auto instant = NextRungTime(clock, policies, calendar);
  if (instant.has_value()) *clock.mutable_next_fire_time() = ToTimestamp(*instant);
}

v1::Escalation Fire(const v1::Task& task, const v1::Clock& clock, const Policies& policies,
                    const organisation::Directory& directory, absl::Time now) {
  v1::Escalation escalation;
  const v1::Rung* rung = NextRung(clock, policies);
  if (rung == nullptr) return escalation;
  escalation.set_cause(v1::Escalation::CAUSE_LADDER);
  escalation.set_clock_id(clock.id());
  escalation.set_rung_index(clock.next_rung());
  escalation.set_repetition(clock.next_repetition());
  escalation.set_offset_working_days(static_cast<int>(OffsetOf(*rung, clock.next_repetition())));
  if (clock.has_next_fire_time()) *escalation.mutable_planned_time() = clock.next_fire_time();
  *escalation.mutable_fire_time() = ToTimestamp(now);
  *escalation.mutable_due_time() = clock.due_time();
  escalation.set_passed_over(WhyPassedOver(task, clock, *rung));
  if (!escalation.passed_over().empty()) return escalation;
  Recipients recipients(task, directory, DayOf(now), *escalation.mutable_recipients(), &clock);
  for (const int audience : rung->audiences()) recipients.Add(static_cast<v1::Audience>(audience));
  if (clock.next_repetition() > 0) return escalation;
  escalation.set_raised_priority(rung->raise_priority());
  escalation.set_put_on_monitor_list(rung->put_on_monitor_list());
  escalation.set_reassignment(rung->reassignment());
  *escalation.mutable_systems() = rung->systems();
  escalation.set_verb(rung->verb());
  return escalation;
}

v1::Escalation Bounce(const v1::Task& task, const organisation::Directory& directory, absl::Time now) {
  v1::Escalation escalation;
  escalation.set_cause(v1::Escalation::CAUSE_BOUNCE);
  *escalation.mutable_planned_time() = ToTimestamp(now);
  *escalation.mutable_fire_time() = ToTimestamp(now);
  Recipients(task, directory, DayOf(now), *escalation.mutable_recipients()).AddCommonSuperior();
  return escalation;
}

}  // namespace phoihop::escalation
