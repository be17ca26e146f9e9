// Which tasks a step of a reorganisation claims: what the core says is concerned, as values for sql/write.sql.
#ifndef SERVICES_STORE_REHOMING_CLAIM_H_
#define SERVICES_STORE_REHOMING_CLAIM_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::store {

// Whose open tasks a reorganisation moves.
struct ConcernedParties {
  struct Unit {
    std::string unit;
    // A unit that lives on (another name; the giver of a partial transfer) gets new work after the switch, which is not
    // the reorganisation's: only tasks that were made by then. Infinite for units that end.
    absl::Time made_by;
  };
  std::vector<Unit> units;
  // For the end of a membership or post: the person within the unit. No units then.
  struct Person {
    std::string person;
    std::string unit;
  };
  std::vector<Person> persons;
};

// `units`: organisation::Routes::moving_units() and kept_units(). The persons are those of the memberships that the
// switch ended (memberships_before).
ConcernedParties PartiesOf(const v1::Reorganisation& reorganisation, const std::vector<std::string>& units);

// Units among the things that the switch made: closed again once it is undone.
std::vector<std::string> MadeUnits(const v1::Reorganisation& reorganisation);

struct RehomingClaim {
  std::string province;
  std::string reorganisation;  // resource name
  std::string after_task_id;
  int limit = 0;
  // Instead of looking for tasks: this one, which is waited for.
  std::string only_task_id;
  std::vector<std::string> assigned;  // items that a person has decided about
  bool undo = false;
  ConcernedParties parties;           // to move
  std::vector<std::string> reclosed;  // to undo: units that are closed again
};

}  // namespace phoihop::store

#endif  // SERVICES_STORE_REHOMING_CLAIM_H_
