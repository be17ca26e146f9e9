// One connection to PostgreSQL. Used by one thread at a time.
//
// Statements are those of sql/*.sql, by name, prepared when first used. Values are bound, never spliced. Several
// statements can go out together (Send … Send, Receive): one round trip for all of them.
#ifndef SERVICES_STORE_CONNECTION_H_
#define SERVICES_STORE_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/store/values.h"

struct pg_conn;
struct pg_result;

namespace phoihop::store {

// Rows that a statement answered, in text format.
class Result {
 public:
  explicit Result(pg_result* result) : result_(result) {}

  int rows() const;
  int columns() const;
  // Rows that an INSERT, UPDATE or DELETE touched.
  int64_t affected() const;
  bool IsNull(int row, int column) const;
  absl::string_view Text(int row, int column) const;
  int64_t Int64(int row, int column) const;
  bool Bool(int row, int column) const { return Text(row, column) == "t"; }
  std::string Bytes(int row, int column) const;
  absl::Time Time(int row, int column) const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

enum class ConnectionUse { kRead, kWrite, kMigrate };

class Connection {
 public:
  // Works as kServerRole, except to migrate. UNAVAILABLE (STORE_UNAVAILABLE) when the database cannot be reached.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& uri, ConnectionUse use);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // False once the connection broke: only to be thrown away.
  bool usable() const;
  // True inside a transaction, failed or not.
  bool in_transaction() const;

  // One named statement, one round trip.
  absl::StatusOr<Result> Run(absl::string_view statement, const Values& values = {});
  // SQL that was put together from pieces of this folder (lists with filters), with values in text format.
  absl::StatusOr<Result> RunText(const std::string& sql, absl::Span<const std::string> values = {});
  // Several statements without values or results, for migrations.
  absl::Status RunScript(const std::string& sql);

  // Only of kWrite, which has all statements prepared: puts a named statement, kBegin or kCommit into the pipeline. The
  // caller keeps what it sends before Receive well below what the server can answer in between (see write_session.cc).
  absl::Status Send(absl::string_view statement, const Values& values = {});
  // Sends what is in the pipeline and answers all results in order, or the first error, after which the rest was not
  // executed (and a transaction has to be rolled back).
  absl::StatusOr<std::vector<Result>> Receive();

  // Ends a transaction that may have failed; the connection is usable afterwards or never again.
  void Rollback();

  // Process id of the server's side, for tests.
  int backend_pid() const;

 private:
  explicit Connection(pg_conn* connection) : connection_(connection) {}

  absl::Status Prepare(absl::string_view statement);
  absl::Status SetUp(ConnectionUse use);
  absl::Status EnterPipeline();
  // Takes ownership of the result; an error unless it is a success.
  absl::StatusOr<Result> Check(absl::string_view statement, pg_result* raw);
  // Error of the connection itself.
  absl::Status Broken() const;

  pg_conn* const connection_;
  absl::flat_hash_set<std::string> prepared_;
  std::vector<std::string> in_flight_;
};

inline constexpr absl::string_view kBegin = "BEGIN";
inline constexpr absl::string_view kCommit = "COMMIT";

// SQLSTATE of an error that the database answered to a statement, e.g. `23505`; empty for others.
std::string SqlStateOf(const absl::Status& status);
// Name of the constraint or index that was violated; empty when there is none.
std::string ConstraintOf(const absl::Status& status);

// The named statement's text; null when there is none.
const std::string* FindStatement(absl::string_view name);
// Names of all statements, in order.
std::vector<std::string> StatementNames();

}  // namespace phoihop::store

#endif  // SERVICES_STORE_CONNECTION_H_
