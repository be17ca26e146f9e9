#include "services/rpc/dispatcher.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/support/slice.h>

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "google/protobuf/descriptor.h"
#include "services/engine/engine.h"
#include "services/handlers/authorisation.h"
#include "services/handlers/checks.h"
#include "services/handlers/log.h"
#include "services/handlers/work_pool.h"
#include "services/identity/refusal.h"
#include "services/rpc/answer.h"
#include "services/rpc/identity.h"
#include "services/rpc/limits.h"
#include "services/rpc/upload_call.h"
#include "workflow/errors.h"

namespace phoihop::rpc {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using handlers::CallContext;
using handlers::MessagePtr;
using handlers::Method;

namespace {

// What the call brought to say who acts.
Presented PresentedBy(const grpc::CallbackServerContext& context) {
  const auto values = [&context](const char* name) {
    std::vector<absl::string_view> all;
    const auto [begin, end] = context.client_metadata().equal_range(name);
    for (auto it = begin; it != end; ++it) all.emplace_back(it->second.data(), it->second.size());
    return all;
  };
  Presented presented{.authorization = values(kAuthorizationMetadata),
                      .act_as = values(kActAsMetadata),
                      .on_behalf_of = values(kOnBehalfOfMetadata)};
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  if (peer == nullptr) return presented;
  for (const grpc::string_ref& uri : peer->FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
    presented.certificate_uris.emplace_back(uri.data(), uri.size());
  }
  return presented;
}

}  // namespace

// One unary call, from the moment gRPC has read its bytes until it has sent the answer.
class UnaryCall : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(Dispatcher& dispatcher, const Method& method, grpc::CallbackServerContext* context,
            grpc::ByteBuffer* response)
      : dispatcher_(dispatcher), method_(method), context_(context), response_(response) {
    dispatcher_.in_flight_.fetch_add(1);
  }
  ~UnaryCall() override { dispatcher_.in_flight_.fetch_sub(1); }

  void Start(const grpc::ByteBuffer& bytes) {
    const absl::Status read = dispatcher_.Read(method_, *context_, bytes, request_, caller_, call_);
    if (!read.ok()) return Answer(read);
    if (method_.kind == Method::Kind::kCommand && IdentifyAtOnce()) return Command();
    const bool accepted = dispatcher_.services_.pool.TrySubmit([this] { Work(); });
    if (!accepted) Answer(Error(v1::ERROR_REASON_QUEUE_FULL, "too many calls are waiting; come back in a moment"));
  }

  void OnDone() override { delete this; }

 private:
  // Whether the facts at hand say who acts. A refusal is left to newer ones.
  bool IdentifyAtOnce() {
    std::shared_ptr<const Facts> facts = dispatcher_.services_.engine.FactsAtHand(call_.province);
    return facts != nullptr && dispatcher_.Identify(caller_, *request_, std::move(facts), call_).ok();
  }

  // In a thread of the pool.
  void Work() {
    // Nobody waits for it any more.
    if (context_->IsCancelled()) return Answer(absl::CancelledError("the caller has gone"));
    const absl::Status known = dispatcher_.LookUp(caller_, *request_, call_);
    if (!known.ok()) return Answer(known);
    if (method_.kind == Method::Kind::kCommand) return Command();
    Answer(method_.read(*request_, call_, dispatcher_.services_));
  }

  // The call may end, and this be deleted, before it returns.
  void Command() {
    method_.command(*request_, call_, dispatcher_.services_,
                    [this](absl::StatusOr<MessagePtr> answer) { Answer(std::move(answer)); });
  }

  void Answer(absl::StatusOr<MessagePtr> answer) {
    if (answer.ok() && !ToBytes(**answer, response_)) answer = Unserialisable();
    if (answer.ok()) return Finish(grpc::Status::OK);
    Finish(Refusal(answer.status(), request_.get(), method_));
  }

  Dispatcher& dispatcher_;
  const Method& method_;
  grpc::CallbackServerContext* const context_;
  grpc::ByteBuffer* const response_;
  MessagePtr request_;
  Caller caller_;
  CallContext call_;
};

// One server-streaming call.
class StreamCall : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public handlers::AnyStream {
 public:
  StreamCall(Dispatcher& dispatcher, const Method& method, grpc::CallbackServerContext* context)
      : dispatcher_(dispatcher), method_(method), context_(context) {
    dispatcher_.in_flight_.fetch_add(1);
  }
  ~StreamCall() override { dispatcher_.in_flight_.fetch_sub(1); }

