#include "workflow/plan/party_roles.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::plan {
namespace {

// What the words of a role are made of, and what two of them at least have to say.
constexpr absl::string_view kWords[] = {"chu",   "tri",   "tong", "hop",  "bao", "cao",   "thuc", "hien",   "lam",
                                        "la",    "dau",   "moi",  "don",  "vi",  "co",    "quan", "chiu",   "trach",
                                        "nhiem", "chung", "phoi", "theo", "doi", "trien", "khai", "thuong", "truc"};
constexpr absl::string_view kRoles[][2] = {{"chu", "tri"},   {"tong", "hop"},   {"bao", "cao"},
                                           {"thuc", "hien"}, {"dau", "moi"},    {"phoi", "hop"},
                                           {"theo", "doi"},  {"trien", "khai"}, {"thuong", "truc"}};
constexpr size_t kMaxFootnoteMarkDigits = 2;

bool IsRoleWord(const Token& token) {
  return token.folded == "," || std::find(std::begin(kWords), std::end(kWords), token.folded) != std::end(kWords);
}

bool NamesARole(const std::vector<Token>& tokens, size_t first) {
  for (size_t i = first; i + 1 < tokens.size(); ++i) {
    for (const auto& role : kRoles) {
      if (tokens[i].folded == role[0] && tokens[i + 1].folded == role[1]) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<RoleSplit> SplitRole(absl::string_view text) {
  const std::string cleaned = CleanCell(text);
  const std::vector<Token> tokens = Tokenize(cleaned);
  std::vector<RoleSplit> splits;
  size_t first = tokens.size();
  while (first > 1 && IsRoleWord(tokens[first - 1])) --first;
  const size_t begin = !tokens.empty() && tokens[0].folded == "giao" ? 1 : 0;
  for (size_t i = tokens.size(); i-- > std::max(first, begin + 1);) {
    if (!NamesARole(tokens, i) || tokens[i].folded == ",") continue;
    splits.push_back({cleaned.substr(tokens[begin].begin, tokens[i - 1].end - tokens[begin].begin),
                      cleaned.substr(tokens[i].begin)});
  }
  return splits;
}

bool IsRole(absl::string_view text) {
  const std::string cleaned = CleanCell(text);
  const std::vector<Token> tokens = Tokenize(cleaned);
  return !tokens.empty() && NamesARole(tokens, 0) && std::all_of(tokens.begin(), tokens.end(), IsRoleWord);
}

bool SumsUp(absl::string_view role) {
  const std::string cleaned = CleanCell(role);
  const std::vector<Token> tokens = Tokenize(cleaned);
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].folded != "tong" || tokens[i + 1].folded != "hop") continue;
    // "gửi Sở Nội vụ tổng hợp": somebody else sums up.
    return std::none_of(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(i),
                        [](const Token& token) { return token.folded == "gui" || token.folded == "khong"; });
  }
  return false;
}

bool IsFootnoteMark(absl::string_view remark) {
  const std::string cleaned = CleanCell(remark);
  const std::vector<Token> tokens = Tokenize(cleaned);
  if (tokens.size() != 1) return false;
  const Token& token = tokens[0];
  if (token.kind == Token::kNumber) return token.folded.size() <= kMaxFootnoteMarkDigits;
  return token.folded == "*" || token.folded == "¹" || token.folded == "²" || token.folded == "³";
}

std::string WithoutFootnoteMark(absl::string_view text) {
  const std::string cleaned = CleanCell(text);
  const std::vector<Token> tokens = Tokenize(cleaned);
  size_t count = tokens.size();
  const auto written = [&](const Token& token) { return cleaned.substr(token.begin, token.end - token.begin); };
  while (count > 1) {
    const Token& last = tokens[count - 1];
    if (last.kind == Token::kMark && IsFootnoteMark(written(last))) {
      --count;
    } else if (count > 3 && last.folded == "]" && tokens[count - 3].folded == "[" &&
               IsFootnoteMark(written(tokens[count - 2]))) {
      count -= 3;
    } else {
      break;
    }
  }
  return count == tokens.size() ? cleaned : cleaned.substr(0, tokens[count - 1].end);
}

}  // namespace phoihop::plan
