#include "services/store/figure_rows.h"

#include <memory>

#include "services/store/connection.h"
#include "services/store/write_session.h"

namespace phoihop::store {
namespace {

std::optional<absl::Time> TimeIn(const Result& rows, int row, int column) {
  if (rows.IsNull(row, column)) return std::nullopt;
  return rows.Time(row, column);
}

// Statements in one transaction, each with the province and, but for those of `province_only`, the instant.
absl::Status RunAll(Connection& connection, const std::string& province, absl::Time until,
                    std::initializer_list<const char*> province_only, std::initializer_list<const char*> with_instant) {
  for (const char* statement : province_only) {
    if (const auto run = connection.Run(statement, Values().Text(province)); !run.ok()) return run.status();
  }
  for (const char* statement : with_instant) {
    const auto run = connection.Run(statement, Values().Text(province).Time(until));
    if (!run.ok()) return run.status();
  }
  return connection.Run(kCommit).status();
}

// Counts in a transaction that one replica has at a time.
absl::StatusOr<Counting> Count(Database& database, const std::string& province, absl::Time until, bool as_base) {
  const auto connection = Connection::Open(database.uri(), ConnectionUse::kWrite);
  if (!connection.ok()) return ForCaller(connection.status());
  if (const auto begun = (*connection)->Run(kBegin); !begun.ok()) return ForCaller(begun.status());
  if (const auto set = (*connection)->Run("ReadAllRows"); !set.ok()) return ForCaller(set.status());
  const auto owned = (*connection)->Run("OwnFigures", Values().Text(province));
  if (!owned.ok()) return ForCaller(owned.status());
  if (!owned->Bool(0, 0)) return Counting::kElsewhere;
  // Of two replicas that count one after the other the second finds it done.
  const auto added = (*connection)->Run("AddCountedDay", Values().Text(province).Time(until));
  if (!added.ok()) return ForCaller(added.status());
  if (added->affected() == 0) return Counting::kWasCounted;
  const auto base = (*connection)->Run("FigureBase", Values().Text(province));
  if (!base.ok()) return ForCaller(base.status());
  const bool overtaken = base->rows() > 0 && base->Time(0, 0) > until;
  const absl::Status counted = as_base && !overtaken
                                   ? RunAll(**connection, province, until, {"ClearCells", "ClearWeeks"},
                                            {"CountCells", "CountWeeks", "MoveBase", "CountDayOfCells"})
                                   : RunAll(**connection, province, until, {}, {"CountDay"});
  if (!counted.ok()) return ForCaller(counted);
  return Counting::kCounted;
}

}  // namespace

absl::StatusOr<std::vector<FigureState>> FigureStates(Database& database) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  const auto rows = (*connection)->Run("FigureStates");
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<FigureState> states(rows->rows());
  for (int i = 0; i < rows->rows(); ++i) {
    states[i] = {std::string(rows->Text(i, 0)), TimeIn(*rows, i, 1), TimeIn(*rows, i, 2), TimeIn(*rows, i, 3)};
  }
  return states;
}

absl::Status CloseFigures(Database& database, const std::string& province, absl::Time until) {
  const auto connection = Connection::Open(database.uri(), ConnectionUse::kWrite);
  if (!connection.ok()) return ForCaller(connection.status());
  if (const auto begun = (*connection)->Run(kBegin); !begun.ok()) return ForCaller(begun.status());
  const absl::Status closed = RunAll(**connection, province, until, {"OwnReference"}, {"CloseUntil"});
  return closed.ok() ? closed : ForCaller(closed);
}

absl::StatusOr<Counting> CountBase(Database& database, const std::string& province, absl::Time until) {
  return Count(database, province, until, /*as_base=*/true);
}

absl::StatusOr<Counting> CountDay(Database& database, const std::string& province, absl::Time until) {
  return Count(database, province, until, /*as_base=*/false);
}

}  // namespace phoihop::store
