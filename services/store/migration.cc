// Migrations: numbered files, applied in order, each in a transaction of its own, never undone.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/store/connection.h"
#include "services/store/database.h"
#include "services/store/migrations.embed.h"
#include "workflow/errors.h"

namespace phoihop::store {
namespace {
struct Migration {
  int version = 0;
  std::string name;
  absl::string_view sql;
};

// `migrations/0001_what.sql` is migration 1.
std::vector<Migration> Migrations() {
  std::vector<Migration> found;
  for (const auto& file : migrations::Files()) {
    Migration migration;
    migration.name = std::string(file.name.substr(file.name.rfind('/') + 1));
    migration.sql = file.contents;
    if (absl::SimpleAtoi(migration.name.substr(0, 4), &migration.version)) found.push_back(std::move(migration));
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.version < b.version; });
  return found;
}

// Any number; the same for all replicas.
constexpr absl::string_view kLock = "SELECT pg_advisory_lock(720191126)";
constexpr absl::string_view kUnlock = "SELECT pg_advisory_unlock(720191126)";
constexpr absl::string_view kMakeTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, "
    "apply_time timestamptz NOT NULL DEFAULT now())";

absl::StatusOr<int> AppliedVersion(Connection& connection) {
  auto rows = connection.RunText("SELECT coalesce(max(version), 0) FROM schema_migrations");
  if (!rows.ok()) return rows.status();
  return static_cast<int>(rows->Int64(0, 0));
}

absl::Status SchemaIsNewer(int version) {
  return absl::FailedPreconditionError(absl::StrCat("The database has schema ", version, ", this program understands ",
                                                    LatestMigration(), ": start a newer program."));
}

absl::Status Describe(absl::string_view doing, const absl::Status& status) {
  if (status.code() == absl::StatusCode::kUnavailable) return status;
  return absl::FailedPreconditionError(absl::StrCat(
      doing, " failed: ", status.message(),
      "Check that the role in the address owns the database and may make tables and roles, then start again."));
}

absl::Status ApplyMissing(Connection& connection) {
  if (auto status = connection.RunScript(std::string(kMakeTable)); !status.ok()) {
    return Describe("Making the table of migrations", status);
  }
  const auto applied = AppliedVersion(connection);
  if (!applied.ok()) return applied.status();
  if (*applied > LatestMigration()) return SchemaIsNewer(*applied);
  for (const Migration& migration : Migrations()) {
    if (migration.version <= *applied) continue;
    const auto status = connection.RunScript(absl::StrCat("BEGIN;\n", migration.sql,
                                                          "\nINSERT INTO schema_migrations (version, name) VALUES (",
                                                          migration.version, ", '", migration.name, "');\nCOMMIT;"));
    if (!status.ok()) {
      connection.Rollback();
      return Describe(absl::StrCat("Migration ", migration.name), status);
    }
  }
  return absl::OkStatus();
}
}  // namespace

int LatestMigration() { return Migrations().back().version; }

absl::Status Migrate(const std::string& uri) {
  auto connection = Connection::Open(uri, ConnectionUse::kMigrate);
  if (!connection.ok()) return connection.status();
  if (auto status = (*connection)->RunScript(std::string(kLock)); !status.ok()) return status;
  absl::Status status = ApplyMissing(**connection);
  status.Update((*connection)->RunScript(std::string(kUnlock)));
  return status;
}

absl::Status Database::CheckSchema() {
  constexpr absl::string_view kUndefinedTable = "42P01", kUndefinedRole = "22023";
  const auto too_old = [](int version) {
    return absl::FailedPreconditionError(absl::StrCat("The database has schema ", version, ", this program needs ",
                                                      LatestMigration(), ": run `phoihopd migrate`."));
  };
  auto connection = Acquire();
  if (!connection.ok()) return SqlStateOf(connection.status()) == kUndefinedRole ? too_old(0) : connection.status();
  auto rows = (*connection)->Run("ReadMigrations");
  if (!rows.ok()) return SqlStateOf(rows.status()) == kUndefinedTable ? too_old(0) : rows.status();
  const int version = static_cast<int>(rows->Int64(0, 0));
  if (version > LatestMigration()) return SchemaIsNewer(version);
  return version < LatestMigration() ? too_old(version) : absl::OkStatus();
}

}  // namespace phoihop::store
