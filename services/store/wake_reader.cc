#include "services/store/wake_reader.h"

#include "services/store/connection.h"
#include "services/store/write_session.h"

namespace phoihop::store {

absl::StatusOr<std::vector<ProvinceWake>> NextWakes(Database& database) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("NextWakes");
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<ProvinceWake> wakes;
  for (int i = 0; i < rows->rows(); ++i) wakes.push_back({std::string(rows->Text(i, 0)), rows->Time(i, 1)});
  return wakes;
}

}  // namespace phoihop::store
