// Whatever noise is put on a known name, the answer is its bearer, or several with it, or nobody: never somebody else.
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/organisation/province.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/name_text.h"
#include "workflow/organisation/name_words.h"

namespace phoihop::organisation {
namespace {

int Pick(int begin, int end) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(begin, end)); }

using ::testing::Contains;
using ::testing::HasSubstr;
using v1::NameMatch;

struct Known {
  const v1::Unit* unit;
  std::string name;
  absl::CivilDay day;  // on which the name is borne
  bool territorial;
};

const std::vector<Known>& KnownNames() {
  static const auto& names = *[] {
    auto* list = new std::vector<Known>;
    for (const v1::Unit& unit : ProvinceFacts()->data().units()) {
      for (const v1::UnitVersion& version : unit.versions()) {
        const absl::CivilDay day = version.valid_to().empty() ? kToday : ParseDate(version.valid_to()).value() - 1;
        const bool territorial = version.kind() == v1::UNIT_KIND_COMMUNE || version.kind() == v1::UNIT_KIND_WARD ||
                                 version.kind() == v1::UNIT_KIND_TOWNSHIP || version.kind() == v1::UNIT_KIND_DISTRICT;
        list->push_back({&unit, version.display_name(), day, territorial});
        for (const std::string& name : version.short_names()) list->push_back({&unit, name, day, false});
      }
    }
    return list;
  }();
  return names;
}

// What is left of a name when marks and what the writer may leave out do not count.
std::string Core(const std::string& text) {
  return Squash(Canonical(SplitWords(WithoutParentheses(text)), &Word::folded), &Word::folded);
}

// -- Noise that the matcher sees through

std::string Upper(const std::string& text) {
  std::string result;
  icu::UnicodeString::fromUTF8(text).toUpper(icu::Locale("vi")).toUTF8String(result);
  return result;
}

std::string Lower(const std::string& text) {
  std::string result;
  icu::UnicodeString::fromUTF8(text).toLower(icu::Locale("vi")).toUTF8String(result);
  return result;
}

std::string Decomposed(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  std::string result;
  icu::Normalizer2::getNFDInstance(error)->normalize(icu::UnicodeString::fromUTF8(text), error).toUTF8String(result);
  return result;
}

std::string ToneElsewhere(const std::string& text) {
  return absl::StrReplaceAll(text, {{"òa", "oà"},
                                    {"óa", "oá"},
                                    {"ỏa", "oả"},
                                    {"ọa", "oạ"},
                                    {"oà", "òa"},
                                    {"oá", "óa"},
                                    {"ủy", "uỷ"},
                                    {"úy", "uý"},
                                    {"uỷ", "ủy"},
                                    {"Ủy", "Uỷ"},
                                    {"òe", "oè"},
                                    {"óe", "oé"}});
}

// Only what the letters carry: "khvđt" reads otherwise than "KHvĐT".
bool CaseSaysSomething(const std::string& text) { return absl::StrContains(text, "v"); }

std::string Understood(const Known& known, std::string text) {
  switch (Pick(0, 7)) {
    case 0:
      return CaseSaysSomething(known.name) ? text : Upper(text);
    case 1:
      return CaseSaysSomething(known.name) ? text : Lower(text);
    case 2:
      return Spaced(SplitWords(text), &Word::folded);
    case 3:
      return ToneElsewhere(text);
    case 4:
      return absl::StrCat("  ", absl::StrReplaceAll(text, {{" ", "   "}}), " .");
    case 5:
      return Decomposed(text);
    default:
      return known.territorial && !absl::StrContains(Core(text), "uybannhandan") ? absl::StrCat("UBND ", text) : text;
  }
}

// -- Noise that it cannot always see through

std::string Misspelt(const std::string& text) {
  icu::UnicodeString letters = icu::UnicodeString::fromUTF8(text);
  const int32_t at = Pick(0, std::max(1, letters.length() - 1));
  const auto letter = static_cast<UChar>('a' + Pick(0, 26));
  switch (Pick(0, 4)) {
    case 0:
      letters.remove(at, 1);
      break;
    case 1:
      letters.insert(at, letter);
      break;
    case 2:
      letters.setCharAt(at, letter);
      break;
    default: {
      const UChar first = letters.charAt(at);
      letters.setCharAt(at, letters.charAt(at + 1 < letters.length() ? at + 1 : at));
      if (at + 1 < letters.length()) letters.setCharAt(at + 1, first);
    }
  }
  std::string result;
  letters.toUTF8String(result);
  return result;
}

