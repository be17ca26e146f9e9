// What became of a unit and what it came from: the graph of reorganisations around it, and the inverse of the resolver.
#ifndef WORKFLOW_ORGANISATION_LINEAGE_H_
#define WORKFLOW_ORGANISATION_LINEAGE_H_

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::organisation {

// Nodes that a lineage has at most.
inline constexpr int kMaxLineageNodes = 2'000;

// The unit must be known.
v1::Lineage LineageOf(const Directory& directory, absl::string_view unit, absl::CivilDay day);

// Units that lived on `day` and whose successors on the unit's last living day, or today's, are or include the unit. Agrees
// with ResolveSuccessors in both directions (property-tested): p is among PredecessorsOf(u, day) if and only if u is among the
// holders of p.
v1::ResolvePredecessorsResponse PredecessorsOf(const Directory& directory, absl::string_view unit, absl::CivilDay day);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_LINEAGE_H_
