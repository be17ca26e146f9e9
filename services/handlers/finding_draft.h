// The organisation and the plans as they would be if drafts were law.
#ifndef SERVICES_HANDLERS_FINDING_DRAFT_H_
#define SERVICES_HANDLERS_FINDING_DRAFT_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/v1/plan.pb.h"
#include "services/handlers/drafted_data.h"
#include "workflow/decision.h"
#include "workflow/organisation/directory.h"

namespace phoihop::handlers {

class FindingDraft {
 public:
  // By resource names, each of which may be empty. Errors: those of DataWithDrafts. `facts` must outlive it.
  static absl::StatusOr<std::unique_ptr<const FindingDraft>> Read(absl::string_view regulation,
                                                                  absl::string_view reorganisation, const Facts& facts,
                                                                  absl::Time now);

  // The day on which the last of them takes effect.
  absl::CivilDay day() const { return drafted_.day; }
  const organisation::Directory& directory() const { return directory_; }
  // The plans as the reorganisation would leave their items that are not issued.
  std::vector<v1::Plan> PlansAfter(std::vector<v1::Plan> plans) const;

 private:
  FindingDraft(DraftedData drafted, absl::string_view reorganisation, const Facts& facts, absl::Time now);

  const Facts& facts_;
  const absl::Time now_;
  const DraftedData drafted_;
  const organisation::Directory directory_;
  const v1::Reorganisation* reorganisation_;  // as it was drafted; null when there is none
};

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_FINDING_DRAFT_H_
