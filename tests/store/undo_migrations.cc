#include "tests/store/undo_migrations.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/store/connection.h"

namespace phoihop::testing {
namespace {

struct Undo {
  int version;
  const char* sql;
};

// Newest first. SchemaTest.EveryMigrationIsUndoneAndDoneAgain finds what is missing here.
constexpr Undo kUndo[] = {
    {16,
     "ALTER TABLE digests DROP COLUMN system; ALTER TABLE deliveries DROP COLUMN system; "
     "CREATE UNIQUE INDEX digests_open ON digests (province, unit, person, urgent) WHERE close_time IS NULL; "
     "CREATE INDEX deliveries_pending ON deliveries (province, channel, address, digest_id) WHERE state = 1"},
    {18,
     "DROP TABLE figure_days, figure_days_counted, figure_bases, figure_cells, figure_weeks; "
     "ALTER TABLE task_standings DROP COLUMN first_since; ALTER TABLE feeds DROP COLUMN closed_until"},
    {15,
     "DROP TABLE task_standings, task_standing_history, task_standings_kept; "
     "DROP FUNCTION result_class(smallint, timestamptz, timestamptz, timestamptz)"},
    {13, "DROP TABLE file_objects"},
    {12, "DROP INDEX deliveries_failed, tasks_unarmed; DROP TABLE set_aside_releases"},
    {11, "DROP TABLE deliveries, notices, digests, notice_feeds"},
    {10, "ALTER TABLE tasks DROP COLUMN secrecy; ALTER TABLE plans DROP COLUMN secrecy"},
    {8, "DROP TABLE files, file_chunks, file_contents"},
    {7,
     "DROP INDEX events_unit, events_person, events_on_behalf_of, task_participants_task; "
     "DROP TABLE journal_checkpoints"},
    {6, "DROP TABLE task_baskets, bulk_operation_items, bulk_operations"},
    {5, "DROP TABLE task_dependencies"},
    {4,
     "DROP TABLE follow_ups, fan_out_days; "
     "ALTER TABLE tasks DROP COLUMN parent_task, DROP COLUMN previous_occurrence, DROP COLUMN plan_function, "
     "DROP COLUMN fan_out, DROP COLUMN complete_time"},
    {3, "DROP TABLE plan_answers"},
    {2,
     "DROP TABLE reference_history, unit_versions, rehoming_items; DROP INDEX events_rehoming; "
     "DELETE FROM task_participants WHERE role = 'proposed'"},
};

}  // namespace

void UndoMigrationsAfter(const std::string& uri, int version) {
  auto connection = store::Connection::Open(uri, store::ConnectionUse::kMigrate);
  ASSERT_TRUE(connection.ok()) << connection.status();
  for (const Undo& undo : kUndo) {
    if (undo.version <= version) continue;
    const auto undone = (*connection)->RunScript(undo.sql);
    ASSERT_TRUE(undone.ok()) << undo.version << ": " << undone;
  }
  const auto forgotten =
      (*connection)->RunScript(absl::StrCat("DELETE FROM schema_migrations WHERE version > ", version));
  ASSERT_TRUE(forgotten.ok()) << forgotten;
}

}  // namespace phoihop::testing
