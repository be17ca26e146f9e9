#include "workflow/plan/rehome.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/plan/decide.h"
#include "workflow/plan/party_moves.h"
#include "workflow/plan/rehome_undo.h"
#include "workflow/task/actors.h"
#include "workflow/task/rehome.h"

namespace phoihop::plan {
namespace {

using organisation::Destination;
using organisation::WorkFacets;
using v1::PlanItem;
using v1::RehomingItem;

// A plan on its way.
struct Moved {
  std::string issuer_unit;
  std::vector<PlanItem> items;  // that have other parties now
  std::vector<RehomingItem> outcomes;
};

RehomingItem::Change ChangeOf(const Destination& to, v1::RehomingRole role, const std::string& unit) {
  RehomingItem::Change change;
  change.set_role(role);
  change.set_from_unit(unit);
  change.set_reason(to.reason);
  switch (to.kind) {
    case Destination::Kind::kUnchanged:
      change.set_to_unit(unit);
      change.set_outcome(RehomingItem::OUTCOME_KEEP);
      break;
    case Destination::Kind::kOne:
      change.set_to_unit(to.unit);
      change.set_outcome(RehomingItem::OUTCOME_MOVE);
      break;
    case Destination::Kind::kNobody:
      // A coordinator that nobody follows is not needed; somebody has to lead.
      change.set_outcome(role == v1::REHOMING_ROLE_COORDINATOR ? RehomingItem::OUTCOME_CLOSE
                                                               : RehomingItem::OUTCOME_MANUAL);
      break;
    case Destination::Kind::kParts:
    case Destination::Kind::kAsk:
      change.set_outcome(RehomingItem::OUTCOME_MANUAL);
      for (const std::string& candidate : to.candidates) change.add_candidates(candidate);
      for (const Destination::Part& part : to.parts) change.add_candidates(part.unit);
      break;
  }
  return change;
}

class Mover {
 public:
  Mover(const v1::Plan& plan, const v1::Reorganisation& reorganisation, const organisation::Routes& routes,
        absl::Time now)
      : plan_(plan), reorganisation_(reorganisation), routes_(routes), now_(now) {}

  Moved Move() && {
    moved_.issuer_unit = plan_.issuer_unit();
    if (plan_.state() == v1::Plan::STATE_ISSUED) return std::move(moved_);
    MoveIssuer();
    for (const PlanItem& item : plan_.items()) {
      if (item.state() != PlanItem::STATE_ISSUED && item.state() != PlanItem::STATE_WITHDRAWN) MoveItem(item);
    }
    return std::move(moved_);
  }

 private:
  WorkFacets FacetsOf(const std::string& item, const std::string& text) const {
    return {item, "", text, {plan_.functions().begin(), plan_.functions().end()}, {}};
  }

  void MoveIssuer() {
    if (!routes_.Concerns(plan_.issuer_unit())) return;
    const Destination to = routes_.Of(plan_.issuer_unit(), FacetsOf(plan_.name(), plan_.display_name()));
    RehomingItem outcome;
    outcome.set_item(plan_.name());
    outcome.set_title(plan_.display_name());
    *outcome.add_changes() = ChangeOf(to, v1::REHOMING_ROLE_ISSUER, plan_.issuer_unit());
    if (to.kind == Destination::Kind::kOne) moved_.issuer_unit = to.unit;
    Add(std::move(outcome));
  }

  void MoveItem(const PlanItem& item) {
    const WorkFacets work = FacetsOf(item.name(), item.text());
    PlanItem after = item;
    const auto changes = MoveParties(
        [&](v1::RehomingRole role, const std::string& unit) {
          return routes_.Concerns(unit) ? ChangeOf(routes_.Of(unit, work), role, unit) : RehomingItem::Change();
        },
        after);
    if (changes.empty()) return;
    RehomingItem outcome;
    outcome.set_item(item.name());
    outcome.set_title(item.text());
    for (const RehomingItem::Change& change : changes) {
      *outcome.add_changes() = change;
      if (!DidSomething(change)) continue;
      const bool lead = change.role() == v1::REHOMING_ROLE_LEAD;
      RehomingItem::Before& before = *outcome.mutable_before();
      *(lead ? before.mutable_leads() : before.mutable_coordinators()) = lead ? item.leads() : item.coordinators();
    }
    if (std::any_of(changes.begin(), changes.end(), DidSomething)) moved_.items.push_back(std::move(after));
    Add(std::move(outcome));
  }

  void Add(RehomingItem outcome) {
    outcome.set_kind(RehomingItem::KIND_PLAN_ITEM);
    outcome.set_outcome(organisation::Gravest(outcome));
    outcome.set_state(outcome.outcome() == RehomingItem::OUTCOME_MANUAL ? RehomingItem::STATE_WAITING
                                                                        : RehomingItem::STATE_DONE);
    std::vector<absl::string_view> reasons;
    for (const RehomingItem::Change& change : outcome.changes()) {
      const bool says = change.outcome() == outcome.outcome() && !change.reason().empty();
      if (says && std::find(reasons.begin(), reasons.end(), change.reason()) == reasons.end()) {
        reasons.push_back(change.reason());
      }
    }
    outcome.set_reason(absl::StrJoin(reasons, "; "));
    if (reorganisation_.has_basis()) *outcome.mutable_basis() = reorganisation_.basis();
    outcome.set_plan(plan_.name());
    outcome.set_version(VersionOf(plan_.etag()) + 1);
    *outcome.mutable_record_time() = ToTimestamp(now_);
    outcome.set_reorganisation(reorganisation_.name());
    for (const v1::ItemAssignment& assignment : reorganisation_.assignments()) {
      if (assignment.item() == outcome.item()) *outcome.mutable_decider() = assignment.decider();
    }
    moved_.outcomes.push_back(std::move(outcome));
  }

