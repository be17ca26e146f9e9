#include "workflow/plan/name_lookup.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace phoihop::plan {
namespace {

constexpr absl::string_view kProvinceKinds[] = {" tinh ", " thanh pho "};

}  // namespace

NameLookup::NameLookup(PartySettings settings, const Facts& facts) : settings_(std::move(settings)), facts_(facts) {
  for (const v1::Unit* unit : facts.directory().units()) {
    for (const v1::UnitVersion& version : unit->versions()) {
      if (version.kind() != v1::UNIT_KIND_PROVINCE) continue;
      std::string name = FoldedWords(version.display_name());
      for (absl::string_view kind : kProvinceKinds) {
        if (absl::StartsWith(name, kind)) name.erase(0, kind.size() - 1);
      }
      places_.push_back(std::move(name));
    }
  }
  std::sort(places_.begin(), places_.end());
  places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
}

const v1::NameMatch& NameLookup::Match(absl::string_view text) const {
  const auto known = matches_.find(text);
  if (known != matches_.end()) return known->second;
  if (matches_.size() >= kMaxNameLookups) {
    exhausted_ = true;
    return v1::NameMatch::default_instance();
  }
  return matches_
      .emplace(std::string(text), facts_.matcher().Match({.text = text,
                                                          .written_on = settings_.written_on,
                                                          .today = settings_.today,
                                                          .context_unit = settings_.issuer_unit}))
      .first->second;
}

std::string NameLookup::WithoutPlace(absl::string_view name) const {
  std::string words = FoldedWords(name);
  const auto strip = [&words](absl::string_view suffix) {
    if (words.size() <= suffix.size() || !absl::EndsWith(words, suffix)) return false;
    words.resize(words.size() - suffix.size() + 1);
    return true;
  };
  strip(" cu ");
  for (const std::string& place : places_) {
    if (!strip(place)) continue;
    for (absl::string_view kind : {" tinh ", " thanh pho "}) strip(kind);
    break;
  }
  return words;
}

}  // namespace phoihop::plan
