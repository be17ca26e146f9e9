#include "services/handlers/plan_service.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/issue_plan.h"
#include "services/handlers/page.h"
#include "services/handlers/plan_progress.h"
#include "services/handlers/read_plan.h"
#include "services/handlers/revise_plan.h"
#include "services/handlers/visibility.h"
#include "services/handlers/work_pool.h"
#include "services/store/filter.h"
#include "services/store/plan_answer_reader.h"
#include "services/store/plan_reader.h"
#include "services/store/task_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/difference.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

absl::Status CheckParent(const std::string& parent, const CallContext& call) {
  if (parent == ProvinceName(call.province)) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"parent", "has to be of the form provinces/{province}"}});
}

absl::StatusOr<v1::Plan> PlanOf(absl::StatusOr<engine::Applied>& applied) {
  if (!applied.ok()) return applied.status();
  auto* plan = std::get_if<v1::Plan>(&applied->resource);
  if (plan == nullptr) return Error(v1::ERROR_REASON_INTERNAL, "The command to a plan answered without a plan.");
  return std::move(*plan);
}

store::FieldTable PlanFields(absl::string_view province) {
  using store::FieldType;
  const std::string units = absl::StrCat(ProvinceName(province), "/units/");
  return {
      {.name = "state", .type = FieldType::kEnum, .sql = "p.state", .enumeration = v1::Plan::State_descriptor()},
      {.name = "issuer_unit", .type = FieldType::kText, .sql = "p.issuer_unit", .name_prefix = units},
      {.name = "display_name", .type = FieldType::kText, .sql = "p.display_name"},
      {.name = "number", .type = FieldType::kText, .sql = "p.number"},
  };
}

// The file, read and understood; nothing is stored yet.
absl::StatusOr<v1::ImportPlanResponse> ReadFile(const v1::ImportPlanRequest& request, const CallContext& call,
                                                const Services& services) {
  if (absl::Status parent = CheckParent(request.parent(), call); !parent.ok()) return parent;
  if (!IsId(request.plan_id())) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME,
                          {{"plan_id", "has to be 1 to 63 characters of a-z, 0-9 and '-', for example kh-2026"}});
  }
  const PlanFileToRead file{request.filename(), request.content(), request.table(), request.use_remembered_answers()};
  return ReadPlan(file, request.plan(), PlanName(call.province, request.plan_id()), call, services);
}

// Says whether the store has the plan, and what another file would change in it. Only a look is let past a plan that is
// there already: ALREADY_EXISTS otherwise.
absl::Status CompareWithStored(bool only_look, const CallContext& call, const Services& services,
                               v1::ImportPlanResponse& response) {
  auto stored = ReadVisiblePlan(LastSegment(response.plan().name()), call, services);
  if (!stored.ok()) {
    return ReasonOf(stored.status()) == v1::ERROR_REASON_NOT_FOUND ? absl::OkStatus() : stored.status();
  }
  if (stored->plan.source_sha256() != response.plan().source_sha256()) {
    if (!only_look) {
      return Error(
          v1::ERROR_REASON_ALREADY_EXISTS,
          absl::StrCat("the plan ", response.plan().name(), " exists and was imported from another file; ",
                       "revise it as long as nothing is issued (phoihop plan revise), or choose another plan_id"));
    }
    for (v1::PlanItemChange& change : plan::Compare(stored->plan, response.plan()).changes) {
      *response.add_changes() = std::move(change);
    }
  }
  response.set_stored(true);
  return absl::OkStatus();
}

void Store(internal::v1::Command command, v1::ImportPlanResponse response, const Services& services,
           Done<v1::ImportPlanResponse> done) {
  *command.mutable_plan()->mutable_store()->mutable_plan() = response.plan();
  services.engine.Submit(std::move(command), [response = std::move(response),
                                              done = std::move(done)](absl::StatusOr<engine::Applied> applied) mutable {
    absl::StatusOr<v1::Plan> plan = PlanOf(applied);
    if (!plan.ok()) return done(plan.status());
    *response.mutable_plan() = *std::move(plan);
    response.set_stored(true);
    done(std::move(response));
  });
}

}  // namespace

absl::StatusOr<v1::Plan> GetPlan(const v1::GetPlanRequest& request, const CallContext& call, const Services& services) {
  const auto id = IdOf(request.name(), "plans");
  if (!id.ok()) return id.status();
  auto stored = ReadVisiblePlan(*id, call, services);
  if (!stored.ok()) return stored.status();
  return std::move(stored->plan);
}

