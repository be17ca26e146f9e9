#include "services/handlers/drafted_data.h"

#include "absl/strings/str_cat.h"
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

absl::Status AddReorganisation(absl::string_view name, absl::Time now, ReferenceData& data) {
  const v1::Reorganisation* draft = organisation::FindReorganisation(data, name);
  if (draft == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("There is no reorganisation ", Excerpt(name),
                                                          "; list the reorganisations to see their names."));
  }
  if (!IsDraft(*draft)) {
    return Error(v1::ERROR_REASON_REORGANISATION_STATE,
                 absl::StrCat(draft->name(), " is no draft any more; leave it out to see what is in force."));
  }
  const auto enactment = organisation::Enact(data, *draft, now);
  if (!enactment.ok()) return enactment.status();
  data = organisation::DataAfter(data, *enactment, *draft);
  return absl::OkStatus();
}

absl::Status AddRegulation(absl::string_view name, ReferenceData& data) {
  const v1::Regulation* draft = responsibility::FindRegulation(data, name);
  if (draft == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no regulation ", Excerpt(name), "; list the regulations to see their names."));
  }
  auto with = responsibility::WithRegulation(data, *draft);
  if (!with.ok()) return with.status();
  data = *std::move(with);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReferenceData> DataWithDrafts(const ReferenceData& data, absl::string_view regulation,
                                             absl::string_view reorganisation, absl::Time now) {
  ReferenceData drafted = data;
  if (!reorganisation.empty()) {
    if (absl::Status added = AddReorganisation(reorganisation, now, drafted); !added.ok()) return added;
  }
  if (!regulation.empty()) {
    if (absl::Status added = AddRegulation(regulation, drafted); !added.ok()) return added;
  }
  return drafted;
}

}  // namespace phoihop::handlers
