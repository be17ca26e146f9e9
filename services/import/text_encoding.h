// Encodings of text files: what Excel writes, told apart without guessing.
#ifndef SERVICES_IMPORT_TEXT_ENCODING_H_
#define SERVICES_IMPORT_TEXT_ENCODING_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace phoihop::import {

bool IsUtf8(absl::string_view text);
// Of UTF-8.
absl::string_view WithoutByteOrderMark(absl::string_view text);

// At most so many bytes of a text in UTF-8, cut at a character's border.
std::string CutText(absl::string_view text, size_t max_bytes);

struct DecodedText {
  std::string text;      // UTF-8
  std::string encoding;  // for people: `UTF-8`, `UTF-16`, `Windows-1258`
};

// UTF-8 with or without byte order mark; UTF-16 with one (Excel's "Unicode text"); Windows-1258 when every letter that
// comes out is one of Vietnamese, tone marks stand on vowels and at least one letter is of Vietnamese alone, so that
// another code page or an old font (TCVN3, VNI) is not taken for it. INVALID_FILE otherwise; the message says what to
// do.
absl::StatusOr<DecodedText> DecodeText(absl::string_view bytes);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_TEXT_ENCODING_H_
