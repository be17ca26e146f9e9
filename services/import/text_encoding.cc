#include "services/import/text_encoding.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "workflow/errors.h"

namespace phoihop::import {
namespace {

constexpr absl::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr absl::string_view kUtf16LittleMark = "\xFF\xFE";
constexpr absl::string_view kUtf16BigMark = "\xFE\xFF";
constexpr absl::string_view kUtf32LittleMark{"\xFF\xFE\0\0", 4};
// Lower-case letters beyond ASCII that Vietnamese is written with (NFC).
constexpr char kVietnameseLetters[] = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";
// Letters that the code pages of Western Europe have as well prove nothing.
constexpr char kAlsoWestern[] = "àáãâèéêìíòóõôùúý";
constexpr char kOtherMarks[] = "–—‘’“”…§°·•×«»²³¹½¼¾±µ€™®©\u00A0";

absl::Status Unreadable(absl::string_view what) {
  return Error(v1::ERROR_REASON_INVALID_FILE,
               absl::StrCat(what, "; in Excel save it as \"CSV UTF-8\" or as .xlsx and import that file"));
}

// Strict: any byte without meaning is a failure.
absl::StatusOr<icu::UnicodeString> Convert(absl::string_view bytes, const char* encoding) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(encoding, &status);
  const absl::Cleanup close = [converter] { ucnv_close(converter); };
  if (U_FAILURE(status)) return Unreadable(absl::StrCat("the text is in ", encoding, ", which cannot be read here"));
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  const auto capacity = static_cast<int32_t>(bytes.size() + 1);
  icu::UnicodeString text;
  char16_t* buffer = text.getBuffer(capacity);
  const int32_t length =
      ucnv_toUChars(converter, buffer, capacity, bytes.data(), static_cast<int32_t>(bytes.size()), &status);
  text.releaseBuffer(U_SUCCESS(status) ? length : 0);
  if (U_FAILURE(status)) return Unreadable(absl::StrCat("the text is not ", encoding));
  return text;
}

bool Contains(const icu::UnicodeString& set, UChar32 c) { return set.indexOf(c) >= 0; }

// Whether a text that was decoded from Windows-1258 can be nothing else.
bool IsSurelyVietnamese(const icu::UnicodeString& text) {
  static const auto& letters = *new icu::UnicodeString(icu::UnicodeString::fromUTF8(kVietnameseLetters));
  static const auto& western = *new icu::UnicodeString(icu::UnicodeString::fromUTF8(kAlsoWestern));
  static const auto& marks = *new icu::UnicodeString(icu::UnicodeString::fromUTF8(kOtherMarks));
  bool proven = false;
  UChar32 before = ' ';
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (c >= 0x80) {
      const UChar32 lower = u_tolower(c);
      if (Contains(letters, lower)) {
        proven = proven || !Contains(western, lower);
        // "nhiÖm": the letters of an old font come out in the wrong case.
        if (u_isupper(c) && u_islower(before)) return false;
      } else if (!Contains(marks, c)) {
        return false;
      }
    }
    before = c;
  }
  return proven;
}

// The line of the first byte that is not UTF-8.
size_t LineOfFault(absl::string_view bytes) {
  size_t good = 0;
  size_t line = 1;
  for (size_t end = bytes.find('\n'); end != absl::string_view::npos; end = bytes.find('\n', good)) {
    if (!IsUtf8(bytes.substr(good, end - good))) break;
    good = end + 1;
    ++line;
  }
  return line;
}

absl::StatusOr<DecodedText> DecodeWindows1258(absl::string_view bytes) {
  const absl::Status unknown = Unreadable(absl::StrCat(
      "line ", LineOfFault(bytes), ": the text is not UTF-8, and no other encoding can be told for certain"));
  const auto raw = Convert(bytes, "windows-1258");
  if (!raw.ok()) return unknown;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return unknown;
  const icu::UnicodeString text = nfc->normalize(*raw, status);
  if (U_FAILURE(status) || !IsSurelyVietnamese(text)) return unknown;
  DecodedText decoded;
  text.toUTF8String(decoded.text);
  decoded.encoding = "Windows-1258";
  return decoded;
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) return false;
  }
  return true;
}

std::string CutText(absl::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  auto end = static_cast<int32_t>(max_bytes);
  U8_SET_CP_START(reinterpret_cast<const uint8_t*>(text.data()), 0, end);
  return std::string(text.substr(0, static_cast<size_t>(end)));
}

absl::string_view WithoutByteOrderMark(absl::string_view text) { return absl::StripPrefix(text, kUtf8Mark); }

absl::StatusOr<DecodedText> DecodeText(absl::string_view bytes) {
  DecodedText decoded;
  if (absl::StartsWith(bytes, kUtf16LittleMark) && !absl::StartsWith(bytes, kUtf32LittleMark)) {
    const auto text = Convert(bytes.substr(kUtf16LittleMark.size()), "UTF-16LE");
    if (!text.ok()) return text.status();
    text->toUTF8String(decoded.text);
    decoded.encoding = "UTF-16";
  } else if (absl::StartsWith(bytes, kUtf16BigMark)) {
    const auto text = Convert(bytes.substr(kUtf16BigMark.size()), "UTF-16BE");
    if (!text.ok()) return text.status();
    text->toUTF8String(decoded.text);
    decoded.encoding = "UTF-16";
  } else if (IsUtf8(WithoutByteOrderMark(bytes))) {
    decoded.text = std::string(WithoutByteOrderMark(bytes));
    decoded.encoding = "UTF-8";
  } else if (absl::StrContains(bytes, '\0')) {
    return Unreadable("the file is not text");
  } else {
    return DecodeWindows1258(bytes);
  }
  if (absl::StrContains(decoded.text, '\0')) return Unreadable("the file is not text");
  return decoded;
}

}  // namespace phoihop::import
