// Reading bulk operations and what became of their tasks. Who may see which is the caller's to decide.
#ifndef SERVICES_STORE_BULK_READER_H_
#define SERVICES_STORE_BULK_READER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/bulk_operation.pb.h"
#include "services/store/database.h"

namespace phoihop::store {

// With its counts and etag. NOT_FOUND (NOT_FOUND) when there is none.
absl::StatusOr<v1::BulkOperation> GetBulkOperation(Database& database, absl::string_view province,
                                                   absl::string_view id);

struct BulkOperationQuery {
  std::string province;  // id
  // Started by one of these units; nullopt: by whomever.
  std::optional<std::vector<std::string>> units;
  int page_size = 0;
  std::string cursor;  // where the page before ended; empty: from the start
};
struct BulkOperationPage {
  std::vector<v1::BulkOperation> operations;
  std::string next_cursor;  // empty: the last page
};
// Newest first. INVALID_ARGUMENT (INVALID_PAGE_TOKEN) when the cursor is not one of this list.
absl::StatusOr<BulkOperationPage> ListBulkOperations(Database& database, const BulkOperationQuery& query);

struct BulkItemQuery {
  std::string province;  // id
  std::string bulk_operation_id;
  std::vector<v1::BulkOperationItem::State> states;  // none: all
  int page_size = 0;
  std::string cursor;
};
struct BulkItemPage {
  std::vector<v1::BulkOperationItem> items;
  std::string next_cursor;
};
// In the order in which they are done.
absl::StatusOr<BulkItemPage> ListBulkItems(Database& database, const BulkItemQuery& query);

struct RunningBulkOperation {
  std::string province;
  std::string id;
  bool waiting = false;  // something of it is to be done
};
// In the order of provinces and then of age; a few probes of indexes each.
absl::StatusOr<std::vector<RunningBulkOperation>> NextBulkOperations(Database& database);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_BULK_READER_H_
