// What a cell such as "Trước ngày 15/12 hằng năm" means (../../proto/phoihop/v1/plan.proto, DeadlineKind).
//
// A phrase is understood whole or not at all: one word that has no place in it makes the cell UNKNOWN with a question.
// Nothing is ever filled in that the cell or the plan's own period does not say.
//
// Conventions, settings of the product rather than law: a month, quarter, half-year or year means its last day; "trước
// ngày D" means D (read strictly, D-1); a day that is not worked moves to the end of the next working day (Civil Code
// 2015, article 148(5)); a day and month, or a quarter, without a year belongs to the plan's year when the plan's
// period lies within one year, and is asked otherwise.
#ifndef WORKFLOW_PLAN_DEADLINE_PHRASE_H_
#define WORKFLOW_PLAN_DEADLINE_PHRASE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/deadline/working_calendar.h"

namespace phoihop::plan {

struct DeadlineSettings {
  // The day from which the next occurrence of a yearly rhythm is sought.
  absl::CivilDay reference;
  std::optional<absl::CivilDay> period_start;
  std::optional<absl::CivilDay> period_end;  // inclusive
  v1::RollRule roll = v1::ROLL_RULE_NEXT_WORKING_DAY;
  bool strict_before = false;
};

struct DeadlineReading {
  v1::PlanDeadline deadline;
  // How it was understood, in Vietnamese; empty when it was not.
  std::string explanation;
  // What has to be asked, in Vietnamese; empty when it was understood. The kind then is UNKNOWN.
  std::string question;
};

// `product` is the cell beside it: "Báo cáo lượt tiếp cận hằng quý" gives "Thường xuyên" its reporting rhythm.
DeadlineReading ReadDeadline(absl::string_view text, absl::string_view product, const DeadlineSettings& settings,
                             const deadline::WorkingCalendar& calendar);

// A deadline that a person gave as days instead of words: one day (FIXED) or several (DATES), in order, without the
// same day twice. INVALID_DATE, CALENDAR_OUT_OF_RANGE.
absl::StatusOr<v1::PlanDeadline> DeadlineFromDates(const std::vector<std::string>& dates,
                                                   const DeadlineSettings& settings,
                                                   const deadline::WorkingCalendar& calendar);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_DEADLINE_PHRASE_H_
