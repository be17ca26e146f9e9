#include "workflow/organisation/name_index.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "workflow/organisation/unit_kind.h"

namespace phoihop::organisation {
namespace {

// "Thành phố Hồ Chí Minh" and the like; longer texts at the end are not a place.
constexpr size_t kMaxPlaceWords = 7;
// Superiors of all times that are looked at.
constexpr size_t kMaxSuperiors = 16;
// A name cut down to fewer words needs its place to mean anything: "Báo" of "Báo Đồng Nai".
constexpr size_t kMinWordsWithoutPlace = 2;

// Every level has one of these, or it is a mere kind word: without a place the name says nothing.
bool NeedsPlace(v1::UnitKind kind) {
  return kind == v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE || kind == v1::UNIT_KIND_PEOPLES_COUNCIL ||
         kind == v1::UNIT_KIND_PROVINCE;
}

std::vector<std::string> Merged(std::vector<std::string> a, const std::vector<std::string>& b) {
  for (const std::string& place : b) {
    if (std::find(a.begin(), a.end(), place) == a.end()) a.push_back(place);
  }
  return a;
}

bool LivedTogether(const v1::UnitVersion& version, const v1::Unit& place) {
  const v1::UnitVersion& first = place.versions(0);
  const v1::UnitVersion& last = place.versions(place.versions_size() - 1);
  return (version.valid_to().empty() || first.valid_from() < version.valid_to()) &&
         (last.valid_to().empty() || version.valid_from() < last.valid_to());
}

// One edit apart, of which an exchange of neighbours is one. Bytes will do: folded names are ASCII but for rare
// letters.
bool AreSimilar(absl::string_view a, absl::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  size_t front = 0;
  while (front < a.size() && a[front] == b[front]) ++front;
  size_t back = 0;
  while (back < a.size() - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
  const size_t rest = b.size() - front - back;
  if (rest <= 1) return true;
  return a.size() == b.size() && rest == 2 && a[front] == b[front + 1] && a[front + 1] == b[front];
}

bool SaysCity(absl::string_view text) {
  const std::string spaced = absl::StrCat(" ", Spaced(Canonical(SplitWords(text), &Word::folded), &Word::folded), " ");
  return spaced.find(" thanh pho ") != std::string::npos;
}

}  // namespace

NameIndex::NameIndex(const Directory& directory) {
  AddUnits(directory);
  AddPlaces(directory);
  AddPlacesAbove(directory);
  for (const NamedUnit& unit : units_) {
    for (const v1::UnitVersion& version : unit.unit->versions()) {
      // What an undo took back was nobody's name on any day.
      if (HasDays(version)) AddNames(unit, version);
    }
  }
  for (const v1::UnitSet& set : directory.data().unit_sets()) AddSet(set);
  std::sort(official_.begin(), official_.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second->unit->unit->name() < b.second->unit->unit->name();
  });
}

void NameIndex::AddUnits(const Directory& directory) {
  for (const v1::Unit* unit : directory.units()) {
    NamedUnit& named = units_.emplace_back();
    named.unit = unit;
    for (const v1::UnitVersion& version : unit->versions()) named.territorial |= IsTerritorialKind(version.kind());
    unit_by_name_[unit->name()] = &named;
    for (const v1::UnitIdentifier& identifier : unit->identifiers()) {
      if (!HasDays(identifier.valid_from(), identifier.valid_to())) continue;
      codes_[absl::AsciiStrToLower(identifier.value())].push_back({&named, &identifier});
    }
  }
}

// Provinces are places under their bare name too ("Đồng Nai"), districts only with their kind.
void NameIndex::AddPlaces(const Directory& directory) {
  for (const v1::Unit* unit : directory.units()) {
    for (const v1::UnitVersion& version : unit->versions()) {
      if (version.kind() == v1::UNIT_KIND_DISTRICT) AddPlace(version.display_name(), unit->name());
      if (version.kind() != v1::UNIT_KIND_PROVINCE) continue;
      const Words words = Canonical(SplitWords(version.display_name()), &Word::toned);
      const Words bare(words.begin() + LeadingKindWords(words, &Word::toned), words.end());
      std::vector<std::string> names = {Spaced(bare, &Word::precise)};
      names.insert(names.end(), version.short_names().begin(), version.short_names().end());
      for (const std::string& name : names) {
        AddPlace(name, unit->name());
        AddPlace(absl::StrCat("tỉnh ", name), unit->name());
        AddPlace(absl::StrCat("thành phố ", name), unit->name());
      }
    }
  }
}

void NameIndex::AddPlace(absl::string_view text, const std::string& place) {
  const auto add = [&place](std::vector<std::string>& places) {
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  };
  const Words words = SplitWords(text);
  add(places_by_toned_[Squash(Canonical(words, &Word::toned), &Word::toned)]);
  add(places_by_folded_[Squash(Canonical(words, &Word::folded), &Word::folded)]);
}

void NameIndex::AddPlacesAbove(const Directory& directory) {
  absl::flat_hash_map<std::string, std::vector<std::string>> own;
  for (const NamedUnit& unit : units_) {
    std::vector<std::string>& places = own[unit.unit->name()];
    for (const v1::UnitVersion& version : unit.unit->versions()) {
      if (version.kind() == v1::UNIT_KIND_DISTRICT || version.kind() == v1::UNIT_KIND_PROVINCE) {
        places = Merged(places, {unit.unit->name()});
        continue;
      }
      if (unit.territorial) continue;
      const Words words = Canonical(SplitWords(WithoutParentheses(version.display_name())), &Word::toned);
      // Two provinces may have borne the name, one after the other: the one of the unit's own time is meant.
      for (const std::vector<std::string>& named : Cut(words, &Word::toned).places) {
        for (const std::string& place : named) {
          if (LivedTogether(version, *directory.FindUnit(place))) places = Merged(places, {place});
        }
      }
    }
  }
  for (NamedUnit& unit : units_) {
    std::vector<const v1::Unit*> above = {unit.unit};
    for (size_t i = 0; i < above.size() && i < kMaxSuperiors; ++i) {
      unit.places = Merged(unit.places, own[above[i]->name()]);
      for (const v1::UnitRelation& relation : above[i]->relations()) {
        const v1::Unit* next = directory.FindUnit(relation.to_unit());
        const bool superior = next != nullptr && relation.type() == v1::RELATION_TYPE_ADMINISTRATIVE_PARENT;
        if (superior && std::find(above.begin(), above.end(), next) == above.end()) above.push_back(next);
      }
    }
  }
}

void NameIndex::AddNames(const NamedUnit& unit, const v1::UnitVersion& version) {
  NameEntry entry;
  entry.unit = &unit;
  entry.valid_from = version.valid_from();
  entry.valid_to = version.valid_to();
  entry.needs_place = NeedsPlace(version.kind());
  entry.text = version.display_name();
  entry.reading = v1::NameMatch::READING_EXACT;
  AddName(entry);
  if (!unit.territorial && !entry.needs_place) {
    entries_.push_back(entry);
    official_.emplace_back(Spaced(SplitWords(version.display_name()), &Word::toned), &entries_.back());
  }
  entry.reading = v1::NameMatch::READING_ABBREVIATION;
  for (const std::string& name : version.short_names()) {
    entry.text = name;
    AddName(entry);
  }
  entry.ambiguous = true;
  for (const std::string& name : version.ambiguous_names()) {
    entry.text = name;
    AddName(entry);
  }
}

void NameIndex::AddSet(const v1::UnitSet& set) {
  NameEntry entry;
  entry.set = &set;
  entry.valid_from = set.valid_from();
  entry.valid_to = set.valid_to();
  entry.reading = v1::NameMatch::READING_SET;
  entry.text = set.display_name();
  AddName(entry);
  for (const std::string& name : set.short_names()) {
    entry.text = name;
    AddName(entry);
  }
  entry.ambiguous = true;
  for (const std::string& name : set.ambiguous_names()) {
    entry.text = name;
    AddName(entry);
  }
}

void NameIndex::AddName(const NameEntry& entry) {
  AddName(entry, entry.text);
  const std::string plain = WithoutParentheses(entry.text);
  if (plain != entry.text) AddName(entry, plain);
}

void NameIndex::AddName(NameEntry entry, absl::string_view text) {
  const Words words = SplitWords(text);
  if (words.empty()) return;
  entry.says_city = SaysCity(entry.text);
  const bool needs_place = entry.needs_place;
  for (const WordKey key : {&Word::toned, &Word::folded}) {
    const Words canonical = Canonical(words, key);
    entry.cut_place = entry.cut_kind = entry.needs_place = false;
    Insert(entry, canonical, key);
    if (entry.unit == nullptr) continue;
    if (entry.unit->territorial) {
      const int kind_words = LeadingKindWords(canonical, key);
      entry.cut_kind = true;
      if (kind_words > 0) Insert(entry, Words(canonical.begin() + kind_words, canonical.end()), key);
      continue;
    }
    const CutText cut = Cut(canonical, key);
    if (cut.words.size() == canonical.size()) continue;
    entry.cut_place = true;
    entry.needs_place = needs_place || cut.words.size() < kMinWordsWithoutPlace;
    Insert(entry, cut.words, key);
  }
}

void NameIndex::Insert(const NameEntry& base, const Words& words, WordKey key) {
  entries_.push_back(base);
  entries_.back().precise = Squash(words, &Word::precise);
  auto& map = key == &Word::folded ? by_folded_ : by_toned_;
  map[Squash(words, key)].push_back(&entries_.back());
}

const NameIndex::Entries& NameIndex::Find(const std::string& squashed, WordKey key) const {
  static const Entries& none = *new Entries;
  const auto& map = key == &Word::folded ? by_folded_ : by_toned_;
  const auto found = map.find(squashed);
  return found == map.end() ? none : found->second;
}

CutText NameIndex::Cut(const Words& canonical, WordKey key) const {
  CutText cut{canonical, {}, LevelWord::kNone};
  const auto& map = key == &Word::folded ? places_by_folded_ : places_by_toned_;
  while (cut.words.size() > 1) {
    bool shorter = false;
    for (size_t length = std::min(kMaxPlaceWords, cut.words.size() - 1); length > 0 && !shorter; --length) {
      const auto found = map.find(Squash(cut.words.end() - static_cast<ptrdiff_t>(length), cut.words.end(), key));
      if (found == map.end()) continue;
      cut.places.push_back(found->second);
      cut.words.resize(cut.words.size() - length);
      shorter = true;
    }
    LevelWord level = LevelWord::kNone;
    if (!shorter && cut.level == LevelWord::kNone) {
      const int length = TrailingLevelWord(cut.words, key, level);
      cut.words.resize(cut.words.size() - length);
      shorter = length > 0;
      cut.level = level;
    }
    if (!shorter) break;
  }
  return cut;
}

std::vector<NameIndex::Code> NameIndex::FindCode(absl::string_view value) const {
  const auto found = codes_.find(absl::AsciiStrToLower(value));
  return found == codes_.end() ? std::vector<Code>() : found->second;
}

NameIndex::Entries NameIndex::FindPrefix(const Words& words, size_t limit) const {
  const std::string prefix = Spaced(words, &Word::toned) + " ";
  Entries found;
  auto at = std::lower_bound(official_.begin(), official_.end(), prefix,
                             [](const auto& entry, const std::string& text) { return entry.first < text; });
  for (; at != official_.end() && at->first.compare(0, prefix.size(), prefix) == 0 && found.size() < limit; ++at) {
    found.push_back(at->second);
  }
  return found;
}

NameIndex::Entries NameIndex::FindSimilar(absl::string_view squashed, size_t limit) const {
  std::vector<const std::pair<const std::string, Entries>*> similar;
  for (const auto& known : by_folded_) {
    if (AreSimilar(squashed, known.first)) similar.push_back(&known);
  }
  std::sort(similar.begin(), similar.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
  Entries found;
  for (const auto* known : similar) {
    for (const NameEntry* entry : known->second) {
      if (found.size() == limit) return found;
      found.push_back(entry);
    }
  }
  return found;
}

const NamedUnit* NameIndex::FindUnit(absl::string_view name) const {
  const auto found = unit_by_name_.find(std::string(name));
  return found == unit_by_name_.end() ? nullptr : found->second;
}

}  // namespace phoihop::organisation
