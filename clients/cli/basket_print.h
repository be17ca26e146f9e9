// Work baskets for people: words of their kinds, the line of counts, the table.
#ifndef CLIENTS_CLI_BASKET_PRINT_H_
#define CLIENTS_CLI_BASKET_PRINT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/table.h"
#include "phoihop/v1/basket_service.pb.h"

namespace phoihop::cli {

// `chờ tiếp nhận` …; of one that this program does not know yet, `khác`.
std::string BasketKindForPeople(v1::BasketKind kind);
// `to-accept`, `chờ tiếp nhận`, `BASKET_KIND_TO_ACCEPT`; nothing when it is none of them.
std::optional<v1::BasketKind> BasketKindOfWord(absl::string_view word);
// What may be typed, for helps and refusals: `to-accept, unassigned, …`.
std::string BasketKindWords();

// `chờ tiếp nhận 3 (1 quá hạn) · chưa phân công 2`; a number that was not counted to its end has a `+`.
std::string CountsForPeople(const v1::CountBasketResponse& counts);
// By `now`, what is past is QUÁ HẠN.
Table BasketTable(const v1::ListBasketResponse& basket, absl::Time now);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_BASKET_PRINT_H_
