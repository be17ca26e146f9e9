// Tasks that the sweep set aside, and who had them tried again.
#ifndef SERVICES_STORE_SET_ASIDE_ROWS_H_
#define SERVICES_STORE_SET_ASIDE_ROWS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/escalation_service.pb.h"
#include "services/store/database.h"

namespace phoihop::store {

// Earlier releases that are shown of one task.
inline constexpr int kShownReleases = 10;

struct SetAsidePage {
  std::vector<v1::SetAsideTask> tasks;  // the one that waits longest first
  std::string next_cursor;              // empty: the last page
};
// Of tasks up to a degree of secrecy. `cursor`: where the page before ended; empty: from the start.
// INVALID_PAGE_TOKEN when it is none of this list.
absl::StatusOr<SetAsidePage> ListSetAside(Database& database, absl::string_view province, v1::Secrecy up_to,
                                          int page_size, absl::string_view cursor);

// One of them; nullopt when it is not set aside, or above `up_to`.
absl::StatusOr<std::optional<v1::SetAsideTask>> FindSetAside(Database& database, absl::string_view province,
                                                             absl::string_view task_id, v1::Secrecy up_to);

// The release that the request with this id was, from the journal. NOT_FOUND (NOT_FOUND) when it was none.
absl::StatusOr<v1::SetAsideRelease> FindRelease(Database& database, absl::string_view province,
                                                absl::string_view request_id);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_SET_ASIDE_ROWS_H_
