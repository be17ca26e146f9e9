// What a reorganisation does to the organisation itself, in one step, and how that is taken back. Pure: answers the
// things that change; the open work is moved afterwards, item by item (workflow/task/rehome.h).
#ifndef WORKFLOW_ORGANISATION_ENACTMENT_H_
#define WORKFLOW_ORGANISATION_ENACTMENT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::organisation {

// Edges, items that were decided about, and working days of grace that a reorganisation may have.
inline constexpr int kMaxReorganisationEdges = 1'000;
inline constexpr int kMaxAssignments = 5'000;
inline constexpr int kMaxGraceWorkingDays = 60;

// Everything that a draft must satisfy, against the organisation as it is known: number of edges, partitions, dates,
// versions, cycles, references. All violations at once; the reasons are those of CreateReorganisation. Cycles are
// looked for over everything that is in force or announced (APPROVED).
absl::Status CheckReorganisation(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation);

struct Enactment {
  // Things as they are after the switch; those that it leaves alone are not here.
  std::vector<v1::Unit> units;
  std::vector<v1::UnitSet> unit_sets;
  std::vector<v1::Membership> memberships;
  std::vector<v1::Post> posts;
  std::vector<v1::Duty> duties;
  // Of the duties: their outcomes.
  std::vector<v1::RehomingItem> duty_items;
  // For the undo: what was there before, and the names of what is new.
  std::vector<v1::Unit> units_before;
  std::vector<v1::Membership> memberships_before;
  std::vector<v1::Post> posts_before;
  std::vector<v1::UnitSet> unit_sets_before;
  std::vector<v1::Duty> duties_before;
  std::vector<std::string> made;
};

// Old units end on the effective date (last version, identifiers, relations, posts, memberships that would go on),
// units that are made begin on it, units that keep their identity get their new version, identifiers or relations.
// Relations of other units to an old unit end with it and go on to the receiver of a MERGE. A set that lists an old
// unit of a MERGE one by one and has no end lists the receiver as well: members are those alive on the day that is
// asked about. Places that would begin on or after the end of their unit are never in force (valid_to = valid_from).
// Duties of an old unit end there and begin with the receiver; where nobody can say who that is the item is MANUAL and
// the duty stays. Checks again first: the organisation may have changed since the draft. `now` decides what receivers
// have become since, and is the time of record of what is new or cut; the rest keeps its own.
absl::StatusOr<Enactment> Enact(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation,
                                absl::Time now);

// Moves what one more assignment decides about a duty whose item waits; null: the item is none of the reorganisation's
// duties that wait. `reorganisation` has the assignment already; its items, digests and what was before are brought up
// to date. Answers the duty as it is afterwards.
absl::StatusOr<v1::Duty> AssignDuty(const internal::v1::ReferenceData& state, v1::Reorganisation& reorganisation,
                                    const v1::ItemAssignment& assignment, absl::Time now);

// Puts what the enactment says for the undo into the reorganisation.
void RememberForUndo(const Enactment& enactment, v1::Reorganisation& reorganisation);

// The things as the undo leaves them: what was before, and what was made with no version in force any more (a unit
// keeps its name in the journal and is alive on no day; its id can be made again). Places in units that were made end
// with them. BUILT_UPON when a thing differs from what the switch made of it, or rests on what it made, naming the
// change that did it.
absl::StatusOr<Enactment> Restore(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation,
                                  absl::Time now);

// Events for all of them, complete but for what the engine fills in. `reorganisation` is as it is afterwards: an undo's
// basis is the basis of its events.
std::vector<v1::Event> EventsOf(const Enactment& enactment, const v1::Reorganisation& reorganisation);

// The data as they would be right after the switch: with the things of the enactment, and the reorganisation EXECUTING,
// so that its edges are walked and who asks for an old unit finds its successors.
internal::v1::ReferenceData DataAfter(internal::v1::ReferenceData data, const Enactment& enactment,
                                      const v1::Reorganisation& reorganisation);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_ENACTMENT_H_
