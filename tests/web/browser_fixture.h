// What tests of the web client in Chromium need: a phoihopd of its own with the sample province, and what runs a script
// of this folder in Node with it.
#ifndef TESTS_WEB_BROWSER_FIXTURE_H_
#define TESTS_WEB_BROWSER_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/embedded/process.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::testing {

// A minute at most on a machine of its own.
inline constexpr absl::Duration kScriptLimit = absl::Seconds(280);

class BrowserTest : public ::testing::Test {
 protected:
  void SetUp() override;

  void StartServer(std::vector<std::string> arguments = {}, bool local_mode = true);
  // Runs the tests of a script; what it says is shown when one fails, and always when `loud`.
  void Run(const std::string& script, absl::Duration limit = kScriptLimit, bool loud = false);
  // The issuer of an OpenID provider that runs until the test ends.
  std::string StartProvider();

 private:
  embedded::Program Node(const std::string& script, int output, std::vector<std::string> options);
  // Where pictures go: into the tree when PHOIHOP_WEB_SCREENSHOTS says so, else away with the test.
  std::string Screenshots() const;

  TemporaryDirectory directory_;
  std::string database_;
  std::unique_ptr<embedded::Process> provider_;
  std::unique_ptr<ServerProcess> server_;
};

}  // namespace phoihop::testing

#endif  // TESTS_WEB_BROWSER_FIXTURE_H_
