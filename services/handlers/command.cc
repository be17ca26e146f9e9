#include "services/handlers/command.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "services/handlers/digest.h"
#include "services/handlers/message_field.h"
#include "workflow/errors.h"

namespace phoihop::handlers {

using google::protobuf::Message;

absl::StatusOr<internal::v1::Command> NewCommand(const Message& request, const CallContext& call) {
  if (call.actor.unit().empty() && call.actor.system().empty()) {
    return Error(v1::ERROR_REASON_ACTOR_MISSING, "say who acts: a command needs a unit, and usually a person in it");
  }
  internal::v1::Command command;
  command.set_province(call.province);
  *command.mutable_actor() = call.actor;
  if (!call.actor.on_behalf_of().empty()) {
    command.mutable_acting_for()->set_unit(call.actor.unit());
    command.mutable_acting_for()->set_person(call.actor.on_behalf_of());
  }
  command.set_request_id(StringField(request, "request_id").value_or(""));
  command.set_request_digest(RequestDigest(request, call.actor));
  command.set_etag(StringField(request, "etag").value_or(""));
  command.set_validate_only(BoolField(request, "validate_only"));
  return command;
}

std::string RequestDigest(const Message& request, const v1::Actor& actor) {
  const std::unique_ptr<Message> copy(request.New());
  copy->CopyFrom(request);
  ClearField(*copy, "request_id");
  return Sha256(absl::StrCat(request.GetDescriptor()->full_name(), "\n", Sha256(DeterministicBytes(actor)),
                             DeterministicBytes(*copy)));
}

}  // namespace phoihop::handlers
