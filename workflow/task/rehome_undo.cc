// Taking back what a reorganisation did to open tasks.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/task/actors.h"
#include "workflow/task/fields.h"
#include "workflow/task/handoff_steps.h"
#include "workflow/task/recorder.h"
#include "workflow/task/rehome.h"
#include "workflow/task/rehoming_plan.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

using v1::RehomingItem;

// Whether the change did something that can be taken back.
bool DidSomething(const RehomingItem::Change& change) {
  return change.outcome() != RehomingItem::OUTCOME_MANUAL && change.outcome() != RehomingItem::OUTCOME_KEEP;
}

bool DidSomething(const RehomingItem& item) {
  return std::any_of(item.changes().begin(), item.changes().end(),
                     [](const RehomingItem::Change& change) { return DidSomething(change); });
}

bool IsOver(const RehomingItem& item) { return item.state() == RehomingItem::STATE_UNDONE; }

class Undo {
 public:
  Undo(const Case& c, const internal::v1::UndoTaskRehoming& request, const v1::Reorganisation& reorganisation)
      : c_(c), request_(request), reorganisation_(reorganisation), today_(DayOf(c.now())), roles_(RolesIn(c.task)) {
    event_.set_reorganisation(reorganisation.name());
    event_.set_state(c.task.state());
  }

  absl::StatusOr<Decision> Decide() && {
    if (request_.recorded().empty()) return MadeSince();
    if (std::all_of(request_.recorded().begin(), request_.recorded().end(), IsOver)) return Decision();
    // What waits for a person goes on waiting, although nobody touched it since that was recorded.
    if (WaitsAlready()) return LeaveOrAssign("");
    if (const auto why = WhyNot(); !why.empty()) return LeaveOrAssign(why);
    for (int i = request_.recorded_size() - 1; i >= 0; --i) Restore(request_.recorded(i));
    Record(RehomingItem::STATE_UNDONE, "");
    return Finish();
  }

 private:
  // Who may not be taken back, and why; empty: it may.
  std::string WhyNot() const {
    const bool did = std::any_of(request_.recorded().begin(), request_.recorded().end(),
                                 [](const RehomingItem& item) { return DidSomething(item); });
    // What was kept, or waited, is as it was.
    if (!did) return "";
    for (const RehomingItem& item : request_.recorded()) {
      if (!DidSomething(item) || IsOver(item)) continue;
      if (item.version() != c_.task.version() || item.before().touched_between()) {
        return "Nhiệm vụ đã được xử lý sau khi chuyển";
      }
      for (const std::string& name : item.children()) {
        if (!IsAsMade(name)) return "Nhiệm vụ được tách ra đã được xử lý";
      }
      for (const RehomingItem::Change& change : item.changes()) {
        if (change.role() == v1::REHOMING_ROLE_LEAD && DidSomething(change) &&
            !c_.facts.directory().IsAlive(change.from_unit(), today_)) {
          return absl::StrCat(c_.facts.directory().DisplayName(change.from_unit(), today_), " không còn hoạt động");
        }
      }
    }
    return "";
  }

  bool IsAsMade(absl::string_view name) const {
    return std::any_of(request_.children().begin(), request_.children().end(), [&](const v1::Task& child) {
      return child.name() == name && child.version() == 1 && IsOpen(child.state());
    });
  }

  void Restore(const RehomingItem& item) {
    for (int i = item.changes_size() - 1; i >= 0; --i) RestoreRole(item.changes(i));
    const RehomingItem::Before& before = item.before();
    if (!before.coordinator_units().empty()) {
      roles_.coordinator_units.assign(before.coordinator_units().begin(), before.coordinator_units().end());
    }
    if (before.state() != v1::TASK_STATE_UNSPECIFIED) event_.set_state(before.state());
    event_.mutable_clocks()->MergeFrom(before.clocks());
    event_.mutable_handoffs()->MergeFrom(before.handoffs());
  }

  void RestoreRole(const RehomingItem::Change& change) {
    if (!DidSomething(change) || change.outcome() == RehomingItem::OUTCOME_SPLIT) return;
    switch (change.role()) {
      case v1::REHOMING_ROLE_LEAD:
        roles_.lead_unit = change.from_unit();
        break;
      case v1::REHOMING_ROLE_ISSUER:
        roles_.issuer_unit = change.from_unit();
        break;
      case v1::REHOMING_ROLE_APPROVER:
        roles_.approver_unit = change.from_unit();
        break;
      case v1::REHOMING_ROLE_PROPOSED:
        roles_.proposed_unit = change.from_unit();
        break;
      case v1::REHOMING_ROLE_ASSIGNEE:
        roles_.assignee = change.from_unit();
        break;
      default:  // coordinators and hand-offs are restored as a whole
        break;
    }
  }

