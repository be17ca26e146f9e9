// By what units and reorganisations can be filtered.
#ifndef SERVICES_HANDLERS_ORGANISATION_FILTER_H_
#define SERVICES_HANDLERS_ORGANISATION_FILTER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/organisation.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "services/store/filter.h"
#include "workflow/organisation/directory.h"

namespace phoihop::handlers {

// `province` is an id: units and sets may be named by their ids alone.
store::FieldTable UnitFields(absl::string_view province);

// Looks at units as they are on a day; `kind`, `level` and `display_name` of a unit that does not live on it are its
// last (or first) ones. A filter that does not speak of `alive` passes only the living.
class UnitFilter {
 public:
  // Both must outlive this.
  UnitFilter(const store::Filter& filter, const organisation::Directory& directory, absl::CivilDay day);
  bool Matches(const v1::Unit& unit) const;

 private:
  store::FilterValue ValueOf(const v1::Unit& unit, const v1::UnitVersion& version, bool alive,
                             absl::string_view field) const;

  const store::Filter& filter_;
  const organisation::Directory& directory_;
  const absl::CivilDay day_;
  std::map<std::string, std::vector<std::string>> sets_of_unit_;  // made only for filters by set
};

store::FieldTable ReorganisationFields(absl::string_view province);
bool Matches(const store::Filter& filter, const v1::Reorganisation& reorganisation);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_ORGANISATION_FILTER_H_
