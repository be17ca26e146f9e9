// What each RPC asks of its caller: one row each; the program does not start with a method that has none. Verbs and
// permissions of commands are asked at the write door, on the facts of the transaction; the rows say which, for token
// scopes, for explanations and for the matrix that the tests walk through.
#ifndef SERVICES_HANDLERS_AUTHORISATION_H_
#define SERVICES_HANDLERS_AUTHORISATION_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"
#include "phoihop/v1/access.pb.h"
#include "phoihop/v1/task_state.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

struct Authorisation {
  enum class Asks {
    // Nothing: the organisation, calendars, instruments and duties are open to all that reach the server.
    kOpen,
    // A caller; who answers with what that caller may see of tasks.
    kTasks,
    // A caller, whose own it is; of others with a permission that the service names.
    kOwn,
    // The verb, at the write door.
    kVerb,
    // The permission.
    kPermission,
  };
  // Full name: `phoihop.v1.TaskService.AcceptTask`.
  absl::string_view method;
  // What an access token needs to have; unspecified: none is enough.
  v1::TokenScope scope = v1::TOKEN_SCOPE_UNSPECIFIED;
  Asks asks = Asks::kOpen;
  v1::TaskVerb verb = v1::TASK_VERB_UNSPECIFIED;
  v1::Permission permission = v1::PERMISSION_UNSPECIFIED;
};

// In the order of services.
absl::Span<const Authorisation> AuthorisationTable();
// Null when there is no such method.
const Authorisation* FindAuthorisation(absl::string_view method);

// `scopes` of the access token that the call came with; nullopt: it came with none. TOKEN_SCOPE.
absl::Status CheckTokenScope(const Authorisation& row, const std::optional<std::vector<v1::TokenScope>>& scopes);

// Of a method that asks for a permission: whether the caller has it where the request needs it, by the facts at hand. A
// command is asked again at the write door, by the facts of its transaction.
absl::Status CheckPermission(const Authorisation& row, const google::protobuf::Message& request,
                             const CallContext& call);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_AUTHORISATION_H_
