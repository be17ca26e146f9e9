// How an item is spread over many units, from its leads.
#ifndef WORKFLOW_PLAN_FAN_OUT_H_
#define WORKFLOW_PLAN_FAN_OUT_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

// Sets fan_out and summing_unit of the item: it is spread when a lead is a set, or when one of several leads sums up
// ("(tổng hợp)"); that one has no part of its own. Neither is set while a lead is asked about. The rule that the item
// has stays; ALL when it has none. Who is left out of one set but belongs to another lead's on the day keeps its part.
void SetFanOut(v1::PlanItem& item, const Facts& facts, absl::CivilDay day);

// The units that would have a part on the day, in the order of names.
std::vector<std::string> PartsOn(const v1::FanOut& fan_out, const Facts& facts, absl::CivilDay day);

// For people: `1 nhóm và 2 đơn vị, đủ tất cả mới xong; tổng hợp: …`; empty when it is not spread.
std::string FanOutForPeople(const v1::PlanItem& item, const Facts& facts, absl::CivilDay day);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_FAN_OUT_H_
