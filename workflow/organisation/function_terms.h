// Which part of a division by function a text speaks of. The one implementation for the import of plans and for
// reorganisations: they cannot disagree about what a term means.
#ifndef WORKFLOW_ORGANISATION_FUNCTION_TERMS_H_
#define WORKFLOW_ORGANISATION_FUNCTION_TERMS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/v1/reorganisation.pb.h"

namespace phoihop::organisation {

// " trang thong tin dien tu ": the words of a text without case and diacritics, between blanks, so that terms are found
// whole. Letters and digits are words of their own ("QĐ22" is " qd 22 "); anything else separates, invalid UTF-8 too.
std::string FoldedWords(absl::string_view text);

class FunctionTerms {
 public:
  struct Hit {
    size_t part;
    std::string term;  // as the partition says it: the first one that was found
  };

  // Numbers the parts in the order in which they are added, from 0. A part without terms is never found.
  void AddPart(const v1::Partition& partition);

  bool empty() const { return empty_; }

  // Parts one of whose terms stands in the text, which was folded by FoldedWords; each part once, in their order.
  std::vector<Hit> InText(absl::string_view folded) const;
  // Parts one of whose terms contains, or is contained in, one of the functions (as they are written).
  template <typename Functions>
  std::vector<Hit> AmongFunctions(const Functions& functions) const {
    std::vector<std::string> folded;
    for (const auto& function : functions) folded.push_back(FoldedWords(function));
    return Overlapping(folded);
  }

 private:
  struct Term {
    std::string words;
    std::string as_written;
  };
  std::vector<Hit> Overlapping(const std::vector<std::string>& folded) const;

  bool empty_ = true;
  std::vector<std::vector<Term>> parts_;
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_FUNCTION_TERMS_H_
