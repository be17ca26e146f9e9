// What the readers of lists have in common: one statement that answers a page and the number of all that match, on one
// snapshot, narrowed by a condition that was compiled elsewhere.
#ifndef SERVICES_STORE_LIST_QUERY_H_
#define SERVICES_STORE_LIST_QUERY_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/store/condition.h"
#include "services/store/connection.h"

namespace phoihop::store {

// Collects conditions and the values of their placeholders.
class ListQuery {
 public:
  // Starts with the filter, whose placeholders are numbered from kFirstFilterParameter.
  explicit ListQuery(const SqlCondition& filter);

  // Binds a value; its placeholder: `$7`.
  std::string Bind(std::string value);
  std::string BindArray(const std::vector<std::string>& values);
  void And(absl::string_view condition);

  // All conditions so far, joined; never empty.
  const std::string& where() const { return where_; }
  const std::vector<std::string>& values() const { return values_; }

 private:
  std::string where_ = "true";
  std::vector<std::string> values_;
};

// A place in a list: the sort key as PostgreSQL writes it, and the id that breaks ties.
struct Cursor {
  std::string key;
  std::string id;
};
std::string EncodeCursor(const Cursor& cursor);
// INVALID_ARGUMENT (INVALID_PAGE_TOKEN) unless the key is an instant.
absl::StatusOr<Cursor> DecodeTimeCursor(absl::string_view text);

// INVALID_ARGUMENT (INVALID_FILTER) when the database could not evaluate the condition with the given values.
absl::Status ListError(const absl::Status& status);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_LIST_QUERY_H_
