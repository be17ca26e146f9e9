// Whatever tasks there are, whatever changes and whatever happens in between: nothing is lost, nothing is guessed, the
// journal replays to the rows, and an undo brings back what nobody touched.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/task/handoff_rules.h"
#include "tests/unit/task/rehome_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/rehome.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Partition;
using v1::RehomingItem;

constexpr const char* kUnits[] = {"so-vhttdl", "so-y-te", "so-tu-phap", "so-noi-vu", "so-ke-hoach"};
constexpr const char* kTerritories[] = {"phuong-long-khanh", "phong-van-hoa", "vp-ubnd"};
constexpr const char* kWords[] = {"báo chí", "du lịch", "đất đai", ""};
constexpr int kTasks = 4;

std::string AnyOf(const char* const* things, size_t count) { return things[*rc::gen::inRange<size_t>(0, count)]; }
std::string AnyUnit() { return AnyOf(kUnits, std::size(kUnits)); }

void MakeTask(RehomeWorld& world, const std::string& id) {
  v1::Task task = RehomeWorld::TaskOf(id, AnyUnit());
  task.set_issuer_unit(Unit(AnyUnit()));
  task.set_approver_unit(Unit(AnyUnit()));
  task.clear_coordinator_units();
  const int coordinators = *rc::gen::inRange(0, 4);
  for (int i = 0; i < coordinators; ++i) {
    const std::string unit = Unit(AnyUnit());
    if (unit != task.lead_unit()) task.add_coordinator_units(unit);
  }
  for (const char* territory : kTerritories) {
    if (*rc::gen::arbitrary<bool>()) task.add_territories(Unit(territory));
  }
  task.set_function(AnyOf(kWords, std::size(kWords)));
  world.Issue(task);
  const auto act = [&](v1::TaskVerb verb, const std::string& unit) {
    if (*rc::gen::weightedElement<bool>({{3, true}, {1, false}})) (void)world.Do(id, verb, unit);
  };
  const std::string lead(LastSegment(task.lead_unit()));
  act(v1::TASK_VERB_ACCEPT, lead);
  act(v1::TASK_VERB_START, lead);
  // Others are asked and informed; some have answered, some have given what they were asked for.
  const int asked = *rc::gen::inRange(0, 4);
  for (int i = 0; i < asked; ++i) {
    const std::string to = AnyUnit();
    const auto kind = *rc::gen::element(v1::Handoff::KIND_REQUEST, v1::Handoff::KIND_INFORMATION);
    if (!world.Do(id, HandOffCommand(world.task(id), kind, to), lead, At(kBeforeTheMove)).ok()) continue;
    if (*rc::gen::arbitrary<bool>()) (void)world.Do(id, v1::TASK_VERB_ACCEPT_HANDOFF, to);
    if (*rc::gen::arbitrary<bool>()) (void)world.Do(id, v1::TASK_VERB_RETURN_HANDOFF_RESULT, to);
  }
  if (*rc::gen::arbitrary<bool>()) {
    (void)world.Do(id, HandOffCommand(world.task(id), v1::Handoff::KIND_TRANSFER, AnyUnit()), lead, At(kBeforeTheMove));
  } else {
    act(v1::TASK_VERB_SUBMIT, lead);
  }
}

// One or two units merge into, or are divided among, old and new ones.
void MakeReorganisation(RehomeWorld& world) {
  world.AddUnit("so-moi");
  v1::Reorganisation& reorganisation = world.reorganisation();
  reorganisation.mutable_clock_policy()->set_kind(
      *rc::gen::element(v1::ClockPolicy::KIND_KEEP, v1::ClockPolicy::KIND_GRACE, v1::ClockPolicy::KIND_RESTART,
                        v1::ClockPolicy::KIND_SUSPEND_UNTIL));
  reorganisation.mutable_clock_policy()->set_grace_working_days(3);
  reorganisation.mutable_clock_policy()->set_suspend_until("2026-07-15");
  const auto type =
      *rc::gen::element(v1::REORGANISATION_TYPE_MERGE, v1::REORGANISATION_TYPE_SPLIT, v1::REORGANISATION_TYPE_ABOLISH,
                        v1::REORGANISATION_TYPE_RENAME, v1::REORGANISATION_TYPE_PARTIAL_TRANSFER);
  reorganisation.set_type(type);
  const std::string from = AnyUnit();
  const std::string to = *rc::gen::element(std::string("so-moi"), std::string("so-xay-dung"));
  switch (type) {
    case v1::REORGANISATION_TYPE_MERGE: {
      world.Edge(from, to);
      const std::string other = AnyUnit();
      if (other != from) world.Edge(other, to);
      return;
    }
    case v1::REORGANISATION_TYPE_SPLIT:
      switch (*rc::gen::inRange(0, 3)) {
        case 0:
          world.Edge(from, to, Partition::KEY_TERRITORY, {kTerritories[0]});
          world.Edge(from, "phuong-long-khanh", Partition::KEY_TERRITORY, {kTerritories[1], kTerritories[2]});
          return;
        case 1:
          world.Edge(from, to, Partition::KEY_FUNCTION, {"báo chí"});
          world.Edge(from, "phuong-long-khanh", Partition::KEY_FUNCTION, {"du lịch"});
          return;
        default:
          world.Edge(from, to, Partition::KEY_LIST, {"t0", "t2"});
          world.Edge(from, "phuong-long-khanh", Partition::KEY_REMAINDER);
          return;
      }
    case v1::REORGANISATION_TYPE_PARTIAL_TRANSFER:
      world.Edge(from, to, Partition::KEY_TERRITORY, {kTerritories[0]});
      return;
    case v1::REORGANISATION_TYPE_RENAME:
      world.Edge(from, from);
      return;
    default:
      world.Edge(from, "");
  }
}

