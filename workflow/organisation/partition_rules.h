// What the parts of a split or a partial transfer must satisfy.
#ifndef WORKFLOW_ORGANISATION_PARTITION_RULES_H_
#define WORKFLOW_ORGANISATION_PARTITION_RULES_H_

#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/findings.h"

namespace phoihop::organisation {

// Terms, territories and items that one partition may list.
inline constexpr int kMaxPartitionEntries = 10'000;

// Adds PARTITION for what two parts take, what no part takes (a part with KEY_REMAINDER or KEY_UNDETERMINED takes the
// rest), for parts that say nothing, and for territory that is not the old unit's. The territory of the old unit is the
// communes that have it as superior or lie in it on the day before; a part may name what such a commune becomes, by any
// reorganisation that is not annulled, instead of the commune. Nothing is known of a unit without communes. The edges
// are right (EdgeFault) and the date is a date.
void CheckPartitions(const Directory& directory, const v1::Reorganisation& reorganisation, Findings& findings);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_PARTITION_RULES_H_
