// Whatever anybody tries, in whatever order and at whatever time: the invariants of tasks hold.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"
#include "workflow/task/work.h"

namespace phoihop::task {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr const char* kActors[] = {"so-ke-hoach/giam-doc-ke-hoach",
                                   "so-vhttdl/nguyen-van-a",
                                   "so-vhttdl/le-thi-b",
                                   "so-vhttdl",
                                   "so-tu-phap",
                                   "so-tu-phap/giam-doc-tu-phap",
                                   "so-noi-vu",
                                   "so-y-te",
                                   "so-xay-dung",
                                   "ubnd-tinh/chu-tich",
                                   "vp-ubnd",
                                   "system:deadline-sweep",
                                   ""};
constexpr const char* kUnits[] = {"so-vhttdl", "so-tu-phap", "xa-cu", "so-y-te"};

struct Step {
  int verb;  // 0: the sweep
  int actor;
  int hours;  // that pass before it
  int unit;   // for verbs that name one
};

rc::Gen<Step> GenStep() {
  return rc::gen::build<Step>(
      rc::gen::set(&Step::verb, rc::gen::inRange(0, v1::TaskVerb_MAX + 1)),
      rc::gen::set(&Step::actor, rc::gen::inRange<int>(0, std::size(kActors))),
      rc::gen::set(&Step::hours, rc::gen::weightedElement<int>({{6, 0}, {3, 5}, {2, 30}, {1, 400}})),
      rc::gen::set(&Step::unit, rc::gen::inRange<int>(0, std::size(kUnits))));
}

void ShowStep(const Step& step, std::ostream& out) {
  out << kActors[step.actor] << " " << (step.verb == 0 ? "sweep" : VerbName(static_cast<v1::TaskVerb>(step.verb)))
      << " after " << step.hours << " h, " << kUnits[step.unit];
}

// What expires does so when the sweep fires its clock.
bool Sweeps(const Step& step) { return step.verb == 0 || step.verb == v1::TASK_VERB_EXPIRE_HANDOFF; }

internal::v1::TaskCommand MakeCommand(const Step& step, const v1::Task& task) {
  if (Sweeps(step)) return FireCommand(task);
  internal::v1::TaskCommand command = CommandOf(static_cast<v1::TaskVerb>(step.verb), task);
  if (command.has_reissue()) command.mutable_reissue()->set_lead_unit(Unit(kUnits[step.unit]));
  if (command.has_hand_off()) command.mutable_hand_off()->mutable_handoff()->set_to_unit(Unit(kUnits[step.unit]));
  if (command.has_assign_person() && step.unit == 0) command.mutable_assign_person()->clear_person();
  return command;
}

// Guards that look at the request; Present cannot know what one will ask for.
bool LooksAtRequest(v1::ErrorReason reason) {
  return reason == v1::ERROR_REASON_UNIT_NOT_ALIVE || reason == v1::ERROR_REASON_SAME_UNIT ||
         reason == v1::ERROR_REASON_NOT_A_MEMBER || reason == v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE ||
         reason == v1::ERROR_REASON_INVALID_FIELD || reason == v1::ERROR_REASON_NOT_FOUND ||
         reason == v1::ERROR_REASON_NOT_A_COORDINATOR || reason == v1::ERROR_REASON_SUSPENSION_LIMIT ||
         reason == v1::ERROR_REASON_EXTENSION_LIMIT || reason == v1::ERROR_REASON_LIMIT_REACHED;
}

const v1::AllowedOperation* Shown(const v1::Task& task, v1::TaskVerb verb) {
  const auto found = std::find_if(task.operations().begin(), task.operations().end(),
                                  [verb](const v1::AllowedOperation& operation) { return operation.verb() == verb; });
  return found == task.operations().end() ? nullptr : &*found;
}

// Verbs about a hand-off name one, which Present cannot know.
bool NamesHandoff(v1::TaskVerb verb) {
  return absl::StrContains(VerbName(verb), "_HANDOFF") || verb == v1::TASK_VERB_ANSWER_RECALL;
}

void CheckShownAgreesWithDecided(const Ledger& before, const Step& step, const absl::Status& decided, absl::Time now) {
  if (Sweeps(step)) return;
  const auto verb = static_cast<v1::TaskVerb>(step.verb);
  if ((FindTransition(verb)->who & ~kOnlyTheSystem) == 0) {
    // No reorganisation is being carried out, so nobody may do what only one does; rehome_properties_test.cc has one.
    // What follows from plans and other tasks is the engine's.
    const bool reorganisation = (FindTransition(verb)->who & kReorganisation) != 0;
    const bool engine = absl::StartsWith(kActors[step.actor], "system:");
    RC_ASSERT(!decided.ok() || (engine && !reorganisation));
    return;
  }
  v1::Task shown = before.task();
  Present(shown, ActorOf(kActors[step.actor]), TestFacts(), now);
  RC_ASSERT(Shown(shown, verb) != nullptr);
  const v1::AllowedOperation& operation = *Shown(shown, verb);
  const v1::ErrorReason reason = ReasonOf(decided);
  if (NamesHandoff(verb)) return;
  if (operation.allowed()) RC_ASSERT(decided.ok() || LooksAtRequest(reason));
  // A request that is malformed by itself is told so before anything else.
  if (!operation.allowed() && reason != v1::ERROR_REASON_INVALID_FIELD) {
    RC_ASSERT(operation.reason() == ReasonName(reason));
  }
}

void CheckTransitionIsListed(const v1::Task& before, const v1::Task& after, const Step& step) {
  if (before.state() == after.state()) return;
  v1::TaskVerb verb = Sweeps(step) ? v1::TASK_VERB_ISSUE : static_cast<v1::TaskVerb>(step.verb);
  // Every command that fires due clocks resumes what is due.
  if ((Sweeps(step) || step.verb == v1::TASK_VERB_SKIP) && before.state() == v1::TASK_STATE_SUSPENDED)
    verb = v1::TASK_VERB_RESUME;
  const Transition* transition = FindTransition(verb);
  RC_ASSERT(Leads(*transition, before.state()));
  const bool resumes = verb == v1::TASK_VERB_RESUME;
  RC_ASSERT(after.state() == (resumes ? before.suspensions().rbegin()->from_state() : transition->to));
}

void CheckInvariants(const Ledger& ledger) {
  const v1::Task& task = ledger.task();
  RC_ASSERT(!task.lead_unit().empty());
  RC_ASSERT(TestFacts().directory().FindUnit(task.lead_unit()) != nullptr);
  RC_ASSERT(task.version() == static_cast<int64_t>(ledger.journal().size()));
  const auto open_handoffs = std::count_if(task.handoffs().begin(), task.handoffs().end(),
                                           [](const v1::Handoff& handoff) { return IsOpenHandoff(handoff); });
  RC_ASSERT(open_handoffs <= (task.state() == v1::TASK_STATE_ACCEPTED || task.state() == v1::TASK_STATE_IN_PROGRESS));
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (IsOpenHandoff(handoff)) RC_ASSERT(handoff.from_unit() == task.lead_unit());
  }
  // Somebody holds it while it is given, and the stretches follow each other.
  for (int i = 0; i + 1 < task.custody_size(); ++i) RC_ASSERT(task.custody(i).has_end_time());
  const bool held = !task.custody().empty() && !task.custody().rbegin()->has_end_time();
  RC_ASSERT(held == !HolderOf(task).empty());
  if (held) RC_ASSERT(task.custody().rbegin()->unit() == HolderOf(task));
  std::vector<v1::ClockPurpose> running;
  for (const v1::Clock& clock : task.clocks()) {
    if (deadline::IsOpen(clock)) running.push_back(clock.purpose());
  }
  if (!IsOpen(task.state())) RC_ASSERT(running.empty());
  std::sort(running.begin(), running.end());
  RC_ASSERT(std::adjacent_find(running.begin(), running.end()) == running.end());
  RC_ASSERT(task.state() != v1::TASK_STATE_COMPLETED || task.has_complete_time());

