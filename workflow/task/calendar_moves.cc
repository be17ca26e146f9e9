#include "workflow/task/calendar_moves.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/calendar_change.h"
#include "workflow/deadline/clocks.h"
#include "workflow/deadline/working_day_of_month.h"
#include "workflow/errors.h"
#include "workflow/open_handoff.h"
#include "workflow/task/actors.h"
#include "workflow/task/clock_changes.h"
#include "workflow/task/decide.h"
#include "workflow/task/recorder.h"
#include "workflow/task/task_clocks.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {
using deadline::CalendarChange;
using deadline::DueDate;

// A way in which a due day may have come about.
struct Base {
  // Counted with any calendar.
  std::function<absl::StatusOr<DueDate>(const CalendarChange&)> due;
  // From the clock's own anchor: a clock that was started again is due when it says so, too.
  bool from_anchor = false;
};

Base FixedBase(absl::CivilDay day, v1::RollRule roll) {
  return {[day, roll](const CalendarChange& change) { return change.Fixed(day, roll); }};
}

Base PeriodBase(absl::Time anchor, v1::Period period, v1::RollRule roll) {
  return {[anchor, period, roll](const CalendarChange& change) { return change.After(anchor, period, roll); }, true};
}

void AddFixed(const std::string& date, v1::RollRule roll, std::vector<Base>& bases) {
  if (const auto day = ParseDate(date); day.ok()) bases.push_back(FixedBase(*day, roll));
}

// In the order in which later decisions replace earlier ones, the latest first.
std::vector<Base> BasesOf(const v1::Task& task, const v1::Clock& clock) {
  std::vector<Base> bases;
  const absl::Time anchor = FromTimestamp(clock.anchor_time());
  if (const int days = deadline::WorkingDaysOf(clock.purpose()); days > 0) {
    v1::Period period;
    period.set_count(days);
    period.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
    bases.push_back(PeriodBase(anchor, period, v1::ROLL_RULE_NONE));
  }
  switch (clock.purpose()) {
    case v1::CLOCK_PURPOSE_COMPLETE:
      for (auto extension = task.extensions().rbegin(); extension != task.extensions().rend(); ++extension) {
        if (extension->state() == v1::Extension::STATE_GRANTED)
          AddFixed(extension->granted_due_date(), task.roll(), bases);
      }
      if (task.has_awaited_period()) bases.push_back(PeriodBase(anchor, task.awaited_period(), task.roll()));
      AddFixed(task.requested_due_date(), task.roll(), bases);
      break;
    case v1::CLOCK_PURPOSE_HANDOFF_REPLY:
      for (auto handoff = task.handoffs().rbegin(); handoff != task.handoffs().rend(); ++handoff) {
        if (IsReplyClockOf(*handoff, clock)) AddFixed(handoff->reply_by_date(), v1::ROLL_RULE_NEXT_WORKING_DAY, bases);
      }
      break;
    case v1::CLOCK_PURPOSE_CONTRIBUTE:
      // The day that was asked for is the one that became of it.
      AddFixed(clock.due_date(), v1::ROLL_RULE_NEXT_WORKING_DAY, bases);
      break;
    case v1::CLOCK_PURPOSE_INTERIM:
      for (const v1::ChecklistItem& step : task.checklist()) {
        if (step.id() == clock.checklist_item()) AddFixed(step.due_date(), v1::ROLL_RULE_NEXT_WORKING_DAY, bases);
      }
      break;
    default:
      break;
  }
  return bases;
}

// Working days by which the clock is due later than the base says by the version that it was computed with.
std::optional<int> Excess(const Base& base, const CalendarChange& unchanged, absl::CivilDay due_day) {
  const auto due = base.due(unchanged);
  if (!due.ok() || due->day > due_day) return std::nullopt;
  const auto excess = unchanged.before().MeasureWorkingDays(due->day, due_day);
  // A due day that is no working day is explained by nothing but itself.
  if (!excess.ok() || (due->day != due_day && !unchanged.before().IsWorkingDay(due_day))) return std::nullopt;
  return *excess;
}

absl::StatusOr<DueDate> ByBudget(const v1::Clock& clock, const CalendarChange& change, absl::CivilDay due_day) {
  const absl::CivilDay anchor_day = DayOf(FromTimestamp(clock.anchor_time()));
  const auto budget = change.before().MeasureWorkingDays(anchor_day, due_day);
  if (!budget.ok()) return budget.status();
  if (*budget < 1 || !change.before().IsWorkingDay(due_day)) return change.Fixed(due_day, v1::ROLL_RULE_NONE);
  v1::Period period;
  period.set_count(*budget);
  period.set_unit(v1::PERIOD_UNIT_WORKING_DAY);
  return change.After(FromTimestamp(clock.anchor_time()), period, v1::ROLL_RULE_NONE);
}