  const v1::Plan& plan_;
  const v1::Reorganisation& reorganisation_;
  const organisation::Routes& routes_;
  const absl::Time now_;
  Moved moved_;
};

const RehomingItem* Find(const internal::v1::RehomePlan& request, absl::string_view name) {
  for (const RehomingItem& item : request.recorded()) {
    if (item.item() == name) return &item;
  }
  return nullptr;
}

// The outcome says what was recorded, or waits as it did.
bool StandsAlready(const RehomingItem& outcome, const RehomingItem* recorded) {
  if (recorded == nullptr || recorded->state() == RehomingItem::STATE_FAILED) return false;
  return std::none_of(outcome.changes().begin(), outcome.changes().end(), DidSomething);
}

// What an item that waited had at first, and everything that happened to it.
void TakeIn(const RehomingItem& earlier, RehomingItem& item) {
  google::protobuf::RepeatedPtrField<RehomingItem::Change> changes;
  for (const RehomingItem::Change& change : earlier.changes()) {
    if (DidSomething(change)) *changes.Add() = change;
  }
  if (changes.empty()) return;
  changes.MergeFrom(item.changes());
  *item.mutable_changes() = std::move(changes);
  RehomingItem::Before& before = *item.mutable_before();
  if (!earlier.before().leads().empty()) *before.mutable_leads() = earlier.before().leads();
  if (!earlier.before().coordinators().empty()) *before.mutable_coordinators() = earlier.before().coordinators();
  item.set_outcome(organisation::Gravest(item));
}

v1::Event EventOf(const v1::Plan& plan, v1::PlanRehomed rehomed, const v1::Citation& basis, const Context& context) {
  v1::Event event;
  event.set_subject(plan.name());
  event.set_type("plan.rehomed");
  if (basis.ByteSizeLong() != 0) *event.mutable_basis() = basis;
  *event.mutable_time() = ToTimestamp(context.now);
  if (rehomed.issuer_unit() != plan.issuer_unit()) {
    v1::FieldChange& change = *event.add_changes();
    change.set_field("issuer_unit");
    change.set_before(plan.issuer_unit());
    change.set_after(rehomed.issuer_unit());
  }
  *event.mutable_plan_rehomed() = std::move(rehomed);
  return event;
}

absl::StatusOr<const v1::Reorganisation*> Carried(const internal::v1::RehomePlan& request, const Facts& facts) {
  const v1::Reorganisation* reorganisation = organisation::FindReorganisation(facts.data(), request.reorganisation());
  if (reorganisation == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, "there is no reorganisation of this name");
  }
  const auto moving = request.undo() ? v1::Reorganisation::STATE_UNDOING : v1::Reorganisation::STATE_EXECUTING;
  if (reorganisation->state() != moving && reorganisation->state() != v1::Reorganisation::STATE_HELD) {
    return Error(v1::ERROR_REASON_REORGANISATION_STATE,
                 absl::StrCat(reorganisation->name(), " is not being carried out; plans stay as they are"));
  }
  return reorganisation;
}

}  // namespace

std::vector<RehomingItem> PlanRehoming(const v1::Plan& plan, const v1::Reorganisation& reorganisation,
                                       const organisation::Routes& routes, const Facts&, absl::Time now) {
  return Mover(plan, reorganisation, routes, now).Move().outcomes;
}

v1::Plan AfterRehoming(const v1::Plan& plan, const v1::Reorganisation& reorganisation,
                       const organisation::Routes& routes, absl::Time now) {
  Moved moved = Mover(plan, reorganisation, routes, now).Move();
  v1::Plan after = plan;
  after.set_issuer_unit(moved.issuer_unit);
  auto next = moved.items.begin();  // both are in the order of the table
  for (PlanItem& item : *after.mutable_items()) {
    if (next != moved.items.end() && next->name() == item.name()) item = std::move(*next++);
  }
  return after;
}

absl::StatusOr<Decision> DecideRehome(const v1::Plan& plan, const internal::v1::RehomePlan& request, const Facts& facts,
                                      const Context& context) {
  if (!task::IsEngine(context.actor)) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "plans are moved by the system only, by a reorganisation");
  }
  if (absl::Status exists = CheckExists(plan, ""); !exists.ok()) return exists;
  const auto reorganisation = Carried(request, facts);
  if (!reorganisation.ok()) return reorganisation.status();
  Decision decision;
  v1::PlanRehomed rehomed;
  rehomed.set_reorganisation((*reorganisation)->name());
  if (request.undo()) {
    UndoRehoming(plan, request, **reorganisation, facts, context.now, rehomed);
    if (rehomed.items().empty()) return decision;
    decision.events.push_back(EventOf(plan, std::move(rehomed), (*reorganisation)->annul_basis(), context));
    return decision;
  }
  const organisation::Routes routes(**reorganisation, facts.directory(), task::MoveDay(**reorganisation, context.now));
  Moved moved = Mover(plan, **reorganisation, routes, context.now).Move();
  for (RehomingItem& outcome : moved.outcomes) {
    const RehomingItem* recorded = Find(request, outcome.item());
    if (StandsAlready(outcome, recorded)) continue;
    if (recorded != nullptr && recorded->state() != RehomingItem::STATE_DONE) TakeIn(*recorded, outcome);
    *rehomed.add_items() = std::move(outcome);
  }
  if (rehomed.items().empty()) return decision;
  rehomed.set_issuer_unit(moved.issuer_unit);
  for (PlanItem& item : moved.items) *rehomed.add_plan_items() = std::move(item);
  decision.events.push_back(EventOf(plan, std::move(rehomed), (*reorganisation)->basis(), context));
  return decision;
}

}  // namespace phoihop::plan
