// Who has which role in what, function by function, on a day.
#ifndef WORKFLOW_RESPONSIBILITY_MATRIX_H_
#define WORKFLOW_RESPONSIBILITY_MATRIX_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/v1/responsibility_service.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::responsibility {

struct MatrixQuestion {
  // With the functions and duties that are asked about.
  const organisation::Directory& directory;
  absl::CivilDay day;
  // Only these functions and what is below them. Empty: all.
  std::vector<std::string> functions;
  // Only these units. Empty: all.
  std::vector<std::string> units;
};

// A row for every function that exists on the day and has a duty or no branches, in the order of names; then one for
// every duty that names no function. A holder has a cell when it has the duty on the day; of a set every unit that is
// in it on that day, or one cell without a unit when none is: nobody is left who could do it. What a unit has itself
// and through a set in one duty, role and territory is one cell. With `units` rows without a cell are left out.
// `display_names` has the sets as well.
v1::ResponsibilityMatrix BuildMatrix(const MatrixQuestion& question);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_MATRIX_H_
