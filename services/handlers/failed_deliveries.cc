#include "services/handlers/failed_deliveries.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/handlers/page.h"
#include "services/handlers/visibility.h"
#include "services/store/failed_deliveries.h"
#include "workflow/errors.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

// For the operator; stands in Delivery.last_error.
constexpr char kNoAddress[] = "the person has no e-mail address any more; record one and have it sent again";

absl::Status CheckParent(const std::string& parent, const CallContext& call) {
  if (parent == ProvinceName(call.province)) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"parent", "has to be of the form provinces/{province}"}});
}

absl::Status CheckSeesProvince(const CallContext& call) {
  const access::Rights rights = RightsOf(call);
  if (rights.WholeProvinceUpTo().has_value()) return absl::OkStatus();
  return Error(v1::ERROR_REASON_PERMISSION_DENIED,
               absl::StrCat("What could not be sent is shown to those who see all tasks of the province; ask the "
                            "province's registrar for a grant. You have: ",
                            rights.RoleIds(), "."));
}

// Of what both requests have in common.
template <typename Request>
std::vector<FieldViolation> FilterViolations(const Request& request) {
  std::vector<FieldViolation> violations;
  const bool known = request.channel() == v1::DELIVERY_CHANNEL_UNSPECIFIED ||
                     request.channel() == v1::DELIVERY_CHANNEL_EMAIL ||
                     request.channel() == v1::DELIVERY_CHANNEL_WEBHOOK;
  if (!known) {
    violations.push_back(
        {"channel",
         "has to be DELIVERY_CHANNEL_EMAIL or DELIVERY_CHANNEL_WEBHOOK, over which something can fail; "
         "leave it out for both"});
  }
  if (request.system().empty()) return violations;
  if (!IsId(request.system())) {
    violations.push_back({"system",
                          "is no name of a system: 1 to 63 characters of a-z, 0-9 and '-', beginning with a letter or "
                          "digit"});
  } else if (request.channel() == v1::DELIVERY_CHANNEL_EMAIL) {
    violations.push_back({"system", "is never sent mail; leave out channel, or set it to DELIVERY_CHANNEL_WEBHOOK"});
  }
  return violations;
}

template <typename Request>
store::FailedDeliveryQuery QueryOf(const Request& request, const CallContext& call) {
  return {.province = call.province, .channel = request.channel(), .system = request.system()};
}

store::DeliveryKey KeyOf(const v1::FailedDelivery& delivery) { return {delivery.digest_id(), delivery.channel()}; }

// A cursor is the key of the last row: `4711-2`.
std::string CursorOf(const v1::FailedDelivery& delivery) {
  return absl::StrCat(delivery.digest_id(), "-", static_cast<int>(delivery.channel()));
}

absl::StatusOr<store::DeliveryKey> KeyOfCursor(const std::string& cursor) {
  store::DeliveryKey key;
  if (cursor.empty()) return key;
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(cursor, absl::MaxSplits('-', 1));
  int channel = 0;
  if (!absl::SimpleAtoi(parts.first, &key.digest_id) || !absl::SimpleAtoi(parts.second, &channel)) {
    return Error(v1::ERROR_REASON_INVALID_PAGE_TOKEN, "page_token is not one of this list; start from the first page.");
  }
  key.channel = static_cast<v1::DeliveryChannel>(channel);
  return key;
}

struct Selection {
  std::vector<store::RetriedDelivery> retried;
  std::vector<int64_t> without_address;  // digests whose mail has nowhere to go
  bool more = false;
};

// As the courier addresses a digest, by the facts of now.
void Select(const v1::FailedDelivery& failed, const CallContext& call, Selection& selected) {
  store::RetriedDelivery retried{.key = KeyOf(failed)};
  if (failed.channel() == v1::DELIVERY_CHANNEL_EMAIL) {
    const v1::Person* person = organisation::FindByName(call.facts->data().persons(), failed.person());
    if (person == nullptr || person->email().empty()) return selected.without_address.push_back(failed.digest_id());
    retried.address = person->email();
  }
  selected.retried.push_back(std::move(retried));
}

