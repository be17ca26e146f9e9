#include "workflow/plan/plan.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/decide.h"
#include "workflow/plan/made_tasks.h"
#include "workflow/plan/rehome.h"
#include "workflow/plan/schedule.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::plan {
namespace {

using internal::v1::PlanCommand;

constexpr char kEtagPrefix = 'v';

v1::PlanItem* FindItem(v1::Plan& plan, absl::string_view name) {
  const auto found = std::find_if(plan.mutable_items()->begin(), plan.mutable_items()->end(),
                                  [name](const v1::PlanItem& item) { return item.name() == name; });
  return found == plan.mutable_items()->end() ? nullptr : &*found;
}

void ReplaceItem(v1::Plan& plan, const v1::PlanItem& item) {
  if (v1::PlanItem* known = FindItem(plan, item.name())) *known = item;
}

// A correction takes the place of what was recorded.
void RecordEvent(const v1::PlanEvent& recorded, google::protobuf::RepeatedPtrField<v1::PlanEvent>& events) {
  const auto known = std::find_if(events.begin(), events.end(),
                                  [&](const v1::PlanEvent& event) { return event.event() == recorded.event(); });
  *(known == events.end() ? events.Add() : &*known) = recorded;
}

}  // namespace

int64_t VersionOf(absl::string_view etag) {
  int64_t version = 0;
  if (etag.empty() || etag[0] != kEtagPrefix || !absl::SimpleAtoi(etag.substr(1), &version)) return 0;
  return version;
}

namespace {

// By which role or grant; empty for what only the system asks, which looks itself.
absl::StatusOr<std::string> CheckPermitted(const v1::Plan& state, const PlanCommand& command, const Facts& facts,
                                           const Context& context) {
  v1::Permission permission = v1::PERMISSION_EDIT_PLANS;
  const v1::Plan* plan = &state;
  switch (command.verb_case()) {
    case PlanCommand::kStore:
      plan = &command.store().plan();
      break;
    case PlanCommand::kIssue:
    case PlanCommand::kRevise:
    case PlanCommand::kChangeSchedule:
      permission = v1::PERMISSION_ISSUE_PLANS;
      break;
    case PlanCommand::kRehome:
      return std::string();
    default:
      break;
  }
  return access::CheckPermitted(permission, context.actor, facts.access(), facts.directory(), DayOf(context.now),
                                {context.actor.unit(), plan->name(), plan->secrecy()});
}

// A secret plan that the caller is not cleared for is, to the caller, not there.
bool IsHidden(const v1::Plan& state, const PlanCommand& command, const Facts& facts, const Context& context) {
  if (access::DegreeOf(state.secrecy()) <= v1::SECRECY_NORMAL || command.has_rehome()) return false;
  const access::Rights rights = facts.access().RightsOf(context.actor, facts.directory(), DayOf(context.now));
  return !access::SeesPlan(rights.visibility(), state);
}

absl::StatusOr<Decision> DecideVerb(const v1::Plan& state, const PlanCommand& command, const Facts& facts,
                                    const Context& context) {
  switch (command.verb_case()) {
    case PlanCommand::kStore:
      return DecideStore(state, command.store().plan(), facts, context);
    case PlanCommand::kUpdateItem:
      return DecideUpdateItem(state, command.update_item(), facts, context);
    case PlanCommand::kIssue:
      return DecideIssue(state, command.issue(), facts, context);
    case PlanCommand::kRehome:
      return DecideRehome(state, command.rehome(), facts, context);
    case PlanCommand::kRevise:
      return DecideRevise(state, command.revise(), facts, context);
    case PlanCommand::kRecordEvent:
      return DecideRecordEvent(state, command.record_event(), facts, context);
    case PlanCommand::kChangeSchedule:
      return DecideChangeSchedule(state, command.change_schedule(), facts, context);
    default:
      break;
  }
  return Error(v1::ERROR_REASON_INVALID_FIELD, "the command to the plan has no verb");
}

}  // namespace

absl::StatusOr<Decision> Decide(const v1::Plan& state, const PlanCommand& command, const Facts& facts,
                                const Context& context) {
  const v1::Plan absent;
  const bool hidden = IsHidden(state, command, facts, context);
  const v1::Plan& seen = hidden ? absent : state;
  const absl::StatusOr<std::string> authority = CheckPermitted(seen, command, facts, context);
  if (!authority.ok()) return authority.status();
  if (hidden && command.has_store()) {
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, "this plan_id is taken; choose another");
  }
  absl::StatusOr<Decision> decision = DecideVerb(seen, command, facts, context);
  if (!decision.ok()) return decision;
  for (v1::Event& event : decision->events) event.set_authority(*authority);
  return decision;
}