  v1::Task replayed;
  for (const v1::Event& event : ledger.journal()) Evolve(replayed, event);
  RC_ASSERT(MessageDifferencer::Equals(replayed, task));
}

// A unit that leads an open task was alive when it got it.
void CheckLeadWasAlive(const v1::Task& before, const v1::Task& after, absl::Time now) {
  if (before.lead_unit() == after.lead_unit()) return;
  RC_ASSERT(TestFacts().directory().IsAlive(after.lead_unit(), DayOf(now)));
}

RC_GTEST_PROP(TaskProperties, NoSequenceOfCommandsBreaksAnInvariant, ()) {
  const bool approval = *rc::gen::arbitrary<bool>();
  const bool issue = *rc::gen::weightedElement<bool>({{4, true}, {1, false}});
  const auto steps = *rc::gen::container<std::vector<Step>>(GenStep()).as("steps");
  Ledger ledger;
  v1::Task task = UsualTask();
  task.set_approval_required(approval);
  absl::Time now = At("2026-03-02 08:00");
  RC_ASSERT(ledger.Do(CreateCommand(task, issue), ActorOf("so-ke-hoach"), now).ok());
  for (const Step& step : steps) {
    now += absl::Hours(step.hours);
    const Ledger before = ledger;
    const absl::Status decided = ledger.Do(MakeCommand(step, ledger.task()), ActorOf(kActors[step.actor]), now);
    std::ostringstream shown;
    ShowStep(step, shown);
    RC_LOG() << shown.str() << ": " << decided << std::endl;
    if (!decided.ok()) RC_ASSERT(MessageDifferencer::Equals(ledger.task(), before.task()));
    CheckShownAgreesWithDecided(before, step, decided, now);
    CheckTransitionIsListed(before.task(), ledger.task(), step);
    CheckLeadWasAlive(before.task(), ledger.task(), now);
    CheckInvariants(ledger);
  }
}

