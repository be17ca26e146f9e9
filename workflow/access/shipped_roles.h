// The roles that come with the product (docs: Role in proto/phoihop/v1/access.proto). A province changes one by
// recording a role of the same name.
#ifndef WORKFLOW_ACCESS_SHIPPED_ROLES_H_
#define WORKFLOW_ACCESS_SHIPPED_ROLES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/v1/access.pb.h"

namespace phoihop::access {

// Ids of roles that ship.
inline constexpr char kProvinceRegistrar[] = "province-registrar";
inline constexpr char kProvinceLeadership[] = "province-leadership";
inline constexpr char kPlanIssuer[] = "plan-issuer";
inline constexpr char kUnitHead[] = "unit-head";
inline constexpr char kUnitClerk[] = "unit-clerk";
inline constexpr char kOfficer[] = "officer";
inline constexpr char kApprover[] = "approver";
inline constexpr char kMonitor[] = "monitor";
inline constexpr char kAuditor[] = "auditor";
inline constexpr char kConnectedSystem[] = "connected-system";

// In the order of names, with resource names of the province (an id: `dong-nai`).
std::vector<v1::Role> ShippedRoles(absl::string_view province);

}  // namespace phoihop::access

#endif  // WORKFLOW_ACCESS_SHIPPED_ROLES_H_