std::string OneWordWithoutMarks(const std::string& text) {
  const Words words = SplitWords(text);
  const size_t chosen = Pick(0, static_cast<int>(std::max<size_t>(1, words.size())));
  std::string result;
  for (size_t i = 0; i < words.size(); ++i) {
    absl::StrAppend(&result, i == 0 ? "" : " ", i == chosen ? words[i].folded : words[i].precise);
  }
  return result;
}

NameMatch Ask(const Known& known, const std::string& text, bool suggest) {
  return ProvinceFacts()->matcher().Match(
      {.text = text, .written_on = known.day, .today = kToday, .suggest_similar = suggest});
}

bool Names(const NameMatch& match, const v1::Unit& unit) {
  return std::any_of(match.matched().begin(), match.matched().end(),
                     [&unit](const v1::Unit& matched) { return matched.name() == unit.name(); });
}

// Noise may turn one name into another, "Tân An" into "Tân Ân": who writes that means that.
bool IsNameOf(const v1::Unit& unit, const std::string& text) {
  const std::string core = Core(text);
  const std::string bare(absl::StripPrefix(core, "uybannhandan"));
  for (const v1::UnitVersion& version : unit.versions()) {
    std::vector<std::string> borne(version.short_names().begin(), version.short_names().end());
    borne.push_back(version.display_name());
    for (const std::string& name : borne) {
      for (const std::string& written : {Core(name), Squash(SplitWords(name), &Word::folded)}) {
        // The place may stand behind the name in one of the two only.
        if (written == core || written == bare) return true;
        if (std::min(written.size(), bare.size()) < 5) continue;
        if (absl::StartsWith(written, bare) || absl::StartsWith(core, written)) return true;
      }
    }
  }
  return false;
}

bool IsHonest(const NameMatch& match, const Known& known, const std::string& text) {
  switch (match.outcome()) {
    case NameMatch::OUTCOME_NONE:
      return true;
    case NameMatch::OUTCOME_MANY:
      return Names(match, *known.unit) || match.has_unit_set() ||
             std::all_of(match.matched().begin(), match.matched().end(), [&](const v1::Unit& matched) {
               return match.reading() == NameMatch::READING_UNSPECIFIED ||
                      IsNameOf(*ProvinceFacts()->directory().FindUnit(matched.name()), text);
             });
    default:
      if (match.has_unit_set() || Names(match, *known.unit)) return true;
      return std::all_of(match.matched().begin(), match.matched().end(), [&](const v1::Unit& matched) {
        return IsNameOf(*ProvinceFacts()->directory().FindUnit(matched.name()), text);
      });
  }
}

RC_GTEST_PROP(NameNoise, CaseSpacesMarksAndPrefixesDoNotHideAName, ()) {
  const Known& known = *rc::gen::elementOf(KnownNames());
  std::string text = known.name;
  const int layers = Pick(1, 4);
  for (int i = 0; i < layers; ++i) text = Understood(known, text);
  const NameMatch match = Ask(known, text, false);
  if (!Names(match, *known.unit)) {
    RC_FAIL(absl::StrCat("'", text, "' for ", known.unit->name(), " '", known.name, "' on ", FormatDate(known.day),
                         "\n", match.DebugString()));
  }
}

RC_GTEST_PROP(NameNoise, NoNoiseMakesItSomebodyElse, ()) {
  const Known& known = *rc::gen::elementOf(KnownNames());
  std::string text = known.name;
  if (Pick(0, 2) == 0) text = Understood(known, text);
  text = Pick(0, 2) == 0 ? Misspelt(text) : OneWordWithoutMarks(text);
  const NameMatch match = Ask(known, text, Pick(0, 2) == 0);
  RC_CLASSIFY(match.outcome() == NameMatch::OUTCOME_NONE, "nobody");
  RC_CLASSIFY(match.outcome() == NameMatch::OUTCOME_MANY, "asked");
  if (!IsHonest(match, known, text)) {
    RC_FAIL(absl::StrCat("'", text, "' for ", known.unit->name(), " '", known.name, "' on ", FormatDate(known.day),
                         "\n", match.DebugString()));
  }
}

// Of official names that are long enough.
RC_GTEST_PROP(NameNoise, AMisspeltNameIsSuggestedAndNeverTaken, ()) {
  const Known& known = *rc::gen::elementOf(KnownNames());
  const std::string folded = Spaced(SplitWords(known.name), &Word::folded);
  RC_PRE(Core(known.name).size() >= 12 && known.name == known.unit->versions(0).display_name());
  const std::string text = Misspelt(folded);
  RC_PRE(Core(text) != Core(known.name));
  const NameMatch match = Ask(known, text, true);
  const bool suggests = match.reading() == NameMatch::READING_SIMILAR;
  if (!suggests && match.reading() != NameMatch::READING_UNSPECIFIED) return;  // still a name, or another one
  RC_ASSERT(suggests == (match.outcome() == NameMatch::OUTCOME_MANY));
  RC_ASSERT(match.outcome() == NameMatch::OUTCOME_MANY || match.outcome() == NameMatch::OUTCOME_NONE);
  RC_ASSERT(match.successors().empty());
  RC_CLASSIFY(Names(match, *known.unit), "suggested");
}

