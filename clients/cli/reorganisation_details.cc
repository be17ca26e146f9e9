// The parts of a draft that do not depend on its type.

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/format.h"
#include "clients/cli/reorganisation_draft.h"

namespace phoihop::cli {
namespace {

// The longest id that the API takes, in bytes.
constexpr size_t kMaxIdLength = 63;

}  // namespace

bool HasChange(const DraftOptions& options) {
  return !options.type.empty() || !options.from.empty() || !options.to.empty() || !options.parts.empty() ||
         !options.to_name.empty() || !options.to_kind.empty() || !options.to_code.empty() ||
         !options.to_parent.empty() || !options.to_attributes.empty() || !options.new_units.empty() ||
         !options.split_by.empty() || !options.membership.empty() || !options.post.empty() ||
         !options.to_person.empty();
}

absl::Status ApplyDetails(const DraftOptions& options, v1::Reorganisation& reorganisation) {
  const int policies = (options.keep ? 1 : 0) + (options.grace > 0 ? 1 : 0) + (options.restart ? 1 : 0) +
                       (options.suspend_until.empty() ? 0 : 1);
  if (policies > 1) {
    return absl::InvalidArgumentError("chỉ chọn một trong --keep, --grace, --restart, --suspend-until");
  }
  if (!options.date.empty()) reorganisation.set_effective_date(DateForServer(options.date));
  if (!options.basis.empty()) *reorganisation.mutable_basis() = CitationForServer(options.basis);
  if (!options.title.empty()) reorganisation.set_display_name(options.title);
  if (policies == 0) return absl::OkStatus();
  v1::ClockPolicy& policy = *reorganisation.mutable_clock_policy();
  policy.Clear();
  policy.set_kind(v1::ClockPolicy::KIND_KEEP);
  if (options.grace > 0) {
    policy.set_kind(v1::ClockPolicy::KIND_GRACE);
    policy.set_grace_working_days(options.grace);
  } else if (options.restart) {
    policy.set_kind(v1::ClockPolicy::KIND_RESTART);
  } else if (!options.suspend_until.empty()) {
    policy.set_kind(v1::ClockPolicy::KIND_SUSPEND_UNTIL);
    policy.set_suspend_until(DateForServer(options.suspend_until));
  }
  return absl::OkStatus();
}

std::string DefaultId(const v1::Reorganisation& reorganisation) {
  std::string about;
  if (!reorganisation.edges().empty()) {
    const v1::SuccessionEdge& edge = reorganisation.edges(0);
    for (const std::string* name : {&edge.from_membership(), &edge.from_post(), &edge.from_unit(), &edge.to_unit()}) {
      if (about.empty()) about = ShortName(*name);
    }
  }
  const std::string id = absl::StrCat("sx-", reorganisation.effective_date(), "-", about);
  return id.substr(0, std::min(id.size(), kMaxIdLength));
}

std::string ItemName(absl::string_view province, absl::string_view text) {
  if (text.empty() || absl::StartsWith(text, "provinces/")) return std::string(text);
  return absl::StrCat(province, "/", absl::StrContains(text, '/') ? "" : "tasks/", text);
}

}  // namespace phoihop::cli
