// Where the key of journal checkpoints is kept: a file that the operator names, or one of its own in the data directory
// of `phoihopd up`.
#ifndef SERVICES_CHECKPOINT_KEY_FILE_H_
#define SERVICES_CHECKPOINT_KEY_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/engine/checkpoint_key.h"

namespace phoihop {

// In a data directory: the private key, readable by its owner only, and the public one beside it.
inline constexpr char kCheckpointKeyFile[] = "checkpoint-key.pem";
inline constexpr char kCheckpointPublicKeyFile[] = "checkpoint-key.pub.pem";
// A longer file is no key.
inline constexpr size_t kMaxKeyFileBytes = 16 << 10;

// NOT_FOUND, PERMISSION_DENIED …, or INVALID_ARGUMENT with what the file should hold.
absl::StatusOr<engine::CheckpointKey> ReadCheckpointKey(const std::string& path);

// The key of a data directory; makes both files when there is none.
absl::StatusOr<engine::CheckpointKey> OwnCheckpointKey(const std::string& directory);

}  // namespace phoihop

#endif  // SERVICES_CHECKPOINT_KEY_FILE_H_
