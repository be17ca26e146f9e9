// Reference data between rows and messages.
#ifndef SERVICES_STORE_REFERENCE_ROWS_H_
#define SERVICES_STORE_REFERENCE_ROWS_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "services/store/database.h"

namespace phoihop::store {

// Reference data with the number of events of each thing, by resource name.
struct LoadedReference {
  internal::v1::ReferenceData data;
  absl::flat_hash_map<std::string, int64_t> versions;
};

class Result;

// From rows kind, name, version, item that begin at `first_column`. The version of the data is left to the caller.
absl::StatusOr<LoadedReference> ReferenceIn(const Result& rows, int first_column, absl::string_view province);

// Reference data of a province with their version, on one snapshot; empty and version 0 for an unknown one.
absl::StatusOr<LoadedReference> ReadReference(Database& database, absl::string_view province);
absl::StatusOr<int64_t> ReferenceVersion(Database& database, absl::string_view province);

// The version that was known at an instant; 0 when nothing was recorded by then.
absl::StatusOr<int64_t> ReferenceVersionKnownAt(Database& database, absl::string_view province, absl::Time known_at);
// Reference data as they stood at a version, from their history.
absl::StatusOr<LoadedReference> ReadReferenceAt(Database& database, absl::string_view province, int64_t version);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_REFERENCE_ROWS_H_
