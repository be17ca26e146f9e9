// One piece of a citation, between semicolons: which documents, which places in them.
#ifndef WORKFLOW_RESPONSIBILITY_CITATION_PIECE_H_
#define WORKFLOW_RESPONSIBILITY_CITATION_PIECE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/v1/responsibility.pb.h"
#include "workflow/responsibility/citation_tokens.h"

namespace phoihop::responsibility {

struct Place {
  std::string article;
  std::string clause;
  std::string point;
};

// A document with the places in it; without places it is meant as a whole.
struct CitedDocument {
  std::optional<v1::DocumentNumber> number;  // none: of the document of a neighbouring piece
  std::vector<Place> places;
};

struct CitationPiece {
  bool understood = false;
  // Whether the places stand before their document ("Điều 7 Nghị định …").
  bool document_last = false;
  std::vector<CitedDocument> documents;
};

// `tokens` has neither ends nor remarks.
CitationPiece ReadPiece(const std::vector<CitationToken>& tokens);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_CITATION_PIECE_H_
