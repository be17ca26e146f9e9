// A real PostgreSQL for tests: one private cluster per test process, one fresh database per test.
//
//   TestCluster& cluster = TestCluster::Get();
//   const std::string uri = cluster.CreateDatabase();            // empty
//   Connect(uri);
//
// A suite that migrates a schema does that once and copies it:
//
//   const std::string migrated = cluster.CreateDatabase();       // in SetUpTestSuite; migrate, then disconnect
//   const std::string uri = cluster.CreateDatabase(migrated);    // in every test
//
// When something cannot be had the process says why and aborts.

#ifndef TESTS_SUPPORT_TEST_DATABASE_H_
#define TESTS_SUPPORT_TEST_DATABASE_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "services/embedded/private_cluster.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::testing {

// Thread-safe.
class TestCluster {
 public:
  // The cluster of this process. The first call starts it in a temporary directory (about 0.1 s; the first test process
  // after a build takes a second to make the data directory that the others copy); both go when the process exits.
  // Settings are those of a cluster that is not durable: no test survives a power cut.
  static TestCluster& Get();

  // A new database; returns its URI for the administrator. With `like`, the URI that an earlier call returned, it is a
  // copy of that database, to which nobody may be connected at the moment. Takes some 50 ms.
  std::string CreateDatabase(absl::string_view like = "");

  // The same database for another role: of a URI that CreateDatabase returned.
  std::string WithRole(absl::string_view uri, absl::string_view role) const;

  // For tests that stop, crash or examine the server.
  embedded::PrivateCluster& cluster() { return *cluster_; }

 private:
  TestCluster();

  TemporaryDirectory directory_;
  std::unique_ptr<embedded::PrivateCluster> cluster_;
  std::atomic<int> databases_ = 0;
};

// Puts the data directory of an empty, stopped, not durable cluster at `path`, which must not exist, quicker than
// initdb. False when there is none to copy; nothing is left at `path` then.
bool CopyEmptyCluster(const std::string& path);

}  // namespace phoihop::testing

#endif  // TESTS_SUPPORT_TEST_DATABASE_H_
