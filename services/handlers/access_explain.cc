// Why somebody may or may not do something: what was looked at, in the order in which it was.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/handlers/access_service.h"
#include "services/handlers/authorisation.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/visibility.h"
#include "workflow/access/access.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/plan.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/check.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::handlers {
namespace {

// What is asked about: a verb of a task, or a permission.
struct Question {
  v1::TaskVerb verb = v1::TASK_VERB_UNSPECIFIED;
  v1::Permission permission = v1::PERMISSION_UNSPECIFIED;
};

absl::StatusOr<Question> QuestionOf(const v1::ExplainAccessRequest& request) {
  const int given = (request.verb() != v1::TASK_VERB_UNSPECIFIED) +
                    (request.permission() != v1::PERMISSION_UNSPECIFIED) + !request.method().empty();
  if (given != 1) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"verb", "exactly one of verb, permission and method is asked about"}});
  }
  if (request.method().empty()) return Question{request.verb(), request.permission()};
  const Authorisation* row = FindAuthorisation(request.method());
  if (row == nullptr) {
    return InvalidRequest(
        v1::ERROR_REASON_INVALID_FIELD,
        {{"method", "is no method of this API; it is written as in phoihop.v1.PlanService.IssuePlan"}});
  }
  return Question{row->verb, row->permission};
}

class Explanation {
 public:
  void Step(bool holds, absl::string_view source, std::string explanation) {
    v1::AccessStep& step = *response_.add_steps();
    step.set_holds(holds);
    step.set_source(std::string(source));
    step.set_explanation(std::move(explanation));
  }
  v1::ExplainAccessResponse Allowed(std::string explanation) && {
    response_.set_allowed(true);
    response_.set_explanation(std::move(explanation));
    return std::move(response_);
  }
  v1::ExplainAccessResponse Refused(v1::ErrorReason reason, std::string explanation) && {
    response_.set_reason(ReasonName(reason));
    response_.set_explanation(std::move(explanation));
    return std::move(response_);
  }

 private:
  v1::ExplainAccessResponse response_;
};

std::string ScopeForPeople(const v1::AccessScope& scope, const CallContext& call) {
  std::string text = scope.whole_province() ? std::string("toàn tỉnh")
                                            : call.facts->directory().DisplayName(scope.unit(), DayOf(call.now));
  if (!scope.unit().empty() && !scope.only_unit()) absl::StrAppend(&text, " và cấp dưới");
  if (!scope.plan().empty()) absl::StrAppend(&text, ", kế hoạch ", LastSegment(scope.plan()));
  if (!scope.territories().empty()) absl::StrAppend(&text, ", ", scope.territories_size(), " địa bàn");
  if (scope.max_secrecy() > v1::SECRECY_NORMAL) absl::StrAppend(&text, ", được xem văn bản mật");
  return text;
}

void AddRoles(const access::Rights& rights, const CallContext& call, Explanation& explanation) {
  if (const v1::Substitution* substitution = rights.substitution()) {
    explanation.Step(
        true, substitution->name(),
        absl::StrCat("Thay mặt đến hết ngày trước ", substitution->valid_to(),
                     substitution->rights() == v1::Substitution::RIGHTS_ACT ? ", được thực hiện" : ", chỉ được xem"));
  }
  for (const access::Held& held : rights.held()) {
    explanation.Step(true, held.authority(),
                     absl::StrCat("Có vai trò ", held.role->display_name(), " (",
                                  held.grant == nullptr ? "theo vị trí" : "được phân quyền",
                                  "), phạm vi: ", ScopeForPeople(held.scope, call)));
  }
  if (rights.held().empty() && !rights.is_system()) explanation.Step(false, "", "Không có vai trò nào");
}

absl::StatusOr<v1::ExplainAccessResponse> ExplainVerb(v1::TaskVerb verb, const std::string& resource,
                                                      const v1::Actor& actor, const CallContext& call,
                                                      const Services& services) {
  // The one who asks sees the task, or is told nothing about it.
  const auto task = ReadVisibleTask(resource, call, services);
  if (!task.ok()) return task.status();
  const task::Transition* transition = task::FindTransition(verb);
  if (transition == nullptr) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"verb", "is not a verb of the transition table"}});
  }
  const task::Outlook outlook(task::Situation(*task, actor, *call.facts, call.now));
  const task::Situation& situation = outlook.Of(verb);
  Explanation explanation;
  AddRoles(situation.rights(), call, explanation);
  const bool sees = task::MayView(*task, situation.rights());
  explanation.Step(sees, "", sees ? "Được xem nhiệm vụ này" : "Không được xem nhiệm vụ này");
  if (!sees) return std::move(explanation).Refused(v1::ERROR_REASON_PERMISSION_DENIED, "Không được xem nhiệm vụ này.");
  const bool related = (transition->who & situation.roles()) != 0;
  explanation.Step(related, "",
                   absl::StrCat("Đơn vị ", related ? "là: " : "phải là: ",
                                task::RolesForPeople(related ? transition->who & situation.roles() : transition->who)));
  const access::Held* held = situation.rights().ForVerb(verb, *task);
  explanation.Step(
      held != nullptr, held == nullptr ? "" : held->authority(),
      absl::StrCat(held == nullptr ? "Không vai trò nào có quyền " : "Vai trò có quyền ", task::VerbForPeople(verb)));
  if (const auto refusal = task::CheckPermission(verb, situation)) {
    return std::move(explanation).Refused(refusal->reason, refusal->explanation);
  }
  if (const auto refusal = task::CheckState(verb, situation)) {
    explanation.Step(false, "", refusal->explanation);
    return std::move(explanation).Refused(refusal->reason, refusal->explanation);
  }
  return std::move(explanation).Allowed(absl::StrCat("Được ", task::VerbForPeople(verb), "."));
}

