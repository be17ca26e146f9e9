// What every command has: who asks, under which id, with which etag.
//
//   absl::StatusOr<internal::v1::Command> command = NewCommand(request, call);
//   if (!command.ok()) return done(command.status());
//   *command->mutable_task()->mutable_accept() = request;
#ifndef SERVICES_HANDLERS_COMMAND_H_
#define SERVICES_HANDLERS_COMMAND_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "phoihop/internal/v1/command.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// A command of the caller in its province. request_id, etag and validate_only are taken from the request's fields of
// these names. The digest covers everything but request_id, and the caller: the same id from somebody else is another
// request.
absl::StatusOr<internal::v1::Command> NewCommand(const google::protobuf::Message& request, const CallContext& call);

// SHA-256 over the request's type, its deterministic encoding without request_id, and the caller.
std::string RequestDigest(const google::protobuf::Message& request, const v1::Actor& actor);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_COMMAND_H_
