#include "workflow/organisation/name_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>

#include "absl/strings/str_join.h"

namespace phoihop::organisation {
namespace {

constexpr UChar32 kGrave = 0x0300, kAcute = 0x0301, kTilde = 0x0303, kHookAbove = 0x0309, kDotBelow = 0x0323;
constexpr UChar32 kSmallDStroke = 0x0111;

bool IsTone(UChar32 c) { return c == kGrave || c == kAcute || c == kTilde || c == kHookAbove || c == kDotBelow; }

bool IsMark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }
bool IsWordCharacter(UChar32 c) { return u_isalnum(c) || IsMark(c); }

const icu::Normalizer2* Composed() {
  UErrorCode error = U_ZERO_ERROR;
  return icu::Normalizer2::getNFCInstance(error);
}
const icu::Normalizer2* Decomposed() {
  UErrorCode error = U_ZERO_ERROR;
  return icu::Normalizer2::getNFDInstance(error);
}

icu::UnicodeString Normalised(const icu::Normalizer2* form, const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString result = form->normalize(text, error);
  return U_SUCCESS(error) ? result : icu::UnicodeString();
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string result;
  text.toUTF8String(result);
  return result;
}

// Rejects what is not UTF-8 instead of repairing it: a repaired name is a guess.
bool Decode(absl::string_view text, icu::UnicodeString& result) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t length = 0;
  u_strFromUTF8(nullptr, 0, &length, text.data(), static_cast<int32_t>(text.size()), &error);
  if (error != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(error)) return false;
  error = U_ZERO_ERROR;
  UChar* buffer = result.getBuffer(length + 1);
  if (buffer == nullptr) return false;
  u_strFromUTF8(buffer, length + 1, &length, text.data(), static_cast<int32_t>(text.size()), &error);
  result.releaseBuffer(U_SUCCESS(error) ? length : 0);
  return U_SUCCESS(error);
}

Word MakeWord(icu::UnicodeString text) {
  text.foldCase();
  Word word;
  word.precise = Utf8(Normalised(Composed(), text));
  const icu::UnicodeString decomposed = Normalised(Decomposed(), text);
  icu::UnicodeString toned, tones, folded;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    (IsTone(c) ? tones : toned).append(c);
    if (!IsMark(c)) folded.append(c == kSmallDStroke ? UChar32{'d'} : c);
  }
  toned.append(tones);
  word.toned = Utf8(toned);
  word.folded = Utf8(folded);
  return word;
}

bool IsSmallVBetweenCapitals(const icu::UnicodeString& text, int32_t i) {
  return text.charAt(i) == 'v' && i > 0 && i + 1 < text.length() && u_isupper(text.char32At(i - 1)) &&
         u_isupper(text.char32At(i + 1));
}

}  // namespace

Words SplitWords(absl::string_view text) {
  icu::UnicodeString decoded;
  if (!Decode(text, decoded)) return {};
  decoded = Normalised(Composed(), decoded);
  Words words;
  icu::UnicodeString current;
  const auto finish = [&] {
    if (!current.isEmpty()) words.push_back(MakeWord(current));
    current.remove();
  };
  for (int32_t i = 0; i < decoded.length(); i = decoded.moveIndex32(i, 1)) {
    const UChar32 c = decoded.char32At(i);
    if (!IsWordCharacter(c) || IsSmallVBetweenCapitals(decoded, i)) {
      finish();
    } else {
      current.append(c);
    }
  }
  finish();
  return words;
}

std::string WithoutParentheses(absl::string_view text) {
  std::string result;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) result += c;
    if (c == ')' && depth > 0) --depth;
  }
  return result;
}

std::string Squash(const Words& words, WordKey key) { return Squash(words.begin(), words.end(), key); }

std::string Squash(Words::const_iterator begin, Words::const_iterator end, WordKey key) {
  std::string result;
  for (auto word = begin; word != end; ++word) result += (*word).*key;
  return result;
}

std::string Spaced(const Words& words, WordKey key) {
  return absl::StrJoin(words, " ", [key](std::string* out, const Word& word) { *out += word.*key; });
}

}  // namespace phoihop::organisation
