// What would follow from a reorganisation beside the outcomes of items: for duties, duplicates, people, sets.
#ifndef SERVICES_HANDLERS_CONSEQUENCES_H_
#define SERVICES_HANDLERS_CONSEQUENCES_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/reorganisation_service.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::handlers {

// Things that a consequence names.
inline constexpr int kMaxConsequenceSubjects = 20;

using Consequences = std::vector<v1::ReorganisationPreview::Consequence>;

// The organisation on the last day before a reorganisation and on its first.
struct Change {
  const organisation::Directory& before;
  const organisation::Directory& after;
  absl::CivilDay day;  // the first
};

// Functions and duties that had one lead and have none, or more than one, afterwards: the gaps and overlaps of
// workflow/responsibility/finding.h that are new.
void AddDutyConsequences(const Change& change, Consequences& consequences);
// Memberships that end with their unit, one consequence per unit; sets that name an ended unit one by one.
void AddMembershipConsequences(const Change& change, absl::string_view reorganisation, Consequences& consequences);
void AddSetConsequences(const Change& change, Consequences& consequences);

// Finds open tasks that do the same for one unit once those of other units have come to it.
class DuplicateSearch {
 public:
  // `lead` is who leads the task afterwards; `moved`: somebody else did before.
  void Add(const v1::Task& task, absl::string_view lead, bool moved);
  // Units that tasks were moved to.
  std::vector<std::string> receivers() const;
  bool Knows(absl::string_view task) const { return tasks_.contains(task); }
  void AddConsequences(const Change& change, Consequences& consequences) const;

 private:
  struct Group {
    std::string title;  // of its first task
    std::vector<std::string> tasks;
    bool moved = false;  // one of them
  };
  // By unit and by what is the same.
  std::map<std::pair<std::string, std::string>, Group> groups_;
  absl::flat_hash_set<std::string> receivers_;
  absl::flat_hash_set<std::string> tasks_;
};

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_CONSEQUENCES_H_