// Steps that are mostly allowed, so that the long paths are walked too: whoever may do something does.
RC_GTEST_PROP(TaskProperties, LongLivesKeepTheInvariants, ()) {
  Ledger ledger;
  v1::Task task = UsualTask();
  task.set_approval_required(*rc::gen::arbitrary<bool>());
  absl::Time now = At("2026-03-02 08:00");
  RC_ASSERT(ledger.Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), now).ok());
  const int length = *rc::gen::inRange(1, 40);
  for (int i = 0; i < length; ++i) {
    std::vector<Step> possible;
    for (int actor = 0; actor < static_cast<int>(std::size(kActors)); ++actor) {
      v1::Task shown = ledger.task();
      Present(shown, ActorOf(kActors[actor]), TestFacts(), now);
      for (const v1::AllowedOperation& operation : shown.operations()) {
        // Ends come late, or no life would be long.
        const bool ends = operation.verb() == v1::TASK_VERB_REVOKE || operation.verb() == v1::TASK_VERB_COMPLETE ||
                          operation.verb() == v1::TASK_VERB_DROP ||
                          operation.verb() == v1::TASK_VERB_DECLARE_IMPOSSIBLE;
        if (operation.allowed() && (!ends || i + 2 >= length)) possible.push_back({operation.verb(), actor, 0, 0});
      }
    }
    possible.push_back({0, 11, 0, 0});
    Step step = *rc::gen::elementOf(possible);
    step.hours = *rc::gen::element(0, 3, 26, 60);
    step.unit = *rc::gen::inRange<int>(0, std::size(kUnits));
    const Ledger before = ledger;
    const absl::Status decided = ledger.Do(MakeCommand(step, ledger.task()), ActorOf(kActors[step.actor]), now);
    RC_LOG() << kActors[step.actor] << " " << step.verb << ": " << decided << std::endl;
    RC_ASSERT(decided.ok() || LooksAtRequest(ReasonOf(decided)));
    CheckTransitionIsListed(before.task(), ledger.task(), step);
    CheckLeadWasAlive(before.task(), ledger.task(), now);
    CheckInvariants(ledger);
    now += absl::Hours(step.hours);
  }
}

}  // namespace
}  // namespace phoihop::task
