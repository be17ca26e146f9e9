// The smallest parts of deadline phrases, shared by the forms of the grammar: each reads from the reader's place and
// leaves it where it was when the text is not of that form.
#ifndef WORKFLOW_PLAN_DEADLINE_TOKENS_H_
#define WORKFLOW_PLAN_DEADLINE_TOKENS_H_

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "workflow/plan/deadline_grammar.h"
#include "workflow/plan/phrase_text.h"
#include "workflow/plan/recurrence.h"

namespace phoihop::plan {

// A day and month, with its year when one stands there.
struct PartialDate {
  int day = 0;
  int month = 0;
  std::optional<int> year;
};

bool IsYear(int number);

// Nothing when there is no such day, or no year.
std::optional<absl::CivilDay> ToDay(const PartialDate& date, std::optional<int> year);
// The day exists in every year.
bool IsYearlyDay(const PartialDate& date);

// "/2026", "-2026", "năm 2026", "2026".
std::optional<int> TakeYear(TokenReader& reader);
std::optional<int> TakeYearOr(TokenReader& reader, std::optional<int> default_year);
// "31/12/2026", "30-9-2026", "15.5.2026", "15/5", "20 tháng 7 năm 2026".
std::optional<PartialDate> TakeDate(TokenReader& reader);
// "III", "4".
std::optional<int> TakeQuarter(TokenReader& reader);
// "tháng 10": 1 to 12.
std::optional<int> TakeMonth(TokenReader& reader);
bool TakeEvery(TokenReader& reader);      // "hằng", "hàng", "mỗi"
bool TakeEveryYear(TokenReader& reader);  // "hằng năm"

// "Hoàn thành", "xong", "thời hạn hoàn thành:": says only that what follows is the deadline.
void TakeDone(TokenReader& reader);
// What stands before a day. Whether it is "trước"; "chậm nhất" and the like name the day itself.
bool TakeLeadIn(TokenReader& reader);
// "Trong" or "Cuối" before a month, quarter or year changes nothing: the period's last day is meant.
void TakePeriodLeadIn(TokenReader& reader);

std::optional<DeadlinePhrase> Recurring(v1::DeadlineKind kind, Recurrence recurrence);
std::optional<DeadlinePhrase> OnDays(v1::DeadlineKind kind, std::vector<absl::CivilDay> days);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_DEADLINE_TOKENS_H_
