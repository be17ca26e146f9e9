// Footnotes that people make by hand: a mark behind a text of the table, the same mark before a text below it.
#ifndef SERVICES_IMPORT_FOOTNOTE_MARKS_H_
#define SERVICES_IMPORT_FOOTNOTE_MARKS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "workflow/plan/appendix.h"

namespace phoihop::import {

// `(*)`, `(1)`, `[1]`, `*`, `¹` at the beginning of a text, followed by more; empty when there is none.
std::string FootnoteMarkOf(absl::string_view text);

// Gives every item the texts of `below` whose mark stands at the end of one of its cells, of a line of it or before a
// comma, semicolon or full stop, and takes the mark out. "(1) trước, (2) sau" are no marks: text follows them.
void ResolveFootnoteMarks(const std::vector<std::string>& below, plan::Appendix& appendix);

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_FOOTNOTE_MARKS_H_
