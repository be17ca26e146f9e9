// What a batch locks and loads, and what it writes.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/batch.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/plan.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::engine {

store::LockRequest Batch::Locks(TaskCache& cache) {
  store::LockRequest request;
  request.province = province_;
  for (const Pending* pending : commands_) {
    if (!pending->own_request_id) request.request_ids.push_back(pending->command.request_id());
    switch (pending->subject.kind) {
      case Subject::Kind::kTask:
        if (const auto [entry, added] = tasks_.try_emplace(pending->subject.id); added) {
          const TaskCache::Entry* known = cache.Find(pending->subject.name);
          request.tasks.push_back({entry->first, known == nullptr ? -1 : known->version});
        }
        break;
      case Subject::Kind::kPlan:
        if (plans_.try_emplace(pending->subject.id).second) request.plans.push_back(pending->subject.id);
        break;
      case Subject::Kind::kBulk:
        if (bulks_.try_emplace(pending->subject.id).second) request.bulk_operations.push_back(pending->subject.id);
        break;
      case Subject::Kind::kReference:
        request.own_reference = true;
    }
  }
  return request;
}

void Batch::SetAsideAll(std::string reason, std::string claim_mark) {
  set_aside_reason_ = std::move(reason);
  refused_mark_ = std::move(claim_mark);
}

absl::Status Batch::Load(store::Loaded loaded, TaskCache& cache) {
  loaded_ = std::move(loaded);
  for (store::SeenRequest& seen : loaded_.seen) {
    requests_[seen.request_id] = {std::move(seen.digest), std::move(seen.subject)};
  }
  for (store::LockedTask& locked : loaded_.tasks) {
    TaskEntry& entry = tasks_[locked.task_id];
    entry.unreadable = locked.unreadable;
    entry.outcomes = std::move(locked.outcomes);
    if (work_.has_value() && !locked.is_part) {
      claimed_.push_back(locked.task_id);
      absl::StrAppend(&claim_mark_, locked.task_id, "@", locked.version, " ");
    }
    if (locked.task.has_value()) {
      entry.stored = &*locked.task;
      continue;
    }
    // The cache has what it had when the locks were asked for: nothing was put since.
    const TaskCache::Entry* known = cache.Find(TaskName(province_, locked.task_id));
    auto* task = google::protobuf::Arena::CreateMessage<v1::Task>(&arena_);
    if (known == nullptr || !task->ParseFromString(known->bytes)) {
      return Error(v1::ERROR_REASON_INTERNAL, "The cache of tasks is broken.");
    }
    entry.stored = task;
  }
  // The instant was taken before the locks: another replica may have changed a task since, or its clock be ahead. What
  // is decided about a task is never earlier than what was decided before.
  for (const auto& [id, entry] : tasks_) {
    if (entry.stored != nullptr) now_ = std::max(now_, FromTimestamp(entry.stored->update_time()));
  }
  for (store::LockedPlan& locked : loaded_.plans) {
    PlanEntry& entry = plans_[locked.plan_id];
    entry.version = locked.version;
    entry.plan = std::move(locked.plan);
    entry.plan.set_etag(plan::Etag(entry.plan, entry.version));
  }
  for (store::LockedBulkOperation& locked : loaded_.bulk_operations) {
    BulkEntry& entry = bulks_[locked.id];
    entry.version = locked.version;
    entry.operation = std::move(locked.operation);
  }
  for (const store::ClaimedFollowUp& follow_up : loaded_.follow_ups) {
    absl::StrAppend(&claim_mark_, "follow-up ", follow_up.key.cause_sequence, "-", follow_up.key.ordinal, " ");
  }
  for (const store::ClaimedBulkItem& item : loaded_.bulk_items)
    absl::StrAppend(&claim_mark_, "item ", item.ordinal, " ");
  if (claim_mark_ != refused_mark_) set_aside_reason_.clear();
  sweep_.claimed = static_cast<int>(claimed_.size());
  if (!claimed_.empty()) rehoming_.last_task_id = claimed_.back();
  return absl::OkStatus();
}

bool Batch::writes() const {
  return has_events() || !quarantined_.empty() || !wake_times_.empty() || !outcomes_.empty() ||
         !follow_ups_done_.empty() || !follow_ups_aside_.empty() || !bulk_items_done_.empty();
}

store::Rows Batch::Rows() const {
  store::Rows rows;
  rows.now = now_;
  for (const auto& [id, entry] : tasks_) {
    if (entry.changed != nullptr) rows.tasks.push_back({entry.stored, entry.changed});
  }
  for (const auto& [id, entry] : plans_) {
    if (entry.changed) rows.plans.push_back({&entry.plan, entry.version});
  }
  if (reference_.has_value()) {
    for (const auto& [key, change] : reference_->changes) rows.reference.push_back(change);
    rows.reference_version = reference_->loaded.data.version() + 1;
  }
  rows.quarantined = quarantined_;
  rows.released = released_;
  rows.wake_times = wake_times_;
  for (const auto& [key, answer] : plan_answers_) rows.plan_answers.push_back(answer);
  rows.follow_ups_done = follow_ups_done_;
  rows.follow_ups_aside = follow_ups_aside_;
  for (const auto& [id, entry] : bulks_) {
    if (entry.changed) rows.bulk_operations.push_back({&entry.operation, entry.version});
  }
  rows.bulk_items = bulk_changes_;
  rows.bulk_items_done = bulk_items_done_;
  for (const auto& [key, item] : outcomes_) rows.rehoming.push_back(item);
  return rows;
}

std::vector<store::EventRow> Batch::Number(const store::FeedHead& head, Hasher& hasher) {
  std::vector<store::EventRow> rows;
  rows.reserve(events_.size());
  int64_t sequence = head.last_sequence;
  std::string previous = head.last_hash;
  for (size_t i = 0; i < events_.size(); ++i) {
    v1::Event& event = *events_[i];
    event.set_sequence(++sequence);
    std::string hash = hasher.HashOf(previous, event);
    event.set_previous_hash(std::move(previous));
    event.set_hash(hash);
    previous = std::move(hash);
    rows.push_back({&event, std::move(meta_[i].json), meta_[i].first_of_command, std::move(meta_[i].digest)});
  }
  return rows;
}

std::vector<absl::StatusOr<Applied>> Batch::TakeAnswers(int64_t last_sequence) {
  for (size_t i = 0; i < answers_.size(); ++i) {
    if (answers_[i].ok() && !commands_[i]->command.validate_only()) answers_[i]->last_sequence = last_sequence;
  }
  return std::move(answers_);
}

std::vector<std::shared_ptr<const v1::Event>> Batch::TakeEvents() {
  return std::vector<std::shared_ptr<const v1::Event>>(std::make_move_iterator(events_.begin()),
                                                       std::make_move_iterator(events_.end()));
}

absl::Time Batch::CacheTasks(TaskCache& cache) const {
  absl::Time earliest = absl::InfiniteFuture();
  for (const auto& [id, entry] : tasks_) {
    if (entry.changed == nullptr) continue;
    if (const auto wake = task::WakeTime(*entry.changed); wake.has_value()) earliest = std::min(earliest, *wake);
    cache.Put(*entry.changed);
  }
  return earliest;
}

absl::StatusOr<std::shared_ptr<const ProvinceFacts>> Batch::TakeFacts(const ProvinceFacts* previous) {
  if (reference_changes() == 0) return nullptr;
  reference_->loaded.data.set_version(reference_->loaded.data.version() + 1);
  return MakeFacts(std::move(reference_->loaded), previous);
}

}  // namespace phoihop::engine
