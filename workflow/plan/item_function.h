// Which function of the province an item is about.
#ifndef WORKFLOW_PLAN_ITEM_FUNCTION_H_
#define WORKFLOW_PLAN_ITEM_FUNCTION_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/decision.h"
#include "workflow/organisation/function_terms.h"

namespace phoihop::plan {

class ItemFunctions {
 public:
  // The functions that are in force on the day.
  ItemFunctions(const Facts& facts, absl::CivilDay day);

  // The one function whose terms stand in the text of the item; when none does, in its headings. None or several:
  // empty.
  std::string FunctionOf(const v1::PlanItem& item) const;

 private:
  std::string OnlyOne(const std::string& folded) const;

  organisation::FunctionTerms terms_;
  std::vector<std::string> names_;
};

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_ITEM_FUNCTION_H_
