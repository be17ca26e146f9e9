// What every rule sees and what it answers.
//
//   absl::StatusOr<Decision> Decide(const State&, const Command&, const Facts&, const Context&);
//   void Evolve(State&, const v1::Event&);   // total, cannot fail
//
// A decision writes one aggregate (and may create new ones). Nothing here knows a clock, a thread or a database.
#ifndef WORKFLOW_DECISION_H_
#define WORKFLOW_DECISION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/escalation/ladder.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/name_matcher.h"

namespace phoihop {

// The reference data of a province at one version, with its indexes. Immutable, shared by all decisions of a batch.
class Facts {
 public:
  // INVALID_ARGUMENT when the calendar named `default` is broken. Without one, Monday to Friday are worked: that is how
  // an empty province starts.
  // `previous`, when given, are facts of an earlier version: what did not change is taken over instead of made again.
  static absl::StatusOr<std::shared_ptr<const Facts>> Create(internal::v1::ReferenceData data,
                                                             const Facts* previous = nullptr);

  const internal::v1::ReferenceData& data() const { return data_; }
  const organisation::Directory& directory() const { return directory_; }
  const organisation::NameMatcher& matcher() const { return matcher_; }
  const deadline::WorkingCalendar& calendar() const { return *calendar_; }
  const escalation::Policies& policies() const { return policies_; }

 private:
  Facts(internal::v1::ReferenceData data, std::shared_ptr<const deadline::WorkingCalendar> calendar,
        const Facts* previous);

  const internal::v1::ReferenceData data_;
  const organisation::Directory directory_;
  const organisation::NameMatcher matcher_;
  const std::shared_ptr<const deadline::WorkingCalendar> calendar_;
  const escalation::Policies policies_;
};

struct Context {
  absl::Time now;
  v1::Actor actor;
  v1::Actor acting_for;  // empty unless somebody acts on behalf
  std::string request_id;
};

struct Decision {
  // In order. Set: subject, type, basis, changes, payload. The engine adds province, sequence, time, actors, request
  // id, version and hashes. Subjects other than the command's own must be new.
  std::vector<v1::Event> events;
};

}  // namespace phoihop

#endif  // WORKFLOW_DECISION_H_
