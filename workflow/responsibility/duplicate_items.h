// Items of different plans that ask for the same, as the parallel plans of two provinces that became one do.
//
// Two items are alike by the words of their texts: case, marks and order do not matter, and words that say nothing of
// what is to be done (generic words of administration, numbers, the names of provinces, what the whole plan is about)
// are left out. What they are about, their products and their deadlines count beside the words. Items that name
// different communes or districts, or fall due in different years, are not the same however alike they are.
#ifndef WORKFLOW_RESPONSIBILITY_DUPLICATE_ITEMS_H_
#define WORKFLOW_RESPONSIBILITY_DUPLICATE_ITEMS_H_

#include <string>
#include <vector>

#include "phoihop/v1/plan.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::responsibility {

struct DuplicateItems {
  // In the order of the items' names.
  const v1::Plan* first_plan = nullptr;
  const v1::PlanItem* first = nullptr;
  const v1::Plan* second_plan = nullptr;
  const v1::PlanItem* second = nullptr;
  // Why: the words that both have, as the first writes them; what else is the same.
  std::string shared_words;
  bool same_function = false;
  bool same_product = false;
  bool same_deadline = false;
};

// Every pair, in the order of the first's name, then the second's. Items that a revision took out do not count. Near
// linear in the number of items: only items that share one of their rarest words are compared.
std::vector<DuplicateItems> FindDuplicateItems(const std::vector<const v1::Plan*>& plans,
                                               const organisation::Directory& directory);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_DUPLICATE_ITEMS_H_
