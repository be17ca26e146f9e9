#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/message_digest.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/organisation/reorganisation_verbs.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

bool IsUnfinished(const v1::Reorganisation& reorganisation) {
  return reorganisation.state() == v1::Reorganisation::STATE_EXECUTING ||
         reorganisation.state() == v1::Reorganisation::STATE_UNDOING ||
         reorganisation.state() == v1::Reorganisation::STATE_HELD;
}

}  // namespace

bool IsMoving(const v1::Reorganisation& reorganisation, absl::CivilDay today) {
  if (reorganisation.paused()) return false;
  if (reorganisation.state() == v1::Reorganisation::STATE_UNDOING) return true;
  return reorganisation.state() == v1::Reorganisation::STATE_EXECUTING &&
         reorganisation.effective_date() <= FormatDate(today);
}

std::vector<std::string> UnitsOfUnfinishedMoves(const internal::v1::ReferenceData& data, absl::CivilDay today) {
  std::set<std::string> units;
  for (const v1::Reorganisation& reorganisation : data.reorganisations()) {
    if (!IsUnfinished(reorganisation) || reorganisation.effective_date() > FormatDate(today)) continue;
    for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
      // What is created, or keeps its identity, takes over no work.
      if (edge.from_unit().empty() || edge.from_unit() == edge.to_unit()) continue;
      units.insert(edge.from_unit());
      if (!edge.to_unit().empty()) units.insert(edge.to_unit());
    }
  }
  return std::vector<std::string>(units.begin(), units.end());
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
