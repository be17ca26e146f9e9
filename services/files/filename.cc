#include "services/files/filename.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/files/limits.h"

namespace phoihop::files {
namespace {

constexpr char kNameless[] = "tep";
// Of an extension, with its point; a longer one is part of the name.
constexpr int kMaxExtensionCharacters = 16;
// Devices of Windows, with and without an extension.
constexpr std::array<absl::string_view, 6> kDevices = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};

// Neither seen nor written: controls, marks of direction, joiners, what Unicode does not assign.
bool IsInvisible(UChar32 c) {
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_SURROGATE:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return true;
    default:
      return false;
  }
}

bool IsReserved(UChar32 c) {
  return c < 0x80 && absl::string_view("<>:\"|?*").find(static_cast<char>(c)) != absl::string_view::npos;
}

bool IsDevice(const icu::UnicodeString& name) {
  const int32_t point = name.indexOf(u'.');
  std::string stem;
  icu::UnicodeString(name, 0, point < 0 ? name.length() : point).trim().toUTF8String(stem);
  stem = absl::AsciiStrToUpper(stem);
  if (std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end()) return true;
  const bool port = stem.size() == 4 && (stem.substr(0, 3) == "COM" || stem.substr(0, 3) == "LPT");
  return port && absl::ascii_isdigit(static_cast<unsigned char>(stem[3]));
}

icu::UnicodeString Normalised(const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return text;
  icu::UnicodeString normalised = nfc->normalize(text, error);
  return U_FAILURE(error) ? text : normalised;
}

// Points and spaces at the ends mean something else to shells and to Windows.
icu::UnicodeString Stripped(const icu::UnicodeString& text) {
  const auto strips = [](UChar32 c) { return c == '.' || u_isUWhiteSpace(c); };
  int32_t begin = 0, end = text.length();
  while (begin < end && strips(text.char32At(begin))) begin = text.moveIndex32(begin, 1);
  while (end > begin && strips(text.char32At(text.moveIndex32(end, -1)))) end = text.moveIndex32(end, -1);
  return icu::UnicodeString(text, begin, end - begin);
}

icu::UnicodeString Shortened(const icu::UnicodeString& name) {
  if (name.countChar32() <= kMaxFilenameCharacters) return name;
  const int32_t point = name.lastIndexOf(u'.');
  icu::UnicodeString extension;
  if (point > 0 && name.countChar32(point) <= kMaxExtensionCharacters) extension = icu::UnicodeString(name, point);
  const int32_t kept = name.moveIndex32(0, kMaxFilenameCharacters - extension.countChar32());
  return Stripped(icu::UnicodeString(name, 0, kept)) + extension;
}

}  // namespace

std::string CleanFilename(absl::string_view name) {
  // Bytes that are no UTF-8 become U+FFFD.
  const icu::UnicodeString given =
      icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
  icu::UnicodeString last;
  for (int32_t i = 0; i < given.length(); i = given.moveIndex32(i, 1)) {
    const UChar32 c = given.char32At(i);
    if (c == '/' || c == '\\') {
      last.remove();
    } else if (IsReserved(c)) {
      last.append(u'_');
    } else if (u_isUWhiteSpace(c)) {
      last.append(u' ');
    } else if (!IsInvisible(c)) {
      last.append(c);
    }
  }
  icu::UnicodeString clean = Shortened(Stripped(Normalised(last)));
  if (clean.isEmpty()) return kNameless;
  if (IsDevice(clean)) clean = Shortened(icu::UnicodeString(u"_") + clean);
  std::string text;
  clean.toUTF8String(text);
  return text;
}

std::string ContentDisposition(absl::string_view filename) {
  std::string plain, encoded;
  for (const char c : filename) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || absl::string_view("!#$&+-.^_`|~").find(c) != absl::string_view::npos) {
      encoded.push_back(c);
    } else {
      absl::StrAppend(&encoded, "%", absl::StrFormat("%02X", byte));
    }
    // For programs of before 2010: a sign for each letter that is not ASCII.
    if (byte < 0x80) plain.push_back(c == '"' || c == '\\' || c == '%' || !absl::ascii_isprint(byte) ? '_' : c);
    if (byte >= 0xC0) plain.push_back('_');
  }
  return absl::StrCat("attachment; filename=\"", plain, "\"; filename*=UTF-8''", encoded);
}

}  // namespace phoihop::files
