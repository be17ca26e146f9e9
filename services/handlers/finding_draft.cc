#include "services/handlers/finding_draft.h"

#include <algorithm>
#include <utility>

#include "services/handlers/drafted_data.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/plan/rehome.h"
#include "workflow/responsibility/regulation.h"

namespace phoihop::handlers {
namespace {

absl::CivilDay LaterOf(absl::CivilDay day, absl::string_view date) {
  const auto other = ParseDate(date);
  return other.ok() ? std::max(day, *other) : day;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const FindingDraft>> FindingDraft::Read(absl::string_view regulation,
                                                                       absl::string_view reorganisation,
                                                                       const Facts& facts, absl::Time now) {
  auto data = DataWithDrafts(facts.data(), regulation, reorganisation, now);
  if (!data.ok()) return data.status();
  return std::unique_ptr<const FindingDraft>(
      new FindingDraft(*std::move(data), regulation, reorganisation, facts, now));
}

FindingDraft::FindingDraft(internal::v1::ReferenceData data, absl::string_view regulation,
                           absl::string_view reorganisation, const Facts& facts, absl::Time now)
    : facts_(facts),
      now_(now),
      data_(std::move(data)),
      directory_(data_),
      reorganisation_(organisation::FindReorganisation(facts.data(), reorganisation)) {
  const v1::Regulation* drafted = responsibility::FindRegulation(facts.data(), regulation);
  if (reorganisation_ != nullptr) day_ = LaterOf(day_, reorganisation_->effective_date());
  if (drafted != nullptr) day_ = LaterOf(day_, drafted->effective_date());
  if (day_ == absl::CivilDay()) day_ = DayOf(now);
}

std::vector<v1::Plan> FindingDraft::PlansAfter(std::vector<v1::Plan> plans) const {
  if (reorganisation_ == nullptr) return plans;
  const absl::CivilDay day = LaterOf(DayOf(now_), reorganisation_->effective_date());
  const organisation::Routes routes(*reorganisation_, facts_.directory(), day);
  for (v1::Plan& plan : plans) plan = plan::AfterRehoming(plan, *reorganisation_, routes, now_);
  return plans;
}

}  // namespace phoihop::handlers
