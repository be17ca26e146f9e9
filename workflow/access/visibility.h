// Which tasks and plans somebody may see, in a form that a database can be asked with. task::MayView answers the same
// of one task.
#ifndef WORKFLOW_ACCESS_VISIBILITY_H_
#define WORKFLOW_ACCESS_VISIBILITY_H_

#include <optional>
#include <string>
#include <vector>

#include "phoihop/v1/common.pb.h"
#include "phoihop/v1/plan.pb.h"

namespace phoihop::access {

// Tasks of one scope: all that is stated has to hold.
struct VisibleScope {
  // Units of which one takes part in the task (resource names, in their order); nullopt: any task of the province.
  std::optional<std::vector<std::string>> units;
  v1::Secrecy max_secrecy = v1::SECRECY_NORMAL;
  // Resource name; empty: of any plan, or none.
  std::string plan;
  // Of which one concerns the task; empty: any.
  std::vector<std::string> territories;
};

// A task is visible when one of the scopes has it. Without any scope nothing is.
struct Visibility {
  // The system itself: everything, whatever its secrecy.
  bool everything = false;
  std::vector<VisibleScope> scopes;
};

// Plans are shown to everybody of the province as long as they are not secret. A secret one is shown where one scope
// has its degree, it (or any plan), and the unit that issues it (or any unit); a scope of territories shows none, for a
// plan is not of a territory.
bool SeesPlan(const Visibility& visibility, const v1::Plan& plan);

}  // namespace phoihop::access

#endif  // WORKFLOW_ACCESS_VISIBILITY_H_
