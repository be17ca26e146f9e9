// Bulk operations within a writing transaction: what is locked, claimed and written of them and their items.
#include <utility>

#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::store {

absl::StatusOr<std::vector<LockedBulkOperation>> BulkOperationsIn(const Result& rows) {
  std::vector<LockedBulkOperation> operations(rows.rows());
  for (int i = 0; i < rows.rows(); ++i) {
    operations[i].id = std::string(rows.Text(i, 0));
    operations[i].version = rows.Int64(i, 1);
    if (auto status = MergeJson(rows.Text(i, 2), &operations[i].operation); !status.ok()) return status;
  }
  return operations;
}

std::map<std::string, bulk::ItemsSeen> BulkItemCountsIn(const Result& rows) {
  std::map<std::string, bulk::ItemsSeen> seen;
  for (int i = 0; i < rows.rows(); ++i) {
    bulk::ItemsSeen& items = seen[std::string(rows.Text(i, 0))];
    const absl::string_view state = rows.Text(i, 1);
    const int count = static_cast<int>(rows.Int64(i, 2));
    if (state == "STATE_WAITING") items.waiting = count;
    if (state == "STATE_SUCCEEDED") items.succeeded = count;
    if (state == "STATE_FAILED") items.failed = count;
    if (state == "STATE_CANCELLED") items.cancelled = count;
  }
  return seen;
}

absl::StatusOr<Loaded> WriteSession::BeginBulkItems(const BulkClaim& claim) {
  const Values key = Values().Text(claim.province);
  absl::Status status = connection_->Send(kBegin);
  status.Update(connection_->Send("ShareReference", key));
  status.Update(connection_->Send("ReadFeed", key));
  status.Update(connection_->Send(
      "ClaimBulkItems",
      Values().Text(claim.province).Text(claim.bulk_operation_id).Int64(claim.limit).Text(claim.only_task_id)));
  if (!status.ok()) return status;
  auto results = connection_->Receive();
  if (!results.ok()) return results.status();
  Loaded loaded;
  ReadFeedRow((*results)[2], loaded);
  const Result& items = (*results)[3];
  if (items.rows() == 0) return loaded;
  if (auto read = MergeJson(items.Text(0, 0), &loaded.bulk_operation); !read.ok()) return read;
  loaded.bulk_cause_sequence = items.Int64(0, 1);
  ArrayValue ids = ArrayValue::OfText(), versions = ArrayValue::OfInt64();
  for (int i = 0; i < items.rows(); ++i) {
    loaded.bulk_items.push_back({items.Int64(i, 2), std::string(items.Text(i, 3))});
    ids.Text(items.Text(i, 3));
    versions.Int64(-1);
  }
  auto locked =
      connection_->Run("LockTasks", Values().Text(claim.province).Array(std::move(ids)).Array(std::move(versions)));
  if (!locked.ok()) return locked.status();
  loaded.tasks = TasksIn(*locked);
  return loaded;
}

absl::Status WriteSession::SendBulkOperations(const std::string& province, const Rows& rows) {
  absl::Status status;
  if (!rows.bulk_operations.empty()) {
    ArrayValue ids = ArrayValue::OfText(), versions = ArrayValue::OfInt64(), states = ArrayValue::OfText(),
               units = ArrayValue::OfText(), created = ArrayValue::OfTime(), messages = ArrayValue::OfJson();
    for (const BulkOperationChange& change : rows.bulk_operations) {
      const v1::BulkOperation& operation = *change.operation;
      ids.Text(LastSegment(operation.name()));
      versions.Int64(change.version);
      states.Text(v1::BulkOperation::State_Name(operation.state()));
      units.Text(operation.actor().unit());
      created.Time(FromTimestamp(operation.create_time()));
      messages.Json(ToJson(operation));
    }
    Values values = Values().Text(province);
    for (ArrayValue* array : {&ids, &versions, &states, &units, &created, &messages}) values.Array(std::move(*array));
    status.Update(connection_->Send("PutBulkOperations", values));
  }
  for (const BulkItemsChange& change : rows.bulk_items) status.Update(SendBulkItems(province, change, rows.now));
  status.Update(SendBulkItemsDone(province, rows));
  return status;
}

absl::Status WriteSession::SendBulkItems(const std::string& province, const BulkItemsChange& change, absl::Time now) {
  Values values = Values().Text(province).Text(change.bulk_operation_id);
  switch (change.change) {
    case bulk::ItemChange::kAdd: {
      ArrayValue ids = ArrayValue::OfText();
      for (const std::string& task : change.started->tasks()) ids.Text(LastSegment(task));
      return connection_->Send("InsertBulkItems", values.Array(std::move(ids)));
    }
    case bulk::ItemChange::kRetryFailed:
      return connection_->Send("RetryBulkItems", values);
    case bulk::ItemChange::kCancelWaiting:
      return connection_->Send("CancelBulkItems", values.Time(now));
    case bulk::ItemChange::kNone:
      break;
  }
  return absl::OkStatus();
}

absl::Status WriteSession::SendBulkItemsDone(const std::string& province, const Rows& rows) {
  if (rows.bulk_items_done.empty()) return absl::OkStatus();
  ArrayValue ids = ArrayValue::OfText(), ordinals = ArrayValue::OfInt64(), states = ArrayValue::OfText(),
             reasons = ArrayValue::OfText(), explanations = ArrayValue::OfText();
  for (const BulkItemDone& done : rows.bulk_items_done) {
    const bool ok = done.status.ok();
    const v1::ErrorReason reason = ReasonOf(done.status);
    ids.Text(done.bulk_operation_id);
    ordinals.Int64(done.ordinal);
    states.Text(ok ? "STATE_SUCCEEDED" : "STATE_FAILED");
    reasons.Text(ok ? "" : ReasonName(reason == v1::ERROR_REASON_UNSPECIFIED ? v1::ERROR_REASON_INTERNAL : reason));
    explanations.Text(ok ? absl::string_view() : done.status.message());
  }
  Values values = Values().Text(province);
  for (ArrayValue* array : {&ids, &ordinals, &states, &reasons, &explanations}) values.Array(std::move(*array));
  return connection_->Send("FinishBulkItems", values.Time(rows.now));
}

}  // namespace phoihop::store
