// One HTTP connection; for the .cc files of this folder only.
#ifndef SERVICES_GATEWAY_CONNECTION_H_
#define SERVICES_GATEWAY_CONNECTION_H_

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/gateway/call.h"
#include "services/gateway/router.h"
#include "services/gateway/server.h"

namespace phoihop::gateway {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;
using HttpResponse = boost::beast::http::response<boost::beast::http::string_body>;

// What all connections share. Outlives them.
class Site {
 public:
  explicit Site(ServerOptions given) : options(std::move(given)), router(options.methods) {}

  const ServerOptions options;
  const Router router;
  std::atomic<bool> draining{false};

  // Counted while they live: connections, and calls whose answer has not come back yet.
  void AddConnection(int by) { Add(connections_, by); }
  void AddCall(int by) { Add(calls_, by); }
  int connections() const;
  void WaitForConnections(absl::Duration limit);
  void WaitForCalls();

 private:
  void Add(int& count, int by);

  mutable absl::Mutex mutex_;
  int connections_ ABSL_GUARDED_BY(mutex_) = 0;
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Lets a coroutine wait for what another thread says. Everything but the constructor runs on one executor.
class Signal {
 public:
  explicit Signal(const boost::asio::any_io_executor& executor) : timer_(executor) {}
  // Returns when Notify was called since the last Wait.
  boost::asio::awaitable<void> Wait();
  void Notify();

 private:
  boost::asio::steady_timer timer_;
  bool notified_ = false;
};

class UploadWriter;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `stream` runs on a strand.
  Connection(Site& site, boost::beast::tcp_stream stream);
  ~Connection();

  // Serves requests until the connection ends; returns at once.
  void Start();
  // Ends the connection if no request is at hand. From any thread.
  void CloseIfIdle();

 private:
  boost::asio::awaitable<void> Run();
  // One request; false: the connection is over.
  boost::asio::awaitable<bool> ServeOne();
  boost::asio::awaitable<bool> Serve(const HttpRequest& request);
  // False: a page of the web may be speaking through a browser here.
  bool IsWelcome(absl::string_view host) const;
  boost::asio::awaitable<bool> ServeApi(const HttpRequest& request, std::string path, std::string query);
  boost::asio::awaitable<bool> ServeUnary(const HttpRequest& request, Call call);
  boost::asio::awaitable<bool> ServeStream(const HttpRequest& request, Call call);
  // The body of the request, which is still to be read, is a file of the task (resource name).
  boost::asio::awaitable<bool> ServeUpload(boost::beast::http::request_parser<boost::beast::http::empty_body>& header,
                                           std::string task);
  // What became of the body of an upload. kCut: the line is dead. kRefused: the call has ended before it had all.
  enum class Sent { kAll, kCut, kTooLarge, kRefused };
  boost::asio::awaitable<Sent> SendBody(boost::beast::http::request_parser<boost::beast::http::buffer_body>& parser,
                                        UploadWriter& writer);
  // Of an upload that is refused before all of it was read nothing more can be read, either: the connection ends.
  boost::asio::awaitable<bool> Refuse(HttpResponse answer);
  boost::asio::awaitable<bool> ServeDownload(const HttpRequest& request, std::string name);
  // Of a HEAD the headers alone.
  boost::asio::awaitable<bool> Write(HttpResponse response);
  // A piece of an answer that is written as it comes; false when the client has gone.
  boost::asio::awaitable<bool> WritePiece(const std::string& piece);

  Site& site_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  bool idle_ = true;   // on the strand
  bool head_ = false;  // the request at hand is a HEAD
};

// -- Files (file_transfer.cc)

// The task that `POST /v1/{task}/files` uploads to, and the file that `GET /v1/{file}:download` is about; nothing for
// other requests.
std::optional<std::string> UploadTask(absl::string_view verb, absl::string_view path);
std::optional<std::string> DownloadName(absl::string_view verb, absl::string_view path);

// A call of the method with who acts, and without its request.
absl::StatusOr<Call> NewCall(const HttpRequest& request, const google::protobuf::MethodDescriptor* method);

// -- Answers (answer.cc)

// With the headers that every answer has.
HttpResponse MakeAnswer(const HttpRequest& request, int code, std::string content_type, std::string body);
HttpResponse MakeError(const HttpRequest& request, const google::rpc::Status& status);
HttpResponse MakeError(const HttpRequest& request, const absl::Status& status, int code);

// Pages and probes that are no part of the API; nothing when `path` is none of them.
std::unique_ptr<HttpResponse> MakePage(const Site& site, const HttpRequest& request, absl::string_view path);

// Whether the Host header names this machine.
bool IsLocalHost(absl::string_view host);

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_CONNECTION_H_
