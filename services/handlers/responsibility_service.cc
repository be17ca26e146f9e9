#include "services/handlers/responsibility_service.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/drafted_data.h"
#include "services/handlers/findings.h"
#include "services/handlers/known_at.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/regulations.h"
#include "services/store/filter.h"
#include "workflow/errors.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/citation.h"
#include "workflow/responsibility/document_number.h"
#include "workflow/responsibility/instruments.h"
#include "workflow/responsibility/matrix.h"

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
      {.name = "status", .type = FieldType::kEnum, .enumeration = v1::InstrumentStatus_descriptor()},
  };
}

store::FieldTable FunctionFields(absl::string_view province) {
  return {
      {.name = "display_name", .type = FieldType::kText},
      {.name = "parent", .type = FieldType::kText, .name_prefix = absl::StrCat(ProvinceName(province), "/functions/")},
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
    if (field == "status") return v1::InstrumentStatus_Name(instrument.validity().status());
    return std::monostate();
  });
}

bool Passes(const store::Filter& filter, const v1::Function& function) {
  return filter.Matches([&](absl::string_view field) -> FilterValue {
    if (field == "display_name") return function.display_name();
    if (field == "parent") return function.parent();
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

// With what is computed for the day.
v1::Instrument Present(const v1::Instrument& stored, const Facts& facts, absl::CivilDay day) {
  v1::Instrument instrument = stored;
  *instrument.mutable_document_number() = responsibility::ParseDocumentNumber(stored.number());
  *instrument.mutable_validity() = facts.instruments().ValidityOn(stored, day);
  return instrument;
}

// Resource names of one collection, each of a thing that is known.
template <typename Known>
absl::Status CheckNames(const google::protobuf::RepeatedPtrField<std::string>& names, absl::string_view collection,
                        absl::string_view field, Known known) {
  std::vector<FieldViolation> violations;
  for (int i = 0; i < names.size(); ++i) {
    if (IdOf(names[i], collection).ok() && known(names[i])) continue;
    violations.push_back({absl::StrCat(field, "[", i, "]"),
                          absl::StrCat("'", Excerpt(names[i]), "' is not the name of one of the ", collection)});
  }
  return violations.empty() ? absl::OkStatus() : InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

v1::ResponsibilityMatrix MatrixOf(const v1::GetResponsibilityMatrixRequest& request,
                                  const organisation::Directory& directory, absl::CivilDay day) {
  return responsibility::BuildMatrix({.directory = directory,
                                      .day = day,
                                      .functions = {request.functions().begin(), request.functions().end()},
                                      .units = {request.units().begin(), request.units().end()}});
}

absl::Status CheckMatrixNames(const v1::GetResponsibilityMatrixRequest& request,
                              const organisation::Directory& directory) {
  const auto& functions = directory.data().functions();
  const absl::Status status = CheckNames(request.functions(), "functions", "functions", [&](const std::string& name) {
    return organisation::FindByName(functions, name) != nullptr;
  });
  if (!status.ok()) return status;
  return CheckNames(request.units(), "units", "units",
                    [&](const std::string& name) { return directory.FindUnit(name) != nullptr; });
}

}  // namespace

absl::StatusOr<v1::Instrument> GetInstrument(const v1::GetInstrumentRequest& request, const CallContext& call,
                                             const Services& services) {
  if (const auto id = IdOf(request.name(), "instruments"); !id.ok()) return id.status();
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const v1::Instrument* instrument = (*facts)->instruments().Find(request.name());
  if (instrument != nullptr) return Present(*instrument, **facts, *day);
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("There is no instrument ", Excerpt(request.name()), "; list them to find its name."));
}

absl::StatusOr<v1::ListInstrumentsResponse> ListInstruments(const v1::ListInstrumentsRequest& request,
                                                            const CallContext& call, const Services& services) {
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  google::protobuf::RepeatedPtrField<v1::Instrument> instruments;
  for (const v1::Instrument& stored : (*facts)->data().instruments()) {
    *instruments.Add() = Present(stored, **facts, *day);
  }
  const auto page = FilteredPage(request, call, instruments, InstrumentFields());
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

absl::StatusOr<v1::ResolveCitationResponse> ResolveCitation(const v1::ResolveCitationRequest& request,
                                                            const CallContext& call, const Services&) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  if (request.text().size() > responsibility::kMaxCitationBytes) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"text", absl::StrCat("is longer than ", responsibility::kMaxCitationBytes, " bytes")}});
  }
  return responsibility::ResolveCitation(request.text(), call.facts->instruments(), *day);
}

absl::StatusOr<v1::ListFunctionsResponse> ListFunctions(const v1::ListFunctionsRequest& request,
                                                        const CallContext& call, const Services& services) {
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  const auto page = FilteredPage(request, call, (*facts)->data().functions(), FunctionFields(call.province));
  if (!page.ok()) return page.status();
  v1::ListFunctionsResponse response;
  for (const v1::Function* function : page->things) *response.add_functions() = *function;
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  return response;
}

absl::StatusOr<v1::ResponsibilityMatrix> GetResponsibilityMatrix(const v1::GetResponsibilityMatrixRequest& request,
                                                                 const CallContext& call, const Services& services) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto day = ReadAsOf(request.as_of(), call.now);
  if (!day.ok()) return day.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  if (request.regulation().empty() && request.reorganisation().empty()) {
    if (const absl::Status status = CheckMatrixNames(request, (*facts)->directory()); !status.ok()) return status;
    return MatrixOf(request, (*facts)->directory(), *day);
  }
  const auto drafted = DataWithDrafts((*facts)->data(), request.regulation(), request.reorganisation(), call.now);
  if (!drafted.ok()) return drafted.status();
  const organisation::Directory directory(drafted->data);
  if (const absl::Status status = CheckMatrixNames(request, directory); !status.ok()) return status;
  return MatrixOf(request, directory, request.as_of().empty() ? drafted->day : *day);
}

void AddResponsibilityService(MethodTable& table) {
  AddRegulations(table);
  table.Read("phoihop.v1.ResponsibilityService.ResolveCitation", ResolveCitation, Caller::kOptional);
  table.Read("phoihop.v1.ResponsibilityService.ListFunctions", ListFunctions, Caller::kOptional);
  table.Read("phoihop.v1.ResponsibilityService.GetResponsibilityMatrix", GetResponsibilityMatrix, Caller::kOptional);
  table.Read("phoihop.v1.ResponsibilityService.GetInstrument", GetInstrument, Caller::kOptional);
  table.Read("phoihop.v1.ResponsibilityService.ListInstruments", ListInstruments, Caller::kOptional);
  table.Read("phoihop.v1.ResponsibilityService.ListDuties", ListDuties, Caller::kOptional);
  AddFindings(table);
}

}  // namespace phoihop::handlers
