#include "services/handlers/loopback.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace phoihop::handlers {

bool IsLoopbackAddress(absl::string_view address) {
  if (absl::StartsWith(address, "unix:") || absl::StartsWith(address, "unix-abstract:")) return true;
  absl::string_view host = address.substr(0, address.rfind(':'));
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) host = host.substr(1, host.size() - 2);
  if (host == "localhost" || host == "::1") return true;
  const std::vector<absl::string_view> bytes = absl::StrSplit(host, '.');
  if (bytes.size() != 4 || bytes[0] != "127") return false;
  for (const absl::string_view byte : bytes) {
    int value = 0;
    if (!absl::SimpleAtoi(byte, &value) || value < 0 || value > 255) return false;
  }
  return true;
}

}  // namespace phoihop::handlers
