// An upload, written by a coroutine one message at a time.
#ifndef SERVICES_GATEWAY_UPLOAD_WRITER_H_
#define SERVICES_GATEWAY_UPLOAD_WRITER_H_

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>

#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"
#include "services/gateway/call.h"
#include "services/gateway/connection.h"
#include "services/gateway/upload_call.h"

namespace phoihop::gateway {

// Used on one executor, by one coroutine. However that one ends, the call ends with it.
class UploadWriter {
 public:
  // Starts the call, which the site counts until it has ended.
  UploadWriter(Site& site, const boost::asio::any_io_executor& executor, Call call);
  ~UploadWriter();
  UploadWriter(const UploadWriter&) = delete;
  UploadWriter& operator=(const UploadWriter&) = delete;

  // Waits until a message may be sent; false: the call has ended and takes none.
  boost::asio::awaitable<bool> Ready();
  // Once Ready.
  void Send(const google::protobuf::Message& message);
  // There are no more messages. Null: status() says why there is no answer.
  boost::asio::awaitable<std::unique_ptr<google::protobuf::Message>> Finish();
  const google::rpc::Status& status() const { return state_->status; }

 private:
  // What the call has said. Its callbacks may come after the writer has gone.
  struct State {
    explicit State(const boost::asio::any_io_executor& executor) : signal(executor) {}
    Signal signal;
    bool sent = false;  // there is room for a message
    bool ended = false;
    google::rpc::Status status;
    std::unique_ptr<google::protobuf::Message> answer;
  };

  const std::shared_ptr<State> state_;
  std::shared_ptr<UploadingCall> call_;
};

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_UPLOAD_WRITER_H_
