#include "tests/identity/real_provider.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/engine/clock.h"
#include "tests/services/http_client.h"

namespace phoihop::testing {
namespace {

using nlohmann::json;

constexpr absl::Duration kStartLimit = absl::Seconds(60);
constexpr char kSecret[] = "a-secret-of-a-client-that-exists-in-tests-only";
constexpr char kServing[] = "serving http://127.0.0.1:";

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

RealProvider::RealProvider(std::string directory, std::vector<Client> clients)
    : directory_(std::move(directory)), clients_(std::move(clients)) {}

void RealProvider::Start(const SigningKey& key) {
  Stop();
  ASSERT_TRUE(std::filesystem::exists(PHOIHOP_PROVIDER_DIRECTORY "/node_modules/oidc-provider"))
      << "run `npm ci` in tests/identity/provider once (./test does it)";
  json settings = {{"port", port_},
                   {"keys", {key.PrivateJwk()}},
                   {"audience", kAudience},
                   {"algorithm", key.algorithm()},
                   {"clients", json::array()}};
  for (const Client& client : clients_) {
    settings["clients"].push_back({{"id", client.id}, {"secret", kSecret}, {"claims", client.claims}});
  }
  const std::string settings_file = absl::StrCat(directory_, "/provider.json");
  const std::string log = absl::StrCat(directory_, "/provider.log");
  std::ofstream(settings_file) << settings.dump();
  const int fd = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  auto process =
      embedded::Process::Start({.argv = {PHOIHOP_NODE, PHOIHOP_PROVIDER_DIRECTORY "/provider.mjs", settings_file},
                                .environment = {"PATH=/usr/bin:/bin", "NODE_ENV=test"},
                                .output_fd = fd});
  close(fd);
  ASSERT_TRUE(process.ok()) << process.status();
  process_ = *std::move(process);
  const absl::Duration end = engine::RealElapsed() + kStartLimit;
  size_t at = std::string::npos;
  while (at == std::string::npos) {
    // Also the pause between two looks.
    ASSERT_FALSE(process_->WaitFor(absl::Milliseconds(20)).has_value()) << Contents(log);
    ASSERT_LT(engine::RealElapsed(), end) << Contents(log);
    const std::string text = Contents(log);
    at = text.find(kServing);
    if (at != std::string::npos && text.find('\n', at) == std::string::npos) at = std::string::npos;
    if (at == std::string::npos) continue;
    const size_t begin = at + sizeof(kServing) - 1;
    ASSERT_TRUE(absl::SimpleAtoi(text.substr(begin, text.find('\n', at) - begin), &port_));
  }
  issuer_ = absl::StrCat("http://127.0.0.1:", port_);
}

std::string RealProvider::Token(const std::string& client, const std::string& resource) const {
  const HttpAnswer answer =
      SendHttp(port_, "POST", "/token",
               {{"Content-Type", "application/x-www-form-urlencoded"},
                {"Authorization", absl::StrCat("Basic ", absl::Base64Escape(absl::StrCat(client, ":", kSecret)))}},
               absl::StrCat("grant_type=client_credentials&resource=", resource));
  const json document = json::parse(answer.body, nullptr, false);
  if (answer.code != 200 || !document.is_object() || !document.contains("access_token")) {
    ADD_FAILURE() << answer.code << " " << answer.body;
    return "";
  }
  return document["access_token"].get<std::string>();
}

}  // namespace phoihop::testing
