#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflow/access/access.h"
#include "workflow/errors.h"

namespace phoihop::access {
absl::StatusOr<std::string> CheckPermitted(v1::Permission permission, const v1::Actor& actor, const Access& access,
                                           const organisation::Directory& directory, absl::CivilDay day,
                                           const Target& target) {
  const Rights rights = access.RightsOf(actor, directory, day);
  if (rights.is_system()) return std::string();
  if (actor.unit().empty()) {
    return Error(v1::ERROR_REASON_ACTOR_MISSING, "nobody says who acts; send the actor's unit with the call");
  }
  // Of a unit that has ended, or that nobody knows, nothing is left to be permitted.
  const Held* held = directory.IsAlive(actor.unit(), day) ? rights.ForPermission(permission, target) : nullptr;
  if (held != nullptr) return held->authority();
  return Error(
      v1::ERROR_REASON_PERMISSION_DENIED,
      absl::StrCat("this needs the permission ", absl::StripPrefix(v1::Permission_Name(permission), "PERMISSION_"),
                   target.unit.empty() ? " in the whole province" : absl::StrCat(" in ", target.unit),
                   ", which the roles ", access.RolesWith(permission), " have; yours there: ", rights.RoleIds(),
                   ". Ask one who has it, or the province's registrar for a grant."));
}

absl::string_view PermissionForPeople(v1::Permission permission) {
  switch (permission) {
    case v1::PERMISSION_VIEW_TASKS:
      return "xem nhiệm vụ";
    case v1::PERMISSION_CREATE_TASKS:
      return "giao nhiệm vụ ngoài kế hoạch";
    case v1::PERMISSION_VIEW_PLANS:
      return "xem kế hoạch";
    case v1::PERMISSION_EDIT_PLANS:
      return "nhập, sửa kế hoạch";
    case v1::PERMISSION_ISSUE_PLANS:
      return "ban hành kế hoạch";
    case v1::PERMISSION_READ_JOURNAL:
      return "xem nhật ký";
    case v1::PERMISSION_EDIT_PEOPLE:
      return "cập nhật cán bộ, chức danh";
    case v1::PERMISSION_REORGANISE:
      return "sắp xếp tổ chức";
    case v1::PERMISSION_REGULATE:
      return "quy định chức năng, nhiệm vụ";
    case v1::PERMISSION_MANAGE_ACCESS:
      return "phân quyền, thiết lập";
    case v1::PERMISSION_MANAGE_SUBSTITUTIONS:
      return "lập thay mặt khi vắng";
    case v1::PERMISSION_MANAGE_ACCESS_TOKENS:
      return "quản lý mã truy cập";
    default:
      return "quyền không xác định";
  }
}

}  // namespace phoihop::access
