// From draft to approval: nothing of the organisation changes.
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "workflow/basis.h"
#include "workflow/errors.h"
#include "workflow/organisation/enactment.h"
#include "workflow/organisation/findings.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/organisation/reorganisation_verbs.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

constexpr State kDraft = v1::Reorganisation::STATE_DRAFT;
constexpr State kPreviewed = v1::Reorganisation::STATE_PREVIEWED;
constexpr State kApproved = v1::Reorganisation::STATE_APPROVED;

// A draft says what is to be decided; who decided what comes from those who do it.
v1::Reorganisation DraftOf(const v1::Reorganisation& wanted) {
  v1::Reorganisation draft = WhatCallersSet(wanted);
  for (v1::Unit& unit : *draft.mutable_units()) {
    unit.clear_current();
    unit.clear_alive();
    unit.clear_start_date();
    unit.clear_end_date();
    unit.clear_etag();
  }
  for (v1::ItemAssignment& assignment : *draft.mutable_assignments()) assignment.clear_decider();
  return draft;
}

void AddPerson(const v1::Actor& actor, absl::flat_hash_set<std::string>& persons) {
  if (!actor.person().empty()) persons.insert(actor.person());
}

// Nobody approves what they, or those for whom they act, have drafted.
absl::Status CheckTwoPersons(const v1::Reorganisation& reorganisation, const Context& context) {
  if (context.actor.person().empty()) {
    return Error(v1::ERROR_REASON_SEPARATION_OF_DUTIES,
                 "a reorganisation is approved by a named person; send the actor's person with the call");
  }
  if (reorganisation.drafter().person().empty() && reorganisation.drafter().system().empty()) {
    return Error(v1::ERROR_REASON_SEPARATION_OF_DUTIES,
                 "nobody knows who drafted the reorganisation; have a named person update it first");
  }
  absl::flat_hash_set<std::string> drafters;
  AddPerson(reorganisation.drafter(), drafters);
  AddPerson(reorganisation.drafter_acting_for(), drafters);
  for (const v1::Actor& actor : {context.actor, context.acting_for}) {
    if (!actor.person().empty() && drafters.contains(actor.person())) {
      return Error(v1::ERROR_REASON_SEPARATION_OF_DUTIES,
                   absl::StrCat(actor.person(), " drafted the reorganisation; another person approves it"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status BackToDraft(const ReorganisationCase& c, v1::Reorganisation& reorganisation) {
  const v1::Actor& actor = c.context.actor;
  if (actor.person().empty() && actor.system().empty()) {
    return Error(v1::ERROR_REASON_SEPARATION_OF_DUTIES,
                 "a reorganisation is drafted by a named person, so that another one can approve it; send the actor's "
                 "person with the call");
  }
  reorganisation.set_state(kDraft);
  *reorganisation.mutable_drafter() = actor;
  reorganisation.clear_drafter_acting_for();
  if (!c.context.acting_for.unit().empty() || !c.context.acting_for.person().empty()) {
    *reorganisation.mutable_drafter_acting_for() = c.context.acting_for;
  }
  reorganisation.clear_preview_time();
  reorganisation.clear_preview_token();
  reorganisation.clear_preview_counts();
  reorganisation.clear_approver();
  reorganisation.clear_approve_time();
  return absl::OkStatus();
}

absl::StatusOr<Decision> CreateReorganisation(const ReorganisationCase& c,
                                              const v1::CreateReorganisationRequest& request) {
  if (request.parent() != ProvinceName(c.state.province())) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_NAME,
                          {{"parent", absl::StrCat("must be ", ProvinceName(c.state.province()))}});
  }
  if (!IsId(request.reorganisation_id())) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"reorganisation_id", "must be 1 to 63 characters of a-z, 0-9 and '-'"}});
  }
  v1::Reorganisation draft = DraftOf(request.reorganisation());
  draft.set_name(ChildName(request.parent(), "reorganisations", request.reorganisation_id()));
  if (FindReorganisation(c.state, draft.name()) != nullptr) {
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, absl::StrCat(draft.name(), " exists already; choose another id"));
  }
  if (absl::Status status = BackToDraft(c, draft); !status.ok()) return status;
  if (absl::Status status = CheckReorganisation(c.state, draft); !status.ok()) return status;
  *draft.mutable_record_time() = ToTimestamp(c.context.now);
  return Only(EventOf(v1::Event::kReorganisationDrafted, nullptr, std::move(draft)));
}

absl::StatusOr<Decision> UpdateReorganisation(const ReorganisationCase& c,
                                              const v1::UpdateReorganisationRequest& request) {
  const v1::Reorganisation& wanted = request.reorganisation();
  const auto known = Find(c, wanted.name(), request.etag().empty() ? wanted.etag() : request.etag());
  if (!known.ok()) return known.status();
  if (absl::Status status = CheckState(**known, "updated", {kDraft, kPreviewed, kApproved}); !status.ok()) {
    return status;
  }
  v1::Reorganisation draft = DraftOf(wanted);
  if (absl::Status status = BackToDraft(c, draft); !status.ok()) return status;
  if (absl::Status status = CheckReorganisation(c.state, draft); !status.ok()) return status;
  *draft.mutable_record_time() = (*known)->record_time();
  return Only(EventOf(v1::Event::kReorganisationDrafted, *known, std::move(draft)));
}

absl::StatusOr<Decision> RecordPreview(const ReorganisationCase& c, const internal::v1::RecordPreview& request) {
  const auto known = Find(c, request.name());
  if (!known.ok()) return known.status();
  if (absl::Status status = CheckState(**known, "previewed", {kDraft, kPreviewed}); !status.ok()) return status;
  v1::Reorganisation seen = **known;
  seen.set_state(kPreviewed);
  seen.set_preview_token(request.token());
  *seen.mutable_preview_counts() = request.counts();
  *seen.mutable_preview_time() = ToTimestamp(c.context.now);
  return Only(EventOf(v1::Event::kReorganisationPreviewed, *known, std::move(seen)));
}

absl::StatusOr<Decision> Approve(const ReorganisationCase& c, const internal::v1::ApproveReorganisation& request) {
  const v1::ApproveReorganisationRequest& wanted = request.request();
  const auto known = Find(c, wanted.name(), wanted.etag());
  if (!known.ok()) return known.status();
  if (absl::Status status = CheckState(**known, "approved", {kPreviewed}); !status.ok()) return status;
  if (absl::Status status = CheckTwoPersons(**known, c.context); !status.ok()) return status;
  Findings findings;
  findings.Basis("basis", wanted.basis());
  if (absl::Status status = findings.Result(); !status.ok()) return status;
  if (!HasBasis(wanted.basis()) && !HasBasis((*known)->basis())) {
    return Error(v1::ERROR_REASON_BASIS_REQUIRED, "a reorganisation rests on a legal basis; name it");
  }
  if (wanted.preview_token() != (*known)->preview_token() || wanted.preview_token() != request.seen_token()) {
    return Error(v1::ERROR_REASON_PREVIEW_STALE,
                 "what would happen has changed since this preview; look at a new one and approve that");
  }
  v1::Reorganisation approved = **known;
  approved.set_state(kApproved);
  *approved.mutable_approver() = c.context.actor;
  *approved.mutable_approve_time() = ToTimestamp(c.context.now);
  if (HasBasis(wanted.basis())) *approved.mutable_basis() = wanted.basis();
  return Only(EventOf(v1::Event::kReorganisationApproved, *known, std::move(approved)));
}

}  // namespace phoihop::organisation
