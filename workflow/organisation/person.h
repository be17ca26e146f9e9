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

// INVALID_ARGUMENT, ALREADY_EXISTS. Permission is asked by Decide (reference.h).
absl::StatusOr<Decision> DecidePerson(const internal::v1::ReferenceData& state, const v1::CreatePersonRequest& request);

// INVALID_ARGUMENT, NOT_FOUND, UNIT_NOT_ALIVE on the later of today and valid_from, ALREADY_EXISTS.
absl::StatusOr<Decision> DecidePost(const internal::v1::ReferenceData& state, const v1::CreatePostRequest& request,
                                    const Context& context);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_PERSON_H_
