// PostgreSQL as the rest of the product sees it: a bounded pool of connections for reads, and the schema.
//
//   absl::Status migrated = store::Migrate(uri);                      // as an administrator; any number at once
//   auto database = store::Database::Open({.uri = uri});
//   auto task = store::GetTask(*database, "dong-nai", "k26-1");
//
// Errors of everything in this folder: UNAVAILABLE (STORE_UNAVAILABLE) when the database cannot be reached, otherwise
// INTERNAL with one sentence; what the database itself said goes to the log, never to callers.
#ifndef SERVICES_STORE_DATABASE_H_
#define SERVICES_STORE_DATABASE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace phoihop::store {

class Connection;

// The role that the server works as: it may not change or delete events. Made by Migrate.
inline constexpr char kServerRole[] = "phoihop_server";

// How long a read waits for a free connection of the pool before it answers UNAVAILABLE.
inline constexpr absl::Duration kAcquireLimit = absl::Seconds(5);
// How long connecting may take.
inline constexpr int kConnectLimitSeconds = 5;
// The longest that one read statement may run in the database.
inline constexpr absl::Duration kReadStatementLimit = absl::Seconds(30);

// Applies all migrations that the database does not have yet. Safe to start from several replicas at once: the second
// waits for the first and then finds nothing to do. The role in `uri` must own the database or be allowed to make
// tables and roles. FAILED_PRECONDITION when the schema is newer than this program.
absl::Status Migrate(const std::string& uri);

// The number of the newest migration that this program knows.
int LatestMigration();

struct DatabaseOptions {
  // `postgresql://user@host:port/database` or a libpq keyword string.
  std::string uri;
  // Connections for reads. Opened when first needed.
  int pool_size = 4;
};

// Thread-safe. Blocks the calling thread while it waits for a connection or an answer.
class Database {
 public:
  // Does not connect yet: a server may start before its database.
  static std::unique_ptr<Database> Open(DatabaseOptions options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& uri() const { return options_.uri; }

  // OK when the schema is the one that this program understands; otherwise FAILED_PRECONDITION with a sentence that
  // says whether the schema or the program is too old, or UNAVAILABLE. For readiness.
  absl::Status CheckSchema();

  // For the readers of this folder: a connection that returns to the pool by itself. A broken one is replaced.
  class Lease {
   public:
    Lease(Database* database, std::unique_ptr<Connection> connection);
    Lease(Lease&&) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection* operator->() const { return connection_.get(); }
    Connection& operator*() const { return *connection_; }

   private:
    Database* database_;
    std::unique_ptr<Connection> connection_;
  };
  absl::StatusOr<Lease> Acquire();

 private:
  explicit Database(DatabaseOptions options);
  void Return(std::unique_ptr<Connection> connection);

  const DatabaseOptions options_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace phoihop::store

#endif  // SERVICES_STORE_DATABASE_H_
