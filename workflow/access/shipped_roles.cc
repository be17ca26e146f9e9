#include "workflow/access/shipped_roles.h"

#include <algorithm>
#include <initializer_list>
#include <set>

#include "workflow/resource_name.h"

namespace phoihop::access {
namespace {

using Verbs = std::initializer_list<v1::TaskVerb>;
using Permissions = std::initializer_list<v1::Permission>;

// Remarks, who follows, and the answer of whom a ladder has reached: for everybody who may see a task.
constexpr v1::TaskVerb kOfViewers[] = {v1::TASK_VERB_COMMENT, v1::TASK_VERB_WATCH, v1::TASK_VERB_UNWATCH,
                                       v1::TASK_VERB_HANDLE_ESCALATION};

// What a unit answers with and works with. In a small commune one officer does all of it, so it is not split further.
constexpr v1::TaskVerb kOfWork[] = {
    v1::TASK_VERB_ACCEPT,
    v1::TASK_VERB_REFUSE,
    v1::TASK_VERB_START,
    v1::TASK_VERB_SUBMIT,
    v1::TASK_VERB_COMPLETE,
    v1::TASK_VERB_CLAIM,
    v1::TASK_VERB_RELEASE,
    v1::TASK_VERB_REQUEST_EXTENSION,
    v1::TASK_VERB_REPORT_IMPOSSIBLE,
    v1::TASK_VERB_ADD_EVIDENCE,
    v1::TASK_VERB_REMOVE_EVIDENCE,
    v1::TASK_VERB_REPORT_PROGRESS,
    v1::TASK_VERB_SET_CHECKLIST,
    v1::TASK_VERB_CHECK_ITEM,
    v1::TASK_VERB_ADD_DEPENDENCY,
    v1::TASK_VERB_REMOVE_DEPENDENCY,
};

// What passes between units.
constexpr v1::TaskVerb kOfExchange[] = {
    v1::TASK_VERB_HAND_OFF,
    v1::TASK_VERB_ACCEPT_HANDOFF,
    v1::TASK_VERB_REFUSE_HANDOFF,
    v1::TASK_VERB_RECALL_HANDOFF,
    v1::TASK_VERB_SEND_HANDOFF,
    v1::TASK_VERB_RECORD_HANDOFF_RECEIPT,
    v1::TASK_VERB_ANSWER_RECALL,
    v1::TASK_VERB_REQUEST_CONTRIBUTIONS,
    v1::TASK_VERB_CONTRIBUTE,
    v1::TASK_VERB_SEND_COPIES,
    v1::TASK_VERB_ACKNOWLEDGE_COPY,
    v1::TASK_VERB_RETURN_HANDOFF_RESULT,
    v1::TASK_VERB_ANSWER_HANDOFF_RESULT,
};

constexpr v1::TaskVerb kOfApproval[] = {
    v1::TASK_VERB_APPROVE,         v1::TASK_VERB_RETURN, v1::TASK_VERB_DECLARE_IMPOSSIBLE,
    v1::TASK_VERB_DENY_IMPOSSIBLE, v1::TASK_VERB_REOPEN,
};

constexpr v1::TaskVerb kOfIssue[] = {
    v1::TASK_VERB_ISSUE,           v1::TASK_VERB_REISSUE,
    v1::TASK_VERB_REVOKE,          v1::TASK_VERB_DROP,
    v1::TASK_VERB_SUSPEND,         v1::TASK_VERB_RESUME,
    v1::TASK_VERB_GRANT_EXTENSION, v1::TASK_VERB_DENY_EXTENSION,
    v1::TASK_VERB_REOPEN,          v1::TASK_VERB_RESTORE,
    v1::TASK_VERB_SEND_COPIES,     v1::TASK_VERB_REMIND,
    v1::TASK_VERB_ADD_DEPENDENCY,  v1::TASK_VERB_REMOVE_DEPENDENCY,
    v1::TASK_VERB_REANCHOR,
};

// What changes the days that are over. Others have it by a role of the province's own.
constexpr v1::TaskVerb kOfTheLedger[] = {v1::TASK_VERB_RECORD_SUSPENSION};

// Who leads people gives them the work, and gives pieces of it away.
constexpr v1::TaskVerb kOfLeading[] = {v1::TASK_VERB_ASSIGN_PERSON, v1::TASK_VERB_DELEGATE, v1::TASK_VERB_SUSPEND,
                                       v1::TASK_VERB_RESUME, v1::TASK_VERB_REMIND};

constexpr v1::TaskVerb kOfMonitoring[] = {v1::TASK_VERB_REMIND, v1::TASK_VERB_SUSPEND, v1::TASK_VERB_RESUME};

constexpr Permissions kToSee = {v1::PERMISSION_VIEW_TASKS, v1::PERMISSION_VIEW_PLANS};

class RoleMaker {
 public:
  RoleMaker(absl::string_view province, absl::string_view id, absl::string_view display_name,
            absl::string_view description) {
    role_.set_name(ChildName(ProvinceName(province), "roles", id));
    role_.set_display_name(std::string(display_name));
    role_.set_description(std::string(description));
    role_.set_shipped(true);
    With(kOfViewers).With(kToSee);
  }

