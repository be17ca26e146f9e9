// A server-streaming call as Server-Sent Events.
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/gateway/connection.h"
#include "services/gateway/http_error.h"
#include "services/gateway/limits.h"

namespace phoihop::gateway {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::awaitable;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

// A message with a oneof whose cases have a `sequence` (WatchEventsResponse) gets an id and a name; any other is only
// data.
std::string ToServerSentEvent(const Message& message) {
  std::string text;
  const auto& type = *message.GetDescriptor();
  if (type.oneof_decl_count() > 0) {
    const FieldDescriptor* which = message.GetReflection()->GetOneofFieldDescriptor(message, type.oneof_decl(0));
    if (which != nullptr && which->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const Message& inner = message.GetReflection()->GetMessage(message, which);
      const FieldDescriptor* sequence = inner.GetDescriptor()->FindFieldByName("sequence");
      if (sequence != nullptr && sequence->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
        absl::StrAppend(&text, "id: ", inner.GetReflection()->GetInt64(inner, sequence), "\n");
      }
      absl::StrAppend(&text, "event: ", which->name(), "\n");
    }
  }
  // JSON of protobuf has no line ends.
  return absl::StrCat(text, "data: ", ToJson(message), "\n\n");
}

// What the stream has said, for the coroutine that writes it.
struct StreamState {
  explicit StreamState(const asio::any_io_executor& executor) : signal(executor) {}
  Signal signal;
  std::unique_ptr<Message> message;
  bool ended = false;
  google::rpc::Status status;
};

}  // namespace

awaitable<bool> Connection::ServeStream(const HttpRequest& request, Call call) {
  // The browser says where it was when the line broke.
  int64_t last_event_id = 0;
  const FieldDescriptor* after = call.request->GetDescriptor()->FindFieldByName("after_sequence");
  const auto header = request["Last-Event-ID"];
  if (after != nullptr && absl::SimpleAtoi(absl::string_view(header.data(), header.size()), &last_event_id)) {
    call.request->GetReflection()->SetInt64(call.request.get(), after, last_event_id);
  }
  const asio::any_io_executor executor = stream_.get_executor();
  const auto state = std::make_shared<StreamState>(executor);
  StreamingCall::Callbacks callbacks;
  callbacks.on_message = [state, executor](std::unique_ptr<Message> message) {
    asio::post(executor, [state, message = std::move(message)]() mutable {
      state->message = std::move(message);
      state->signal.Notify();
    });
  };
  callbacks.on_end = [state, executor, &site = site_](google::rpc::Status status) {
    asio::post(executor, [state, status = std::move(status)]() mutable {
      state->ended = true;
      state->status = std::move(status);
      state->signal.Notify();
    });
    site.AddCall(-1);
  };
  site_.AddCall(1);
  const std::shared_ptr<StreamingCall> stream =
      StreamingCall::Start(site_.options.channel, std::move(call), std::move(callbacks));
  // However this coroutine ends, the call ends with it.
  const absl::Cleanup cancel = [&stream] { stream->Cancel(); };
  stream_.expires_never();
  bool started = false;
  while (true) {
    co_await state->signal.Wait();
    if (state->message != nullptr) {
      std::string piece = ToServerSentEvent(*state->message);
      state->message.reset();
      if (!started) {
        piece = absl::StrCat(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n"
            "X-Content-Type-Options: nosniff\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\n",
            piece);
        started = true;
      }
      const bool written = co_await WritePiece(piece);
      if (!written) co_return false;
      stream->Next();
    } else if (state->ended && !started) {
      HttpResponse answer = MakeError(request, state->status);
      co_return co_await Write(std::move(answer));
    } else if (state->ended) {
      const std::string piece = absl::StrCat("event: error\ndata: ", ToJson(state->status), "\n\n");
      co_await WritePiece(piece);
      co_return false;
    }
  }
}

awaitable<bool> Connection::WritePiece(const std::string& piece) {
  stream_.expires_after(absl::ToChronoNanoseconds(kWriteLimit));
  boost::beast::error_code error;
  co_await asio::async_write(stream_, asio::buffer(piece), asio::redirect_error(asio::use_awaitable, error));
  stream_.expires_never();
  co_return !error;
}

}  // namespace phoihop::gateway
