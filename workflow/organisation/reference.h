// Recording of reference data: the province's units, sets, memberships, reorganisations, instruments, duties,
// calendars, ladders.
#ifndef WORKFLOW_ORGANISATION_REFERENCE_H_
#define WORKFLOW_ORGANISATION_REFERENCE_H_

#include "absl/status/statusor.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

// Validates and compares with what is known; one event per thing that differs, none for what is equal (so that loading
// twice changes nothing). References to units must be known or part of the same command; versions must not overlap; a
// reorganisation must have the number of edges that its type allows and must not make a cycle.
absl::StatusOr<Decision> Decide(const internal::v1::ReferenceData& state, const internal::v1::ReferenceCommand& command,
                                const Facts& facts, const Context& context);

// Replaces or adds the thing that the event carries, keeping each list in the order of names.
void Evolve(internal::v1::ReferenceData& state, const v1::Event& event);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_REFERENCE_H_
