#include "workflow/plan/party_resolver.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/organisation/unit_kind.h"

namespace phoihop::plan {
namespace {

using v1::NameMatch;
using v1::ResolveSuccessorsResponse;
using v1::ResponsibleParty;

// The beginning of a name counts as the name from so many words on: "Trung tâm Xúc tiến" does, "Sở" does not.
constexpr int kMinPrefixWords = 3;

bool IsTooShortForPrefix(absl::string_view text) {
  const std::string words = FoldedWords(text);
  return std::count(words.begin(), words.end(), ' ') - 1 < kMinPrefixWords;
}

void SortUnique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

std::vector<std::string> HoldersOf(const ResolveSuccessorsResponse& successors) {
  std::vector<std::string> units;
  for (const auto& holder : successors.holders()) units.push_back(holder.unit());
  return units;
}

ResolvedParty Asked(std::string question, std::vector<std::string> candidates) {
  ResolvedParty result;
  result.party.set_status(ResponsibleParty::STATUS_ASKED);
  result.party.set_explanation(question);
  for (const std::string& candidate : candidates) result.party.add_candidates(candidate);
  result.question = std::move(question);
  result.candidates = std::move(candidates);
  return result;
}

ResolvedParty Understood(std::vector<std::string> units, std::string explanation) {
  ResolvedParty result;
  result.party.set_status(ResponsibleParty::STATUS_UNDERSTOOD);
  for (const std::string& unit : units) result.party.add_units(unit);
  result.party.set_explanation(std::move(explanation));
  return result;
}

bool IsDividedByFunction(const ResolveSuccessorsResponse& successors) {
  return std::all_of(successors.holders().begin(), successors.holders().end(),
                     [](const auto& holder) { return holder.partition().key() == v1::Partition::KEY_FUNCTION; });
}

bool IsProvince(const v1::Unit* unit) {
  return unit != nullptr && std::any_of(unit->versions().begin(), unit->versions().end(),
                                        [](const auto& version) { return version.kind() == v1::UNIT_KIND_PROVINCE; });
}

bool IsTerritorial(const v1::Unit& unit) {
  return std::any_of(unit.versions().begin(), unit.versions().end(),
                     [](const v1::UnitVersion& version) { return organisation::IsTerritorialKind(version.kind()); });
}

}  // namespace

PartyResolver::PartyResolver(PartyColumn column, absl::string_view item_text, const NameLookup& lookup)
    : column_(column),
      item_words_(FoldedWords(item_text)),
      lookup_(lookup),
      settings_(lookup.settings()),
      facts_(lookup.facts()) {}

std::optional<ResolvedParty> PartyResolver::Match(absl::string_view text) const {
  const NameMatch& match = lookup_.Match(text);
  if (match.outcome() == NameMatch::OUTCOME_NONE || match.outcome() == NameMatch::OUTCOME_UNSPECIFIED) return {};
  // A number in a plan counts things, it is no code of a unit.
  if (match.reading() == NameMatch::READING_CODE) return {};
  if (match.reading() == NameMatch::READING_PREFIX && IsTooShortForPrefix(text)) return {};
  ResolvedParty result;
  if (match.outcome() == NameMatch::OUTCOME_MANY || match.matched_size() > 1) {
    result = ResolveMany(match);
    result.suggestion = match.matched().empty();
  } else if (match.has_unit_set()) {
    const v1::UnitSet* set = facts_.directory().FindUnitSet(match.unit_set().name());
    if (set == nullptr) return {};
    result = ResolveSet(*set);
  } else if (match.matched_size() == 1) {
    // A province is where something is done; its People's Committee has a name of its own.
    if (IsProvince(facts_.directory().FindUnit(match.matched(0).name()))) return {};
    result = ResolveUnit(match.matched(0).name());
  } else {
    return {};
  }
  result.party.set_text(std::string(text));
  return result;
}

std::optional<ResolvedParty> PartyResolver::MatchSet(absl::string_view text) const {
  std::optional<ResolvedParty> result = Match(text);
  if (!result.has_value() || result->party.unit_set().empty()) return {};
  return result;
}

void PartyResolver::Ask(ResolvedParty& resolved, std::string question) const {
  std::vector<std::string> candidates(resolved.party.units().begin(), resolved.party.units().end());
  if (!resolved.party.unit_set().empty()) candidates.push_back(resolved.party.unit_set());
  const std::string text = resolved.party.text();
  const auto former = resolved.party.former_names();
  const v1::Unit* named = resolved.named;
  resolved = Asked(std::move(question), std::move(candidates));
  resolved.party.set_text(text);
  *resolved.party.mutable_former_names() = former;
  resolved.named = named;
}

std::vector<std::string> PartyResolver::MembersOf(const ResolvedParty& resolved) const {
  if (resolved.party.unit_set().empty()) return {};
  return facts_.directory().SetMembers(resolved.party.unit_set(), settings_.today);
}

std::optional<std::vector<std::string>> PartyResolver::UnitsNamed(const ResolvedParty& resolved) const {
  const ResponsibleParty& party = resolved.party;
  if (party.status() != ResponsibleParty::STATUS_UNDERSTOOD || !resolved.question.empty()) return std::nullopt;
  std::vector<std::string> units = MembersOf(resolved);
  if (!party.unit_set().empty() && !party.former_names().empty()) return std::nullopt;
  if (party.unit_set().empty()) {
    const bool same = resolved.named != nullptr && party.units_size() == 1 && party.units(0) == resolved.named->name();
    if (!same) return std::nullopt;
    units.push_back(party.units(0));
  }
  std::vector<std::string> kept;
  std::set_difference(units.begin(), units.end(), party.excluded_units().begin(), party.excluded_units().end(),
                      std::back_inserter(kept));
  return kept;
}

std::string PartyResolver::ListForPeople(const std::vector<std::string>& units) const {
  constexpr size_t kShown = 12;
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(units.size(), kShown); ++i) names.push_back(Display(units[i]));
  if (units.size() > kShown) names.push_back("…");
  return absl::StrCat(units.size(), " đơn vị: ", absl::StrJoin(names, ", "));
}

