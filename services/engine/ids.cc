#include "services/engine/ids.h"

#include <cstdint>

#include "absl/random/random.h"
#include "absl/strings/str_format.h"

namespace phoihop::engine {

std::string NewUuid(absl::Time now) {
  thread_local absl::BitGen random;
  const auto millis = static_cast<uint64_t>(absl::ToUnixMillis(now)) & 0xFFFF'FFFF'FFFF;
  const auto high = absl::Uniform<uint64_t>(random), low = absl::Uniform<uint64_t>(random);
  return absl::StrFormat("%08x-%04x-7%03x-%04x-%012x", millis >> 16, millis & 0xFFFF, high & 0xFFF,
                         0x8000 | (high >> 12 & 0x3FFF), low & 0xFFFF'FFFF'FFFF);
}

}  // namespace phoihop::engine
