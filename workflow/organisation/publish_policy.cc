#include "workflow/organisation/publish_policy.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/basis.h"
#include "workflow/errors.h"
#include "workflow/escalation/ladder.h"
#include "workflow/limits.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/named_list.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

constexpr char kCollection[] = "escalationPolicies";

absl::Status CheckName(const internal::v1::ReferenceData& state, const std::string& field, const std::string& name) {
  const auto id = IdOf(name, kCollection);
  if (id.ok() && name == ChildName(ProvinceName(state.province()), kCollection, *id)) return absl::OkStatus();
  return InvalidRequest(
      v1::ERROR_REASON_INVALID_NAME,
      {{field, absl::StrCat("has to be of the form ",
                            ChildName(ProvinceName(state.province()), kCollection, "{escalation_policy}"))}});
}

absl::Status CheckDefinition(const v1::EscalationPolicy& policy) {
  std::vector<FieldViolation> violations = ViolationsOf(escalation::Validate(policy));
  for (FieldViolation& violation : violations) violation.field = absl::StrCat("escalation_policy.", violation.field);
  Findings findings;
  findings.Text("escalation_policy.display_name", policy.display_name(), limits::kTitleBytes);
  if (policy.display_name().empty()) findings.Invalid("escalation_policy.display_name", "say what the ladder is for");
  findings.Basis("escalation_policy.basis", policy.basis());
  for (const FieldViolation& violation : ViolationsOf(findings.Result())) violations.push_back(violation);
  return violations.empty() ? absl::OkStatus() : InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

absl::Status Stale(absl::string_view what) {
  return Error(v1::ERROR_REASON_PREVIEW_STALE,
               absl::StrCat(what, "; preview the switch again, and switch with the token that it gives"));
}

absl::Status CheckToken(const internal::v1::SwitchPolicy& command, int64_t version) {
  PolicySwitchToken caller, seen;
  if (!PolicySwitchToken::Parse(command.preview_token(), caller)) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"preview_token", "is none that a preview gave; preview the switch first"}});
  }
  if (!PolicySwitchToken::Parse(command.seen_token(), seen))
    return Error(v1::ERROR_REASON_INTERNAL, "A ladder was to be switched to that nobody had looked at.");
  if (caller.version != version || seen.version != version) {
    return Stale(absl::StrCat("The ladder was at version ", caller.version, " when it was previewed and is at ",
                              version, " now"));
  }
  if (caller.deadlines != seen.deadlines) {
    return Stale(absl::StrCat(caller.deadlines, " deadlines would have followed it when it was previewed, and ",
                              seen.deadlines, " would now"));
  }
  if (caller.digest != seen.digest)
    return Stale("The deadlines that would follow it are not those that were previewed");
  return absl::OkStatus();
}

}  // namespace

std::string PolicySwitchToken::Text() const { return absl::StrCat(version, "-", deadlines, "-", digest); }

bool PolicySwitchToken::Parse(absl::string_view text, PolicySwitchToken& token) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  if (parts.size() != 3 || parts[2].empty()) return false;
  token.digest = std::string(parts[2]);
  return absl::SimpleAtoi(parts[0], &token.version) && absl::SimpleAtoi(parts[1], &token.deadlines);
}

absl::StatusOr<v1::EscalationPolicy> NextPolicyVersion(const internal::v1::ReferenceData& state,
                                                       const v1::EscalationPolicy& policy) {
  absl::Status status = CheckName(state, "escalation_policy.name", policy.name());
  if (status.ok()) status = CheckDefinition(policy);
  if (!status.ok()) return status;
  v1::EscalationPolicy next = policy;
  const v1::EscalationPolicy* known = FindByName(state.escalation_policies(), policy.name());
  next.set_version(known == nullptr ? 1 : known->version());
  if (known == nullptr) return next;
  v1::EscalationPolicy asked = next, present = *known;
  asked.clear_basis();
  present.clear_basis();
  if (google::protobuf::util::MessageDifferencer::Equals(asked, present)) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"escalation_policy", absl::StrCat("is what version ", known->version(), " says already")}});
  }
  next.set_version(known->version() + 1);
  return next;
}

absl::StatusOr<Decision> DecidePolicyPublication(const internal::v1::ReferenceData& state,
                                                 const internal::v1::PublishPolicy& command) {
  auto next = NextPolicyVersion(state, command.policy());
  if (!next.ok()) return next.status();
  if (!HasBasis(next->basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED,
                 "a ladder is published on the decision that it rests on; name it in `escalation_policy.basis`");
  }
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(next->name());
  event.set_type("escalation_policy.published");
  *event.mutable_basis() = next->basis();
  *event.mutable_escalation_policy_published()->mutable_escalation_policy() = *std::move(next);
  return decision;
}

absl::StatusOr<Decision> DecidePolicySwitch(const internal::v1::ReferenceData& state,
                                            const internal::v1::SwitchPolicy& command) {
  if (absl::Status status = CheckName(state, "name", command.name()); !status.ok()) return status;
  Findings findings;
  findings.Basis("basis", command.basis());
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  const v1::EscalationPolicy* newest = FindByName(state.escalation_policies(), command.name());
  if (newest == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no ladder ", command.name(), "; publish it first, or list those there are."));
  }
  if (!HasBasis(command.basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED,
                 "running deadlines follow another ladder on the decision that says so; name it in `basis`");
  }
  if (absl::Status status = CheckToken(command, newest->version()); !status.ok()) return status;
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(newest->name());
  event.set_type("escalation_policy.switched");
  *event.mutable_basis() = command.basis();
  v1::EscalationPolicySwitched& switched = *event.mutable_escalation_policy_switched();
  *switched.mutable_escalation_policy() = *newest;
  *switched.mutable_basis() = command.basis();
  switched.set_task_count(command.tasks_size());
  for (const std::string& task : command.tasks()) {
    internal::v1::AdoptPolicy& adopt = *decision.follow_ups.emplace_back().mutable_adopt_policy();
    adopt.set_name(task);
    adopt.set_escalation_policy(newest->name());
    adopt.set_escalation_policy_version(newest->version());
  }
  return decision;
}

}  // namespace phoihop::organisation