  void Start(const grpc::ByteBuffer& bytes) {
    const absl::Status read = dispatcher_.Read(method_, *context_, bytes, request_, caller_, call_);
    if (!read.ok()) return Finish(read);
    {
      absl::MutexLock lock(&mutex_);
      opening_ = true;
    }
    const bool accepted = dispatcher_.services_.pool.TrySubmit([this] { Open(); });
    if (accepted) return;
    {
      absl::MutexLock lock(&mutex_);
      opening_ = false;
    }
    Finish(Error(v1::ERROR_REASON_QUEUE_FULL, "too many reads are waiting; come back in a moment"));
  }

  // AnyStream:
  void Send(const Message& message) override {
    // A stream outlives the minutes of a token; checkpoints come often enough for this to end it in time.
    if (const absl::Status valid = dispatcher_.CheckStillValid(caller_); !valid.ok()) return Finish(valid);
    grpc::ByteBuffer bytes;
    if (!ToBytes(message, &bytes)) return Finish(Unserialisable());
    absl::MutexLock lock(&mutex_);
    if (ending_) return;
    waiting_.push_back(std::move(bytes));
    if (writing_) return;
    writing_ = true;
    StartWrite(&waiting_.front());
  }

  void Finish(absl::Status status) override {
    std::optional<grpc::Status> result;
    {
      absl::MutexLock lock(&mutex_);
      if (ending_) return;
      ending_ = true;
      result_ = status.ok() ? grpc::Status::OK : Refusal(status, request_.get(), method_);
      result = ToFinish();
    }
    if (result.has_value()) ServerWriteReactor::Finish(*std::move(result));
  }

 private:
  // In a thread of the pool. gRPC deletes this only after the stream was finished, and nothing finishes it for good
  // while opening_ holds.
  void Open() {
    absl::StatusOr<std::unique_ptr<handlers::StreamSession>> session = absl::CancelledError("the caller has gone");
    if (!context_->IsCancelled()) {
      const absl::Status known = dispatcher_.LookUp(caller_, *request_, call_);
      session = known.ok() ? method_.stream(*request_, call_, dispatcher_.services_, *this)
                           : absl::StatusOr<std::unique_ptr<handlers::StreamSession>>(known);
    }
    if (!session.ok()) Finish(session.status());
    bool idle = false;
    handlers::StreamSession* opened = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      if (session.ok()) session_ = std::move(*session);
      opened = session_.get();
      idle = opened != nullptr && !writing_ && !ending_;
    }
    if (idle) opened->OnSent();
    std::optional<grpc::Status> result;
    {
      absl::MutexLock lock(&mutex_);
      opening_ = false;
      result = ToFinish();
    }
    if (result.has_value()) ServerWriteReactor::Finish(*std::move(result));
  }

  void OnWriteDone(bool ok) override {
    handlers::StreamSession* session = nullptr;
    std::optional<grpc::Status> result;
    {
      absl::MutexLock lock(&mutex_);
      waiting_.pop_front();
      writing_ = false;
      if (!ok) {
        waiting_.clear();
        EndAsGone();
      }
      if (!waiting_.empty()) {
        writing_ = true;
        StartWrite(&waiting_.front());
        return;
      }
      session = ending_ ? nullptr : session_.get();
      // Holds the call open while the session is told, which must not happen under the lock.
      if (session != nullptr) ++telling_;
      result = ToFinish();
    }
    if (session != nullptr) result = Tell(*session);
    if (result.has_value()) ServerWriteReactor::Finish(*std::move(result));
  }

  std::optional<grpc::Status> Tell(handlers::StreamSession& session) {
    session.OnSent();
    absl::MutexLock lock(&mutex_);
    --telling_;
    return ToFinish();
  }

  void OnCancel() override {
    std::optional<grpc::Status> result;
    {
      absl::MutexLock lock(&mutex_);
      EndAsGone();
      result = ToFinish();
    }
    if (result.has_value()) ServerWriteReactor::Finish(*std::move(result));
  }

  void EndAsGone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (ending_) return;
    ending_ = true;
    result_ = grpc::Status(grpc::StatusCode::CANCELLED, "the caller has gone");
  }

  // With what it ends now, when nothing is under way any more. Whoever gets a status finishes the call with it once the
  // lock is released: gRPC may delete this, and the lock with it, before Finish returns.
  std::optional<grpc::Status> ToFinish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!ending_ || writing_ || opening_ || telling_ > 0 || finished_) return std::nullopt;
    finished_ = true;
    return result_;
  }

  void OnDone() override { delete this; }

  Dispatcher& dispatcher_;
  const Method& method_;
  grpc::CallbackServerContext* const context_;
  MessagePtr request_;
  Caller caller_;
  CallContext call_;

  absl::Mutex mutex_;
  std::deque<grpc::ByteBuffer> waiting_ ABSL_GUARDED_BY(mutex_);  // the first is being written when writing_
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool opening_ ABSL_GUARDED_BY(mutex_) = false;
  int telling_ ABSL_GUARDED_BY(mutex_) = 0;  // calls of OnSent under way
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::Status result_ ABSL_GUARDED_BY(mutex_);
  // Last, so that it goes first: it may still call Send and Finish, which then do nothing.
  std::unique_ptr<handlers::StreamSession> session_;
};

