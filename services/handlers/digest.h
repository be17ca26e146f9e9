// SHA-256 of messages.
#ifndef SERVICES_HANDLERS_DIGEST_H_
#define SERVICES_HANDLERS_DIGEST_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace phoihop::handlers {

// 32 bytes.
std::string Sha256(absl::string_view bytes);

// The same bytes for equal messages, within one version of the program: maps are sorted.
std::string DeterministicBytes(const google::protobuf::Message& message);

// An etag for a thing that has no version of its own: it changes with the thing.
std::string EtagOfBytes(const google::protobuf::Message& stored);

// Empties the field of that name, if the message has it.
void ClearField(google::protobuf::Message& message, const std::string& field);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_DIGEST_H_
