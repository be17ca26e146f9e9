// What PostgreSQL reaches when an application makes the same row changes in the usual way: one statement per
// transition, one connection per client, sent by pgbench.
#ifndef TESTS_BENCH_PGBENCH_REFERENCE_H_
#define TESTS_BENCH_PGBENCH_REFERENCE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/embedded/private_cluster.h"

namespace phoihop::bench {

// How the reference numbers its events.
enum class Numbering {
  // nextval of a sequence: gaps, no order of commits. Leaves out what costs most, so it is the harder reference to
  // beat.
  kSequence,
  // The same gap-free counter row as the product: clients queue for it until the one before has committed.
  kCounterRow,
};

struct ReferenceResult {
  double per_second = 0;
  double latency_average_ms = 0;
};

class PgbenchReference {
 public:
  // Copies up to `tasks` tasks of the province under test to a province of its own, `reference`, in the same tables.
  // They must exist, and so must an event of each kind of transition.
  static absl::StatusOr<PgbenchReference> Create(const embedded::PrivateCluster& cluster, int tasks,
                                                 const std::string& directory);

  // Each transaction is one statement with CTEs: it moves a random task on by one step (row with its indexes and its
  // message), writes the event (three indexes, hash) and numbers it.
  absl::StatusOr<ReferenceResult> Run(int clients, absl::Duration duration, Numbering numbering) const;

 private:
  PgbenchReference() = default;

  std::string binary_, uri_, directory_;
  int tasks_ = 0;
  std::string task_, event_;  // real messages as JSON
};

}  // namespace phoihop::bench

#endif  // TESTS_BENCH_PGBENCH_REFERENCE_H_
