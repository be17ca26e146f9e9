#include "workflow/access/visibility.h"

#include <algorithm>

#include "workflow/access/access.h"

namespace phoihop::access {

bool SeesPlan(const Visibility& visibility, const v1::Plan& plan) {
  const v1::Secrecy degree = DegreeOf(plan.secrecy());
  if (visibility.everything || degree <= v1::SECRECY_NORMAL) return true;
  return std::any_of(visibility.scopes.begin(), visibility.scopes.end(), [&](const VisibleScope& scope) {
    if (degree > scope.max_secrecy || !scope.territories.empty()) return false;
    if (!scope.plan.empty() && scope.plan != plan.name()) return false;
    return !scope.units.has_value() ||
           std::find(scope.units->begin(), scope.units->end(), plan.issuer_unit()) != scope.units->end();
  });
}

}  // namespace phoihop::access
