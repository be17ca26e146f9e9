// The life of a reorganisation: DRAFT → PREVIEWED → APPROVED → EXECUTING → VERIFIED or HELD; UNDOING → ANNULLED. Part
// of the aggregate "reference data of a province"; reference.h hands its verbs on to here.
#ifndef WORKFLOW_ORGANISATION_REORGANISATION_H_
#define WORKFLOW_ORGANISATION_REORGANISATION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/decision.h"
#include "workflow/organisation/reorganisation_state.h"  // IWYU pragma: export, IsEnacted

namespace phoihop::organisation {

// The verbs create_reorganisation … undo_reorganisation of a reference command. `state` has what other commands of the
// same batch recorded. The errors are those of ReorganisationService.
absl::StatusOr<Decision> DecideReorganisation(const internal::v1::ReferenceData& state,
                                              const internal::v1::ReferenceCommand& command, const Facts& facts,
                                              const Context& context);

// Open items are to be moved now: EXECUTING on or after the effective date, or UNDOING; not paused.
bool IsMoving(const v1::Reorganisation& reorganisation, absl::CivilDay today);

// Units between which work may still go: of reorganisations that have switched the organisation, on the day or before,
// and are neither VERIFIED nor ANNULLED, paused ones and HELD ones among them. Sorted; none whose identity stays.
std::vector<std::string> UnitsOfUnfinishedMoves(const internal::v1::ReferenceData& data, absl::CivilDay today);

const v1::Reorganisation* FindReorganisation(const internal::v1::ReferenceData& data, absl::string_view name);

// From what a caller may change of it.
std::string EtagOf(const v1::Reorganisation& reorganisation);

// `execute-1-sx-2026-…`, `undo-2-…` and back.
std::string OperationId(const v1::Reorganisation& reorganisation);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_REORGANISATION_H_