  template <size_t n>
  RoleMaker& With(const v1::TaskVerb (&verbs)[n]) {
    verbs_.insert(std::begin(verbs), std::end(verbs));
    return *this;
  }
  RoleMaker& With(Permissions permissions) {
    permissions_.insert(permissions.begin(), permissions.end());
    return *this;
  }
  RoleMaker& HeldBy(std::initializer_list<v1::MembershipRole> roles) {
    v1::Role::Holder& holder = *role_.add_holders();
    for (const v1::MembershipRole role : roles) holder.add_membership_roles(role);
    return *this;
  }
  RoleMaker& HeldByUnits() {
    role_.add_holders()->set_unit_itself(true);
    return *this;
  }
  // The last holder is one of the units that act for the whole province, and so is the scope.
  RoleMaker& OfTheProvince() {
    v1::Role::Holder& holder = *role_.mutable_holders()->rbegin();
    holder.set_whole_province(true);
    holder.add_unit_kinds(v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE);
    holder.add_unit_kinds(v1::UNIT_KIND_OFFICE);
    holder.add_unit_kinds(v1::UNIT_KIND_PROVINCE);
    holder.add_unit_levels(v1::UNIT_LEVEL_PROVINCE);
    return *this;
  }
  v1::Role Make() {
    for (const v1::TaskVerb verb : verbs_) role_.add_verbs(verb);
    for (const v1::Permission permission : permissions_) role_.add_permissions(permission);
    return role_;
  }

