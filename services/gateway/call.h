// Calls of the HTTP edge to the gRPC server of the same process, over a channel without a socket: identity, checks,
// errors and limits are those of every other caller.
#ifndef SERVICES_GATEWAY_CALL_H_
#define SERVICES_GATEWAY_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/client_callback.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"

namespace phoihop::gateway {

// Path of the method (`/phoihop.v1.TaskService/GetTask`), request, and who acts: all values of the headers.
struct Call {
  const google::protobuf::MethodDescriptor* method = nullptr;
  std::unique_ptr<google::protobuf::Message> request;
  std::vector<std::string> act_as;
  std::vector<std::string> authorization;
  std::vector<std::string> on_behalf_of;
};

// The message that the bytes encode, of the method's output type; null when they are none.
std::unique_ptr<google::protobuf::Message> ReadAnswer(const google::protobuf::MethodDescriptor& method,
                                                      const grpc::ByteBuffer& bytes);

// `/phoihop.v1.TaskService/GetTask`.
std::string PathOf(const google::protobuf::MethodDescriptor& method);

// A string that is not UTF-8 goes through as it is: the server names the field.
grpc::ByteBuffer BytesOf(const google::protobuf::Message& message);

// Puts who acts into the metadata.
void Prepare(grpc::ClientContext& context, const Call& call);

// What gRPC answered, with its details.
google::rpc::Status StatusOf(const grpc::Status& status);

// `done` is called exactly once, from a thread of gRPC; `answer` is null when the status is not OK.
void CallUnary(const std::shared_ptr<grpc::Channel>& channel, Call call,
               std::function<void(google::rpc::Status status, std::unique_ptr<google::protobuf::Message> answer)> done);

// One server-streaming call. The callbacks come from threads of gRPC, one at a time; after `on_end` none comes any
// more.
class StreamingCall : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                      public std::enable_shared_from_this<StreamingCall> {
 public:
  struct Callbacks {
    std::function<void(std::unique_ptr<google::protobuf::Message>)> on_message;
    std::function<void(google::rpc::Status)> on_end;
  };

  // Asks for the first message.
  static std::shared_ptr<StreamingCall> Start(const std::shared_ptr<grpc::Channel>& channel, Call call,
                                              Callbacks callbacks);

  // Asks for the next message, once the one before has come.
  void Next();
  // Ends the call; `on_end` still comes.
  void Cancel();

 private:
  StreamingCall(const std::shared_ptr<grpc::Channel>& channel, Call call, Callbacks callbacks);
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;
  void Release() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const google::protobuf::MethodDescriptor& method_;
  const Callbacks callbacks_;
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_, answer_;
  std::shared_ptr<StreamingCall> self_;  // until OnDone

  absl::Mutex mutex_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool released_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_CALL_H_
