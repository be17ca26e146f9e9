// Vietnamese names as text: what of their writing does not matter.
#ifndef WORKFLOW_ORGANISATION_NAME_TEXT_H_
#define WORKFLOW_ORGANISATION_NAME_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::organisation {

// A word in three degrees of faithfulness. All are lower case; normalisation form and punctuation never matter.
struct Word {
  std::string precise;  // as written: "hoà"
  std::string toned;    // the tone mark moved to the end of the syllable, so that "hoà" equals "hòa"
  std::string folded;   // without any mark, đ as d: "hoa"
};
using Words = std::vector<Word>;

// Which member of a Word is compared.
using WordKey = std::string Word::*;

// The words of a text: runs of letters and digits. A small `v` between capitals stands for "và" and separates
// ("KHvĐT"). Invalid UTF-8 has no words.
Words SplitWords(absl::string_view text);

// All words run together, which makes "VH-TT&DL" equal to "VHTTDL".
std::string Squash(const Words& words, WordKey key);
std::string Squash(Words::const_iterator begin, Words::const_iterator end, WordKey key);

// The text without what stands in parentheses, which is a remark: "VP UBND tỉnh (Cổng TTĐT)".
std::string WithoutParentheses(absl::string_view text);

// Words with one space between.
std::string Spaced(const Words& words, WordKey key);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_NAME_TEXT_H_
