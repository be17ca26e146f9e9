#include "services/handlers/command.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "services/handlers/digest.h"
#include "workflow/errors.h"

namespace phoihop::handlers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string StringField(const Message& message, const std::string& name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->type() != FieldDescriptor::TYPE_STRING || field->is_repeated()) return "";
  return message.GetReflection()->GetString(message, field);
}

bool BoolField(const Message& message, const std::string& name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->type() != FieldDescriptor::TYPE_BOOL || field->is_repeated()) return false;
  return message.GetReflection()->GetBool(message, field);
}

}  // namespace

absl::StatusOr<internal::v1::Command> NewCommand(const Message& request, const CallContext& call) {
  if (call.actor.unit().empty() && call.actor.system().empty()) {
    return Error(v1::ERROR_REASON_ACTOR_MISSING, "say who acts: a command needs a unit, and usually a person in it");
  }
  internal::v1::Command command;
  command.set_province(call.province);
  *command.mutable_actor() = call.actor;
  command.set_request_id(StringField(request, "request_id"));
  command.set_request_digest(RequestDigest(request, call.actor));
  command.set_etag(StringField(request, "etag"));
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