// The base that explains the due day, and by how many working days it is later; none: it was started again.
struct Explanation {
  const Base* base = nullptr;
  int excess = 0;
  bool exactly = false;  // nothing was added but what was credited
};

Explanation Explain(const std::vector<Base>& bases, const v1::Clock& clock, const CalendarChange& unchanged) {
  Explanation found;
  for (const Base& base : bases) {
    const std::optional<int> excess = Excess(base, unchanged, deadline::DueDay(clock));
    if (!excess.has_value()) continue;
    const bool exactly = *excess == 0 || *excess == clock.credited_working_days();
    if (found.base == nullptr || exactly) found = {&base, *excess, exactly};
    if (exactly) break;
  }
  return found;
}

// What nothing was added to, and no base gives, was started again. Of a clock that was moved before, the due day may be
// what was due at first by chance alone, so its anchor has to say the same.
bool WasRestarted(const v1::Task& task, const v1::Clock& clock, const Explanation& found) {
  if (found.exactly || clock.due_time().seconds() != clock.original_due_time().seconds()) return false;
  if (found.base != nullptr && found.base->from_anchor) return false;
  return clock.purpose() != v1::CLOCK_PURPOSE_COMPLETE || clock.anchor_time().seconds() > task.issue_time().seconds();
}

absl::StatusOr<DueDate> CountAgain(const v1::Task& task, const v1::Clock& clock, const CalendarChange& change) {
  const std::vector<Base> bases = BasesOf(task, clock);
  const Explanation found = Explain(bases, clock, CalendarChange(change.before(), change.before(), change.today()));
  if (found.base == nullptr || WasRestarted(task, clock, found)) {
    return ByBudget(clock, change, deadline::DueDay(clock));
  }
  const auto due = found.base->due(change);
  if (!due.ok() || found.excess == 0) return due;
  return change.Later(*due, found.excess);
}

bool EndsWithADay(const v1::Clock& clock) {
  return FromTimestamp(clock.due_time()) == EndOfDay(deadline::DueDay(clock));
}

// The engine's own instants are no deadlines.
bool IsDeadline(const v1::Clock& clock) {
  return clock.purpose() != v1::CLOCK_PURPOSE_START && clock.purpose() != v1::CLOCK_PURPOSE_RESUME &&
         clock.has_due_time();
}

bool Follows(const v1::Clock& clock, const NewCalendar& calendar) {
  const v1::Calendar& definition = calendar.after.definition();
  return IsDeadline(clock) && deadline::IsOpen(clock) && clock.calendar() == definition.name() &&
         clock.calendar_version() < definition.version() && FromTimestamp(clock.due_time()) > calendar.change_time;
}

std::optional<absl::Time> RunningRungTime(const v1::Clock& clock, const escalation::Policies& policies,
                                          const deadline::WorkingCalendar& calendar) {
  if (clock.state() != v1::CLOCK_STATE_RUNNING) return std::nullopt;
  return escalation::NextRungTime(clock, policies, calendar);
}

// The ladder on the new version. True: the next rung has another instant.
bool Rearm(const v1::Clock& before, v1::Clock& after, const CalendarChange& change, const NewCalendar& calendar) {
  if (RunningRungTime(before, calendar.policies, change.before()) ==
      RunningRungTime(after, calendar.policies, change.after()))
    return false;
  escalation::Reschedule(after, calendar.policies, change.after());
  PlanNotBefore(calendar.now, after);
  return true;
}

std::string SayMoved(const v1::Clock& before, const deadline::WorkingCalendar& after) {
  return absl::StrCat(before.rule(), before.rule().empty() ? "" : "; ", "tính lại theo lịch làm việc phiên bản ",
                      after.definition().version(), ", trước đó là ",
                      FormatDateForPeople(ParseDate(before.due_date()).value_or(absl::CivilDay())));
}

absl::Status UnknownVersion(const v1::Clock& clock) {
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("version ", clock.calendar_version(), " of the calendar is not known any more"));
}

