#include "services/handlers/operation_service.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "phoihop/v1/event.pb.h"
#include "services/engine/engine.h"
#include "services/engine/feed.h"
#include "services/handlers/bulk_answer.h"
#include "services/handlers/operation_source.h"
#include "services/handlers/reorganisation_operation.h"
#include "services/handlers/work_pool.h"
#include "workflow/errors.h"

namespace phoihop::handlers {
namespace {

using google::longrunning::Operation;

// Events that are looked at in one go; all but a few are of tasks that move.
constexpr int kWaitBatch = 256;

// What an operation of that name is about.
absl::StatusOr<std::shared_ptr<const OperationSource>> SourceOf(const std::string& name, const CallContext& call) {
  // An operation's id is longer than that of what it is about, so IdOf does not fit.
  const std::vector<std::string> segments = absl::StrSplit(name, '/');
  if (segments.size() != 4 || segments[0] != "provinces" || segments[2] != "operations") {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME,
                          {{"name", "has to be of the form provinces/{province}/operations/{operation}"}});
  }
  if (auto source = ReorganisationOperation(name, segments[3], call); source != nullptr) return source;
  if (auto source = BulkOperationSource(name, segments[3]); source != nullptr) return source;
  return NoOperation(name);
}

// One caller that waits. Shared by the pieces of work that are under way for it; ends by exactly one Answer.
class Wait : public std::enable_shared_from_this<Wait> {
 public:
  Wait(std::shared_ptr<const OperationSource> source, CallContext call, const Services& services, Done<Operation> done)
      : source_(std::move(source)), call_(std::move(call)), services_(services), done_(std::move(done)) {}

  // Instead of Start.
  void Refuse() {
    absl::MutexLock lock(&mutex_);
    Finish(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
  }

  // In a thread of the pool, as everything that follows.
  void Start(absl::Duration limit) {
    absl::MutexLock lock(&mutex_);
    // Before the look, so that nothing is missed in between.
    auto subscription = services_.feed.Subscribe(call_.province, std::nullopt);
    if (!subscription.ok()) return Finish(subscription.status());
    subscription_ = *std::move(subscription);
    Look(/*at_last=*/false);
    if (done_ == nullptr) return;
    // Facts may be that old when another replica changed them, so the first look may have missed the end.
    services_.pool.SubmitAfter(engine::kFactsMaxAge, [self = shared_from_this()] { self->LookAgain(false); });
    services_.pool.SubmitAfter(limit, [self = shared_from_this()] { self->LookAgain(true); });
    Listen();
  }

 private:
  void LookAgain(bool at_last) {
    absl::MutexLock lock(&mutex_);
    if (done_ != nullptr) Look(at_last);
  }

  // Answers when the operation is done, or `at_last` as it is.
  void Look(bool at_last) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    auto operation = source_->Read(call_, services_);
    if (!operation.ok() || operation->done() || at_last) Finish(std::move(operation));
  }

  void Listen() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    subscription_->OnReady([weak = weak_from_this(), &pool = services_.pool] {
      pool.Submit([weak] {
        if (const std::shared_ptr<Wait> wait = weak.lock()) wait->Heed();
      });
    });
  }

  // Something was committed.
  void Heed() {
    absl::MutexLock lock(&mutex_);
    while (done_ != nullptr) {
      const auto events = subscription_->Take(kWaitBatch);
      if (!events.ok()) return Finish(events.status());
      if (events->empty()) return Listen();
      for (const auto& event : *events) {
        auto operation = source_->Heed(*event, call_, services_);
        if (!operation.ok()) return Finish(operation.status());
        if (operation->has_value()) return Finish(**std::move(operation));
      }
    }
  }

  void Finish(absl::StatusOr<Operation> answer) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    subscription_.reset();
    std::exchange(done_, nullptr)(std::move(answer));
  }

  const std::shared_ptr<const OperationSource> source_;
  const CallContext call_;
  const Services& services_;
  // Held while the store is asked: only pieces of work of this one wait meet here.
  absl::Mutex mutex_;
  Done<Operation> done_ ABSL_GUARDED_BY(mutex_);  // null: answered
  std::unique_ptr<engine::Subscription> subscription_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<Operation> GetOperation(const v1::GetOperationRequest& request, const CallContext& call,
                                       const Services& services) {
  const auto source = SourceOf(request.name(), call);
  if (!source.ok()) return source.status();
  return (*source)->Read(call, services);
}

void WaitOperation(const v1::WaitOperationRequest& request, const CallContext& call, const Services& services,
                   Done<Operation> done) {
  auto source = SourceOf(request.name(), call);
  if (!source.ok()) return done(source.status());
  if (request.timeout_seconds() < 0) {
    return done(InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"timeout_seconds", "must not be negative"}}));
  }
  const absl::Duration limit = request.timeout_seconds() == 0
                                   ? kMaxOperationWait
                                   : std::min(absl::Seconds(request.timeout_seconds()), kMaxOperationWait);
  const auto wait = std::make_shared<Wait>(*std::move(source), call, services, std::move(done));
  if (!services.pool.TrySubmit([wait, limit] { wait->Start(limit); })) wait->Refuse();
}

void AddOperationService(MethodTable& table) {
  table.Read("phoihop.v1.OperationService.GetOperation", GetOperation, Caller::kRequired);
  table.Command("phoihop.v1.OperationService.WaitOperation", WaitOperation);
}

}  // namespace phoihop::handlers
