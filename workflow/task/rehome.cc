#include "workflow/task/rehome.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/task/actors.h"
#include "workflow/task/fields.h"
#include "workflow/task/recorder.h"
#include "workflow/task/rehoming_plan.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

using v1::RehomingItem;

bool IsUndecided(const RehomingItem& item) {
  return item.state() == RehomingItem::STATE_WAITING || item.state() == RehomingItem::STATE_FAILED;
}

bool ChangesNothing(const RehomingItem::Change& change) {
  return change.outcome() == RehomingItem::OUTCOME_MANUAL || change.outcome() == RehomingItem::OUTCOME_KEEP;
}

const RehomingItem* Find(const google::protobuf::RepeatedPtrField<RehomingItem>& items, absl::string_view name) {
  for (const RehomingItem& item : items) {
    if (item.item() == name) return &item;
  }
  return nullptr;
}

// It waited for a person and does so still.
bool StandsAlready(const RehomingPlan& plan, const internal::v1::RehomeTask& request) {
  const bool progress = std::any_of(plan.items.begin(), plan.items.end(), [&](const RehomingItem& item) {
    const RehomingItem* recorded = Find(request.recorded(), item.item());
    if (recorded == nullptr || recorded->state() == RehomingItem::STATE_FAILED) return true;
    return item.outcome() != RehomingItem::OUTCOME_MANUAL ||
           !std::all_of(item.changes().begin(), item.changes().end(), ChangesNothing);
  });
  return !progress;
}

template <typename Things, typename NameOf>
void AddEarlier(const Things& earlier, Things& things, const NameOf& name_of) {
  Things all = earlier;
  for (const auto& thing : things) {
    const bool known = std::any_of(earlier.begin(), earlier.end(),
                                   [&](const auto& other) { return name_of(other) == name_of(thing); });
    if (!known) *all.Add() = thing;
  }
  things = std::move(all);
}

// An item that was moved in part before: its outcome says everything that happened, and what was there at first.
void TakeIn(const RehomingItem& earlier, int64_t task_version, RehomingItem& item) {
  google::protobuf::RepeatedPtrField<RehomingItem::Change> changes;
  for (const RehomingItem::Change& change : earlier.changes()) {
    if (!ChangesNothing(change)) *changes.Add() = change;
  }
  if (changes.empty()) return;
  changes.MergeFrom(item.changes());
  *item.mutable_changes() = std::move(changes);
  RehomingItem::Before& before = *item.mutable_before();
  if (!earlier.before().coordinator_units().empty()) {
    *before.mutable_coordinator_units() = earlier.before().coordinator_units();
  }
  AddEarlier(earlier.before().clocks(), *before.mutable_clocks(), [](const v1::Clock& clock) { return clock.id(); });
  AddEarlier(earlier.before().handoffs(), *before.mutable_handoffs(),
             [](const v1::Handoff& handoff) { return handoff.name(); });
  if (earlier.before().touched_between() || earlier.version() != task_version) before.set_touched_between(true);
  item.set_outcome(organisation::Gravest(item));
}

// A hand-off that was answered or recalled while it waited.
RehomingItem NothingLeft(const RehomingItem& recorded, const v1::Task& task, absl::Time now) {
  RehomingItem item = recorded;
  item.set_state(RehomingItem::STATE_DONE);
  item.set_outcome(RehomingItem::OUTCOME_CLOSE);
  item.set_reason("Không còn gì phải quyết định");
  item.set_version(task.version() + 1);
  *item.mutable_record_time() = ToTimestamp(now);
  return item;
}

template <typename Payload>
void AddAll(RehomingPlan& plan, Payload& payload) {
  for (v1::Handoff& handoff : plan.handoffs) *payload.add_handoffs() = std::move(handoff);
  *payload.mutable_clocks() = std::move(plan.clocks);
  for (RehomingItem& item : plan.items) *payload.add_items() = std::move(item);
}

absl::Status CheckRequest(const Case& c, absl::string_view name) {
  FieldCheck check;
  check.TaskName("name", name);
  const absl::Status well_formed = check.ToStatus();
  if (!well_formed.ok()) return well_formed;
  if (!IsEngine(c.context.actor)) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "Open work is moved by the system only, by a reorganisation.");
  }
  if (c.task.name().empty()) return Error(v1::ERROR_REASON_NOT_FOUND, "There is no task of this name.");
  return absl::OkStatus();
}

