#include "services/gateway/server.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "services/gateway/connection.h"
#include "services/gateway/limits.h"

namespace phoihop::gateway {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
absl::StatusOr<tcp::endpoint> EndpointOf(asio::io_context& context, absl::string_view address) {
  const size_t colon = address.rfind(':');
  uint32_t port = 0;
  if (colon == absl::string_view::npos || !absl::SimpleAtoi(address.substr(colon + 1), &port) || port > 65535) {
    return absl::FailedPreconditionError(absl::StrCat("'", address, "' is not an address host:port"));
  }
  absl::string_view host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  error_code error;
  const auto found = tcp::resolver(context).resolve(std::string(host), std::to_string(port),
                                                    tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("'", host, "' is not an address of this machine"));
  }
  return found.begin()->endpoint();
}

}  // namespace

class Server::Impl {
 public:
  explicit Impl(ServerOptions options) : site_(std::move(options)), acceptor_(asio::make_strand(context_)) {}
  ~Impl() {
    Stop();
    // Their answers come to the executor, which is about to go.
    site_.WaitForCalls();
  }

  absl::Status Listen() {
    const absl::StatusOr<tcp::endpoint> endpoint = EndpointOf(context_, site_.options.address);
    if (!endpoint.ok()) return endpoint.status();
    error_code error;
    acceptor_.open(endpoint->protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(*endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) {
      return absl::FailedPreconditionError(
          absl::StrCat("cannot listen for HTTP on ", site_.options.address, ": ", error.message()));
    }
    Accept();
    for (int i = 0; i < kThreads; ++i) threads_.emplace_back([this] { context_.run(); });
    return absl::OkStatus();
  }

  int port() const { return port_; }

  void Drain() {
    if (site_.draining.exchange(true)) return;
    asio::post(acceptor_.get_executor(), [this] {
      error_code ignored;
      acceptor_.close(ignored);
    });
    absl::MutexLock lock(&mutex_);
    for (const std::weak_ptr<Connection>& entry : connections_) {
      if (const std::shared_ptr<Connection> connection = entry.lock()) connection->CloseIfIdle();
    }
  }

  void Stop() {
    Drain();
    site_.WaitForConnections(kDrainLimit);
    context_.stop();
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  void Accept() {
    acceptor_.async_accept(asio::make_strand(context_), [this](error_code error, auto socket) {
      if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
      if (!error && site_.connections() < kMaxConnections) {
        socket.set_option(tcp::no_delay(true), error);
        const auto connection = std::make_shared<Connection>(site_, boost::beast::tcp_stream(std::move(socket)));
        Remember(connection);
        connection->Start();
      }
      Accept();
    });
  }

  void Remember(const std::shared_ptr<Connection>& connection) {
    absl::MutexLock lock(&mutex_);
    connections_.erase(
        std::remove_if(connections_.begin(), connections_.end(), [](const auto& entry) { return entry.expired(); }),
        connections_.end());
    connections_.push_back(connection);
  }

  Site site_;
  asio::io_context context_;  // after site_: what it still holds when it goes are connections
  tcp::acceptor acceptor_;
  int port_ = 0;
  std::vector<std::thread> threads_;
  absl::Mutex mutex_;
  std::vector<std::weak_ptr<Connection>> connections_ ABSL_GUARDED_BY(mutex_);
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  const absl::Status listening = impl->Listen();
  if (!listening.ok()) return listening;
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

int Server::port() const { return impl_->port(); }
void Server::Drain() { impl_->Drain(); }
void Server::Stop() { impl_->Stop(); }

}  // namespace phoihop::gateway
