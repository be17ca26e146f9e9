// A server-streaming call as Server-Sent Events.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/gateway/connection.h"
#include "services/gateway/http_error.h"
#include "services/gateway/stream_reader.h"

namespace phoihop::gateway {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::awaitable;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

constexpr char kHead[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\n";

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

}  // namespace

awaitable<bool> Connection::ServeStream(const HttpRequest& request, Call call) {
  // The browser says where it was when the line broke.
  int64_t last_event_id = 0;
  const FieldDescriptor* after = call.request->GetDescriptor()->FindFieldByName("after_sequence");
  const auto header = request["Last-Event-ID"];
  if (after != nullptr && absl::SimpleAtoi(absl::string_view(header.data(), header.size()), &last_event_id)) {
    call.request->GetReflection()->SetInt64(call.request.get(), after, last_event_id);
  }
  StreamReader reader(site_, stream_.get_executor(), std::move(call));
  stream_.expires_never();
  bool started = false;
  std::unique_ptr<Message> message = co_await reader.Next();
  while (message != nullptr) {
    std::string piece = ToServerSentEvent(*message);
    if (!started) piece.insert(0, kHead);
    started = true;
    const bool written = co_await WritePiece(piece);
    if (!written) co_return false;
    message = co_await reader.Next();
  }
  if (!started) {
    HttpResponse answer = MakeError(request, reader.status());
    co_return co_await Write(std::move(answer));
  }
  const std::string piece = absl::StrCat("event: error\ndata: ", ToJson(reader.status()), "\n\n");
  co_await WritePiece(piece);
  co_return false;
}

}  // namespace phoihop::gateway
