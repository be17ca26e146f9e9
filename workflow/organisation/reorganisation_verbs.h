// What the verbs of a reorganisation share; see reorganisation.h.
#ifndef WORKFLOW_ORGANISATION_REORGANISATION_VERBS_H_
#define WORKFLOW_ORGANISATION_REORGANISATION_VERBS_H_

#include <initializer_list>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/civil_time.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

// What a verb looks at.
struct ReorganisationCase {
  const internal::v1::ReferenceData& state;
  const Directory& directory;  // of that state
  const Context& context;
  absl::CivilDay today() const { return DayOf(context.now); }
};

using State = v1::Reorganisation::State;

// Only what a caller may set; the rest is empty.
v1::Reorganisation WhatCallersSet(const v1::Reorganisation& reorganisation);

// -- Guards

// NOT_FOUND; ETAG_MISMATCH when an etag is given that is not the present one.
absl::StatusOr<const v1::Reorganisation*> Find(const ReorganisationCase& c, absl::string_view name,
                                               absl::string_view etag = {});
// REORGANISATION_STATE, naming the states in which the verb ("approved") is allowed.
absl::Status CheckState(const v1::Reorganisation& reorganisation, absl::string_view participle,
                        std::initializer_list<State> allowed);

// -- Answers

// The event of that payload, with what changed since `before` (null: it is new).
v1::Event EventOf(v1::Event::PayloadCase payload, const v1::Reorganisation* before, v1::Reorganisation after);
Decision Only(v1::Event event);

// What was seen and approved holds no longer. Makes the actor the drafter; SEPARATION_OF_DUTIES when it is neither a
// named person nor a system, because nobody could tell then who must not approve.
absl::Status BackToDraft(const ReorganisationCase& c, v1::Reorganisation& reorganisation);

// -- Verbs: reorganisation_draft.cc
absl::StatusOr<Decision> CreateReorganisation(const ReorganisationCase& c,
                                              const v1::CreateReorganisationRequest& request);
absl::StatusOr<Decision> UpdateReorganisation(const ReorganisationCase& c,
                                              const v1::UpdateReorganisationRequest& request);
absl::StatusOr<Decision> RecordPreview(const ReorganisationCase& c, const internal::v1::RecordPreview& request);
absl::StatusOr<Decision> Approve(const ReorganisationCase& c, const internal::v1::ApproveReorganisation& request);
// reorganisation_run.cc
absl::StatusOr<Decision> Execute(const ReorganisationCase& c, const v1::ExecuteReorganisationRequest& request);
absl::StatusOr<Decision> Pause(const ReorganisationCase& c, const v1::PauseReorganisationRequest& request);
absl::StatusOr<Decision> Resume(const ReorganisationCase& c, const v1::ResumeReorganisationRequest& request);
absl::StatusOr<Decision> Assign(const ReorganisationCase& c, const v1::AssignRehomingItemRequest& request);
absl::StatusOr<Decision> RecordVerification(const ReorganisationCase& c,
                                            const internal::v1::RecordVerification& request);
absl::StatusOr<Decision> UndoReorganisation(const ReorganisationCase& c, const v1::UndoReorganisationRequest& request);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_REORGANISATION_VERBS_H_
