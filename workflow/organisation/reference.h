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

// RecordReferenceData validates and compares with what is known; one event per thing that differs, none for what is
// equal (so that loading twice changes nothing). References to units must be known or part of the same command;
// versions must not overlap; a reorganisation must have the number of edges that its type allows and must not make a
// cycle. What the system fills in by itself does not count when things are compared: record_time (kept, or `now` for
// what is new), the state of a reorganisation, the version of a calendar or ladder (the known one plus one when it
// differs). INVALID_ARGUMENT (INVALID_FIELD) with all violations. Only a system actor may do this.
//
// CreateMembership is for whoever acts for that unit, for the province's registrar (any actor of the Provincial
// People's Committee or its office) and for system actors: PERMISSION_DENIED otherwise, before anything else is looked
// at. INVALID_ARGUMENT (INVALID_FIELD), NOT_FOUND, FAILED_PRECONDITION (UNIT_NOT_ALIVE on the later of today and
// valid_from), ALREADY_EXISTS when the id is taken or the person already holds that role on one of those days.
absl::StatusOr<Decision> Decide(const internal::v1::ReferenceData& state, const internal::v1::ReferenceCommand& command,
                                const Facts& facts, const Context& context);

// Replaces or adds the thing that the event carries, keeping each list in the order of names.
void Evolve(internal::v1::ReferenceData& state, const v1::Event& event);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_REFERENCE_H_
