#include "services/handlers/basket_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/page.h"
#include "services/handlers/present_tasks.h"
#include "services/handlers/visibility.h"
#include "services/store/basket_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/basket.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {
namespace {

// Of both requests: where, whose, for whom.
template <typename Request>
std::vector<FieldViolation> CheckPlace(const Request& request, const CallContext& call) {
  std::vector<FieldViolation> violations;
  if (request.parent() != ProvinceName(call.province)) {
    violations.push_back({"parent", "has to be of the form provinces/{province}"});
  }
  const auto sibling = [&](const char* field, const std::string& name, const char* collection) {
    if (name.empty()) return;
    const auto id = IdOf(name, collection);
    if (id.ok() && name == ChildName(ProvinceName(call.province), collection, *id)) return;
    violations.push_back({field, absl::StrCat("'", Excerpt(name), "' is not of the form ", ProvinceName(call.province),
                                              "/", collection, "/{id}")});
  };
  sibling("unit", request.unit(), "units");
  sibling("person", request.person(), "persons");
  sibling("role", request.role(), "roles");
  return violations;
}

// Whose basket, and up to which degree of secrecy the caller is cleared for it.
struct Basket {
  std::string unit;
  v1::Secrecy max_secrecy = v1::SECRECY_NORMAL;
};

// PERMISSION_DENIED for one that the caller may not see; NOT_FOUND for a unit that there is not, to those who see them
// all.
absl::StatusOr<Basket> BasketOf(const std::string& asked, const CallContext& call) {
  Basket basket{asked.empty() ? call.actor.unit() : asked};
  if (absl::Status sees = CheckSeesUnit(basket.unit, call); !sees.ok()) return sees;
  if (call.facts->directory().FindUnit(basket.unit) == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no unit ", Excerpt(basket.unit), "; list the units to find its name."));
  }
  const access::Rights rights = RightsOf(call);
  for (const v1::Secrecy degree : {v1::SECRECY_CONFIDENTIAL, v1::SECRECY_SECRET, v1::SECRECY_TOP_SECRET}) {
    const access::Target target{basket.unit, "", degree};
    if (rights.ForPermission(v1::PERMISSION_VIEW_TASKS, target) != nullptr) basket.max_secrecy = degree;
  }
  return basket;
}

// All, or those with which holders of the role deal; of a person there is only ASSIGNED. NOT_FOUND for a role that
// there is not.
absl::StatusOr<std::vector<v1::BasketKind>> KindsOf(const std::string& role, const std::string& person,
                                                    const CallContext& call) {
  const v1::Role* found = role.empty() ? nullptr : call.facts->access().FindRole(role);
  if (!role.empty() && found == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no role ", Excerpt(role), "; list the roles to find its name."));
  }
  std::vector<v1::BasketKind> kinds;
  for (int number = v1::BASKET_KIND_UNSPECIFIED + 1; number <= v1::BasketKind_MAX; ++number) {
    if (!v1::BasketKind_IsValid(number) || (!person.empty() && number != v1::BASKET_KIND_ASSIGNED)) continue;
    const auto kind = static_cast<v1::BasketKind>(number);
    const auto verbs = task::VerbsOf(kind);
    const bool deals = found == nullptr || std::any_of(verbs.begin(), verbs.end(), [&](v1::TaskVerb verb) {
                         return std::find(found->verbs().begin(), found->verbs().end(), verb) != found->verbs().end();
                       });
    if (deals) kinds.push_back(kind);
  }
  return kinds;
}

absl::Status CheckList(const v1::ListBasketRequest& request, const CallContext& call) {
  std::vector<FieldViolation> violations = CheckPlace(request, call);
  for (const int kind : request.kinds()) {
    if (v1::BasketKind_IsValid(kind) && kind != v1::BASKET_KIND_UNSPECIFIED) continue;
    violations.push_back({"kinds", absl::StrCat(kind, " is not a kind of entry")});
  }
  const auto& kinds = request.kinds();
  const bool assigned = std::find(kinds.begin(), kinds.end(), v1::BASKET_KIND_ASSIGNED) != kinds.end();
  if (!request.person().empty() && !kinds.empty() && !assigned) {
    violations.push_back({"kinds", "with a person there is nothing but ASSIGNED; leave it empty"});
  }
  if (!v1::BasketView_IsValid(request.view())) violations.push_back({"view", "is not a view; BASIC or FULL"});
  if (violations.empty()) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

void PresentBasic(v1::Task& task, const CallContext& call) {
  task.set_etag(task::Etag(task));
  for (const std::string* unit : {&task.lead_unit(), &task.issuer_unit()}) {
    if (unit->empty()) continue;
    (*task.mutable_unit_display_names())[*unit] = call.facts->directory().DisplayName(*unit, DayOf(call.now));
  }
}

}  // namespace

absl::StatusOr<v1::ListBasketResponse> ListBasket(const v1::ListBasketRequest& request, const CallContext& call,
                                                  const Services& services) {
  if (absl::Status checked = CheckList(request, call); !checked.ok()) return checked;
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  auto basket = BasketOf(request.unit(), call);
  if (!basket.ok()) return basket.status();
  auto kinds = KindsOf(request.role(), request.person(), call);
  if (!kinds.ok()) return kinds.status();
  store::BasketQuery query{.province = call.province,
                           .unit = std::move(basket->unit),
                           .person = request.person(),
                           .now = call.now,
                           .max_secrecy = basket->max_secrecy,
                           .whole_tasks = request.view() == v1::BASKET_VIEW_FULL,
                           .page_size = page->size,
                           .cursor = page->cursor};
  for (const v1::BasketKind kind : *kinds) {
    const auto& asked = request.kinds();
    if (asked.empty() || std::find(asked.begin(), asked.end(), kind) != asked.end()) query.kinds.push_back(kind);
  }
  if (query.kinds.empty()) return v1::ListBasketResponse();
  auto found = store::ListBasket(services.database, query);
  if (!found.ok()) return found.status();
  v1::ListBasketResponse response;
  for (v1::BasketEntry& entry : found->entries) *response.add_entries() = std::move(entry);
  if (query.whole_tasks) {
    std::vector<v1::Task*> tasks;
    for (v1::BasketEntry& entry : *response.mutable_entries()) tasks.push_back(entry.mutable_task());
    if (absl::Status presented = PresentTasks(tasks, call, services); !presented.ok()) return presented;
  } else {
    for (v1::BasketEntry& entry : *response.mutable_entries()) PresentBasic(*entry.mutable_task(), call);
  }
  if (!found->next_cursor.empty()) response.set_next_page_token(NextPageToken(request, found->next_cursor));
  return response;
}

absl::StatusOr<v1::CountBasketResponse> CountBasket(const v1::CountBasketRequest& request, const CallContext& call,
                                                    const Services& services) {
  if (const auto violations = CheckPlace(request, call); !violations.empty()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
  }
  auto basket = BasketOf(request.unit(), call);
  if (!basket.ok()) return basket.status();
  auto kinds = KindsOf(request.role(), request.person(), call);
  if (!kinds.ok()) return kinds.status();
  if (kinds->empty()) return v1::CountBasketResponse();
  auto counts = store::CountBasket(services.database, {.province = call.province,
                                                       .unit = std::move(basket->unit),
                                                       .person = request.person(),
                                                       .kinds = *std::move(kinds),
                                                       .now = call.now,
                                                       .max_secrecy = basket->max_secrecy});
  if (!counts.ok()) return counts.status();
  v1::CountBasketResponse response;
  for (v1::CountBasketResponse::Count& count : *counts) *response.add_counts() = std::move(count);
  return response;
}

void AddBasketService(MethodTable& table) {
  table.Read("phoihop.v1.BasketService.ListBasket", ListBasket, Caller::kRequired);
  table.Read("phoihop.v1.BasketService.CountBasket", CountBasket, Caller::kRequired);
}

}  // namespace phoihop::handlers
