// Queue and transactions. lane_claims.cc works on tasks that the lane claims itself.
#include "services/engine/lane.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/store/bulk_reader.h"
#include "services/store/event_reader.h"
#include "services/store/plan_reader.h"
#include "services/store/task_reader.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::engine {

Lane::Lane(const EngineOptions* options, store::Database* database, FactsCache* facts)
    : options_(*options), database_(database), facts_(facts), thread_([this] { Run(); }) {}

Lane::~Lane() { Stop(); }

void Lane::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

int Lane::depth() const {
  absl::MutexLock lock(&mutex_);
  return depth_;
}

int Lane::claiming() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int>(claims_.size()) + (claims_now_ ? 1 : 0);
}

void Lane::Submit(std::unique_ptr<Pending> pending) {
  absl::Status refusal;
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) {
      refusal = Error(v1::ERROR_REASON_STOPPING, "The server is stopping; send the request again to another one.");
    } else if (depth_ >= options_.queue_limit || (depth_ > 0 && bytes_ + pending->bytes > kQueueBytesLimit)) {
      refusal =
          Error(v1::ERROR_REASON_QUEUE_FULL, absl::StrCat("Too many changes are waiting; send the request again in ",
                                                          absl::FormatDuration(kQueueFullRetryDelay), "."));
    } else {
      ++depth_;
      bytes_ += pending->bytes;
      auto& queue = queues_[pending->command.province()];
      if (queue.empty()) turns_.push_back(pending->command.province());
      queue.push_back(std::move(pending));
      return;
    }
  }
  pending->done(std::move(refusal));
}

bool Lane::Next(Work& work) {
  absl::MutexLock lock(&mutex_);
  claims_now_ = false;
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !claims_.empty() || !turns_.empty();
  };
  mutex_.Await(absl::Condition(&ready));
  // Claims and commands take turns, so that neither waits for all of the other.
  if (!claims_.empty() && (turns_.empty() || !claim_was_last_)) {
    work.claiming = std::move(claims_.front());
    claims_.pop_front();
    claim_was_last_ = true;
    claims_now_ = true;
    return true;
  }
  claim_was_last_ = false;
  if (turns_.empty()) return false;
  TakeCommands(work);
  return true;
}

void Lane::TakeCommands(Work& work) {
  work.province = std::move(turns_.front());
  turns_.pop_front();
  auto& queue = queues_[work.province];
  while (!queue.empty() && static_cast<int>(work.commands.size()) < options_.batch_limit) {
    // Reference data are changed alone: they decide what everybody else may do.
    const bool alone = queue.front()->subject.kind == Subject::Kind::kReference;
    if (alone && !work.commands.empty()) break;
    --depth_;
    bytes_ -= queue.front()->bytes;
    work.commands.push_back(std::move(queue.front()));
    queue.pop_front();
    if (alone) break;
  }
  if (queue.empty()) {
    queues_.erase(work.province);
  } else {
    turns_.push_back(work.province);
  }
}

void Lane::Run() {
  for (;;) {
    Work work;
    if (!Next(work)) return;
    if (work.claiming != nullptr) {
      work.claiming->run();
      continue;
    }
    Commands commands;
    for (const auto& pending : work.commands) commands.push_back(pending.get());
    ApplyTogether(work.province, commands);
  }
}

void Lane::ApplyTogether(const std::string& province, const Commands& commands) {
  std::unique_ptr<Batch> batch;
  const Outcome outcome = Retry([&]() -> Outcome {
    const auto session = Session();
    if (!session.ok()) return {session.status()};
    batch = std::make_unique<Batch>(province, commands, options_.clock->Now());
    return Complete(province, *batch, (*session)->Begin(batch->Locks(cache_)));
  });
  if (outcome.status.ok()) return Finish(province, *batch, commands, outcome.last_sequence);
  const store::Refusal refusal = store::RefusalOf(outcome.status);
  if (refusal == store::Refusal::kUnavailable || refusal == store::Refusal::kConflict) {
    return AnswerAll(commands, store::ForCaller(outcome.status));
  }
  // One of them is the cause; alone it harms nobody else.
  if (commands.size() > 1) {
    for (Pending* pending : commands) ApplyAlone(province, *pending);
    return;
  }
  Log("A command was refused by the database", outcome.status);
  AnswerAll(commands, store::ForCaller(outcome.status));
}

void Lane::ApplyAlone(const std::string& province, Pending& pending) { ApplyTogether(province, {&pending}); }

Lane::Outcome Lane::Retry(const std::function<Outcome()>& attempt) {
  for (int attempts = 1;; ++attempts) {
    Outcome outcome = attempt();
    if (outcome.status.ok()) return outcome;
    if (session_ != nullptr) session_->Rollback();
    const store::Refusal refusal = store::RefusalOf(outcome.status);
    // A key that exists: another replica was faster with the same request or id, which the next attempt sees.
    const bool again = refusal == store::Refusal::kConflict || refusal == store::Refusal::kDuplicate ||
                       (refusal == store::Refusal::kUnavailable && !outcome.committing && session_ != nullptr);
    if (!again || attempts >= kMaxAttempts) return outcome;
    if (refusal == store::Refusal::kDuplicate && attempts >= 2) return outcome;
  }
}

absl::Status Lane::DecideBatch(const std::string& province, Batch& batch, const ProvinceFacts& facts) {
  if (const store::LookRequest request = batch.Looks(); !request.empty()) {
    auto seen = session_->Look(province, request);
    if (!seen.ok()) return seen.status();
    batch.TakeLook(*std::move(seen));
  }
  batch.Decide(facts);
  if (const std::vector<std::string> ended = batch.EndedOccurrences(); !ended.empty()) {
    const auto waiting = session_->WaitingAfter(province, ended);
    if (!waiting.ok()) return waiting.status();
    batch.Wake(*waiting);
  }
  return absl::OkStatus();
}