absl::StatusOr<access::Target> TargetOf(v1::Permission permission, const std::string& resource,
                                        const v1::Actor& actor) {
  const bool of_province = permission == v1::PERMISSION_REORGANISE || permission == v1::PERMISSION_REGULATE ||
                           permission == v1::PERMISSION_MANAGE_ACCESS;
  if (of_province) return access::Target{};
  if (resource.empty()) return access::Target{actor.unit()};
  if (IdOf(resource, "units").ok()) return access::Target{resource};
  if (IdOf(resource, "plans").ok()) return access::Target{actor.unit(), resource};
  return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"resource", "is neither a unit nor a plan"}});
}

// Beside the permission: what changes a plan is for the unit that issues it. Its name when the actor's is another one.
std::string IssuerInstead(v1::Permission permission, const v1::Plan& plan, const v1::Actor& actor,
                          const CallContext& call) {
  if (permission != v1::PERMISSION_EDIT_PLANS && permission != v1::PERMISSION_ISSUE_PLANS) return "";
  Context context;
  context.now = call.now;
  context.actor = actor;
  const auto issuer = plan::CheckIssuer(plan, "", *call.facts, context);
  if (ReasonOf(issuer.status()) != v1::ERROR_REASON_PERMISSION_DENIED) return "";
  return call.facts->directory().DisplayName(plan.issuer_unit(), DayOf(call.now));
}

absl::StatusOr<v1::ExplainAccessResponse> ExplainPermission(v1::Permission permission, const std::string& resource,
                                                            const v1::Actor& actor, const CallContext& call,
                                                            const Services& services) {
  if (permission == v1::PERMISSION_UNSPECIFIED) {
    Explanation explanation;
    return std::move(explanation).Allowed("Thao tác này không đòi hỏi quyền riêng; kết quả theo những gì được xem.");
  }
  auto target = TargetOf(permission, resource, actor);
  if (!target.ok()) return target.status();
  std::string issuer_instead;
  if (!target->plan.empty()) {
    const auto stored = ReadVisiblePlan(LastSegment(target->plan), call, services);
    if (!stored.ok()) return stored.status();
    target->secrecy = stored->plan.secrecy();
    issuer_instead = IssuerInstead(permission, stored->plan, actor, call);
  }
  const access::Rights rights = call.facts->access().RightsOf(actor, call.facts->directory(), DayOf(call.now));
  Explanation explanation;
  AddRoles(rights, call, explanation);
  const access::Held* held = rights.ForPermission(permission, *target);
  const std::string where = target->unit.empty() ? std::string("toàn tỉnh")
                                                 : call.facts->directory().DisplayName(target->unit, DayOf(call.now));
  explanation.Step(held != nullptr, held == nullptr ? "" : held->authority(),
                   absl::StrCat(held == nullptr ? "Không vai trò nào có quyền " : "Có quyền ",
                                access::PermissionForPeople(permission), " ở ", where));
  if (held == nullptr) {
    return std::move(explanation)
        .Refused(v1::ERROR_REASON_PERMISSION_DENIED,
                 absl::StrCat("Không có quyền ", access::PermissionForPeople(permission), " ở ", where, "."));
  }
  if (!issuer_instead.empty()) {
    std::string why = absl::StrCat("Kế hoạch do ", issuer_instead, " ban hành: chỉ đơn vị đó được làm việc này.");
    explanation.Step(false, "", why);
    return std::move(explanation).Refused(v1::ERROR_REASON_PERMISSION_DENIED, std::move(why));
  }
  return std::move(explanation)
      .Allowed(absl::StrCat("Được ", access::PermissionForPeople(permission), " ở ", where, "."));
}

}  // namespace

absl::StatusOr<v1::ExplainAccessResponse> ExplainAccess(const v1::ExplainAccessRequest& request,
                                                        const CallContext& call, const Services& services) {
  if (absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return parent;
  const auto question = QuestionOf(request);
  if (!question.ok()) return question.status();
  v1::Actor actor = call.actor;
  const bool other =
      request.has_actor() && (request.actor().unit() != actor.unit() || request.actor().person() != actor.person() ||
                              request.actor().on_behalf_of() != actor.on_behalf_of());
  if (other) {
    const auto may = access::CheckPermitted(v1::PERMISSION_MANAGE_ACCESS, call.actor, call.facts->access(),
                                            call.facts->directory(), DayOf(call.now), {});
    if (!may.ok()) return may.status();
    if (!request.actor().system().empty() || request.actor().unit().empty()) {
      return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, {{"actor.unit", "is required, and system is not given"}});
    }
    actor = request.actor();
  }
  if (question->verb != v1::TASK_VERB_UNSPECIFIED) {
    return ExplainVerb(question->verb, request.resource(), actor, call, services);
  }
  return ExplainPermission(question->permission, request.resource(), actor, call, services);
}

}  // namespace phoihop::handlers
