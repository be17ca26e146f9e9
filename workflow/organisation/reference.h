// The aggregate "reference data of a province": units, sets, persons, posts, memberships, reorganisations, instruments,
// functions, duties, regulations, waivers, calendars, ladders. How they are recorded, and which rules have the rest.
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
// differs). What was changed by a reorganisation that was executed here is not put back: an entry that is as the thing
// was before says nothing new. INVALID_ARGUMENT (INVALID_FIELD) with all violations; a reorganisation that was drafted
// here cannot be recorded over. Only a system actor may do this.
//
// CreateMembership is for whoever acts for that unit, for the province's registrar (any actor of the Provincial
// People's Committee or its office) and for system actors: PERMISSION_DENIED otherwise, before anything else is looked
// at. INVALID_ARGUMENT (INVALID_FIELD), NOT_FOUND, FAILED_PRECONDITION (UNIT_NOT_ALIVE on the later of today and
// valid_from), ALREADY_EXISTS when the id is taken or the person already holds that role on one of those days. A post
// is one of that unit, in force all the time, and its role is the membership's; what the person's memberships state as
// shares sums to at most 100 on every day.
//
// What a regulation that was enacted here laid down (its instrument, functions, duties) is not recorded over either.
//
// CreatePerson and CreatePost: person.h. PublishCalendar: publish_calendar.h. Regulations:
// workflow/responsibility/regulation.h. WaiveFinding and RevokeFindingWaiver: finding_waiver.h. All other verbs:
// reorganisation.h.
absl::StatusOr<Decision> Decide(const internal::v1::ReferenceData& state, const internal::v1::ReferenceCommand& command,
                                const Facts& facts, const Context& context);

// Replaces or adds the thing that the event carries, keeping each list in the order of names.
void Evolve(internal::v1::ReferenceData& state, const v1::Event& event);

// The reorganisation that an event carries; null when it carries none.
const v1::Reorganisation* ReorganisationOf(const v1::Event& event);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_REFERENCE_H_
