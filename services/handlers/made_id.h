// Ids that are made when the caller gives none.
#ifndef SERVICES_HANDLERS_MADE_ID_H_
#define SERVICES_HANDLERS_MADE_ID_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// `t-9f…`: the prefix and 80 bits. The same request gets the same one again when it is repeated: it is made of its
// request_id if it has one.
std::string MakeId(absl::string_view prefix, const google::protobuf::Message& request, absl::string_view request_id,
                   const CallContext& call);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_MADE_ID_H_