 private:
  v1::Role role_;
  std::set<v1::TaskVerb> verbs_;
  std::set<v1::Permission> permissions_;
};

constexpr Permissions kOfHeads = {v1::PERMISSION_CREATE_TASKS,        v1::PERMISSION_EDIT_PLANS,
                                  v1::PERMISSION_ISSUE_PLANS,         v1::PERMISSION_READ_JOURNAL,
                                  v1::PERMISSION_EDIT_PEOPLE,         v1::PERMISSION_MANAGE_SUBSTITUTIONS,
                                  v1::PERMISSION_MANAGE_ACCESS_TOKENS};

constexpr std::initializer_list<v1::MembershipRole> kHeads = {v1::MEMBERSHIP_ROLE_HEAD,
                                                              v1::MEMBERSHIP_ROLE_DEPUTY_HEAD};
constexpr std::initializer_list<v1::MembershipRole> kEverybody = {
    v1::MEMBERSHIP_ROLE_HEAD, v1::MEMBERSHIP_ROLE_DEPUTY_HEAD, v1::MEMBERSHIP_ROLE_CLERK, v1::MEMBERSHIP_ROLE_OFFICER,
    v1::MEMBERSHIP_ROLE_MONITOR};

}  // namespace

std::vector<v1::Role> ShippedRoles(absl::string_view province) {
  std::vector<v1::Role> roles;
  const auto role = [&](absl::string_view id, absl::string_view name, absl::string_view description) {
    return RoleMaker(province, id, name, description);
  };
  roles.push_back(role(kApprover, "Người phê duyệt kết quả",
                       "Phê duyệt hoặc trả lại kết quả mà đơn vị mình có thẩm quyền; chỉ có khi được phân quyền.")
                      .With(kOfApproval)
                      .Make());
  roles.push_back(role(kAuditor, "Người kiểm tra, thanh tra",
                       "Xem nhiệm vụ, kế hoạch và nhật ký trong phạm vi được giao; không thay đổi gì.")
                      .With({v1::PERMISSION_READ_JOURNAL})
                      .Make());
  roles.push_back(role(kConnectedSystem, "Hệ thống kết nối, đơn vị nói chung",
                       "Làm thay đơn vị mà không nêu tên người: hệ thống của đơn vị, việc nhập theo lô của văn thư.")
                      .With(kOfWork)
                      .With(kOfExchange)
                      .With(kOfApproval)
                      .With(kOfIssue)
                      .With(kOfLeading)
                      .With(kOfHeads)
                      .HeldByUnits()
                      .Make());
  roles.push_back(role(kMonitor, "Người theo dõi, đôn đốc", "Theo dõi và đôn đốc nhiệm vụ trong phạm vi của mình.")
                      .With(kOfMonitoring)
                      .With({v1::PERMISSION_READ_JOURNAL})
                      .HeldBy({v1::MEMBERSHIP_ROLE_MONITOR})
                      .HeldBy(kEverybody)
                      .OfTheProvince()
                      .HeldByUnits()
                      .OfTheProvince()
                      .Make());
  roles.push_back(role(kOfficer, "Công chức, viên chức thụ lý", "Nhận và thực hiện nhiệm vụ của đơn vị.")
                      .With(kOfWork)
                      .With(kOfExchange)
                      .HeldBy({v1::MEMBERSHIP_ROLE_OFFICER, v1::MEMBERSHIP_ROLE_MONITOR})
                      .Make());
  roles.push_back(role(kPlanIssuer, "Người giao nhiệm vụ, ban hành kế hoạch",
                       "Nhập, ban hành, sửa kế hoạch và giao nhiệm vụ nhân danh đơn vị; chỉ có khi được phân quyền.")
                      .With(kOfIssue)
                      .With({v1::PERMISSION_CREATE_TASKS, v1::PERMISSION_EDIT_PLANS, v1::PERMISSION_ISSUE_PLANS})
                      .Make());
  roles.push_back(role(kProvinceLeadership, "UBND, Văn phòng UBND cấp tỉnh", "Xem mọi nhiệm vụ và kế hoạch của tỉnh.")
                      .With({v1::PERMISSION_READ_JOURNAL})
                      .HeldBy(kEverybody)
                      .OfTheProvince()
                      .HeldByUnits()
                      .OfTheProvince()
                      .Make());
  roles.push_back(
      role(kProvinceRegistrar, "Cán bộ quản lý tổ chức, phân quyền của tỉnh",
           "Sắp xếp tổ chức, quy định chức năng, phân quyền và thiết lập của tỉnh; ghi nhận tạm dừng đã qua.")
          .With(kOfTheLedger)
          .With({v1::PERMISSION_READ_JOURNAL, v1::PERMISSION_EDIT_PEOPLE, v1::PERMISSION_REORGANISE,
                 v1::PERMISSION_REGULATE, v1::PERMISSION_MANAGE_ACCESS, v1::PERMISSION_MANAGE_SUBSTITUTIONS,
                 v1::PERMISSION_MANAGE_ACCESS_TOKENS})
          .HeldBy({v1::MEMBERSHIP_ROLE_HEAD, v1::MEMBERSHIP_ROLE_DEPUTY_HEAD, v1::MEMBERSHIP_ROLE_CLERK,
                   v1::MEMBERSHIP_ROLE_OFFICER})
          .OfTheProvince()
          .HeldByUnits()
          .OfTheProvince()
          .Make());
  roles.push_back(role(kUnitClerk, "Văn thư", "Tiếp nhận, phân công, chuyển nhiệm vụ và văn bản của đơn vị.")
                      .With(kOfWork)
                      .With(kOfExchange)
                      .With({v1::PERMISSION_EDIT_PLANS})
                      .HeldBy({v1::MEMBERSHIP_ROLE_CLERK})
                      .Make());
  roles.push_back(role(kUnitHead, "Lãnh đạo đơn vị", "Làm được mọi việc của đơn vị, trừ việc phải do hai người làm.")
                      .With(kOfWork)
                      .With(kOfExchange)
                      .With(kOfApproval)
                      .With(kOfIssue)
                      .With(kOfLeading)
                      .With(kOfHeads)
                      .HeldBy(kHeads)
                      .Make());
  return roles;
}

}  // namespace phoihop::access