std::optional<size_t> PartyResolver::CountMembers(const ResolvedParty& resolved) const {
  if (resolved.party.unit_set().empty()) return {};
  return facts_.directory().SetMembers(resolved.party.unit_set(), settings_.today).size();
}

ResolvedParty PartyResolver::ResolveUnit(absl::string_view name) const {
  const v1::Unit* unit = facts_.directory().FindUnit(name);
  if (unit == nullptr) return Asked(absl::StrCat("Không có cơ quan ", name, " trong danh mục."), {});
  const ResolveSuccessorsResponse successors = facts_.directory().ResolveSuccessors(name, settings_.today);
  const v1::UnitVersion* version = organisation::Directory::VersionOn(*unit, settings_.written_on);
  if (version == nullptr && unit->versions_size() > 0) version = &unit->versions(unit->versions_size() - 1);
  ResolvedParty result;
  if (successors.outcome() == ResolveSuccessorsResponse::OUTCOME_UNIQUE) {
    result = HeldByOne(*unit, successors.holders(0).unit());
  } else if (version != nullptr && version->kind() == v1::UNIT_KIND_DISTRICT) {
    result = AbolishedDistrict(*unit, HoldersOf(successors));
  } else if (successors.outcome() == ResolveSuccessorsResponse::OUTCOME_MANY && IsDividedByFunction(successors)) {
    result = DividedByFunction(*unit, successors);
  } else {
    const bool none = successors.holders().empty();
    result = Asked(absl::StrCat(NameOn(*unit, settings_.written_on), " đã kết thúc hoạt động; ",
                                none ? "chưa ghi nhận cơ quan kế thừa. Hãy chọn cơ quan."
                                     : "phần việc chia cho nhiều cơ quan. Hãy chọn cơ quan."),
                   HoldersOf(successors));
    result.party.add_former_names(NameOn(*unit, settings_.written_on));
  }
  result.named = unit;
  return result;
}

