// What people decided about texts of tables: said with the event of an answer, kept for the province, used again when
// the text comes again.
#ifndef WORKFLOW_PLAN_PLAN_ANSWERS_H_
#define WORKFLOW_PLAN_PLAN_ANSWERS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

// By what a text is found again: its words without case, diacritics and white space; a long one is cut and hashed.
inline constexpr size_t kMaxAnswerKeyBytes = 500;
std::string AnswerKey(absl::string_view text);

// The cell of leads (else of coordinators) of an item of the plan as written, with "nt" written out; nothing when it is
// mixed with other words.
std::optional<std::string> CellText(const v1::Plan& plan, const v1::PlanItem& item, bool lead);

// What the change of an item from `before` to `after`, by the paths of an update, decides about texts of its cells: the
// whole cell, and a single name in it when it is certain what it was answered with. Nothing of a secret plan: answers
// are shown to the whole province.
std::vector<v1::PlanAnswer> AnswersIn(const v1::Plan& plan, const v1::PlanItem& before, const v1::PlanItem& after,
                                      const std::vector<std::string>& paths, const Facts& facts,
                                      const Context& context);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PLAN_ANSWERS_H_
