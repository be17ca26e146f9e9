#include "workflow/task/rung_verb.h"

#include "absl/strings/str_cat.h"
#include "workflow/basis.h"
#include "workflow/task/check.h"

namespace phoihop::task {
namespace {

// `thang đôn đốc “Phê duyệt”, phiên bản 3 (căn cứ 12/QĐ-UBND)`.
std::string LadderForPeople(const v1::EscalationPolicy& policy) {
  return absl::StrCat("thang đôn đốc “", policy.display_name(), "”, phiên bản ", policy.version(), " (căn cứ ",
                      BasisText(policy.basis()), ")");
}

}  // namespace

std::string WhyVerbSuppressed(const v1::Escalation& escalation, const Case& c) {
  if (escalation.verb() == v1::TASK_VERB_UNSPECIFIED) return "";
  const Situation situation(c.task, c.context.actor, c.facts, c.now(), /*handoff=*/nullptr, c.context.parts);
  const auto refusal = CheckState(escalation.verb(), situation);
  return refusal.has_value() ? refusal->explanation : std::string();
}

void DoVerb(const v1::Escalation& escalation, const v1::Clock& clock, const Case& c, Recorder& recorder) {
  if (escalation.verb() == v1::TASK_VERB_UNSPECIFIED || !escalation.verb_suppressed().empty()) return;
  const v1::EscalationPolicy* policy =
      c.facts.policies().Find(clock.escalation_policy(), clock.escalation_policy_version());
  if (policy == nullptr) return;
  const std::string ladder = LadderForPeople(*policy);
  switch (escalation.verb()) {
    case v1::TASK_VERB_ACCEPT:
      return RecordAccepted(c, absl::StrCat("Quá thời hạn không có ý kiến: coi như tiếp nhận theo ", ladder),
                            policy->basis(), recorder);
    case v1::TASK_VERB_APPROVE:
      return RecordApproved(c, absl::StrCat("Quá thời hạn không có ý kiến: coi như đồng ý theo ", ladder),
                            policy->basis(), recorder);
    case v1::TASK_VERB_REVOKE:
      return RecordRevoked(c, absl::StrCat("Quá thời hạn: thu hồi theo ", ladder), policy->basis(), recorder);
    default:
      return;
  }
}

}  // namespace phoihop::task