absl::StatusOr<Selection> SelectAll(store::FailedDeliveryQuery query, const CallContext& call,
                                    const Services& services) {
  Selection selected;
  query.limit = kMaxRetriedDeliveries + 1;
  for (bool last = false; !last;) {
    const auto page = store::ListFailedDeliveries(services.database, query);
    if (!page.ok()) return page.status();
    last = static_cast<int>(page->size()) < query.limit;
    for (const v1::FailedDelivery& failed : *page) {
      selected.more = static_cast<int>(selected.retried.size()) == kMaxRetriedDeliveries ||
                      static_cast<int>(selected.without_address.size()) == kMaxPassedDeliveries;
      if (selected.more) return selected;
      Select(failed, call, selected);
      query.after = KeyOf(failed);
    }
  }
  return selected;
}

}  // namespace

absl::StatusOr<v1::ListFailedDeliveriesResponse> ListFailedDeliveries(const v1::ListFailedDeliveriesRequest& request,
                                                                      const CallContext& call,
                                                                      const Services& services) {
  if (absl::Status checked = CheckParent(request.parent(), call); !checked.ok()) return checked;
  if (absl::Status sees = CheckSeesProvince(call); !sees.ok()) return sees;
  const std::vector<FieldViolation> violations = FilterViolations(request);
  if (!violations.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  const auto after = KeyOfCursor(page->cursor);
  if (!after.ok()) return after.status();
  store::FailedDeliveryQuery query = QueryOf(request, call);
  query.after = *after;
  query.limit = page->size + 1;
  auto listed = store::ListFailedDeliveries(services.database, query);
  if (!listed.ok()) return listed.status();
  v1::ListFailedDeliveriesResponse response;
  for (v1::FailedDelivery& delivery : *listed) {
    if (response.failed_deliveries_size() == page->size) {
      response.set_next_page_token(NextPageToken(request, CursorOf(response.failed_deliveries(page->size - 1))));
      break;
    }
    *response.add_failed_deliveries() = std::move(delivery);
  }
  return response;
}

absl::StatusOr<v1::RetryFailedDeliveriesResponse> RetryFailedDeliveries(const v1::RetryFailedDeliveriesRequest& request,
                                                                        const CallContext& call,
                                                                        const Services& services) {
  if (absl::Status checked = CheckParent(request.parent(), call); !checked.ok()) return checked;
  std::vector<FieldViolation> violations = FilterViolations(request);
  if (request.digest_ids_size() > kMaxRetriedDeliveries) {
    violations.push_back({"digest_ids", absl::StrCat("at most ", kMaxRetriedDeliveries, " in one call")});
  }
  for (const int64_t id : request.digest_ids()) {
    if (id > 0) continue;
    violations.push_back({"digest_ids", absl::StrCat(id, " is no digest; take them from ListFailedDeliveries")});
    break;
  }
  if (!violations.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
  store::FailedDeliveryQuery query = QueryOf(request, call);
  query.digest_ids.assign(request.digest_ids().begin(), request.digest_ids().end());
  const auto selected = SelectAll(std::move(query), call, services);
  if (!selected.ok()) return selected.status();
  const absl::Status kept = store::KeepFailedDeliveries(services.database, call.province, selected->without_address,
                                                        v1::DELIVERY_CHANNEL_EMAIL, kNoAddress);
  if (!kept.ok()) return kept;
  const auto retried = store::RetryDeliveries(services.database, call.province, selected->retried, call.now);
  if (!retried.ok()) return retried.status();
  v1::RetryFailedDeliveriesResponse response;
  response.set_retried_count(*retried);
  response.set_without_address_count(static_cast<int64_t>(selected->without_address.size()));
  response.set_more(selected->more);
  return response;
}

}  // namespace phoihop::handlers
