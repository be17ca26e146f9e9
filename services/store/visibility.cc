#include "services/store/visibility.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {

std::string ConditionOf(const access::VisibleScope& scope, absl::string_view province, ListQuery& list,
                        absl::string_view territories) {
  std::vector<std::string> all = {absl::StrCat("t.secrecy <= ", static_cast<int>(scope.max_secrecy))};
  if (!scope.plan.empty()) all.push_back(absl::StrCat("t.plan = ", list.Bind(scope.plan)));
  if (!scope.territories.empty()) {
    all.push_back(absl::StrCat(territories, " ?| ", list.BindArray(scope.territories), "::text[]"));
  }
  if (scope.units.has_value()) {
    all.push_back(absl::StrCat("t.task_id IN (SELECT p.task_id FROM task_participants p WHERE p.province = ", province,
                               " AND p.unit = ANY(", list.BindArray(*scope.units),
                               "::text[]) AND p.role <> 'proposed')"));
  }
  return absl::StrCat("(", absl::StrJoin(all, " AND "), ")");
}

bool ShowsSecretPlans(const access::VisibleScope& scope) {
  return scope.max_secrecy > v1::SECRECY_NORMAL && scope.territories.empty();
}

}  // namespace

std::string TaskCondition(const access::Visibility& visibility, absl::string_view province, ListQuery& list,
                          absl::string_view territories) {
  if (visibility.everything) return "true";
  std::vector<std::string> any;
  for (const access::VisibleScope& scope : visibility.scopes) {
    any.push_back(ConditionOf(scope, province, list, territories));
  }
  return any.empty() ? "false" : absl::StrCat("(", absl::StrJoin(any, " OR "), ")");
}

std::string PlanCondition(const access::Visibility& visibility, ListQuery& list) {
  if (visibility.everything) return "true";
  std::vector<std::string> any = {absl::StrCat("p.secrecy <= ", static_cast<int>(v1::SECRECY_NORMAL))};
  for (const access::VisibleScope& scope : visibility.scopes) {
    if (!ShowsSecretPlans(scope)) continue;
    std::string condition = absl::StrCat("p.secrecy <= ", static_cast<int>(scope.max_secrecy));
    if (!scope.plan.empty()) {
      absl::StrAppend(&condition, " AND p.plan_id = split_part(", list.Bind(scope.plan), ", '/', 4)");
    }
    if (scope.units.has_value()) {
      absl::StrAppend(&condition, " AND p.issuer_unit = ANY(", list.BindArray(*scope.units), "::text[])");
    }
    any.push_back(absl::StrCat("(", condition, ")"));
  }
  return absl::StrCat("(", absl::StrJoin(any, " OR "), ")");
}

void AddVisibility(const access::Visibility& visibility, absl::string_view province, ListQuery& list) {
  if (!visibility.everything) list.And(TaskCondition(visibility, province, list));
}

void AddPlanVisibility(const access::Visibility& visibility, ListQuery& list) {
  if (!visibility.everything) list.And(PlanCondition(visibility, list));
}

void BindPlanVisibility(const access::Visibility& visibility, Values& values) {
  ArrayValue degrees = ArrayValue::OfInt64(), plans = ArrayValue::OfText(), issuers = ArrayValue::OfText();
  for (const access::VisibleScope& scope : visibility.scopes) {
    if (!ShowsSecretPlans(scope)) continue;
    for (const std::string& unit : scope.units.value_or(std::vector<std::string>{""})) {
      degrees.Int64(scope.max_secrecy);
      plans.Text(LastSegment(scope.plan));
      issuers.Text(unit);
    }
  }
  values.Bool(visibility.everything);
  values.Array(std::move(degrees)).Array(std::move(plans)).Array(std::move(issuers));
}

void BindVisibility(const access::Visibility& visibility, Values& values) {
  const std::vector<std::string> any = {""};
  ArrayValue units = ArrayValue::OfText(), degrees = ArrayValue::OfInt64(), plans = ArrayValue::OfText(),
             territories = ArrayValue::OfText();
  for (const access::VisibleScope& scope : visibility.scopes) {
    for (const std::string& unit : scope.units.value_or(any)) {
      for (const std::string& territory : scope.territories.empty() ? any : scope.territories) {
        units.Text(unit);
        degrees.Int64(scope.max_secrecy);
        plans.Text(scope.plan);
        territories.Text(territory);
      }
    }
  }
  values.Bool(visibility.everything);
  values.Array(std::move(units)).Array(std::move(degrees)).Array(std::move(plans)).Array(std::move(territories));
}

}  // namespace phoihop::store
