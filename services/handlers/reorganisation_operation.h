// Operations that execute or undo a reorganisation.
#ifndef SERVICES_HANDLERS_REORGANISATION_OPERATION_H_
#define SERVICES_HANDLERS_REORGANISATION_OPERATION_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "services/handlers/call.h"
#include "services/handlers/operation_source.h"

namespace phoihop::handlers {

// `id` is the last segment of `name`: `execute-1-sx-2026-…`. Null when it does not have that form.
std::shared_ptr<const OperationSource> ReorganisationOperation(const std::string& name, absl::string_view id,
                                                               const CallContext& call);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_REORGANISATION_OPERATION_H_
