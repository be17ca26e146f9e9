#include "workflow/organisation/name_search.h"

#include <algorithm>

namespace phoihop::organisation {
namespace {

using Entries = NameIndex::Entries;

bool Shares(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&b](const std::string& place) { return std::find(b.begin(), b.end(), place) != b.end(); });
}

// Gathers the entries of one degree of faithfulness.
class Gatherer {
 public:
  Gatherer(const NameIndex& index, WordKey key) : index_(index), key_(key) {}

  void Gather(const Words& words) {
    for (const Words& variant : KindVariants(words, key_)) {
      const Words canonical = Canonical(variant, key_);
      Lookup(canonical, false);
      if (NamesPeoplesCommittee(canonical, key_)) {
        Lookup(Words(canonical.begin() + kPeoplesCommitteeWords, canonical.end()), true);
      }
    }
  }

  // Names of territories without their kind, when nothing else was found.
  void GatherBare(const Words& words) {
    bare_ = true;
    Gather(words);
  }

  const Entries& entries() const { return entries_; }
  // Those that were reached as they are written.
  const Entries& precise() const { return precise_; }

 private:
  void Lookup(const Words& words, bool territory) {
    if (words.empty()) return;
    Take(CutText{words, {}, LevelWord::kNone}, territory, false);
    const CutText cut = index_.Cut(words, key_);
    if (cut.words.size() < words.size()) Take(cut, territory, true);
  }

  void Take(const CutText& text, bool territory, bool was_cut) {
    const std::string precise = Squash(text.words, &Word::precise);
    for (const NameEntry* entry : index_.Find(Squash(text.words, key_), key_)) {
      if (entry->cut_kind != bare_ || (territory && (entry->unit == nullptr || !entry->unit->territorial))) continue;
      if (was_cut && !Fits(*entry, text)) continue;
      if (!was_cut && entry->needs_place) continue;
      if (entry->precise == precise) precise_.push_back(entry);
      if (std::find(entries_.begin(), entries_.end(), entry) == entries_.end()) entries_.push_back(entry);
    }
  }

  // Whether every place that the writer named and the level are those of the bearer.
  static bool Fits(const NameEntry& entry, const CutText& text) {
    if (entry.unit == nullptr) return text.places.empty();
    const std::vector<std::string>& own = entry.unit->places;
    const auto lies_in = [&own](const std::vector<std::string>& named) { return own.empty() || Shares(named, own); };
    if (!std::all_of(text.places.begin(), text.places.end(), lies_in)) return false;
    if (entry.unit->territorial) return !text.places.empty();
    if (entry.needs_place && text.places.empty() && text.level == LevelWord::kNone) return false;
    const bool bare_city = text.level == LevelWord::kCity && text.places.empty();
    return !bare_city || entry.says_city;
  }

  const NameIndex& index_;
  const WordKey key_;
  bool bare_ = false;
  Entries precise_;
  Entries entries_;
};

v1::NameMatch::Reading ReadingOf(const Entries& entries, const Entries& precise, const Words& words) {
  if (std::all_of(entries.begin(), entries.end(), [](const NameEntry* entry) { return entry->set != nullptr; })) {
    return v1::NameMatch::READING_SET;
  }
  if (precise.empty()) return v1::NameMatch::READING_FOLDED;
  // "Sở VHTTDL" reaches the official name too, but not as it is written.
  const bool written_out = HasAbbreviation(words, &Word::toned);
  const std::string text = Squash(words, &Word::precise);
  const bool exact = std::any_of(precise.begin(), precise.end(), [&](const NameEntry* entry) {
    return entry->reading == v1::NameMatch::READING_EXACT &&
           (!written_out || Squash(SplitWords(entry->text), &Word::precise) == text);
  });
  return exact ? v1::NameMatch::READING_EXACT : v1::NameMatch::READING_ABBREVIATION;
}

bool Search(const NameIndex& index, absl::string_view text, NameSearch& search) {
  const Words words = SplitWords(text);
  if (words.empty()) return false;
  for (const bool bare : {false, true}) {
    for (const WordKey key : {&Word::toned, &Word::folded}) {
      Gatherer gatherer(index, key);
      bare ? gatherer.GatherBare(words) : gatherer.Gather(words);
      if (gatherer.entries().empty()) continue;
      search.entries = gatherer.entries();
      search.reading = ReadingOf(search.entries, gatherer.precise(), words);
      search.says_former = SaysFormer(words, key);
      search.bare_territory = bare;
      return true;
    }
  }
  return false;
}

}  // namespace

NameSearch SearchNames(const NameIndex& index, absl::string_view text) {
  NameSearch search;
  if (Search(index, text, search)) return search;
  const std::string plain = WithoutParentheses(text);
  search.remark = plain.size() != text.size() && Search(index, plain, search);
  return search;
}

NameIndex::Entries SearchSimilar(const NameIndex& index, absl::string_view text, size_t limit) {
  const Words canonical = Canonical(SplitWords(WithoutParentheses(text)), &Word::folded);
  Entries found;
  const auto look = [&](const Words& words, bool territory) {
    const std::string squashed = Squash(words, &Word::folded);
    if (squashed.size() < kMinSimilarLetters) return;
    for (const NameEntry* entry : index.FindSimilar(squashed, limit)) {
      if (entry->cut_kind || entry->needs_place || found.size() == limit) continue;
      if (!territory || (entry->unit != nullptr && entry->unit->territorial)) found.push_back(entry);
    }
  };
  look(canonical, false);
  if (NamesPeoplesCommittee(canonical, &Word::folded)) {
    look(Words(canonical.begin() + kPeoplesCommitteeWords, canonical.end()), true);
  }
  return found;
}

bool LacksPlace(const NameIndex& index, absl::string_view text) {
  const Words canonical = Canonical(SplitWords(text), &Word::toned);
  const Entries& entries = index.Find(Squash(canonical, &Word::toned), &Word::toned);
  return std::any_of(entries.begin(), entries.end(), [](const NameEntry* entry) { return entry->needs_place; });
}

const NameEntry* SearchLeadingSet(const NameIndex& index, absl::string_view text) {
  const Words canonical = Canonical(SplitWords(text), &Word::toned);
  for (size_t length = canonical.size(); length-- > kPeoplesCommitteeWords;) {
    const std::string key = Squash(canonical.begin(), canonical.begin() + static_cast<ptrdiff_t>(length), &Word::toned);
    for (const NameEntry* entry : index.Find(key, &Word::toned)) {
      if (entry->set != nullptr) return entry;
    }
  }
  return nullptr;
}

}  // namespace phoihop::organisation
