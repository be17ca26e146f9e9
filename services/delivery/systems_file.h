// The file in which the operator says where the systems are that ladders call:
//
//   {
//     "systems": [
//       {"name": "ioc", "url": "https://ioc.example.vn/phoihop", "secret_file": "ioc-secret", "ca_file": "ioc-ca.pem"}
//     ]
//   }
//
// `name` is the id by which rungs name it; `url` and `ca_file` (which may be left out) are those of WebhookOptions;
// `secret_file` has the secret in its first line. A file that is not named from the root is beside this one.
#ifndef SERVICES_DELIVERY_SYSTEMS_FILE_H_
#define SERVICES_DELIVERY_SYSTEMS_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/delivery/webhook.h"

namespace phoihop::delivery {

struct SystemEndpoint {
  std::string name;
  WebhookOptions webhook;  // checked
};

// In the order of the file. INVALID_ARGUMENT names the entry and what to do: a key that is unknown or comes twice, a
// name that comes twice, what WebhookSender::Create would refuse, files that cannot be read, more than kMaxSystems. It
// repeats neither secrets nor URLs.
absl::StatusOr<std::vector<SystemEndpoint>> ReadSystemsFile(const std::string& path);

}  // namespace phoihop::delivery

#endif  // SERVICES_DELIVERY_SYSTEMS_FILE_H_
