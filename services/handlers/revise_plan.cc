#include "services/handlers/revise_plan.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/digest.h"
#include "services/handlers/read_plan.h"
#include "services/handlers/visibility.h"
#include "services/handlers/work_pool.h"
#include "services/store/plan_reader.h"
#include "services/store/task_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/difference.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/revised_tasks.h"
#include "workflow/plan/revision_effects.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

// What the plan would be called, by when it was issued and so on; what is left empty stays.
v1::Plan Merged(v1::Plan plan, const v1::Plan& given) {
  const auto text = [](const std::string& value, std::string* field) {
    if (!value.empty()) *field = value;
  };
  text(given.display_name(), plan.mutable_display_name());
  text(given.number(), plan.mutable_number());
  text(given.issuer_unit(), plan.mutable_issuer_unit());
  text(given.document_date(), plan.mutable_document_date());
  text(given.period_start_date(), plan.mutable_period_start_date());
  text(given.period_end_date(), plan.mutable_period_end_date());
  text(given.reference_date(), plan.mutable_reference_date());
  if (given.roll() != v1::ROLL_RULE_UNSPECIFIED) plan.set_roll(given.roll());
  if (given.strict_before()) plan.set_strict_before(true);
  text(given.calendar(), plan.mutable_calendar());
  if (!given.functions().empty()) *plan.mutable_functions() = given.functions();
  if (given.basis().ByteSizeLong() > 0) *plan.mutable_basis() = given.basis();
  return plan;
}

// The items as they are, under other settings.
absl::StatusOr<v1::ImportPlanResponse> OnlySettings(const v1::Plan& stored, const v1::Plan& settings,
                                                    const CallContext& call) {
  auto plan = plan::CheckSettings(settings, stored.name(), *call.facts, DayOf(call.now));
  if (!plan.ok()) return plan.status();
  plan->set_source_sha256(stored.source_sha256());
  plan->set_source_filename(stored.source_filename());
  for (const v1::PlanItem& item : stored.items()) {
    if (item.state() != v1::PlanItem::STATE_WITHDRAWN) *plan->add_items() = item;
  }
  v1::ImportPlanResponse response;
  *response.mutable_plan() = *std::move(plan);
  return response;
}

// The answer, and the command that does it.
struct Prepared {
  v1::RevisePlanResponse response;
  internal::v1::RevisePlan command;
};

// A hash over the plan as it was read, what would change in it, and what would happen to which task.
std::string TokenOf(const v1::Plan& before, const v1::RevisePlanResponse& response, const v1::Citation& basis) {
  v1::RevisePlanResponse seen;
  seen.mutable_plan()->set_etag(before.etag());
  *seen.mutable_plan()->mutable_basis() = basis;
  *seen.mutable_changes() = response.changes();
  *seen.mutable_effects() = response.effects();
  return absl::BytesToHexString(Sha256(DeterministicBytes(seen)));
}

void Count(v1::RevisePlanResponse& response) {
  std::map<v1::PlanTaskEffect::Kind, int> counts;
  for (const v1::PlanTaskEffect& effect : response.effects()) ++counts[effect.kind()];
  for (const auto& [kind, count] : counts) {
    auto& entry = *response.add_effect_counts();
    entry.set_kind(kind);
    entry.set_count(count);
  }
}

Context ContextOf(const CallContext& call) {
  Context context;
  context.now = call.now;
  context.actor = call.actor;
  return context;
}

// What would happen to the tasks of the plan as they are now.
absl::Status AddEffects(const v1::Plan& before, const std::string& issuer, const CallContext& call,
                        const Services& services, Prepared& prepared) {
  const bool issued = std::any_of(before.items().begin(), before.items().end(),
                                  [](const v1::PlanItem& item) { return item.state() == v1::PlanItem::STATE_ISSUED; });
  if (!issued) return absl::OkStatus();
  auto tasks = store::TasksOfPlan(services.database, call.province, before.name());
  if (!tasks.ok()) return tasks.status();
  std::vector<const v1::Task*> seen;
  for (const v1::Task& task : *tasks) seen.push_back(&task);
  const Context context = ContextOf(call);
  const v1::Plan& after = prepared.command.plan();
  const auto revised = plan::ReviseTasks(before, after, seen, issuer, *call.facts, context);
  if (!revised.ok()) return revised.status();
  std::vector<std::string> wholes;
  for (const plan::TaskChange& change : revised->changes) {
    if (change.task->has_fan_out()) wholes.push_back(change.task->name());
  }
  const auto parts = store::PartsOfTasks(services.database, call.province, wholes);
  if (!parts.ok()) return parts.status();
  for (const v1::Task& part : *parts) seen.push_back(&part);
  auto effects = plan::EffectsOf(*revised, after, prepared.command.request().basis(), seen, *call.facts, context);
  if (!effects.ok()) return effects.status();
  for (v1::PlanTaskEffect& effect : *effects) *prepared.response.add_effects() = std::move(effect);
  for (v1::Task& task : *tasks) *prepared.command.add_tasks() = std::move(task);
  return absl::OkStatus();
}

