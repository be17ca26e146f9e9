#include "workflow/plan/party_pieces.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::plan {
namespace {

constexpr absl::string_view kBullets[] = {"-", "+", "*", "•", "·"};

bool StartsWithBullet(absl::string_view text) {
  for (absl::string_view bullet : kBullets) {
    // A dash that touches the word belongs to it ("-nt-").
    if (absl::StartsWith(text, absl::StrCat(bullet, " "))) return true;
  }
  return false;
}

absl::string_view Trimmed(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  while (StartsWithBullet(text)) text = absl::StripAsciiWhitespace(text.substr(text.find(' ')));
  while (absl::EndsWith(text, ".")) text = absl::StripAsciiWhitespace(text.substr(0, text.size() - 1));
  return text;
}

// Words that leave out what follows them, longest first.
constexpr std::array<absl::string_view, 3> kExceptMarkers[] = {
    {"khong", "bao", "gom"}, {"ngoai", "tru", ""}, {"loai", "tru", ""},   {"tru", "ra", ""},
    {"khong", "gom", ""},    {"khong", "ke", ""},  {"khong", "tinh", ""}, {"tru", "", ""},
};
// Words before a "tru" without diacritics that make it another word: "lưu trú", "phòng trừ".
constexpr absl::string_view kNotExcept[] = {"noi", "ban", "luu", "phong", "thuong", "tam", "cu", "tru"};

// "trừ", or the same without diacritics; not "trụ" or "trú".
bool IsExceptWord(absl::string_view written) {
  return absl::EqualsIgnoreCase(written, "trừ") || absl::EqualsIgnoreCase(written, "TRỪ") ||
         absl::EqualsIgnoreCase(written, "tru");
}

// How many tokens from `i` on say that what follows is left out; 0: none.
size_t ExceptMarkerAt(absl::string_view text, const std::vector<Token>& tokens, size_t i) {
  for (const auto& marker : kExceptMarkers) {
    size_t length = 0;
    bool same = true;
    for (; length < marker.size() && !marker[length].empty(); ++length) {
      if (i + length >= tokens.size() || tokens[i + length].folded != marker[length]) {
        same = false;
        break;
      }
      const Token& token = tokens[i + length];
      if (token.folded == "tru" && !IsExceptWord(text.substr(token.begin, token.end - token.begin))) same = false;
    }
    if (!same) continue;
    if (marker[0] == "tru" && i > 0 &&
        std::find(std::begin(kNotExcept), std::end(kNotExcept), tokens[i - 1].folded) != std::end(kNotExcept)) {
      continue;
    }
    return length;
  }
  return 0;
}

Piece::Separator Stronger(Piece::Separator a, Piece::Separator b) { return a > b ? a : b; }

class Cutter {
 public:
  explicit Cutter(absl::string_view cell) : cell_(cell) {}

  std::vector<Piece> Cut() {
    const std::vector<Token> tokens = Tokenize(cell_);
    for (size_t i = 0; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      if (depth_ == 0 && i > 0) CutAtLineBreak(tokens[i - 1].end, token.begin);
      if (token.folded == "(") {
        ++depth_;
      } else if (token.folded == ")") {
        depth_ = depth_ > 0 ? depth_ - 1 : 0;
      } else if (const size_t marker = depth_ == 0 ? ExceptMarkerAt(cell_, tokens, i) : 0; marker > 0) {
        Finish(token.begin, tokens[i + marker - 1].end, Piece::kExcept);
        i += marker - 1;
      } else if (depth_ == 0) {
        CutAtToken(token);
      }
    }
    Finish(cell_.size(), cell_.size(), Piece::kSoft);
    if (separator_ == Piece::kExcept) {
      pieces_.push_back({.before = Piece::kExcept, .begin = cell_.size(), .end = cell_.size()});
    }
    return std::move(pieces_);
  }

 private:
  void CutAtLineBreak(size_t from, size_t to) {
    if (!absl::StrContains(cell_.substr(from, to - from), '\n')) return;
    const bool bullet = StartsWithBullet(cell_.substr(to));
    Finish(from, to, bullet ? Piece::kHard : Piece::kSoft);
  }

  void CutAtToken(const Token& token) {
    if (token.folded == ",") {
      Finish(token.begin, token.end, Piece::kSoft);
    } else if (token.folded == ";") {
      Finish(token.begin, token.end, Piece::kHard);
    } else if (token.folded == ":") {
      Finish(token.begin, token.end, Piece::kColon);
    } else if (token.kind == Token::kWord && token.folded == "va") {
      Finish(token.begin, token.end, Piece::kSoft);
    }
  }

  // Ends the piece at `end`; the next one starts at `next` after `separator`.
  void Finish(size_t end, size_t next, Piece::Separator separator) {
    const absl::string_view text = Trimmed(cell_.substr(start_, end - start_));
    if (!text.empty()) {
      const auto begin = static_cast<size_t>(text.data() - cell_.data());
      pieces_.push_back({.before = separator_, .begin = begin, .end = begin + text.size()});
      separator_ = separator;
    } else {
      separator_ = pieces_.empty() ? Piece::kStart : Stronger(separator_, separator);
    }
    start_ = next;
  }

  const absl::string_view cell_;
  std::vector<Piece> pieces_;
  Piece::Separator separator_ = Piece::kStart;
  size_t start_ = 0;
  int depth_ = 0;
};

}  // namespace

std::vector<Piece> CutCell(absl::string_view cleaned) { return Cutter(cleaned).Cut(); }

std::optional<std::string> ExclusionIn(absl::string_view remark) {
  const std::string cleaned = CleanCell(remark);
  const std::vector<Token> tokens = Tokenize(cleaned);
  const size_t length = ExceptMarkerAt(cleaned, tokens, 0);
  if (length == 0) return std::nullopt;
  size_t begin = tokens[length - 1].end;
  if (length < tokens.size() && tokens[length].folded == ":") begin = tokens[length].end;
  return std::string(absl::StripAsciiWhitespace(cleaned.substr(begin)));
}

bool SpeaksOfExclusion(absl::string_view text) {
  const std::string cleaned = CleanCell(text);
  const std::vector<Token> tokens = Tokenize(cleaned);
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (ExceptMarkerAt(cleaned, tokens, i) > 0) return true;
  }
  return false;
}

RemarkedText SplitRemark(absl::string_view text) {
  RemarkedText result;
  std::string remark;
  int depth = 0;
  for (char c : text) {
    if (c == '(' && depth++ == 0) continue;
    if (c == ')' && depth > 0 && --depth == 0) {
      if (!result.remark.empty() && !remark.empty()) result.remark += "; ";
      result.remark += remark;
      remark.clear();
      continue;
    }
    (depth > 0 ? remark : result.text) += c;
  }
  // A parenthesis that is not closed: to the end.
  if (!remark.empty()) absl::StrAppend(&result.remark, result.remark.empty() ? "" : "; ", remark);
  result.text = CleanCell(result.text);
  return result;
}

}  // namespace phoihop::plan
