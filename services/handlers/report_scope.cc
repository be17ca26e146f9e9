#include "services/handlers/report_scope.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/handlers/visibility.h"
#include "workflow/access/access.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using Violations = std::vector<FieldViolation>;

// Leads that a filter names one by one.
constexpr size_t kMaxNamedLeads = 20;

std::optional<absl::CivilDay> ReadDay(const char* field, const std::string& text, Violations& violations) {
  if (text.empty()) return std::nullopt;
  const auto day = ParseDate(text);
  if (day.ok()) return *day;
  violations.push_back({field, absl::StrCat("'", Excerpt(text), "' is not a day of the form YYYY-MM-DD")});
  return std::nullopt;
}

// Nullopt when neither day is given.
std::optional<store::ReportSpan> ReadSpan(const std::string& kind, const std::string& from_date,
                                          const std::string& to_date, Violations& violations) {
  const std::string from_field = absl::StrCat("scope.", kind, "_from_date");
  const auto from = ReadDay(from_field.c_str(), from_date, violations);
  const auto to = ReadDay(absl::StrCat("scope.", kind, "_to_date").c_str(), to_date, violations);
  if (!from.has_value() && !to.has_value()) return std::nullopt;
  if (from.has_value() && to.has_value() && *from > *to) {
    violations.push_back({from_field, absl::StrCat("lies after ", kind, "_to_date; give the earlier day first")});
  }
  store::ReportSpan span;
  if (from.has_value()) span.from = StartOfDay(*from);
  if (to.has_value()) span.to = EndOfDay(*to);
  return span;
}

void CheckName(const char* field, const std::string& name, const char* collection, const CallContext& call,
               Violations& violations) {
  if (name.empty()) return;
  const auto id = IdOf(name, collection);
  if (id.ok() && name == ChildName(ProvinceName(call.province), collection, *id)) return;
  violations.push_back({field, absl::StrCat("'", Excerpt(name), "' is not of the form ", ProvinceName(call.province),
                                            "/", collection, "/{id}")});
}

void CheckEnums(const v1::ResultScope& scope, Violations& violations) {
  for (const int kind : scope.unit_kinds()) {
    if (v1::UnitKind_IsValid(kind) && kind != v1::UNIT_KIND_UNSPECIFIED) continue;
    violations.push_back({"scope.unit_kinds", absl::StrCat(kind, " is not a kind of unit")});
  }
  for (const int result : scope.results()) {
    if (v1::ResultClass_IsValid(result) && result != v1::RESULT_CLASS_UNSPECIFIED) continue;
    violations.push_back({"scope.results", absl::StrCat(result, " is not a class of results")});
  }
  if (!v1::ResultScope::Lens_IsValid(scope.lens())) {
    violations.push_back({"scope.lens", "is not a lens; AS_IT_WAS or SUCCESSOR"});
  }
}

// Fills what time the figures are of.
void ReadAsOf(const v1::ResultScope& scope, const CallContext& call, ReportScope& read, Violations& violations) {
  const absl::CivilDay today = DayOf(call.now);
  read.day = ReadDay("scope.as_of_date", scope.as_of_date(), violations).value_or(today);
  if (read.day > today) {
    violations.push_back(
        {"scope.as_of_date",
         "lies in the future: nobody knows how tasks will stand; leave it out to see how they stand today"});
  }
  read.query.past = read.day < today;
  read.query.as_of = read.query.past ? EndOfDay(read.day) : call.now;
}

bool IsOfKind(const v1::ResultScope& scope, const std::string& unit, const organisation::Directory& directory,
              absl::CivilDay day) {
  if (scope.unit_kinds().empty()) return true;
  const v1::Unit* found = directory.FindUnit(unit);
  const v1::UnitVersion* version = found == nullptr ? nullptr : organisation::Directory::VersionOn(*found, day);
  const auto& kinds = scope.unit_kinds();
  return version != nullptr && std::find(kinds.begin(), kinds.end(), version->kind()) != kinds.end();
}

}  // namespace