absl::StatusOr<Prepared> Prepare(const v1::RevisePlanRequest& request, const CallContext& call,
                                 const Services& services) {
  const auto id = IdOf(request.name(), "plans");
  if (!id.ok()) return id.status();
  auto stored = ReadVisiblePlan(*id, call, services);
  if (!stored.ok()) return stored.status();
  const auto issuer = plan::CheckIssuer(stored->plan, request.etag(), *call.facts, ContextOf(call));
  if (!issuer.ok()) return issuer.status();
  const v1::Plan settings = Merged(stored->plan, request.plan());
  const PlanFileToRead file{request.filename(), request.content(), request.table(), request.use_remembered_answers()};
  auto read = request.content().empty() ? OnlySettings(stored->plan, settings, call)
                                        : ReadPlan(file, settings, stored->plan.name(), call, services);
  if (!read.ok()) return read.status();
  Prepared prepared;
  v1::RevisePlanResponse& response = prepared.response;
  *response.mutable_rows() = std::move(*read->mutable_rows());
  response.set_wrong_rows(read->wrong_rows());
  *response.mutable_plan() = stored->plan;
  if (read->wrong_rows() > 0) return prepared;

  plan::Difference difference = plan::Compare(stored->plan, std::move(*read->mutable_plan()));
  *prepared.command.mutable_plan() = std::move(difference.plan);
  for (v1::PlanItemChange& change : difference.changes) {
    *prepared.command.add_changes() = change;
    *response.add_changes() = std::move(change);
  }
  *prepared.command.mutable_request() = request;
  prepared.command.mutable_request()->clear_content();
  if (absl::Status added = AddEffects(stored->plan, *issuer, call, services, prepared); !added.ok()) return added;
  Count(response);
  const std::string token = TokenOf(stored->plan, response, request.basis());
  prepared.command.set_seen_token(token);
  prepared.command.set_effect_count(response.effects_size());
  if (request.validate_only()) response.set_preview_token(token);
  return prepared;
}

void Submit(internal::v1::Command command, Prepared prepared, const v1::RevisePlanRequest& request,
            const Services& services, Done<v1::RevisePlanResponse> done) {
  *command.mutable_plan()->mutable_revise() = std::move(prepared.command);
  services.engine.Submit(std::move(command),
                         [response = std::move(prepared.response), only_look = request.validate_only(),
                          done = std::move(done)](absl::StatusOr<engine::Applied> applied) mutable {
                           if (!applied.ok()) return done(applied.status());
                           auto* plan = std::get_if<v1::Plan>(&applied->resource);
                           if (plan == nullptr)
                             return done(Error(v1::ERROR_REASON_INTERNAL, "The revision answered without a plan."));
                           *response.mutable_plan() = std::move(*plan);
                           response.set_stored(!only_look);
                           done(std::move(response));
                         });
}

}  // namespace

void RevisePlan(const v1::RevisePlanRequest& request, const CallContext& call, const Services& services,
                Done<v1::RevisePlanResponse> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  const bool accepted = services.pool.TrySubmit([request = std::make_shared<const v1::RevisePlanRequest>(request),
                                                 command = *command, call, &services, done]() mutable {
    auto prepared = Prepare(*request, call, services);
    if (!prepared.ok()) return done(prepared.status());
    // A file with wrong cells is not applied: the answer says what to mend.
    if (prepared->response.wrong_rows() > 0) return done(std::move(prepared->response));
    Submit(std::move(command), *std::move(prepared), *request, services, std::move(done));
  });
  if (!accepted) {
    done(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
  }
}

}  // namespace phoihop::handlers
