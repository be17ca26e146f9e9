// A server of one connection at a time on a free port of this machine, for servers that answer what a test tells them.
#ifndef TESTS_SUPPORT_LOOPBACK_SERVER_H_
#define TESTS_SUPPORT_LOOPBACK_SERVER_H_

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>
#include <thread>

namespace phoihop::testing {

class LoopbackServer {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  // `serve` is called in the thread of the server, for one client after the other; what it uses must outlive this.
  explicit LoopbackServer(std::function<void(Socket&)> serve);
  // Waits for the client that is being served.
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  // `http://127.0.0.1:port`.
  std::string url() const;

 private:
  void Run();

  const std::function<void(Socket&)> serve_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SUPPORT_LOOPBACK_SERVER_H_
