// Of ReportService: who has how much to do, and what escalates next.
#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/page.h"
#include "services/handlers/report_scope.h"
#include "services/handlers/report_service.h"
#include "services/handlers/visibility.h"
#include "services/store/report_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

// Days ahead that are looked at for what escalates.
constexpr int kDefaultDays = 7, kMaxDays = 31;

using Row = v1::SummariseWorkloadResponse::Row;

// Of both requests: all units, or one and those below it, as they are today.
absl::StatusOr<store::WorkloadQuery> QueryOf(const std::string& parent, const std::string& unit,
                                             const CallContext& call) {
  std::vector<FieldViolation> violations;
  if (parent != ProvinceName(call.province)) {
    violations.push_back({"parent", "has to be of the form provinces/{province}"});
  }
  const auto id = IdOf(unit, "units");
  if (!unit.empty() && !(id.ok() && unit == UnitName(call.province, *id))) {
    violations.push_back({"unit", absl::StrCat("'", Excerpt(unit), "' is not of the form ", ProvinceName(call.province),
                                               "/units/{id}")});
  }
  if (!violations.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
  if (!unit.empty() && call.facts->directory().FindUnit(unit) == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no unit ", Excerpt(unit), "; list the units to find its name."));
  }
  v1::ResultScope scope;
  scope.set_unit(unit);
  return store::WorkloadQuery{.province = call.province,
                              .units = LeadsOf(scope, call, DayOf(call.now)),
                              .now = call.now,
                              .visible_to = VisibilityOf(call)};
}

std::string PersonText(const std::string& person, const std::string& unit, const CallContext& call) {
  if (person.empty()) return "(chưa phân công)";
  for (const v1::Membership* membership : call.facts->directory().MembersOf(unit, DayOf(call.now))) {
    if (membership->person() == person && !membership->display_name().empty()) return membership->display_name();
  }
  return std::string(LastSegment(person));
}

void Fill(const store::WorkloadGroup& group, Row& row) {
  row.set_open(row.open() + group.open);
  row.set_overdue(row.overdue() + group.overdue);
  row.set_not_accepted(row.not_accepted() + group.not_accepted);
  row.set_submitted(row.submitted() + group.submitted);
  row.set_suspended(row.suspended() + group.suspended);
  row.set_bounced(row.bounced() + group.bounced);
  row.set_handoffs(row.handoffs() + group.handoffs);
  row.set_handoffs_overdue(row.handoffs_overdue() + group.handoffs_overdue);
}

// Empty for more units than a filter can name.
std::string OpenFilter(const std::optional<std::vector<std::string>>& leads) {
  const std::string open = "open = true AND NOT state = PLANNED AND fan_out = false";
  if (!leads.has_value()) return open;
  const auto any = AnyLead(*leads);
  return any.has_value() ? absl::StrCat(*any, " AND ", open) : std::string();
}

Row RowOf(const store::WorkloadGroup& group, bool by_person, const CallContext& call) {
  Row row;
  row.set_unit(group.unit);
  Fill(group, row);
  row.set_filter(OpenFilter(std::vector<std::string>{group.unit}));
  if (by_person) {
    row.set_person(group.person);
    row.set_display_name(PersonText(group.person, group.unit, call));
    row.set_filter(absl::StrCat(row.filter(), " AND assignee = \"", group.person, "\""));
    return row;
  }
  row.set_display_name(call.facts->directory().DisplayName(group.unit, DayOf(call.now)));
  row.set_handoffs_filter(absl::StrCat("handoff_waits_for = ", LastSegment(group.unit)));
  row.set_handoffs_overdue_filter(absl::StrCat("handoff_overdue_for = ", LastSegment(group.unit)));
  return row;
}

}  // namespace

absl::StatusOr<v1::SummariseWorkloadResponse> SummariseWorkload(const v1::SummariseWorkloadRequest& request,
                                                                const CallContext& call, const Services& services) {
  if (request.by_person() && request.unit().empty()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"unit", "says whose people are meant; give it, or leave by_person out"}});
  }
  auto query = QueryOf(request.parent(), request.unit(), call);
  if (!query.ok()) return query.status();
  if (request.by_person()) query->units = std::vector<std::string>{request.unit()};
  const auto groups = request.by_person() ? store::CountWorkloadOfPersons(services.database, *query)
                                          : store::CountWorkload(services.database, *query);
  if (!groups.ok()) return groups.status();
  v1::SummariseWorkloadResponse response;
  for (const store::WorkloadGroup& group : *groups) {
    Fill(group, *response.mutable_total());
    *response.add_rows() = RowOf(group, request.by_person(), call);
  }
  const auto place = [](const Row& row) {
    return std::make_tuple(-row.overdue(), -row.open(), organisation::FoldedWords(row.display_name()), row.unit(),
                           row.person());
  };
  std::sort(response.mutable_rows()->begin(), response.mutable_rows()->end(),
            [&](const Row& a, const Row& b) { return place(a) < place(b); });
  response.mutable_total()->set_unit(request.unit());
  response.mutable_total()->set_filter(OpenFilter(query->units));
  *response.mutable_as_of_time() = ToTimestamp(call.now);
  return response;
}

absl::StatusOr<v1::ListUpcomingEscalationsResponse> ListUpcomingEscalations(
    const v1::ListUpcomingEscalationsRequest& request, const CallContext& call, const Services& services) {
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  if (request.days() < 0 || request.days() > kMaxDays) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"days", absl::StrCat("is 1 to ", kMaxDays, "; without it ", kDefaultDays)}});
  }
  const auto query = QueryOf(request.parent(), request.unit(), call);
  if (!query.ok()) return query.status();
  const int days = request.days() == 0 ? kDefaultDays : request.days();
  auto found =
      store::ListUpcomingEscalations(services.database, *query, call.now + absl::Hours(24) * days, page->size + 1);
  if (!found.ok()) return found.status();
  v1::ListUpcomingEscalationsResponse response;
  response.set_more(found->size() > static_cast<size_t>(page->size));
  found->resize(std::min(found->size(), static_cast<size_t>(page->size)));
  for (auto& escalation : *found) {
    escalation.set_lead_unit_display_name(call.facts->directory().DisplayName(escalation.lead_unit(), DayOf(call.now)));
    *response.add_escalations() = std::move(escalation);
  }
  *response.mutable_as_of_time() = ToTimestamp(call.now);
  return response;
}

}  // namespace phoihop::handlers
