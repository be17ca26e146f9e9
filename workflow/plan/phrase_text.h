// How the cells of a plan are looked at: as words without case and diacritics, with their place in the text as written.
#ifndef WORKFLOW_PLAN_PHRASE_TEXT_H_
#define WORKFLOW_PLAN_PHRASE_TEXT_H_

#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::plan {

// NFC; blanks and no-break blanks collapsed; invisible characters dropped; long dashes made `-`; lines kept apart by
// '\n'. Invalid UTF-8 becomes U+FFFD.
std::string CleanCell(absl::string_view text);

// CleanCell in lower case without diacritics, `đ` as `d`, lines joined: `Hằng` and `HÀNG` are both `hang`.
std::string FoldText(absl::string_view text);

bool BeginsWithCapital(absl::string_view text);

// One word, number or mark of a cleaned text.
struct Token {
  enum Kind { kWord, kNumber, kMark };
  Kind kind;
  std::string folded;
  // Of kNumber with at most six digits, else -1.
  int number = -1;
  // Bytes [begin, end) of the cleaned text.
  size_t begin = 0;
  size_t end = 0;
};

// White space only separates; every other character that is neither letter nor digit is a mark of its own.
std::vector<Token> Tokenize(absl::string_view cleaned);

// Reads tokens from left to right. Each `Take…` moves on only when it answers true.
class TokenReader {
 public:
  TokenReader(absl::string_view cleaned, const std::vector<Token>& tokens) : text_(cleaned), tokens_(tokens) {}

  bool AtEnd() const { return next_ >= tokens_.size(); }
  size_t position() const { return next_; }
  void Reset(size_t position) { next_ = position; }
  void Skip() { ++next_; }

  // These words (or marks), one after the other.
  bool Take(std::initializer_list<absl::string_view> words);
  bool Take(absl::string_view word) { return Take({word}); }
  // The first of the words that stands here.
  bool TakeAny(std::initializer_list<absl::string_view> words);
  bool TakeNumber(int* number);
  // Any one word; its folded text.
  bool TakeWord(std::string* word);

  // The text as written from here to the last token; the reader is then at the end.
  std::string TakeRest();

 private:
  const absl::string_view text_;
  const std::vector<Token>& tokens_;
  size_t next_ = 0;
};

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PHRASE_TEXT_H_