absl::StatusOr<v1::ListPlansResponse> ListPlans(const v1::ListPlansRequest& request, const CallContext& call,
                                                const Services& services) {
  if (absl::Status parent = CheckParent(request.parent(), call); !parent.ok()) return parent;
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  const auto filter = store::Filter::Parse(request.filter(), PlanFields(call.province));
  if (!filter.ok()) return filter.status();

  store::PlanQuery query;
  query.province = call.province;
  query.filter = filter->ToSql(store::kFirstFilterParameter);
  query.page_size = page->size;
  query.cursor = page->cursor;
  query.visible_to = VisibilityOf(call);
  auto found = store::ListPlans(services.database, query);
  if (!found.ok()) return found.status();
  v1::ListPlansResponse response;
  for (v1::Plan& plan : found->plans) *response.add_plans() = std::move(plan);
  if (!found->next_cursor.empty()) response.set_next_page_token(NextPageToken(request, found->next_cursor));
  response.set_total_size(found->total_size);
  return response;
}

absl::StatusOr<v1::ListPlanAnswersResponse> ListPlanAnswers(const v1::ListPlanAnswersRequest& request,
                                                            const CallContext& call, const Services& services) {
  if (absl::Status parent = CheckParent(request.parent(), call); !parent.ok()) return parent;
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  auto found = store::ListPlanAnswers(services.database, call.province, page->size, page->cursor);
  if (!found.ok()) return found.status();
  v1::ListPlanAnswersResponse response;
  for (v1::PlanAnswer& answer : found->answers) *response.add_plan_answers() = std::move(answer);
  if (!found->next_cursor.empty()) response.set_next_page_token(NextPageToken(request, found->next_cursor));
  response.set_total_size(found->total_size);
  return response;
}

void ImportPlan(const v1::ImportPlanRequest& request, const CallContext& call, const Services& services,
                Done<v1::ImportPlanResponse> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  const bool accepted = services.pool.TrySubmit([request = std::make_shared<const v1::ImportPlanRequest>(request),
                                                 command = *command, call, &services, done]() mutable {
    auto response = ReadFile(*request, call, services);
    if (!response.ok()) return done(response.status());
    // A file with wrong cells is not stored: the answer says what to mend.
    const bool store = !request->validate_only() && response->wrong_rows() == 0;
    if (store) return Store(std::move(command), *std::move(response), services, std::move(done));
    const absl::Status compared = CompareWithStored(request->validate_only(), call, services, *response);
    if (!compared.ok()) return done(compared);
    done(*std::move(response));
  });
  if (!accepted) {
    done(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
  }
}

void UpdatePlanItem(const v1::UpdatePlanItemRequest& request, const CallContext& call, const Services& services,
                    Done<v1::Plan> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_plan()->mutable_update_item() = request;
  services.engine.Submit(*std::move(command),
                         [done = std::move(done)](absl::StatusOr<engine::Applied> applied) { done(PlanOf(applied)); });
}

void RecordPlanEvent(const v1::RecordPlanEventRequest& request, const CallContext& call, const Services& services,
                     Done<v1::Plan> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_plan()->mutable_record_event() = request;
  services.engine.Submit(*std::move(command),
                         [done = std::move(done)](absl::StatusOr<engine::Applied> applied) { done(PlanOf(applied)); });
}

void AddPlanService(MethodTable& table) {
  table.Read("phoihop.v1.PlanService.GetPlan", GetPlan, Caller::kRequired);
  table.Read("phoihop.v1.PlanService.ListPlans", ListPlans, Caller::kRequired);
  table.Read("phoihop.v1.PlanService.ListPlanAnswers", ListPlanAnswers, Caller::kRequired);
  table.Read("phoihop.v1.PlanService.SummarisePlans", SummarisePlans, Caller::kRequired);
  table.Command("phoihop.v1.PlanService.ImportPlan", ImportPlan);
  table.Command("phoihop.v1.PlanService.RevisePlan", RevisePlan);
  table.Command("phoihop.v1.PlanService.UpdatePlanItem", UpdatePlanItem);
  table.Command("phoihop.v1.PlanService.IssuePlan", IssuePlan);
  table.Command("phoihop.v1.PlanService.RecordPlanEvent", RecordPlanEvent);
}

}  // namespace phoihop::handlers
