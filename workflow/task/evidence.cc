#include "workflow/task/evidence.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/errors.h"

namespace phoihop::task {
namespace {

bool AsksForProducts(const v1::Task& task) { return !task.has_fan_out() && !task.evidence_slots().empty(); }

absl::Status CheckSlotsKnown(const v1::Task& task, const v1::TaskResult& result) {
  std::vector<FieldViolation> violations;
  for (int i = 0; i < result.documents_size(); ++i) {
    const std::string& slot = result.documents(i).slot();
    bool known = slot.empty();
    for (const v1::EvidenceSlot& asked : task.evidence_slots()) known = known || asked.id() == slot;
    if (known) continue;
    const std::string ids = absl::StrJoin(task.evidence_slots(), ", ",
                                          [](std::string* out, const v1::EvidenceSlot& one) { out->append(one.id()); });
    violations.push_back({absl::StrCat("result.documents[", i, "].slot"),
                          absl::StrCat("'", Excerpt(slot), "' is none of the task's slots",
                                       ids.empty() ? ", of which it has none" : absl::StrCat(" (", ids, ")"))});
  }
  return violations.empty() ? absl::OkStatus() : InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

}  // namespace

absl::StatusOr<v1::TaskResult> FillSlots(const v1::Task& task, v1::TaskResult result) {
  if (absl::Status known = CheckSlotsKnown(task, result); !known.ok()) return known;
  if (!AsksForProducts(task)) return result;
  std::map<std::string, int> lacking;
  for (const v1::EvidenceSlot& slot : task.evidence_slots()) lacking[slot.id()] = slot.count();
  for (const v1::DocumentReference& document : result.documents()) {
    if (!document.slot().empty()) --lacking[document.slot()];
  }
  for (v1::DocumentReference& document : *result.mutable_documents()) {
    if (!document.slot().empty()) continue;
    for (const v1::EvidenceSlot& slot : task.evidence_slots()) {
      if (lacking[slot.id()] <= 0) continue;
      --lacking[slot.id()];
      document.set_slot(slot.id());
      break;
    }
  }
  std::vector<std::string> missing;
  for (const v1::EvidenceSlot& slot : task.evidence_slots()) {
    if (lacking[slot.id()] <= 0) continue;
    missing.push_back(absl::StrCat(slot.description(), ": còn thiếu ", lacking[slot.id()]));
  }
  if (missing.empty()) return result;
  return Error(v1::ERROR_REASON_EVIDENCE_MISSING,
               absl::StrCat("The result lacks products that the task asks for: ", absl::StrJoin(missing, "; "),
                            ". Hand them in as result.documents; `slot` says which product a document is."));
}

std::string SlotsForPeople(const v1::Task& task) {
  if (!AsksForProducts(task)) return "";
  return absl::StrCat("Phải nộp kèm: ",
                      absl::StrJoin(task.evidence_slots(), "; ",
                                    [](std::string* out, const v1::EvidenceSlot& slot) {
                                      absl::StrAppend(out, slot.description(),
                                                      slot.count() > 1 ? absl::StrCat(" (", slot.count(), ")") : "");
                                    }),
                      ".");
}

}  // namespace phoihop::task
