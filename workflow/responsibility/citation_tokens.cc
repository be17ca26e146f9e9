#include "workflow/responsibility/citation_tokens.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "workflow/organisation/name_text.h"
#include "workflow/responsibility/document_number.h"

namespace phoihop::responsibility {
namespace {

using Kind = CitationToken::Kind;

struct Bracket {
  absl::string_view open;
  absl::string_view close;
};
constexpr Bracket kBrackets[] = {{"(", ")"}, {"[", "]"}, {"\"", "\""}, {"\u201c", "\u201d"}, {"«", "»"}};

struct LevelWord {
  absl::string_view folded;
  PlaceLevel level;
};
constexpr LevelWord kLevels[] = {{"dieu", PlaceLevel::kArticle},
                                 {"khoan", PlaceLevel::kClause},
                                 {"muc", PlaceLevel::kClause},
                                 {"diem", PlaceLevel::kPoint}};

size_t CharacterBytes(unsigned char first) { return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4; }

// Length of the blank at the beginning, 0 when there is none.
size_t BlankBytes(absl::string_view text) {
  if (absl::StartsWith(text, "\u00a0")) return 2;
  return !text.empty() && text[0] != '\n' && absl::ascii_isspace(static_cast<unsigned char>(text[0])) ? 1 : 0;
}

// Length of the sign that ends a word, 0 when the text goes on with a character of a word.
size_t SignBytes(absl::string_view text) {
  for (const Bracket& bracket : kBrackets) {
    for (const absl::string_view sign : {bracket.open, bracket.close}) {
      if (absl::StartsWith(text, sign)) return sign.size();
    }
  }
  for (const absl::string_view sign : {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2026", "\u2212"}) {
    if (absl::StartsWith(text, sign)) return sign.size();
  }
  return absl::StrContains(",;:\n-–+&=", text.substr(0, 1)) ? 1 : 0;
}

class Tokenizer {
 public:
  explicit Tokenizer(absl::string_view text) : text_(text) {}

  std::vector<CitationToken> Run() {
    while (at_ < text_.size()) {
      const size_t blank = BlankBytes(text_.substr(at_));
      if (blank > 0) {
        at_ += blank;
      } else if (!Remark() && !Number() && !Sign()) {
        Word();
      }
    }
    return std::move(tokens_);
  }

 private:
  void Add(Kind kind, size_t end) {
    tokens_.push_back({.kind = kind, .text = text_.substr(at_, end - at_)});
    at_ = end;
  }

  // Brackets of one kind may stand in each other; one that is never closed reaches to the end.
  bool Remark() {
    for (const Bracket& bracket : kBrackets) {
      if (!absl::StartsWith(text_.substr(at_), bracket.open)) continue;
      size_t end = at_ + bracket.open.size();
      for (int depth = 1; depth > 0 && end < text_.size();) {
        const absl::string_view rest = text_.substr(end);
        if (absl::StartsWith(rest, bracket.close)) {
          --depth;
          end += bracket.close.size();
        } else if (absl::StartsWith(rest, bracket.open)) {
          ++depth;
          end += bracket.open.size();
        } else {
          ++end;
        }
      }
      Add(Kind::kRemark, end);
      return true;
    }
    return false;
  }

  bool Number() {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text_[at_]))) return false;
    const size_t end = EndOfDocumentNumber(text_, at_);
    if (end == absl::string_view::npos) return false;
    Add(Kind::kNumber, end);
    return true;
  }

  bool Sign() {
    const size_t bytes = SignBytes(text_.substr(at_));
    if (bytes == 0) return false;
    const char sign = text_[at_];
    Add(sign == ',' ? Kind::kComma : sign == ';' || sign == '\n' ? Kind::kEnd : Kind::kUnknown, at_ + bytes);
    return true;
  }

  void Word() {
    size_t end = at_;
    while (end < text_.size() && BlankBytes(text_.substr(end)) == 0 && SignBytes(text_.substr(end)) == 0) {
      end += CharacterBytes(static_cast<unsigned char>(text_[end]));
    }
    end = std::min(end, text_.size());
    // "Điều 5." ends a sentence; "II.2.a" is one word.
    size_t letters = end;
    while (letters > at_ + 1 && text_[letters - 1] == '.') --letters;
    Add(Kind::kWord, letters);
    at_ = end;
    CitationToken& token = tokens_.back();
    token.folded = organisation::Squash(organisation::SplitWords(token.text), &organisation::Word::folded);
    if (token.folded == "va" || token.folded == "hoac") token.kind = Kind::kComma;
    for (const LevelWord& word : kLevels) {
      if (word.folded != token.folded) continue;
      token.kind = Kind::kLevel;
      token.level = word.level;
    }
    Annex();
  }

  // "Phụ lục" is two words.
  void Annex() {
    if (tokens_.size() < 2 || tokens_.back().folded != "luc") return;
    CitationToken& first = tokens_[tokens_.size() - 2];
    if (first.kind != Kind::kWord || first.folded != "phu") return;
    first.text = absl::string_view(first.text.data(), static_cast<size_t>(text_.data() + at_ - first.text.data()));
    first.kind = Kind::kLevel;
    first.level = PlaceLevel::kArticle;
    first.annex = true;
    tokens_.pop_back();
  }

  const absl::string_view text_;
  size_t at_ = 0;
  std::vector<CitationToken> tokens_;
};

}  // namespace

std::vector<CitationToken> TokensOf(absl::string_view text) { return Tokenizer(text).Run(); }

}  // namespace phoihop::responsibility
