// What a product cell asks for: "02 clip" is one slot that needs two documents, "Hội nghị; báo cáo tổng kết" are two
// slots. A slot is what one task, one occurrence of the item, has to hand in.
#ifndef WORKFLOW_PLAN_PRODUCT_PHRASE_H_
#define WORKFLOW_PLAN_PRODUCT_PHRASE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/v1/plan.pb.h"

namespace phoihop::plan {

// A cell with more products keeps the rest together in the last slot.
inline constexpr size_t kMaxEvidenceSlots = 20;
// What is wanted in larger numbers ("5.000 tờ rơi") is not proved by a document for each.
inline constexpr int kMaxSlotCount = 50;

struct ProductReading {
  std::vector<v1::EvidenceSlot> slots;
  // What the numbers came to, in Vietnamese; empty when they are as written.
  std::string explanation;
};

// `deadline` says how often: "02 sản phẩm/tháng" is 2 in each month, 6 in each quarter; "24 bản tin" of a monthly item
// is what all months together make, and each has to bring at least one.
ProductReading ReadProduct(absl::string_view cell, const v1::PlanDeadline& deadline);

// The same as the slots of an item.
void SetEvidenceSlots(const ProductReading& reading, v1::PlanItem& item);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PRODUCT_PHRASE_H_
