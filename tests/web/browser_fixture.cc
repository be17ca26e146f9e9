#include "tests/web/browser_fixture.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/clock.h"
#include "tests/support/test_database.h"

namespace phoihop::testing {
namespace {

constexpr absl::Duration kProviderLimit = absl::Seconds(30);
constexpr char kServing[] = "serving ";

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

void BrowserTest::SetUp() {
  ASSERT_STRNE(PHOIHOP_CHROMIUM, "PHOIHOP_CHROMIUM-NOTFOUND") << "install chromium (.packages) and configure again";
  ASSERT_TRUE(std::filesystem::exists(PHOIHOP_WEB_TESTS "/node_modules/playwright-core"))
      << "run `npm ci` in tests/web once (./test does it)";
  database_ = TestCluster::Get().CreateDatabase();
  for (const char* command : {"migrate", "load"}) {
    const absl::Status done = RunServerCommand(PHOIHOP_SERVER_BINARY, database_, {command}, directory_.path());
    ASSERT_TRUE(done.ok()) << done;
  }
}

void BrowserTest::StartServer(std::vector<std::string> arguments, bool local_mode) {
  auto server = ServerProcess::Start({.binary = PHOIHOP_SERVER_BINARY,
                                      .database_url = database_,
                                      .log_directory = directory_.path(),
                                      .arguments = std::move(arguments),
                                      .local_mode = local_mode});
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
}

embedded::Program BrowserTest::Node(const std::string& script, int output, std::vector<std::string> options) {
  std::vector<std::string> argv = {PHOIHOP_NODE};
  argv.insert(argv.end(), options.begin(), options.end());
  argv.push_back(absl::StrCat(PHOIHOP_WEB_TESTS, "/", script));
  return {.argv = std::move(argv),
          .environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC", absl::StrCat("HOME=", directory_.path()),
                          absl::StrCat("PHOIHOP_CHROMIUM=", PHOIHOP_CHROMIUM),
                          absl::StrCat("PHOIHOP_WEB_URL=http://127.0.0.1:", server_ ? server_->http_port() : 0),
                          absl::StrCat("PHOIHOP_WEB_SCREENSHOTS=", Screenshots())},
          .output_fd = output};
}

std::string BrowserTest::Screenshots() const {
  const char* const asked = std::getenv("PHOIHOP_WEB_SCREENSHOTS");
  return asked != nullptr ? asked : directory_.path();
}

void BrowserTest::Run(const std::string& script, absl::Duration limit, bool loud) {
  const std::string log =
      absl::StrCat(directory_.path(), "/", std::filesystem::path(script).filename().string(), ".log");
  const int output = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  const auto ended = embedded::RunProgram(Node(script, output, {"--test", "--test-reporter=spec"}), limit);
  close(output);
  ASSERT_TRUE(ended.ok()) << ended.status() << "\n" << Contents(log);
  if (loud) std::puts(Contents(log).c_str());
  EXPECT_EQ(*ended, 0) << Contents(log) << Contents(server_->log_file());
}

std::string BrowserTest::StartProvider() {
  const std::string log = absl::StrCat(directory_.path(), "/provider.log");
  const int output = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  auto process = embedded::Process::Start(Node("provider.mjs", output, {}));
  close(output);
  if (!process.ok()) return "";
  provider_ = *std::move(process);
  const absl::Duration end = engine::RealElapsed() + kProviderLimit;
  while (engine::RealElapsed() < end) {
    const std::string text = Contents(log);
    const size_t at = text.find(kServing);
    const size_t line_end = at == std::string::npos ? at : text.find('\n', at);
    if (line_end != std::string::npos) {
      return text.substr(at + sizeof(kServing) - 1, line_end - at - sizeof(kServing) + 1);
    }
    // Also the pause between two looks.
    if (provider_->WaitFor(absl::Milliseconds(20)).has_value()) break;
  }
  ADD_FAILURE() << Contents(log);
  return "";
}

}  // namespace phoihop::testing
