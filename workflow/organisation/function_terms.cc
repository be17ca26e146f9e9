#include "workflow/organisation/function_terms.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/strings/match.h"

namespace phoihop::organisation {
namespace {

constexpr UChar32 kSmallDStroke = 0x0111;
// A word of one letter or digit between blanks is the shortest; the empty text is a single blank.
constexpr size_t kShortestWords = 3;

enum class Kind : uint8_t { kSeparator, kSkipped, kLetter, kDigit };

Kind KindOf(UChar32 c) {
  if (u_isdigit(c)) return Kind::kDigit;
  if (u_isalpha(c)) return Kind::kLetter;
  if (u_getCombiningClass(c) != 0 || u_charType(c) == U_FORMAT_CHAR) return Kind::kSkipped;
  return Kind::kSeparator;
}

// A letter without case and marks.
std::string FoldedLetter(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
  icu::UnicodeString decomposed(c);
  if (U_SUCCESS(status)) decomposed = decompose->normalize(decomposed, status);
  decomposed.foldCase();
  std::string folded;
  icu::UnicodeString kept;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 part = decomposed.char32At(i);
    if (u_getCombiningClass(part) == 0) kept.append(part == kSmallDStroke ? UChar32{'d'} : part);
  }
  kept.toUTF8String(folded);
  return folded;
}

// What Vietnamese is written in, looked up instead of computed: tasks are folded by the thousand.
struct Entry {
  Kind kind = Kind::kSeparator;
  char folded = 0;  // 0: not a single ASCII character
};
constexpr UChar32 kTableSize = 0x1F00;
using Table = std::array<Entry, kTableSize>;

const Table& Entries() {
  static const Table& table = *[] {
    auto* entries = new Table;
    for (UChar32 c = 0; c < kTableSize; ++c) {
      Entry& entry = (*entries)[c];
      entry.kind = KindOf(c);
      if (entry.kind != Kind::kLetter && entry.kind != Kind::kDigit) continue;
      const std::string folded = FoldedLetter(c);
      if (folded.size() == 1) entry.folded = folded[0];
    }
    return entries;
  }();
  return table;
}

bool Overlap(absl::string_view a, absl::string_view b) {
  return a.size() >= kShortestWords && b.size() >= kShortestWords &&
         (absl::StrContains(a, b) || absl::StrContains(b, a));
}

}  // namespace

std::string FoldedWords(absl::string_view text) {
  const Table& table = Entries();
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int64_t>(text.size());
  std::string result = " ";
  result.reserve(text.size() + 2);
  Kind current = Kind::kSeparator;  // of the word that is being written
  for (int64_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    const bool known = c >= 0 && c < kTableSize;
    const Kind kind = known ? table[c].kind : c < 0 ? Kind::kSeparator : KindOf(c);
    if (kind == Kind::kSkipped) continue;
    if (kind != current && current != Kind::kSeparator) result += ' ';
    current = kind;
    if (kind == Kind::kSeparator) continue;
    if (known && table[c].folded != 0) {
      result += table[c].folded;
    } else {
      result += FoldedLetter(c);
    }
  }
  if (current != Kind::kSeparator) result += ' ';
  return result;
}

void FunctionTerms::AddPart(const v1::Partition& partition) {
  std::vector<Term>& terms = parts_.emplace_back();
  for (const std::string& term : partition.functions()) {
    std::string words = FoldedWords(term);
    if (words.size() < kShortestWords) continue;
    terms.push_back({std::move(words), term});
    empty_ = false;
  }
}

std::vector<FunctionTerms::Hit> FunctionTerms::InText(absl::string_view folded) const {
  std::vector<Hit> hits;
  for (size_t part = 0; part < parts_.size(); ++part) {
    const auto found = std::find_if(parts_[part].begin(), parts_[part].end(),
                                    [folded](const Term& term) { return absl::StrContains(folded, term.words); });
    if (found != parts_[part].end()) hits.push_back({part, found->as_written});
  }
  return hits;
}

std::vector<FunctionTerms::Hit> FunctionTerms::Overlapping(const std::vector<std::string>& folded) const {
  std::vector<Hit> hits;
  for (size_t part = 0; part < parts_.size(); ++part) {
    const auto found = std::find_if(parts_[part].begin(), parts_[part].end(), [&folded](const Term& term) {
      return std::any_of(folded.begin(), folded.end(),
                         [&term](const std::string& function) { return Overlap(function, term.words); });
    });
    if (found != parts_[part].end()) hits.push_back({part, found->as_written});
  }
  return hits;
}

}  // namespace phoihop::organisation
