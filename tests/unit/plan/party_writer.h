// Cells of agencies as officials write them, with the truth known: by any name of today and of the past, sets with
// exclusions, lists behind a head, who sums up, junk.
#ifndef TESTS_UNIT_PLAN_PARTY_WRITER_H_
#define TESTS_UNIT_PLAN_PARTY_WRITER_H_

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "services/import/plan_table.h"
#include "tests/unit/plan/dong_nai.h"
#include "unicode/normalizer2.h"
#include "unicode/unistr.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/plan/recurrence.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {

using v1::ResponsibleParty;
using Names = std::set<std::string>;

inline constexpr absl::CivilDay kImportDays[] = {absl::CivilDay(2026, 1, 15), absl::CivilDay(2026, 5, 4),
                                                 absl::CivilDay(2026, 11, 27)};

// The day of the plan (SettingsOf2026).
inline constexpr absl::CivilDay kWrittenOn(2026, 1, 15);

inline int Pick(int below) { return *rc::gen::inRange(0, below); }
inline bool Chance(int one_in) { return Pick(one_in) == 0; }
template <typename List>
auto OneOf(const List& list) {
  return *(std::begin(list) + Pick(static_cast<int>(std::size(list))));
}

// -- Who is there

// Holders today of whoever bears a name, and whether there is just one bearer with one holder.
struct Bearers {
  Names units;
  bool certain = true;
};

// A name that somebody bears or bore, as a cell would have it.
struct Name {
  std::string text;
  Bearers bearers;
  Names sets;  // that take the place of an abolished district
};

class Registry {
 public:
  explicit Registry(absl::CivilDay today) {
    const organisation::Directory& directory = DongNai().directory();
    std::map<std::string, Names> by_name;
    std::map<std::string, std::string> texts;
    std::map<std::string, bool> districts;
    for (const v1::Unit* unit : directory.units()) {
      for (const v1::UnitVersion& version : unit->versions()) {
        if (version.kind() == v1::UNIT_KIND_PROVINCE) continue;
        const bool territorial = version.kind() == v1::UNIT_KIND_COMMUNE || version.kind() == v1::UNIT_KIND_WARD ||
                                 version.kind() == v1::UNIT_KIND_TOWNSHIP || version.kind() == v1::UNIT_KIND_DISTRICT;
        std::vector<std::string> names = {version.display_name()};
        if (!territorial) names.insert(names.end(), version.short_names().begin(), version.short_names().end());
        for (std::string name : names) {
          if (territorial) name = absl::StrCat("UBND ", Lowered(name));
          const std::string key = organisation::FoldedWords(name);
          by_name[key].insert(unit->name());
          texts[key] = name;
          districts[key] = districts[key] || version.kind() == v1::UNIT_KIND_DISTRICT;
        }
        for (const std::string& name : version.ambiguous_names()) {
          by_name[organisation::FoldedWords(name)].insert(unit->name());
        }
      }
    }
    for (const auto& [key, text] : texts) {
      Name name{text, HoldersOf(by_name[key], today), {}};
      if (districts[key]) name.sets.insert(SetIn("ubnd-cap-xa"));
      names_.push_back(std::move(name));
    }
    communes_ = directory.SetMembers(SetIn("ubnd-cap-xa"), today);
    border_ = directory.SetMembers(SetIn("ubnd-xa-bien-gioi"), today);
    // Names are those of the day of the plan: a commune that became a ward since is still a commune in it.
    for (const std::string& unit : communes_) commune_names_[unit] = Lowered(directory.DisplayName(unit, kWrittenOn));
  }

  const std::vector<Name>& names() const { return names_; }
  const std::vector<std::string>& communes() const { return communes_; }
  const std::vector<std::string>& border() const { return border_; }
  // `xã Lộc Thạnh`.
  const std::string& CommuneName(const std::string& unit) const { return commune_names_.at(unit); }

 private:
  static std::string Lowered(std::string name) {
    // "Phường", "Xã", "Huyện", "Thị trấn": the first letter is ASCII.
    name[0] = absl::ascii_tolower(static_cast<unsigned char>(name[0]));
    return name;
  }

  static Bearers HoldersOf(const Names& units, absl::CivilDay today) {
    Bearers bearers;
    for (const std::string& unit : units) {
      const v1::ResolveSuccessorsResponse holders = DongNai().directory().ResolveSuccessors(unit, today);
      for (const auto& holder : holders.holders()) bearers.units.insert(holder.unit());
    }
    bearers.certain = units.size() == 1 && bearers.units.size() == 1;
    return bearers;
  }

  std::vector<Name> names_;
  std::vector<std::string> communes_, border_;
  std::map<std::string, std::string> commune_names_;
};

inline const Registry& RegistryOn(absl::CivilDay today) {
  static auto& registries = *new std::map<absl::CivilDay, Registry>;
  return registries.try_emplace(today, today).first->second;
}

// -- How texts are spoiled

