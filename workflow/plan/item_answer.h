// What a person sets of an item: checked as a whole, every fault named.
#ifndef WORKFLOW_PLAN_ITEM_ANSWER_H_
#define WORKFLOW_PLAN_ITEM_ANSWER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/decision.h"
#include "workflow/errors.h"

namespace phoihop::plan {

class ItemAnswer {
 public:
  // All have to outlive it.
  ItemAnswer(const v1::Plan& plan, const v1::PlanItem& known, const Facts& facts, absl::CivilDay today);

  // Takes one path of the update mask from `given`.
  void Set(const std::string& path, const v1::PlanItem& given);

  // The item as it is then. How it is spread and what it has to bring follow from new leads and a new deadline, unless
  // they were set as well. INVALID_FIELD, INVALID_DATE.
  absl::StatusOr<v1::PlanItem> Finish() &&;

 private:
  void SetParties(absl::string_view field, const google::protobuf::RepeatedPtrField<v1::ResponsibleParty>& given);
  void CheckParty(const std::string& field, const v1::ResponsibleParty& given, v1::ResponsibleParty& party);
  void CheckExcluded(const std::string& field, const v1::ResponsibleParty& given, v1::ResponsibleParty& party);
  void SetDeadline(const v1::PlanDeadline& given);
  void SetFunction(const std::string& function);
  void SetSlots(const google::protobuf::RepeatedPtrField<v1::EvidenceSlot>& given);
  void TakeFanOut(v1::PlanItem& item);
  void CheckFanOut(const v1::FanOut& fan_out);
  void CheckRepetition(const v1::PlanItem& item);
  void CheckCatchUpDays(const v1::PlanItem& item);
  bool IsSetOfToday(const std::string& set) const;
  void Add(absl::string_view field, std::string description);

  const v1::Plan& plan_;
  const v1::PlanItem& known_;
  const Facts& facts_;
  const absl::CivilDay today_;
  v1::PlanItem item_;
  const v1::PlanItem* given_ = nullptr;
  bool leads_ = false, deadline_ = false, fan_out_ = false, summing_unit_ = false, slots_ = false, repetition_ = false;
  bool catch_up_days_ = false;
  std::vector<FieldViolation> violations_;
  bool dates_only_ = true;
};

// The paths that can be set.
inline constexpr absl::string_view kAnswerPaths[] = {"leads",    "coordinators",  "deadline",       "function",
                                                     "fan_out",  "summing_unit",  "evidence_slots", "overlap",
                                                     "catch_up", "catch_up_days", "legal_nature"};

// Days of PlanItem.catch_up_days: a year and a month.
inline constexpr int kMaxCatchUpDays = 400;

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_ITEM_ANSWER_H_
