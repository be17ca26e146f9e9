// What the switch of a reorganisation does to one unit.
#ifndef WORKFLOW_ORGANISATION_UNIT_CHANGES_H_
#define WORKFLOW_ORGANISATION_UNIT_CHANGES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "phoihop/v1/organisation.pb.h"
#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::organisation {

// Known and not taken back: the undo of a reorganisation leaves the units that it had made without a version.
bool Exists(const v1::Unit* unit);

// As it stands in the reorganisation, with the dates that were left empty and without what is output only.
v1::Unit Dated(const v1::Unit& entry, const v1::Reorganisation& reorganisation);

// A unit that begins with the reorganisation.
v1::Unit Made(const v1::Unit& entry, const v1::Reorganisation& reorganisation, absl::Time now);

// Gives a unit that lives on the new version, identifiers and relations of the entry. What is in force on the effective
// date ends there: the version, identifiers of the same schemes, relations of the same types. A version that was to end
// anyway, or a later one (a change that is recorded late), bounds the new one. Kind and level that the entry leaves
// open stay.
void Change(v1::Unit& unit, const v1::Unit& entry, const v1::Reorganisation& reorganisation, absl::Time now);

// Ends the unit on the date.
void End(v1::Unit& unit, const std::string& date, absl::Time now);

// Ends what is in force on the date and removes what would have begun then or later.
template <typename Interval>
void EndAll(google::protobuf::RepeatedPtrField<Interval>& intervals, const std::string& date) {
  for (int i = intervals.size() - 1; i >= 0; --i) {
    Interval& interval = *intervals.Mutable(i);
    if (!interval.valid_from().empty() && interval.valid_from() >= date) {
      intervals.DeleteSubrange(i, 1);
    } else if (interval.valid_to().empty() || interval.valid_to() > date) {
      interval.set_valid_to(date);
    }
  }
}

// Index of the version in force on the date; -1: none.
int VersionIndex(const v1::Unit& unit, absl::string_view date);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_UNIT_CHANGES_H_
