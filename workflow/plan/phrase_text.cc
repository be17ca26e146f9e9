#include "workflow/plan/phrase_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace phoihop::plan {
namespace {

constexpr size_t kMaxNumberDigits = 6;

icu::UnicodeString Normalized(const icu::Normalizer2* (*instance)(UErrorCode&), const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = instance(status);
  icu::UnicodeString result = normalizer->normalize(text, status);
  return U_SUCCESS(status) ? result : text;
}

bool IsInvisible(UChar32 c) { return u_charType(c) == U_FORMAT_CHAR || c == 0xFEFF; }

bool IsLineBreak(UChar32 c) { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029; }

bool IsDash(UChar32 c) { return u_charType(c) == U_DASH_PUNCTUATION || c == 0x2212; }

icu::UnicodeString Folded(const icu::UnicodeString& text) {
  icu::UnicodeString lower = Normalized(&icu::Normalizer2::getNFDInstance, text);
  lower.foldCase();
  icu::UnicodeString result;
  for (int32_t i = 0; i < lower.length();) {
    const UChar32 c = lower.char32At(i);
    i += U16_LENGTH(c);
    if (u_getCombiningClass(c) != 0) continue;
    result.append(c == 0x0111 ? UChar32{'d'} : c);
  }
  return result;
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

icu::UnicodeString FromUtf8(absl::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

}  // namespace

std::string CleanCell(absl::string_view text) {
  const icu::UnicodeString source = Normalized(&icu::Normalizer2::getNFCInstance, FromUtf8(text));
  icu::UnicodeString result;
  bool blank = false, line = false;
  for (int32_t i = 0; i < source.length();) {
    const UChar32 c = source.char32At(i);
    i += U16_LENGTH(c);
    if (IsInvisible(c)) continue;
    if (IsLineBreak(c)) {
      line = true;
    } else if (u_isUWhiteSpace(c) || u_iscntrl(c)) {
      blank = true;
    } else {
      if (!result.isEmpty() && (line || blank)) result.append(line ? UChar32{'\n'} : UChar32{' '});
      line = blank = false;
      result.append(IsDash(c) ? UChar32{'-'} : c);
    }
  }
  return ToUtf8(result);
}

std::string FoldText(absl::string_view text) {
  std::string folded = ToUtf8(Folded(FromUtf8(CleanCell(text))));
  for (char& c : folded) {
    if (c == '\n') c = ' ';
  }
  return folded;
}

bool BeginsWithCapital(absl::string_view text) {
  const icu::UnicodeString source = FromUtf8(text);
  return !source.isEmpty() && u_isupper(source.char32At(0));
}

std::vector<Token> Tokenize(absl::string_view cleaned) {
  std::vector<Token> tokens;
  const auto* bytes = reinterpret_cast<const uint8_t*>(cleaned.data());
  const auto length = static_cast<int32_t>(cleaned.size());
  bool joins = false;  // The character before this one belongs to a token that this one may continue.
  for (int32_t i = 0; i < length;) {
    const int32_t begin = i;
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, length, c);
    if (u_isUWhiteSpace(c)) {
      joins = false;
      continue;
    }
    const bool continues_letter = u_getCombiningClass(c) != 0;
    const Token::Kind kind = u_isdigit(c)                       ? Token::kNumber
                             : u_isalpha(c) || continues_letter ? Token::kWord
                                                                : Token::kMark;
    if (joins && kind != Token::kMark && tokens.back().kind == kind) {
      tokens.back().end = static_cast<size_t>(i);
    } else {
      tokens.push_back({.kind = kind, .begin = static_cast<size_t>(begin), .end = static_cast<size_t>(i)});
    }
    joins = true;
  }
  for (Token& token : tokens) {
    token.folded = ToUtf8(Folded(FromUtf8(cleaned.substr(token.begin, token.end - token.begin))));
    if (token.kind == Token::kNumber && token.folded.size() <= kMaxNumberDigits &&
        !absl::SimpleAtoi(token.folded, &token.number)) {
      token.number = -1;
    }
  }
  return tokens;
}

bool TokenReader::Take(std::initializer_list<absl::string_view> words) {
  if (next_ + words.size() > tokens_.size()) return false;
  size_t i = next_;
  for (absl::string_view word : words) {
    if (tokens_[i++].folded != word) return false;
  }
  next_ = i;
  return true;
}

bool TokenReader::TakeAny(std::initializer_list<absl::string_view> words) {
  for (absl::string_view word : words) {
    if (Take({word})) return true;
  }
  return false;
}

bool TokenReader::TakeNumber(int* number) {
  if (AtEnd() || tokens_[next_].kind != Token::kNumber || tokens_[next_].number < 0) return false;
  *number = tokens_[next_++].number;
  return true;
}

bool TokenReader::TakeWord(std::string* word) {
  if (AtEnd() || tokens_[next_].kind != Token::kWord) return false;
  *word = tokens_[next_++].folded;
  return true;
}

std::string TokenReader::TakeRest() {
  if (AtEnd()) return "";
  const size_t begin = tokens_[next_].begin;
  next_ = tokens_.size();
  return std::string(absl::StripAsciiWhitespace(text_.substr(begin, tokens_.back().end - begin)));
}

}  // namespace phoihop::plan
