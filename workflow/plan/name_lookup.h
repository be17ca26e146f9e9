// The names of one plan, looked up once each.
#ifndef WORKFLOW_PLAN_NAME_LOOKUP_H_
#define WORKFLOW_PLAN_NAME_LOOKUP_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/decision.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/plan/party_phrase.h"

namespace phoihop::plan {

class NameLookup {
 public:
  NameLookup(PartySettings settings, const Facts& facts);

  // OUTCOME_NONE for every text once the look-ups are exhausted.
  const v1::NameMatch& Match(absl::string_view text) const;
  bool exhausted() const { return exhausted_; }

  // `Sở Ngoại vụ Đồng Nai` and `Sở Ngoại vụ thành phố Đồng Nai` are one name.
  std::string WithoutPlace(absl::string_view name) const;

  const PartySettings& settings() const { return settings_; }
  const Facts& facts() const { return facts_; }

 private:
  const PartySettings settings_;
  const Facts& facts_;
  std::vector<std::string> places_;  // folded names of provinces, past and present, between blanks
  // Answers stay where they are: a caller may hold one while it asks for the next.
  mutable absl::node_hash_map<std::string, v1::NameMatch> matches_;
  mutable bool exhausted_ = false;
};

using organisation::FoldedWords;

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_NAME_LOOKUP_H_
