#include "services/store/bulk_reader.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/store/connection.h"
#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/bulk/bulk.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {

// Between the instant (microseconds) and the id of a cursor; neither can contain it.
constexpr char kSeparator = '|';
// Nothing was started later.
const absl::Time kLatest = absl::FromCivil(absl::CivilYear(9999), absl::UTCTimeZone());

absl::Status ForeignCursor() {
  return Error(v1::ERROR_REASON_INVALID_PAGE_TOKEN, "page_token is not one of this list; start from the first page.");
}

// The first six columns of GetBulkOperation and ListBulkOperations.
absl::StatusOr<v1::BulkOperation> OperationIn(const Result& rows, int row) {
  v1::BulkOperation operation;
  if (absl::Status read = MergeJson(rows.Text(row, 0), &operation); !read.ok()) return read;
  operation.set_etag(bulk::Etag(rows.Int64(row, 1)));
  const auto count = [&](int column) { return static_cast<int>(rows.Int64(row, column)); };
  bulk::SetCounts({count(2), count(3), count(4), count(5)}, operation);
  return operation;
}

}  // namespace

absl::StatusOr<v1::BulkOperation> GetBulkOperation(Database& database, absl::string_view province,
                                                   absl::string_view id) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("GetBulkOperation", Values().Text(province).Text(id));
  if (!rows.ok()) return ForCaller(rows.status());
  if (rows->rows() == 0) return bulk::Unseen(/*sees_whole_province=*/true);
  return OperationIn(*rows, 0);
}

absl::StatusOr<BulkOperationPage> ListBulkOperations(Database& database, const BulkOperationQuery& query) {
  absl::Time time = kLatest;
  std::string id;
  if (!query.cursor.empty()) {
    const std::vector<std::string> parts = absl::StrSplit(query.cursor, kSeparator);
    int64_t microseconds = 0;
    if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &microseconds)) return ForeignCursor();
    time = absl::FromUnixMicros(microseconds);
    if (time < absl::UnixEpoch() || time > kLatest) return ForeignCursor();
    id = parts[1];
  }
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)
                  ->Run("ListBulkOperations", Values()
                                                  .Text(query.province)
                                                  .TextArray(query.units.value_or(std::vector<std::string>()))
                                                  .Time(time)
                                                  .Text(id)
                                                  .Int64(query.page_size + 1)
                                                  .Bool(!query.units.has_value()));
  if (!rows.ok()) return ForCaller(rows.status());
  BulkOperationPage page;
  for (int i = 0; i < std::min(rows->rows(), query.page_size); ++i) {
    auto operation = OperationIn(*rows, i);
    if (!operation.ok()) return operation.status();
    page.operations.push_back(*std::move(operation));
  }
  if (rows->rows() > query.page_size) {
    const int last = query.page_size - 1;
    page.next_cursor =
        absl::StrCat(absl::ToUnixMicros(rows->Time(last, 6)), std::string(1, kSeparator), rows->Text(last, 7));
  }
  return page;
}

absl::StatusOr<BulkItemPage> ListBulkItems(Database& database, const BulkItemQuery& query) {
  int64_t after = 0;
  if (!query.cursor.empty() && !absl::SimpleAtoi(query.cursor, &after)) return ForeignCursor();
  std::vector<std::string> states;
  for (const auto state : query.states) states.push_back(v1::BulkOperationItem::State_Name(state));
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)
                  ->Run("ListBulkItems", Values()
                                             .Text(query.province)
                                             .Text(query.bulk_operation_id)
                                             .TextArray(states)
                                             .Int64(after)
                                             .Int64(query.page_size + 1));
  if (!rows.ok()) return ForCaller(rows.status());
  BulkItemPage page;
  for (int i = 0; i < std::min(rows->rows(), query.page_size); ++i) {
    v1::BulkOperationItem& item = page.items.emplace_back();
    item.set_task(TaskName(query.province, rows->Text(i, 1)));
    item.set_title(std::string(rows->Text(i, 2)));
    v1::BulkOperationItem::State state = v1::BulkOperationItem::STATE_UNSPECIFIED;
    v1::BulkOperationItem::State_Parse(std::string(rows->Text(i, 3)), &state);
    item.set_state(state);
    item.set_reason(std::string(rows->Text(i, 4)));
    item.set_explanation(std::string(rows->Text(i, 5)));
    if (!rows->IsNull(i, 6)) *item.mutable_time() = ToTimestamp(rows->Time(i, 6));
  }
  if (rows->rows() > query.page_size) page.next_cursor = absl::StrCat(rows->Int64(query.page_size - 1, 0));
  return page;
}

absl::StatusOr<std::vector<RunningBulkOperation>> NextBulkOperations(Database& database) {
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("NextBulkOperations");
  if (!rows.ok()) return ForCaller(rows.status());
  std::vector<RunningBulkOperation> running;
  for (int i = 0; i < rows->rows(); ++i) {
    running.push_back({std::string(rows->Text(i, 0)), std::string(rows->Text(i, 1)), rows->Bool(i, 2)});
  }
  return running;
}

}  // namespace phoihop::store
