// Lighthouse's marks. Minutes, and a hundred megabytes of its packages: a long test.
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/time/time.h"
#include "tests/web/browser_fixture.h"

namespace phoihop::testing {
namespace {

// Twelve runs at most.
constexpr absl::Duration kLimit = absl::Minutes(10);

class LighthouseTest : public BrowserTest {};

TEST_F(LighthouseTest, WorkListAndTaskPageWithTwoHundredTasks) {
  ASSERT_TRUE(std::filesystem::exists(PHOIHOP_WEB_TESTS "/lighthouse/node_modules/lighthouse"))
      << "run `npm ci` in tests/web/lighthouse once (./test --long does it)";
  StartServer();
  Run("lighthouse/lighthouse.test.mjs", kLimit, /*loud=*/true);
}

}  // namespace
}  // namespace phoihop::testing
