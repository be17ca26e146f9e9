// Citations as people write them, taken apart down to the point.
#ifndef WORKFLOW_RESPONSIBILITY_CITATION_H_
#define WORKFLOW_RESPONSIBILITY_CITATION_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/common.pb.h"
#include "phoihop/v1/responsibility_service.pb.h"
#include "workflow/responsibility/instruments.h"

namespace phoihop::responsibility {

inline constexpr size_t kMaxCitationBytes = 4'000;
// Citations that one text is taken apart into; what comes behind is not understood.
inline constexpr size_t kMaxCitations = 100;

// The citations of a text, in its order: number (normalized), article, clause, point, and the piece they were read
// from. `instrument` and `validity` are not set. Pieces are parted by ';' and line ends; each is understood whole or
// not at all:
//   Nghị định 72/2015/NĐ-CP Điều 4 khoản 1 điểm d      from the outer to the inner
//   điểm d khoản 1 Điều 4 của Nghị định 72/2015/NĐ-CP   from the inner to the outer
//   Điều 7 khoản 2, khoản 3 · Điều 8 khoản 2, 3 · Điều 5, 6 và 7      several: one citation each
//   Điều 24 khoản 7      of the instrument of the piece before; or of the one behind when none came before
//   Quyết định 431/QĐ-UBND      as a whole
//   Phụ lục II · Phụ lục      the article is "Phụ lục II"; below it "mục 3" is the clause
// Without a Điều or Phụ lục a clause or section is only understood with its instrument beside it. What is ambiguous
// (`Điều 7, 8 khoản 2`), ranges, a type of document without a number, and words of any other sort make the piece one
// that is not understood; so do remarks in parentheses or quotation marks, which are answered apart from the citation
// that they stand with.
v1::ResolveCitationResponse ReadCitation(absl::string_view text);

// As ReadCitation, with the instruments of these numbers and their status on the day. An instrument that is not known,
// or not the only one of its number, stays empty.
v1::ResolveCitationResponse ResolveCitation(absl::string_view text, const Instruments& instruments, absl::CivilDay day);

// The text as a stored citation. Its parts are set only when they are true of all of it: the instrument's number when
// every citation in it has the same, the others when there is exactly one.
v1::Citation CitationOfText(absl::string_view text);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_CITATION_H_
