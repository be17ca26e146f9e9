// Rows of task_baskets: what follows from a task, and only the difference to what followed before.
#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "services/store/write_session.h"
#include "workflow/resource_name.h"
#include "workflow/task/basket.h"

namespace phoihop::store {
namespace {

// As of write_rows.cc.
constexpr size_t kTasksPerStatement = 500;

struct KeyArrays {
  ArrayValue units = ArrayValue::OfText(), kinds = ArrayValue::OfInt64(), due = ArrayValue::OfTime(),
             tasks = ArrayValue::OfText();

  void Add(const task::BasketEntry& entry, absl::string_view task_id) {
    units.Text(entry.unit);
    kinds.Int64(entry.kind);
    due.Time(entry.due_time);
    tasks.Text(task_id);
  }
  Values Finish(const std::string& province) && {
    Values values = Values().Text(province);
    for (ArrayValue* array : {&units, &kinds, &due, &tasks}) values.Array(std::move(*array));
    return values;
  }
};

}  // namespace

absl::Status WriteSession::SendBaskets(const std::string& province, const std::vector<TaskChange>& tasks) {
  absl::Status status;
  const absl::Span<const TaskChange> all(tasks);
  for (size_t begin = 0; begin < all.size() && status.ok(); begin += kTasksPerStatement) {
    status = SendSomeBaskets(province, all.subspan(begin, kTasksPerStatement));
  }
  return status;
}

absl::Status WriteSession::SendSomeBaskets(const std::string& province, absl::Span<const TaskChange> tasks) {
  KeyArrays gone, come;
  ArrayValue persons = ArrayValue::OfText(), running = ArrayValue::OfBool(), degrees = ArrayValue::OfInt64();
  for (const TaskChange& change : tasks) {
    const absl::string_view task_id = LastSegment(change.after->name());
    const std::vector<task::BasketEntry> after = task::BasketEntriesOf(*change.after);
    const std::vector<task::BasketEntry> before =
        change.before == nullptr ? std::vector<task::BasketEntry>() : task::BasketEntriesOf(*change.before);
    std::vector<task::BasketEntry> only;
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(only));
    for (const task::BasketEntry& entry : only) gone.Add(entry, task_id);
    only.clear();
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(only));
    for (const task::BasketEntry& entry : only) {
      come.Add(entry, task_id);
      persons.Text(entry.person);
      running.Bool(entry.running);
      degrees.Int64(entry.secrecy);
    }
  }
  absl::Status status;
  if (gone.units.size() > 0) {
    status.Update(connection_->Send("DeleteBasketEntries", std::move(gone).Finish(province)));
  }
  if (come.units.size() > 0) {
    Values values = std::move(come).Finish(province);
    for (ArrayValue* array : {&persons, &running, &degrees}) values.Array(std::move(*array));
    status.Update(connection_->Send("InsertBasketEntries", values));
  }
  return status;
}

}  // namespace phoihop::store
