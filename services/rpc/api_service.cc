#include "services/rpc/api_service.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "absl/strings/str_cat.h"

namespace phoihop::rpc {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

ApiService::ApiService(const google::protobuf::ServiceDescriptor& descriptor, const handlers::MethodTable& methods,
                       Dispatcher& dispatcher) {
  int index = 0;
  for (int i = 0; i < descriptor.method_count(); ++i) {
    const auto found = methods.methods().find(descriptor.method(i)->full_name());
    if (found != methods.methods().end()) Add(index++, found->second, dispatcher);
  }
}

void ApiService::Add(int index, const handlers::Method& method, Dispatcher& dispatcher) {
  const auto& descriptor = *method.descriptor;
  paths_.push_back(absl::StrCat("/", descriptor.service()->full_name(), "/", descriptor.name()));
  const bool stream = method.kind == handlers::Method::Kind::kStream;
  const bool upload = method.kind == handlers::Method::Kind::kUpload;
  AddMethod(new RpcServiceMethod(paths_.back().c_str(),
                                 stream   ? RpcMethod::SERVER_STREAMING
                                 : upload ? RpcMethod::CLIENT_STREAMING
                                          : RpcMethod::NORMAL_RPC,
                                 nullptr));
  if (upload) {
    MarkMethodRawCallback(index, new grpc::internal::CallbackClientStreamingHandler<ByteBuffer, ByteBuffer>(
                                     [&](CallbackServerContext* context, ByteBuffer* response) {
                                       return dispatcher.Upload(method, context, response);
                                     }));
    return;
  }
  if (stream) {
    MarkMethodRawCallback(index, new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
                                     [&](CallbackServerContext* context, const ByteBuffer* request) {
                                       return dispatcher.Stream(method, context, request);
                                     }));
    return;
  }
  MarkMethodRawCallback(index,
                        new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                            [&](CallbackServerContext* context, const ByteBuffer* request, ByteBuffer* response) {
                              return dispatcher.Unary(method, context, request, response);
                            }));
}

}  // namespace phoihop::rpc
