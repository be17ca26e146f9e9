// What can be said about a province's work from outside: read straight from the tables and from the journal, and
// compared with nothing that the product says about itself.
#ifndef TESTS_SIMULATION_WORK_AUDIT_H_
#define TESTS_SIMULATION_WORK_AUDIT_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/responsibility.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/store/database.h"

namespace phoihop::testing {

// The rows of a province.
struct WorkRows {
  std::map<std::string, v1::Task> tasks;  // by resource name, as are the others
  std::map<std::string, v1::Plan> plans;
  std::map<std::string, v1::Unit> units;
  std::map<std::string, v1::Reorganisation> reorganisations;
  std::vector<v1::RehomingItem> items;
  // (task id, unit, role), without those who took part once.
  std::set<std::tuple<std::string, std::string, std::string>> participants;
};
WorkRows ReadWorkRows(const std::string& uri);

bool IsOpenTask(const v1::Task& task);
bool LivesOn(const v1::Unit& unit, absl::CivilDay day);
// Every role in which somebody takes part in an open task now: `lead`, `issuer`, `approver`, `coordinator`,
// `handoff_sender`, `handoff_receiver`, `proposed`, with the unit.
std::vector<std::pair<std::string, std::string>> RolesIn(const v1::Task& task);

// The one open completion clock; null when there is none.
const v1::Clock* OpenCompletionClock(const v1::Task& task);
// What is left of it: seconds of working sessions between `now` (or since when it stands still) and the due instant,
// negative when it is overdue. Counted day by day from the calendar's own rows.
class WorkingTime {
 public:
  explicit WorkingTime(const v1::Calendar& calendar);
  int64_t Left(const v1::Clock& clock, absl::Time now) const;

 private:
  int64_t Between(absl::Time from, absl::Time to) const;
  bool IsWorked(absl::CivilDay day) const;

  std::vector<bool> week_ = std::vector<bool>(8);
  std::map<std::string, bool> days_;           // enumerated: worked or not
  std::vector<std::pair<int, int>> sessions_;  // minutes
  int minutes_of_day_ = 0;
};

// Each returns the first few that break the rule, as sentences; empty: it holds.
std::vector<std::string> OpenTasksWithoutOneLivingLead(const WorkRows& rows, absl::CivilDay today);
std::vector<std::string> OpenRolesOfClosedUnits(const WorkRows& rows, absl::CivilDay today);

// The journal read once from the beginning, with everything that can be told from it.
class JournalAudit {
 public:
  // Reads what has come since the last call. Verifies the chain of hashes.
  void Read(store::Database& database);

  int64_t events() const { return sequence_; }
  const std::vector<std::string>& faults() const { return faults_; }
  const std::map<std::string, v1::Task>& tasks() const { return tasks_; }
  const std::map<std::string, v1::Plan>& plans() const { return plans_; }
  // Items that each reorganisation had to deal with when it was enacted, and whatever it recorded: for each item the
  // last word, and how many words that were not "waits".
  struct Outcome {
    v1::RehomingItem item;
    int final_records = 0;
  };
  struct Step {
    std::set<std::string> concerned;
    std::map<std::string, Outcome> outcomes;
  };
  const std::map<std::string, Step>& steps() const { return steps_; }

  // Roles that were given to a unit after it was closed.
  const std::vector<std::string>& given_to_closed() const { return given_to_closed_; }
  // Subjects by request id, in the order of events.
  bool Knows(const std::string& request_id) const { return requests_.contains(request_id); }

  // How the rows differ from the fold; empty: not at all.
  std::vector<std::string> DifferencesFrom(const WorkRows& rows) const;

 private:
  void Apply(const v1::Event& event);
  void ApplyToTask(const v1::Event& event);
  void RememberDuty(const v1::Event& event);
  void Enacted(const v1::Event& event);
  void Undone(const v1::Reorganisation& reorganisation);
  void ConcernedOthers(const std::set<std::string>& units, const v1::Event& event,
                       std::set<std::string>& concerned) const;
  void Record(const std::string& reorganisation, const google::protobuf::RepeatedPtrField<v1::RehomingItem>& items);

  int64_t sequence_ = 0;
  std::string hash_ = std::string(32, '\0');
  std::vector<std::string> faults_;
  std::map<std::string, int64_t> versions_;
  std::map<std::string, v1::Task> tasks_;
  std::map<std::string, v1::Plan> plans_;
  std::map<std::string, Step> steps_;
  std::set<std::string> closed_;
  std::vector<std::string> given_to_closed_;
  absl::flat_hash_set<std::string> requests_;
  std::map<std::string, v1::Duty> duties_;
  // As they were before the last command that changed them, with its request id.
  std::map<std::string, std::pair<std::string, v1::Duty>> duties_before_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_WORK_AUDIT_H_
