#ifndef CLIENTS_CPP_SHA256_H_
#define CLIENTS_CPP_SHA256_H_

#include <string>

#include "absl/strings/string_view.h"

namespace phoihop::client {

// 32 bytes.
std::string Sha256(absl::string_view bytes);

}  // namespace phoihop::client

#endif  // CLIENTS_CPP_SHA256_H_
