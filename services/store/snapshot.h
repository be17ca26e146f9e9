// Several statements that see one state of the database.
#ifndef SERVICES_STORE_SNAPSHOT_H_
#define SERVICES_STORE_SNAPSHOT_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/store/connection.h"
#include "services/store/database.h"

namespace phoihop::store {

// A transaction that only reads. The pool ends it when it is given back.
class Snapshot {
 public:
  static absl::StatusOr<Snapshot> Take(Database& database) {
    auto connection = database.Acquire();
    if (!connection.ok()) return connection.status();
    auto begun = (*connection)->RunScript("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (!begun.ok()) return begun;
    return Snapshot(*std::move(connection));
  }
  absl::StatusOr<Result> Run(absl::string_view statement, const Values& values) {
    return connection_->Run(statement, values);
  }
  // SQL that was put together from pieces of this folder.
  absl::StatusOr<Result> RunText(const std::string& sql, absl::Span<const std::string> values) {
    return connection_->RunText(sql, values);
  }

 private:
  explicit Snapshot(Database::Lease connection) : connection_(std::move(connection)) {}
  Database::Lease connection_;
};

}  // namespace phoihop::store

#endif  // SERVICES_STORE_SNAPSHOT_H_
