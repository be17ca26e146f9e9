// What is said of a reorganisation, whoever asks.
#ifndef SERVICES_HANDLERS_REORGANISATION_ANSWER_H_
#define SERVICES_HANDLERS_REORGANISATION_ANSWER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/longrunning/operations.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// As callers see it: with its etag, without the organisation as it was before (fields `*_before`), which only an undo
// needs.
v1::Reorganisation Present(const v1::Reorganisation& stored);

// By a name that a caller sent: INVALID_NAME, NOT_FOUND. Lives as long as `facts`.
absl::StatusOr<const v1::Reorganisation*> FindReorganisation(absl::string_view name, const Facts& facts);

// ACTOR_MISSING, PERMISSION_DENIED unless the caller is the province's registrar.
absl::Status CheckRegistrar(const CallContext& call);

// Whether open items are still being moved, or moved back.
bool IsRunning(const v1::Reorganisation& reorganisation);

// `provinces/dong-nai/operations/execute-1-sx-2026-…` of the execution or undo that the reorganisation is in, or was in
// last.
std::string OperationName(const v1::Reorganisation& reorganisation);

// The operation of that name with its metadata and, when it is done, its response. Counts in the store.
absl::StatusOr<google::longrunning::Operation> OperationOf(const std::string& name,
                                                           const v1::Reorganisation& reorganisation, bool done,
                                                           const Facts& facts, const CallContext& call,
                                                           const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_REORGANISATION_ANSWER_H_
