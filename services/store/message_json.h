// Messages as JSON in the database: the proto3 JSON mapping with the field names of the proto files, so that an auditor
// reads in psql what the API documents. The same as MessageToJsonString with preserve_proto_field_names and
// JsonStringToMessage (a test compares), some twenty times faster, which is what the write door spends its time on.
//
// Of the well-known types only Timestamp is written its special way; others do not occur in what is stored.
#ifndef SERVICES_STORE_MESSAGE_JSON_H_
#define SERVICES_STORE_MESSAGE_JSON_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace phoihop::store {

// Appends the message as one JSON object. Strings have to be valid UTF-8, which proto3 ensures.
void AppendJson(const google::protobuf::Message& message, std::string* out);
std::string ToJson(const google::protobuf::Message& message);

// Merges a JSON object into the message. INTERNAL when the text is not of this type: a field that this program does not
// know was written by a newer one, and dropping it would lose it at the next write.
absl::Status MergeJson(absl::string_view json, google::protobuf::Message* message);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_MESSAGE_JSON_H_
