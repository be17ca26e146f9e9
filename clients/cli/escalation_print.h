// How the engine of deadlines stands, for people.
#ifndef CLIENTS_CLI_ESCALATION_PRINT_H_
#define CLIENTS_CLI_ESCALATION_PRINT_H_

#include <google/protobuf/duration.pb.h>

#include <string>
#include <vector>

#include "clients/cli/table.h"
#include "phoihop/v1/escalation_service.pb.h"

namespace phoihop::cli {

// `2 ngày 3 giờ`, `4 phút 5 giây`, `0,35 giây`: the two largest units.
std::string DurationForPeople(const google::protobuf::Duration& duration);

// One row for each figure.
Table EscalationTable(const v1::EscalationStatus& status);
// What somebody has to look after, a sentence each with what to do; empty: all is well.
std::vector<std::string> EscalationWarnings(const v1::EscalationStatus& status);

Table SetAsideTable(const v1::ListSetAsideTasksResponse& list);

Table FailedDeliveryTable(const v1::ListFailedDeliveriesResponse& list);
// What became of those that were to be sent again.
std::vector<std::string> RetryLines(const v1::RetryFailedDeliveriesResponse& response);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_ESCALATION_PRINT_H_