Dispatcher::Dispatcher(const handlers::Services& services, IdentityOptions identity)
    : services_(services), identity_(std::move(identity)) {}

absl::Status Dispatcher::Read(const Method& method, const grpc::CallbackServerContext& context,
                              const grpc::ByteBuffer& bytes, MessagePtr& request, Caller& caller,
                              CallContext& call) const {
  if (stopping_.load()) return Error(v1::ERROR_REASON_STOPPING, "the server is stopping; send it again in a moment");
  if (in_flight_.load() > kMaxCallsInFlight) {
    return Error(v1::ERROR_REASON_QUEUE_FULL, "too many calls are in flight; come back in a moment");
  }
  grpc::Slice slice;
  if (!bytes.DumpToSingleSlice(&slice).ok()) return absl::InternalError("gRPC gave no request");
  request = method.new_request();
  absl::Status status =
      handlers::ParseRequest(absl::string_view(reinterpret_cast<const char*>(slice.begin()), slice.size()), *request);
  if (!status.ok()) return status;
  status = handlers::CheckRequest(*request);
  if (!status.ok()) return status;

  call.now = services_.clock.Now();
  absl::StatusOr<Caller> read = ReadCaller(PresentedBy(context), identity_, method.caller, call.now);
  if (!read.ok()) return read.status();
  caller = *std::move(read);

  absl::StatusOr<std::string> province = handlers::ProvinceOfRequest(*request);
  if (!province.ok()) return province.status();
  call.method = method.descriptor->full_name();
  call.province = *std::move(province);
  return absl::OkStatus();
}

absl::Status Dispatcher::Identify(const Caller& caller, const Message& request, std::shared_ptr<const Facts> facts,
                                  CallContext& call) const {
  if (facts->data().version() == 0) {
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("this server knows no province '", call.province, "'"));
  }
  absl::StatusOr<Resolved> resolved = ResolveActor(caller, call.province, *facts, call.now);
  if (!resolved.ok()) return resolved.status();
  call.facts = std::move(facts);
  call.actor = std::move(resolved->actor);
  const handlers::Authorisation& row = *handlers::FindAuthorisation(call.method);
  if (absl::Status scope = handlers::CheckTokenScope(row, resolved->token_scopes); !scope.ok()) return scope;
  return handlers::CheckPermission(row, request, call);
}

absl::Status Dispatcher::LookUp(const Caller& caller, const Message& request, CallContext& call) const {
  absl::StatusOr<std::shared_ptr<const Facts>> facts = services_.engine.FactsOf(call.province);
  if (!facts.ok()) return facts.status();
  return Identify(caller, request, *std::move(facts), call);
}

absl::Status Dispatcher::CheckStillValid(const Caller& caller) const {
  if (!caller.token.has_value()) return absl::OkStatus();
  const absl::Time end = caller.token->expiry + identity_.verifier->options().clock_skew;
  return services_.clock.Now() < end ? absl::OkStatus() : identity::Refuse(identity::Refusal::kExpired);
}

grpc::ServerReadReactor<grpc::ByteBuffer>* Dispatcher::Upload(const Method& method,
                                                              grpc::CallbackServerContext* context,
                                                              grpc::ByteBuffer* response) {
  auto* call = new UploadCall(*this, method, context, response);
  call->Start();
  return call;
}

grpc::ServerUnaryReactor* Dispatcher::Unary(const Method& method, grpc::CallbackServerContext* context,
                                            const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  auto* call = new UnaryCall(*this, method, context, response);
  call->Start(*request);
  return call;
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* Dispatcher::Stream(const Method& method,
                                                               grpc::CallbackServerContext* context,
                                                               const grpc::ByteBuffer* request) {
  auto* call = new StreamCall(*this, method, context);
  call->Start(*request);
  return call;
}

}  // namespace phoihop::rpc
