#include "services/handlers/event_filter.h"

#include "absl/strings/str_cat.h"
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
      {.name = "time", .type = FieldType::kTime, .sql = "e.time"},
      {.name = "request_id", .type = FieldType::kText, .sql = "e.request_id"},
  };
}

bool Matches(const store::Filter& filter, const v1::Event& event) {
  return filter.Matches([&](absl::string_view field) -> FilterValue {
    if (field == "subject") return event.subject();
    if (field == "type") return event.type();
    if (field == "unit") return event.actor().unit();
    if (field == "time") return FromTimestamp(event.time());
    if (field == "request_id") return event.request_id();
    return std::monostate();
  });
}

}  // namespace phoihop::handlers
