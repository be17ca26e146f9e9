// Which open clocks of a province would follow the newest version of a ladder, at one moment.
#ifndef SERVICES_HANDLERS_POLICY_SWITCH_PREVIEW_H_
#define SERVICES_HANDLERS_POLICY_SWITCH_PREVIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "phoihop/v1/escalation_policy_service.pb.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

// Tasks that are read from the store at a time.
inline constexpr int kPolicySwitchBatch = 500;
// What an answer lists; totals count all.
inline constexpr int kMaxSwitchedClocks = 500;

struct PolicySwitchPreview {
  v1::PreviewPolicySwitchResponse response;
  // Those whose clocks would follow, in the order of names.
  std::vector<std::string> tasks;
  // What was committed later was not seen.
  int64_t last_sequence = 0;
};

// Errors: NOT_FOUND, and those of the store.
absl::StatusOr<PolicySwitchPreview> PreviewSwitch(const std::string& policy, const CallContext& call,
                                                  const Services& services);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_POLICY_SWITCH_PREVIEW_H_
