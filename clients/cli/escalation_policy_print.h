// Ladders (thang đôn đốc), for people.
#ifndef CLIENTS_CLI_ESCALATION_POLICY_PRINT_H_
#define CLIENTS_CLI_ESCALATION_POLICY_PRINT_H_

#include <string>
#include <vector>

#include "clients/cli/table.h"
#include "phoihop/v1/escalation_policy_service.pb.h"

namespace phoihop::cli {

// The rungs in order: when, who is told, on which condition, and what is done besides.
Table RungTable(const v1::EscalationPolicy& policy);

// One row for each version, as they are listed.
Table PolicyVersionTable(const v1::ListEscalationPolicyVersionsResponse& list);

// A sentence for each warning; empty: there is none.
std::vector<std::string> PolicyWarnings(const v1::PublishEscalationPolicyResponse& response);

// What would be switched in figures, a line each, and the clocks that are listed.
std::vector<std::string> SwitchSummary(const v1::PreviewPolicySwitchResponse& preview);
Table SwitchTable(const v1::PreviewPolicySwitchResponse& preview);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_ESCALATION_POLICY_PRINT_H_