Lane::Outcome Lane::Complete(const std::string& province, Batch& batch, absl::StatusOr<store::Loaded> loaded) {
  if (!loaded.ok()) return {loaded.status()};
  const int64_t reference_version = loaded->reference_version;
  const int64_t last_sequence = loaded->last_sequence;
  const bool feed_exists = loaded->feed_exists;
  // Reference data are recorded at an instant that is taken while nobody else can record any: otherwise of two replicas
  // the one that took its instant first could commit last, and what was known at an instant would change afterwards.
  // Clocks of two machines differ all the same, so it is never earlier than the newest one.
  if (loaded->newest_record_time.has_value()) {
    batch.DecideAt(std::max(options_.clock->Now(), *loaded->newest_record_time));
  }
  if (auto status = batch.Load(*std::move(loaded), cache_); !status.ok()) return {status};
  const auto facts = FactsAt(province, reference_version);
  if (!facts.ok()) return {facts.status()};
  if (auto status = DecideBatch(province, batch, **facts); !status.ok()) return {status};
  if (!batch.writes()) {
    session_->Rollback();
    return {absl::OkStatus(), false, last_sequence};
  }
  const auto head = session_->Write(province, batch.Rows(), batch.has_events(), feed_exists);
  if (!head.ok()) return {head.status()};
  const std::vector<store::EventRow> events = batch.Number(*head, hasher_);
  const auto committed = session_->Commit(province, events, batch.reference_changes(), batch.NumberedFollowUps());
  return {committed, true, events.empty() ? last_sequence : events.back().event->sequence()};
}

absl::StatusOr<store::WriteSession*> Lane::Session() {
  if (session_ != nullptr && session_->usable()) return session_.get();
  session_ = nullptr;
  if (RealElapsed() < reconnect_at_) {
    return Error(v1::ERROR_REASON_STORE_UNAVAILABLE, "The database could not be reached a moment ago.");
  }
  auto opened = store::WriteSession::Open(options_.uri);
  if (!opened.ok()) {
    Log("The database cannot be reached", opened.status());
    reconnect_delay_ = std::clamp(reconnect_delay_ * 2, kMinReconnectDelay, kMaxReconnectDelay);
    reconnect_at_ = RealElapsed() + reconnect_delay_;
    return opened.status();
  }
  reconnect_delay_ = absl::ZeroDuration();
  session_ = *std::move(opened);
  return session_.get();
}

absl::StatusOr<std::shared_ptr<const ProvinceFacts>> Lane::FactsAt(const std::string& province, int64_t version) {
  auto known = facts_->Find(province);
  if (known != nullptr && known->facts->data().version() == version) return known;
  store::LoadedReference loaded;
  loaded.data.set_province(province);
  if (version > 0) {
    auto read = session_->LoadReference(province);
    if (!read.ok()) return read.status();
    loaded = *std::move(read);
  }
  loaded.data.set_version(version);
  auto made = MakeFacts(std::move(loaded), known.get());
  if (made.ok()) facts_->Put(*made);
  return made;
}

void Lane::Finish(const std::string& province, Batch& batch, const Commands& commands, int64_t last_sequence) {
  Publish(province, batch);
  const auto replays = batch.replays();
  std::vector<absl::StatusOr<Applied>> answers = batch.TakeAnswers(last_sequence);
  for (const auto& [index, name] : replays) AnswerReplay(province, *commands[index], name, answers[index]);
  for (size_t i = 0; i < commands.size(); ++i) commands[i]->done(std::move(answers[i]));
}

// Before anybody is answered: who was answered sees what he did.
void Lane::Publish(const std::string& province, Batch& batch) {
  if (auto facts = batch.TakeFacts(facts_->Find(province).get()); facts.ok() && *facts != nullptr) facts_->Put(*facts);
  const bool followed_up = batch.has_follow_ups(), bulk_changed = batch.has_bulk_operations();
  const absl::Time wake = batch.CacheTasks(cache_);
  auto events = batch.TakeEvents();
  if (!events.empty() && options_.hooks.committed) options_.hooks.committed(province, std::move(events));
  if (wake != absl::InfiniteFuture() && options_.hooks.armed) options_.hooks.armed(province, wake);
  if (followed_up && options_.hooks.followed_up) options_.hooks.followed_up(province);
  if (bulk_changed && options_.hooks.bulk_changed) options_.hooks.bulk_changed(province);
}

void Lane::AnswerAll(const Commands& commands, const absl::Status& status) {
  for (Pending* pending : commands) pending->done(status);
}

void Lane::AnswerReplay(const std::string& province, const Pending& pending, const std::string& name,
                        absl::StatusOr<Applied>& answer) {
  const absl::string_view id = LastSegment(name);
  if (pending.subject.kind == Subject::Kind::kTask) {
    auto task = store::GetTask(*database_, province, id);
    if (task.ok()) {
      answer->resource = *std::move(task);
    } else {
      answer = task.status();
    }
  } else if (pending.subject.kind == Subject::Kind::kBulk) {
    auto operation = store::GetBulkOperation(*database_, province, id);
    if (!operation.ok()) {
      answer = operation.status();
      return;
    }
    answer->resource = *std::move(operation);
  } else {
    auto stored = store::GetPlan(*database_, province, id);
    if (!stored.ok()) {
      answer = stored.status();
      return;
    }
    answer->resource = std::move(stored->plan);
  }
}

void Lane::Log(absl::string_view what, const absl::Status& status) const {
  if (options_.log) options_.log(absl::StrCat(what, ": ", status.message()));
}

}  // namespace phoihop::engine
