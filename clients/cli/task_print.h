// Tasks for people.
#ifndef CLIENTS_CLI_TASK_PRINT_H_
#define CLIENTS_CLI_TASK_PRINT_H_

#include <google/protobuf/repeated_field.h>

#include <string>

#include "absl/time/time.h"
#include "clients/cli/table.h"
#include "clients/cli/task_words.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::cli {

// Everything about one task: who is responsible, clocks, hand-offs, work with others, what may be done next and why
// not the rest; lines of at most `width` columns.
std::string DescribeTask(const v1::Task& task, absl::Time now, int width);

// One line of a list.
void AddTaskRow(Table& table, const v1::Task& task);
Table TaskTable();

Table CommentTable(const google::protobuf::RepeatedPtrField<v1::Comment>& comments);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_TASK_PRINT_H_
