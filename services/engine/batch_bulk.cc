// Bulk operations: commands to them, and their tasks, one decision each, in the name of who started them.
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/batch.h"
#include "workflow/bulk/bulk.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::engine {

absl::StatusOr<Decision> Batch::DecideBulk(const Pending& pending, const Facts& facts, const Context& context) {
  const BulkEntry& entry = bulks_[pending.subject.id];
  const std::string& etag = pending.command.etag();
  auto decision =
      bulk::Decide(entry.operation, pending.command.bulk(), seen_.bulk_items[pending.subject.id], facts, context);
  const bool mismatch = !etag.empty() && !entry.operation.name().empty() && etag != bulk::Etag(entry.version);
  // Who may not do it is not told that somebody else was faster.
  if (mismatch && (decision.ok() || decision.status().code() != absl::StatusCode::kPermissionDenied)) {
    return Error(v1::ERROR_REASON_ETAG_MISMATCH,
                 absl::StrCat("The bulk operation changed since it was read: its etag is ", bulk::Etag(entry.version),
                              ", not ", Excerpt(etag), ". Read it again and decide again."));
  }
  return decision;
}

void Batch::FoldBulk(const v1::Event& event) {
  const std::string id(LastSegment(event.subject()));
  BulkEntry& entry = bulks_[id];
  const bulk::ItemChange change = bulk::ItemChangeOf(entry.operation, event);
  bulk::Evolve(entry.operation, event);
  entry.version = event.subject_version();
  entry.changed = true;
  // What a later command of this batch sees.
  bulk::ItemsSeen& items = seen_.bulk_items[id];
  switch (change) {
    case bulk::ItemChange::kNone:
      return;
    case bulk::ItemChange::kAdd:
      items = {.waiting = entry.operation.total()};
      break;
    case bulk::ItemChange::kRetryFailed:
      items.waiting += std::exchange(items.failed, 0);
      break;
    case bulk::ItemChange::kCancelWaiting:
      items.cancelled += std::exchange(items.waiting, 0);
  }
  bulk_changes_.push_back({id, change, &event.bulk_operation_started()});
}

v1::BulkOperation Batch::PresentBulk(const std::string& id) const {
  const BulkEntry& entry = bulks_.at(id);
  v1::BulkOperation operation = entry.operation;
  operation.set_etag(bulk::Etag(entry.version));
  if (const auto items = seen_.bulk_items.find(id); items != seen_.bulk_items.end()) {
    bulk::SetCounts(items->second, operation);
  }
  return operation;
}

internal::v1::TaskCommand Batch::CommandOf(const store::ClaimedBulkItem& item) const {
  return bulk::CommandOf(loaded_.bulk_operation.verb(), TaskName(province_, item.task_id));
}

void Batch::DecideBulkItems(const ProvinceFacts& facts) {
  const std::string id(LastSegment(loaded_.bulk_operation.name()));
  for (const store::ClaimedBulkItem& item : loaded_.bulk_items) {
    ++bulk_outcome_.claimed;
    absl::Status done = set_aside_reason_.empty() ? RunBulkItem(item, *facts.facts)
                                                  : Error(v1::ERROR_REASON_INTERNAL, set_aside_reason_);
    if (!done.ok()) ++bulk_outcome_.failed;
    bulk_items_done_.push_back({id, item.ordinal, std::move(done)});
  }
}

absl::Status Batch::RunBulkItem(const store::ClaimedBulkItem& item, const Facts& facts) {
  Pending pending = OwnCommand(item.task_id, "");
  *pending.command.mutable_actor() = loaded_.bulk_operation.actor();
  *pending.command.mutable_task() = CommandOf(item);
  pending.cause_sequence = loaded_.bulk_cause_sequence;
  const Context context = ContextOf(pending);
  auto decision = DecideSubject(pending, facts, context);
  if (!decision.ok()) return decision.status();
  if (absl::Status status = CheckNew(pending, *decision); !status.ok()) return status;
  if (!decision->events.empty()) Take(pending, *std::move(decision), context);
  return absl::OkStatus();
}

}  // namespace phoihop::engine
