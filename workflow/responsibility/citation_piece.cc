#include "workflow/responsibility/citation_piece.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "workflow/responsibility/document_number.h"

namespace phoihop::responsibility {
namespace {

using Kind = CitationToken::Kind;

// How the type of a document is called in front of its number; `notation` is what the number then has, "" for laws.
struct DocumentWord {
  absl::string_view folded;
  absl::string_view notation;
};
constexpr DocumentWord kDocumentWords[] = {
    {"thong tu lien tich", "TTLT"},
    {"van ban hop nhat", "VBHN"},
    {"nghi dinh", "NĐ"},
    {"thong tu", "TT"},
    {"nghi quyet", "NQ"},
    {"quyet dinh", "QĐ"},
    {"bo luat", ""},
    {"phap lenh", ""},
    {"chi thi", "CT"},
    {"ke hoach", "KH"},
    {"ket luan", "KL"},
    {"chuong trinh", "CTr"},
    {"huong dan", "HD"},
    {"quy dinh", "QĐ"},
    {"quy che", "QC"},
    {"cong van", "CV"},
    {"bao cao", "BC"},
    {"to trinh", "TTr"},
    {"thong bao", "TB"},
    {"cong dien", "CĐ"},
    {"luat", ""},
    {"nd", "NĐ"},
    {"tt", "TT"},
    {"nq", "NQ"},
    {"qd", "QĐ"},
    {"ct", "CT"},
    {"kh", "KH"},
    {"kl", "KL"},
    {"ctr", "CTr"},
    {"hd", "HD"},
    {"cv", "CV"},
    {"bc", "BC"},
    {"ttr", "TTr"},
    {"tb", "TB"},
    {"ttlt", "TTLT"},
};

// Words that say nothing of which place is meant.
constexpr absl::string_view kConnectives[] = {"cua", "tai", "theo", "can", "cu", "cac", "thuoc", "trong", "so"};
// Words that begin a description of the document behind its number: its issuer, its title.
constexpr absl::string_view kDescriptions[] = {"cua", "ve", "ban", "quy", "phe", "huong", "sua"};

template <size_t kSize>
bool IsOneOf(const std::string& word, const absl::string_view (&words)[kSize]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool IsValue(PlaceLevel level, absl::string_view text) {
  const auto digits = [&](size_t i) { return absl::ascii_isdigit(static_cast<unsigned char>(text[i])); };
  if (text.empty()) return false;
  size_t i = 0;
  while (i < text.size() && digits(i)) ++i;
  if (i > 0 && i <= 4) {
    const absl::string_view rest = text.substr(i);
    const bool letter = rest.size() == 1 && absl::ascii_isalpha(static_cast<unsigned char>(rest[0]));
    if (rest.empty() || letter || rest == "đ" || rest == "Đ") return true;
  }
  if (level == PlaceLevel::kPoint) {
    if (text == "đ" || text == "Đ") return true;
    if (!absl::ascii_isalpha(static_cast<unsigned char>(text[0])) || text.size() > 3) return false;
    return std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  }
  return false;
}

// Of annexes and sections also II, A, II.3.
bool IsSectionValue(absl::string_view text) {
  if (text.empty() || text.size() > 12) return false;
  for (const absl::string_view part : absl::StrSplit(text, '.')) {
    const bool digits = !part.empty() && part.size() <= 4 &&
                        std::all_of(part.begin(), part.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
    const bool roman = !part.empty() && part.find_first_not_of("IVXLC") == absl::string_view::npos;
    const bool letter = part.size() == 1 && absl::ascii_isalpha(static_cast<unsigned char>(part[0]));
    if (!digits && !roman && !letter) return false;
  }
  return true;
}

struct Item {
  PlaceLevel level = PlaceLevel::kArticle;
  std::vector<std::string> values;
  bool glued = false;  // no comma between it and what stands before
};

struct Element {
  std::optional<v1::DocumentNumber> number;  // none: items
  std::vector<Item> items;
  bool glued = false;
};

class PieceReader {
 public:
  explicit PieceReader(const std::vector<CitationToken>& tokens) : tokens_(tokens) {}

  CitationPiece Read() {
    CitationPiece piece;
    if (!Elements() || elements_.empty()) return piece;
    piece.understood = Join(piece);
    return piece;
  }

 private:
  const CitationToken* At(size_t index) const { return index < tokens_.size() ? &tokens_[index] : nullptr; }
  bool IsWord(size_t index, absl::string_view folded) const {
    const CitationToken* token = At(index);
    return token != nullptr && token->kind == Kind::kWord && token->folded == folded;
  }

  bool Elements() {
    bool glued = false;
    while (at_ < tokens_.size()) {
      const CitationToken& token = tokens_[at_];
      if (token.kind == Kind::kComma) {
        glued = false;
        ++at_;
      } else if (token.kind == Kind::kLevel) {
        if (!Places(glued)) return false;
        glued = true;
      } else if (Document(glued)) {
        Description();
        glued = true;
      } else if (token.kind == Kind::kWord && IsOneOf(token.folded, kConnectives)) {
        ++at_;
      } else {
        return false;
      }
    }
    return true;
  }

  // -- Documents

  // Length of the type of document that stands at a token; 0 when none does.
  size_t DocumentWordAt(size_t index, const DocumentWord** found) const {
    for (const DocumentWord& word : kDocumentWords) {
      const std::vector<absl::string_view> parts = absl::StrSplit(word.folded, ' ');
      bool all = true;
      for (size_t i = 0; i < parts.size() && all; ++i) all = IsWord(index + i, parts[i]);
      if (!all) continue;
      *found = &word;
      return parts.size();
    }
    return 0;
  }

  bool Document(bool glued) {
    size_t at = at_;
    const DocumentWord* word = nullptr;
    at += DocumentWordAt(at, &word);
    if (word != nullptr) at = BehindTitle(*word, at, word);
    if (IsWord(at, "so")) ++at;
    const CitationToken* number = At(at);
    if (number == nullptr || number->kind != Kind::kNumber) return false;
    v1::DocumentNumber parsed = ParseDocumentNumber(number->text);
    // "Thông tư 72/2015/NĐ-CP" contradicts itself.
    const bool letter = parsed.type_notation().empty();
    if (word != nullptr && !letter && word->notation != parsed.type_notation()) return false;
    elements_.push_back({.number = std::move(parsed), .glued = glued});
    at_ = at + 1;
    return true;
  }

  // The name of a law stands between its type and its number; a regulation names the decision that it came with.
  size_t BehindTitle(const DocumentWord& first, size_t at, const DocumentWord*& word) const {
    if (first.notation.empty()) {
      size_t end = at;
      while (At(end) != nullptr && At(end)->kind == Kind::kWord && !IsWord(end, "so")) ++end;
      return IsWord(end, "so") ? end : at;
    }
    if (first.folded != "quy che" && first.folded != "quy dinh") return at;
    size_t end = at;
    for (const absl::string_view part : {"ban", "hanh", "kem", "theo"}) {
      if (IsWord(end, part)) ++end;
    }
    const DocumentWord* next = nullptr;
    const size_t length = end == at ? 0 : DocumentWordAt(end, &next);
    if (length == 0) return at;
    word = next;
    return end + length;
  }

  // "ngày 07/9/2015 của Chính phủ về …": up to the next place or document.
  void Description() {
    if (IsWord(at_, "ngay")) Date();
    const CitationToken* token = At(at_);
    if (token == nullptr || token->kind != Kind::kWord || !IsOneOf(token->folded, kDescriptions)) return;
    size_t end = at_;
    while (At(end) != nullptr && At(end)->kind != Kind::kLevel && At(end)->kind != Kind::kNumber) ++end;
    if (At(end) != nullptr) {
      // What belongs to the next document, and the comma in front of it.
      for (size_t back = at_ + 1; back < end; ++back) {
        const DocumentWord* word = nullptr;
        const size_t length = DocumentWordAt(back, &word);
        if (length > 0 && (back + length == end || (back + length + 1 == end && IsWord(back + length, "so")))) {
          end = back;
          break;
        }
      }
      if (end > at_ && At(end - 1)->kind == Kind::kComma) --end;
    }
    at_ = end;
  }

  void Date() {
    size_t end = at_ + 1;
    if (At(end) != nullptr && absl::StrContains(At(end)->text, "/")) {
      at_ = end + 1;
      return;
    }
    if (IsWord(end + 1, "thang") && IsWord(end + 3, "nam") && At(end + 4) != nullptr) at_ = end + 5;
  }

  // -- Places

  bool Places(bool glued) {
    if (elements_.empty() || elements_.back().number.has_value()) {
      elements_.push_back({.glued = glued});
      glued = true;
    }
    Item item{.level = tokens_[at_].level, .glued = glued};
    const bool annex = tokens_[at_].annex;
    const bool section = annex || tokens_[at_].folded == "muc";
    ++at_;
    if (annex && IsWord(at_, "so") && IsPlaceValue(at_ + 1, item.level, true)) ++at_;
    while (IsPlaceValue(at_, item.level, section)) {
      item.values.push_back(absl::StrCat(annex ? "Phụ lục " : "", tokens_[at_].text));
      ++at_;
      // Another value behind a comma is one of this level.
      const bool more =
          At(at_) != nullptr && At(at_)->kind == Kind::kComma && IsPlaceValue(at_ + 1, item.level, section);
      if (!more) break;
      ++at_;
    }
    if (item.values.empty() && annex) item.values.push_back("Phụ lục");
    if (item.values.empty()) return false;
    elements_.back().items.push_back(std::move(item));
    return true;
  }

  bool IsPlaceValue(size_t index, PlaceLevel level, bool section) const {
    const CitationToken* token = At(index);
    if (token == nullptr || token->kind != Kind::kWord) return false;
    return IsValue(level, token->text) || (section && IsSectionValue(token->text));
  }

  // From the outer to the inner, or the other way round: what is written without a comma says which.
  static bool IsUpward(const std::vector<Item>& items, bool& contradiction) {
    bool up = false, down = false;
    for (const bool glued : {true, false}) {
      for (size_t i = 1; i < items.size(); ++i) {
        if (items[i].glued != glued || items[i].level == items[i - 1].level) continue;
        (items[i].level < items[i - 1].level ? up : down) = true;
        if (!glued) return up;
      }
      contradiction = up && down;
      if (up || down) return up;
    }
    return false;
  }

  static void Set(Place& place, PlaceLevel level, const std::string& value) {
    if (level == PlaceLevel::kArticle) place = {.article = value};
    if (level == PlaceLevel::kClause) place.clause = value, place.point.clear();
    if (level == PlaceLevel::kPoint) place.point = value;
  }

  static bool PlacesOf(std::vector<Item> items, bool has_number, std::vector<Place>& places) {
    bool contradiction = false;
    const bool upward = IsUpward(items, contradiction);
    if (contradiction) return false;
    if (upward) std::reverse(items.begin(), items.end());
    const bool articles =
        std::any_of(items.begin(), items.end(), [](const Item& item) { return item.level == PlaceLevel::kArticle; });
    if (!articles && !has_number) return false;
    Place place;
    for (size_t i = 0; i < items.size(); ++i) {
      const bool inner_follows = i + 1 < items.size() && items[i + 1].level > items[i].level;
      if (inner_follows && items[i].values.size() > 1) return false;  // of which of them?
      for (size_t value = 0; value < items[i].values.size(); ++value) {
        // Reversed as a whole below.
        const size_t index = upward ? items[i].values.size() - 1 - value : value;
        Set(place, items[i].level, items[i].values[index]);
        if (articles && place.article.empty()) return false;
        if (!inner_follows) places.push_back(place);
      }
    }
    if (upward) std::reverse(places.begin(), places.end());
    return true;
  }

  // -- Which places are in which document

  bool Join(CitationPiece& piece) {
    const auto is_document = [](const Element& element) { return element.number.has_value(); };
    const auto documents = std::count_if(elements_.begin(), elements_.end(), is_document);
    const bool first = is_document(elements_.front()), last = is_document(elements_.back());
    if (documents == 0) return AddDocument(piece, std::nullopt, &elements_.front());
    if (elements_.size() > 1 && !first && !last) return false;  // places on both sides
    if (documents == 1) {
      piece.document_last = !first;
      const Element& document = first ? elements_.front() : elements_.back();
      return AddDocument(piece, document.number,
                         elements_.size() == 1 ? nullptr
                         : first               ? &elements_[1]
                                               : &elements_[0]);
    }
    piece.document_last = !first;
    return first ? JoinBehind(piece) : JoinBefore(piece);
  }

  // Several documents, each followed by its places.
  bool JoinBehind(CitationPiece& piece) {
    for (size_t i = 0; i < elements_.size(); ++i) {
      const bool followed = i + 1 < elements_.size() && !elements_[i + 1].number.has_value();
      if (i > 0 && !elements_[i - 1].number.has_value() && elements_[i].glued) return false;
      if (followed && !elements_[i + 1].glued) return false;
      if (!AddDocument(piece, elements_[i].number, followed ? &elements_[i + 1] : nullptr)) return false;
      if (followed) ++i;
    }
    return true;
  }

  // Several documents, each behind its places.
  bool JoinBefore(CitationPiece& piece) {
    if (!elements_.back().number.has_value()) return false;
    for (size_t i = 0; i < elements_.size(); ++i) {
      const Element* places = elements_[i].number.has_value() ? nullptr : &elements_[i];
      if (places != nullptr) {
        if (i > 0 && places->glued) return false;
        ++i;
        if (!elements_[i].glued) return false;
      }
      if (!AddDocument(piece, elements_[i].number, places)) return false;
    }
    return true;
  }

  static bool AddDocument(CitationPiece& piece, const std::optional<v1::DocumentNumber>& number,
                          const Element* places) {
    CitedDocument document{.number = number};
    if (places != nullptr && !PlacesOf(places->items, number.has_value(), document.places)) return false;
    piece.documents.push_back(std::move(document));
    return true;
  }

  const std::vector<CitationToken>& tokens_;
  size_t at_ = 0;
  std::vector<Element> elements_;
};

}  // namespace

CitationPiece ReadPiece(const std::vector<CitationToken>& tokens) { return PieceReader(tokens).Read(); }

}  // namespace phoihop::responsibility
