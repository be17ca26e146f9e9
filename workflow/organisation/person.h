// Making persons and posts known.
#ifndef WORKFLOW_ORGANISATION_PERSON_H_
#define WORKFLOW_ORGANISATION_PERSON_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

// Bytes of the name of a person or post, and of an address.
inline constexpr size_t kMaxPersonNameBytes = 200;
inline constexpr size_t kMaxEmailBytes = 254;

// For every actor that acts for a living unit, the registrar and systems. INVALID_ARGUMENT, ALREADY_EXISTS.
absl::StatusOr<Decision> DecidePerson(const internal::v1::ReferenceData& state, const v1::CreatePersonRequest& request,
                                      const Context& context);

// For the unit itself, the registrar and systems. INVALID_ARGUMENT, NOT_FOUND, UNIT_NOT_ALIVE on the later of today and
// valid_from, ALREADY_EXISTS.
absl::StatusOr<Decision> DecidePost(const internal::v1::ReferenceData& state, const v1::CreatePostRequest& request,
                                    const Context& context);

// Whether the actor may fill the places of a unit: the unit itself, the registrar, systems.
absl::Status CheckMayStaff(const v1::Actor& actor, absl::string_view unit, const Directory& directory,
                           absl::CivilDay today);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_PERSON_H_
