// Locks of a third party, by which tests force the order of two transactions, and how many wait for somebody's.
#ifndef TESTS_STORE_LOCK_HOLDER_H_
#define TESTS_STORE_LOCK_HOLDER_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "services/store/connection.h"
#include "tests/store/world.h"

namespace phoihop::testing {

// A transaction that holds a lock until it is let go.
class LockHolder {
 public:
  LockHolder(const std::string& uri, const std::string& lock) {
    auto connection = store::Connection::Open(uri, store::ConnectionUse::kMigrate);
    EXPECT_TRUE(connection.ok()) << connection.status();
    if (!connection.ok()) return;
    connection_ = *std::move(connection);
    EXPECT_OK(connection_->RunText("BEGIN"));
    EXPECT_OK(connection_->RunText(lock));
  }
  ~LockHolder() { Release(); }
  LockHolder(const LockHolder&) = delete;
  LockHolder& operator=(const LockHolder&) = delete;

  void Release() {
    if (connection_ != nullptr) EXPECT_OK(connection_->RunText("COMMIT"));
    connection_ = nullptr;
  }

 private:
  std::unique_ptr<store::Connection> connection_;
};

// Sees the transactions of a database that wait for somebody else's.
class LockWatcher {
 public:
  explicit LockWatcher(const std::string& uri) {
    auto connection = store::Connection::Open(uri, store::ConnectionUse::kMigrate);
    EXPECT_TRUE(connection.ok()) << connection.status();
    if (connection.ok()) connection_ = *std::move(connection);
  }

  void AwaitBlocked(int count, absl::Duration limit = absl::Seconds(60)) {
    constexpr char kBlocked[] =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
        "AND wait_event IN ('transactionid', 'tuple', 'advisory')";
    ASSERT_NE(connection_, nullptr);
    for (const absl::Time end = absl::Now() + limit; absl::Now() < end;) {
      const auto rows = connection_->RunText(kBlocked);
      ASSERT_TRUE(rows.ok()) << rows.status();
      if (rows->Int64(0, 0) == count) return;
    }
    ADD_FAILURE() << "there are not " << count << " transactions that wait for a lock";
  }

  store::Connection& connection() { return *connection_; }

 private:
  std::unique_ptr<store::Connection> connection_;
};

}  // namespace phoihop::testing

#endif  // TESTS_STORE_LOCK_HOLDER_H_
