// Events as tests compare them (task_fixture.h).
#include "absl/strings/str_cat.h"
#include "tests/unit/task/task_fixture.h"

namespace phoihop::task {

std::vector<std::string> TypesOf(const std::vector<v1::Event>& events) {
  std::vector<std::string> types;
  types.reserve(events.size());
  for (const v1::Event& event : events) types.push_back(event.type());
  return types;
}

std::vector<std::string> ChangesOf(const v1::Event& event) {
  std::vector<std::string> changes;
  for (const v1::FieldChange& change : event.changes()) {
    changes.push_back(absl::StrCat(change.field(), ": ", change.before(), " -> ", change.after()));
  }
  return changes;
}

}  // namespace phoihop::task
