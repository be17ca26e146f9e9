#include "workflow/task/rehoming_plan.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/resource_name.h"
#include "workflow/stable_hash.h"
#include "workflow/task/actors.h"
#include "workflow/task/handoff_steps.h"
#include "workflow/task/role_moves.h"

namespace phoihop::task {
namespace {

using organisation::Destination;
using organisation::WorkFacets;
using v1::RehomingItem;

WorkFacets FacetsOf(const v1::Task& task) {
  WorkFacets work;
  work.item = task.name();
  work.function = task.function();
  work.text = absl::StrCat(task.title(), "\n", task.description());
  work.functions.assign(task.plan_functions().begin(), task.plan_functions().end());
  work.territories.assign(task.territories().begin(), task.territories().end());
  return work;
}

// `t1-p2-3f9a0c`: part, and which reorganisation, so that a task that is split, put together and split again by another
// one makes new tasks.
std::string MarkOf(absl::string_view reorganisation) {
  return absl::StrFormat("-%06x", StableHash(reorganisation) & 0xffffff);
}

std::string ChildId(absl::string_view task, int part, absl::string_view reorganisation) {
  const std::string suffix = absl::StrCat("-p", part, MarkOf(reorganisation));
  if (task.size() + suffix.size() <= kMaxIdBytes) return absl::StrCat(task, suffix);
  const std::string end = absl::StrFormat("-%08x%s", StableHash(task) & 0xffffffff, suffix);
  return absl::StrCat(task.substr(0, kMaxIdBytes - end.size()), end);
}

// Made by this very reorganisation: what it keeps needs no outcome of its own.
bool IsPartMadeBy(const v1::Task& task, absl::string_view reorganisation) {
  return !task.superseded_task().empty() && absl::EndsWith(task.name(), MarkOf(reorganisation));
}

bool IsAllKept(const RehomingItem& item) {
  return std::all_of(item.changes().begin(), item.changes().end(),
                     [](const RehomingItem::Change& change) { return change.outcome() == RehomingItem::OUTCOME_KEEP; });
}

bool IsDone(RehomingItem::Outcome outcome) { return outcome != RehomingItem::OUTCOME_MANUAL; }

// What the gravest of the changes say, each once.
std::string ReasonOf(const RehomingItem& item) {
  std::vector<absl::string_view> reasons;
  for (const RehomingItem::Change& change : item.changes()) {
    if (change.outcome() != item.outcome() || change.reason().empty()) continue;
    if (std::find(reasons.begin(), reasons.end(), change.reason()) == reasons.end()) reasons.push_back(change.reason());
  }
  return absl::StrJoin(reasons, "; ");
}

const v1::Clock* OpenCompletion(const v1::Task& task) {
  const v1::Clock* clock = LastClock(task, v1::CLOCK_PURPOSE_COMPLETE);
  return clock != nullptr && deadline::IsOpen(*clock) ? clock : nullptr;
}

const v1::Clock& AsChanged(const v1::Clock& clock, const Clocks& changed) {
  for (const v1::Clock& other : changed) {
    if (other.id() == clock.id()) return other;
  }
  return clock;
}

class Planner {
 public:
  Planner(const v1::Task& task, const RehomingCase& c) : task_(task), c_(c), work_(FacetsOf(task)) {}

  RehomingPlan Plan() && {
    plan_.roles = RolesIn(task_);
    RoleMoves moves(c_, work_);
    if (!Stands(task_.name())) {
      if (const auto* leaver = LeaverOf()) {
        moves.MoveLeaversWork(*leaver, task_.name(), plan_.roles.assignee);
      } else {
        MoveRoles(moves);
      }
    }
    for (const v1::Handoff& handoff : task_.handoffs()) {
      if (IsOpenHandoff(handoff) && !Stands(handoff.name())) MoveHandoff(handoff);
    }
    if (moves.empty() && handoffs_.empty()) return RehomingPlan();
    if (!plan_.Splits() && plan_.roles.lead_unit != task_.lead_unit()) ApplyPolicy();
    Finish(std::move(moves).TakeItem());
    const bool kept = std::all_of(plan_.items.begin(), plan_.items.end(), IsAllKept);
    if (kept && IsPartMadeBy(task_, c_.reorganisation.name())) return RehomingPlan();
    return std::move(plan_);
  }