TEST(SimilarNamesTest, ASuggestionIsAQuestion) {
  const auto ask = [](absl::string_view text) {
    return ProvinceFacts()->matcher().Match(
        {.text = text, .written_on = kToday, .today = kToday, .suggest_similar = true});
  };
  for (const char* text : {"Xã Lộc Thạn", "xa loc thnah", "UBND xã Lộc Thạnhh"}) {
    const NameMatch match = ask(text);
    EXPECT_EQ(match.outcome(), NameMatch::OUTCOME_MANY) << match.DebugString();
    EXPECT_EQ(match.reading(), NameMatch::READING_SIMILAR);
    EXPECT_THAT(Matched(match), Contains("xp-25280")) << match.DebugString();
    EXPECT_TRUE(match.successors().empty());
    EXPECT_THAT(match.explanation(), HasSubstr("gần giống"));
  }
  EXPECT_THAT(Matched(ask("Sở Nội vụu")), Contains("so-noi-vu"));
  EXPECT_EQ(ask("Trường Chính trị tỉnh").outcome(), NameMatch::OUTCOME_NONE);
  // An import does not ask for suggestions.
  EXPECT_EQ(Match("Xã Lộc Thạn").outcome(), NameMatch::OUTCOME_NONE);
}

TEST(NameIndexTest, WhatWasTakenBackIsNobodysName) {
  internal::v1::ReferenceData data;
  for (const char* id : {"a", "b"}) {
    v1::Unit* unit = data.add_units();
    unit->set_name(U(id));
    v1::UnitVersion* version = unit->add_versions();
    version->set_display_name(absl::StrCat("Sở Thử nghiệm ", id));
    version->set_kind(v1::UNIT_KIND_DEPARTMENT);
    version->set_valid_from("2026-01-01");
  }
  data.mutable_units(0)->clear_versions();
  data.mutable_units(1)->mutable_versions(0)->set_valid_to("2026-01-01");
  const Directory directory(data);
  const NameMatcher matcher(directory);
  for (const std::string& text : {std::string("Sở Thử nghiệm a"), std::string("Sở Thử nghiệm b"), U("a")}) {
    const NameMatch match = matcher.Match({.text = text, .written_on = kToday, .today = kToday});
    EXPECT_EQ(match.outcome(), NameMatch::OUTCOME_NONE) << match.DebugString();
  }
}

TEST(SharedFactsTest, TheCalendarIsSharedWhileItIsTheSame) {
  const std::shared_ptr<const Facts>& before = ProvinceFacts();
  internal::v1::ReferenceData data = before->data();
  data.mutable_duties()->Clear();
  EXPECT_EQ(&Facts::Create(data, before.get()).value()->calendar(), &before->calendar());
  ASSERT_FALSE(data.calendars().empty());
  for (v1::Calendar& calendar : *data.mutable_calendars()) calendar.add_working_weekdays(6);
  const auto other = Facts::Create(data, before.get()).value();
  EXPECT_FALSE(before->calendar().IsWorkingDay(absl::CivilDay(2026, 11, 28)));
  EXPECT_TRUE(other->calendar().IsWorkingDay(absl::CivilDay(2026, 11, 28)));
}

TEST(SharedFactsTest, TheIndexOfNamesIsSharedWhenUnitsAndSetsAreEqualOnly) {
  const std::shared_ptr<const Facts>& before = ProvinceFacts();
  internal::v1::ReferenceData data = before->data();
  data.set_version(2);
  data.add_reorganisations()->set_name("provinces/dong-nai/reorganisations/r");
  data.mutable_memberships()->Clear();
  const auto same = Facts::Create(data, before.get()).value();
  EXPECT_TRUE(same->matcher().SharesIndexWith(before->matcher()));
  data.mutable_units(0)->mutable_versions(0)->add_short_names("Tên Gọi Chưa Từng Có");
  const auto other = Facts::Create(data, same.get()).value();
  EXPECT_FALSE(other->matcher().SharesIndexWith(before->matcher()));
  const NameMatcher::Query query{.text = "Tên Gọi Chưa Từng Có", .written_on = kToday, .today = kToday};
  EXPECT_EQ(same->matcher().Match(query).outcome(), NameMatch::OUTCOME_NONE);
  EXPECT_NE(other->matcher().Match(query).outcome(), NameMatch::OUTCOME_NONE);
}

}  // namespace
}  // namespace phoihop::organisation
