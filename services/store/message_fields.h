// What reading and writing messages as JSON needs to know of a message type, worked out once.
#ifndef SERVICES_STORE_MESSAGE_FIELDS_H_
#define SERVICES_STORE_MESSAGE_FIELDS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace phoihop::store {

struct MessageFields;

struct MessageField {
  const google::protobuf::FieldDescriptor* descriptor = nullptr;
  std::string key;                         // `"lead_unit":`
  const MessageFields* message = nullptr;  // of fields that are messages
};

struct MessageFields {
  bool is_timestamp = false;
  std::vector<MessageField> fields;
  absl::flat_hash_map<std::string, const MessageField*> by_name;
};

// Thread-safe; what it returns lives forever.
const MessageFields& FieldsOf(const google::protobuf::Descriptor* descriptor);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_MESSAGE_FIELDS_H_
