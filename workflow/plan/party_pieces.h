// A cell of agencies, cut at every separator that could stand between two names.
#ifndef WORKFLOW_PLAN_PARTY_PIECES_H_
#define WORKFLOW_PLAN_PARTY_PIECES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::plan {

struct Piece {
  enum Separator {
    kStart,
    kSoft,   // `,`, "và", a new line: may also stand inside a name
    kHard,   // `;`, a new line with a bullet
    kColon,  // what stands before is the head of a list
  };
  Separator before = kStart;
  // Bytes [begin, end) of the cell, without surrounding blanks and bullets.
  size_t begin = 0;
  size_t end = 0;
};

// `cleaned` is a CleanCell text. Nothing is cut inside parentheses; empty pieces are left out.
std::vector<Piece> CutCell(absl::string_view cleaned);

// A text with its parenthesised remarks apart: "Sở VHTTDL (tổng hợp)".
struct RemarkedText {
  std::string text;
  std::string remark;  // without parentheses, several joined by "; "
};
RemarkedText SplitRemark(absl::string_view text);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PARTY_PIECES_H_
