#include "tests/identity/scripted_provider.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace phoihop::testing {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr absl::Duration kLimit = absl::Seconds(30);

}  // namespace

void ScriptedProvider::Set(const std::string& path, Answer answer) {
  absl::MutexLock lock(&mutex_);
  answers_[path] = std::move(answer);
}

void ScriptedProvider::Publish(const std::string& issuer, const std::string& key_set) {
  const nlohmann::json document = {{"issuer", issuer}, {"jwks_uri", url() + kKeysPath}};
  Set(kDiscoveryPath, {.body = document.dump()});
  Set(kKeysPath, {.body = key_set});
}

int ScriptedProvider::Asked(const std::string& path) const {
  absl::MutexLock lock(&mutex_);
  const auto found = asked_.find(path);
  return found == asked_.end() ? 0 : found->second;
}

bool ScriptedProvider::WaitForAsked(const std::string& path, int times) const {
  const auto asked = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    const auto found = asked_.find(path);
    return found != asked_.end() && found->second >= times;
  };
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&asked), kLimit);
}

void ScriptedProvider::Serve(LoopbackServer::Socket& socket) {
  boost::beast::flat_buffer buffer;
  http::request<http::string_body> request;
  error_code error;
  http::read(socket, buffer, request, error);
  if (error) return;
  const std::string path(request.target());
  Answer answer{.code = 404};
  {
    absl::MutexLock lock(&mutex_);
    ++asked_[path];
    if (const auto found = answers_.find(path); found != answers_.end()) answer = found->second;
  }
  if (answer.silent) {
    // Returns when the client closes.
    http::read(socket, buffer, request, error);
    return;
  }
  http::response<http::string_body> response(static_cast<http::status>(answer.code), 11);
  response.keep_alive(false);
  if (!answer.location.empty()) response.set(http::field::location, answer.location);
  response.body() = answer.body;
  response.prepare_payload();
  http::write(socket, response, error);
}

}  // namespace phoihop::testing
