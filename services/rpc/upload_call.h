// One client-streaming call; for the .cc files of this folder. One message is read at a time, and the next one when a
// thread of the pool has taken it: whoever sends faster than that waits.
#ifndef SERVICES_RPC_UPLOAD_CALL_H_
#define SERVICES_RPC_UPLOAD_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <memory>

#include "services/handlers/call.h"
#include "services/handlers/method_table.h"
#include "services/handlers/work_pool.h"
#include "services/rpc/dispatcher.h"
#include "services/rpc/identity.h"

namespace phoihop::rpc {

class UploadCall : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  UploadCall(Dispatcher& dispatcher, const handlers::Method& method, grpc::CallbackServerContext* context,
             grpc::ByteBuffer* response);
  ~UploadCall() override;

  void Start() { StartRead(&bytes_); }

 private:
  void OnReadDone(bool ok) override;
  // Told whether the caller is still there, before anything is done for good: the end of its messages and its
  // disappearance look the same.
  void OnSendInitialMetadataDone(bool ok) override;
  void OnDone() override { delete this; }

  // In a thread of a pool; the call may end, and this be deleted, before they return.
  void Submit(handlers::WorkPool& pool, void (UploadCall::*work)());
  void TakeMessage();
  absl::Status Take();
  void Complete();

  void Refuse(const absl::Status& status);

  Dispatcher& dispatcher_;
  const handlers::Method& method_;
  grpc::CallbackServerContext* const context_;
  grpc::ByteBuffer* const response_;
  grpc::ByteBuffer bytes_;
  handlers::MessagePtr first_;
  Caller caller_;
  handlers::CallContext call_;
  std::unique_ptr<handlers::UploadSession> session_;
};

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_UPLOAD_CALL_H_
