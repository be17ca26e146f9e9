// A plan of which nothing is issued follows another file.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/decide.h"

namespace phoihop::plan {
namespace {

using internal::v1::RevisePlan;
using v1::Plan;
using v1::PlanItem;

// Only the unit that issues the plan, or who holds all of its work.
bool IsIssuer(const Plan& plan, const Facts& facts, const Context& context) {
  if (plan.name().empty() || context.actor.unit().empty()) return false;
  const absl::CivilDay today = DayOf(context.now);
  if (facts.directory().IsAlive(plan.issuer_unit(), today)) return context.actor.unit() == plan.issuer_unit();
  const v1::ResolveSuccessorsResponse successors = facts.directory().ResolveSuccessors(plan.issuer_unit(), today);
  return successors.outcome() == v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE &&
         successors.holders(0).unit() == context.actor.unit();
}

bool IsIssuedAtAll(const Plan& plan) {
  return std::any_of(plan.items().begin(), plan.items().end(),
                     [](const PlanItem& item) { return !item.tasks().empty(); });
}

// Nothing of it would be another: the same items and the same settings.
bool ChangesNothing(const Plan& before, const RevisePlan& command) {
  if (!command.changes().empty()) return false;
  Plan after = command.plan();
  after.set_revision(before.revision());
  after.set_state(before.state());
  return after.SerializeAsString() == before.SerializeAsString();
}

}  // namespace

absl::StatusOr<Decision> DecideRevise(const Plan& state, const RevisePlan& command, const Facts& facts,
                                      const Context& context) {
  const v1::RevisePlanRequest& request = command.request();
  if (!IsIssuer(state, facts, context)) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "only the unit that issues a plan may do this; act for that unit");
  }
  if (absl::Status exists = CheckExists(state, request.etag()); !exists.ok()) return exists;
  if (IsIssuedAtAll(state)) {
    return Error(
        v1::ERROR_REASON_PLAN_STATE,
        "something of the plan is issued: its tasks are changed one by one (revoke, reissue, hand over); only a "
        "plan of which nothing is issued can follow another file");
  }
  if (command.plan().etag() != state.etag()) {
    return Error(v1::ERROR_REASON_PREVIEW_STALE,
                 "the plan changed while the revision was being compared with it; look at it again");
  }
  Decision decision;
  if (ChangesNothing(state, command)) return decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(state.name());
  event.set_type("plan.revised");
  *event.mutable_time() = ToTimestamp(context.now);
  if (request.basis().ByteSizeLong() > 0) *event.mutable_basis() = request.basis();
  v1::PlanRevised& revised = *event.mutable_plan_revised();
  revised.set_revision(command.plan().revision());
  *revised.mutable_plan() = command.plan();
  revised.mutable_plan()->clear_etag();
  revised.mutable_plan()->clear_update_time();
  *revised.mutable_changes() = command.changes();
  v1::FieldChange& change = *event.add_changes();
  change.set_field("revision");
  change.set_before(absl::StrCat(state.revision()));
  change.set_after(absl::StrCat(command.plan().revision()));
  return decision;
}

}  // namespace phoihop::plan