  // Touched since: a person decides, and has perhaps decided by now.
  absl::StatusOr<Decision> LeaveOrAssign(absl::string_view why) {
    // An ended task holds nobody up. One that was split goes on in its children.
    if (!IsOpen(c_.task.state()) && c_.task.state() != v1::TASK_STATE_SUPERSEDED) {
      Record(RehomingItem::STATE_UNDONE, "Nhiệm vụ đã kết thúc, giữ nguyên");
      return Finish();
    }
    const v1::ItemAssignment* assignment = Assignment();
    if (assignment != nullptr && WaitsAlready() && c_.facts.directory().IsAlive(assignment->to_unit(), today_)) {
      return Assign(*assignment);
    }
    if (WaitsAlready()) return Decision();
    Record(RehomingItem::STATE_UNDO_WAITING, absl::StrCat(why, "; hãy chọn đơn vị thực hiện."));
    return Finish();
  }

  bool WaitsAlready() const {
    return std::any_of(request_.recorded().begin(), request_.recorded().end(),
                       [](const RehomingItem& item) { return item.state() == RehomingItem::STATE_UNDO_WAITING; });
  }

  const v1::ItemAssignment* Assignment() const {
    for (const v1::ItemAssignment& assignment : reorganisation_.assignments()) {
      const bool meant = assignment.item() == c_.task.name() ||
                         std::any_of(request_.recorded().begin(), request_.recorded().end(),
                                     [&](const RehomingItem& item) { return item.item() == assignment.item(); });
      if (meant) return &assignment;
    }
    return nullptr;
  }

  absl::StatusOr<Decision> Assign(const v1::ItemAssignment& assignment) {
    GiveClosedRoles(assignment.to_unit(), c_.task, roles_, event_);
    const std::string reason =
        absl::StrCat("Theo quyết định phân công cho ", c_.facts.directory().DisplayName(assignment.to_unit(), today_));
    Record(RehomingItem::STATE_UNDONE, reason);
    for (RehomingItem& item : *event_.mutable_items()) *item.mutable_decider() = assignment.decider();
    absl::StatusOr<Decision> decision = Finish();
    if (!decision.ok()) return decision;
    // The parts of a split that people work on: what of them is with a unit that is closed again.
    for (const v1::Task& child : request_.children()) {
      TaskRoles roles = RolesIn(child);
      v1::TaskRehomingUndone undone;
      if (!IsOpen(child.state()) || !GiveClosedRoles(assignment.to_unit(), child, roles, undone)) continue;
      undone.set_reorganisation(reorganisation_.name());
      undone.set_state(child.state());
      SetRoles(roles, undone);
      v1::Event event;
      *event.mutable_task_rehoming_undone() = std::move(undone);
      AddFor(child, std::move(event), *decision);
    }
    return decision;
  }

  // Every role that a closed unit has goes to `unit`; false when there is none.
  bool GiveClosedRoles(const std::string& unit, const v1::Task& task, TaskRoles& roles,
                       v1::TaskRehomingUndone& event) const {
    bool any = false;
    const auto give = [&](std::string& role) {
      if (role.empty() || c_.facts.directory().IsAlive(role, today_)) return;
      role = unit;
      any = true;
    };
    for (std::string* role : {&roles.issuer_unit, &roles.approver_unit, &roles.proposed_unit}) give(*role);
    const std::string lead = roles.lead_unit;
    give(roles.lead_unit);
    if (roles.lead_unit != lead && !c_.facts.directory().IsMember(unit, roles.assignee, today_)) roles.assignee.clear();
    std::vector<std::string> coordinators;
    for (std::string& coordinator : roles.coordinator_units) {
      const std::string before = coordinator;
      give(coordinator);
      const bool is_double = coordinator == roles.lead_unit ||
                             std::find(coordinators.begin(), coordinators.end(), coordinator) != coordinators.end();
      if (coordinator == before || !is_double) coordinators.push_back(coordinator);
    }
    roles.coordinator_units = std::move(coordinators);
    for (const v1::Handoff& handoff : task.handoffs()) {
      if (IsOpenHandoff(handoff)) any = GiveHandoff(handoff, unit, roles, task, event) || any;
    }
    return any;
  }

  // An offer to a unit that is closed again, or to oneself, has no object any more.
  bool GiveHandoff(const v1::Handoff& open, const std::string& unit, const TaskRoles& roles, const v1::Task& task,
                   v1::TaskRehomingUndone& event) const {
    const bool gone = !c_.facts.directory().IsAlive(open.to_unit(), today_);
    if (!gone && open.from_unit() == roles.lead_unit) return false;
    v1::Handoff& handoff = *event.add_handoffs();
    handoff = open;
    handoff.set_from_unit(roles.lead_unit);
    if (!gone && open.to_unit() != roles.lead_unit) return true;
    if (gone && unit != roles.lead_unit) {
      handoff.set_to_unit(unit);
      return true;
    }
    CloseHandoff(task, c_.now(), handoff, event.mutable_clocks());
    return true;
  }

