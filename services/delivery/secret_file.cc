#include "services/delivery/secret_file.h"

#include <fstream>

#include "absl/strings/ascii.h"
#include "services/delivery/limits.h"

namespace phoihop::delivery {

absl::StatusOr<std::string> ReadSecretFile(const std::string& file) {
  std::ifstream in(file);
  std::string line(kMaxSecretLineBytes + 1, '\0');
  // A longer line is no secret.
  in.getline(line.data(), static_cast<std::streamsize>(line.size()));
  if (in) {
    line.resize(line.find('\0'));
    absl::StripTrailingAsciiWhitespace(&line);
    if (!line.empty()) return line;
  }
  return absl::InvalidArgumentError("the file cannot be read, or holds no secret");
}

}  // namespace phoihop::delivery
