// Reading what people decided about texts of appendix tables.
#ifndef SERVICES_STORE_PLAN_ANSWER_READER_H_
#define SERVICES_STORE_PLAN_ANSWER_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/plan.pb.h"
#include "services/store/database.h"

namespace phoihop::store {

// A column of a table and the key of a text (workflow/plan/plan_answers.h).
struct AnswerPlace {
  std::string field;
  std::string text_key;
};

// Those that there are, in no order.
absl::StatusOr<std::vector<v1::PlanAnswer>> FindPlanAnswers(Database& database, absl::string_view province,
                                                            const std::vector<AnswerPlace>& places);

struct PlanAnswerPage {
  std::vector<v1::PlanAnswer> answers;  // newest first
  std::string next_cursor;
  int total_size = 0;
};

// `cursor`: where the page before ended; empty: from the start. INVALID_PAGE_TOKEN.
absl::StatusOr<PlanAnswerPage> ListPlanAnswers(Database& database, absl::string_view province, int page_size,
                                               absl::string_view cursor);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_PLAN_ANSWER_READER_H_
