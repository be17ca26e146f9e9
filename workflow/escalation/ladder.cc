#include "workflow/escalation/ladder.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
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

// Points the clock at a rung. `earliest`: what it is planned for when its own instant has come before.
void PointAt(v1::Clock& clock, int rung, const v1::EscalationPolicy* policy, const deadline::WorkingCalendar& calendar,
             absl::Time earliest) {
  clock.clear_next_fire_time();
  if (policy == nullptr) return;
  clock.set_next_rung(std::min(rung, policy->rungs_size()));
  if (clock.next_rung() >= policy->rungs_size() || clock.state() != v1::CLOCK_STATE_RUNNING) return;
  if (const auto instant = RungTime(clock, policy->rungs(clock.next_rung()), calendar); instant.has_value())
    *clock.mutable_next_fire_time() = ToTimestamp(std::max(*instant, earliest));
}

// Which rung a clock that is armed at `now` starts with.
int FirstRung(const v1::Clock& clock, const v1::EscalationPolicy& policy, const deadline::WorkingCalendar& calendar,
              absl::Time now) {
  const bool late = FromTimestamp(clock.due_time()) <= now;
  int first = 0;
  for (int i = 0; i < policy.rungs_size(); ++i) {
    const v1::Rung& rung = policy.rungs(i);
    if (late) {
      if (rung.offset_working_days() < 0) first = i + 1;
      continue;
    }
    const auto instant = RungTime(clock, rung, calendar);
    if (instant.has_value() && *instant <= now) first = i;
  }
  return first;
}

bool IsAudience(int audience) { return audience != v1::AUDIENCE_UNSPECIFIED && v1::Audience_IsValid(audience); }

void CheckRung(const v1::EscalationPolicy& policy, int index, std::vector<FieldViolation>& out) {
  const v1::Rung& rung = policy.rungs(index);
  const std::string field = absl::StrCat("rungs[", index, "]");
  if (std::abs(int64_t{rung.offset_working_days()}) > kMaxOffsetWorkingDays)
    out.push_back({absl::StrCat(field, ".offset_working_days"),
                   absl::StrCat("must lie within ", kMaxOffsetWorkingDays, " working days of the due day")});
  if (index > 0 && rung.offset_working_days() <= policy.rungs(index - 1).offset_working_days())
    out.push_back({absl::StrCat(field, ".offset_working_days"), "must be greater than that of the rung before"});
  if (rung.audiences().empty()) out.push_back({absl::StrCat(field, ".audiences"), "name at least one audience"});
  for (int i = 0; i < rung.audiences_size(); ++i) {
    const std::string entry = absl::StrCat(field, ".audiences[", i, "]");
    if (!IsAudience(rung.audiences(i))) out.push_back({entry, "is not an audience"});
    if (rung.audiences(i) == v1::AUDIENCE_HANDOFF_RECEIVER &&
        (policy.purposes_size() != 1 || !Serves(policy, v1::CLOCK_PURPOSE_HANDOFF_REPLY)))
      out.push_back({entry, "only clocks of purpose HANDOFF_REPLY have a receiver; make a ladder of their own"});
  }
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

absl::Status Validate(const v1::EscalationPolicy& policy) {
  std::vector<FieldViolation> violations;
  if (policy.name().empty()) violations.push_back({"name", "give the policy a name"});
  if (policy.purposes().empty()) violations.push_back({"purposes", "say for which clocks the ladder is"});
  for (int i = 0; i < policy.purposes_size(); ++i) {
    if (policy.purposes(i) == v1::CLOCK_PURPOSE_UNSPECIFIED || !v1::ClockPurpose_IsValid(policy.purposes(i)))
      violations.push_back({absl::StrCat("purposes[", i, "]"), "is not a purpose of clocks"});
  }
  if (policy.rungs().empty()) violations.push_back({"rungs", "give at least one rung"});
  if (policy.rungs_size() > kMaxRungs)
    violations.push_back({"rungs", absl::StrCat("a ladder has at most ", kMaxRungs, " rungs")});
  for (int i = 0; i < std::min(policy.rungs_size(), kMaxRungs); ++i) CheckRung(policy, i, violations);
  if (violations.empty()) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

std::optional<absl::Time> RungTime(const v1::Clock& clock, const v1::Rung& rung,
                                   const deadline::WorkingCalendar& calendar) {
  const absl::CivilDay due_day = deadline::DueDay(clock);
  if (!calendar.InRange(due_day)) return std::nullopt;
  const auto day = calendar.AddWorkingDays(due_day, rung.offset_working_days());
  if (day.ok()) return calendar.Opening(*day);
  if (rung.offset_working_days() > 0) return std::nullopt;
  return calendar.Opening(calendar.first_day());
}

void Watch(v1::Clock& clock, const Policies& policies, const deadline::WorkingCalendar& calendar, absl::Time now) {
  clock.clear_escalation_policy();
  clock.clear_escalation_policy_version();
  clock.clear_next_rung();
  clock.clear_next_fire_time();
  const v1::EscalationPolicy* policy = policies.ForPurpose(clock.purpose());
  if (policy == nullptr || !clock.has_due_time()) return;
  clock.set_escalation_policy(policy->name());
  clock.set_escalation_policy_version(policy->version());
  PointAt(clock, FirstRung(clock, *policy, calendar, now), policy, calendar, now);
}

void Advance(v1::Clock& clock, int fired_rung, const Policies& policies, const deadline::WorkingCalendar& calendar) {
  const absl::Time earliest = clock.has_next_fire_time() ? FromTimestamp(clock.next_fire_time()) : absl::InfinitePast();
  PointAt(clock, fired_rung + 1, PolicyOf(clock, policies), calendar, earliest);
}

void Reschedule(v1::Clock& clock, const Policies& policies, const deadline::WorkingCalendar& calendar) {
  PointAt(clock, clock.next_rung(), PolicyOf(clock, policies), calendar, absl::InfinitePast());
}

v1::Escalation Fire(const v1::Task& task, const v1::Clock& clock, const Policies& policies,
                    const organisation::Directory& directory, absl::Time now) {
  v1::Escalation escalation;
  const v1::EscalationPolicy* policy = PolicyOf(clock, policies);
  if (policy == nullptr || clock.next_rung() < 0 || clock.next_rung() >= policy->rungs_size()) return escalation;
  const v1::Rung& rung = policy->rungs(clock.next_rung());
  escalation.set_cause(v1::Escalation::CAUSE_LADDER);
  escalation.set_clock_id(clock.id());
  escalation.set_rung_index(clock.next_rung());
  escalation.set_offset_working_days(rung.offset_working_days());
  if (clock.has_next_fire_time()) *escalation.mutable_planned_time() = clock.next_fire_time();
  *escalation.mutable_fire_time() = ToTimestamp(now);
  *escalation.mutable_due_time() = clock.due_time();
  escalation.set_raised_priority(rung.raise_priority());
  escalation.set_put_on_monitor_list(rung.put_on_monitor_list());
  Recipients recipients(task, directory, DayOf(now), *escalation.mutable_recipients(), &clock);
  for (const int audience : rung.audiences()) recipients.Add(static_cast<v1::Audience>(audience));
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
