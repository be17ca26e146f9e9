// All names that units and sets bear or bore, each under every key by which a text may reach it.
#ifndef WORKFLOW_ORGANISATION_NAME_INDEX_H_
#define WORKFLOW_ORGANISATION_NAME_INDEX_H_

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/name_text.h"
#include "workflow/organisation/name_words.h"

namespace phoihop::organisation {

// A unit as the matcher sees it.
struct NamedUnit {
  const v1::Unit* unit = nullptr;
  // Commune or district, which "UBND …" stands for as well.
  bool territorial = false;
  // Provinces and districts that it is, is named after, or belongs to; resource names.
  std::vector<std::string> places;
};

// One name that a unit or set bears for a time.
struct NameEntry {
  const NamedUnit* unit = nullptr;  // or …
  const v1::UnitSet* set = nullptr;
  std::string valid_from;
  std::string valid_to;
  std::string text;  // as it is in the data
  v1::NameMatch::Reading reading = v1::NameMatch::READING_UNSPECIFIED;
  bool ambiguous = false;
  // The name was cut: place and level at its end, or the kind of a territory in front.
  bool cut_place = false;
  bool cut_kind = false;
  // The rest says too little without a place or a level ("UBND", "Báo").
  bool needs_place = false;
  bool says_city = false;  // "thành phố" stands in the name
  std::string precise;     // the key's words as written
};

// What was cut from the end of a text.
struct CutText {
  Words words;
  // One for each place that was named ("huyện Long Thành tỉnh Đồng Nai" names two): any of these is meant by it.
  std::vector<std::vector<std::string>> places;
  LevelWord level = LevelWord::kNone;
};

class NameIndex {
 public:
  explicit NameIndex(const Directory& directory);
  NameIndex(const NameIndex&) = delete;
  NameIndex& operator=(const NameIndex&) = delete;

  using Entries = std::vector<const NameEntry*>;
  // Names under a squashed key. `key` is &Word::toned or &Word::folded.
  const Entries& Find(const std::string& squashed, WordKey key) const;

  // Cuts the place ("tỉnh Đồng Nai", "huyện Long Thành", "ĐN") and the level ("tỉnh") from the end of canonical words.
  // Nothing is cut when nothing would be left.
  CutText Cut(const Words& canonical, WordKey key) const;

  struct Code {
    const NamedUnit* unit;
    const v1::UnitIdentifier* identifier;
  };
  // Holders of a code in any scheme, in the order of names.
  std::vector<Code> FindCode(absl::string_view value) const;

  // Official names that begin with these words and go on, at most `limit`.
  Entries FindPrefix(const Words& words, size_t limit) const;

  // Names whose folded key differs from this one by one letter too many, too few, wrong, or exchanged with its
  // neighbour, in the order of keys, at most `limit`. Looks at every key.
  Entries FindSimilar(absl::string_view squashed, size_t limit) const;

  const NamedUnit* FindUnit(absl::string_view name) const;

 private:
  void AddUnits(const Directory& directory);
  void AddPlaces(const Directory& directory);
  void AddPlacesAbove(const Directory& directory);
  void AddNames(const NamedUnit& unit, const v1::UnitVersion& version);
  void AddSet(const v1::UnitSet& set);
  void AddName(const NameEntry& entry);
  void AddName(NameEntry entry, absl::string_view text);
  void AddPlace(absl::string_view text, const std::string& place);
  void Insert(const NameEntry& base, const Words& words, WordKey key);

  std::deque<NamedUnit> units_;
  absl::flat_hash_map<std::string, const NamedUnit*> unit_by_name_;
  std::deque<NameEntry> entries_;
  absl::flat_hash_map<std::string, Entries> by_toned_;
  absl::flat_hash_map<std::string, Entries> by_folded_;
  absl::flat_hash_map<std::string, std::vector<std::string>> places_by_toned_;
  absl::flat_hash_map<std::string, std::vector<std::string>> places_by_folded_;
  absl::flat_hash_map<std::string, std::vector<Code>> codes_;
  std::vector<std::pair<std::string, const NameEntry*>> official_;  // by spaced toned words, sorted
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_NAME_INDEX_H_
