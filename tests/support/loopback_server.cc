#include "tests/support/loopback_server.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace phoihop::testing {

using boost::asio::ip::tcp;
using boost::system::error_code;

LoopbackServer::LoopbackServer(std::function<void(Socket&)> serve)
    : serve_(std::move(serve)),
      acceptor_(context_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
      thread_([this] { Run(); }) {}

LoopbackServer::~LoopbackServer() {
  stopping_.store(true);
  // Ends the wait for a client.
  boost::asio::io_context context;
  Socket socket(context);
  error_code ignored;
  socket.connect(acceptor_.local_endpoint(), ignored);
  thread_.join();
}

std::string LoopbackServer::url() const { return absl::StrCat("http://127.0.0.1:", acceptor_.local_endpoint().port()); }

void LoopbackServer::Run() {
  while (true) {
    Socket socket(context_);
    error_code error;
    acceptor_.accept(socket, error);
    if (stopping_.load()) return;
    if (!error) serve_(socket);
  }
}

}  // namespace phoihop::testing
