// What is checked of every request before its handler sees it.
#ifndef SERVICES_HANDLERS_CHECKS_H_
#define SERVICES_HANDLERS_CHECKS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace phoihop::handlers {

// The largest request, in bytes of its protobuf encoding: a plan's file of 4 MiB and what goes with it. Larger ones are
// TOO_LARGE.
inline constexpr size_t kMaxRequestBytes = (4 << 20) + (256 << 10);
// The longest text field, in bytes.
inline constexpr size_t kMaxStringBytes = 64 << 10;
// A request_id: 1 to 128 printable ASCII characters.
inline constexpr size_t kMaxRequestIdBytes = 128;
// A message inside a message inside …
inline constexpr int kMaxDepth = 32;

// Reads the encoding of a request. INVALID_ARGUMENT: TOO_LARGE, or INVALID_FIELD when it is not an encoding of such a
// message; a string that is not valid UTF-8 is named.
absl::Status ParseRequest(absl::string_view bytes, google::protobuf::Message& request);

// All violations at once: strings (UTF-8, NUL, length), required fields of the request, page_size, request_id.
absl::Status CheckRequest(const google::protobuf::Message& request);

// Id of the province that the request is about: that of its `parent`, its `name`, or the `name` in its one resource
// (UpdatePlanItemRequest.item; of UploadFileRequest.start the `parent`). INVALID_NAME.
absl::StatusOr<std::string> ProvinceOfRequest(const google::protobuf::Message& request);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_CHECKS_H_
