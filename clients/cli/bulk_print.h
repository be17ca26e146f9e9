// Bulk operations for people.
#ifndef CLIENTS_CLI_BULK_PRINT_H_
#define CLIENTS_CLI_BULK_PRINT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/table.h"
#include "phoihop/v1/bulk_operation.pb.h"

namespace phoihop::cli {

std::string BulkStateForPeople(v1::BulkOperation::State state);
// `nhắc việc: "Báo cáo trước ngày 30"`.
std::string BulkVerbForPeople(const v1::BulkVerb& verb);
std::string BulkItemStateForPeople(v1::BulkOperationItem::State state);
// `failed`, `không được`, `STATE_FAILED`; nothing when it is none of them.
std::optional<v1::BulkOperationItem::State> BulkItemStateOfWord(absl::string_view word);
// What may be typed: `waiting, succeeded, failed, cancelled`.
std::string BulkItemStateWords();

// `120/500 xong, 3 không được, 377 đang chờ`.
std::string BulkProgress(const v1::BulkOperation& operation);
// Lines of at most `width` columns.
std::string DescribeBulk(const v1::BulkOperation& operation, int width);

Table BulkTable();
void AddBulkRow(Table& table, const v1::BulkOperation& operation);
Table BulkItemTable();
void AddBulkItemRow(Table& table, const v1::BulkOperationItem& item);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_BULK_PRINT_H_