void Evolve(v1::Plan& state, const v1::Event& event) {
  const int64_t before = VersionOf(state.etag());
  switch (event.payload_case()) {
    case v1::Event::kPlanImported:
      state = event.plan_imported().plan();
      *state.mutable_create_time() = event.time();
      break;
    case v1::Event::kPlanItemUpdated:
      ReplaceItem(state, event.plan_item_updated().item());
      break;
    case v1::Event::kPlanIssued:
      for (const v1::PlanItem& item : event.plan_issued().items()) ReplaceItem(state, item);
      state.set_state(event.plan_issued().plan_state());
      break;
    case v1::Event::kPlanRevised:
      state = event.plan_revised().plan();
      break;
    case v1::Event::kPlanRehomed:
      state.set_issuer_unit(event.plan_rehomed().issuer_unit());
      for (const v1::PlanItem& item : event.plan_rehomed().plan_items()) ReplaceItem(state, item);
      break;
    case v1::Event::kPlanScheduleChanged:
      ReplaceItem(state, event.plan_schedule_changed().item());
      break;
    case v1::Event::kPlanEventRecorded:
      RecordEvent(event.plan_event_recorded().plan_event(), *state.mutable_events());
      break;
    default:
      return;
  }
  *state.mutable_update_time() = event.time();
  state.set_etag(Etag(state, event.subject_version() > 0 ? event.subject_version() : before + 1));
}

std::string Etag(const v1::Plan&, int64_t version) { return absl::StrCat(std::string(1, kEtagPrefix), version); }

absl::Status CheckExists(const v1::Plan& plan, absl::string_view etag) {
  if (plan.name().empty()) {
    return Error(v1::ERROR_REASON_NOT_FOUND, "there is no such plan; import it first, or see the list of plans");
  }
  if (!etag.empty() && etag != plan.etag()) {
    return Error(v1::ERROR_REASON_ETAG_MISMATCH,
                 absl::StrCat("the plan changed since it was read: its etag is ", plan.etag(), ", not ", Excerpt(etag),
                              "; read it again and decide again"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> CheckIssuer(const v1::Plan& plan, absl::string_view etag, const Facts& facts,
                                        const Context& context) {
  const absl::CivilDay today = DayOf(context.now);
  std::string issuer_unit = plan.name().empty() ? "" : HolderOf(plan.issuer_unit(), facts, today);
  const v1::Actor& actor = context.actor;
  const bool system = actor.unit().empty() && !actor.system().empty();
  if (!system && (issuer_unit.empty() || actor.unit() != issuer_unit)) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "only the unit that issues a plan may do this; act for that unit");
  }
  if (absl::Status exists = CheckExists(plan, etag); !exists.ok()) return exists;
  if (issuer_unit.empty()) return facts.directory().CheckAlive(plan.issuer_unit(), today);
  return issuer_unit;
}

absl::StatusOr<Decision> DecideStore(const v1::Plan& state, const v1::Plan& plan, const Facts& facts,
                                     const Context& context) {
  if (!state.name().empty()) {
    if (state.source_sha256() == plan.source_sha256()) return Decision();
    return Error(
        v1::ERROR_REASON_ALREADY_EXISTS,
        absl::StrCat(
            "the plan ", state.name(), " exists and was imported from another file",
            state.source_filename().empty() ? "" : absl::StrCat(" (", state.source_filename(), ")"),
            "; look at the difference with validate_only and apply it with RevisePlan, or choose another plan_id"));
  }
  const auto province = ProvinceOf(plan.name());
  if (!province.ok()) return province.status();
  if (const auto id = IdOf(plan.name(), "plans"); !id.ok()) return id.status();
  if (absl::Status secrecy = task::CheckSecrecy(plan.secrecy(), facts); !secrecy.ok()) return secrecy;
  if (plan.items().empty()) return Error(v1::ERROR_REASON_INVALID_FIELD, "the plan has no items");
  if (facts.directory().FindUnit(plan.issuer_unit()) == nullptr) {
    return Error(v1::ERROR_REASON_INVALID_FIELD, "plan.issuer_unit is not a unit of this province");
  }
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(plan.name());
  event.set_type("plan.imported");
  *event.mutable_basis() = plan.basis();
  *event.mutable_plan_imported()->mutable_plan() = plan;
  event.mutable_plan_imported()->mutable_plan()->set_state(v1::Plan::STATE_DRAFT);
  *event.mutable_time() = ToTimestamp(context.now);
  v1::FieldChange& change = *event.add_changes();
  change.set_field("state");
  change.set_after("DRAFT");
  return decision;
}

}  // namespace phoihop::plan
