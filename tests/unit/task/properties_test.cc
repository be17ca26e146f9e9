// Whatever anybody tries, in whatever order and at whatever time: the invariants of tasks hold.
#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/task/handoff_rules.h"
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
  int hours;    // that pass before it
  int unit;     // for verbs that name one
  int kind;     // of hand-offs
  int handoff;  // which one is named, counted from the last
  bool yes;     // for verbs that answer
};

Step StepOf(int verb, int actor) { return {verb, actor, 0, 0, 0, 0, true}; }

rc::Gen<Step> GenStep() {
  return rc::gen::build<Step>(
      rc::gen::set(&Step::verb, rc::gen::inRange(0, v1::TaskVerb_MAX + 1)),
      rc::gen::set(&Step::actor, rc::gen::inRange<int>(0, std::size(kActors))),
      rc::gen::set(&Step::hours, rc::gen::weightedElement<int>({{6, 0}, {3, 5}, {2, 30}, {1, 400}})),
      rc::gen::set(&Step::unit, rc::gen::inRange<int>(0, std::size(kUnits))),
      rc::gen::set(&Step::kind, rc::gen::inRange(0, 4)),
      rc::gen::set(&Step::handoff, rc::gen::weightedElement<int>({{4, 0}, {2, 1}, {1, 2}})),
      rc::gen::set(&Step::yes, rc::gen::arbitrary<bool>()));
}

void ShowStep(const Step& step, std::ostream& out) {
  out << kActors[step.actor] << " " << (step.verb == 0 ? "sweep" : VerbName(static_cast<v1::TaskVerb>(step.verb)))
      << " after " << step.hours << " h, " << kUnits[step.unit] << ", kind " << step.kind << ", hand-off "
      << step.handoff << (step.yes ? ", yes" : ", no");
}

// What expires does so when the sweep fires its clock.
bool Sweeps(const Step& step) { return step.verb == 0 || step.verb == v1::TASK_VERB_EXPIRE_HANDOFF; }

internal::v1::TaskCommand MakeCommand(const Step& step, const v1::Task& task) {
  if (Sweeps(step)) return FireCommand(task);
  const auto verb = static_cast<v1::TaskVerb>(step.verb);
  internal::v1::TaskCommand command = CommandOf(verb, task);
  if (NamesHandoff(verb) && step.handoff < task.handoffs_size()) {
    command = CommandTo(task.handoffs(task.handoffs_size() - 1 - step.handoff).name(), verb, task);
  }
  if (command.has_reissue()) command.mutable_reissue()->set_lead_unit(Unit(kUnits[step.unit]));
  if (command.has_hand_off()) {
    v1::Handoff& handoff = *command.mutable_hand_off()->mutable_handoff();
    handoff.set_to_unit(Unit(kUnits[step.unit]));
    handoff.set_kind(static_cast<v1::Handoff::Kind>(step.kind));
    command.mutable_hand_off()->set_draft(step.handoff == 2);
  }
  if (command.has_answer_recall() && !step.yes) {
    command.mutable_answer_recall()->set_agree(false);
    command.mutable_answer_recall()->set_reason("Đang xử lý");
  }
  if (command.has_answer_handoff_result() && !step.yes) {
    command.mutable_answer_handoff_result()->set_accept(false);
    command.mutable_answer_handoff_result()->set_reason("Thiếu phụ lục");
  }
  if (command.has_record_handoff_receipt()) {
    static constexpr v1::HandoffReceipt::Code kCodes[] = {
        v1::HandoffReceipt::CODE_ARRIVED, v1::HandoffReceipt::CODE_FINISHED, v1::HandoffReceipt::CODE_ACCEPTED,
        v1::HandoffReceipt::CODE_REFUSED};
    command.mutable_record_handoff_receipt()->mutable_receipt()->set_code(kCodes[step.unit]);
    command.mutable_record_handoff_receipt()->mutable_receipt()->set_message_id(absl::StrCat("m", task.version()));
  }
  if (command.has_record_suspension()) {
    // Days around the last thing that happened: some are over by now, some are not.
    const absl::CivilDay first = DayOf(FromTimestamp(task.update_time())) - step.unit;
    command.mutable_record_suspension()->set_from_date(FormatDate(first));
    command.mutable_record_suspension()->set_until_date(FormatDate(first + step.kind));
  }
  if (command.has_assign_person() && step.unit == 0) command.mutable_assign_person()->clear_person();
  return command;
}

