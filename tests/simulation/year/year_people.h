// What the people of a province do with a task next, and when: chance, with the habits of an office. Most work is done
// in time; some is forgotten, refused, handed over, stretched or impossible.
#ifndef TESTS_SIMULATION_YEAR_YEAR_PEOPLE_H_
#define TESTS_SIMULATION_YEAR_YEAR_PEOPLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/common.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"

namespace phoihop::testing {

struct Step {
  v1::Actor actor;
  internal::v1::TaskCommand command;
};

class YearPeople {
 public:
  explicit YearPeople(uint64_t seed) : random_(seed) {}

  // A new task for the day: given by the head of one unit to another one.
  Step Give(int number, const Facts& facts, absl::Time now);
  // What is done with an open task at this instant; nothing when it is left alone today.
  std::optional<Step> Next(const v1::Task& task, const Facts& facts, absl::Time now);
  // When somebody looks at it again.
  absl::Time NextLook(const v1::Task& task, const Facts& facts, absl::Time now);
  // An instant of work on the n-th working day after a day (0: on it).
  absl::Time InWorkingTime(const Facts& facts, absl::CivilDay day, int working_days);

  // Who is away, in which unit, and who stands in.
  void SetAbsent(const std::string& person, const std::string& substitute, absl::CivilDay from, absl::CivilDay to);
  int64_t on_behalf() const { return on_behalf_; }

  uint64_t Below(uint64_t end) { return random_() % end; }
  bool Percent(int percent) { return Below(100) < static_cast<uint64_t>(percent); }
  // Communes, departments and the like that live on the day.
  const std::vector<std::string>& UnitsOn(const Facts& facts, absl::CivilDay day);

 private:
  struct Absence {
    std::string substitute;
    absl::CivilDay from, to;
  };
  v1::Actor Head(const std::string& unit, absl::Time now);
  v1::Actor Officer(const std::string& unit, absl::Time now);
  v1::Actor Acting(const std::string& unit, const std::string& person, absl::Time now);
  std::string OtherUnit(const Facts& facts, absl::CivilDay day, const std::string& but);
  std::string CommitteeOn(const Facts& facts, absl::CivilDay day) const;

  Step OfIssued(const v1::Task& task, const Facts& facts, absl::Time now);
  Step OfRefused(const v1::Task& task, const Facts& facts, absl::Time now);
  std::optional<Step> OfAccepted(const v1::Task& task, const Facts& facts, absl::Time now);
  std::optional<Step> OfWorked(const v1::Task& task, absl::Time now);
  std::optional<Step> OfOffered(const v1::Task& task, const v1::Handoff& handoff, absl::Time now);
  Step OfSubmitted(const v1::Task& task, absl::Time now);
  Step Finish(const v1::Task& task, absl::Time now);

  std::mt19937_64 random_;
  std::map<std::string, Absence> absent_;
  std::vector<std::string> units_;
  const Facts* units_of_ = nullptr;
  absl::CivilDay units_on_;
  int64_t on_behalf_ = 0;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_YEAR_YEAR_PEOPLE_H_
