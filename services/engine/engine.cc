#include "services/engine/engine.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/synchronization/notification.h"
#include "services/engine/facts_cache.h"
#include "services/engine/ids.h"
#include "services/engine/lane.h"
#include "services/engine/subject.h"
#include "workflow/errors.h"

namespace phoihop::engine {
namespace {
// SHA-256 over what is asked and for whom.
std::string DigestOf(const internal::v1::Command& command) {
  internal::v1::Command asked = command;
  asked.clear_request_id();
  asked.clear_request_digest();
  std::string bytes;
  EncodeDeterministically(asked, &bytes);
  return Hasher().Sha256(bytes);
}

// Ids that the caller left to the system. The digest is taken before: a repeated request leaves them out again.
void FillIn(internal::v1::Command& command, bool& own_request_id, absl::Time now) {
  own_request_id = command.request_id().empty();
  if (own_request_id) {
    command.set_request_id(NewUuid(now));
  } else if (command.request_digest().empty()) {
    command.set_request_digest(DigestOf(command));
  }
  if (command.task().has_create() && command.task().create().task_id().empty()) {
    command.mutable_task()->mutable_create()->set_task_id(NewUuid(now));
  }
}
}  // namespace

void LogToStandardError(absl::string_view line) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

Engine::Engine(EngineOptions options)
    : options_(std::move(options)),
      database_(store::Database::Open({.uri = options_.uri, .pool_size = options_.lanes + 1})),
      facts_(std::make_unique<FactsCache>(database_.get())) {
  for (int i = 0; i < options_.lanes; ++i) {
    lanes_.push_back(std::make_unique<Lane>(&options_, database_.get(), facts_.get()));
  }
  plan_lane_ = std::make_unique<Lane>(&options_, database_.get(), facts_.get());
}

Engine::~Engine() { Stop(); }

void Engine::Stop() {
  for (const auto& lane : lanes_) lane->Stop();
  plan_lane_->Stop();
}

Lane& Engine::LaneOf(absl::string_view province, absl::string_view subject) {
  return *lanes_[absl::HashOf(province, subject) % lanes_.size()];
}

void Engine::Submit(internal::v1::Command command, Done done) {
  auto pending = std::make_unique<Pending>();
  FillIn(command, pending->own_request_id, options_.clock->Now());
  auto subject = SubjectOf(command);
  if (!subject.ok()) return done(subject.status());
  const bool of_plan = subject->kind == Subject::Kind::kPlan;
  Lane& lane = of_plan ? *plan_lane_ : LaneOf(command.province(), subject->name);
  pending->subject = *std::move(subject);
  pending->bytes = static_cast<int64_t>(command.ByteSizeLong());
  pending->command = std::move(command);
  pending->done = std::move(done);
  lane.Submit(std::move(pending));
}

absl::StatusOr<Applied> Engine::Apply(internal::v1::Command command) {
  absl::StatusOr<Applied> answer = absl::UnknownError("not answered");
  absl::Notification answered;
  Submit(std::move(command), [&](absl::StatusOr<Applied> applied) {
    answer = std::move(applied);
    answered.Notify();
  });
  answered.WaitForNotification();
  return answer;
}

void Engine::SubmitSweep(std::string province, int limit, SweepDone done) {
  // Several sweeps at once work side by side.
  FreestLane().SubmitSweep(std::move(province), limit, std::move(done));
}

void Engine::SubmitSweepOf(std::string province, std::string task_id, SweepDone done) {
  FreestLane().SubmitSweepOf(std::move(province), std::move(task_id), std::move(done));
}

Lane& Engine::FreestLane() {
  return **std::min_element(lanes_.begin(), lanes_.end(),
                            [](const auto& a, const auto& b) { return a->claiming() < b->claiming(); });
}

void Engine::SubmitRehoming(RehomingStep step, RehomingDone done) {
  Lane& lane = LaneOf(step.province, "");
  lane.SubmitRehoming(std::move(step), std::move(done));
}

void Engine::SubmitFollowUps(std::string province, int limit, FollowUpDone done) {
  Lane& lane = LaneOf(province, "");
  lane.SubmitFollowUps(std::move(province), limit, std::move(done));
}

void Engine::SubmitBulkItems(BulkStep step, BulkDone done) {
  Lane& lane = LaneOf(step.province, "");
  lane.SubmitBulkItems(std::move(step), std::move(done));
}

absl::StatusOr<std::shared_ptr<const Facts>> Engine::FactsOf(absl::string_view province) {
  auto known = facts_->Get(province);
  if (!known.ok()) return known.status();
  return (*known)->facts;
}

std::shared_ptr<const Facts> Engine::FactsAtHand(absl::string_view province) {
  const auto known = facts_->FindFresh(province);
  return known == nullptr ? nullptr : known->facts;
}

absl::StatusOr<std::shared_ptr<const Facts>> Engine::FactsKnownAt(absl::string_view province, absl::Time known_at) {
  auto known = facts_->KnownAt(province, known_at);
  if (!known.ok()) return known.status();
  return (*known)->facts;
}

int Engine::QueueDepth() const {
  int depth = plan_lane_->depth();
  for (const auto& lane : lanes_) depth += lane->depth();
  return depth;
}

}  // namespace phoihop::engine
