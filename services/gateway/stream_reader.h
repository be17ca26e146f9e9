// A server-streaming call, read by a coroutine one message at a time.
#ifndef SERVICES_GATEWAY_STREAM_READER_H_
#define SERVICES_GATEWAY_STREAM_READER_H_

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>

#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"
#include "services/gateway/call.h"
#include "services/gateway/connection.h"

namespace phoihop::gateway {

// Used on one executor, by one coroutine. However that one ends, the call ends with it.
class StreamReader {
 public:
  // Starts the call, which the site counts until it has ended.
  StreamReader(Site& site, const boost::asio::any_io_executor& executor, Call call);
  ~StreamReader();
  StreamReader(const StreamReader&) = delete;
  StreamReader& operator=(const StreamReader&) = delete;

  // Null when the call has ended: status() says how.
  boost::asio::awaitable<std::unique_ptr<google::protobuf::Message>> Next();
  const google::rpc::Status& status() const { return state_->status; }

 private:
  // What the call has said. Its callbacks may come after the reader has gone.
  struct State {
    explicit State(const boost::asio::any_io_executor& executor) : signal(executor) {}
    Signal signal;
    std::unique_ptr<google::protobuf::Message> message;
    bool ended = false;
    google::rpc::Status status;
  };

  const std::shared_ptr<State> state_;
  std::shared_ptr<StreamingCall> call_;
  bool asked_ = true;  // for a message that has not been taken yet; starting asks for the first
};

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_STREAM_READER_H_
