// Findings and their waivers for people.
#ifndef CLIENTS_CLI_FINDING_PRINT_H_
#define CLIENTS_CLI_FINDING_PRINT_H_

#include <string>
#include <vector>

#include "clients/cli/table.h"
#include "phoihop/v1/finding.pb.h"
#include "phoihop/v1/responsibility_service.pb.h"

namespace phoihop::cli {

// Lines of at most `width` columns: grouped by kind, what is wrong and what to do about it. Of findings that are alike
// but for where they are, the first few are told and the others counted. `days`: whether each has its own days.
std::string DescribeFindings(const std::vector<v1::Finding>& findings, bool days, int width);

// How many there are by kind.
Table CountTable(const v1::ListFindingsResponse& response);

Table WaiverTable(const std::vector<v1::FindingWaiver>& waivers);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_FINDING_PRINT_H_
