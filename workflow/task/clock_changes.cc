#include "workflow/task/clock_changes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/escalation/ladder.h"

namespace phoihop::task {

std::string RollForPeople(const deadline::DueDate& due) {
  if (due.nominal == due.day) return "";
  return absl::StrCat("; ", FormatDateForPeople(due.nominal), " không phải ngày làm việc nên lùi đến hết ngày ",
                      FormatDateForPeople(due.day), " (khoản 5 Điều 148 Bộ luật Dân sự 2015)");
}

void AddWatched(v1::Clock clock, const Facts& facts, absl::Time now, Clocks* changed) {
  escalation::Watch(clock, facts.policies(), facts.calendars().Of(clock), now);
  *changed->Add() = std::move(clock);
}

void AppendRule(v1::Clock& clock, absl::string_view what) {
  clock.set_rule(clock.rule().empty() ? std::string(what) : absl::StrCat(clock.rule(), "; ", what));
}

void SayStandstill(const v1::Clock& before, v1::Clock& after) {
  const int credited = after.credited_working_days() - before.credited_working_days();
  if (credited > 0) AppendRule(after, absl::StrCat("cộng ", credited, " ngày làm việc tạm dừng do sắp xếp tổ chức"));
}

void CreditStandstill(v1::Clock& clock, const Facts& facts, absl::Time now) {
  const v1::Clock before = clock;
  if (deadline::Settle(clock, now, facts.calendars().Of(clock)).ok()) SayStandstill(before, clock);
}

void PlanNotBefore(absl::Time now, v1::Clock& clock) {
  if (clock.has_next_fire_time() && FromTimestamp(clock.next_fire_time()) < now)
    *clock.mutable_next_fire_time() = ToTimestamp(now);
}

void Rearm(const v1::Clock& before, const Facts& facts, absl::Time now, v1::Clock& moved) {
  escalation::Reschedule(moved, facts.policies(), facts.calendars().Of(moved));
  PlanNotBefore(now, moved);
  if (before.state() == v1::CLOCK_STATE_SUSPENDED && before.has_next_fire_time())
    *moved.mutable_next_fire_time() = before.next_fire_time();
}

}  // namespace phoihop::task
