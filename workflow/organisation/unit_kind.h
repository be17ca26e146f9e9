// What kinds of units have in common, and when a version of a unit counts.
#ifndef WORKFLOW_ORGANISATION_UNIT_KIND_H_
#define WORKFLOW_ORGANISATION_UNIT_KIND_H_

#include "absl/strings/string_view.h"
#include "phoihop/v1/organisation.pb.h"

namespace phoihop::organisation {

// Communes, wards, townships and special zones: the lowest level.
inline bool IsCommuneKind(v1::UnitKind kind) {
  switch (kind) {
    case v1::UNIT_KIND_COMMUNE:
    case v1::UNIT_KIND_WARD:
    case v1::UNIT_KIND_TOWNSHIP:
    case v1::UNIT_KIND_SPECIAL_ZONE:
      return true;
    default:
      return false;
  }
}

// A piece of the province: these, and districts.
inline bool IsTerritorialKind(v1::UnitKind kind) { return IsCommuneKind(kind) || kind == v1::UNIT_KIND_DISTRICT; }

// Whether there is any day in the interval. An undo leaves what it cannot remove as a version of no day.
inline bool HasDays(absl::string_view from, absl::string_view to) { return from.empty() || to.empty() || from < to; }
inline bool HasDays(const v1::UnitVersion& version) { return HasDays(version.valid_from(), version.valid_to()); }

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_UNIT_KIND_H_
