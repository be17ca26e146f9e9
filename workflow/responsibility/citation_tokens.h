// The words of a citation: places, numbers of documents, what joins them.
#ifndef WORKFLOW_RESPONSIBILITY_CITATION_TOKENS_H_
#define WORKFLOW_RESPONSIBILITY_CITATION_TOKENS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::responsibility {

// From the outer to the inner.
enum class PlaceLevel { kArticle, kClause, kPoint };

struct CitationToken {
  enum class Kind {
    kWord,
    kNumber,   // of a document
    kLevel,    // Điều, khoản, điểm, Phụ lục, mục
    kComma,    // also "và"
    kEnd,      // of a piece
    kRemark,   // in parentheses or quotation marks
    kUnknown,  // a sign that no citation has
  };
  Kind kind;
  absl::string_view text;  // of the text that was given
  std::string folded;      // of words: without marks, small letters
  PlaceLevel level = PlaceLevel::kArticle;
  bool annex = false;  // Phụ lục
};

// Views into `text`, which is in NFC.
std::vector<CitationToken> TokensOf(absl::string_view text);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_CITATION_TOKENS_H_
