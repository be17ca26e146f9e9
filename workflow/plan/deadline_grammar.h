// The grammar of deadline phrases. Each function reads one form from the reader's place to its end and answers nothing
// (with the reader where it was) when the text is not of that form.
#ifndef WORKFLOW_PLAN_DEADLINE_GRAMMAR_H_
#define WORKFLOW_PLAN_DEADLINE_GRAMMAR_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/plan/phrase_text.h"
#include "workflow/plan/recurrence.h"

namespace phoihop::plan {

// A phrase that was understood.
struct DeadlinePhrase {
  v1::DeadlineKind kind = v1::DEADLINE_KIND_UNKNOWN;
  std::vector<absl::CivilDay> days;  // one, or several for DATES
  std::optional<Recurrence> recurrence;
  // With `recurrence`: PlanDeadline.working_day_of_month.
  int working_day = 0;
  std::optional<Recurrence> report_recurrence;
  std::string event;
  std::optional<v1::Period> period;
  // What the kind and the days do not say, in Vietnamese, for the explanation: "thực hiện từ 01/03/2026".
  std::string remark;
};

// `default_year` is the year of a day or quarter that is written without one; absent: such a phrase is not understood.
std::optional<DeadlinePhrase> ParseDeadline(TokenReader& reader, std::optional<int> default_year);

// "hằng quý", "01 lần/năm", "6 tháng một lần": from the reader's place to the end.
std::optional<Recurrence> ParseRhythm(TokenReader& reader);
// One occurrence in each `tuan`, `thang`, `quy`, `nam`; nothing for other words.
std::optional<Recurrence> RhythmOfEach(absl::string_view unit);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_DEADLINE_GRAMMAR_H_
