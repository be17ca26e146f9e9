#include "services/handlers/responsibility_service.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/known_at.h"
#include "services/handlers/memory_list.h"
#include "services/store/filter.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using store::FieldType;
using store::FilterValue;

store::FieldTable InstrumentFields() {
  return {
      {.name = "number", .type = FieldType::kText},
      {.name = "type", .type = FieldType::kText},
      {.name = "title", .type = FieldType::kText},
      {.name = "issue_date", .type = FieldType::kDate},
  };
}

store::FieldTable DutyFields(absl::string_view province) {
  return {
      {.name = "holder", .type = FieldType::kText, .name_prefix = absl::StrCat(ProvinceName(province), "/units/")},
      {.name = "role", .type = FieldType::kEnum, .enumeration = v1::DutyRole_descriptor()},
      {.name = "category", .type = FieldType::kText},
  };
}

bool Passes(const store::Filter& filter, const v1::Instrument& instrument) {
  return filter.Matches([&](absl::string_view field) -> FilterValue {
    if (field == "number") return instrument.number();
    if (field == "type") return instrument.type();
    if (field == "title") return instrument.title();
    if (field == "issue_date") return instrument.issue_date();
    return std::monostate();
  });
}

bool Passes(const store::Filter& filter, const v1::Duty& duty) {
  return std::any_of(duty.holders().begin(), duty.holders().end(), [&](const v1::Duty::Holder& holder) {
    return filter.Matches([&](absl::string_view field) -> FilterValue {
      if (field == "holder") return holder.holder();
      if (field == "role") return v1::DutyRole_Name(holder.role());
      if (field == "category") return duty.category();
      return std::monostate();
    });
  });
}

// The page of a list of the reference data, which is in the order of names.
template <typename Thing, typename Request>
absl::StatusOr<MemoryPage<Thing>> FilteredPage(const Request& request, const CallContext& call,
                                               const google::protobuf::RepeatedPtrField<Thing>& things,
                                               const store::FieldTable& fields) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto filter = store::Filter::Parse(request.filter(), fields);
  if (!filter.ok()) return filter.status();
  std::vector<const Thing*> found;
  for (const Thing& thing : things) {
    if (Passes(*filter, thing)) found.push_back(&thing);
  }
  return CutPage<Thing>(request, found, [](const Thing& thing) { return thing.name(); });
}

}  // namespace

absl::StatusOr<v1::Instrument> GetInstrument(const v1::GetInstrumentRequest& request, const CallContext& call,
                                             const Services& services) {
  if (const auto id = IdOf(request.name(), "instruments"); !id.ok()) return id.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  for (const v1::Instrument& instrument : (*facts)->data().instruments()) {
    if (instrument.name() == request.name()) return instrument;
  }
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no instrument ", Excerpt(request.name()), "; list them to find its name."));
}

absl::StatusOr<v1::ListInstrumentsResponse> ListInstruments(const v1::ListInstrumentsRequest& request,
                                                            const CallContext& call, const Services& services) {
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto page = FilteredPage(request, call, (*facts)->data().instruments(), InstrumentFields());
  if (!page.ok()) return page.status();
  v1::ListInstrumentsResponse response;
  for (const v1::Instrument* instrument : page->things) *response.add_instruments() = *instrument;
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  return response;
}

absl::StatusOr<v1::ListDutiesResponse> ListDuties(const v1::ListDutiesRequest& request, const CallContext& call,
                                                  const Services& services) {
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto page = FilteredPage(request, call, (*facts)->data().duties(), DutyFields(call.province));
  if (!page.ok()) return page.status();
  v1::ListDutiesResponse response;
  for (const v1::Duty* duty : page->things) *response.add_duties() = *duty;
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  return response;
}

void AddResponsibilityService(MethodTable& table) {
  table.Read("phoihop.v1.ResponsibilityService.GetInstrument", GetInstrument, Caller::kOptional);
  table.Read("phoihop.v1.ResponsibilityService.ListInstruments", ListInstruments, Caller::kOptional);
  table.Read("phoihop.v1.ResponsibilityService.ListDuties", ListDuties, Caller::kOptional);
}

}  // namespace phoihop::handlers
