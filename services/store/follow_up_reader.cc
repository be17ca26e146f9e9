#include "services/store/follow_up_reader.h"

#include "services/store/connection.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::store {

absl::StatusOr<std::vector<ProvinceFollowUps>> NextFollowUps(Database& database, absl::CivilDay today) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("NextFollowUps", Values().Text(FormatDate(today)));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<ProvinceFollowUps> provinces;
  for (int i = 0; i < rows->rows(); ++i) {
    provinces.push_back({std::string(rows->Text(i, 0)), rows->Bool(i, 1), rows->Bool(i, 2)});
  }
  return provinces;
}

absl::StatusOr<std::vector<FollowUpAside>> ListFollowUpsAside(Database& database, absl::string_view province) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("ListFollowUpsAside", Values().Text(province));
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<FollowUpAside> aside;
  for (int i = 0; i < rows->rows(); ++i) {
    aside.push_back(
        {TaskName(province, rows->Text(i, 0)), rows->Int64(i, 1), std::string(rows->Text(i, 2)), rows->Time(i, 3)});
  }
  return aside;
}

absl::StatusOr<SetAsideCounts> CountSetAside(Database& database, absl::string_view province) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("CountSetAside", Values().Text(province).Int64(int64_t{kCountedAside}));
  if (!rows.ok()) return ForCaller(rows.status());
  return SetAsideCounts{rows->Int64(0, 0), rows->Int64(0, 1)};
}

}  // namespace phoihop::store
