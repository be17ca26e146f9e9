#include "services/store/rehoming_row.h"

#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace phoihop::store {
namespace {
const v1::RehomingItem::Change* MainChange(const v1::RehomingItem& item) {
  for (const v1::RehomingItem::Change& change : item.changes()) {
    if (change.role() == v1::REHOMING_ROLE_LEAD || change.role() == v1::REHOMING_ROLE_HOLDER) return &change;
  }
  return item.changes().empty() ? nullptr : &item.changes(0);
}
}  // namespace

RehomingRow RowOf(const v1::RehomingItem& item) {
  RehomingRow row;
  row.plan = item.plan();
  const std::vector<absl::string_view> segments = absl::StrSplit(item.item(), '/');
  if (segments.size() >= 4 && segments[2] == "tasks") row.task_id = std::string(segments[3]);
  if (row.plan.empty() && segments.size() >= 4 && segments[2] == "plans") {
    row.plan = absl::StrJoin(segments.begin(), segments.begin() + 4, "/");
  }
  if (const auto* change = MainChange(item); change != nullptr) {
    row.from_unit = change->from_unit();
    row.to_unit = change->to_unit();
  }
  return row;
}

}  // namespace phoihop::store
