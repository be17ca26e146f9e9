// A hash that is the same in every process, version and machine, so that ids and keys may be made of it. Against
// accident, not against an attacker.
#ifndef WORKFLOW_STABLE_HASH_H_
#define WORKFLOW_STABLE_HASH_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace phoihop {

// FNV-1a, 64 bits.
inline uint64_t StableHash(absl::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// The same as 16 hexadecimal digits.
inline std::string StableHashText(absl::string_view text) {
  return absl::StrCat(absl::Hex(StableHash(text), absl::kZeroPad16));
}

}  // namespace phoihop

#endif  // WORKFLOW_STABLE_HASH_H_
