#include "services/handlers/event_filter.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/visibility.h"
#include "services/store/task_reader.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {

using store::FieldType;
using store::FilterValue;

store::FieldTable EventFields(absl::string_view province) {
  return {
      {.name = "subject", .type = FieldType::kText, .sql = "e.subject"},
      {.name = "type", .type = FieldType::kText, .sql = "e.type"},
      {.name = "unit",
       .type = FieldType::kText,
       .sql = "e.actor_unit",
       .name_prefix = absl::StrCat(ProvinceName(province), "/units/")},
      {.name = "person",
       .type = FieldType::kMember,
       .sql = absl::StrCat("? IN (coalesce(", store::kPersonSql, ", ''), coalesce(", store::kOnBehalfOfSql, ", ''))"),
       .name_prefix = absl::StrCat(ProvinceName(province), "/persons/")},
      {.name = "time", .type = FieldType::kTime, .sql = "e.time"},
      {.name = "request_id", .type = FieldType::kText, .sql = "e.request_id"},
  };
}

void SetFilter(const store::Filter& filter, store::EventQuery& query) {
  query.filter = filter.ToSql(store::kFirstFilterParameter);
  if (const std::string* person = filter.Required("person"); person != nullptr) query.person = *person;
  if (const std::string* request = filter.Required("request_id"); request != nullptr) query.request_id = *request;
  const store::Filter::TimeRange range = filter.RangeOf("time");
  query.from = range.from;
  query.to = range.to;
  query.sparse = !filter.empty() && query.person.empty() && query.request_id.empty();
  for (const char* field : {"subject", "unit"}) {
    if (filter.Required(field) != nullptr) query.sparse = false;
  }
}

store::Visibility JournalVisibilityOf(const CallContext& call) {
  const access::Rights rights = RightsOf(call);
  store::Visibility visible;
  visible.of_access = rights.is_system() || rights.ForPermission(v1::PERMISSION_READ_JOURNAL, {}) != nullptr;
  visible.seen = rights.visibility();
  // Where nothing secret was ever allowed there is none to be hidden from those who see the whole province.
  const std::optional<v1::Secrecy> up_to = rights.WholeProvinceUpTo();
  visible.whole_province = visible.of_access && up_to.has_value() &&
                           (*up_to == v1::SECRECY_TOP_SECRET || call.facts->data().settings().empty());
  return visible;
}

bool Matches(const store::Filter& filter, const v1::Event& event) {
  return filter.Matches([&](absl::string_view field) -> FilterValue {
    if (field == "subject") return event.subject();
    if (field == "type") return event.type();
    if (field == "unit") return event.actor().unit();
    if (field == "person") return std::vector<std::string>{event.actor().person(), event.actor().on_behalf_of()};
    if (field == "time") return FromTimestamp(event.time());
    if (field == "request_id") return event.request_id();
    return std::monostate();
  });
}

}  // namespace phoihop::handlers
