// Which reorganisations the organisation reflects.
#ifndef WORKFLOW_ORGANISATION_REORGANISATION_STATE_H_
#define WORKFLOW_ORGANISATION_REORGANISATION_STATE_H_

#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::organisation {

// Reflected in the organisation: EXECUTING, HELD (of an execution), VERIFIED. Only these are walked by the resolver.
bool IsEnacted(const v1::Reorganisation& reorganisation);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_REORGANISATION_STATE_H_
