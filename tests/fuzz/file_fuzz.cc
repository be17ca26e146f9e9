// Any bytes as a file: what it is, its archive, its parts.
#include <cstdint>

#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  phoihop::fuzz::DemandAnswer(phoihop::import::ReadPlanFile(bytes, 0));
  phoihop::fuzz::DemandAnswer(phoihop::import::ReadPlanFile(bytes, 2));
  return 0;
}
