// Plans, imports and revisions for people.
#ifndef CLIENTS_CLI_PLAN_PRINT_H_
#define CLIENTS_CLI_PLAN_PRINT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/table.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/plan_service.pb.h"

namespace phoihop::cli {

// `so-vhttdl (tổng hợp); ubnd-cap-xa (nhóm, trừ 8)`, a name that is asked about with `?` before it.
std::string PartiesForPeople(const google::protobuf::RepeatedPtrField<v1::ResponsibleParty>& parties);
std::string DeadlineForPeople(const v1::PlanDeadline& deadline);
std::string PlanStateForPeople(v1::Plan::State state);

// Everything here is text of lines of at most `width` columns.

// What was made of a file: wrong cells, the table of items, and each question with its candidates, what was answered
// before and the command that answers it.
std::string DescribeImport(const v1::ImportPlanResponse& response, int width);

// The items of a plan and its questions.
std::string Describe(const v1::Plan& plan, int width);

// Each item that is new, changed (before → after) or gone; a sentence when nothing is.
std::string DescribeChanges(const google::protobuf::RepeatedPtrField<v1::PlanItemChange>& changes, int width);

// What a revision does to tasks: those of one item to which the same is done are one row, with a line of totals.
std::string DescribeEffects(const v1::RevisePlanResponse& response, int width);

std::string DescribeAnswers(const google::protobuf::RepeatedPtrField<v1::PlanAnswer>& answers, int width);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_PLAN_PRINT_H_
