// `phoihop` as people type it, against the real server.
#ifndef TESTS_SERVICES_COMMAND_LINE_FIXTURE_H_
#define TESTS_SERVICES_COMMAND_LINE_FIXTURE_H_

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/table.h"
#include "services/embedded/process.h"
#include "tests/services/server_fixture.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::testing {

struct Outcome {
  int exit_code = -1;
  std::string output;  // standard output and standard error
};

class CommandLineFixture : public ServerFixture {
 protected:
  void SetUp() override { StartServer(); }

  Outcome Run(const std::string& act_as, const std::vector<std::string>& words) {
    const std::string log = absl::StrCat(directory_.path(), "/log");
    const int fd = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    embedded::Program program{.argv = {PHOIHOP_CLI_BINARY, "--server", grpc_target()},
                              .environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"},
                              .output_fd = fd};
    if (!act_as.empty()) program.argv.insert(program.argv.end(), {"--as", act_as});
    program.argv.insert(program.argv.end(), words.begin(), words.end());
    // It runs in "/".
    for (std::string& word : program.argv) {
      if (word.rfind("data/", 0) == 0) word = absl::StrCat(std::filesystem::current_path().string(), "/", word);
    }
    auto process = embedded::Process::Start(std::move(program));
    close(fd);
    EXPECT_TRUE(process.ok()) << process.status();
    if (!process.ok()) return {};
    const std::optional<int> status = (*process)->WaitFor(kFixtureLimit);
    std::ifstream file(log);
    return {status.has_value() && WIFEXITED(*status) ? WEXITSTATUS(*status) : -1,
            std::string(std::istreambuf_iterator<char>(file), {})};
  }

  // A command that has to succeed, with lines that fit a screen.
  std::string Must(const std::string& act_as, const std::string& words) {
    const Outcome outcome = Run(act_as, absl::StrSplit(words, ' '));
    EXPECT_EQ(outcome.exit_code, 0) << words << "\n" << outcome.output;
    for (const absl::string_view line : absl::StrSplit(outcome.output, '\n')) {
      EXPECT_LE(cli::DisplayWidth(line), cli::kPlainWidth + kLongToken) << line;
    }
    return outcome.output;
  }

  // A file of the test's own.
  std::string Path(const std::string& name) const { return absl::StrCat(directory_.path(), "/", name); }

  // A line that has to be typed again is not broken.
  static constexpr int kLongToken = 90;

 private:
  TemporaryDirectory directory_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_COMMAND_LINE_FIXTURE_H_
