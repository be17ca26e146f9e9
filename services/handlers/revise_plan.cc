#include "services/handlers/revise_plan.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/read_plan.h"
#include "services/handlers/work_pool.h"
#include "services/store/plan_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/difference.h"
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

absl::StatusOr<Prepared> Prepare(const v1::RevisePlanRequest& request, const CallContext& call,
                                 const Services& services) {
  const auto id = IdOf(request.name(), "plans");
  if (!id.ok()) return id.status();
  auto stored = store::GetPlan(services.database, call.province, *id);
  if (!stored.ok()) return stored.status();
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
  return prepared;
}

void Submit(internal::v1::Command command, Prepared prepared, const v1::RevisePlanRequest& request,
            const Services& services, Done<v1::RevisePlanResponse> done) {
  *prepared.command.mutable_request() = request;
  prepared.command.mutable_request()->clear_content();
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
