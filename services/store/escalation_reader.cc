#include "services/store/escalation_reader.h"

#include <algorithm>
#include <utility>

#include "services/store/connection.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"

namespace phoihop::store {
namespace {

std::optional<absl::Time> OptionalTime(const Result& rows, int column) {
  if (rows.IsNull(0, column)) return std::nullopt;
  return rows.Time(0, column);
}

absl::Duration Late(const Result& rows, int column) {
  return rows.IsNull(0, column) ? absl::ZeroDuration() : absl::Microseconds(rows.Int64(0, column));
}

}  // namespace

absl::StatusOr<EscalationCounts> CountEscalation(Database& database, absl::string_view province, absl::Time now) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows = (*connection)->Run("EscalationCounts", Values().Text(province).Time(now).Int64(kCountedRows));
  if (!rows.ok()) return ForCaller(rows.status());
  return EscalationCounts{.armed = rows->Int64(0, 0),
                          .next = OptionalTime(*rows, 1),
                          .due = rows->Int64(0, 2),
                          .oldest_due = OptionalTime(*rows, 3),
                          .open_digests = rows->Int64(0, 4),
                          .pending_deliveries = rows->Int64(0, 5),
                          .failed_deliveries = rows->Int64(0, 6),
                          .set_aside_tasks = rows->Int64(0, 7),
                          .set_aside_follow_ups = rows->Int64(0, 8)};
}

absl::StatusOr<std::vector<FiredRungs>> RungsSince(Database& database, absl::string_view province, absl::Time earlier,
                                                   absl::Time later) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto before = (*connection)->Run("SequenceBefore", Values().Text(province).Time(earlier));
  if (!before.ok()) return ForCaller(before.status());
  const int64_t sequence = before->rows() == 0 ? 0 : before->Int64(0, 0);
  const auto rows =
      (*connection)
          ->Run("FiredRungs", Values().Text(province).Int64(sequence).Int64(kRungEvents).Time(earlier).Time(later));
  if (!rows.ok()) return ForCaller(rows.status());
  const bool all = rows->Int64(0, 0) < kRungEvents;
  const absl::Time first = all ? earlier : rows->Time(0, 1);
  std::vector<FiredRungs> spans;
  for (const auto& [since, column] : {std::pair(earlier, 2), std::pair(later, 6)}) {
    spans.push_back({.since = std::max(since, first),
                     .count = rows->Int64(0, column),
                     .p50 = Late(*rows, column + 1),
                     .p99 = Late(*rows, column + 2),
                     .max = Late(*rows, column + 3)});
  }
  return spans;
}

absl::StatusOr<std::vector<UnarmedTask>> ListUnarmedTasks(Database& database, absl::string_view province) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows = (*connection)->Run("UnarmedTasks", Values().Text(province).Int64(kSelfCheckedTasks));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<UnarmedTask> tasks(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    tasks[i].task_id = std::string(rows->Text(i, 0));
    tasks[i].unreadable = MergeJson(rows->Text(i, 1), &tasks[i].task);
    tasks[i].secrecy = static_cast<v1::Secrecy>(rows->Int64(i, 2));
  }
  return tasks;
}

}  // namespace phoihop::store
