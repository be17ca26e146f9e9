#include "workflow/plan/issued_items.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/task/fan_out.h"
#include "workflow/task/task_clocks.h"

namespace phoihop::plan {
namespace {

struct Made {
  const v1::Task* first = nullptr;
  int tasks = 0, parts = 0, planned = 0;
  absl::flat_hash_set<absl::string_view> units, occurrences;
  std::string first_due, last_due;
};

// The day that its clock stands at, or that is asked for while it has none.
const std::string& DueDate(const v1::Task& task) {
  const v1::Clock* complete = task::LastClock(task, v1::CLOCK_PURPOSE_COMPLETE);
  return complete == nullptr ? task.requested_due_date() : complete->due_date();
}

void Add(const v1::Task& task, Made& made) {
  if (made.first == nullptr) made.first = &task;
  ++made.tasks;
  made.parts += task.parent_task().empty() ? 0 : 1;
  made.planned += task.state() == v1::TASK_STATE_PLANNED ? 1 : 0;
  // Who leads a whole only because the plan is its own has nothing to do.
  if (!task::IsOwnWhole(task)) made.units.insert(task.lead_unit());
  made.occurrences.insert(task.occurrence());
  const std::string& due = DueDate(task);
  if (due.empty()) return;
  if (made.first_due.empty() || due < made.first_due) made.first_due = due;
  made.last_due = std::max(made.last_due, due);
}

std::string RuleForPeople(const v1::FanOut& fan_out, int parts) {
  switch (fan_out.rule()) {
    case v1::COMPLETION_RULE_QUORUM:
      return absl::StrCat("ít nhất ", fan_out.quorum(), "/", parts, " phần là xong");
    case v1::COMPLETION_RULE_LEAD_DECIDES:
      return "đơn vị tổng hợp quyết định khi nào xong";
    default:
      return absl::StrCat("đủ ", parts, " phần mới xong");
  }
}

std::string Explain(const Made& made, const Facts& facts, absl::CivilDay today) {
  std::vector<std::string> words;
  const auto occurrences = static_cast<int>(made.occurrences.size());
  const v1::Task& task = *made.first;
  if (task.has_fan_out()) {
    const int wholes = made.tasks - made.parts;
    const int parts = wholes == 0 ? made.parts : made.parts / wholes;
    words.push_back(absl::StrCat(parts, " đơn vị"));
    words.push_back(RuleForPeople(task.fan_out(), parts));
    words.push_back(task::IsOwnWhole(task)
                        ? std::string("tổng hợp: tự động")
                        : absl::StrCat("tổng hợp: ", facts.directory().DisplayName(task.lead_unit(), today)));
  } else if (made.units.size() > 1) {
    words.push_back(absl::StrCat(made.units.size(), " đơn vị chủ trì"));
  } else {
    words.push_back(facts.directory().DisplayName(task.lead_unit(), today));
  }
  if (occurrences > 1) words.push_back(absl::StrCat(occurrences, " kỳ"));
  if (task.state() == v1::TASK_STATE_PLANNED && !task.awaited_event().empty()) {
    words.push_back(absl::StrCat("chờ: ", task.awaited_event()));
  }
  return absl::StrJoin(words, "; ");
}

}  // namespace

std::vector<v1::IssuedItem> SummariseIssue(const v1::Plan& plan, const std::vector<const v1::Task*>& tasks,
                                           const Facts& facts, absl::CivilDay today) {
  absl::flat_hash_map<absl::string_view, Made> by_item;
  for (const v1::Task* task : tasks) Add(*task, by_item[task->plan_item()]);
  std::vector<v1::IssuedItem> items;
  for (const v1::PlanItem& item : plan.items()) {
    const auto found = by_item.find(item.name());
    if (found == by_item.end()) continue;
    const Made& made = found->second;
    v1::IssuedItem& issued = items.emplace_back();
    issued.set_item(item.name());
    issued.set_ordinal(item.ordinal());
    issued.set_text(item.text());
    issued.set_task_count(made.tasks);
    issued.set_part_count(made.parts);
    issued.set_unit_count(static_cast<int>(made.units.size()));
    issued.set_occurrence_count(static_cast<int>(made.occurrences.size()));
    issued.set_first_due_date(made.first_due);
    issued.set_last_due_date(made.last_due);
    issued.set_planned_count(made.planned);
    issued.set_explanation(Explain(made, facts, today));
  }
  return items;
}

}  // namespace phoihop::plan
