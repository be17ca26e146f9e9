// An upload from the HTTP edge to the gRPC server of the same process: the start, then pieces of content, one at a
// time.
#ifndef SERVICES_GATEWAY_UPLOAD_CALL_H_
#define SERVICES_GATEWAY_UPLOAD_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/client_callback.h>

#include <functional>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"
#include "services/gateway/call.h"

namespace phoihop::gateway {

// The callbacks come from threads of gRPC, one at a time; after `on_end` none comes any more.
class UploadingCall : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  struct Callbacks {
    // A message has left: the next one may be sent. False: the server takes no more, `on_end` says why.
    std::function<void(bool)> on_sent;
    // `answer` is null when the status is not OK.
    std::function<void(google::rpc::Status, std::unique_ptr<google::protobuf::Message>)> on_end;
  };

  // Sends the call's request, the first message.
  static std::shared_ptr<UploadingCall> Start(const std::shared_ptr<grpc::Channel>& channel, Call call,
                                              Callbacks callbacks);

  // Once the message before has left.
  void Send(const google::protobuf::Message& message);
  // There are no more messages.
  void End();
  // Ends the call without an answer, if it has none yet; `on_end` still comes.
  void Cancel();

 private:
  UploadingCall(const std::shared_ptr<grpc::Channel>& channel, Call call, Callbacks callbacks);
  void OnWriteDone(bool ok) override;
  void OnReadDone(bool) override {}
  void OnDone(const grpc::Status& status) override;
  void Release() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const google::protobuf::MethodDescriptor& method_;
  const Callbacks callbacks_;
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer message_, answer_;
  std::shared_ptr<UploadingCall> self_;  // until OnDone

  absl::Mutex mutex_;
  bool released_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_UPLOAD_CALL_H_