 private:
  bool Stands(absl::string_view item) const {
    return c_.recorded != nullptr &&
           std::any_of(c_.recorded->begin(), c_.recorded->end(), [item](const RehomingItem& recorded) {
             return recorded.item() == item && recorded.state() == RehomingItem::STATE_DONE;
           });
  }

  const organisation::Routes::Leaver* LeaverOf() const {
    for (const auto& leaver : c_.routes.leavers()) {
      if (leaver.unit == task_.lead_unit() && leaver.person == task_.assignee()) return &leaver;
    }
    return nullptr;
  }

  void MoveRoles(RoleMoves& moves) {
    if (c_.routes.Concerns(task_.lead_unit())) {
      const Destination lead = c_.routes.Of(task_.lead_unit(), work_);
      if (lead.kind == Destination::Kind::kParts) return Split(lead, moves);
      moves.MoveTo(lead, v1::REHOMING_ROLE_LEAD, plan_.roles.lead_unit);
    }
    MoveOtherRoles(moves, plan_.roles);
  }

  void MoveOtherRoles(RoleMoves& moves, TaskRoles& roles) const {
    moves.MoveOne(v1::REHOMING_ROLE_ISSUER, roles.issuer_unit);
    moves.MoveOne(v1::REHOMING_ROLE_APPROVER, roles.approver_unit);
    moves.MoveProposed(roles.proposed_unit);
    moves.MoveCoordinators(task_.lead_unit(), roles.lead_unit, roles.coordinator_units);
    moves.MoveAssignee(task_.lead_unit(), roles.lead_unit, roles.assignee);
  }

  // One child for each part, in the state of the task; what else has to be decided about it is decided for the child.
  void Split(const Destination& lead, RoleMoves& moves) {
    bool undecided = false;
    for (const Destination::Part& part : lead.parts) {
      WorkFacets work = work_;
      work.territories = part.territories;
      RoleMoves part_moves(c_, work);
      TaskRoles roles = RolesIn(task_);
      roles.lead_unit = part.unit;
      MoveOtherRoles(part_moves, roles);
      undecided = undecided || part_moves.HasManual();
      plan_.children.push_back(ChildOf(part, roles));
      const std::string names =
          absl::StrJoin(part.territories, ", ", [this](std::string* out, const std::string& unit) {
            absl::StrAppend(out, c_.facts.directory().DisplayName(unit, c_.day));
          });
      moves.Add(v1::REHOMING_ROLE_LEAD, task_.lead_unit(), part.unit, RehomingItem::OUTCOME_SPLIT,
                absl::StrCat("Địa bàn ", names, undecided ? "; còn vai trò phải quyết định ở nhiệm vụ được tách" : ""));
    }
  }

  v1::Task ChildOf(const Destination::Part& part, const TaskRoles& roles) {
    v1::Task child = task_;
    const auto index = static_cast<int>(plan_.children.size()) + 1;
    const absl::string_view id = LastSegment(task_.name());
    child.set_name(absl::StrCat(absl::string_view(task_.name()).substr(0, task_.name().size() - id.size()),
                                ChildId(id, index, c_.reorganisation.name())));
    SetRoles(roles, child);
    child.set_superseded_task(task_.name());
    child.clear_territories();
    for (const std::string& territory : part.territories) child.add_territories(territory);
    for (auto field :
         {v1::Task::kHandoffsFieldNumber, v1::Task::kClocksFieldNumber, v1::Task::kVersionFieldNumber,
          v1::Task::kEtagFieldNumber, v1::Task::kUpdateTimeFieldNumber, v1::Task::kSupersededByFieldNumber,
          v1::Task::kOperationsFieldNumber, v1::Task::kUnitDisplayNamesFieldNumber, v1::Task::kOverdueFieldNumber}) {
      child.GetReflection()->ClearField(&child, child.GetDescriptor()->FindFieldByNumber(field));
    }
    Clocks changed;
    if (roles.lead_unit != task_.lead_unit()) {
      plan_.clock_status.Update(ApplyClockPolicy(task_, c_.reorganisation.clock_policy(), c_.facts, c_.now, &changed));
    }
    for (const v1::Clock& clock : task_.clocks()) {
      // The offer stays behind with the task that is superseded.
      if (clock.purpose() != v1::CLOCK_PURPOSE_HANDOFF_REPLY) *child.add_clocks() = AsChanged(clock, changed);
    }
    return child;
  }

