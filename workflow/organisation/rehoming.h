// Where one role of an open item goes when the unit that has it changes. The one rule of the preview, the execution and
// the rehoming of duties and plan items: they cannot disagree.
#ifndef WORKFLOW_ORGANISATION_REHOMING_H_
#define WORKFLOW_ORGANISATION_REHOMING_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::organisation {

// What a piece of work is about, as far as it says.
struct WorkFacets {
  std::string item;                      // resource name
  std::string function;                  // in the province's words; may be empty
  std::string text;                      // title and description
  std::vector<std::string> functions;    // of the plan that it comes from
  std::vector<std::string> territories;  // units; empty: not tied to a territory
};

struct Destination {
  enum class Kind {
    kUnchanged,  // the unit is none of the old units, or keeps the work
    kOne,        // `unit` takes it
    kParts,      // each of `parts` takes the part of its territories: the item has to be split
    kNobody,     // ended without successor, and nothing says who should have it
    kAsk,        // several could be meant
  };
  struct Part {
    std::string unit;
    std::vector<std::string> territories;
  };
  Kind kind = Kind::kUnchanged;
  std::string unit;
  std::vector<Part> parts;
  // Why, for people, in Vietnamese: the term that was found, the territory, the list; or what has to be decided.
  std::string reason;
  // kAsk: who could be meant.
  std::vector<std::string> candidates;
};

// The routes of one reorganisation. Made once for many items. Never guesses:
//  * a person's assignment of the item comes first;
//  * MERGE: the receiver. SPLIT and PARTIAL_TRANSFER: KEY_LIST by name of the item; KEY_TERRITORY by its territories
//  (all
//    in one part: that one; in several: kParts; none, or one that no part has: the part with KEY_REMAINDER, or ask; a
//    territory that has ended counts as its holder); KEY_FUNCTION when the terms of exactly one part are found in
//    function, else in the text, else among the functions of its plan (each compared as whole words, folded); else the
//    part with KEY_REMAINDER, and without one ask. KEY_UNDETERMINED: ask.
//    PARTIAL_TRANSFER leaves with the old unit whatever its part does not take, and never asks when its key is decided
//    (a KEY_UNDETERMINED one asks).
//  * Two keys that name different parts, and terms of several parts, contradict each other: ask.
//  * ABOLISH: nobody.
//  * A receiver that has ended since (recorded late) is followed through its own successors when they are UNIQUE, else
//    ask.
// RENAME, RETYPE, RENUMBER, REPARENT, CREATE leave everything unchanged.
class Routes {
 public:
  // `reorganisation` and `directory` must outlive it. Receivers are looked up as of `day`; units that stand in
  // reorganisation.units count as living.
  Routes(const v1::Reorganisation& reorganisation, const Directory& directory, absl::CivilDay day);

  // Units whose roles this reorganisation moves: that it ends, and the giver of a partial transfer. Sorted.
  const std::vector<std::string>& moving_units() const { return moving_; }
  // Units that keep their identity and whose open items are recorded as KEEP. Sorted.
  const std::vector<std::string>& kept_units() const { return kept_; }
  bool Concerns(absl::string_view unit) const;  // one of either

  Destination Of(absl::string_view unit, const WorkFacets& work) const;

  // END_MEMBERSHIP and END_POST: whose open work in which unit goes to whom (empty: back to the unit). The memberships
  // that end are looked up by name, those of a post by what goes on past the effective date or was ended by this
  // reorganisation.
  struct Leaver {
    std::string unit;
    std::string person;
    std::string to_person;
  };
  const std::vector<Leaver>& leavers() const { return leavers_; }
  // The unit that a person decided the item should go to; empty: nobody decided.
  absl::string_view AssignedTo(absl::string_view item) const;

 private:
  // How the work of one moving unit is divided; worked out once.
  struct Division;
  Destination Assigned(const std::string& to, absl::string_view unit) const;
  // Whoever holds what came to `unit` on the day: one, or those who could be meant.
  Destination Following(const std::string& unit) const;
  std::string NameOf(absl::string_view unit) const;
  bool Lives(absl::string_view unit) const;
  void Divide(const v1::SuccessionEdge& edge);
  void FindLeavers(const v1::SuccessionEdge& edge);

  const v1::Reorganisation& reorganisation_;
  const Directory& directory_;
  const absl::CivilDay day_;
  std::vector<std::string> moving_;
  std::vector<std::string> kept_;
  std::vector<Leaver> leavers_;
  absl::flat_hash_map<std::string, std::string> assigned_;  // item → unit
  absl::flat_hash_map<std::string, std::shared_ptr<Division>> divisions_;
};

// The gravest of the changes: MANUAL, SPLIT, CLOSE, MERGE_ROLE, MOVE, KEEP.
v1::RehomingItem::Outcome Gravest(const v1::RehomingItem& item);

// Lines that are alike, counted, in the order of (kind, outcome, role, from, to): what a preview shows and stores.
std::vector<v1::RehomingCount> Count(const std::vector<v1::RehomingItem>& items);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_REHOMING_H_
