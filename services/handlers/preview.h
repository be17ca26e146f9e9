// What a reorganisation would do to everything that is open, at one moment.
#ifndef SERVICES_HANDLERS_PREVIEW_H_
#define SERVICES_HANDLERS_PREVIEW_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/reorganisation_service.pb.h"
#include "services/store/database.h"
#include "workflow/decision.h"

namespace phoihop::handlers {

// Tasks that are read from the store at a time.
inline constexpr int kPreviewBatch = 500;
// Consequences that are told; of more the last one says how many there are.
inline constexpr size_t kMaxConsequences = 500;
// Tasks that the refusal of a stale preview names.
inline constexpr size_t kMaxChangedItems = 20;

struct Preview {
  std::vector<v1::RehomingItem> items;  // in the order of names
  std::vector<v1::RehomingCount> counts;
  std::vector<v1::ReorganisationPreview::Consequence> consequences;
  // As they would be, on the effective date.
  std::vector<v1::Unit> units;
  // SHA-256, in hexadecimal digits, over what callers set in the reorganisation and, of each item, its outcome and who
  // takes which role: not over versions of tasks, so that an ordinary transition does not make it stale.
  std::string token;
  // Ids of concerned tasks that were changed after `preview_time` of the reorganisation; at most kMaxChangedItems.
  std::vector<std::string> changed_items;
};

// What a preview is made for.
enum class PreviewUse {
  kShow,
  // For its token and counts: `consequences` and `units` are left out, which are no part of what is approved.
  kCompare,
};

// Before the switch: all that would happen. After it: duties as they were moved, and the open work that is still to be
// moved. Reads the store batch by batch. Errors of CheckReorganisation when the organisation has changed since the
// draft.
absl::StatusOr<Preview> MakePreview(const v1::Reorganisation& reorganisation, const Facts& facts, absl::Time now,
                                    absl::string_view province, store::Database& database,
                                    PreviewUse use = PreviewUse::kShow);

// A refusal with PREVIEW_STALE that says what differs: lines of the counts before and now, and tasks that were changed.
absl::Status WithDifference(const absl::Status& refusal, const v1::Reorganisation& reorganisation, const Preview& seen);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_PREVIEW_H_
