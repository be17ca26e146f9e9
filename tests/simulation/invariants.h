// Holds a province that is being worked on to what must always be true of it: reads the tables and the journal on one
// snapshot, from outside, and compares them with nothing that the product says about itself.
//
// A look checks what has changed since the one before; LookAtEverything checks every row.
#ifndef TESTS_SIMULATION_INVARIANTS_H_
#define TESTS_SIMULATION_INVARIANTS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "services/store/connection.h"
#include "services/store/database.h"
#include "tests/simulation/people_ledger.h"
#include "tests/simulation/work_audit.h"

namespace phoihop::testing {

class Invariants {
 public:
  // `uri` as owner of the schema; the reference data must be loaded and stay as it is.
  explicit Invariants(const std::string& uri);

  // `told`: what people were told before this look began.
  void Look(const std::vector<LedgerEntry>& told);
  // The same for every task, changed or not, and: nothing is set aside, and every end was noted by who waits for it
  // (call it when nothing is under way any more).
  void LookAtEverything(const std::vector<LedgerEntry>& told);
  // Whether a follow-up is still to be run.
  bool SomethingFollows();

  // The first few that broke a rule, as sentences.
  const std::vector<std::string>& faults() const { return faults_; }
  int64_t events() const { return sequence_; }
  size_t tasks() const { return tasks_.size(); }

 private:
  using Participants = std::set<std::pair<std::string, std::string>>;  // unit, role
  struct Row {
    v1::Task task;
    int64_t version = 0;
    std::string state, lead_unit, handoff_to;
    bool open = false;
    Participants participants;
    std::set<std::string> predecessors;
  };
  struct Snapshot {
    int64_t sequence = 0;
    std::string hash;
    std::map<std::string, Row> rows;                         // by task id
    std::map<std::string, std::set<std::string>> waits_for;  // all dependencies: task id → ids
  };
  // What the journal says of a task, and what is summed up beside the fold.
  struct Known {
    v1::Task task;
    absl::Duration held;  // by anybody, until `last`
    absl::Time last;
  };

  void LookAt(const std::vector<LedgerEntry>& told, bool everything);
  Snapshot Read(int64_t changed_since);
  store::Result Run(const std::string& sql, const std::vector<std::string>& values = {});
  void ReadJournal(int64_t until);
  void Apply(const v1::Event& event);
  void CheckRow(const std::string& id, const Row& row);
  void CheckTask(const Known& known);
  void CheckClocks(const v1::Task& task);
  void CheckHandoffs(const v1::Task& task);
  void CheckCustody(const Known& known);
  void CheckCircles(const Snapshot& snapshot);
  void CheckTold(const std::vector<LedgerEntry>& told);
  void CheckNotedEnds();
  void Fault(std::string sentence);

  store::Connection& db() { return *connection_; }

  const std::unique_ptr<store::Connection> connection_;
  const std::unique_ptr<store::Database> database_;
  const std::map<std::string, v1::Unit> units_;
  int64_t sequence_ = 0;
  std::string hash_ = std::string(32, '\0');
  std::map<std::string, Known> tasks_;                         // by resource name
  absl::flat_hash_map<std::string, int64_t> last_of_request_;  // request id → its last sequence
  absl::flat_hash_map<std::string, std::string> must_not_be_;  // refused or tried only → what
  std::vector<std::string> faults_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_INVARIANTS_H_
