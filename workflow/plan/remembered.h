// Answers of the past about texts that a table asks about again: offered with the question, or used for it.
#ifndef WORKFLOW_PLAN_REMEMBERED_H_
#define WORKFLOW_PLAN_REMEMBERED_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/plan_service.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

// Column and key (AnswerKey) of every text that the table asks about: single names and the cells around them.
std::vector<std::pair<std::string, std::string>> AskedTexts(const v1::ImportPlanResponse& response);

// Puts the answers beside the questions they are about. With `use` it answers them where that is certain: units that
// have ended since are followed to the one that holds all of their work, phrases of deadlines are read again with the
// dates of this plan, and days only stand when they lie in its period. What is not certain stays a question with its
// answer beside.
void OfferAnswers(const std::vector<v1::PlanAnswer>& answers, bool use, const Facts& facts, absl::CivilDay today,
                  v1::ImportPlanResponse& response);

// Understood, asked and wrong, from the rows; and the plan's items from those of the rows.
void Recount(v1::ImportPlanResponse& response);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_REMEMBERED_H_