  // The sender follows the lead, the receiver its own route.
  void MoveHandoff(const v1::Handoff& open) {
    WorkFacets work = work_;
    work.item = open.name();
    RoleMoves moves(c_, work);
    std::string to = open.to_unit();
    if (plan_.Splits()) {
      moves.Add(v1::REHOMING_ROLE_HANDOFF_RECEIVER, to, to, RehomingItem::OUTCOME_CLOSE,
                "Nhiệm vụ được tách, đề nghị bàn giao không còn đối tượng");
      CloseHandoff(open, task_.lead_unit(), to);
    } else {
      std::string from = open.from_unit();
      MoveSender(moves, from);
      MoveReceiver(moves, work, to);
      const bool decided = !moves.HasManual();
      if (to.empty() || (decided && from == to && open.from_unit() != open.to_unit())) {
        if (!to.empty()) Merge(moves, open, to);
        CloseHandoff(open, from, to.empty() ? open.to_unit() : to);
      } else if (from != open.from_unit() || to != open.to_unit()) {
        v1::Handoff& moved = plan_.handoffs.emplace_back(open);
        moved.set_from_unit(from);
        moved.set_to_unit(to);
      }
    }
    if (moves.empty()) return;
    RehomingItem& item = handoffs_.emplace_back(std::move(moves).TakeItem());
    item.set_item(open.name());
    item.set_kind(RehomingItem::KIND_HANDOFF);
    const bool changed = !plan_.handoffs.empty() && plan_.handoffs.back().name() == open.name();
    if (!changed) return;
    *item.mutable_before()->add_handoffs() = open;
    for (const v1::Clock& clock : plan_.clocks) {
      if (IsReplyClockOf(open, clock)) AddClockBefore(clock.id(), item);
    }
  }

  void MoveSender(RoleMoves& moves, std::string& from) const {
    if (!c_.routes.Concerns(from)) return;
    const Destination route = c_.routes.Of(from, work_);
    if (from == task_.lead_unit() && plan_.roles.lead_unit != task_.lead_unit()) {
      moves.Add(v1::REHOMING_ROLE_HANDOFF_SENDER, from, plan_.roles.lead_unit, RehomingItem::OUTCOME_MOVE,
                "Theo đơn vị chủ trì");
      from = plan_.roles.lead_unit;
    } else {
      moves.MoveTo(route, v1::REHOMING_ROLE_HANDOFF_SENDER, from);
    }
  }

  // Leaves `to` empty when nobody is there any more to answer.
  void MoveReceiver(RoleMoves& moves, const WorkFacets& work, std::string& to) const {
    if (!c_.routes.Concerns(to)) return;
    const Destination route = c_.routes.Of(to, work);
    if (route.kind != Destination::Kind::kNobody) return moves.MoveTo(route, v1::REHOMING_ROLE_HANDOFF_RECEIVER, to);
    moves.Add(v1::REHOMING_ROLE_HANDOFF_RECEIVER, to, "", RehomingItem::OUTCOME_CLOSE, route.reason);
    to.clear();
  }

  static void Merge(RoleMoves& moves, const v1::Handoff& open, const std::string& unit) {
    moves.Add(v1::REHOMING_ROLE_HANDOFF_RECEIVER, open.to_unit(), unit, RehomingItem::OUTCOME_CLOSE,
              "Bên giao và bên nhận nay là một đơn vị");
  }

  void CloseHandoff(const v1::Handoff& open, const std::string& from, const std::string& to) {
    v1::Handoff& closed = plan_.handoffs.emplace_back(open);
    closed.set_from_unit(from);
    closed.set_to_unit(to);
    phoihop::task::CloseHandoff(task_, c_.now, closed, &plan_.clocks);
  }

  void ApplyPolicy() {
    Clocks moved;
    plan_.clock_status = ApplyClockPolicy(task_, c_.reorganisation.clock_policy(), c_.facts, c_.now, &moved);
    const int cancelled = plan_.clocks.size();
    for (v1::Clock& clock : moved) {
      const bool is_cancelled = std::any_of(plan_.clocks.begin(), plan_.clocks.begin() + cancelled,
                                            [&clock](const v1::Clock& other) { return other.id() == clock.id(); });
      if (!is_cancelled) plan_.clocks.Add(std::move(clock));
    }
  }

