#include "services/gateway/upload_call.h"

#include <utility>

namespace phoihop::gateway {

UploadingCall::UploadingCall(const std::shared_ptr<grpc::Channel>& channel, Call call, Callbacks callbacks)
    : method_(*call.method), callbacks_(std::move(callbacks)), stub_(channel) {
  Prepare(context_, call);
  message_ = BytesOf(*call.request);
}

std::shared_ptr<UploadingCall> UploadingCall::Start(const std::shared_ptr<grpc::Channel>& channel, Call call,
                                                    Callbacks callbacks) {
  std::shared_ptr<UploadingCall> upload(new UploadingCall(channel, std::move(call), std::move(callbacks)));
  upload->self_ = upload;
  upload->stub_.PrepareBidiStreamingCall(&upload->context_, PathOf(upload->method_), grpc::StubOptions(), upload.get());
  // Writes are started from outside of gRPC's callbacks.
  upload->AddHold();
  upload->StartRead(&upload->answer_);
  upload->StartWrite(&upload->message_);
  upload->StartCall();
  return upload;
}

void UploadingCall::Send(const google::protobuf::Message& message) {
  absl::MutexLock lock(&mutex_);
  if (released_) return;
  message_ = BytesOf(message);
  StartWrite(&message_);
}

void UploadingCall::End() {
  absl::MutexLock lock(&mutex_);
  if (released_) return;
  StartWritesDone();
  Release();
}

void UploadingCall::Cancel() {
  context_.TryCancel();
  absl::MutexLock lock(&mutex_);
  Release();
}

void UploadingCall::Release() {
  if (released_) return;
  released_ = true;
  RemoveHold();
}

void UploadingCall::OnWriteDone(bool ok) {
  if (!ok) {
    absl::MutexLock lock(&mutex_);
    Release();
  }
  callbacks_.on_sent(ok);
}

void UploadingCall::OnDone(const grpc::Status& status) {
  const std::shared_ptr<UploadingCall> keep = std::move(self_);
  std::unique_ptr<google::protobuf::Message> answer = status.ok() ? ReadAnswer(method_, answer_) : nullptr;
  google::rpc::Status error = StatusOf(status);
  if (status.ok() && answer == nullptr) {
    error.set_code(static_cast<int>(grpc::StatusCode::INTERNAL));
    error.set_message("the server's answer could not be read");
  }
  callbacks_.on_end(std::move(error), std::move(answer));
}

}  // namespace phoihop::gateway
