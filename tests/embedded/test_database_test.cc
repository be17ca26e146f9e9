// The databases that other tests use.

#include "tests/support/test_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phoihop::testing {
namespace {

using ::testing::HasSubstr;

std::string Query(const std::string& uri, const std::string& sql) {
  const absl::StatusOr<std::string> answer = TestCluster::Get().cluster().RunClient("psql", {"-XAtqc", sql, uri});
  return answer.ok() ? *answer : answer.status().ToString();
}

TEST(TestDatabaseTest, DatabasesAreFreshAndApart) {
  TestCluster& cluster = TestCluster::Get();
  const std::string first = cluster.CreateDatabase();
  const std::string second = cluster.CreateDatabase();
  EXPECT_EQ(Query(first, "CREATE TABLE t AS SELECT 5 AS n"), "");
  EXPECT_EQ(Query(first, "SELECT n FROM t"), "5\n");
  EXPECT_THAT(Query(second, "SELECT n FROM t"), HasSubstr("does not exist"));
}

TEST(TestDatabaseTest, CopiesAreAlikeAndApart) {
  TestCluster& cluster = TestCluster::Get();
  const std::string migrated = cluster.CreateDatabase();
  Query(migrated, "CREATE TABLE t AS SELECT 5 AS n");
  const std::string copy = cluster.CreateDatabase(migrated);
  EXPECT_EQ(Query(copy, "UPDATE t SET n = 6 RETURNING n"), "6\n");
  EXPECT_EQ(Query(migrated, "SELECT n FROM t"), "5\n");
}

TEST(TestDatabaseTest, RolesAreChosenInTheUri) {
  TestCluster& cluster = TestCluster::Get();
  const std::string uri = cluster.CreateDatabase();
  Query(uri, "CREATE ROLE someone LOGIN");
  EXPECT_EQ(Query(cluster.WithRole(uri, "someone"), "SELECT current_user = 'someone', current_database() ~ '^test_'"),
            "t|t\n");
}

}  // namespace
}  // namespace phoihop::testing
