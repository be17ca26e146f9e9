// The web client in Chromium against a phoihopd of its own. What is done in the browser stands in the .test.mjs files
// beside this one; here is what they need, and one test for each of them.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/embedded/process.h"
#include "services/engine/clock.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/test_database.h"

namespace phoihop::testing {
namespace {

// A minute at most on a machine of its own.
constexpr absl::Duration kScriptLimit = absl::Seconds(280);
constexpr absl::Duration kProviderLimit = absl::Seconds(30);
constexpr char kServing[] = "serving ";

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class BrowserTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_STRNE(PHOIHOP_CHROMIUM, "PHOIHOP_CHROMIUM-NOTFOUND") << "install chromium (.packages) and configure again";
    ASSERT_TRUE(std::filesystem::exists(PHOIHOP_WEB_TESTS "/node_modules/playwright-core"))
        << "run `npm ci` in tests/web once (./test does it)";
    database_ = TestCluster::Get().CreateDatabase();
    for (const char* command : {"migrate", "load"}) {
      const absl::Status done = RunServerCommand(PHOIHOP_SERVER_BINARY, database_, {command}, directory_.path());
      ASSERT_TRUE(done.ok()) << done;
    }
  }

  void StartServer(std::vector<std::string> arguments = {}, bool local_mode = true) {
    auto server = ServerProcess::Start({.binary = PHOIHOP_SERVER_BINARY,
                                        .database_url = database_,
                                        .log_directory = directory_.path(),
                                        .arguments = std::move(arguments),
                                        .local_mode = local_mode});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  embedded::Program Node(const std::string& script, int output, std::vector<std::string> options) {
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

  // Where pictures go: into the tree when PHOIHOP_WEB_SCREENSHOTS says so, else away with the test.
  std::string Screenshots() const {
    const char* const asked = std::getenv("PHOIHOP_WEB_SCREENSHOTS");
    return asked != nullptr ? asked : directory_.path();
  }

  // Runs the tests of a script; what it says is shown when one fails.
  void Run(const std::string& script) {
    const std::string log = absl::StrCat(directory_.path(), "/", script, ".log");
    const int output = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    const auto ended = embedded::RunProgram(Node(script, output, {"--test", "--test-reporter=spec"}), kScriptLimit);
    close(output);
    ASSERT_TRUE(ended.ok()) << ended.status() << "\n" << Contents(log);
    EXPECT_EQ(*ended, 0) << Contents(log) << Contents(server_->log_file());
  }

  // The issuer of an OpenID provider that runs until the test ends.
  std::string StartProvider() {
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

  TemporaryDirectory directory_;
  std::string database_;
  std::unique_ptr<embedded::Process> provider_;
  std::unique_ptr<ServerProcess> server_;
};

TEST_F(BrowserTest, ADayOfWork) {
  StartServer();
  Run("work.test.mjs");
}

TEST_F(BrowserTest, PagesOnAPhone) {
  StartServer();
  Run("pages_phone.test.mjs");
}

TEST_F(BrowserTest, PagesOnADesk) {
  StartServer();
  Run("pages_desk.test.mjs");
}

TEST_F(BrowserTest, ThemesLettersPaperWeightAndManyTasks) {
  StartServer();
  Run("look.test.mjs");
}

TEST_F(BrowserTest, InboxDeadlinesAndUnit) {
  StartServer();
  Run("other_pages.test.mjs");
}

TEST_F(BrowserTest, WithoutNetwork) {
  StartServer();
  Run("offline.test.mjs");
}

TEST_F(BrowserTest, SignInWithAProvider) {
  const std::string issuer = StartProvider();
  ASSERT_FALSE(issuer.empty());
  StartServer({"--oidc-issuer", issuer, "--oidc-audience", "phoihop"}, /*local_mode=*/false);
  Run("provider.test.mjs");
}

}  // namespace
}  // namespace phoihop::testing
