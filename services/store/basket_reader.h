// Reading work baskets. Which baskets somebody may see is the caller's to decide.
#ifndef SERVICES_STORE_BASKET_READER_H_
#define SERVICES_STORE_BASKET_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/v1/basket_service.pb.h"
#include "services/store/database.h"

namespace phoihop::store {

// Entries of a kind that are counted at most.
inline constexpr int kBasketCountLimit = 10'000;

struct BasketQuery {
  std::string province;  // id
  std::string unit;      // resource name
  std::string person;    // resource name: only what this person has, whatever the kinds; empty: all
  std::vector<v1::BasketKind> kinds;
  absl::Time now;                                // for what is overdue
  v1::Secrecy max_secrecy = v1::SECRECY_NORMAL;  // entries of tasks that are more secret are left out
  // Of a page:
  bool whole_tasks = false;  // else only what a list shows: the fields of BASKET_VIEW_BASIC that the store has
  int page_size = 0;
  std::string cursor;  // where the page before ended; empty: from the start
};

struct BasketPage {
  std::vector<v1::BasketEntry> entries;
  std::string next_cursor;  // empty: the last page
};

// What is due first, then by id. INVALID_ARGUMENT (INVALID_PAGE_TOKEN) when the cursor is not one of this list.
absl::StatusOr<BasketPage> ListBasket(Database& database, const BasketQuery& query);

// Kinds that have entries, in order.
absl::StatusOr<std::vector<v1::CountBasketResponse::Count>> CountBasket(Database& database, const BasketQuery& query);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_BASKET_READER_H_
