// The parties of one plan item on their way to successors. Internal to workflow/plan.
#ifndef WORKFLOW_PLAN_PARTY_MOVES_H_
#define WORKFLOW_PLAN_PARTY_MOVES_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::plan {

using Parties = google::protobuf::RepeatedPtrField<v1::ResponsibleParty>;

// What becomes of a unit in a role; a change without role: nothing.
using MoveOf = std::function<v1::RehomingItem::Change(v1::RehomingRole role, const std::string& unit)>;

// Moves leads and coordinators, in their order, and answers what changed. Units that become one with an earlier one of
// their role, and coordinators that become the only lead, are dropped: their change is made MERGE_ROLE. A party that
// loses its last unit goes.
std::vector<v1::RehomingItem::Change> MoveParties(const MoveOf& move, v1::PlanItem& item);

// Whether the change did something to the parties.
bool DidSomething(const v1::RehomingItem::Change& change);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PARTY_MOVES_H_
