#include "services/rpc/upload_call.h"

#include <grpcpp/support/slice.h>

#include <utility>

#include "services/handlers/checks.h"
#include "services/rpc/answer.h"
#include "workflow/errors.h"

namespace phoihop::rpc {
namespace {
absl::Status Gone() { return absl::CancelledError("the caller has gone"); }
}  // namespace

UploadCall::UploadCall(Dispatcher& dispatcher, const handlers::Method& method, grpc::CallbackServerContext* context,
                       grpc::ByteBuffer* response)
    : dispatcher_(dispatcher), method_(method), context_(context), response_(response) {
  dispatcher_.in_flight_.fetch_add(1);
}

UploadCall::~UploadCall() { dispatcher_.in_flight_.fetch_sub(1); }

void UploadCall::Submit(handlers::WorkPool& pool, void (UploadCall::*work)()) {
  if (pool.TrySubmit([this, work] { (this->*work)(); })) return;
  Refuse(Error(v1::ERROR_REASON_QUEUE_FULL, "too many calls are waiting; come back in a moment"));
}

void UploadCall::OnReadDone(bool ok) {
  if (ok) return Submit(dispatcher_.services_.pool, &UploadCall::TakeMessage);
  if (context_->IsCancelled()) return Refuse(Gone());
  StartSendInitialMetadata();
}

void UploadCall::OnSendInitialMetadataDone(bool ok) {
  if (!ok || context_->IsCancelled()) return Refuse(Gone());
  Submit(dispatcher_.finishing_, &UploadCall::Complete);
}

void UploadCall::TakeMessage() {
  if (context_->IsCancelled()) return Refuse(Gone());
  if (const absl::Status taken = Take(); !taken.ok()) return Refuse(taken);
  bytes_.Clear();
  StartRead(&bytes_);
}

absl::Status UploadCall::Take() {
  if (session_ == nullptr) {
    absl::Status status = dispatcher_.Read(method_, *context_, bytes_, first_, caller_, call_);
    if (status.ok()) status = dispatcher_.LookUp(caller_, *first_, call_);
    if (!status.ok()) return status;
    absl::StatusOr<std::unique_ptr<handlers::UploadSession>> session =
        method_.upload(*first_, call_, dispatcher_.services_);
    if (session.ok()) session_ = *std::move(session);
    return session.status();
  }
  // The token was good when the upload began; a long one may outlive it.
  if (const absl::Status valid = dispatcher_.CheckStillValid(caller_); !valid.ok()) return valid;
  grpc::Slice slice;
  if (!bytes_.DumpToSingleSlice(&slice).ok()) return absl::InternalError("gRPC gave no message");
  const handlers::MessagePtr message = method_.new_request();
  const absl::string_view bytes(reinterpret_cast<const char*>(slice.begin()), slice.size());
  if (const absl::Status parsed = handlers::ParseRequest(bytes, *message); !parsed.ok()) return parsed;
  return session_->Take(*message);
}

void UploadCall::Complete() {
  if (session_ == nullptr) {
    return Refuse(InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"start", "has to come first"}}));
  }
  absl::StatusOr<handlers::MessagePtr> answer = session_->Finish();
  if (answer.ok() && !ToBytes(**answer, response_)) answer = Unserialisable();
  if (!answer.ok()) return Refuse(answer.status());
  Finish(grpc::Status::OK);
}

void UploadCall::Refuse(const absl::Status& status) { Finish(Refusal(status, first_.get(), method_)); }

}  // namespace phoihop::rpc
