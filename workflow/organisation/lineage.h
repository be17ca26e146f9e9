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

// The unit, all that came out of it and all that it came from, however many steps away, with the days respected: what a
// unit did before the work arrived, or after it had gone, does not count. Beside them, one step away, the other old
// units of each successor and the other receivers of each predecessor. The unit must be known.
v1::Lineage LineageOf(const Directory& directory, absl::string_view unit, absl::CivilDay day);

// Today, for whoever asks about all that is enacted, the future included.
inline constexpr absl::CivilDay kEndOfTimes(2200, 12, 31);

// Units that lived on `day` and whose holders today are or include the unit; for a unit that does not live today, whose
// holders on its last living day did. The steps of the path lie after `day`. Agrees with ResolveSuccessors in both
// directions (property-tested): p is among PredecessorsOf(u, day, today) if and only if p lived on `day` and u is among
// the holders of p on that later day.
v1::ResolvePredecessorsResponse PredecessorsOf(const Directory& directory, absl::string_view unit, absl::CivilDay day,
                                               absl::CivilDay today = kEndOfTimes);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_LINEAGE_H_