absl::StatusOr<ReportScope> ReadReportScope(const std::string& parent, const v1::ResultScope& scope,
                                            const CallContext& call, const Services& services) {
  Violations violations;
  if (parent != ProvinceName(call.province)) {
    violations.push_back({"parent", "has to be of the form provinces/{province}"});
  }
  CheckName("scope.unit", scope.unit(), "units", call, violations);
  CheckName("scope.plan", scope.plan(), "plans", call, violations);
  CheckEnums(scope, violations);
  if (scope.without_plan() && !scope.plan().empty()) {
    violations.push_back({"scope.without_plan", "contradicts scope.plan; give one of them"});
  }
  if (scope.only_unit() && scope.unit().empty()) {
    violations.push_back({"scope.only_unit", "needs scope.unit beside it"});
  }
  ReportScope read;
  store::ResultQuery& query = read.query;
  query.province = call.province;
  ReadAsOf(scope, call, read, violations);
  query.due = ReadSpan("due", scope.due_from_date(), scope.due_to_date(), violations);
  query.issued = ReadSpan("issue", scope.issue_from_date(), scope.issue_to_date(), violations);
  query.completed = ReadSpan("complete", scope.complete_from_date(), scope.complete_to_date(), violations);
  if (!violations.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
  if (!scope.unit().empty() && call.facts->directory().FindUnit(scope.unit()) == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no unit ", Excerpt(scope.unit()), "; list the units to find its name."));
  }
  const auto kept = store::ResultsKeptSince(services.database, call.province);
  if (!kept.ok()) return kept.status();
  read.kept_since = *kept;
  if (read.kept_since.has_value() && query.past && query.as_of < *read.kept_since) {
    return Error(v1::ERROR_REASON_REPORT_OUT_OF_RANGE,
                 absl::StrCat("Figures of this province are kept since ", FormatDate(DayOf(*read.kept_since)),
                              "; ask for that day or a later one."));
  }
  query.leads = LeadsOf(scope, call, read.day);
  query.plan = scope.plan();
  query.without_plan = scope.without_plan();
  for (const int result : scope.results()) query.results.push_back(static_cast<v1::ResultClass>(result));
  query.visible_to = VisibilityOf(call);
  return read;
}

std::string CountedTo(const std::string& lead, v1::ResultScope::Lens lens, const CallContext& call,
                      absl::CivilDay day) {
  if (lens != v1::ResultScope::LENS_SUCCESSOR) return lead;
  const auto resolved = call.facts->directory().ResolveSuccessors(lead, day);
  const bool one = resolved.outcome() == v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE && resolved.holders_size() == 1;
  return one ? resolved.holders(0).unit() : lead;
}

std::optional<std::vector<std::string>> LeadsOf(const v1::ResultScope& scope, const CallContext& call,
                                                absl::CivilDay day) {
  if (scope.unit().empty() && scope.unit_kinds().empty()) return std::nullopt;
  const organisation::Directory& directory = call.facts->directory();
  std::vector<std::string> leads;
  for (const v1::Unit* unit : directory.units()) {
    const std::string counted = CountedTo(unit->name(), scope.lens(), call, day);
    const bool in_unit = scope.unit().empty() || counted == scope.unit() ||
                         (!scope.only_unit() && access::IsAtOrAbove(scope.unit(), counted, directory, day));
    if (in_unit && IsOfKind(scope, counted, directory, day)) leads.push_back(unit->name());
  }
  return leads;
}

std::optional<std::string> AnyLead(const std::vector<std::string>& leads) {
  if (leads.empty() || leads.size() > kMaxNamedLeads) return std::nullopt;
  std::vector<std::string> terms;
  for (const std::string& lead : leads) terms.push_back(absl::StrCat("lead_unit = ", LastSegment(lead)));
  if (terms.size() == 1) return terms.front();
  return absl::StrCat("(", absl::StrJoin(terms, " OR "), ")");
}

std::string TaskFilterOf(const v1::ResultScope& scope, const ReportScope& read,
                         const std::optional<std::vector<std::string>>& leads, const std::optional<std::string>& plan) {
  if (read.query.past || read.query.issued.has_value() || read.query.completed.has_value()) return "";
  std::vector<std::string> terms = {"fan_out = false"};
  if (leads.has_value()) {
    const auto any = AnyLead(*leads);
    if (!any.has_value()) return "";
    terms.push_back(*any);
  }
  if (plan.has_value()) {
    terms.push_back(plan->empty() ? std::string("plan = \"\"") : absl::StrCat("plan = ", LastSegment(*plan)));
  }
  if (!scope.due_from_date().empty()) terms.push_back(absl::StrCat("due_time >= ", scope.due_from_date()));
  if (!scope.due_to_date().empty()) terms.push_back(absl::StrCat("due_time <= ", scope.due_to_date()));
  std::vector<std::string> results;
  for (const v1::ResultClass result : read.query.results) {
    const std::string name = v1::ResultClass_Name(result);
    results.push_back(absl::StrCat("result = ", absl::StripPrefix(name, "RESULT_CLASS_")));
  }
  if (!results.empty()) terms.push_back(absl::StrCat("(", absl::StrJoin(results, " OR "), ")"));
  return absl::StrJoin(terms, " AND ");
}

absl::CivilDay MondayOf(absl::CivilDay day) { return day - static_cast<int>(absl::GetWeekday(day)); }

v1::ReportWeek WeekOf(absl::CivilDay monday) {
  // A week belongs to the year of its Thursday.
  const absl::CivilDay thursday = monday + 3;
  v1::ReportWeek week;
  week.set_week(absl::StrFormat("%04d-W%02d", thursday.year(), (absl::GetYearDay(thursday) - 1) / 7 + 1));
  week.set_start_date(FormatDate(monday));
  week.set_end_date(FormatDate(monday + 6));
  return week;
}

absl::StatusOr<std::vector<absl::CivilDay>> ReadWeeks(const std::string& from_date, const std::string& to_date,
                                                      absl::CivilDay default_from, absl::CivilDay default_to) {
  Violations violations;
  const absl::CivilDay from = MondayOf(ReadDay("from_date", from_date, violations).value_or(default_from));
  const absl::CivilDay to = MondayOf(ReadDay("to_date", to_date, violations).value_or(default_to));
  const int64_t weeks = (to - from) / 7 + 1;
  if (weeks < 1) violations.push_back({"from_date", "lies after to_date; give the earlier day first"});
  if (weeks > store::kMaxReportWeeks) {
    violations.push_back({"to_date", absl::StrCat("lies ", weeks, " weeks after from_date; at most ",
                                                  store::kMaxReportWeeks, " weeks at once")});
  }
  if (!violations.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
  std::vector<absl::CivilDay> mondays;
  for (absl::CivilDay monday = from; monday <= to; monday += 7) mondays.push_back(monday);
  return mondays;
}

}  // namespace phoihop::handlers
