// Understands how people write the names of units (domain of ../../proto/phoihop/v1/organisation_service.proto,
// NameMatch). One matcher serves look-up and the import of plans.
//
// What counts as the same name: any normalisation form and case; punctuation and spaces; "và", "các"; a place or level
// at the end ("tỉnh", "tỉnh Đồng Nai", "ĐN"); general abbreviations (BQL, KCN, PT-TH …); short names in the data;
// "UBND" in front of a commune or district. As a second choice: other tone-mark placement and missing diacritics. Then
// a remark in parentheses is left aside. Last, three words or more that begin exactly one living unit's official name.
//
// Which of several bearers of a name: those who bear it on `written_on`; else those of the past; else those of the
// future. Among these, those that share the context unit's territory.
//
// How the answer is to be read:
//  * UNIQUE: one unit, alive today; or one set.
//  * SUCCEEDED: the unit has ended, or has another name since. `successors` says who has its work today: one, several
//    (by territory or function: ask Directory::ResolveSuccessors for the partition) or none that is recorded. `matched`
//    has two units when two old provinces had one of that name and both led to the same successors. A set of the past
//    carries its `successor_sets`.
//  * MANY: `matched` holds suggestions, possibly just one when the text is known to be ambiguous ("BĐBP") or only
//  similar
//    to a name; `unit_set` one that the text begins with.
//  * NONE.
#ifndef WORKFLOW_ORGANISATION_NAME_MATCHER_H_
#define WORKFLOW_ORGANISATION_NAME_MATCHER_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::organisation {

// Longer texts are not names (characters of UTF-8).
inline constexpr size_t kMaxNameTextBytes = 2000;

class NameMatcher {
 public:
  // `directory` must outlive the matcher. Names are indexed at the first question, once, whichever thread asks it.
  // `previous`, when given, lends its index if both have the same units and sets, to the byte: most changes of the
  // reference data change neither.
  explicit NameMatcher(const Directory& directory, const NameMatcher* previous = nullptr);
  ~NameMatcher();

  struct Query {
    absl::string_view text;
    // The day on which the text was written: names of that day come first, then names of the past.
    absl::CivilDay written_on;
    // The day for which holders are sought: today.
    absl::CivilDay today;
    // Whose text it is; may be empty. Decides between two former provinces that had a unit of the same name.
    absl::string_view context_unit;
    // Whether a text that is nobody's name is answered with names that differ from it by one letter: as suggestions
    // (MANY, with no reading), never as an answer. For a person who can choose.
    bool suggest_similar = false;
  };

  // `matched`, `successors` and `unit_set` of the answer hold names only (Unit.name, UnitSet.name and successor_sets);
  // the edge fills in the rest.
  v1::NameMatch Match(const Query& query) const;

  bool SharesIndexWith(const NameMatcher& other) const { return index_ == other.index_; }

 private:
  class Index;
  const Directory& directory_;
  std::shared_ptr<const Index> index_;
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_NAME_MATCHER_H_
