// What must hold of every task at every event of the year, written down apart from the rules.
#ifndef TESTS_SIMULATION_YEAR_YEAR_FAULTS_H_
#define TESTS_SIMULATION_YEAR_YEAR_FAULTS_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "tests/simulation/year/rules_engine.h"
#include "workflow/organisation/directory.h"

namespace phoihop::testing {

class YearFaults {
 public:
  // A listed transition, a living lead, custody without a gap, rungs once and in order.
  void Look(const v1::Task& before, const v1::Task& after, const v1::Event& event,
            const organisation::Directory& directory);
  // Of what is open: the lead lives today, and no wake time was missed. For all: the bytes of the journal fold to it.
  void LookAtEverything(RulesEngine& engine, absl::Time now);
  // Every rung whose instant lay between issue and end was fired, for the tasks whose deadline nobody moved.
  void CheckNoRungIsMissing(RulesEngine& engine, absl::Time now);

  int64_t rungs() const { return static_cast<int64_t>(fired_.size()); }
  int64_t tasks_checked_for_rungs() const { return tasks_checked_for_rungs_; }
  absl::Duration latest() const { return latest_; }
  // The first few, as sentences.
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  void CheckRung(const v1::Task& task, const v1::Escalation& escalation);
  void CheckCustody(const v1::Task& task, absl::Time now);
  void Fault(std::string sentence);

  // Task, clock, rung, and what it was due for: a deadline that was moved has its own.
  std::set<std::tuple<std::string, std::string, int, int64_t>> fired_;
  std::map<std::pair<std::string, std::string>, absl::Time> last_planned_;
  std::set<std::string> moved_;  // tasks whose completion deadline was moved, stopped or restarted
  absl::Duration latest_;
  int64_t tasks_checked_for_rungs_ = 0;
  std::vector<std::string> faults_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_YEAR_YEAR_FAULTS_H_
