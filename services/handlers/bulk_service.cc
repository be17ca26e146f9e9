#include "services/handlers/bulk_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/v1/bulk_service.pb.h"
#include "services/engine/engine.h"
#include "services/handlers/bulk_answer.h"
#include "services/handlers/bulk_start.h"
#include "services/handlers/command.h"
#include "services/handlers/page.h"
#include "services/handlers/visibility.h"
#include "services/store/bulk_reader.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using google::longrunning::Operation;
using internal::v1::BulkCommand;

// Of which everything is seen; nullopt: of all of the province.
std::optional<std::vector<std::string>> SeenUnits(const CallContext& call) {
  const access::Visibility visible = VisibilityOf(call);
  if (visible.everything) return std::nullopt;
  std::vector<std::string> units = {call.actor.unit()};
  for (const access::VisibleScope& scope : visible.scopes) {
    // What is about one plan or territory is not about a unit.
    if (!scope.plan.empty() || !scope.territories.empty()) continue;
    if (!scope.units.has_value()) return std::nullopt;
    units.insert(units.end(), scope.units->begin(), scope.units->end());
  }
  return units;
}

absl::StatusOr<v1::BulkOperation> GetBulkOperation(const v1::GetBulkOperationRequest& request, const CallContext& call,
                                                   const Services& services) {
  return ReadVisibleBulkOperation(request.name(), call, services);
}

absl::StatusOr<v1::ListBulkOperationsResponse> ListBulkOperations(const v1::ListBulkOperationsRequest& request,
                                                                  const CallContext& call, const Services& services) {
  if (request.parent() != ProvinceName(call.province)) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"parent", "has to be of the form provinces/{province}"}});
  }
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  auto found = store::ListBulkOperations(
      services.database,
      {.province = call.province, .units = SeenUnits(call), .page_size = page->size, .cursor = page->cursor});
  if (!found.ok()) return found.status();
  v1::ListBulkOperationsResponse response;
  for (v1::BulkOperation& operation : found->operations) *response.add_bulk_operations() = std::move(operation);
  if (!found->next_cursor.empty()) response.set_next_page_token(NextPageToken(request, found->next_cursor));
  return response;
}

absl::StatusOr<v1::ListBulkOperationItemsResponse> ListBulkOperationItems(
    const v1::ListBulkOperationItemsRequest& request, const CallContext& call, const Services& services) {
  for (const int state : request.states()) {
    if (v1::BulkOperationItem::State_IsValid(state) && state != v1::BulkOperationItem::STATE_UNSPECIFIED) continue;
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"states", absl::StrCat(state, " is not a state of an item")}});
  }
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  if (const auto seen = ReadVisibleBulkOperation(request.parent(), call, services); !seen.ok()) return seen.status();
  store::BulkItemQuery query{.province = call.province,
                             .bulk_operation_id = std::string(LastSegment(request.parent())),
                             .page_size = page->size,
                             .cursor = page->cursor};
  for (const int state : request.states()) {
    query.states.push_back(static_cast<v1::BulkOperationItem::State>(state));
  }
  auto found = store::ListBulkItems(services.database, query);
  if (!found.ok()) return found.status();
  v1::ListBulkOperationItemsResponse response;
  for (v1::BulkOperationItem& item : found->items) *response.add_items() = std::move(item);
  if (!found->next_cursor.empty()) response.set_next_page_token(NextPageToken(request, found->next_cursor));
  return response;
}

Operation AsOperation(const v1::BulkOperation& operation) { return OperationOf(operation); }
v1::BulkOperation AsItIs(const v1::BulkOperation& operation) { return operation; }

// A verb on one bulk operation, answered with what it is afterwards.
template <typename Request, Request* (BulkCommand::*verb)(), auto answer, typename Response>
void Verb(const Request& request, const CallContext& call, const Services& services, Done<Response> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *(command->mutable_bulk()->*verb)() = request;
  services.engine.Submit(*std::move(command), [done = std::move(done)](absl::StatusOr<engine::Applied> applied) {
    if (!applied.ok()) return done(applied.status());
    done(answer(std::get<v1::BulkOperation>(applied->resource)));
  });
}

template <typename Request, Request* (BulkCommand::*verb)()>
void Change(const Request& request, const CallContext& call, const Services& services, Done<v1::BulkOperation> done) {
  Verb<Request, verb, AsItIs>(request, call, services, std::move(done));
}

void RetryBulkOperation(const v1::RetryBulkOperationRequest& request, const CallContext& call, const Services& services,
                        Done<Operation> done) {
  Verb<v1::RetryBulkOperationRequest, &BulkCommand::mutable_retry, AsOperation>(request, call, services,
                                                                                std::move(done));
}

}  // namespace

void AddBulkService(MethodTable& table) {
  table.Command("phoihop.v1.BulkService.CreateBulkOperation", CreateBulkOperation);
  table.Read("phoihop.v1.BulkService.GetBulkOperation", GetBulkOperation, Caller::kRequired);
  table.Read("phoihop.v1.BulkService.ListBulkOperations", ListBulkOperations, Caller::kRequired);
  table.Read("phoihop.v1.BulkService.ListBulkOperationItems", ListBulkOperationItems, Caller::kRequired);
  table.Command("phoihop.v1.BulkService.PauseBulkOperation",
                Change<v1::PauseBulkOperationRequest, &BulkCommand::mutable_pause>);
  table.Command("phoihop.v1.BulkService.ResumeBulkOperation",
                Change<v1::ResumeBulkOperationRequest, &BulkCommand::mutable_resume>);
  table.Command("phoihop.v1.BulkService.RetryBulkOperation", RetryBulkOperation);
  table.Command("phoihop.v1.BulkService.CancelBulkOperation",
                Change<v1::CancelBulkOperationRequest, &BulkCommand::mutable_cancel>);
}

}  // namespace phoihop::handlers
