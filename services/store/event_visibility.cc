#include "services/store/event_visibility.h"

#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/store/connection.h"
#include "services/store/visibility.h"
#include "services/store/write_session.h"
#include "workflow/resource_name.h"

namespace phoihop::store {
namespace {
// Who may do what, and with which tokens, is not for everybody.
// By what stands before the point in the type.
constexpr std::array<absl::string_view, 3> kKindsOfAccess = {"access_token", "grant", "role"};
// provinces/{province}/tasks/{task}
constexpr size_t kCollection = 2, kId = 3;

template <typename Values>
bool Has(const Values& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool Covers(const access::VisibleScope& scope, const Audience& audience) {
  if (audience.secrecy > scope.max_secrecy) return false;
  if (!scope.plan.empty() && scope.plan != audience.plan) return false;
  const auto in = [](const std::vector<std::string>& wanted) {
    return [&wanted](const std::string& one) { return Has(wanted, one); };
  };
  if (!scope.territories.empty() &&
      !std::any_of(audience.territories.begin(), audience.territories.end(), in(scope.territories))) {
    return false;
  }
  return !scope.units.has_value() || std::any_of(audience.units.begin(), audience.units.end(), in(*scope.units));
}
bool SeesPlan(const access::Visibility& seen, const Audience& audience) {
  v1::Plan plan;
  plan.set_name(audience.plan);
  plan.set_secrecy(audience.secrecy);
  if (!audience.units.empty()) plan.set_issuer_unit(audience.units.front());
  return access::SeesPlan(seen, plan);
}
}  // namespace

std::string VisibleEventSql(const Visibility& visible, absl::string_view alias, absl::string_view province,
                            ListQuery& list) {
  const std::string collection = absl::StrCat("split_part(", alias, ".subject, '/', 3)");
  const std::string id = absl::StrCat("split_part(", alias, ".subject, '/', 4)");
  std::string sql;
  if (!visible.of_access) {
    absl::StrAppend(&sql, "NOT (split_part(", alias, ".type, '.', 1) = ANY (",
                    list.BindArray({kKindsOfAccess.begin(), kKindsOfAccess.end()}), "::text[])) AND ");
  }
  // OFFSET 0 keeps the planner from reading all tasks of the units at once: a page needs a few.
  absl::StrAppend(&sql, "CASE ", collection,
                  " WHEN 'tasks' THEN EXISTS (SELECT FROM tasks t WHERE t.province = ", province,
                  " AND t.task_id = ", id, " AND ", TaskCondition(visible.seen, province, list),
                  " OFFSET 0) WHEN 'plans' THEN EXISTS (SELECT FROM plans p WHERE p.province = ", province,
                  " AND p.plan_id = ", id, " AND ", PlanCondition(visible.seen, list), " OFFSET 0) ELSE true END");
  return sql;
}

std::string AudienceKeyOf(const v1::Event& event) {
  const std::vector<absl::string_view> parts = absl::StrSplit(event.subject(), '/');
  if (parts.size() <= kId || (parts[kCollection] != "tasks" && parts[kCollection] != "plans")) return "";
  return absl::StrCat(parts[kCollection], "/", parts[kId]);
}

bool Shows(const Visibility& visible, const v1::Event& event, const Audience* audience) {
  if (visible.whole_province) return true;
  const absl::string_view kind = absl::string_view(event.type()).substr(0, event.type().find('.'));
  const bool of_access = std::find(kKindsOfAccess.begin(), kKindsOfAccess.end(), kind) != kKindsOfAccess.end();
  if (of_access && !visible.of_access) return false;
  const std::string key = AudienceKeyOf(event);
  if (key.empty() || visible.seen.everything) return true;
  if (audience == nullptr) return false;
  if (absl::StartsWith(key, "plans/")) return SeesPlan(visible.seen, *audience);
  return std::any_of(visible.seen.scopes.begin(), visible.seen.scopes.end(),
                     [&](const access::VisibleScope& scope) { return Covers(scope, *audience); });
}

absl::StatusOr<std::map<std::string, Audience>> AudiencesOf(Database& database, absl::string_view province,
                                                            const std::vector<std::string>& keys) {
  std::map<std::string, Audience> audiences;
  if (keys.empty()) return audiences;
  auto connection = database.Acquire();
  if (!connection.ok()) return ForCaller(connection.status());
  auto rows = (*connection)->Run("AudiencesOf", Values().Text(province).TextArray(keys));
  if (!rows.ok()) return ForCaller(rows.status());
  for (int i = 0; i < rows->rows(); ++i) {
    Audience& audience = audiences[std::string(rows->Text(i, 0))];
    audience.units.emplace_back(rows->Text(i, 1));
    audience.secrecy = static_cast<v1::Secrecy>(rows->Int64(i, 2));
    audience.plan = std::string(rows->Text(i, 3));
    audience.territories = absl::StrSplit(rows->Text(i, 4), ' ', absl::SkipEmpty());
  }
  return audiences;
}

}  // namespace phoihop::store
