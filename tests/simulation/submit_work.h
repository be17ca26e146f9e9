#ifndef TESTS_SIMULATION_SUBMIT_WORK_H_
#define TESTS_SIMULATION_SUBMIT_WORK_H_

#include "absl/status/status.h"
#include "services/engine/engine.h"
#include "tests/simulation/open_work.h"

namespace phoihop::testing {

// Has all of the work done, many commands in flight; the first error of any.
absl::Status Submit(engine::Engine& engine, const OpenWork& work);

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_SUBMIT_WORK_H_
