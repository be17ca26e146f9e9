#include "services/store/checkpoint_rows.h"

#include "services/store/connection.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::store {

absl::StatusOr<std::vector<CheckpointState>> CheckpointStates(Database& database) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows = (*connection)->Run("CheckpointState");
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<CheckpointState> states(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    CheckpointState& state = states[i];
    state.province = std::string(rows->Text(i, 0));
    state.last_sequence = rows->Int64(i, 1);
    state.last_hash = rows->Bytes(i, 2);
    if (rows->IsNull(i, 3)) continue;
    state.ordinal = rows->Int64(i, 3);
    state.sequence = rows->Int64(i, 4);
    state.time = rows->Time(i, 5);
  }
  return states;
}

absl::StatusOr<bool> InsertCheckpoint(Database& database, absl::string_view province, const CheckpointRow& row) {
  const auto connection = Connection::Open(database.uri(), ConnectionUse::kWrite);
  if (!connection.ok()) return ForCaller(connection.status());
  const v1::JournalCheckpoint& checkpoint = row.checkpoint;
  const auto inserted = (*connection)
                            ->Run("InsertCheckpoint", Values()
                                                          .Text(province)
                                                          .Int64(row.ordinal)
                                                          .Int64(checkpoint.sequence())
                                                          .Bytes(checkpoint.event_hash())
                                                          .Time(FromTimestamp(checkpoint.time()))
                                                          .Text(checkpoint.key_id())
                                                          .Bytes(row.public_key)
                                                          .Bytes(checkpoint.signature()));
  if (!inserted.ok()) return ForCaller(inserted.status());
  return inserted->affected() == 1;
}

absl::StatusOr<std::vector<CheckpointRow>> ListCheckpoints(Database& database, absl::string_view province,
                                                           int64_t from_sequence, int64_t after_ordinal, int limit) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows =
      (*connection)
          ->Run("ListCheckpoints", Values().Text(province).Int64(from_sequence).Int64(after_ordinal).Int64(limit));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<CheckpointRow> checkpoints(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    CheckpointRow& row = checkpoints[i];
    row.ordinal = rows->Int64(i, 0);
    row.checkpoint.set_province(ProvinceName(province));
    row.checkpoint.set_sequence(rows->Int64(i, 1));
    row.checkpoint.set_event_hash(rows->Bytes(i, 2));
    *row.checkpoint.mutable_time() = ToTimestamp(rows->Time(i, 3));
    row.checkpoint.set_key_id(std::string(rows->Text(i, 4)));
    row.public_key = rows->Bytes(i, 5);
    row.checkpoint.set_signature(rows->Bytes(i, 6));
  }
  return checkpoints;
}

}  // namespace phoihop::store
