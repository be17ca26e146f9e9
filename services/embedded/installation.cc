#include "services/embedded/installation.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace phoihop::embedded {
namespace {

// All installed servers, newest first.
std::vector<Installation> AllInstallations(const std::string& root) {
  std::vector<Installation> found;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
    Installation installation;
    if (!absl::SimpleAtoi(entry->path().filename().string(), &installation.major)) continue;
    installation.bin = (entry->path() / "bin").string();
    const bool complete = access(installation.Path("postgres").c_str(), X_OK) == 0 &&
                          access(installation.Path("initdb").c_str(), X_OK) == 0;
    if (complete) found.push_back(installation);
  }
  std::sort(found.begin(), found.end(), [](const Installation& a, const Installation& b) { return a.major > b.major; });
  return found;
}

std::string Majors(const std::vector<Installation>& installations) {
  if (installations.empty()) return "no PostgreSQL server";
  return absl::StrCat("only PostgreSQL ",
                      absl::StrJoin(installations, ", ", [](std::string* out, const Installation& installation) {
                        absl::StrAppend(out, installation.major);
                      }));
}

}  // namespace

std::string Installation::Path(absl::string_view program) const { return absl::StrCat(bin, "/", program); }

absl::StatusOr<Installation> NewestInstallation(const std::string& root) {
  const std::vector<Installation> all = AllInstallations(root);
  if (!all.empty() && all.front().major >= kOldestMajor) return all.front();
  return absl::NotFoundError(absl::StrCat(Majors(all), " is installed in ", root, "; install version ", kOldestMajor,
                                          " or newer (Debian: apt install postgresql-", kOldestMajor, ")"));
}

absl::StatusOr<Installation> InstallationFor(const std::string& root, int major) {
  const std::vector<Installation> all = AllInstallations(root);
  for (const Installation& installation : all) {
    if (installation.major == major && major >= kOldestMajor) return installation;
  }
  if (major < kOldestMajor) {
    return absl::FailedPreconditionError(absl::StrCat("the data were written by PostgreSQL ", major, ", but version ",
                                                      kOldestMajor,
                                                      " or newer is needed; move them with pg_upgrade or pg_dump"));
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "the data were written by PostgreSQL ", major, ", but ", Majors(all), " is installed; install it (Debian: apt",
      " install postgresql-", major, ") or move the data with pg_upgrade or pg_dump"));
}

}  // namespace phoihop::embedded
