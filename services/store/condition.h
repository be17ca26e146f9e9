// What a list may be narrowed by: SQL that was made of column names of this folder and placeholders, and the values
// for the placeholders. The compiler of filters (filter.h) and the readers speak in these; text that somebody sent is
// only ever a value.
#ifndef SERVICES_STORE_CONDITION_H_
#define SERVICES_STORE_CONDITION_H_

#include <string>
#include <vector>

namespace phoihop::store {

struct SqlCondition {
  // A boolean expression such as `t.state = $3 AND t.open`; empty: no condition. Placeholders are numbered from the
  // `first_parameter` that the maker was given, in the order of `parameters`. Text parameters need no cast when they
  // are compared with text columns; for others the maker writes one: `t.due_time < $4::timestamptz`.
  std::string sql;
  std::vector<std::string> parameters;
};

}  // namespace phoihop::store

#endif  // SERVICES_STORE_CONDITION_H_
