#include "workflow/responsibility/citation.h"

#include <unicode/normalizer2.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "workflow/responsibility/citation_piece.h"
#include "workflow/responsibility/document_number.h"

namespace phoihop::responsibility {
namespace {

// Composed letters; invalid UTF-8 as it is, which no piece understands.
std::string Composed(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  std::string composed;
  icu::StringByteSink<std::string> sink(&composed);
  if (U_SUCCESS(error)) {
    nfc->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, error);
  }
  return U_SUCCESS(error) ? composed : std::string(text);
}

struct Read {
  absl::string_view text;   // without remarks at its ends
  absl::string_view whole;  // with them
  CitationPiece piece;
  std::vector<absl::string_view> remarks;
};

absl::string_view Between(absl::string_view first, absl::string_view last) {
  return absl::string_view(first.data(), static_cast<size_t>(last.data() + last.size() - first.data()));
}

std::vector<Read> ReadPieces(absl::string_view text) {
  std::vector<Read> pieces;
  std::vector<CitationToken> tokens;
  Read read;
  const auto finish = [&] {
    if (!tokens.empty()) {
      read.text = Between(tokens.front().text, tokens.back().text);
      read.piece = ReadPiece(tokens);
    }
    if (!read.whole.empty()) pieces.push_back(std::move(read));
    tokens.clear();
    read = {};
  };
  for (CitationToken& token : TokensOf(text)) {
    if (token.kind == CitationToken::Kind::kEnd) {
      finish();
      continue;
    }
    read.whole = Between(read.whole.empty() ? token.text : read.whole, token.text);
    if (token.kind == CitationToken::Kind::kRemark) {
      read.remarks.push_back(token.text);
    } else {
      tokens.push_back(std::move(token));
    }
  }
  finish();
  return pieces;
}

// Gives places without a document that of a neighbour, when only one can be meant.
class Neighbours {
 public:
  explicit Neighbours(std::vector<Read>& pieces) : pieces_(pieces) {}

  void Settle() {
    for (Read& read : pieces_) {
      if (read.text.empty()) continue;  // remarks only
      if (!read.piece.understood) {
        Close(before_);
        before_.reset();
      } else if (!read.piece.documents.front().number.has_value()) {
        waiting_.push_back(&read);
      } else {
        Meet(read.piece);
      }
    }
    Close(before_);
  }

 private:
  void Meet(const CitationPiece& piece) {
    const bool single = piece.documents.size() == 1;
    if (!piece.document_last) {
      Close(before_);
    } else if (before_.has_value()) {
      Close(std::nullopt);  // of the one before or of this one
    } else {
      Close(single ? piece.documents.front().number : std::nullopt);
    }
    before_ = single ? piece.documents.front().number : std::nullopt;
  }

  void Close(const std::optional<v1::DocumentNumber>& number) {
    for (Read* read : waiting_) {
      read->piece.understood = number.has_value();
      read->piece.documents.front().number = number;
    }
    waiting_.clear();
  }

  std::vector<Read>& pieces_;
  std::vector<Read*> waiting_;
  std::optional<v1::DocumentNumber> before_;
};

void Add(const Read& read, v1::ResolveCitationResponse& response) {
  for (const CitedDocument& document : read.piece.documents) {
    std::vector<Place> places = document.places;
    if (places.empty()) places.emplace_back();
    for (const Place& place : places) {
      v1::ResolvedCitation* resolved = response.add_citations();
      *resolved->mutable_document_number() = *document.number;
      v1::Citation* citation = resolved->mutable_citation();
      citation->set_instrument_number(document.number->normalized());
      citation->set_article(place.article);
      citation->set_clause(place.clause);
      citation->set_point(place.point);
      citation->set_text(std::string(read.text));
    }
  }
}

size_t CitationsIn(const Read& read) {
  size_t count = 0;
  for (const CitedDocument& document : read.piece.documents) count += std::max<size_t>(1, document.places.size());
  return count;
}

}  // namespace

v1::ResolveCitationResponse ReadCitation(absl::string_view text) {
  v1::ResolveCitationResponse response;
  if (text.size() > kMaxCitationBytes) {
    response.add_not_understood(std::string(text));
    return response;
  }
  const std::string composed = Composed(text);
  std::vector<Read> pieces = ReadPieces(composed);
  Neighbours(pieces).Settle();
  for (const Read& read : pieces) {
    if (!read.piece.understood || response.citations_size() + CitationsIn(read) > kMaxCitations) {
      response.add_not_understood(std::string(read.whole));
      continue;
    }
    Add(read, response);
    for (const absl::string_view remark : read.remarks) response.add_not_understood(std::string(remark));
  }
  return response;
}

v1::ResolveCitationResponse ResolveCitation(absl::string_view text, const Instruments& instruments,
                                            absl::CivilDay day) {
  v1::ResolveCitationResponse response = ReadCitation(text);
  for (v1::ResolvedCitation& resolved : *response.mutable_citations()) {
    const v1::Instrument* instrument = instruments.ByNumber(resolved.citation().instrument_number());
    if (instrument == nullptr) continue;
    resolved.set_instrument(instrument->name());
    *resolved.mutable_validity() = instruments.ValidityOn(*instrument, day);
  }
  return response;
}

v1::Citation CitationOfText(absl::string_view text) {
  v1::Citation citation;
  const v1::ResolveCitationResponse read = ReadCitation(text);
  if (read.citations_size() == 1) {
    citation = read.citations(0).citation();
  } else if (read.citations_size() > 1) {
    const std::string& number = read.citations(0).citation().instrument_number();
    const bool same = std::all_of(read.citations().begin(), read.citations().end(),
                                  [&](const auto& other) { return other.citation().instrument_number() == number; });
    if (same) citation.set_instrument_number(number);
  }
  citation.set_text(std::string(text));
  return citation;
}

}  // namespace phoihop::responsibility
