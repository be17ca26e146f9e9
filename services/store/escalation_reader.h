// How the escalation engine of a province stands, read from its tables.
#ifndef SERVICES_STORE_ESCALATION_READER_H_
#define SERVICES_STORE_ESCALATION_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/common.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/store/database.h"

namespace phoihop::store {

// Rows that one count looks at.
inline constexpr int64_t kCountedRows = 100'000;
// Newest events that are looked at for rungs.
inline constexpr int64_t kRungEvents = 50'000;
// Open tasks without a next instant that one self-check looks at.
inline constexpr int64_t kSelfCheckedTasks = 5'000;

// No more than kCountedRows each; that many: there may be more.
struct EscalationCounts {
  int64_t armed = 0;
  std::optional<absl::Time> next;  // the first instant ahead
  int64_t due = 0;
  std::optional<absl::Time> oldest_due;
  int64_t open_digests = 0;
  int64_t pending_deliveries = 0;
  int64_t failed_deliveries = 0;
  int64_t set_aside_tasks = 0;
  int64_t set_aside_follow_ups = 0;
};
absl::StatusOr<EscalationCounts> CountEscalation(Database& database, absl::string_view province, absl::Time now);

struct FiredRungs {
  // Since when events were looked at: later than asked for when there are more than kRungEvents.
  absl::Time since;
  int64_t count = 0;
  // How much later than planned they fired; zero when none did.
  absl::Duration p50, p99, max;
};
// One for each of both instants, `earlier` first.
absl::StatusOr<std::vector<FiredRungs>> RungsSince(Database& database, absl::string_view province, absl::Time earlier,
                                                   absl::Time later);

struct UnarmedTask {
  std::string task_id;
  absl::Status unreadable;  // of a message that this program cannot read
  v1::Task task;
  v1::Secrecy secrecy = v1::SECRECY_NORMAL;
};
// Open tasks for which nothing happens by itself and that are not set aside: the first kSelfCheckedTasks, by id.
absl::StatusOr<std::vector<UnarmedTask>> ListUnarmedTasks(Database& database, absl::string_view province);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_ESCALATION_READER_H_
