// Fields of any request, by their name.
#ifndef SERVICES_HANDLERS_MESSAGE_FIELD_H_
#define SERVICES_HANDLERS_MESSAGE_FIELD_H_

#include <optional>
#include <string>

#include "google/protobuf/message.h"

namespace phoihop::handlers {

// nullopt when the message has no single string field of that name.
std::optional<std::string> StringField(const google::protobuf::Message& message, const std::string& name);

// False when the message has no single field of that name and type.
bool BoolField(const google::protobuf::Message& message, const std::string& name);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_MESSAGE_FIELD_H_
