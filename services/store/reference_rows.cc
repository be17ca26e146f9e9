#include "services/store/reference_rows.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "services/store/connection.h"
#include "services/store/message_json.h"
#include "workflow/errors.h"

namespace phoihop::store {

absl::StatusOr<LoadedReference> ReferenceIn(const Result& rows, int first_column, absl::string_view province) {
  LoadedReference loaded;
  loaded.data.set_province(std::string(province));
  const auto& reflection = *loaded.data.GetReflection();
  for (int i = 0; i < rows.rows(); ++i) {
    if (rows.IsNull(i, first_column)) continue;
    const std::string kind(rows.Text(i, first_column));
    const auto* field = loaded.data.GetDescriptor()->FindFieldByName(kind);
    if (field == nullptr || !field->is_repeated()) {
      return Error(v1::ERROR_REASON_INTERNAL,
                   absl::StrCat("Stored reference data of kind ", kind, " are unknown to this program."));
    }
    auto* item = reflection.AddMessage(&loaded.data, field);
    if (auto status = MergeJson(rows.Text(i, first_column + 3), item); !status.ok()) return status;
    loaded.versions[std::string(rows.Text(i, first_column + 1))] = rows.Int64(i, first_column + 2);
  }
  return loaded;
}

absl::StatusOr<LoadedReference> ReadReference(Database& database, absl::string_view province) {
  auto connection = database.Acquire();
  if (!connection.ok()) return connection.status();
  auto rows = (*connection)->Run("ReadReference", Values().Text(province));
  if (!rows.ok()) return rows.status();
  auto loaded = ReferenceIn(*rows, 1, province);
  if (loaded.ok() && rows->rows() > 0) loaded->data.set_version(rows->Int64(0, 0));
  return loaded;
}

absl::StatusOr<int64_t> ReferenceVersion(Database& database, absl::string_view province) {
  auto connection = database.Acquire();
  if (!connection.ok()) return connection.status();
  auto rows = (*connection)->Run("ReferenceVersion", Values().Text(province));
  if (!rows.ok()) return rows.status();
  return rows->rows() == 0 ? 0 : rows->Int64(0, 0);
}

absl::StatusOr<int64_t> ReferenceVersionKnownAt(Database& database, absl::string_view province, absl::Time known_at) {
  auto connection = database.Acquire();
  if (!connection.ok()) return connection.status();
  auto rows = (*connection)->Run("ReferenceVersionKnownAt", Values().Text(province).Time(known_at));
  if (!rows.ok()) return rows.status();
  return rows->rows() == 0 ? 0 : rows->Int64(0, 0);
}

absl::StatusOr<LoadedReference> ReadReferenceAt(Database& database, absl::string_view province, int64_t version) {
  auto connection = database.Acquire();
  if (!connection.ok()) return connection.status();
  auto rows = (*connection)->Run("ReadReferenceHistory", Values().Text(province).Int64(version));
  if (!rows.ok()) return rows.status();
  auto loaded = ReferenceIn(*rows, 0, province);
  if (loaded.ok()) loaded->data.set_version(version);
  return loaded;
}

}  // namespace phoihop::store
