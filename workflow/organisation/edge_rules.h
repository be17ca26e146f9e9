// What the edges of a reorganisation must look like, for those that are drafted here and for those that are recorded.
#ifndef WORKFLOW_ORGANISATION_EDGE_RULES_H_
#define WORKFLOW_ORGANISATION_EDGE_RULES_H_

#include <string>
#include <vector>

#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::organisation {

// History is recorded as its sources tell it: one decision may have made several units, and a unit that was abolished
// may have left its parts to others. What is executed here says the same with several CREATE, or with SPLIT.
enum class EdgeUse { kDrafted, kRecorded };

// Whether a type leaves every unit what it is: RENAME, RETYPE, RENUMBER, REPARENT.
bool KeepsIdentity(v1::ReorganisationType type);
// Whether the units that edges of the type come from end: MERGE, SPLIT, ABOLISH.
bool EndsOldUnits(v1::ReorganisationType type);
// END_MEMBERSHIP and END_POST.
bool EndsPlaceOfPerson(v1::ReorganisationType type);

// What is wrong with number and shape of the edges, as a predicate ("needs exactly one edge …"); empty when they are
// right.
std::string EdgeFault(const v1::Reorganisation& reorganisation, EdgeUse use);

// Units that end in one another, as "a → b → a"; empty when there are none.
std::string FindCycle(const std::vector<const v1::Reorganisation*>& reorganisations);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_EDGE_RULES_H_