bool HasClosedUnit(const v1::Task& task, const Facts& facts) {
  const auto closed = [&](const std::string& unit) {
    return !unit.empty() && !facts.directory().IsAlive(unit, DayOf(At(kMove)));
  };
  bool any = closed(task.lead_unit()) || closed(task.issuer_unit()) || closed(task.approver_unit()) ||
             closed(task.proposed_unit());
  for (const v1::Handoff& handoff : task.handoffs()) {
    any = any || (IsOpenHandoff(handoff) && (closed(handoff.from_unit()) || closed(handoff.to_unit())));
  }
  for (const std::string& unit : task.coordinator_units()) any = any || closed(unit);
  return any;
}

bool Waits(const RehomeWorld& world, const std::string& task) {
  for (const auto& [name, row] : world.rows()) {
    const bool of_task = name == task || absl::StartsWith(name, task + "/");
    if (of_task && row.state() == RehomingItem::STATE_WAITING) return true;
  }
  return false;
}

// Whether something was recorded of the task, or of a hand-off that is open in it.
bool HasRow(const RehomeWorld& world, const v1::Task& task) {
  if (world.rows().contains(task.name())) return true;
  return std::any_of(task.handoffs().begin(), task.handoffs().end(), [&](const v1::Handoff& handoff) {
    return IsOpenHandoff(handoff) && world.rows().contains(handoff.name());
  });
}

void CheckInvariants(const RehomeWorld& world) {
  std::map<std::string, v1::Task> replayed;
  for (const v1::Event& event : world.journal()) Evolve(replayed[event.subject()], event);
  RC_ASSERT(replayed.size() == world.tasks().size());
  for (const auto& [name, task] : world.tasks()) {
    RC_ASSERT(MessageDifferencer::Equals(replayed.at(name), task));
    RC_ASSERT(!task.lead_unit().empty());
    for (const std::string& fault : HandoffFaults(task)) RC_FAIL(fault);
    if (!IsOpen(task.state())) RC_ASSERT(!WakeTime(task).has_value());
  }
}

std::vector<std::string> Names(const RehomeWorld& world) {
  std::vector<std::string> names;
  for (const auto& [name, task] : world.tasks()) names.push_back(name);
  return names;
}

void RehomeAll(RehomeWorld& world) {
  // Twice: the parts of a split are tasks themselves.
  for (int round = 0; round < 2; ++round) {
    for (const std::string& name : Names(world)) {
      const absl::Status done = world.Rehome(LastSegment(name));
      RC_ASSERT(done.ok());
    }
  }
}

std::string Content(v1::Task task) {
  task.clear_version();
  // Who held it meanwhile is history, and stays.
  task.clear_custody();
  task.clear_update_time();
  return task.SerializeAsString();
}

RC_GTEST_PROP(RehomeProperties, NothingIsLostAndUndoBringsBack, ()) {
  RehomeWorld world;
  for (int i = 0; i < kTasks; ++i) MakeTask(world, absl::StrCat("t", i));
  MakeReorganisation(world);
  std::map<std::string, v1::Task> before = world.tasks();
  world.Execute();
  const organisation::Routes routes(world.reorganisation(), world.facts().directory(), DayOf(At(kMove)));
  RehomeAll(world);
  CheckInvariants(world);
  const bool keeps = world.reorganisation().clock_policy().kind() == v1::ClockPolicy::KIND_KEEP;
  for (const auto& [name, task] : before) {
    const v1::Task after = world.tasks().at(name);
    const bool has_row = HasRow(world, task);
    RC_ASSERT(has_row == IsConcerned(task, world.reorganisation(), routes));
    if (!has_row) RC_ASSERT(MessageDifferencer::Equals(task, after));
    const bool lost = IsOpen(after.state()) && HasClosedUnit(after, world.facts()) && !Waits(world, name);
    RC_ASSERT(!lost);
    const RehomingItem row = world.Row(LastSegment(name));
    if (keeps) RC_ASSERT(row.remaining_before_seconds() == row.remaining_after_seconds());
    // Nothing more to do.
    const absl::Status again = world.Rehome(LastSegment(name));
    RC_ASSERT(again.ok());
    RC_ASSERT(world.tasks().at(name).version() == after.version());
  }

  // Somebody goes on with one of them.
  const std::string touched = absl::StrCat("t", *rc::gen::inRange(0, kTasks));
  const bool was_touched =
      world.Do(touched, v1::TASK_VERB_REVOKE, LastSegment(world.task(touched).issuer_unit()), kMove).ok();
  world.Undo();
  for (const auto& [name, task] : before) {
    const std::string id(LastSegment(name));
    if (!HasRow(world, task)) continue;
    const absl::Status undone = world.UndoRehoming(id);
    RC_ASSERT(undone.ok());
    if (id != touched || !was_touched) RC_ASSERT(Content(world.task(id)) == Content(task));
  }
  CheckInvariants(world);
}

}  // namespace
}  // namespace phoihop::task
