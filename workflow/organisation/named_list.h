// Lists of the reference data, which are in the order of names.
#ifndef WORKFLOW_ORGANISATION_NAMED_LIST_H_
#define WORKFLOW_ORGANISATION_NAMED_LIST_H_

#include <algorithm>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace phoihop::organisation {

// Null when nothing of that name is in the list.
template <typename Thing>
const Thing* FindByName(const google::protobuf::RepeatedPtrField<Thing>& list, absl::string_view name) {
  const auto at = std::lower_bound(list.begin(), list.end(), name, [](const Thing& thing, absl::string_view wanted) {
    return absl::string_view(thing.name()) < wanted;
  });
  return at != list.end() && at->name() == name ? &*at : nullptr;
}

// Replaces or adds.
template <typename Thing>
void PutByName(google::protobuf::RepeatedPtrField<Thing>& list, const Thing& thing) {
  const auto less = [](const Thing& a, const Thing& b) { return a.name() < b.name(); };
  const auto at = std::lower_bound(list.begin(), list.end(), thing, less);
  if (at != list.end() && at->name() == thing.name()) {
    *at = thing;
    return;
  }
  const int index = static_cast<int>(at - list.begin());
  *list.Add() = thing;
  for (int i = list.size() - 1; i > index; --i) list.SwapElements(i, i - 1);
}

// Of things of which every version is kept: the new one becomes the first of its name, so that FindByName finds it, and
// the others follow from the oldest on.
template <typename Thing>
void PutVersion(google::protobuf::RepeatedPtrField<Thing>& list, const Thing& thing) {
  const auto [first, last] = std::equal_range(list.begin(), list.end(), thing,
                                              [](const Thing& a, const Thing& b) { return a.name() < b.name(); });
  const int begin = static_cast<int>(first - list.begin()), end = static_cast<int>(last - list.begin());
  if (begin < end && list[begin].version() == thing.version()) {
    list[begin] = thing;
    return;
  }
  *list.Add() = thing;
  for (int i = list.size() - 1; i > begin; --i) list.SwapElements(i, i - 1);
  // The one that was the newest goes behind the others.
  for (int i = begin + 1; i < end; ++i) list.SwapElements(i, i + 1);
}

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_NAMED_LIST_H_
