// The year 2025 of a province, played through by the rules alone: some 380 units before 1 July and 150 after it, their
// heads and officers, absences with substitutes, the days off of the year, a change of the calendar in March, and the
// reorganisation of 1 July with all open work. The same seed makes the same year.
#ifndef TESTS_SIMULATION_YEAR_SIMULATED_YEAR_H_
#define TESTS_SIMULATION_YEAR_SIMULATED_YEAR_H_

#include <cstdint>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "tests/simulation/province_before.h"
#include "tests/simulation/year/rules_engine.h"
#include "tests/simulation/year/year_faults.h"
#include "tests/simulation/year/year_people.h"

namespace phoihop::testing {

class SimulatedYear {
 public:
  struct Figures {
    int64_t events = 0, steps = 0, refused = 0, rungs = 0, moved = 0, decided_by_hand = 0, substitutions = 0,
            on_behalf = 0, followed_calendar = 0;
    std::map<std::string, int> ends;      // tasks by state
    std::map<std::string, int> refusals;  // by reason
  };

  SimulatedYear(int tasks, uint64_t seed);

  // From 2 January to 31 December.
  void Run();

  const YearFaults& faults() const { return faults_; }
  RulesEngine& engine() { return engine_; }
  Figures figures() const;
  // Units that lived on a day.
  int UnitsOn(absl::CivilDay day);

 private:
  enum class What { kGive, kLook, kWake, kMonday, kCalendar, kReorganise };
  struct Entry {
    absl::Time time;
    int64_t number;  // of two at the same time the earlier made comes first
    What what;
    std::string task;
    bool operator>(const Entry& other) const { return std::tie(time, number) > std::tie(other.time, other.number); }
  };

  void Plan(absl::Time time, What what, std::string task = "");
  void Handle(const Entry& entry);
  void Give();
  void LookAt(const std::string& name);
  void Wake(const std::string& name);
  // Somebody is away for a while: a few in every hundred, from Monday on.
  void Absences();
  // The swap of a working day in May is decided in March: deadlines around it move.
  void ChangeCalendar();
  // Those that take effect on this day, one after the other, each with its open work.
  void Reorganise();
  void Enact(const v1::Reorganisation& draft);
  void MoveOpenWork(const std::string& reorganisation);
  void Decide(const std::string& reorganisation, const std::vector<v1::RehomingItem>& waiting);
  void StaffNewUnits();
  void Require(const absl::Status& status, absl::string_view what);
  v1::Actor Registrar(bool head);
  void PlanWakes(const v1::Task& task);

  ProvinceBefore province_;
  // With the swap, which the province does not know at first.
  v1::Calendar whole_calendar_;
  const int tasks_;
  YearPeople people_;
  YearFaults faults_;
  RulesEngine engine_;
  absl::Time now_;
  int given_ = 0;
  size_t next_reorganisation_ = 0;
  Figures figures_;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> queue_;
  int64_t planned_ = 0;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_YEAR_SIMULATED_YEAR_H_