ResolvedParty PartyResolver::HeldByOne(const v1::Unit& named, absl::string_view holder) const {
  const v1::Unit* unit = facts_.directory().FindUnit(holder);
  const std::string before = NameOn(named, settings_.written_on);
  const std::string now = unit == nullptr ? std::string(holder) : NameOn(*unit, settings_.today);
  if (lookup_.WithoutPlace(before) == lookup_.WithoutPlace(now)) return Understood({std::string(holder)}, now);
  ResolvedParty result = Understood({std::string(holder)}, absl::StrCat(before, ", nay là ", now));
  result.party.add_former_names(before);
  return result;
}

ResolvedParty PartyResolver::DividedByFunction(const v1::Unit& named,
                                               const ResolveSuccessorsResponse& successors) const {
  organisation::FunctionTerms terms;
  for (const auto& holder : successors.holders()) terms.AddPart(holder.partition());
  std::vector<std::string> meant;
  for (const auto& hits : {terms.AmongFunctions(settings_.functions), terms.InText(item_words_)}) {
    for (const auto& hit : hits) meant.push_back(successors.holders(static_cast<int>(hit.part)).unit());
  }
  SortUnique(meant);
  const std::string before = NameOn(named, settings_.written_on);
  ResolvedParty result;
  if (meant.size() == 1) {
    result = Understood(meant, absl::StrCat(before, ", phần việc này nay thuộc ", Display(meant[0])));
  } else if (meant.empty() || column_ == PartyColumn::kLead) {
    if (meant.empty()) meant = HoldersOf(successors);
    result = Asked(absl::StrCat(before, " đã chia phần việc cho nhiều cơ quan: ",
                                absl::StrJoin(meant, "; ",
                                              [this](std::string* out, const std::string& unit) {
                                                absl::StrAppend(out, Display(unit));
                                              }),
                                ". Hãy chọn cơ quan."),
                   meant);
  } else {
    result = Understood(meant, absl::StrCat(before, ", phần việc này nay thuộc nhiều cơ quan"));
    result.question = absl::StrCat("Nội dung nhiệm vụ thuộc phần việc của nhiều cơ quan kế thừa ", before,
                                   ". Đã ghi tất cả; hãy bỏ bớt nếu không cần.");
    result.candidates = meant;
  }
  result.party.add_former_names(before);
  return result;
}

ResolvedParty PartyResolver::AbolishedDistrict(const v1::Unit& named, std::vector<std::string> territory) const {
  const std::string before = NameOn(named, settings_.written_on);
  const std::string set = SuccessorSetOf(named);
  ResolvedParty result;
  if (column_ == PartyColumn::kLead || set.empty()) {
    std::string question = absl::StrCat(before, " không còn từ khi bỏ cấp huyện; địa bàn nay thuộc ", territory.size(),
                                        " xã, phường. Hãy chọn đơn vị.");
    result = Asked(std::move(question), std::move(territory));
  } else {
    result = Understood({}, absl::StrCat(before, " không còn; nay phối hợp với ", Display(set)));
    result.party.set_unit_set(set);
    result.question = absl::StrCat(before, " không còn; địa bàn nay thuộc ", territory.size(), " xã, phường. Đã ghi ",
                                   Display(set), "; hãy chọn riêng các đơn vị nếu cần.");
    result.candidates = std::move(territory);
  }
  result.party.add_former_names(before);
  return result;
}

