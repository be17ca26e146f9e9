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
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/access/access.h"
#include "workflow/calendars.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/escalation/ladder.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/name_matcher.h"
#include "workflow/responsibility/instruments.h"

namespace phoihop {

// The reference data of a province at one version, with its indexes. Immutable, shared by all decisions of a batch.
class Facts {
 public:
  // INVALID_ARGUMENT when a calendar is broken.
  // `previous`, when given, are facts of an earlier version: what did not change is taken over instead of made again.
  static absl::StatusOr<std::shared_ptr<const Facts>> Create(internal::v1::ReferenceData data,
                                                             const Facts* previous = nullptr);

  const internal::v1::ReferenceData& data() const { return data_; }
  const organisation::Directory& directory() const { return directory_; }
  const organisation::NameMatcher& matcher() const { return matcher_; }
  const responsibility::Instruments& instruments() const { return instruments_; }
  const Calendars& calendars() const { return calendars_; }
  // That of the province.
  const deadline::WorkingCalendar& calendar() const { return calendars_.province(); }
  const escalation::Policies& policies() const { return policies_; }
  const access::Access& access() const { return access_; }

 private:
  Facts(internal::v1::ReferenceData data, Calendars::Made calendars, const Facts* previous);

  const internal::v1::ReferenceData data_;
  const organisation::Directory directory_;
  const organisation::NameMatcher matcher_;
  const responsibility::Instruments instruments_;
  const Calendars calendars_;
  const escalation::Policies policies_;
  const access::Access access_;
};

// How the parts of a fan-out stand, as the transaction (or for an answer, the snapshot) sees them.
struct PartsSeen {
  struct Part {
    std::string name;
    std::string lead_unit;
    v1::TaskState state = v1::TASK_STATE_UNSPECIFIED;
    absl::Time complete_time;  // of a completed one
  };
  // Without rule_holds, which the rules find.
  v1::FanOutProgress progress;
  // In the order of names: all of them, or for an answer the first that are open.
  std::vector<Part> parts;
};

// The task that another one would wait for, as the transaction sees it.
struct DependencySeen {
  v1::Task task;  // without name: there is none
  // When waiting for it would make a circle: the tasks from the other one back to the one that would wait.
  std::vector<std::string> circle;
};

struct Context {
  absl::Time now;
  v1::Actor actor;
  v1::Actor acting_for;  // empty unless somebody acts on behalf
  std::string request_id;
  // Of the task that is decided about, when it is the whole of a fan-out and the verb looks at its parts.
  const PartsSeen* parts = nullptr;
  // For ADD_DEPENDENCY only.
  const DependencySeen* dependency = nullptr;
};

struct Decision {
  // In order. Set: subject, type, basis, changes, payload. The engine adds province, sequence, time, actors, request
  // id, version and hashes. Subjects other than the command's own must be new.
  std::vector<v1::Event> events;
  // What has to happen to other tasks because of it: stored with the events and run once, in this order for each task,
  // after the commit. Each names its task; the engine fills in what it sees then. Only with events: the last one about
  // the command's own subject is the cause that the events of the follow-up name.
  std::vector<internal::v1::TaskCommand> follow_ups;
};

}  // namespace phoihop

#endif  // WORKFLOW_DECISION_H_
