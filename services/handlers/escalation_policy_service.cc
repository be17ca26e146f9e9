#include "services/handlers/escalation_policy_service.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/policy_switch_preview.h"
#include "services/handlers/submit.h"
#include "services/handlers/work_pool.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/escalation/warnings.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/publish_policy.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

using Published = v1::PublishEscalationPolicyResponse;
using Switched = v1::SwitchEscalationPolicyResponse;

v1::EscalationPolicyWarning::Kind KindOf(escalation::Warning::Kind kind) {
  switch (kind) {
    case escalation::Warning::Kind::kNobodyReached:
      return v1::EscalationPolicyWarning::KIND_NOBODY_REACHED;
    case escalation::Warning::Kind::kOtherLadder:
      return v1::EscalationPolicyWarning::KIND_OTHER_LADDER;
    case escalation::Warning::Kind::kNotWatched:
      return v1::EscalationPolicyWarning::KIND_NOT_WATCHED;
    case escalation::Warning::Kind::kTakesOver:
      return v1::EscalationPolicyWarning::KIND_TAKES_OVER;
    case escalation::Warning::Kind::kUnknownSystem:
      return v1::EscalationPolicyWarning::KIND_UNKNOWN_SYSTEM;
  }
  return v1::EscalationPolicyWarning::KIND_UNSPECIFIED;
}

// What was, or would be, recorded, and what people should know about it.
Published AnswerFor(const v1::EscalationPolicy& next, const CallContext& call, const std::set<std::string>& systems) {
  Published response;
  *response.mutable_escalation_policy() = next;
  const auto warnings =
      escalation::WarningsOf(next, call.facts->data(), call.facts->directory(), DayOf(call.now), systems);
  for (const escalation::Warning& warning : warnings) {
    v1::EscalationPolicyWarning& told = *response.add_warnings();
    told.set_kind(KindOf(warning.kind));
    told.set_audience(warning.audience);
    told.set_purpose(warning.purpose);
    for (const std::string& unit : warning.units) told.add_units(unit);
    told.set_total_units(warning.total_units);
    told.set_other_policy(warning.other);
    told.set_system(warning.system);
    told.set_explanation(warning.explanation);
  }
  return response;
}

absl::StatusOr<v1::EscalationPolicy> Newest(const Facts& facts, const std::string& name) {
  const v1::EscalationPolicy* newest = organisation::FindByName(facts.data().escalation_policies(), name);
  if (newest == nullptr) return NotReadableYet();
  return *newest;
}

// The command, with what a preview says at this moment. A ladder that is unknown goes to the write door without it:
// there the same rules refuse it, unless the request is one that was carried out before.
absl::Status Prepare(const v1::SwitchEscalationPolicyRequest& request, const CallContext& call,
                     const Services& services, internal::v1::Command& command) {
  internal::v1::SwitchPolicy& wanted = *command.mutable_reference()->mutable_switch_policy();
  wanted.set_name(request.name());
  wanted.set_preview_token(request.preview_token());
  *wanted.mutable_basis() = request.basis();
  auto preview = PreviewSwitch(request.name(), call, services);
  if (!preview.ok()) {
    return preview.status().code() == absl::StatusCode::kNotFound ? absl::OkStatus() : preview.status();
  }
  wanted.set_seen_token(preview->response.preview_token());
  for (std::string& task : preview->tasks) wanted.add_tasks(std::move(task));
  // What it was prepared on: tasks that change after this event are looked at once more.
  command.set_etag(absl::StrCat(preview->last_sequence));
  return absl::OkStatus();
}

void SubmitSwitch(internal::v1::Command command, const CallContext& call, const Services& services,
                  Done<Switched> done) {
  const std::string name = command.reference().switch_policy().name();
  const int tasks = command.reference().switch_policy().tasks_size();
  const auto answer = [name, tasks](const Facts& facts) -> absl::StatusOr<Switched> {
    auto newest = Newest(facts, name);
    if (!newest.ok()) return newest.status();
    Switched response;
    *response.mutable_escalation_policy() = *std::move(newest);
    response.set_concerned_tasks(tasks);
    return response;
  };
  if (command.validate_only()) {
    services.engine.Submit(std::move(command), [answer, facts = call.facts, done = std::move(done)](
                                                   const absl::StatusOr<engine::Applied>& applied) {
      if (!applied.ok()) return done(applied.status());
      done(answer(*facts));
    });
    return;
  }
  SubmitAndRead<Switched>(std::move(command), services, std::move(done),
                          [answer](const Facts& facts, const std::string&) { return answer(facts); });
}

}  // namespace

