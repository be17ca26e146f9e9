// The families of deadline phrases. Each reads from the reader's place to the end of the text, or answers nothing.
#ifndef WORKFLOW_PLAN_DEADLINE_FORMS_H_
#define WORKFLOW_PLAN_DEADLINE_FORMS_H_

#include <optional>

#include "workflow/plan/deadline_grammar.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::plan {

// "Ngày 20 hằng tháng", "Hằng năm, trước ngày 15/12", "Tháng 6, tháng 12 hằng năm", "ngày 25 của tháng cuối quý",
// "Định kỳ 6 tháng, năm".
std::optional<DeadlinePhrase> ParseRecurringForms(TokenReader& reader);

// "Chậm nhất ngày làm việc thứ 5 hằng tháng", "Báo cáo tháng trước ngày làm việc thứ 5 của tháng sau", "Trong 05 ngày
// làm việc đầu của quý sau", "Ngày làm việc đầu tiên của tháng 7 hằng năm". The number is written in digits: "ngày làm
// việc thứ hai" could be a Monday.
std::optional<DeadlinePhrase> ParseWorkingDayOfMonth(TokenReader& reader);

// "Trước 17 giờ ngày 15/12", "Đầu tháng 3/2026", "Từ ngày 01/3 đến ngày 30/6/2026", "Tháng 3 - 10/2026",
// "Tháng 5 và tháng 8/2026", "Giai đoạn 2026 - 2030".
std::optional<DeadlinePhrase> ParseMomentsAndSpans(TokenReader& reader, std::optional<int> default_year);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_DEADLINE_FORMS_H_
