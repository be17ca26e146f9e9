// Makes the request message of an RPC from path, query and body, as google.api.http and the proto3 JSON mapping say.
#ifndef SERVICES_GATEWAY_REQUEST_MESSAGE_H_
#define SERVICES_GATEWAY_REQUEST_MESSAGE_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "services/gateway/router.h"

namespace phoihop::gateway {

// `query` is what stands behind the '?', `body` the JSON document (empty: as if it were {}). INVALID_FIELD says which
// parameter or which part of the document is wrong.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> MakeRequest(const Matched& matched, absl::string_view query,
                                                                       absl::string_view body);

// Sets the field that a path (`item.name`, `pageSize`) names, by the name in the proto or in JSON, from text. A
// repeated field gets one more value. INVALID_FIELD.
absl::Status SetField(google::protobuf::Message& message, absl::string_view path, absl::string_view text);

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_REQUEST_MESSAGE_H_
