#include "services/handlers/finding_draft.h"

#include <algorithm>
#include <utility>

#include "workflow/civil_time.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/plan/rehome.h"

namespace phoihop::handlers {

absl::StatusOr<std::unique_ptr<const FindingDraft>> FindingDraft::Read(absl::string_view regulation,
                                                                       absl::string_view reorganisation,
                                                                       const Facts& facts, absl::Time now) {
  auto drafted = DataWithDrafts(facts.data(), regulation, reorganisation, now);
  if (!drafted.ok()) return drafted.status();
  return std::unique_ptr<const FindingDraft>(new FindingDraft(*std::move(drafted), reorganisation, facts, now));
}

FindingDraft::FindingDraft(DraftedData drafted, absl::string_view reorganisation, const Facts& facts, absl::Time now)
    : facts_(facts),
      now_(now),
      drafted_(std::move(drafted)),
      directory_(drafted_.data),
      reorganisation_(organisation::FindReorganisation(facts.data(), reorganisation)) {}

std::vector<v1::Plan> FindingDraft::PlansAfter(std::vector<v1::Plan> plans) const {
  if (reorganisation_ == nullptr) return plans;
  const absl::CivilDay today = DayOf(now_);
  const absl::CivilDay first = ParseDate(reorganisation_->effective_date()).value_or(today);
  const organisation::Routes routes(*reorganisation_, facts_.directory(), std::max(today, first));
  for (v1::Plan& plan : plans) plan = plan::AfterRehoming(plan, *reorganisation_, routes, now_);
  return plans;
}

}  // namespace phoihop::handlers
