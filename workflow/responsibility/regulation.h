// The draft of a new regulation: a set of changes of duties that can be looked at before it is law, and becomes law in
// one step. Part of the aggregate "reference data of a province"; workflow/organisation/reference.h hands its verbs on
// to here.
#ifndef WORKFLOW_RESPONSIBILITY_REGULATION_H_
#define WORKFLOW_RESPONSIBILITY_REGULATION_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/responsibility.pb.h"
#include "workflow/decision.h"

namespace phoihop::responsibility {

// Functions, duties and ended duties that one regulation may have, and holders of one duty.
inline constexpr int kMaxRegulationFunctions = 500;
inline constexpr int kMaxRegulationDuties = 500;
inline constexpr int kMaxDutyHolders = 300;

// The verbs create_regulation, update_regulation, enact_regulation, withdraw_regulation, for the province's registrar.
// The errors are those of ResponsibilityService. A draft is made and changed by a named person or a system, and enacted
// by another named person. `state` has what other commands of the same batch recorded.
absl::StatusOr<Decision> DecideRegulation(const internal::v1::ReferenceData& state,
                                          const internal::v1::ReferenceCommand& command, const Context& context);

// The data as they would be if the draft were law: its instrument (number "(dự thảo)" when it has none yet), functions
// and duties, and the regulation ENACTED. REGULATION_STATE when it is no draft; BUILT_UPON as when it is enacted. Units
// that do not live on its day are left in: that is what somebody wants to see.
absl::StatusOr<internal::v1::ReferenceData> WithRegulation(const internal::v1::ReferenceData& data,
                                                           const v1::Regulation& regulation);

// Null when there is none of that name.
const v1::Regulation* FindRegulation(const internal::v1::ReferenceData& data, absl::string_view name);

// From what a caller may change of it, and its state.
std::string EtagOf(const v1::Regulation& regulation);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_REGULATION_H_