void PublishEscalationPolicy(const v1::PublishEscalationPolicyRequest& request, const CallContext& call,
                             const Services& services, Done<Published> done) {
  if (const absl::Status parent = CheckProvinceParent(request.parent(), call); !parent.ok()) return done(parent);
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_reference()->mutable_publish_policy()->mutable_policy() = request.escalation_policy();
  if (command->validate_only()) {
    services.engine.Submit(*std::move(command),
                           [asked = request.escalation_policy(), call, &services,
                            done = std::move(done)](const absl::StatusOr<engine::Applied>& applied) {
                             if (!applied.ok()) return done(applied.status());
                             const auto next = organisation::NextPolicyVersion(call.facts->data(), asked);
                             if (!next.ok()) return done(next.status());
                             done(AnswerFor(*next, call, services.systems));
                           });
    return;
  }
  SubmitAndRead<Published>(*std::move(command), services, std::move(done),
                           [call, &services](const Facts& facts, const std::string& name) -> absl::StatusOr<Published> {
                             const auto newest = Newest(facts, name);
                             if (!newest.ok()) return newest.status();
                             return AnswerFor(*newest, call, services.systems);
                           });
}

absl::StatusOr<v1::ListEscalationPolicyVersionsResponse> ListEscalationPolicyVersions(
    const v1::ListEscalationPolicyVersionsRequest& request, const CallContext& call, const Services&) {
  std::vector<const v1::EscalationPolicy*> versions;
  for (const v1::EscalationPolicy& policy : call.facts->data().escalation_policies()) {
    if (policy.name() == request.name()) versions.push_back(&policy);
  }
  if (versions.empty()) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no ladder ", Excerpt(request.name()), "; list those there are."));
  }
  const auto key = [](const v1::EscalationPolicy& policy) {
    return absl::StrCat(absl::Dec(INT64_MAX - policy.version(), absl::kZeroPad20));
  };
  std::sort(versions.begin(), versions.end(), [&](const auto* a, const auto* b) { return key(*a) < key(*b); });
  const auto page = CutPage<v1::EscalationPolicy>(request, versions, key);
  if (!page.ok()) return page.status();
  v1::ListEscalationPolicyVersionsResponse response;
  for (const v1::EscalationPolicy* policy : page->things) *response.add_escalation_policies() = *policy;
  response.set_next_page_token(page->next_page_token);
  return response;
}

absl::StatusOr<v1::PreviewPolicySwitchResponse> PreviewPolicySwitch(const v1::PreviewPolicySwitchRequest& request,
                                                                    const CallContext& call, const Services& services) {
  auto preview = PreviewSwitch(request.name(), call, services);
  if (!preview.ok()) return preview.status();
  return std::move(preview->response);
}

void SwitchEscalationPolicy(const v1::SwitchEscalationPolicyRequest& request, const CallContext& call,
                            const Services& services, Done<Switched> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  const bool accepted =
      services.pool.TrySubmit([request = std::make_shared<const v1::SwitchEscalationPolicyRequest>(request),
                               command = *command, call, &services, done]() mutable {
        const absl::Status prepared = Prepare(*request, call, services, command);
        if (!prepared.ok()) return done(prepared);
        SubmitSwitch(std::move(command), call, services, std::move(done));
      });
  if (!accepted) {
    done(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
  }
}

void AddEscalationPolicyService(MethodTable& table) {
  table.Command("phoihop.v1.EscalationPolicyService.PublishEscalationPolicy", PublishEscalationPolicy);
  table.Read("phoihop.v1.EscalationPolicyService.ListEscalationPolicyVersions", ListEscalationPolicyVersions,
             Caller::kOptional);
  table.Read("phoihop.v1.EscalationPolicyService.PreviewPolicySwitch", PreviewPolicySwitch, Caller::kRequired);
  table.Command("phoihop.v1.EscalationPolicyService.SwitchEscalationPolicy", SwitchEscalationPolicy);
}

}  // namespace phoihop::handlers
