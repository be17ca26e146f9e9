// What holds for every name in the data and for any text.
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/organisation/province.h"
#include "workflow/organisation/name_text.h"
#include "workflow/organisation/name_words.h"

namespace phoihop::organisation {
namespace {

using v1::NameMatch;

// All names and short names.
const std::vector<std::string>& Names() {
  static const auto& names = *[] {
    auto* list = new std::vector<std::string>;
    for (const v1::Unit& unit : ProvinceFacts()->data().units()) {
      for (const v1::UnitVersion& version : unit.versions()) {
        list->push_back(version.display_name());
        list->insert(list->end(), version.short_names().begin(), version.short_names().end());
      }
    }
    return list;
  }();
  return names;
}

std::string Decomposed(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  std::string result;
  icu::Normalizer2::getNFDInstance(error)->normalize(icu::UnicodeString::fromUTF8(text), error).toUTF8String(result);
  return result;
}

std::string Upper(const std::string& text) {
  std::string result;
  icu::UnicodeString::fromUTF8(text).toUpper(icu::Locale("vi")).toUTF8String(result);
  return result;
}

// The answer without the text that was asked.
std::string Answer(NameMatch match) {
  match.clear_text();
  match.clear_explanation();
  return match.SerializeAsString();
}

// -- An oracle of its own for "bears this name": the words of both sides are the same but for where and on which level.

std::set<std::string> FoldedWords(const std::string& text) {
  std::set<std::string> words;
  for (const Word& word : Canonical(SplitWords(text), &Word::folded)) words.insert(word.folded);
  return words;
}

std::set<std::string> Without(std::set<std::string> words, const std::set<std::string>& ignored) {
  for (const std::string& word : ignored) words.erase(word);
  return words;
}

// Words of kind and level, and the names of the places that the unit lies in.
std::set<std::string> WordsOfPlace(const v1::Unit& unit) {
  std::set<std::string> words = {"tinh", "thanh", "pho", "uy", "xa", "phuong", "thi", "tran", "huyen", "cu"};
  std::vector<const v1::Unit*> above = {&unit};
  for (size_t i = 0; i < above.size() && above.size() < 20; ++i) {
    for (const v1::UnitRelation& relation : above[i]->relations()) {
      const v1::Unit* next = ProvinceFacts()->directory().FindUnit(relation.to_unit());
      if (next != nullptr) above.push_back(next);
    }
  }
  above.erase(above.begin());
  above.push_back(ProvinceFacts()->directory().FindUnit(U("tinh-75")));
  above.push_back(ProvinceFacts()->directory().FindUnit(U("tinh-70-cu")));
  for (const v1::Unit* place : above) {
    for (const v1::UnitVersion& version : place->versions()) {
      if (version.kind() != v1::UNIT_KIND_PROVINCE && version.kind() != v1::UNIT_KIND_DISTRICT) continue;
      words.merge(FoldedWords(version.display_name()));
      for (const std::string& name : version.short_names()) {
        words.merge(FoldedWords(name));
        words.insert(Squash(SplitWords(name), &Word::folded));  // "dongnai"
      }
    }
  }
  return words;
}

bool SameName(const std::string& name, const std::string& text, const std::set<std::string>& ignored) {
  const auto squashed = [](const std::string& of) {
    return Squash(Canonical(SplitWords(of), &Word::folded), &Word::folded);
  };
  if (squashed(name) == squashed(text)) return true;
  // "Sở VH TT ĐN": spaces within an abbreviation and a place behind it.
  const auto squashed_elsewhere = [&ignored](const std::string& of) {
    Words words = Canonical(SplitWords(of), &Word::folded);
    words.erase(std::remove_if(words.begin(), words.end(),
                               [&ignored](const Word& word) { return ignored.count(word.folded) != 0; }),
                words.end());
    return Squash(words, &Word::folded);
  };
  if (!squashed_elsewhere(name).empty() && squashed_elsewhere(name) == squashed_elsewhere(text)) return true;
  const std::set<std::string> of_name = Without(FoldedWords(name), ignored);
  if (of_name == Without(FoldedWords(text), ignored)) return true;
  // "UBND xã …" names the commune.
  const Words canonical = Canonical(SplitWords(text), &Word::folded);
  if (!NamesPeoplesCommittee(canonical, &Word::folded)) return false;
  const Words rest(canonical.begin() + kPeoplesCommitteeWords, canonical.end());
  return of_name == Without(FoldedWords(Spaced(rest, &Word::folded)), ignored);
}

bool Bears(const v1::Unit& unit, const std::string& text) {
  const std::set<std::string> ignored = WordsOfPlace(unit);
  for (const v1::UnitVersion& version : unit.versions()) {
    std::vector<std::string> borne = {version.display_name()};
    borne.insert(borne.end(), version.short_names().begin(), version.short_names().end());
    borne.insert(borne.end(), version.ambiguous_names().begin(), version.ambiguous_names().end());
    for (const std::string& name : borne) {
      for (const std::string& written : {name, WithoutParentheses(name)}) {
        if (SameName(written, text, ignored) || SameName(written, WithoutParentheses(text), ignored)) return true;
      }
    }
  }
  return false;
}

TEST(NamePropertyTest, EveryOfficialNameFindsItsBearerOnADayWhenItIsBorne) {
  int checked = 0;
  for (const v1::Unit& unit : ProvinceFacts()->data().units()) {
    for (const v1::UnitVersion& version : unit.versions()) {
      const absl::CivilDay day = version.valid_from().empty() ? kDayOfPlan183
                                 : version.valid_to().empty() ? kToday
                                                              : absl::CivilDay(2026, 1, 1);
      const NameMatch match = Match(version.display_name(), day);
      const bool found = std::any_of(match.matched().begin(), match.matched().end(),
                                     [&unit](const v1::Unit& matched) { return matched.name() == unit.name(); });
      EXPECT_TRUE(found) << unit.name() << " " << version.display_name() << "\n" << match.DebugString();
      ++checked;
    }
  }
  EXPECT_GT(checked, 500);
}

RC_GTEST_PROP(NameProperty, NormalisationFormAndOuterSpaceDoNotMatter, ()) {
  const std::string name = *rc::gen::elementOf(Names());
  RC_ASSERT(Answer(Match(Decomposed(name))) == Answer(Match(name)));
  RC_ASSERT(Answer(Match("  " + name + " .")) == Answer(Match(name)));
}

RC_GTEST_PROP(NameProperty, CaseDoesNotMatter, ()) {
  const std::string name = *rc::gen::elementOf(Names());
  // "KHvĐT" is the one spelling in which case says something.
  RC_PRE(!absl::StrContains(name, "v"));
  RC_ASSERT(Answer(Match(Upper(name))) == Answer(Match(name)));
}

// Cuts, joins and mixes names, so that texts are near to names without being any.
RC_GTEST_PROP(NameProperty, NeverAnswersAUnitThatBearsNoSuchName, ()) {
  const std::string a = *rc::gen::elementOf(Names());
  const std::string b = *rc::gen::elementOf(Names());
  const auto words = SplitWords(a);
  const auto count = *rc::gen::inRange<size_t>(0, words.size() + 1);
  std::string text = Spaced(Words(words.begin(), words.begin() + count), &Word::precise);
  if (*rc::gen::arbitrary<bool>()) text += " " + b;
  const NameMatch match = Match(text);
  if (match.reading() == NameMatch::READING_PREFIX || match.reading() == NameMatch::READING_CODE) return;
  for (const v1::Unit& matched : match.matched()) {
    const v1::Unit* unit = ProvinceFacts()->directory().FindUnit(matched.name());
    RC_ASSERT(unit != nullptr);
    if (!Bears(*unit, text)) RC_FAIL("'" + text + "' is no name of " + unit->name());
  }
}

RC_GTEST_PROP(NameProperty, AnyBytesGetAnAnswer, (const std::string& bytes)) {
  const NameMatch match = Match(bytes);
  RC_ASSERT(match.outcome() != NameMatch::OUTCOME_UNSPECIFIED);
  RC_ASSERT(!match.explanation().empty());
  std::string encoded;
  RC_ASSERT(match.SerializeToString(&encoded));
}

}  // namespace
}  // namespace phoihop::organisation