  void AddClockBefore(const std::string& id, RehomingItem& item) const {
    for (const v1::Clock& clock : task_.clocks()) {
      if (clock.id() == id) *item.mutable_before()->add_clocks() = clock;
    }
  }

  void Finish(RehomingItem item) {
    if (plan_.Splits()) {
      Clocks cancelled;
      CancelAllClocks(task_, c_.now, &cancelled);
      plan_.clocks = std::move(cancelled);
    }
    if (!item.changes().empty()) {
      item.set_item(task_.name());
      item.set_kind(RehomingItem::KIND_TASK);
      SetBefore(item);
      for (const v1::Task& child : plan_.children) item.add_children(child.name());
      item.set_remaining_before_seconds(RemainingOf(task_, Clocks(), c_.facts, c_.now));
      item.set_remaining_after_seconds(plan_.Splits() ? RemainingOf(plan_.children.front(), Clocks(), c_.facts, c_.now)
                                                      : RemainingOf(task_, plan_.clocks, c_.facts, c_.now));
      Complete(item);
      plan_.items.push_back(std::move(item));
    }
    for (RehomingItem& handoff : handoffs_) {
      Complete(handoff);
      plan_.items.push_back(std::move(handoff));
    }
  }

  void SetBefore(RehomingItem& item) const {
    if (plan_.Splits()) item.mutable_before()->set_state(task_.state());
    const bool other_coordinators =
        std::any_of(item.changes().begin(), item.changes().end(), [](const RehomingItem::Change& change) {
          return change.role() == v1::REHOMING_ROLE_COORDINATOR && IsDone(change.outcome()) &&
                 change.outcome() != RehomingItem::OUTCOME_KEEP;
        });
    if (other_coordinators) *item.mutable_before()->mutable_coordinator_units() = task_.coordinator_units();
    for (const v1::Clock& clock : plan_.clocks) {
      if (!IsWithHandoff(clock)) AddClockBefore(clock.id(), item);
    }
  }

  // What it was before stands in the outcome of its hand-off.
  bool IsWithHandoff(const v1::Clock& clock) const {
    return std::any_of(handoffs_.begin(), handoffs_.end(), [&clock](const RehomingItem& handoff) {
      const auto& before = handoff.before().clocks();
      return std::any_of(before.begin(), before.end(),
                         [&clock](const v1::Clock& other) { return other.id() == clock.id(); });
    });
  }

  // What all outcomes have.
  void Complete(RehomingItem& item) const {
    item.set_outcome(organisation::Gravest(item));
    item.set_state(IsDone(item.outcome()) ? RehomingItem::STATE_DONE : RehomingItem::STATE_WAITING);
    item.set_reason(ReasonOf(item));
    if (c_.reorganisation.has_basis()) *item.mutable_basis() = c_.reorganisation.basis();
    item.set_title(task_.title());
    item.set_plan(task_.plan());
    item.set_version(task_.version() + 1);
    *item.mutable_record_time() = ToTimestamp(c_.now);
    item.set_reorganisation(c_.reorganisation.name());
    for (const v1::ItemAssignment& assignment : c_.reorganisation.assignments()) {
      if (assignment.item() == item.item()) *item.mutable_decider() = assignment.decider();
    }
  }

  const v1::Task& task_;
  const RehomingCase& c_;
  const WorkFacets work_;
  RehomingPlan plan_;
  std::vector<RehomingItem> handoffs_;
};

}  // namespace

TaskRoles RolesIn(const v1::Task& task) {
  return {task.lead_unit(),     {task.coordinator_units().begin(), task.coordinator_units().end()},
          task.issuer_unit(),   task.approver_unit(),
          task.proposed_unit(), task.assignee()};
}

int64_t RemainingOf(const v1::Task& task, const Clocks& changed, const Facts& facts, absl::Time now) {
  const v1::Clock* clock = OpenCompletion(task);
  if (clock == nullptr) return 0;
  return deadline::RemainingSeconds(AsChanged(*clock, changed), now, facts.calendars().Of(*clock)).value_or(0);
}

RehomingPlan MakePlan(const v1::Task& task, const RehomingCase& c) { return Planner(task, c).Plan(); }

}  // namespace phoihop::task
