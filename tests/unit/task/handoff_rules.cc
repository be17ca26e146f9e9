#include "tests/unit/task/handoff_rules.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/open_handoff.h"
#include "workflow/task/transitions.h"
#include "workflow/task/work.h"

namespace phoihop::task {

std::vector<std::string> HandoffFaults(const v1::Task& task) {
  std::vector<std::string> faults;
  const bool worked_on = task.state() == v1::TASK_STATE_ACCEPTED || task.state() == v1::TASK_STATE_IN_PROGRESS;
  int transfers = 0;
  std::multiset<std::string> waiting, clocks;
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (!IsOpenHandoff(handoff)) continue;
    const auto fault = [&](absl::string_view what) { faults.push_back(absl::StrCat(handoff.name(), " ", what)); };
    if (!IsOpen(task.state())) fault("is open in a task that has ended");
    if (IsTransfer(handoff) && ++transfers > 1) fault("is the second transfer that is open");
    if (IsTransfer(handoff) && !worked_on) fault("is an open transfer of what nobody works on");
    if (handoff.from_unit() != task.lead_unit()) fault("is of somebody who does not lead the task");
    if (handoff.to_unit() == task.lead_unit()) fault("is to the lead itself");
    if (WaitsForReceiver(handoff)) waiting.insert(handoff.name());
  }
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.purpose() == v1::CLOCK_PURPOSE_HANDOFF_REPLY && deadline::IsOpen(clock)) clocks.insert(clock.handoff());
  }
  if (clocks != waiting) {
    faults.push_back(absl::StrCat(task.name(), " has clocks for ", absl::StrJoin(clocks, ", "), " and waits for ",
                                  absl::StrJoin(waiting, ", ")));
  }
  return faults;
}

std::vector<std::string> CustodyFaults(const v1::Task& task, absl::Time now) {
  std::vector<std::string> faults;
  const std::string holder = HolderOf(task);
  absl::Duration held;
  for (int i = 0; i < task.custody_size(); ++i) {
    const v1::Custody& stretch = task.custody(i);
    const bool last = i + 1 == task.custody_size();
    if (stretch.has_end_time() == (last && !holder.empty()))
      faults.push_back(absl::StrCat("stretch ", i, " ends wrong"));
    if (!last && stretch.end_time().seconds() != task.custody(i + 1).start_time().seconds()) {
      faults.push_back(absl::StrCat("after stretch ", i, " is a gap"));
    }
    held += (stretch.has_end_time() ? FromTimestamp(stretch.end_time()) : now) - FromTimestamp(stretch.start_time());
  }
  if (task.custody().empty()) {
    if (!holder.empty()) faults.push_back("nobody ever held it");
    return faults;
  }
  const v1::Custody& last = *task.custody().rbegin();
  if (!holder.empty() && last.unit() != holder)
    faults.push_back(absl::StrCat("held by ", last.unit(), ", not ", holder));
  const absl::Time until = last.has_end_time() ? FromTimestamp(last.end_time()) : now;
  if (held != until - FromTimestamp(task.custody(0).start_time())) {
    faults.push_back("custody does not sum to the elapsed time");
  }
  return faults;
}

}  // namespace phoihop::task
