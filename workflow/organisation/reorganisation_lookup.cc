#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/message_digest.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/organisation/reorganisation_verbs.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {

bool IsMoving(const v1::Reorganisation& reorganisation, absl::CivilDay today) {
  if (reorganisation.paused()) return false;
  if (reorganisation.state() == v1::Reorganisation::STATE_UNDOING) return true;
  return reorganisation.state() == v1::Reorganisation::STATE_EXECUTING &&
         reorganisation.effective_date() <= FormatDate(today);
}

const v1::Reorganisation* FindReorganisation(const internal::v1::ReferenceData& data, absl::string_view name) {
  const auto& all = data.reorganisations();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name() == name; });
  return found == all.end() ? nullptr : &*found;
}

v1::Reorganisation WhatCallersSet(const v1::Reorganisation& reorganisation) {
  v1::Reorganisation set;
  set.set_name(reorganisation.name());
  set.set_display_name(reorganisation.display_name());
  set.set_type(reorganisation.type());
  *set.mutable_edges() = reorganisation.edges();
  set.set_effective_date(reorganisation.effective_date());
  if (reorganisation.has_basis()) *set.mutable_basis() = reorganisation.basis();
  if (reorganisation.has_provenance()) *set.mutable_provenance() = reorganisation.provenance();
  *set.mutable_units() = reorganisation.units();
  if (reorganisation.has_clock_policy()) *set.mutable_clock_policy() = reorganisation.clock_policy();
  *set.mutable_assignments() = reorganisation.assignments();
  return set;
}

std::string EtagOf(const v1::Reorganisation& reorganisation) { return DigestOf(WhatCallersSet(reorganisation)); }

std::string OperationId(const v1::Reorganisation& reorganisation) {
  // A draft may be given up without a basis.
  const bool undo = reorganisation.has_annul_basis() || reorganisation.state() == v1::Reorganisation::STATE_ANNULLED;
  return absl::StrCat(undo ? "undo-" : "execute-", reorganisation.attempt(), "-", LastSegment(reorganisation.name()));
}

}  // namespace phoihop::organisation
