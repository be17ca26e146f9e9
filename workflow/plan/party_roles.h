// What words beside a name say that it does: "Sở VHTTDL (tổng hợp)", "Sở VHTTDL chủ trì tổng hợp", "Đơn vị tổng hợp:
// Sở VHTTDL".
#ifndef WORKFLOW_PLAN_PARTY_ROLES_H_
#define WORKFLOW_PLAN_PARTY_ROLES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::plan {

// A text that may be a name with the words of a role behind it.
struct RoleSplit {
  std::string name;
  std::string role;  // as written
};

// Every way to take words of a role off the end of the text (and "giao" off its beginning), the longest name first.
// Empty when it has none.
std::vector<RoleSplit> SplitRole(absl::string_view text);

// Only words of roles: "tổng hợp", "đầu mối chủ trì".
bool IsRole(absl::string_view text);
// The role is to sum up what others report.
bool SumsUp(absl::string_view role);
// `1`, `*`, `¹`: a mark that points to a footnote.
bool IsFootnoteMark(absl::string_view remark);
// "Sở Nội vụ¹", "Sở Nội vụ [2]" without the mark.
std::string WithoutFootnoteMark(absl::string_view text);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PARTY_ROLES_H_
