#include "workflow/deadline/clocks.h"

#include <algorithm>
#include <string>

#include "workflow/civil_time.h"

namespace phoihop::deadline {
namespace {
void Stand(v1::Clock& clock, const WorkingCalendar& calendar) {
  clock.set_calendar(calendar.definition().name());
  clock.set_calendar_version(calendar.definition().version());
}

void End(v1::Clock& clock, v1::ClockState state, absl::Time now) {
  if (!IsOpen(clock)) return;
  clock.set_state(state);
  *clock.mutable_end_time() = ToTimestamp(now);
  clock.clear_frozen_time();
  clock.clear_next_fire_time();
}
}  // namespace

int WorkingDaysOf(v1::ClockPurpose purpose) {
  switch (purpose) {
    case v1::CLOCK_PURPOSE_ACKNOWLEDGE:
      return kAcknowledgeWorkingDays;
    case v1::CLOCK_PURPOSE_APPROVE:
      return kApproveWorkingDays;
    case v1::CLOCK_PURPOSE_ISSUER_DECISION:
      return kIssuerDecisionWorkingDays;
    case v1::CLOCK_PURPOSE_HANDOFF_REPLY:
      return kHandoffReplyWorkingDays;
    default:
      return 0;
  }
}

v1::Clock Arm(absl::string_view id, v1::ClockPurpose purpose, absl::Time anchor, const DueDate& due,
              absl::string_view rule, const WorkingCalendar& calendar) {
  v1::Clock clock;
  clock.set_id(std::string(id));
  clock.set_purpose(purpose);
  clock.set_state(v1::CLOCK_STATE_RUNNING);
  *clock.mutable_anchor_time() = ToTimestamp(anchor);
  *clock.mutable_due_time() = ToTimestamp(due.due_time);
  clock.set_due_date(FormatDate(due.day));
  *clock.mutable_original_due_time() = clock.due_time();
  clock.set_rule(std::string(rule));
  clock.set_provisional(due.provisional);
  Stand(clock, calendar);
  return clock;
}

absl::CivilDay DueDay(const v1::Clock& clock) { return DayOf(FromTimestamp(clock.due_time()) - absl::Microseconds(1)); }

void Freeze(v1::Clock& clock, absl::Time now) {
  if (clock.state() != v1::CLOCK_STATE_RUNNING) return;
  clock.set_state(v1::CLOCK_STATE_FROZEN);
  *clock.mutable_frozen_time() = ToTimestamp(now);
  clock.clear_next_fire_time();
}

absl::Status Resume(v1::Clock& clock, absl::Time now, const WorkingCalendar& calendar) {
  if (clock.state() != v1::CLOCK_STATE_FROZEN) return absl::OkStatus();
  const absl::Time frozen = FromTimestamp(clock.frozen_time());
  const absl::Time resumed = std::max(now, frozen);
  auto waited = calendar.MeasureWorkingDays(DayOf(frozen), DayOf(resumed));
  if (!waited.ok()) return waited.status();
  absl::Time due = FromTimestamp(clock.due_time());
  absl::CivilDay due_day = DueDay(clock);
  if (due != EndOfDay(due_day)) {
    due += resumed - frozen;
    due_day = DayOf(due - absl::Microseconds(1));
  } else if (*waited > 0) {
    auto credited = calendar.AddWorkingDays(due_day, *waited);
    if (!credited.ok()) return credited.status();
    due_day = *credited;
    due = EndOfDay(due_day);
  }
  *clock.mutable_due_time() = ToTimestamp(due);
  clock.set_due_date(FormatDate(due_day));
  clock.set_provisional(clock.provisional() || calendar.IsProvisional(due_day));
  clock.set_credited_working_days(clock.credited_working_days() + *waited);
  Stand(clock, calendar);
  clock.set_state(v1::CLOCK_STATE_RUNNING);
  clock.clear_frozen_time();
  return absl::OkStatus();
}

void Satisfy(v1::Clock& clock, absl::Time now) { End(clock, v1::CLOCK_STATE_SATISFIED, now); }

void Cancel(v1::Clock& clock, absl::Time now) { End(clock, v1::CLOCK_STATE_CANCELLED, now); }

bool IsOpen(const v1::Clock& clock) {
  return clock.state() == v1::CLOCK_STATE_RUNNING || clock.state() == v1::CLOCK_STATE_FROZEN;
}

bool IsOverdue(const v1::Clock& clock, absl::Time now) {
  return clock.state() == v1::CLOCK_STATE_RUNNING && clock.has_due_time() && FromTimestamp(clock.due_time()) < now;
}

}  // namespace phoihop::deadline