  // Nothing is recorded: the task was made after the switch. If it is with a unit that is closed again, a person
  // decides.
  absl::StatusOr<Decision> MadeSince() {
    if (!IsOpen(c_.task.state())) return Decision();
    TaskRoles roles = roles_;
    v1::TaskRehomingUndone unused;
    // Whoever is asked to take the roles that nobody has tells whether there are any.
    if (!GiveClosedRoles(c_.task.issuer_unit(), c_.task, roles, unused)) return Decision();
    RehomingItem& item = *event_.add_items();
    item.set_item(c_.task.name());
    item.set_kind(RehomingItem::KIND_TASK);
    item.set_outcome(RehomingItem::OUTCOME_MANUAL);
    item.set_title(c_.task.title());
    item.set_plan(c_.task.plan());
    item.set_reorganisation(reorganisation_.name());
    item.set_state(RehomingItem::STATE_UNDO_WAITING);
    item.set_reason("Nhiệm vụ được giao sau khi sắp xếp cho đơn vị không còn hoạt động; hãy chọn đơn vị thực hiện.");
    Stamp(item);
    return Finish();
  }

  void Stamp(RehomingItem& item) const {
    item.set_version(c_.task.version() + 1);
    *item.mutable_record_time() = ToTimestamp(c_.now());
    if (reorganisation_.has_annul_basis()) *item.mutable_basis() = reorganisation_.annul_basis();
  }

  void Record(RehomingItem::State state, absl::string_view reason) {
    for (const RehomingItem& recorded : request_.recorded()) {
      RehomingItem& item = *event_.add_items();
      item = recorded;
      item.set_state(state);
      if (!reason.empty()) item.set_reason(std::string(reason));
      Stamp(item);
    }
  }

  absl::StatusOr<Decision> Finish() {
    const bool reopened = c_.task.state() == v1::TASK_STATE_SUPERSEDED && event_.state() != c_.task.state();
    SetRoles(roles_, event_);
    v1::Event event;
    *event.mutable_task_rehoming_undone() = std::move(event_);
    Recorder recorder(c_.task, c_.context);
    recorder.Add(std::move(event), reorganisation_.annul_basis());
    Decision decision = std::move(recorder).Finish();
    if (!reopened) return decision;
    for (const v1::Task& child : request_.children()) {
      v1::Event revoked;
      revoked.mutable_task_revoked()->set_reason("Hủy sắp xếp tổ chức: nhiệm vụ gốc tiếp tục");
      CancelAllClocks(child, c_.now(), revoked.mutable_task_revoked()->mutable_clocks());
      AddFor(child, std::move(revoked), decision);
    }
    return decision;
  }

  void AddFor(const v1::Task& task, v1::Event event, Decision& decision) const {
    Recorder recorder(task, c_.context);
    recorder.Add(std::move(event), reorganisation_.annul_basis());
    Decision made = std::move(recorder).Finish();
    std::move(made.events.begin(), made.events.end(), std::back_inserter(decision.events));
  }

  const Case& c_;
  const internal::v1::UndoTaskRehoming& request_;
  const v1::Reorganisation& reorganisation_;
  const absl::CivilDay today_;
  TaskRoles roles_;
  v1::TaskRehomingUndone event_;
};

}  // namespace

absl::StatusOr<Decision> DecideUndoRehoming(const Case& c, const internal::v1::UndoTaskRehoming& request) {
  FieldCheck check;
  check.TaskName("name", request.name());
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  if (!IsEngine(c.context.actor)) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "Open work is moved back by the system only.");
  }
  if (c.task.name().empty()) return Error(v1::ERROR_REASON_NOT_FOUND, "There is no task of this name.");
  const v1::Reorganisation* reorganisation = organisation::FindReorganisation(c.facts.data(), request.reorganisation());
  if (reorganisation == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, "There is no reorganisation of this name.");
  }
  if (reorganisation->state() != v1::Reorganisation::STATE_UNDOING &&
      reorganisation->state() != v1::Reorganisation::STATE_HELD) {
    return Error(v1::ERROR_REASON_REORGANISATION_STATE,
                 absl::StrCat(reorganisation->name(), " is not being taken back; open work stays where it is."));
  }
  return Undo(c, request, *reorganisation).Decide();
}

}  // namespace phoihop::task
