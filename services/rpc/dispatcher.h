// Serves every RPC of a MethodTable: reads its bytes, checks it, finds out who acts, calls the handler, and turns
// whatever it answers into gRPC's. Reads run on the work pool, commands are handed to the engine and finish from a
// lane's thread; no thread waits for a call.
#ifndef SERVICES_RPC_DISPATCHER_H_
#define SERVICES_RPC_DISPATCHER_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <memory>
#include <string>

#include "services/handlers/call.h"
#include "services/handlers/method_table.h"
#include "services/handlers/work_pool.h"
#include "services/rpc/identity.h"
#include "services/rpc/limits.h"

namespace phoihop::rpc {

// Thread-safe.
class Dispatcher {
 public:
  // What `services` refers to must outlive it.
  Dispatcher(const handlers::Services& services, IdentityOptions identity);

  grpc::ServerUnaryReactor* Unary(const handlers::Method& method, grpc::CallbackServerContext* context,
                                  const grpc::ByteBuffer* request, grpc::ByteBuffer* response);
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Stream(const handlers::Method& method,
                                                     grpc::CallbackServerContext* context,
                                                     const grpc::ByteBuffer* request);

  grpc::ServerReadReactor<grpc::ByteBuffer>* Upload(const handlers::Method& method,
                                                    grpc::CallbackServerContext* context, grpc::ByteBuffer* response);

  // New calls are told STOPPING from now on.
  void StopAccepting() { stopping_.store(true); }
  int calls_in_flight() const { return in_flight_.load(); }

 private:
  friend class UnaryCall;
  friend class StreamCall;
  friend class UploadCall;

  // What can be said of a request without asking anybody: its message, who its caller says or proves to be, its
  // province. `request`, `caller` and `call` are filled.
  absl::Status Read(const handlers::Method& method, const grpc::CallbackServerContext& context,
                    const grpc::ByteBuffer& bytes, handlers::MessagePtr& request, Caller& caller,
                    handlers::CallContext& call) const;
  // Who acts, and whether they may call this, by the facts of the province.
  absl::Status Identify(const Caller& caller, const google::protobuf::Message& request,
                        std::shared_ptr<const Facts> facts, handlers::CallContext& call) const;
  // The same by facts that may have to be read: blocks.
  absl::Status LookUp(const Caller& caller, const google::protobuf::Message& request,
                      handlers::CallContext& call) const;
  // Whether the caller's token has expired since the call began.
  absl::Status CheckStillValid(const Caller& caller) const;

  const handlers::Services services_;
  const IdentityOptions identity_;
  std::atomic<bool> stopping_{false};
  std::atomic<int> in_flight_{0};
  // For the end of uploads, which may wait long for a store: no read waits behind it.
  handlers::WorkPool finishing_{kUploadThreads};
};

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_DISPATCHER_H_
