// Numbers of documents as people type them: `16/2020/QĐ-UBND`, `431/qd-ubnd`, `0431/QD – UBND`, `80-NQ/TW`.
#ifndef WORKFLOW_RESPONSIBILITY_DOCUMENT_NUMBER_H_
#define WORKFLOW_RESPONSIBILITY_DOCUMENT_NUMBER_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "phoihop/v1/responsibility.pb.h"

namespace phoihop::responsibility {

// Bytes of a text that can be a number; anything longer is FORM_OTHER.
inline constexpr size_t kMaxDocumentNumberBytes = 120;

// The whole text as a number. Total: what has none of the known shapes (an identifier such as `H30.02`, a date, a
// title, `QĐ 431`) is FORM_OTHER with only its text. Case, spaces, kinds of dashes, leading zeros, a "số" in front and
// a D for a Đ in the usual notations (QD, ND, HDND) do not matter. Numbers below 10 are written with a zero (`09/2025/
// TT-BNG`: Nghị định 30/2020/NĐ-CP, phụ lục I, II.3). The notation of an official letter (`12/UBND-KGVX`) has no type:
// all of it is the issuer's. Parsing what is `normalized` answers the same parts again.
v1::DocumentNumber ParseDocumentNumber(absl::string_view text);

// Where a number that starts at `begin` ends in running text; npos when none starts there. Only a word that is written
// with a capital may stand behind a dash with spaces.
size_t EndOfDocumentNumber(absl::string_view text, size_t begin);

// By what numbers are compared: `normalized` (or the text, of FORM_OTHER) in capitals without marks. Two documents may
// have one key: HD (hướng dẫn) and HĐ (hợp đồng).
std::string KeyOf(const v1::DocumentNumber& number);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_DOCUMENT_NUMBER_H_