inline std::string ToUtf8(const icu::UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

inline std::string Spoil(const std::string& text) {
  const icu::UnicodeString source = icu::UnicodeString::fromUTF8(text);
  UErrorCode status = U_ZERO_ERROR;
  switch (Pick(10)) {
    case 0:
      return ToUtf8(icu::Normalizer2::getNFDInstance(status)->normalize(source, status));
    case 1:
      return absl::StrReplaceAll(text, {{" ", "\u00A0"}});
    case 2:
      return absl::StrCat(" ", absl::StrReplaceAll(text, {{" ", "  "}}), " ");
    case 3:
      return ToUtf8(icu::UnicodeString(source).toUpper());
    case 4:
      return ToUtf8(icu::UnicodeString(source).toLower());
    default:
      return text;
  }
}

// -- Cells of parties

// A set as it was named, with who is left out.
using NamedSet = std::pair<std::string, Names>;

struct PartyTruth {
  Names units;              // whoever may come out
  Names certain;            // who has to, when nothing is asked
  std::set<NamedSet> sets;  // that may come out
  std::set<NamedSet> certain_sets;
  Names summing;
  bool has_unknown = false;
};

struct PartyCell {
  std::string text;
  PartyTruth truth;
};

inline constexpr const char* kUnknown[] = {"Trung tâm Nghiên cứu Sao Hỏa", "Hội VHNT tỉnh", "các đơn vị có liên quan",
                                           "Các sở, ban, ngành",           "VNPT",          "Ban Điều hành Dự án 99"};
inline constexpr const char* kAllCommunes[] = {"UBND các xã, phường", "UBND cấp xã", "UBND 95 xã, phường",
                                               "các xã, phường"};
inline constexpr const char* kBorderCommunes[] = {"UBND các xã biên giới", "UBND 8 xã biên giới"};
inline constexpr const char* kExcept[] = {"trừ", "ngoại trừ", "không bao gồm", "trừ ra"};

class PartyWriter {
 public:
  explicit PartyWriter(const Registry& registry) : registry_(registry) {}

  PartyCell Write() {
    const int count = 1 + Pick(4);
    for (int i = 0; i < count; ++i) {
      const std::string element = Element();
      if (i > 0) cell_.text += closed_ ? "; " : OneOf(kSeparators);
      cell_.text += element;
      closed_ = closes_;
    }
    return std::move(cell_);
  }

 private:
  static constexpr const char* kSeparators[] = {", ", "; ", " và ", "\n- ", ";\n"};

  // What stands behind a list or an exclusion could belong to it: only `;` ends them.
  std::string Element() {
    closes_ = false;
    switch (Pick(12)) {
      case 0:
        return Set(kAllCommunes, "ubnd-cap-xa");
      case 1:
        return Set(kBorderCommunes, "ubnd-xa-bien-gioi");
      case 2:
      case 3:
        return Exclusion();
      case 4:
        return List();
      case 5:
        cell_.truth.has_unknown = true;
        return Spoil(OneOf(kUnknown));
      case 6:
        return SummingUnit();
      default:
        return Named();
    }
  }

  std::string Named(bool sums_up = false) {
    const Name& name = registry_.names()[Pick(static_cast<int>(registry_.names().size()))];
    cell_.truth.units.insert(name.bearers.units.begin(), name.bearers.units.end());
    for (const std::string& set : name.sets) cell_.truth.sets.insert({set, {}});
    if (name.bearers.certain && name.sets.empty()) {
      cell_.truth.certain.insert(*name.bearers.units.begin());
      if (sums_up) cell_.truth.summing.insert(*name.bearers.units.begin());
    }
    if (sums_up) cell_.truth.summing.insert(name.bearers.units.begin(), name.bearers.units.end());
    return Spoil(name.text);
  }

  std::string SummingUnit() {
    const std::string name = Named(/*sums_up=*/true);
    closes_ = true;
    switch (Pick(3)) {
      case 0:
        return absl::StrCat(name, " (tổng hợp)");
      case 1:
        return absl::StrCat(name, " chủ trì tổng hợp");
      default:
        return absl::StrCat(name, " (đơn vị tổng hợp)");
    }
  }

  template <typename Texts>
  std::string Set(const Texts& texts, absl::string_view id) {
    Add({SetIn(id), {}});
    return Spoil(OneOf(texts));
  }

  void Add(const NamedSet& set) {
    cell_.truth.sets.insert(set);
    cell_.truth.certain_sets.insert(set);
  }

  // The set is kept from Spoil: "trừ" in upper case is for the writer of the marker below.
  std::string Exclusion() {
    closes_ = true;
    Names excluded;
    std::string words;
    if (Chance(3)) {
      excluded.insert(registry_.border().begin(), registry_.border().end());
      words = OneOf(kBorderCommunes);
    } else {
      std::vector<std::string> names;
      const int count = 1 + Pick(3);
      for (int i = 0; i < count; ++i) {
        const std::string& unit = registry_.communes()[Pick(static_cast<int>(registry_.communes().size()))];
        if (!excluded.insert(unit).second) continue;
        names.push_back(absl::StrCat(Chance(2) ? "UBND " : "", registry_.CommuneName(unit)));
      }
      words = absl::StrJoin(names, Chance(2) ? ", " : " và ");
    }
    Add({SetIn("ubnd-cap-xa"), excluded});
    const std::string set = Spoil(OneOf(kAllCommunes));
    const std::string except = absl::StrCat(OneOf(kExcept), " ", words);
    return Chance(2) ? absl::StrCat(set, " (", except, ")") : absl::StrCat(set, ", ", except);
  }

  std::string List() {
    closes_ = true;
    std::vector<std::string> names;
    const bool wards = Chance(2);
    const std::string kind = wards ? "phường " : "xã ";
    const int count = 2 + Pick(3);
    for (int i = 0; static_cast<int>(names.size()) < count && i < 200; ++i) {
      const std::string& unit = registry_.communes()[Pick(static_cast<int>(registry_.communes().size()))];
      absl::string_view name = registry_.CommuneName(unit);
      if (!absl::ConsumePrefix(&name, kind) || !cell_.truth.certain.insert(unit).second) continue;
      cell_.truth.units.insert(unit);
      names.emplace_back(name);
    }
    return absl::StrCat("UBND các ", wards ? "phường" : "xã", ": ", absl::StrJoin(names, ", "));
  }

  const Registry& registry_;
  PartyCell cell_;
  bool closed_ = false, closes_ = false;
};

}  // namespace phoihop::plan

#endif  // TESTS_UNIT_PLAN_PARTY_WRITER_H_
