#include "services/handlers/message_field.h"

#include "google/protobuf/descriptor.h"

namespace phoihop::handlers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* SingleField(const Message& message, const std::string& name, FieldDescriptor::Type type) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && field->type() == type && !field->is_repeated() ? field : nullptr;
}

}  // namespace

std::optional<std::string> StringField(const Message& message, const std::string& name) {
  const FieldDescriptor* field = SingleField(message, name, FieldDescriptor::TYPE_STRING);
  if (field == nullptr) return std::nullopt;
  return message.GetReflection()->GetString(message, field);
}

bool BoolField(const Message& message, const std::string& name) {
  const FieldDescriptor* field = SingleField(message, name, FieldDescriptor::TYPE_BOOL);
  return field != nullptr && message.GetReflection()->GetBool(message, field);
}

}  // namespace phoihop::handlers
