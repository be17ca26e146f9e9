// Tasks for people.
#ifndef CLIENTS_CLI_TASK_PRINT_H_
#define CLIENTS_CLI_TASK_PRINT_H_

#include <string>

#include "clients/cli/session.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::cli {

// Vietnamese name of a state, as officials say it.
std::string StateForPeople(v1::TaskState state);
std::string VerbForPeople(v1::TaskVerb verb);

// Display name of a unit if the answer has it, its id otherwise.
std::string UnitForPeople(const v1::Task& task, const std::string& unit);

// Everything about one task: who is responsible, clocks, hand-offs, what may be done next and why not the rest.
void PrintTask(const Session& session, const v1::Task& task);

// One line of a list.
void AddTaskRow(Table& table, const v1::Task& task);
Table TaskTable();

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_TASK_PRINT_H_
