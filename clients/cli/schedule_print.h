// Schedules of recurring items for people.
#ifndef CLIENTS_CLI_SCHEDULE_PRINT_H_
#define CLIENTS_CLI_SCHEDULE_PRINT_H_

#include <string>
#include <vector>

#include "clients/cli/table.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/schedule_service.pb.h"

namespace phoihop::cli {

std::string OccurrenceStatusForPeople(v1::ScheduledOccurrence::Status status);

// Its words, and how it is paused or which dates it leaves out.
std::vector<std::string> ScheduleForPeople(const v1::PlanItem& item);

// By due date: period, due date (with the day that it rolls to, and `*` where the calendar is not decided), when it is
// issued, its tasks, how it stands and why.
Table OccurrenceTable(const google::protobuf::RepeatedPtrField<v1::ScheduledOccurrence>& occurrences);

// What a change came to, or would.
std::vector<std::string> ChangeForPeople(const v1::ScheduleChange& change, bool dry_run);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_SCHEDULE_PRINT_H_
