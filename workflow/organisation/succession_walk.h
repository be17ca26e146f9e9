// One walk along the chains of reorganisations, from a unit to those who hold its work on a day.
//
// What counts, of reorganisations that are enacted (Directory::Step):
//  * An edge from a unit to itself (RENAME, RETYPE, RENUMBER, REPARENT; a MERGE into one of the old units) is a step of
//    the path; the holder stays.
//  * An edge of PARTIAL_TRANSFER is a step of the path; both units live on, and the unit keeps its name and whatever
//    was not transferred, so it stays the holder of what is addressed to it.
//  * Any other edge ends the unit. All edges that end it must have the same date, and when there are several receivers
//    every edge must say which part goes along it; otherwise the facts contradict each other.
//  * A unit that lives although an edge has ended it, that was joined by another after its end, or that comes back to
//    itself is a contradiction as well.
// A unit that lives is UNIQUE, itself; its path lists the identity-preserving steps up to the day. When a part of a
// split came to nobody, what is left is MANY even with one holder: that holder does not have all of it. A contradiction
// anywhere makes the whole answer AMBIGUOUS, without holders: nobody should act on half of a proof.
#ifndef WORKFLOW_ORGANISATION_SUCCESSION_WALK_H_
#define WORKFLOW_ORGANISATION_SUCCESSION_WALK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/organisation.pb.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::organisation {

class SuccessionWalk {
 public:
  using Edge = Directory::Step;

  // The directory must outlive the walk.
  SuccessionWalk(const Directory& directory, absl::CivilDay day);

  v1::ResolveSuccessorsResponse From(absl::string_view unit);

 private:
  // `since`: date of the step that led here, empty at the start.
  void Visit(absl::string_view unit, const v1::Partition& partition, absl::string_view since);
  // The edges out of the unit that end it by `day_`; false when they contradict each other. Identity steps go into the
  // path.
  bool EndingEdges(absl::string_view unit, absl::string_view since, std::vector<Edge>& ending);
  void Record(const Edge& edge);
  v1::ResolveSuccessorsResponse Answer() const;

  const Directory& directory_;
  const absl::CivilDay day_;
  const std::string today_;
  bool contradiction_ = false;
  bool lost_ = false;  // some part of the work came to nobody
  int visits_ = 0;
  std::vector<absl::string_view> trail_;  // units between the start and here
  // Every way in which a unit was reached.
  std::map<std::string, std::vector<v1::Partition>> holders_;
  std::vector<Edge> path_;
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_SUCCESSION_WALK_H_
