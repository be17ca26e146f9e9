// Finds the PostgreSQL programs of this machine.

#ifndef SERVICES_EMBEDDED_INSTALLATION_H_
#define SERVICES_EMBEDDED_INSTALLATION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::embedded {

// Where Debian and Ubuntu put the programs: <root>/<major>/bin.
inline constexpr char kInstallationRoot[] = "/usr/lib/postgresql";

// Oldest PostgreSQL that the statements of services/store are written for.
inline constexpr int kOldestMajor = 15;

struct Installation {
  int major = 0;
  std::string bin;  // folder with postgres, initdb …

  std::string Path(absl::string_view program) const;
};

// The newest installed server of at least kOldestMajor. NotFound, with the name of the package to install, when there
// is none; a machine with only the client programs has none.
absl::StatusOr<Installation> NewestInstallation(const std::string& root);

// The server of exactly this major version: a data directory can be read by no other. FailedPrecondition, naming both
// versions, when it is not installed.
absl::StatusOr<Installation> InstallationFor(const std::string& root, int major);

}  // namespace phoihop::embedded

#endif  // SERVICES_EMBEDDED_INSTALLATION_H_
