// The columns of `rehoming_items`, derived from the message here and nowhere else.
#ifndef SERVICES_STORE_REHOMING_ROW_H_
#define SERVICES_STORE_REHOMING_ROW_H_

#include <string>

#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::store {

struct RehomingRow {
  std::string task_id;  // of a task, or of the task that a hand-off belongs to
  std::string plan;
  // Of the change of the lead, or of the holder; else of the first change.
  std::string from_unit, to_unit;
};

RehomingRow RowOf(const v1::RehomingItem& item);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_REHOMING_ROW_H_
