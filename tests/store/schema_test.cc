// The schema, its statements, and what the server's role may not do.
#include <algorithm>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/connection.h"
#include "services/store/database.h"
#include "services/store/write_session.h"
#include "tests/store/undo_migrations.h"
#include "tests/store/world.h"
#include "tests/support/test_database.h"

namespace phoihop {
namespace {
using testing::Create;
using testing::Get;
using ::testing::HasSubstr;
using testing::TestCluster;

class SchemaTest : public testing::World {};

TEST_F(SchemaTest, EveryStatementPrepares) {
  auto connection = Get(store::Connection::Open(uri(), store::ConnectionUse::kMigrate));
  ASSERT_NE(connection, nullptr);
  EXPECT_GT(store::StatementNames().size(), 20u);
  for (const std::string& name : store::StatementNames()) {
    const auto prepared = connection->RunScript(absl::StrCat("PREPARE p", name, " AS ", *store::FindStatement(name)));
    EXPECT_TRUE(prepared.ok()) << name << ": " << prepared;
  }
}

TEST_F(SchemaTest, ManyMayMigrateAtOnce) {
  const std::string fresh = TestCluster::Get().CreateDatabase();
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      const auto status = store::Migrate(fresh);
      EXPECT_TRUE(status.ok()) << status;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_OK(store::Database::Open({.uri = fresh})->CheckSchema());
  EXPECT_OK(store::Migrate(fresh));
}

TEST_F(SchemaTest, ASchemaThatIsTooOldOrTooNewSaysSo) {
  EXPECT_OK(database().CheckSchema());
  Sql("INSERT INTO schema_migrations (version, name) VALUES (9999, 'from the future')");
  EXPECT_THAT(std::string(database().CheckSchema().message()), HasSubstr("start a newer program"));
  EXPECT_THAT(std::string(store::Migrate(uri()).message()), HasSubstr("start a newer program"));
  Sql("DELETE FROM schema_migrations");
  EXPECT_THAT(std::string(database().CheckSchema().message()), HasSubstr("phoihopd migrate"));
  const std::string empty = TestCluster::Get().CreateDatabase();
  EXPECT_THAT(std::string(store::Database::Open({.uri = empty})->CheckSchema().message()),
              HasSubstr("phoihopd migrate"));
  const auto nowhere = store::Database::Open({.uri = "postgresql://nobody@/nothing?host=/nonexistent"});
  EXPECT_EQ(nowhere->CheckSchema().code(), absl::StatusCode::kUnavailable);
}

// So that tests which begin in an older schema really do: a migration that is not undone fails when it is done again.
TEST_F(SchemaTest, EveryMigrationIsUndoneAndDoneAgain) {
  const auto schema = [&] {
    auto rows = Sql(
        "SELECT 'column', table_name, column_name, data_type, coalesce(column_default, ''), is_nullable "
        "FROM information_schema.columns WHERE table_schema = 'public' "
        "UNION ALL SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public' "
        "UNION ALL SELECT 'grant', table_name, privilege_type, grantee, '', '' "
        "FROM information_schema.role_table_grants WHERE table_schema = 'public'");
    std::sort(rows.begin(), rows.end());
    return rows;
  };
  const auto versions = Sql("SELECT version FROM schema_migrations ORDER BY version DESC");
  ASSERT_GT(versions.size(), 9u);
  const auto newest = schema();
  for (size_t i = 1; i < versions.size(); ++i) {
    const int older = std::stoi(versions[i][0]);
    testing::UndoMigrationsAfter(uri(), older);
    EXPECT_NE(schema(), newest) << older;
    const auto migrated = store::Migrate(uri());
    ASSERT_TRUE(migrated.ok()) << "back to " << older << ": " << migrated;
    EXPECT_EQ(schema(), newest) << older;
  }
}

TEST_F(SchemaTest, TheServerCannotChangeThePast) {
  EXPECT_OK(engine().Apply(Create("t1")));
  auto connection = Get(store::Connection::Open(uri(), store::ConnectionUse::kMigrate));
  ASSERT_NE(connection, nullptr);
  EXPECT_OK(connection->RunScript(absl::StrCat("SET ROLE ", store::kServerRole)));
  EXPECT_OK(connection->RunText("SELECT count(*) FROM events"));
  for (const char* sql : {"UPDATE events SET type = 'x'", "DELETE FROM events", "TRUNCATE events", "DELETE FROM tasks",
                          "DELETE FROM feeds", "DROP TABLE events", "DELETE FROM schema_migrations"}) {
    EXPECT_EQ(store::SqlStateOf(connection->RunScript(sql)), "42501") << sql;  // insufficient_privilege
  }
  // Connections of the server work as that role.
  auto server = Get(store::Connection::Open(uri(), store::ConnectionUse::kRead));
  ASSERT_NE(server, nullptr);
  const auto user = server->RunText("SELECT current_user");
  ASSERT_OK(user);
  EXPECT_EQ(user->Text(0, 0), store::kServerRole);
  EXPECT_EQ(store::SqlStateOf(server->RunText("INSERT INTO feeds VALUES ('x')").status()), "25006");  // read only
}

// Planned while the table is empty, and good when it has grown.
TEST_F(SchemaTest, JoinsWithABatchAreDrivenByTheBatch) {
  auto session = Get(store::Connection::Open(uri(), store::ConnectionUse::kWrite));
  ASSERT_NE(session, nullptr);
  const auto plan_of = [&](absl::string_view execute) {
    const auto rows = session->Run(absl::StrCat("EXPLAIN EXECUTE ", execute));
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::string plan;
    for (int i = 0; rows.ok() && i < rows->rows(); ++i) absl::StrAppend(&plan, rows->Text(i, 0), "\n");
    return plan;
  };
  EXPECT_THAT(plan_of("\"LockTasks\" ('p', '{a}', '{1}')"), HasSubstr("Index Scan using tasks_pkey"));
  EXPECT_THAT(plan_of("\"FindRequests\" ('p', '{a}')"), HasSubstr("using events_request"));
  EXPECT_THAT(plan_of("\"ClaimDueTasks\" ('p', now(), 1)"), HasSubstr("Index Scan using tasks_wake"));
  const std::string claim = plan_of("\"ClaimForRehoming\" ('p', 'r', '', 1, '{u}', '{now}', '{x}', '{u}', '{}')");
  const std::string undo = plan_of("\"ClaimForUndo\" ('p', 'r', '', 1, '{}', '{u}')");
  const std::string outcomes = plan_of("\"OutcomesOfTasks\" ('p', 'r', '{a}')");
  for (const std::string& plan : {claim, undo, outcomes, plan_of("\"LockParts\" ('p', '{a}')")}) {
    EXPECT_THAT(plan, ::testing::Not(HasSubstr("Seq Scan"))) << plan;
  }
  EXPECT_THAT(claim, HasSubstr("using task_participants_pkey")) << claim;
  EXPECT_THAT(claim, HasSubstr("using rehoming_items_open")) << claim;
  EXPECT_THAT(claim, HasSubstr("using rehoming_items_task")) << claim;
  EXPECT_THAT(undo, HasSubstr("using rehoming_items_task")) << undo;
  EXPECT_THAT(outcomes, HasSubstr("using rehoming_items_task")) << outcomes;
  EXPECT_THAT(plan_of("\"CheckOutcomes\" ('p', 'r', '{u}', '{now}', '{x}', '{u}', '{s}')"),
              HasSubstr("using events_rehoming"));
  EXPECT_THAT(plan_of("\"CloseUnitVersions\" ('p', '{u}', now())"), ::testing::Not(HasSubstr("Seq Scan")));
  EXPECT_THAT(plan_of("\"NewestRecordTime\" ('p')"), HasSubstr("using reference_history_time"));
  EXPECT_THAT(plan_of("\"SetWakeTimes\" ('p', '{a}', '{now}')"), HasSubstr("Index Scan using tasks_pkey"));
}

}  // namespace
}  // namespace phoihop
