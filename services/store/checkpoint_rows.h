// The table of signed checkpoints of journals: rows are added, nothing is ever changed.
#ifndef SERVICES_STORE_CHECKPOINT_ROWS_H_
#define SERVICES_STORE_CHECKPOINT_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/event_service.pb.h"
#include "services/store/database.h"

namespace phoihop::store {

// The end of a province's journal, and the newest checkpoint of it.
struct CheckpointState {
  std::string province;  // id
  int64_t last_sequence = 0;
  std::string last_hash;
  int64_t ordinal = 0;  // of the newest checkpoint; 0: there is none
  int64_t sequence = 0;
  absl::Time time = absl::InfinitePast();
};
absl::StatusOr<std::vector<CheckpointState>> CheckpointStates(Database& database);

struct CheckpointRow {
  int64_t ordinal = 0;
  v1::JournalCheckpoint checkpoint;
  std::string public_key;  // 32 bytes
};

// Opens a connection for it: this happens once an hour. False when another replica made this ordinal, or one of this
// sequence, first.
absl::StatusOr<bool> InsertCheckpoint(Database& database, absl::string_view province, const CheckpointRow& row);

// Of `from_sequence` and later ones, after an ordinal, at most `limit`, oldest first.
absl::StatusOr<std::vector<CheckpointRow>> ListCheckpoints(Database& database, absl::string_view province,
                                                           int64_t from_sequence, int64_t after_ordinal, int limit);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_CHECKPOINT_ROWS_H_
