// How often, and by when, an item of a plan is to be done: one occurrence becomes one task per lead unit.
#ifndef WORKFLOW_PLAN_OCCURRENCES_H_
#define WORKFLOW_PLAN_OCCURRENCES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::plan {

struct Occurrence {
  // Task.occurrence: `2026-11` or `2026-11-20`; empty for an item that is done once. Of a report that is due after its
  // period the period counts: that of October is `2026-10` and "tháng 10/2026", whenever it is due in November.
  std::string id;
  // Behind the title, for people: "tháng 11/2026"; empty for an item that is done once.
  std::string label;
  // A report of a continuous item.
  bool report = false;
  std::optional<absl::CivilDay> due;
  // Where `due` comes from, when it is a working day of a month.
  std::optional<v1::WorkingDayOfMonth> due_working_day;
  v1::RollRule roll = v1::ROLL_RULE_NEXT_WORKING_DAY;
  // The day on which its window begins; absent: it is issued at once.
  std::optional<absl::CivilDay> starts;
  std::string awaited_event;
  std::optional<v1::Period> awaited_period;
};

// What a plan that is issued on `today` asks of an item, in order of time.
//
// A single day: one occurrence, also when the day is past (then the task begins overdue, which is the truth). A rhythm
// or several days: those on or after `today` within the plan's period (without an end of the period: until the end of
// the year); the first begins at once, each later one on the day after the one before it. Of those that are past as
// many as the item catches up with (PlanItem.catch_up, catch_up_days): none, unless all are past, then the last one,
// however long ago. A continuous
// item: one occurrence without a deadline, and its reports by their rhythm. An item relative to an event: one that
// awaits it. A rhythm by working days (working_day.h) is counted by the calendar as it is now; a report that is due
// after its period belongs to the plan by its period: that of December is due after the plan's year.
// CALENDAR_OUT_OF_RANGE, PLAN_STATE (a deadline that was not understood).
// Due dates that the item's schedule leaves out are not among them; the one after such a date does not begin earlier.
absl::StatusOr<std::vector<Occurrence>> OccurrencesOf(const v1::PlanItem& item, const v1::Plan& plan,
                                                      absl::CivilDay today, const deadline::WorkingCalendar& calendar);

// The first due date that the item catches up with on the day `end`, by its bound (PlanItem.catch_up_days): the dates
// are those of the rhythm, before any roll.
absl::CivilDay CatchUpBound(const v1::PlanItem& item, absl::CivilDay end);

// Whether it is due again and again, so that it has a schedule: a rhythm, several dates, a continuous item with a
// reporting rhythm.
bool Recurs(const v1::PlanDeadline& deadline);

// Every occurrence of the plan's period with a due date, whether it is past or left out. Of a plan without a period
// those of the year of `today` and the last one before. FAILED_PRECONDITION (NOT_RECURRING); otherwise as above.
absl::StatusOr<std::vector<Occurrence>> WholeSchedule(const v1::PlanItem& item, const v1::Plan& plan,
                                                      absl::CivilDay today, const deadline::WorkingCalendar& calendar);

// The next `count` that are due on or after the day, whatever the period of the plan; fewer where a list of dates or
// the calendar ends (`calendar_ends`). FAILED_PRECONDITION (NOT_RECURRING).
struct Coming {
  std::vector<Occurrence> occurrences;
  bool calendar_ends = false;
};
absl::StatusOr<Coming> NextOccurrences(const v1::PlanDeadline& deadline, const v1::Plan& plan, absl::CivilDay from,
                                       int count, const deadline::WorkingCalendar& calendar);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_OCCURRENCES_H_
