#include "workflow/plan/party_pieces.h"

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
      } else if (depth_ == 0) {
        CutAtToken(token);
      }
    }
    Finish(cell_.size(), cell_.size(), Piece::kSoft);
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
