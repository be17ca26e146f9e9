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
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

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

internal::v1::TaskCommand MakeCommand(const Step& step, const v1::Task& task) {
  if (step.verb == 0) return FireCommand(task);
  internal::v1::TaskCommand command = CommandOf(static_cast<v1::TaskVerb>(step.verb), task);
  if (command.has_reissue()) command.mutable_reissue()->set_lead_unit(Unit(kUnits[step.unit]));
  if (command.has_hand_off()) command.mutable_hand_off()->mutable_handoff()->set_to_unit(Unit(kUnits[step.unit]));
  if (command.has_assign_person() && step.unit == 0) command.mutable_assign_person()->clear_person();
  return command;
}

// Guards that look at the request; Present cannot know what one will ask for.
bool LooksAtRequest(v1::ErrorReason reason) {
  return reason == v1::ERROR_REASON_UNIT_NOT_ALIVE || reason == v1::ERROR_REASON_SAME_UNIT ||
         reason == v1::ERROR_REASON_NOT_A_MEMBER || reason == v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE;
}

void CheckShownAgreesWithDecided(const Ledger& before, const Step& step, const absl::Status& decided, absl::Time now) {
  if (step.verb == 0) return;
  if (step.verb > v1::TASK_VERB_RECALL_HANDOFF) {
    // No reorganisation is being carried out, so nobody may do what only one does; rehome_properties_test.cc has one.
    // What follows from plans and other tasks is the engine's.
    const bool reorganisation = step.verb <= v1::TASK_VERB_UNDO_REHOMING;
    const bool engine = absl::StartsWith(kActors[step.actor], "system:");
    RC_ASSERT(!decided.ok() || (engine && !reorganisation));
    return;
  }
  v1::Task shown = before.task();
  Present(shown, ActorOf(kActors[step.actor]), TestFacts(), now);
  const v1::AllowedOperation& operation = shown.operations(step.verb - 1);
  RC_ASSERT(static_cast<int>(operation.verb()) == step.verb);
  const v1::ErrorReason reason = ReasonOf(decided);
  if (decided.ok()) RC_ASSERT(operation.allowed());
  if (operation.allowed()) RC_ASSERT(decided.ok() || LooksAtRequest(reason));
  // Answers to hand-offs name one, which Present cannot know.
  if (!operation.allowed() && step.verb < v1::TASK_VERB_ACCEPT_HANDOFF) {
    RC_ASSERT(operation.reason() == ReasonName(reason));
  }
}

void CheckTransitionIsListed(const v1::Task& before, const v1::Task& after, const Step& step) {
  if (before.state() == after.state()) return;
  const v1::TaskVerb verb = step.verb == 0 ? v1::TASK_VERB_ISSUE : static_cast<v1::TaskVerb>(step.verb);
  const Transition* transition = FindTransition(verb);
  RC_ASSERT(Leads(*transition, before.state()));
  RC_ASSERT(after.state() == transition->to);
}

void CheckInvariants(const Ledger& ledger) {
  const v1::Task& task = ledger.task();
  RC_ASSERT(!task.lead_unit().empty());
  RC_ASSERT(TestFacts().directory().FindUnit(task.lead_unit()) != nullptr);
  RC_ASSERT(task.version() == static_cast<int64_t>(ledger.journal().size()));
  const auto open_handoffs =
      std::count_if(task.handoffs().begin(), task.handoffs().end(),
                    [](const v1::Handoff& handoff) { return handoff.state() == v1::Handoff::STATE_SENT; });
  RC_ASSERT(open_handoffs <= (task.state() == v1::TASK_STATE_ACCEPTED || task.state() == v1::TASK_STATE_IN_PROGRESS));
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (handoff.state() == v1::Handoff::STATE_SENT) RC_ASSERT(handoff.from_unit() == task.lead_unit());
  }
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
        const bool ends = operation.verb() == v1::TASK_VERB_REVOKE || operation.verb() == v1::TASK_VERB_COMPLETE;
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
