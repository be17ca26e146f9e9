#include "services/handlers/regulations.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/submit.h"
#include "services/store/filter.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/document_number.h"
#include "workflow/responsibility/regulation.h"

namespace phoihop::handlers {
namespace {

using internal::v1::ReferenceCommand;
using store::FieldType;
using store::FilterValue;

v1::Regulation Present(const v1::Regulation& stored) {
  v1::Regulation regulation = stored;
  regulation.set_etag(responsibility::EtagOf(stored));
  if (!stored.instrument().number().empty()) {
    *regulation.mutable_instrument()->mutable_document_number() =
        responsibility::ParseDocumentNumber(stored.instrument().number());
  }
  return regulation;
}

// What a decision would record.
v1::Regulation Previewed(const Decision& decision) {
  v1::Regulation regulation;
  std::vector<const v1::Function*> functions;
  std::vector<const v1::Duty*> duties;
  for (const v1::Event& event : decision.events) {
    if (event.has_function_recorded()) functions.push_back(&event.function_recorded().function());
    if (event.has_duty_recorded()) duties.push_back(&event.duty_recorded().duty());
    if (event.has_regulation_drafted()) regulation = event.regulation_drafted().regulation();
    if (event.has_regulation_withdrawn()) regulation = event.regulation_withdrawn().regulation();
    if (!event.has_regulation_enacted()) continue;
    regulation = event.regulation_enacted().regulation();
    regulation.clear_functions();
    regulation.clear_duties();
    for (const v1::Function* function : functions) *regulation.add_functions() = *function;
    for (const v1::Duty* duty : duties) *regulation.add_duties() = *duty;
  }
  return regulation;
}

// Sends the command and answers the regulation as it is, or would be.
void Submit(internal::v1::Command command, const std::string& name, const CallContext& call, const Services& services,
            Done<v1::Regulation> done) {
  if (command.validate_only()) {
    const ReferenceCommand asked = command.reference();
    services.engine.Submit(std::move(command),
                           [asked, call, done = std::move(done)](const absl::StatusOr<engine::Applied>& applied) {
                             if (!applied.ok()) return done(applied.status());
                             const Context context{.now = call.now, .actor = call.actor};
                             const auto decision = responsibility::DecideRegulation(call.facts->data(), asked, context);
                             if (!decision.ok()) return done(decision.status());
                             done(Present(Previewed(*decision)));
                           });
    return;
  }
  SubmitAndRead<v1::Regulation>(std::move(command), services, std::move(done),
                                [name](const Facts& facts, const std::string&) -> absl::StatusOr<v1::Regulation> {
                                  const v1::Regulation* regulation = responsibility::FindRegulation(facts.data(), name);
                                  if (regulation == nullptr) return NotReadableYet();
                                  return Present(*regulation);
                                });
}

template <typename Request, Request* (ReferenceCommand::*verb)()>
void Verb(const Request& request, const std::string& name, const CallContext& call, const Services& services,
          Done<v1::Regulation> done) {
  if (const auto id = IdOf(name, "regulations"); !id.ok()) return done(id.status());
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *(command->mutable_reference()->*verb)() = request;
  Submit(*std::move(command), name, call, services, std::move(done));
}

bool Passes(const store::Filter& filter, const v1::Regulation& regulation) {
  return filter.Matches([&](absl::string_view field) -> FilterValue {
    if (field == "state") return v1::Regulation::State_Name(regulation.state());
    if (field == "display_name") return regulation.display_name();
    if (field == "effective_date") return regulation.effective_date();
    return std::monostate();
  });
}

}  // namespace

absl::StatusOr<v1::Regulation> GetRegulation(const v1::GetRegulationRequest& request, const CallContext& call,
                                             const Services&) {
  if (const auto id = IdOf(request.name(), "regulations"); !id.ok()) return id.status();
  const v1::Regulation* regulation = responsibility::FindRegulation(call.facts->data(), request.name());
  if (regulation != nullptr) return Present(*regulation);
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no regulation ", Excerpt(request.name()), "; list them to find its name."));
}

absl::StatusOr<v1::ListRegulationsResponse> ListRegulations(const v1::ListRegulationsRequest& request,
                                                            const CallContext& call, const Services&) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto filter = store::Filter::Parse(
      request.filter(), {{.name = "state", .type = FieldType::kEnum, .enumeration = v1::Regulation::State_descriptor()},
                         {.name = "display_name", .type = FieldType::kText},
                         {.name = "effective_date", .type = FieldType::kDate}});
  if (!filter.ok()) return filter.status();
  std::vector<const v1::Regulation*> found;
  for (const v1::Regulation& regulation : call.facts->data().regulations()) {
    if (Passes(*filter, regulation)) found.push_back(&regulation);
  }
  const auto page = CutPage<v1::Regulation>(request, found, [](const v1::Regulation& one) { return one.name(); });
  if (!page.ok()) return page.status();
  v1::ListRegulationsResponse response;
  for (const v1::Regulation* regulation : page->things) *response.add_regulations() = Present(*regulation);
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  return response;
}

void CreateRegulation(const v1::CreateRegulationRequest& request, const CallContext& call, const Services& services,
                      Done<v1::Regulation> done) {
  if (const absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return done(parent);
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_create_regulation() = request;
  const std::string name = ChildName(request.parent(), "regulations", request.regulation_id());
  Submit(*std::move(command), name, call, services, std::move(done));
}

void UpdateRegulation(const v1::UpdateRegulationRequest& request, const CallContext& call, const Services& services,
                      Done<v1::Regulation> done) {
  Verb<v1::UpdateRegulationRequest, &ReferenceCommand::mutable_update_regulation>(request, request.regulation().name(),
                                                                                  call, services, std::move(done));
}

void EnactRegulation(const v1::EnactRegulationRequest& request, const CallContext& call, const Services& services,
                     Done<v1::Regulation> done) {
  Verb<v1::EnactRegulationRequest, &ReferenceCommand::mutable_enact_regulation>(request, request.name(), call, services,
                                                                                std::move(done));
}

void WithdrawRegulation(const v1::WithdrawRegulationRequest& request, const CallContext& call, const Services& services,
                        Done<v1::Regulation> done) {
  Verb<v1::WithdrawRegulationRequest, &ReferenceCommand::mutable_withdraw_regulation>(request, request.name(), call,
                                                                                      services, std::move(done));
}

void AddRegulations(MethodTable& table) {
  table.Read("phoihop.v1.ResponsibilityService.GetRegulation", GetRegulation, Caller::kOptional);
  table.Read("phoihop.v1.ResponsibilityService.ListRegulations", ListRegulations, Caller::kOptional);
  table.Command("phoihop.v1.ResponsibilityService.CreateRegulation", CreateRegulation);
  table.Command("phoihop.v1.ResponsibilityService.UpdateRegulation", UpdateRegulation);
  table.Command("phoihop.v1.ResponsibilityService.EnactRegulation", EnactRegulation);
  table.Command("phoihop.v1.ResponsibilityService.WithdrawRegulation", WithdrawRegulation);
}

}  // namespace phoihop::handlers
