// A province whose units change: departments that are merged, split, abolished or lose a person, and the work that they
// had.
#ifndef TESTS_STORE_REORGANISED_WORLD_H_
#define TESTS_STORE_REORGANISED_WORLD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "services/engine/engine.h"
#include "tests/store/world.h"

namespace phoihop::testing {

inline constexpr char kReorganisation[] = "provinces/dong-nai/reorganisations/sx-1";

// Drafts, in force on the day on which the tests start.
v1::Reorganisation MergeOfLead();             // so-a into so-b
v1::Reorganisation SplitOfLead();             // so-a: báo chí to so-b, the rest to the new so-c
v1::Reorganisation SplitOfLeadByTerritory();  // so-a: commune x1 to so-b, x2 to the new so-c
v1::Reorganisation TransferFromLead();        // báo chí from so-a, which lives on, to the new so-c
v1::Reorganisation AbolitionOfLead();         // so-a ends
v1::Reorganisation RenamingOfLead();          // so-a gets another name
v1::Reorganisation EndOfMembership(absl::string_view to_person);  // an leaves so-a

class ReorganisedWorld : public World {
 protected:
  // As ids: `an` in so-a, communes x1 and x2 below ubnd.
  void MakePeopleAndCommunes();
  // The next hand-off of t1, by its lead; when `taken`, its number, is not 0, the receiver takes it on.
  void HandOffFrom(absl::string_view from, absl::string_view to, v1::Handoff::Kind kind, int taken = 0);

  // Draft, preview, approval by another person, execution.
  void Execute(const v1::Reorganisation& draft);
  void Undo();
  void Resume();
  void Assign(absl::string_view item, absl::string_view to_unit);
  v1::Reorganisation Current();

  absl::StatusOr<engine::RehomingOutcome> Step(engine::Engine& by, absl::string_view after = "", int limit = 100);
  // Passes of small steps until one finds nothing to do but what fails; what they did in all.
  engine::RehomingOutcome MoveAll(engine::Engine& by, int limit = 3);

  // `t1 DONE MOVE so-a so-b`: task or hand-off, state, outcome, from, to; in the order of names.
  std::vector<std::string> Outcomes();
  v1::VerificationReport Check();
  // Names of the checks that do not hold.
  std::vector<std::string> Broken() { return BrokenOf(Check()); }
  static std::vector<std::string> BrokenOf(const v1::VerificationReport& report);
};

}  // namespace phoihop::testing

#endif  // TESTS_STORE_REORGANISED_WORLD_H_
