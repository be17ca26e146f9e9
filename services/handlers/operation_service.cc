#include "services/handlers/operation_service.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "phoihop/v1/event.pb.h"
#include "services/engine/engine.h"
#include "services/engine/feed.h"
#include "services/handlers/reorganisation_answer.h"
#include "services/handlers/reorganisation_event.h"
#include "services/handlers/work_pool.h"
#include "workflow/errors.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using google::longrunning::Operation;

// Events that are looked at in one go; all but a few are of tasks that move.
constexpr int kWaitBatch = 256;

absl::Status NoOperation(absl::string_view name) {
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no operation ", Excerpt(name),
                            "; take its name from the answer of ExecuteReorganisation or UndoReorganisation."));
}

// `execute-1-sx-2026-…`: verb, attempt, reorganisation.
struct OperationId {
  int attempt = 0;
  std::string reorganisation;  // resource name
};

absl::StatusOr<OperationId> ReadOperationName(const std::string& name, const CallContext& call) {
  // An operation's id is longer than that of its reorganisation, so IdOf does not fit.
  const std::vector<absl::string_view> segments = absl::StrSplit(name, '/');
  if (segments.size() != 4 || segments[0] != "provinces" || segments[2] != "operations") {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME,
                          {{"name", "has to be of the form provinces/{province}/operations/{operation}"}});
  }
  const std::vector<std::string> parts = absl::StrSplit(segments[3], absl::MaxSplits('-', 2));
  OperationId id;
  if (parts.size() != 3 || (parts[0] != "execute" && parts[0] != "undo") || !absl::SimpleAtoi(parts[1], &id.attempt) ||
      absl::StrCat(id.attempt) != parts[1] || !IsId(parts[2])) {
    return NoOperation(name);
  }
  id.reorganisation = ChildName(ProvinceName(call.province), "reorganisations", parts[2]);
  return id;
}

// The reorganisation of an operation that there is, or was.
absl::StatusOr<const v1::Reorganisation*> FindOperated(const std::string& name, const OperationId& id,
                                                       const Facts& facts) {
  const v1::Reorganisation* reorganisation = organisation::FindReorganisation(facts.data(), id.reorganisation);
  if (reorganisation == nullptr) return NoOperation(name);
  const bool earlier = id.attempt > 0 && id.attempt < reorganisation->attempt();
  if (!earlier && name != OperationName(*reorganisation)) return NoOperation(name);
  if (!earlier && reorganisation->attempt() == 0 && reorganisation->state() != v1::Reorganisation::STATE_ANNULLED) {
    return NoOperation(name);
  }
  return reorganisation;
}

// An operation that a later one has followed is over.
bool IsDone(const std::string& name, const v1::Reorganisation& reorganisation) {
  return name != OperationName(reorganisation) || !IsRunning(reorganisation);
}

// One caller that waits. Shared by the pieces of work that are under way for it; ends by exactly one Answer.
class Wait : public std::enable_shared_from_this<Wait> {
 public:
  Wait(std::string name, OperationId id, CallContext call, const Services& services, Done<Operation> done)
      : name_(std::move(name)),
        id_(std::move(id)),
        call_(std::move(call)),
        services_(services),
        done_(std::move(done)) {}

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
    const auto facts = services_.engine.FactsOf(call_.province);
    if (!facts.ok()) return Finish(facts.status());
    const auto reorganisation = FindOperated(name_, id_, **facts);
    if (!reorganisation.ok()) return Finish(reorganisation.status());
    const bool done = IsDone(name_, **reorganisation);
    if (done || at_last) Finish(OperationOf(name_, **reorganisation, done, **facts, call_, services_));
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
        const v1::Reorganisation* reorganisation = ReorganisationIn(*event);
        if (reorganisation == nullptr || reorganisation->name() != id_.reorganisation) continue;
        if (!IsDone(name_, *reorganisation)) continue;
        const auto facts = services_.engine.FactsOf(call_.province);
        if (!facts.ok()) return Finish(facts.status());
        return Finish(OperationOf(name_, *reorganisation, true, **facts, call_, services_));
      }
    }
  }

  void Finish(absl::StatusOr<Operation> answer) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    subscription_.reset();
    std::exchange(done_, nullptr)(std::move(answer));
  }

  const std::string name_;
  const OperationId id_;
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
  const auto id = ReadOperationName(request.name(), call);
  if (!id.ok()) return id.status();
  const auto reorganisation = FindOperated(request.name(), *id, *call.facts);
  if (!reorganisation.ok()) return reorganisation.status();
  return OperationOf(request.name(), **reorganisation, IsDone(request.name(), **reorganisation), *call.facts, call,
                     services);
}

void WaitOperation(const v1::WaitOperationRequest& request, const CallContext& call, const Services& services,
                   Done<Operation> done) {
  auto id = ReadOperationName(request.name(), call);
  if (!id.ok()) return done(id.status());
  if (request.timeout_seconds() < 0) {
    return done(InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"timeout_seconds", "must not be negative"}}));
  }
  const absl::Duration limit = request.timeout_seconds() == 0
                                   ? kMaxOperationWait
                                   : std::min(absl::Seconds(request.timeout_seconds()), kMaxOperationWait);
  const auto wait = std::make_shared<Wait>(request.name(), *std::move(id), call, services, std::move(done));
  if (!services.pool.TrySubmit([wait, limit] { wait->Start(limit); })) wait->Refuse();
}

void AddOperationService(MethodTable& table) {
  table.Read("phoihop.v1.OperationService.GetOperation", GetOperation, Caller::kRequired);
  table.Command("phoihop.v1.OperationService.WaitOperation", WaitOperation);
}

}  // namespace phoihop::handlers
