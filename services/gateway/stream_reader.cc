#include "services/gateway/stream_reader.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace phoihop::gateway {

namespace asio = boost::asio;
using google::protobuf::Message;

StreamReader::StreamReader(Site& site, const asio::any_io_executor& executor, Call call)
    : state_(std::make_shared<State>(executor)) {
  StreamingCall::Callbacks callbacks;
  callbacks.on_message = [state = state_, executor](std::unique_ptr<Message> message) {
    asio::post(executor, [state, message = std::move(message)]() mutable {
      state->message = std::move(message);
      state->signal.Notify();
    });
  };
  callbacks.on_end = [state = state_, executor, &site](google::rpc::Status status) {
    asio::post(executor, [state, status = std::move(status)]() mutable {
      state->ended = true;
      state->status = std::move(status);
      state->signal.Notify();
    });
    site.AddCall(-1);
  };
  site.AddCall(1);
  call_ = StreamingCall::Start(site.options.channel, std::move(call), std::move(callbacks));
}

StreamReader::~StreamReader() { call_->Cancel(); }

asio::awaitable<std::unique_ptr<Message>> StreamReader::Next() {
  if (!asked_) call_->Next();
  asked_ = true;
  while (state_->message == nullptr && !state_->ended) co_await state_->signal.Wait();
  asked_ = state_->message == nullptr;
  co_return std::move(state_->message);
}

}  // namespace phoihop::gateway
