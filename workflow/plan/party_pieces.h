// A cell of agencies, cut at every separator that could stand between two names.
#ifndef WORKFLOW_PLAN_PARTY_PIECES_H_
#define WORKFLOW_PLAN_PARTY_PIECES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::plan {

struct Piece {
  enum Separator {
    kStart,
    kSoft,    // `,`, "và", a new line: may also stand inside a name
    kHard,    // `;`, a new line with a bullet
    kColon,   // what stands before is the head of a list
    kExcept,  // "trừ", "ngoại trừ", "không bao gồm": what follows is left out of what stands before
  };
  Separator before = kStart;
  // Bytes [begin, end) of the cell, without surrounding blanks and bullets.
  size_t begin = 0;
  size_t end = 0;
};

// `cleaned` is a CleanCell text. Nothing is cut inside parentheses; empty pieces are left out, but for one behind a
// "trừ" at the end.
std::vector<Piece> CutCell(absl::string_view cleaned);

// What a remark such as "trừ 8 xã biên giới" leaves out; nothing when it does not begin by leaving out.
std::optional<std::string> ExclusionIn(absl::string_view remark);
// Whether something is left out anywhere in the text.
bool SpeaksOfExclusion(absl::string_view text);

// A text with its parenthesised remarks apart: "Sở VHTTDL (tổng hợp)".
struct RemarkedText {
  std::string text;
  std::string remark;  // without parentheses, several joined by "; "
};
RemarkedText SplitRemark(absl::string_view text);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PARTY_PIECES_H_