absl::StatusOr<Decision> DecideSplit(const Case& c, const v1::Reorganisation& reorganisation, RehomingPlan plan) {
  Recorder recorder(c.task, c.context);
  v1::Event event;
  v1::TaskSplit& split = *event.mutable_task_split();
  split.set_reorganisation(reorganisation.name());
  for (const v1::Task& child : plan.children) split.add_children(child.name());
  AddAll(plan, split);
  recorder.Add(std::move(event), reorganisation.basis());
  Decision decision = std::move(recorder).Finish();
  for (v1::Task& child : plan.children) {
    v1::Event created;
    created.set_subject(child.name());
    *created.mutable_task_created()->mutable_task() = std::move(child);
    Recorder part(v1::Task::default_instance(), c.context);
    part.Add(std::move(created), reorganisation.basis());
    Decision made = std::move(part).Finish();
    std::move(made.events.begin(), made.events.end(), std::back_inserter(decision.events));
  }
  return decision;
}

}  // namespace

bool IsConcerned(const v1::Task& task, const v1::Reorganisation&, const organisation::Routes& routes) {
  if (!IsOpen(task.state())) return false;
  for (const auto& leaver : routes.leavers()) {
    if (leaver.unit == task.lead_unit() && leaver.person == task.assignee()) return true;
  }
  if (routes.moving_units().empty() && routes.kept_units().empty()) return false;
  for (const std::string* unit :
       {&task.lead_unit(), &task.issuer_unit(), &task.approver_unit(), &task.proposed_unit()}) {
    if (routes.Concerns(*unit)) return true;
  }
  for (const v1::Handoff& handoff : task.handoffs()) {
    const bool moves = routes.Concerns(handoff.from_unit()) || routes.Concerns(handoff.to_unit());
    if (IsOpenHandoff(handoff) && moves) return true;
  }
  return std::any_of(task.coordinator_units().begin(), task.coordinator_units().end(),
                     [&routes](const std::string& unit) { return routes.Concerns(unit); });
}

absl::CivilDay MoveDay(const v1::Reorganisation& reorganisation, absl::Time now) {
  return std::max(DayOf(now), ParseDate(reorganisation.effective_date()).value_or(DayOf(now)));
}

std::vector<RehomingItem> PlanRehoming(const v1::Task& task, const v1::Reorganisation& reorganisation,
                                       const organisation::Routes& routes, const Facts& facts, absl::Time now) {
  if (!IsConcerned(task, reorganisation, routes)) return {};
  return MakePlan(task, {reorganisation, routes, facts, now, MoveDay(reorganisation, now)}).items;
}

absl::StatusOr<Decision> DecideRehome(const Case& c, const internal::v1::RehomeTask& request) {
  if (absl::Status status = CheckRequest(c, request.name()); !status.ok()) return status;
  const v1::Reorganisation* reorganisation = organisation::FindReorganisation(c.facts.data(), request.reorganisation());
  if (reorganisation == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, "There is no reorganisation of this name.");
  }
  const organisation::Routes routes(*reorganisation, c.facts.directory(), MoveDay(*reorganisation, c.now()));
  return DecideRehome(c, request, *reorganisation, routes);
}

absl::StatusOr<Decision> DecideRehome(const Case& c, const internal::v1::RehomeTask& request,
                                      const v1::Reorganisation& reorganisation, const organisation::Routes& routes) {
  if (absl::Status status = CheckRequest(c, request.name()); !status.ok()) return status;
  if (reorganisation.state() != v1::Reorganisation::STATE_EXECUTING &&
      reorganisation.state() != v1::Reorganisation::STATE_HELD) {
    return Error(v1::ERROR_REASON_REORGANISATION_STATE,
                 absl::StrCat(reorganisation.name(), " is not being executed; open work stays where it is."));
  }
  if (!IsConcerned(c.task, reorganisation, routes)) return Decision();
  RehomingPlan plan = MakePlan(
      c.task, {reorganisation, routes, c.facts, c.now(), MoveDay(reorganisation, c.now()), &request.recorded()});
  if (!plan.clock_status.ok()) return plan.clock_status;
  if (plan.items.empty() || StandsAlready(plan, request)) return Decision();
  for (RehomingItem& item : plan.items) {
    const RehomingItem* recorded = Find(request.recorded(), item.item());
    if (recorded != nullptr && IsUndecided(*recorded)) TakeIn(*recorded, c.task.version(), item);
  }
  for (const RehomingItem& recorded : request.recorded()) {
    const bool planned = std::any_of(plan.items.begin(), plan.items.end(),
                                     [&](const RehomingItem& item) { return item.item() == recorded.item(); });
    if (!planned && IsUndecided(recorded)) plan.items.push_back(NothingLeft(recorded, c.task, c.now()));
  }
  if (plan.Splits()) return DecideSplit(c, reorganisation, std::move(plan));

  v1::Event event;
  v1::TaskRehomed& rehomed = *event.mutable_task_rehomed();
  rehomed.set_reorganisation(reorganisation.name());
  SetRoles(plan.roles, rehomed);
  AddAll(plan, rehomed);
  Recorder recorder(c.task, c.context);
  recorder.Add(std::move(event), reorganisation.basis());
  return std::move(recorder).Finish();
}

}  // namespace phoihop::task