// Guards that look at the request; Present cannot know what one will ask for.
bool LooksAtRequest(v1::ErrorReason reason) {
  return reason == v1::ERROR_REASON_UNIT_NOT_ALIVE || reason == v1::ERROR_REASON_SAME_UNIT ||
         reason == v1::ERROR_REASON_NOT_A_MEMBER || reason == v1::ERROR_REASON_CALENDAR_OUT_OF_RANGE ||
         reason == v1::ERROR_REASON_INVALID_FIELD || reason == v1::ERROR_REASON_NOT_FOUND ||
         reason == v1::ERROR_REASON_NOT_A_COORDINATOR || reason == v1::ERROR_REASON_SUSPENSION_LIMIT ||
         reason == v1::ERROR_REASON_SUSPENSION_OVERLAPS || reason == v1::ERROR_REASON_EXTENSION_LIMIT ||
         reason == v1::ERROR_REASON_LIMIT_REACHED;
}

// Which kind of hand-off, and whether a result is sent back while everything stands still.
bool LooksAtRequest(v1::TaskVerb verb, v1::ErrorReason reason) {
  if (verb == v1::TASK_VERB_HAND_OFF && reason == v1::ERROR_REASON_HANDOFF_PENDING) return true;
  if (verb == v1::TASK_VERB_ANSWER_HANDOFF_RESULT && reason == v1::ERROR_REASON_TRANSITION_NOT_ALLOWED) return true;
  // Days that go on are a suspension from now on.
  const bool as_suspension =
      reason == v1::ERROR_REASON_HANDOFF_PENDING || reason == v1::ERROR_REASON_TRANSITION_NOT_ALLOWED;
  if (verb == v1::TASK_VERB_RECORD_SUSPENSION && as_suspension) return true;
  return LooksAtRequest(reason);
}

const v1::AllowedOperation* Shown(const v1::Task& task, v1::TaskVerb verb) {
  const auto found = std::find_if(task.operations().begin(), task.operations().end(),
                                  [verb](const v1::AllowedOperation& operation) { return operation.verb() == verb; });
  return found == task.operations().end() ? nullptr : &*found;
}

// Verbs about a hand-off name one, which Present cannot know: it says whether there is one to name.
void CheckSomeHandoffAgrees(const Ledger& before, v1::TaskVerb verb, const v1::Actor& actor, bool allowed,
                            absl::Time now) {
  // Receipts may be about what is over, which nobody is offered.
  if (verb == v1::TASK_VERB_RECORD_HANDOFF_RECEIPT) return;
  bool some = false;
  for (const v1::Handoff& handoff : before.task().handoffs()) {
    Ledger tried = before;
    const absl::Status done = tried.Do(CommandTo(handoff.name(), verb, before.task()), actor, now);
    some = some || done.ok() || LooksAtRequest(ReasonOf(done));
  }
  RC_ASSERT(some == allowed);
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
  if (NamesHandoff(verb)) {
    return CheckSomeHandoffAgrees(before, verb, ActorOf(kActors[step.actor]), operation.allowed(), now);
  }
  if (operation.allowed()) RC_ASSERT(decided.ok() || LooksAtRequest(verb, reason));
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
  // A receipt that says ACCEPTED is the acceptance.
  if (verb == v1::TASK_VERB_RECORD_HANDOFF_RECEIPT) verb = v1::TASK_VERB_ACCEPT_HANDOFF;
  if (verb == v1::TASK_VERB_RECORD_SUSPENSION) verb = v1::TASK_VERB_SUSPEND;
  const Transition* transition = FindTransition(verb);
  RC_ASSERT(Leads(*transition, before.state()));
  const bool resumes = verb == v1::TASK_VERB_RESUME;
  RC_ASSERT(after.state() == (resumes ? before.suspensions().rbegin()->from_state() : transition->to));
}

