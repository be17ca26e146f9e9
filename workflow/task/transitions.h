// The ONE table of transitions: state × verb → state, who may, what it does to the clocks.
//
// Deciding, the operations that a caller is shown, the tests and the reference in ARCHITECTURE.md all read this table.
// Rows are those of the transition table of the domain (number in `domain_row`); a row with several `from` states
// stands for one row each.
#ifndef WORKFLOW_TASK_TRANSITIONS_H_
#define WORKFLOW_TASK_TRANSITIONS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::task {

// What somebody can be to a task. A set of roles is the sum of its bits.
enum Role : unsigned {
  kNobody = 0,
  // The unit that gave the task.
  kIssuer = 1u << 0,
  // Any actor of the responsible unit.
  kLeadUnit = 1u << 1,
  // The person that the task is assigned to; while nobody is, any actor of the responsible unit.
  kAssignedPerson = 1u << 2,
  // The unit that approves the result.
  kApprover = 1u << 3,
  // The unit that made the offer of a hand-off, and the one that it was made to.
  kHandoffSender = 1u << 4,
  kHandoffReceiver = 1u << 5,
  // The system by itself, when a planned instant is reached.
  kEngine = 1u << 6,
  // The system when it carries out a reorganisation. Nobody is offered such a verb.
  kReorganisation = 1u << 7,
  // The system when a plan is revised. Nobody is offered such a verb.
  kPlanRevision = 1u << 8,
  // A head or deputy of the responsible unit; where the actor names no person, the unit as such.
  kHeadOfLead = 1u << 9,
  // A unit that sees the whole province: the provincial People's Committee and its office.
  kMonitor = 1u << 10,
  // A unit that takes part.
  kCoordinator = 1u << 11,
  // A unit that an information copy was sent to.
  kCopyHolder = 1u << 12,
  // Whoever may see the task.
  kViewer = 1u << 13,
  // A unit above the responsible one.
  kSupervisor = 1u << 14,
};
using Roles = unsigned;

struct Transition {
  v1::TaskVerb verb;
  Roles who;
  // Sum of StateBit().
  unsigned from;
  // TASK_STATE_UNSPECIFIED: the state stays.
  v1::TaskState to;
  // In words, for people.
  absl::string_view guard;
  absl::string_view clocks;
  absl::string_view domain_row;
};

// What only the system does: nobody is offered it.
constexpr Roles kOnlyTheSystem = kEngine | kReorganisation | kPlanRevision;

constexpr unsigned StateBit(v1::TaskState state) { return 1u << static_cast<unsigned>(state); }

// One row per verb, in the order of the verbs.
absl::Span<const Transition> Transitions();

// The row of a verb; null for TASK_VERB_UNSPECIFIED and numbers that this version does not know.
const Transition* FindTransition(v1::TaskVerb verb);

bool Leads(const Transition& transition, v1::TaskState from);

// Neither ended nor unspecified.
bool IsOpen(v1::TaskState state);

// `IN_PROGRESS`, `HAND_OFF`, `LEAD_UNIT`: as in the documents.
std::string StateName(v1::TaskState state);
std::string VerbName(v1::TaskVerb verb);
std::vector<std::string> RoleNames(Roles roles);

// How people are told, in Vietnamese: `đang thực hiện`, `tiếp nhận`, `đơn vị chủ trì`.
absl::string_view StateForPeople(v1::TaskState state);
absl::string_view VerbForPeople(v1::TaskVerb verb);
std::string RolesForPeople(Roles roles);

// The table as Markdown, ending with a newline: what ARCHITECTURE.md shows between its markers.
std::string TransitionsAsMarkdown();

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_TRANSITIONS_H_
