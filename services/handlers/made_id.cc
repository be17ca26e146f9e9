#include "services/handlers/made_id.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/engine/ids.h"
#include "services/handlers/command.h"
#include "services/handlers/digest.h"

namespace phoihop::handlers {
namespace {

constexpr size_t kMadeIdBytes = 10;

}  // namespace

std::string MakeId(absl::string_view prefix, const google::protobuf::Message& request, absl::string_view request_id,
                   const CallContext& call) {
  const std::string seed =
      request_id.empty() ? engine::NewUuid(call.now) : absl::StrCat(RequestDigest(request, call.actor), request_id);
  return absl::StrCat(prefix, "-", absl::BytesToHexString(Sha256(seed).substr(0, kMadeIdBytes)));
}

}  // namespace phoihop::handlers
