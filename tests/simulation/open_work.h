// Open work of a whole province: tasks of all units in all roles and states, with hand-offs in flight and clocks that
// run, made through the write door. The same seed makes the same work.
#ifndef TESTS_SIMULATION_OPEN_WORK_H_
#define TESTS_SIMULATION_OPEN_WORK_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "tests/simulation/province_before.h"

namespace phoihop::testing {

// Where the author of a task expects it to be after 2025-07-01, from the law alone: which commune went into which,
// which words belong to which department.
struct Expectation {
  enum class Kind {
    kOne,    // `leads` has the lead
    kParts,  // superseded by one task for each of `leads`
    kAsk,    // a person has to say
  };
  Kind kind = Kind::kOne;
  std::vector<std::string> leads;  // resource names, sorted
};

struct OpenWork {
  struct Task {
    std::string name;
    // In order: create, accept …
    std::vector<internal::v1::Command> commands;
    // The unit that leads it when all of them are done.
    std::string lead;
    Expectation expected;
  };
  std::vector<Task> tasks;
  // Plans with as many items of their own, half of them issued, and the tasks that issuing makes.
  std::vector<internal::v1::Command> plan_commands;
};

struct OpenWorkOptions {
  int tasks = 20'000;
  int plans = 4;
  int items_of_plan = 200;
  uint64_t seed = 20250701;
};
OpenWork MakeOpenWork(const ProvinceBefore& province, const OpenWorkOptions& options);

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_OPEN_WORK_H_
