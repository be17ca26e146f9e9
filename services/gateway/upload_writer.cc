#include "services/gateway/upload_writer.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace phoihop::gateway {

namespace asio = boost::asio;
using google::protobuf::Message;

UploadWriter::UploadWriter(Site& site, const asio::any_io_executor& executor, Call call)
    : state_(std::make_shared<State>(executor)) {
  UploadingCall::Callbacks callbacks;
  callbacks.on_sent = [state = state_, executor](bool ok) {
    if (!ok) return;
    asio::post(executor, [state] {
      state->sent = true;
      state->signal.Notify();
    });
  };
  callbacks.on_end = [state = state_, executor, &site](google::rpc::Status status, std::unique_ptr<Message> answer) {
    asio::post(executor, [state, status = std::move(status), answer = std::move(answer)]() mutable {
      state->ended = true;
      state->status = std::move(status);
      state->answer = std::move(answer);
      state->signal.Notify();
    });
    site.AddCall(-1);
  };
  site.AddCall(1);
  call_ = UploadingCall::Start(site.options.channel, std::move(call), std::move(callbacks));
}

UploadWriter::~UploadWriter() { call_->Cancel(); }

asio::awaitable<bool> UploadWriter::Ready() {
  while (!state_->sent && !state_->ended) co_await state_->signal.Wait();
  co_return !state_->ended;
}

void UploadWriter::Send(const Message& message) {
  state_->sent = false;
  call_->Send(message);
}

asio::awaitable<std::unique_ptr<Message>> UploadWriter::Finish() {
  if (!state_->ended) call_->End();
  while (!state_->ended) co_await state_->signal.Wait();
  co_return std::move(state_->answer);
}

}  // namespace phoihop::gateway
