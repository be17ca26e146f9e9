// Which items of two versions of a plan are the same.
#ifndef WORKFLOW_PLAN_ITEM_MATCHING_H_
#define WORKFLOW_PLAN_ITEM_MATCHING_H_

#include <vector>

#include "absl/container/flat_hash_set.h"
#include "phoihop/v1/plan.pb.h"

namespace phoihop::plan {

struct ItemMatching {
  // Of each new item: the index of the old one, -1 when it is new.
  std::vector<int> old_of;
  // Old items that have a new one.
  absl::flat_hash_set<int> new_of;
};

// The surest first: the same words, headings and number; the same words and headings; the same words; then the same
// place (headings and number) with words that are mostly the same; then mostly the same words alone. Equal candidates
// are taken in their order. Items that were withdrawn have no new one.
ItemMatching MatchItems(const v1::Plan& before, const v1::Plan& after);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_ITEM_MATCHING_H_
