#include "services/checkpoint_key_file.h"

#include <fcntl.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "services/embedded/file.h"

namespace phoihop {
namespace {

// With the path in front.
absl::StatusOr<engine::CheckpointKey> KeyIn(absl::string_view pem, absl::string_view path) {
  absl::StatusOr<engine::CheckpointKey> key = engine::CheckpointKey::FromPem(pem);
  if (key.ok()) return key;
  return absl::Status(key.status().code(), absl::StrCat(path, ": ", key.status().message()));
}

}  // namespace

absl::StatusOr<engine::CheckpointKey> ReadCheckpointKey(const std::string& path) {
  // Follows links: mounted secrets are some.
  const embedded::Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return embedded::FileError(errno, "read", path);
  return KeyIn(embedded::ReadAll(fd.get(), kMaxKeyFileBytes), path);
}

absl::StatusOr<engine::CheckpointKey> OwnCheckpointKey(const std::string& directory) {
  const absl::StatusOr<embedded::Fd> opened = embedded::OpenDirectory(AT_FDCWD, directory, "");
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<std::string> pem = embedded::ReadFile(opened->get(), kCheckpointKeyFile, directory);
  if (pem.ok()) return KeyIn(*pem, absl::StrCat(directory, "/", kCheckpointKeyFile));
  if (!absl::IsNotFound(pem.status())) return pem.status();
  absl::StatusOr<engine::CheckpointKey> key = engine::CheckpointKey::Generate();
  if (!key.ok()) return key.status();
  const absl::StatusOr<std::string> secret = key->PrivatePem();
  if (!secret.ok()) return secret.status();
  const absl::StatusOr<std::string> known = key->PublicPem();
  if (!known.ok()) return known.status();
  // The private one last: it is what the next start looks for.
  for (const auto& [name, contents] :
       {std::pair(kCheckpointPublicKeyFile, *known), std::pair(kCheckpointKeyFile, *secret)}) {
    const absl::Status written = embedded::WriteFile(opened->get(), name, contents, directory);
    if (!written.ok()) return written;
  }
  return key;
}

}  // namespace phoihop
