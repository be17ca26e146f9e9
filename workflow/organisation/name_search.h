// Finds whom a text may name, regardless of time.
#ifndef WORKFLOW_ORGANISATION_NAME_SEARCH_H_
#define WORKFLOW_ORGANISATION_NAME_SEARCH_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/organisation/name_index.h"

namespace phoihop::organisation {

struct NameSearch {
  NameIndex::Entries entries;
  v1::NameMatch::Reading reading = v1::NameMatch::READING_UNSPECIFIED;
  // The writer said "cũ".
  bool says_former = false;
  // A territory without its kind ("Lộc Ninh"): commune or district?
  bool bare_territory = false;
  // A remark in parentheses was left aside.
  bool remark = false;
};

NameSearch SearchNames(const NameIndex& index, absl::string_view text);

// Names that differ by one letter from what is written, marks aside; texts of fewer than kMinSimilarLetters have none,
// and neither has what means something with a place only.
inline constexpr size_t kMinSimilarLetters = 8;
NameIndex::Entries SearchSimilar(const NameIndex& index, absl::string_view text, size_t limit);

// True when the text would be a name if it said where or on which level ("UBND").
bool LacksPlace(const NameIndex& index, absl::string_view text);

// The set that the text begins with, when more follows ("UBND các huyện, TP có điểm du lịch"); null when there is none.
const NameEntry* SearchLeadingSet(const NameIndex& index, absl::string_view text);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_NAME_SEARCH_H_
