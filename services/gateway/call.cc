#include "services/gateway/call.h"

#include <grpcpp/support/slice.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/engine/clock.h"
#include "services/gateway/limits.h"

namespace phoihop::gateway {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr char kActAsMetadata[] = "x-phoihop-act-as";
constexpr char kOnBehalfOfMetadata[] = "x-phoihop-on-behalf-of";
constexpr char kAuthorizationMetadata[] = "authorization";

struct UnaryState {
  explicit UnaryState(const std::shared_ptr<grpc::Channel>& channel) : stub(channel) {}
  grpc::GenericStub stub;
  grpc::ClientContext context;
  grpc::ByteBuffer request, answer;
};

google::rpc::Status Unreadable() {
  google::rpc::Status status;
  status.set_code(static_cast<int>(grpc::StatusCode::INTERNAL));
  status.set_message("the server's answer could not be read");
  return status;
}

}  // namespace

std::string PathOf(const MethodDescriptor& method) {
  return absl::StrCat("/", method.service()->full_name(), "/", method.name());
}

grpc::ByteBuffer BytesOf(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

void Prepare(grpc::ClientContext& context, const Call& call) {
  for (const std::string& value : call.act_as) context.AddMetadata(kActAsMetadata, value);
  for (const std::string& value : call.on_behalf_of) context.AddMetadata(kOnBehalfOfMetadata, value);
  for (const std::string& value : call.authorization) context.AddMetadata(kAuthorizationMetadata, value);
}

std::unique_ptr<Message> ReadAnswer(const MethodDescriptor& method, const grpc::ByteBuffer& bytes) {
  grpc::Slice slice;
  if (!bytes.DumpToSingleSlice(&slice).ok()) return nullptr;
  std::unique_ptr<Message> answer(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.output_type())->New());
  if (!answer->ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) return nullptr;
  return answer;
}

google::rpc::Status StatusOf(const grpc::Status& status) {
  google::rpc::Status answer;
  if (status.ok() || answer.ParseFromString(status.error_details())) {
    // Statuses of gRPC's own making have no details.
    if (status.ok() || answer.code() != 0) return answer;
  }
  answer.Clear();
  answer.set_code(static_cast<int>(status.error_code()));
  answer.set_message(status.error_message());
  return answer;
}

void CallUnary(const std::shared_ptr<grpc::Channel>& channel, Call call,
               std::function<void(google::rpc::Status, std::unique_ptr<Message>)> done) {
  const auto state = std::make_shared<UnaryState>(channel);
  Prepare(state->context, call);
  state->context.set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                                           gpr_time_from_millis(absl::ToInt64Milliseconds(kCallLimit), GPR_TIMESPAN)));
  state->request = BytesOf(*call.request);
  const MethodDescriptor* method = call.method;
  state->stub.UnaryCall(&state->context, PathOf(*method), grpc::StubOptions(), &state->request, &state->answer,
                        [state, method, done = std::move(done)](grpc::Status status) {
                          if (!status.ok()) return done(StatusOf(status), nullptr);
                          std::unique_ptr<Message> answer = ReadAnswer(*method, state->answer);
                          if (answer == nullptr) return done(Unreadable(), nullptr);
                          done(google::rpc::Status(), std::move(answer));
                        });
}

StreamingCall::StreamingCall(const std::shared_ptr<grpc::Channel>& channel, Call call, Callbacks callbacks)
    : method_(*call.method), callbacks_(std::move(callbacks)), stub_(channel) {
  Prepare(context_, call);
  request_ = BytesOf(*call.request);
}

std::shared_ptr<StreamingCall> StreamingCall::Start(const std::shared_ptr<grpc::Channel>& channel, Call call,
                                                    Callbacks callbacks) {
  std::shared_ptr<StreamingCall> stream(new StreamingCall(channel, std::move(call), std::move(callbacks)));
  stream->self_ = stream;
  stream->stub_.PrepareBidiStreamingCall(&stream->context_, PathOf(stream->method_), grpc::StubOptions(), stream.get());
  // Reads are started from outside of gRPC's callbacks.
  stream->AddHold();
  stream->StartWriteLast(&stream->request_, grpc::WriteOptions());
  {
    absl::MutexLock lock(&stream->mutex_);
    stream->reading_ = true;
  }
  stream->StartRead(&stream->answer_);
  stream->StartCall();
  return stream;
}

void StreamingCall::Next() {
  absl::MutexLock lock(&mutex_);
  if (released_ || reading_) return;
  reading_ = true;
  StartRead(&answer_);
}

void StreamingCall::Cancel() {
  context_.TryCancel();
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  if (!reading_) Release();
}

void StreamingCall::Release() {
  if (released_) return;
  released_ = true;
  RemoveHold();
}

void StreamingCall::OnReadDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    if (!ok || cancelled_) return Release();
  }
  std::unique_ptr<Message> message = ReadAnswer(method_, answer_);
  if (message == nullptr) return Cancel();
  callbacks_.on_message(std::move(message));
}

void StreamingCall::OnDone(const grpc::Status& status) {
  const std::shared_ptr<StreamingCall> keep = std::move(self_);
  callbacks_.on_end(StatusOf(status));
}

}  // namespace phoihop::gateway