void CheckHandoffs(const v1::Task& task) {
  for (const std::string& fault : HandoffFaults(task)) RC_FAIL(fault);
  std::set<std::string> asked;
  for (const v1::Handoff& handoff : task.handoffs()) {
    // Without a reorganisation a unit is asked for one thing at a time.
    if (IsRequest(handoff) && IsOpenHandoff(handoff)) RC_ASSERT(asked.insert(handoff.to_unit()).second);
  }
  const bool stands = task.state() == v1::TASK_STATE_SUSPENDED;
  for (const v1::Clock& clock : task.clocks()) {
    if (clock.purpose() != v1::CLOCK_PURPOSE_HANDOFF_REPLY || !deadline::IsOpen(clock)) continue;
    RC_ASSERT(clock.state() == (stands ? v1::CLOCK_STATE_SUSPENDED : v1::CLOCK_STATE_RUNNING));
  }
}

void CheckInvariants(const Ledger& ledger) {
  const v1::Task& task = ledger.task();
  RC_ASSERT(!task.lead_unit().empty());
  RC_ASSERT(TestFacts().directory().FindUnit(task.lead_unit()) != nullptr);
  RC_ASSERT(task.version() == static_cast<int64_t>(ledger.journal().size()));
  CheckHandoffs(task);
  // Somebody holds it while it is given, and the stretches follow each other.
  for (int i = 0; i + 1 < task.custody_size(); ++i) RC_ASSERT(task.custody(i).has_end_time());
  const bool held = !task.custody().empty() && !task.custody().rbegin()->has_end_time();
  RC_ASSERT(held == !HolderOf(task).empty());
  if (held) RC_ASSERT(task.custody().rbegin()->unit() == HolderOf(task));
  std::vector<std::string> running;
  for (const v1::Clock& clock : task.clocks()) {
    if (deadline::IsOpen(clock)) running.push_back(absl::StrCat(clock.purpose(), " ", clock.handoff()));
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
        if (operation.allowed() && (!ends || i + 2 >= length)) possible.push_back(StepOf(operation.verb(), actor));
      }
    }
    possible.push_back(StepOf(0, 11));
    Step step = *rc::gen::elementOf(possible);
    step.hours = *rc::gen::element(0, 3, 26, 60);
    step.unit = *rc::gen::inRange<int>(0, std::size(kUnits));
    step.kind = *rc::gen::inRange(0, 4);
    if (step.verb == v1::TASK_VERB_HAND_OFF) step.handoff = *rc::gen::inRange(0, 3);
    step.yes = *rc::gen::arbitrary<bool>();
    const auto verb = static_cast<v1::TaskVerb>(step.verb);
    const Ledger before = ledger;
    absl::Status decided = ledger.Do(MakeCommand(step, ledger.task()), ActorOf(kActors[step.actor]), now);
    // It may be another hand-off on which it is allowed.
    while (step.verb != 0 && NamesHandoff(verb) && !decided.ok() && !LooksAtRequest(verb, ReasonOf(decided)) &&
           ++step.handoff < ledger.task().handoffs_size()) {
      decided = ledger.Do(MakeCommand(step, ledger.task()), ActorOf(kActors[step.actor]), now);
    }
    RC_LOG() << kActors[step.actor] << " " << step.verb << ": " << decided << std::endl;
    RC_ASSERT(decided.ok() || LooksAtRequest(verb, ReasonOf(decided)));
    CheckTransitionIsListed(before.task(), ledger.task(), step);
    CheckLeadWasAlive(before.task(), ledger.task(), now);
    CheckInvariants(ledger);
    now += absl::Hours(step.hours);
  }
}

}  // namespace
}  // namespace phoihop::task
