// The tree of a filter; for filter*.cc only.
#ifndef SERVICES_STORE_FILTER_NODE_H_
#define SERVICES_STORE_FILTER_NODE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/store/filter.h"

namespace phoihop::store {

enum class Comparator { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHas };

struct Filter::Node {
  enum class Kind { kAnd, kOr, kNot, kCompare };
  Kind kind = Kind::kCompare;
  std::vector<std::unique_ptr<Node>> children;

  // kCompare:
  FilterField field;
  std::string name;  // as written
  std::string key;   // of a map
  Comparator comparator = Comparator::kEqual;
  std::string text;    // text, member, date, full enum name
  int64_t number = 0;  // number
  bool truth = false;  // bool
  // Times: `from` < t <= `to` (kDueTime) or `from` <= t < `to` (kTime) is "equal"; an instant has from == to.
  absl::Time from, to;
};

}  // namespace phoihop::store

#endif  // SERVICES_STORE_FILTER_NODE_H_
