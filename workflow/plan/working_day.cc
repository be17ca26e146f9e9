#include "workflow/plan/working_day.h"

#include "workflow/deadline/working_day_of_month.h"

namespace phoihop::plan {
namespace {

// A turn is due at most in the month after the one of its own day.
constexpr int kTwoMonths = 62;

}  // namespace

absl::StatusOr<Turn> TurnOn(absl::CivilDay period_day, const Recurrence& rhythm, int working_day,
                            const deadline::WorkingCalendar& calendar) {
  Turn turn{period_day, period_day, period_day};
  if (working_day == 0) return turn;
  const absl::CivilMonth month = absl::CivilMonth(period_day) + (rhythm.NamesDay() ? 0 : 1);
  const absl::StatusOr<absl::CivilDay> due = deadline::WorkingDayOfMonth(month, working_day, calendar);
  if (!due.ok()) return due.status();
  turn.due = *due;
  turn.month = month;
  if (rhythm.NamesDay()) turn.belongs = turn.due;
  return turn;
}

absl::StatusOr<Turn> NextTurn(absl::CivilDay day, const Recurrence& rhythm, int working_day,
                              const deadline::WorkingCalendar& calendar) {
  absl::CivilDay period_day = rhythm.NextOnOrAfter(working_day == 0 ? day : day - kTwoMonths);
  while (true) {
    absl::StatusOr<Turn> turn = TurnOn(period_day, rhythm, working_day, calendar);
    // Where the calendar does not reach back to, nothing is due any more.
    const bool early = !turn.ok() && period_day < day - kTwoMonths / 2;
    if (!early && (!turn.ok() || turn->due >= day)) return turn;
    period_day = rhythm.NextOnOrAfter(period_day + 1);
  }
}

}  // namespace phoihop::plan
