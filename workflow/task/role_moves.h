// Where the roles of one piece of work go. Internal to workflow/task.
#ifndef WORKFLOW_TASK_ROLE_MOVES_H_
#define WORKFLOW_TASK_ROLE_MOVES_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/task/rehoming_plan.h"

namespace phoihop::task {

// Moves roles one by one and writes down the change of each that is concerned.
class RoleMoves {
 public:
  // `work` must outlive it.
  RoleMoves(const RehomingCase& c, const organisation::WorkFacets& work) : c_(c), work_(work) {}

  // A role that one unit has. It stays where it is when a person has to decide.
  void MoveOne(v1::RehomingRole role, std::string& unit);
  // The same when its destination is known already.
  void MoveTo(const organisation::Destination& to, v1::RehomingRole role, std::string& unit);
  // What a refusing unit proposed: has no object any more when that unit ended without successor.
  void MoveProposed(std::string& unit);
  // All coordinators. Those that are the lead now, or one with another, are dropped.
  void MoveCoordinators(absl::string_view lead_before, absl::string_view lead_unit, std::vector<std::string>& units);
  // The person, once the lead unit is what it will be.
  void MoveAssignee(absl::string_view lead_before, absl::string_view lead_unit, std::string& person);
  // END_MEMBERSHIP and END_POST: the open work of the leaver.
  void MoveLeaversWork(const organisation::Routes::Leaver& leaver, absl::string_view item, std::string& person);

  v1::RehomingItem::Change& Add(v1::RehomingRole role, absl::string_view from, absl::string_view to,
                                v1::RehomingItem::Outcome outcome, absl::string_view reason);

  v1::RehomingItem TakeItem() && { return std::move(item_); }
  bool empty() const { return item_.changes().empty(); }
  bool HasManual() const;

 private:
  // Each part takes part for its own territories; of a partial transfer the old unit is one of them and stays.
  void MoveToParts(const std::string& from, const organisation::Destination& to, absl::string_view lead_unit,
                   std::vector<std::string>& kept);
  void MoveCoordinator(const std::string& from, const std::string& to, absl::string_view reason,
                       absl::string_view lead_unit, std::vector<std::string>& kept);

  const RehomingCase& c_;
  const organisation::WorkFacets& work_;
  v1::RehomingItem item_;  // with the changes
};

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_ROLE_MOVES_H_
