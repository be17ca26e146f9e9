#include "workflow/plan/item_function.h"

#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"

namespace phoihop::plan {

ItemFunctions::ItemFunctions(const Facts& facts, absl::CivilDay day) {
  for (const v1::Function& function : facts.data().functions()) {
    if (function.terms().empty() || !Contains(function.valid_from(), function.valid_to(), day)) continue;
    v1::Partition terms;
    *terms.mutable_functions() = function.terms();
    terms_.AddPart(terms);
    names_.push_back(function.name());
  }
}

std::string ItemFunctions::FunctionOf(const v1::PlanItem& item) const {
  const std::string text = organisation::FoldedWords(item.text());
  if (!terms_.InText(text).empty()) return OnlyOne(text);
  return OnlyOne(organisation::FoldedWords(absl::StrJoin(item.headings(), "; ")));
}

std::string ItemFunctions::OnlyOne(const std::string& folded) const {
  const std::vector<organisation::FunctionTerms::Hit> hits = terms_.InText(folded);
  return hits.size() == 1 ? names_[hits[0].part] : "";
}

}  // namespace phoihop::plan
