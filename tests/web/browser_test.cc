// The web client in Chromium against a phoihopd of its own. What is done in the browser stands in the .test.mjs files
// beside this one; here is one test for each of them.
#include <gtest/gtest.h>

#include "tests/web/browser_fixture.h"

namespace phoihop::testing {
namespace {

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

TEST_F(BrowserTest, Plans) {
  StartServer();
  Run("plans.test.mjs");
}

TEST_F(BrowserTest, Overview) {
  StartServer();
  Run("leader.test.mjs");
}

TEST_F(BrowserTest, DaysOfAClerkAHeadAndAMonitor) {
  StartServer();
  Run("days.test.mjs");
}

TEST_F(BrowserTest, RequestsAndInformation) {
  StartServer();
  Run("handoffs.test.mjs");
}

TEST_F(BrowserTest, AbsenceAndEscalation) {
  StartServer();
  Run("absence.test.mjs");
}

TEST_F(BrowserTest, Organisation) {
  StartServer();
  Run("organisation.test.mjs");
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
