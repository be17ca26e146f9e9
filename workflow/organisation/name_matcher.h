// Understands how people write the names of units (domain of ../../proto/phoihop/v1/organisation_service.proto,
// NameMatch). One matcher serves look-up and the import of plans.
#ifndef WORKFLOW_ORGANISATION_NAME_MATCHER_H_
#define WORKFLOW_ORGANISATION_NAME_MATCHER_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::organisation {

class NameMatcher {
 public:
  // `directory` must outlive the matcher.
  explicit NameMatcher(const Directory& directory);
  ~NameMatcher();

  struct Query {
    absl::string_view text;
    // The day on which the text was written: names of that day come first, then names of the past.
    absl::CivilDay written_on;
    // The day for which holders are sought: today.
    absl::CivilDay today;
    // Whose text it is; may be empty. Decides between two former provinces that had a unit of the same name.
    absl::string_view context_unit;
  };

  // `matched`, `successors` and `unit_set` of the answer hold names only (Unit.name, UnitSet.name); the edge fills in
  // the rest.
  v1::NameMatch Match(const Query& query) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_NAME_MATCHER_H_
