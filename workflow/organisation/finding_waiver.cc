#include "workflow/organisation/finding_waiver.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "workflow/basis.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

absl::Status Check(const v1::WaiveFindingRequest& request, absl::CivilDay today) {
  Findings findings;
  if (request.reason().empty()) findings.Add(v1::ERROR_REASON_INVALID_FIELD, "reason", "is missing: why it may stay");
  findings.Text("reason", request.reason(), limits::kExplanationBytes);
  findings.Basis("basis", request.basis());
  if (!request.valid_to().empty()) {
    findings.Date("valid_to", request.valid_to());
    if (request.valid_to() <= FormatDate(today)) {
      findings.Add(v1::ERROR_REASON_INVALID_FIELD, "valid_to",
                   "must be after today: the first day on which it counts "
                   "no more");
    }
  }
  return findings.Result();
}

}  // namespace

absl::StatusOr<Decision> DecideWaiver(const internal::v1::ReferenceData& state,
                                      const internal::v1::WaiveFinding& command, const Context& context) {
  const absl::CivilDay today = DayOf(context.now);
  const v1::WaiveFindingRequest& request = command.request();
  const auto id = IdOf(request.name(), "findings");
  if (!id.ok()) return id.status();
  if (absl::Status status = Check(request, today); !status.ok()) return status;
  if (!HasBasis(request.basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED, "a finding is let stand on a basis; name the document in `basis`");
  }
  Decision decision;
  v1::Event& event = decision.events.emplace_back();
  v1::FindingWaiver& waiver = *event.mutable_finding_waived()->mutable_finding_waiver();
  waiver.set_name(ChildName(ProvinceName(state.province()), "findingWaivers", *id));
  waiver.set_kind(command.kind());
  waiver.set_reason(request.reason());
  *waiver.mutable_basis() = request.basis();
  waiver.set_valid_to(request.valid_to());
  *waiver.mutable_actor() = context.actor;
  *waiver.mutable_waive_time() = ToTimestamp(context.now);
  event.set_subject(waiver.name());
  event.set_type("finding.waived");
  *event.mutable_basis() = request.basis();
  return decision;
}

absl::StatusOr<Decision> DecideWaiverRevocation(const internal::v1::ReferenceData& state,
                                                const v1::RevokeFindingWaiverRequest& request, const Context& context) {
  Findings findings;
  findings.Text("reason", request.reason(), limits::kExplanationBytes);
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  const v1::FindingWaiver* waiver = FindWaiver(state, request.name());
  if (waiver == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("there is no waiver ", Excerpt(request.name()), "; list the waivers to see their names"));
  }
  Decision decision;
  if (waiver->has_revoke_time()) return decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(waiver->name());
  event.set_type("finding.waiver_revoked");
  if (!request.reason().empty()) {
    v1::FieldChange& change = *event.add_changes();
    change.set_field("revoke_reason");
    change.set_after(request.reason());
  }
  v1::FindingWaiver& revoked = *event.mutable_finding_waiver_revoked()->mutable_finding_waiver();
  revoked = *waiver;
  *revoked.mutable_revoke_time() = ToTimestamp(context.now);
  return decision;
}

const v1::FindingWaiver* FindWaiver(const internal::v1::ReferenceData& state, absl::string_view name) {
  return FindByName(state.finding_waivers(), name);
}

}  // namespace phoihop::organisation
