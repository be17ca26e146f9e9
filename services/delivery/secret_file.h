// Secrets that are read from files: not from arguments, which everybody on a machine can list.
#ifndef SERVICES_DELIVERY_SECRET_FILE_H_
#define SERVICES_DELIVERY_SECRET_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace phoihop::delivery {

// The first line of the file, without white space at its end. INVALID_ARGUMENT when it cannot be read, or the line is
// empty or longer than kMaxSecretLineBytes; the message repeats nothing of it.
absl::StatusOr<std::string> ReadSecretFile(const std::string& file);

}  // namespace phoihop::delivery

#endif  // SERVICES_DELIVERY_SECRET_FILE_H_