// No value: it stays as it is.
absl::StatusOr<std::optional<ClockChange>> Follow(const v1::Task& task, const v1::Clock& clock,
                                                  const NewCalendar& calendar) {
  const auto before = calendar.before.find(clock.calendar_version());
  if (before == calendar.before.end()) return UnknownVersion(clock);
  const CalendarChange change(before->second, calendar.after, DayOf(calendar.change_time));
  ClockChange changed{clock, clock};
  if (EndsWithADay(clock)) {
    const auto due = CountAgain(task, clock, change);
    if (!due.ok()) return due.status();
    deadline::Adopt(changed.after, *due, calendar.after);
  }
  if (changed.moves()) changed.after.set_rule(SayMoved(clock, calendar.after));
  const bool rearmed = Rearm(clock, changed.after, change, calendar);
  if (!changed.moves() && !rearmed && changed.after.provisional() == clock.provisional())
    return std::optional<ClockChange>();
  return std::optional<ClockChange>(std::move(changed));
}

// The clock of a PLANNED task that says by which version its day was found; null when the day follows no calendar, or
// not this one.
const v1::Clock* PlannedBy(const v1::Task& task, const NewCalendar& calendar) {
  if (task.state() != v1::TASK_STATE_PLANNED || !task.has_due_working_day()) return nullptr;
  const v1::Clock* start = LastClock(task, v1::CLOCK_PURPOSE_START);
  const v1::Calendar& definition = calendar.after.definition();
  const bool follows = start != nullptr && deadline::IsOpen(*start) && start->calendar() == definition.name() &&
                       start->calendar_version() < definition.version() &&
                       task.requested_due_date() > FormatDate(DayOf(calendar.change_time));
  return follows ? start : nullptr;
}

void FollowPlannedDay(const v1::Task& task, const NewCalendar& calendar, CalendarMoves& moves) {
  const v1::Clock* start = PlannedBy(task, calendar);
  if (start == nullptr) return;
  const auto before = calendar.before.find(start->calendar_version());
  if (before == calendar.before.end()) {
    moves.stays.push_back({start->id(), UnknownVersion(*start)});
    return;
  }
  const CalendarChange change(before->second, calendar.after, DayOf(calendar.change_time));
  const auto day = deadline::DayNamed(task.due_working_day(), change);
  if (!day.ok()) {
    moves.stays.push_back({start->id(), day.status()});
    return;
  }
  std::string after = FormatDate(*day);
  if (after != task.requested_due_date())
    moves.planned_day = PlannedDay{start->id(), task.requested_due_date(), std::move(after)};
}

}  // namespace

CalendarMoves MovesOf(const v1::Task& task, const NewCalendar& calendar) {
  CalendarMoves moves;
  for (const v1::Clock& clock : task.clocks()) {
    if (!Follows(clock, calendar)) continue;
    auto change = Follow(task, clock, calendar);
    if (!change.ok()) {
      moves.stays.push_back({clock.id(), change.status()});
    } else if (change->has_value()) {
      moves.changes.push_back(**std::move(change));
    }
  }
  FollowPlannedDay(task, calendar, moves);
  return moves;
}

std::vector<int64_t> CalendarVersions(const v1::Task& task, const std::string& calendar) {
  std::set<int64_t> versions;
  for (const v1::Clock& clock : task.clocks()) {
    if (deadline::IsOpen(clock) && clock.calendar() == calendar) versions.insert(clock.calendar_version());
  }
  return {versions.begin(), versions.end()};
}

absl::StatusOr<Decision> DecideAdoption(const v1::Task& task, const internal::v1::AdoptCalendar& request,
                                        const CalendarsSeen& seen, const Facts& facts, const Context& context) {
  const Case c{task, facts, context};
  if (absl::Status status = CheckOfSystem(c, request.name()); !status.ok()) return status;
  const deadline::WorkingCalendar* now = facts.calendars().Find(request.calendar());
  if (!IsOpen(task.state()) || now == nullptr || now->definition().version() != request.calendar_version())
    return Decision();
  const CalendarMoves moves = MovesOf(task, {*now, seen.versions, seen.change_time, context.now, facts.policies()});
  if (moves.empty()) return Decision();
  v1::Event event;
  v1::TaskClocksMoved& moved = *event.mutable_task_clocks_moved();
  moved.set_calendar(request.calendar());
  moved.set_calendar_version(request.calendar_version());
  for (const ClockChange& change : moves.changes) *moved.add_clocks() = change.after;
  if (moves.planned_day.has_value()) {
    moved.set_requested_due_date(moves.planned_day->after);
    v1::Clock& start = *moved.add_clocks();
    start = *LastClock(task, v1::CLOCK_PURPOSE_START);
    start.set_calendar_version(request.calendar_version());
  }
  return Record(c, std::move(event));
}

}  // namespace phoihop::task
