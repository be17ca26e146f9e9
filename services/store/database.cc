#include "services/store/database.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/store/connection.h"
#include "workflow/errors.h"

namespace phoihop::store {

Database::Database(DatabaseOptions options) : options_(std::move(options)) {}

Database::~Database() = default;

std::unique_ptr<Database> Database::Open(DatabaseOptions options) {
  return std::unique_ptr<Database>(new Database(std::move(options)));
}

absl::StatusOr<Database::Lease> Database::Acquire() {
  {
    absl::MutexLock lock(&mutex_);
    const auto available = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return !idle_.empty() || open_ < options_.pool_size;
    };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&available), kAcquireLimit)) {
      return Error(v1::ERROR_REASON_STORE_UNAVAILABLE, "All connections to the database are busy; try again.");
    }
    while (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->usable()) return Lease(this, std::move(connection));
      --open_;
    }
    ++open_;
  }
  auto connection = Connection::Open(options_.uri, ConnectionUse::kRead);
  if (!connection.ok()) {
    Return(nullptr);
    return connection.status();
  }
  return Lease(this, *std::move(connection));
}

void Database::Return(std::unique_ptr<Connection> connection) {
  if (connection != nullptr) connection->Rollback();
  absl::MutexLock lock(&mutex_);
  if (connection != nullptr && connection->usable() && !connection->in_transaction()) {
    idle_.push_back(std::move(connection));
  } else {
    --open_;
  }
}

Database::Lease::Lease(Database* database, std::unique_ptr<Connection> connection)
    : database_(database), connection_(std::move(connection)) {}

Database::Lease::Lease(Lease&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), connection_(std::move(other.connection_)) {}

Database::Lease::~Lease() {
  if (database_ != nullptr) database_->Return(std::move(connection_));
}

}  // namespace phoihop::store