ResolvedParty PartyResolver::ResolveSet(const v1::UnitSet& set) const {
  if (Contains("", set.valid_to(), settings_.today)) {
    ResolvedParty result = Understood({}, set.display_name());
    result.party.set_unit_set(set.name());
    return result;
  }
  ResolvedParty result;
  const std::vector<std::string> successors(set.successor_sets().begin(), set.successor_sets().end());
  if (successors.size() == 1) {
    result = Understood({}, absl::StrCat(set.display_name(), " không còn; nay là ", Display(successors[0])));
    result.party.set_unit_set(successors[0]);
  } else {
    result = Asked(absl::StrCat(set.display_name(), " không còn. Hãy chọn đơn vị."), successors);
  }
  result.party.add_former_names(set.display_name());
  return result;
}

ResolvedParty PartyResolver::ResolveMany(const NameMatch& match) const {
  std::vector<std::string> candidates;
  std::vector<ResolvedParty> readings;
  for (const v1::Unit& unit : match.matched()) readings.push_back(ResolveUnit(unit.name()));
  if (match.has_unit_set()) {
    const v1::UnitSet* set = facts_.directory().FindUnitSet(match.unit_set().name());
    if (set != nullptr) readings.push_back(ResolveSet(*set));
  }
  // A single reading that is not certain is a name that could also mean something unknown here.
  bool certain = readings.size() > 1;
  for (const ResolvedParty& reading : readings) {
    const ResponsibleParty& party = reading.party;
    certain = certain && party.status() == ResponsibleParty::STATUS_UNDERSTOOD && party.unit_set().empty() &&
              std::equal(party.units().begin(), party.units().end(), readings[0].party.units().begin(),
                         readings[0].party.units().end());
    candidates.insert(candidates.end(), party.units().begin(), party.units().end());
    candidates.insert(candidates.end(), party.candidates().begin(), party.candidates().end());
    if (!party.unit_set().empty()) candidates.push_back(party.unit_set());
  }
  // Several units of the past whose work is held by the same units now: which of them was meant does not matter.
  if (certain) {
    ResolvedParty result = std::move(readings[0]);
    for (size_t i = 1; i < readings.size(); ++i) {
      for (const std::string& name : readings[i].party.former_names()) result.party.add_former_names(name);
    }
    result.named = nullptr;
    return result;
  }
  SortUnique(candidates);
  const std::string why = match.explanation().empty() ? "Tên này có thể chỉ nhiều cơ quan." : match.explanation();
  return Asked(absl::StrCat(why, " Hãy chọn cơ quan."), std::move(candidates));
}

std::string PartyResolver::NameOn(const v1::Unit& unit, absl::CivilDay day) const {
  std::string name = facts_.directory().DisplayName(unit.name(), day);
  if (name.empty() || !IsTerritorial(unit)) return name;
  // The unit stands for its people's committee: "Huyện Tân Phú" is "UBND huyện Tân Phú".
  name[0] = absl::ascii_tolower(static_cast<unsigned char>(name[0]));
  return absl::StrCat("UBND ", name);
}

std::string PartyResolver::Display(absl::string_view unit_or_set) const {
  const v1::UnitSet* set = facts_.directory().FindUnitSet(unit_or_set);
  if (set != nullptr) return set->display_name();
  const v1::Unit* unit = facts_.directory().FindUnit(unit_or_set);
  return unit == nullptr ? std::string(unit_or_set) : NameOn(*unit, settings_.today);
}

std::string PartyResolver::SuccessorSetOf(const v1::Unit& unit) const {
  std::vector<std::string> successors;
  const organisation::Directory& directory = facts_.directory();
  if (unit.versions().empty()) return "";
  const absl::StatusOr<absl::CivilDay> end = ParseDate(unit.versions(unit.versions_size() - 1).valid_to());
  if (!end.ok()) return "";
  for (const v1::UnitSet& set : directory.data().unit_sets()) {
    if (set.successor_sets_size() != 1) continue;
    const std::vector<std::string> members = directory.SetMembers(set.name(), *end - 1);
    if (std::find(members.begin(), members.end(), unit.name()) != members.end()) {
      successors.push_back(set.successor_sets(0));
    }
  }
  SortUnique(successors);
  return successors.size() == 1 ? successors[0] : "";
}

}  // namespace phoihop::plan
