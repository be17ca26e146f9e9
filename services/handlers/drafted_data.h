// The reference data as they would be if drafts were law.
#ifndef SERVICES_HANDLERS_DRAFTED_DATA_H_
#define SERVICES_HANDLERS_DRAFTED_DATA_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/reference.pb.h"

namespace phoihop::handlers {

struct DraftedData {
  internal::v1::ReferenceData data;
  // The day on which the last of the drafts takes effect: before it, not all of them change anything. Today when there
  // is none.
  absl::CivilDay day;
};

// With what the switch of the reorganisation, and then the enactment of the regulation, would record; each by resource
// name or empty. NOT_FOUND; REORGANISATION_STATE, REGULATION_STATE when it is no draft any more; what
// organisation::Enact and responsibility::WithRegulation refuse.
absl::StatusOr<DraftedData> DataWithDrafts(const internal::v1::ReferenceData& data, absl::string_view regulation,
                                           absl::string_view reorganisation, absl::Time now);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_DRAFTED_DATA_H_
