#include "services/handlers/drafted_data.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/enactment.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/responsibility/regulation.h"

namespace phoihop::handlers {
namespace {

using internal::v1::ReferenceData;

bool IsDraft(const v1::Reorganisation& reorganisation) {
  return reorganisation.state() == v1::Reorganisation::STATE_DRAFT ||
         reorganisation.state() == v1::Reorganisation::STATE_PREVIEWED ||
         reorganisation.state() == v1::Reorganisation::STATE_APPROVED;
}

// Puts off `day` to the date, if that is later.
void NotBefore(absl::string_view date, absl::CivilDay& day) {
  const auto other = ParseDate(date);
  if (other.ok()) day = std::max(day, *other);
}

absl::Status AddReorganisation(absl::string_view name, absl::Time now, DraftedData& drafted) {
  const v1::Reorganisation* draft = organisation::FindReorganisation(drafted.data, name);
  if (draft == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("There is no reorganisation ", Excerpt(name),
                                                          "; list the reorganisations to see their names."));
  }
  if (!IsDraft(*draft)) {
    return Error(v1::ERROR_REASON_REORGANISATION_STATE,
                 absl::StrCat(draft->name(), " is no draft any more; leave it out to see what is in force."));
  }
  const auto enactment = organisation::Enact(drafted.data, *draft, now);
  if (!enactment.ok()) return enactment.status();
  NotBefore(draft->effective_date(), drafted.day);
  drafted.data = organisation::DataAfter(drafted.data, *enactment, *draft);
  return absl::OkStatus();
}

absl::Status AddRegulation(absl::string_view name, DraftedData& drafted) {
  const v1::Regulation* draft = responsibility::FindRegulation(drafted.data, name);
  if (draft == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no regulation ", Excerpt(name), "; list the regulations to see their names."));
  }
  auto with = responsibility::WithRegulation(drafted.data, *draft);
  if (!with.ok()) return with.status();
  NotBefore(draft->effective_date(), drafted.day);
  drafted.data = *std::move(with);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DraftedData> DataWithDrafts(const ReferenceData& data, absl::string_view regulation,
                                           absl::string_view reorganisation, absl::Time now) {
  DraftedData drafted{data, absl::CivilDay()};
  if (!reorganisation.empty()) {
    if (absl::Status added = AddReorganisation(reorganisation, now, drafted); !added.ok()) return added;
  }
  if (!regulation.empty()) {
    if (absl::Status added = AddRegulation(regulation, drafted); !added.ok()) return added;
  }
  if (drafted.day == absl::CivilDay()) drafted.day = DayOf(now);
  return drafted;
}

}  // namespace phoihop::handlers
