#include "workflow/plan/party_phrase.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflow/plan/party_pieces.h"
#include "workflow/plan/party_resolver.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::plan {
namespace {

using v1::ResponsibleParty;

// A name is at most this many pieces long.
constexpr size_t kMaxPiecesInName = 5;

// Words that narrow a set down ("UBND các huyện có điểm du lịch").
constexpr absl::string_view kNarrowingWords[] = {"co", "thuoc", "noi", "tai", "tren", "trong", "duoc", "vung", "lien"};
// … and the ones of them that do not.
constexpr absl::string_view kWholeProvince[] = {
    "tren dia ban",    "tren dia ban tinh", "tren dia ban toan tinh", "trong tinh",
    "trong toan tinh", "thuoc tinh",        "tren dia ban thanh pho", "thuoc thanh pho"};
// Heads of lists that only introduce.
constexpr absl::string_view kIntroductions[] = {"gom", "bao gom", "chu tri", "co quan chu tri", "don vi chu tri"};

bool IsTerritorial(const ResolvedParty& resolved) {
  return resolved.named != nullptr && !resolved.named->versions().empty() &&
         IsTerritorialKind(resolved.named->versions(0).kind());
}

bool IsUnderstood(const ResolvedParty& resolved) {
  return resolved.party.status() == ResponsibleParty::STATUS_UNDERSTOOD;
}

// "các sở", "những đơn vị": says several without naming them.
bool SpeaksOfSome(absl::string_view text) {
  const std::string folded = FoldText(text);
  return absl::StartsWith(folded, "cac ") || absl::StartsWith(folded, "nhung ") ||
         absl::StartsWith(folded, "toan the ");
}

// The head of a list: "UBND các xã, phường" is the base "UBND" and the kinds "xã" and "phường".
struct ListHead {
  std::string text;
  std::string base;
  std::vector<std::string> kinds;
  bool used = false;
};

ListHead ReadHead(absl::string_view text) {
  ListHead head;
  head.text = std::string(text);
  const std::vector<Token> tokens = Tokenize(text);
  size_t after = 0;
  for (const Token& token : tokens) {
    if (token.folded == "cac" || token.folded == "nhung") {
      head.base = CleanCell(text.substr(0, token.begin));
      after = token.end;
      break;
    }
  }
  const absl::string_view kinds = text.substr(after);
  for (const Piece& piece : CutCell(kinds)) {
    head.kinds.emplace_back(kinds.substr(piece.begin, piece.end - piece.begin));
  }
  return head;
}

class CellReader {
 public:
  CellReader(absl::string_view cell, const PartyResolver& resolver)
      : cell_(CleanCell(cell)), pieces_(CutCell(cell_)), resolver_(resolver) {}

  PartyReading Read() {
    for (size_t i = 0; i < pieces_.size();) i = ReadAt(i);
    if (head_.has_value()) CloseHead();
    return std::move(reading_);
  }

 private:
  // What was found at a place, and the piece after it.
  struct Found {
    ResolvedParty resolved;
    std::string text;
    size_t next;
    // The name with the words that it shares with others: "Sở Nội vụ" for the "Nội vụ" of a list.
    std::string whole;
  };

  std::string Text(size_t first, size_t last) const {
    return absl::StrReplaceAll(cell_.substr(pieces_[first].begin, pieces_[last].end - pieces_[first].begin),
                               {{"\n", " "}});
  }

  // The last piece of the longest name that could begin at `first`: names cross soft separators only.
  size_t LastOfRun(size_t first) const {
    size_t last = first;
    while (last + 1 < pieces_.size() && last + 1 - first < kMaxPiecesInName &&
           pieces_[last + 1].before == Piece::kSoft) {
      ++last;
    }
    return last;
  }

  size_t ReadAt(size_t first) {
    std::optional<Found> found;
    if (head_.has_value()) found = FindInList(first);
    if (!found.has_value() && previous_is_territorial_) found = FindLikePrevious(first);
    if (!found.has_value()) found = FindDirect(first);
    if (const std::optional<size_t> colon = HeadEnd(first, found); colon.has_value()) return OpenHead(first, *colon);
    if (!found.has_value() && !previous_is_territorial_) found = FindLikePrevious(first);
    if (!found.has_value()) found = FindByRemark(first);
    if (!found.has_value()) return ReadUnknown(first);
    Add(*found);
    return found->next;
  }

  // -- Where a name is looked for

  // The longest run that is a name, with or without its remark, or a set that is narrowed down; else the longest one
  // that at least begins like the name of a set.
  std::optional<Found> FindDirect(size_t first) const {
    std::optional<Found> suggestion;
    for (size_t last = LastOfRun(first);; --last) {
      const std::string text = Text(first, last);
      std::optional<ResolvedParty> resolved = MatchRun(text, pieces_[last].begin - pieces_[first].begin);
      if (resolved.has_value() && !resolved->suggestion) return Found{*std::move(resolved), text, last + 1, ""};
      if (resolved.has_value()) suggestion = Found{*std::move(resolved), text, last + 1, ""};
      if (last == first) return suggestion;
    }
  }

  // `last_piece` is where the last piece of the run begins.
  std::optional<ResolvedParty> MatchRun(absl::string_view text, size_t last_piece) const {
    const RemarkedText remarked = SplitRemark(text);
    std::optional<ResolvedParty> resolved = resolver_.Match(text);
    if (!resolved.has_value() && !remarked.remark.empty() && !remarked.text.empty()) {
      resolved = resolver_.Match(remarked.text);
    }
    if (resolved.has_value() && !resolved->suggestion) return resolved;
    std::optional<ResolvedParty> set = MatchCounted(remarked.text);
    if (!set.has_value()) set = MatchNarrowed(text, last_piece);
    return set.has_value() ? set : resolved;
  }

  // "Bù Gia Mập" after "UBND các xã:", "Văn hóa, Thể thao và Du lịch" after "Các sở:".
  std::optional<Found> FindInList(size_t first) {
    for (size_t last = LastOfRun(first);; --last) {
      const std::string text = Text(first, last);
      const std::string name = SplitRemark(text).text;
      std::vector<Found> readings;
      for (const std::string& kind : head_->kinds) {
        AddReading(text, absl::StrCat(head_->base, " ", kind, " ", name), last, readings);
      }
      // "TP. Long Khánh" in a list of districts brings its own kind.
      if (readings.empty() && !head_->base.empty()) {
        AddReading(text, absl::StrCat(head_->base, " ", name), last, readings);
      }
      if (!readings.empty()) {
        head_->used = true;
        return One(std::move(readings));
      }
      if (last == first) return {};
    }
  }

  void AddReading(const std::string& text, const std::string& whole, size_t last, std::vector<Found>& readings) const {
    std::optional<ResolvedParty> resolved = resolver_.Match(whole);
    if (resolved.has_value() && !resolved->suggestion) {
      readings.push_back({*std::move(resolved), text, last + 1, std::string(absl::StripAsciiWhitespace(whole))});
    }
  }

  // "Nội vụ" after "Sở Tài chính", "Tân Khai" after "UBND xã Lộc Ninh": the words in front are shared.
  std::optional<Found> FindLikePrevious(size_t first) const {
    if (previous_.empty() || pieces_[first].before != Piece::kSoft) return {};
    const std::string piece = Text(first, first);
    if (SpeaksOfSome(piece) || IsSameAsAbove(piece)) return {};
    const std::vector<Token> words = Tokenize(previous_);
    for (size_t last = LastOfRun(first);; --last) {
      const std::string text = Text(first, last);
      for (size_t count = words.size(); count-- > 1;) {
        std::string whole = absl::StrCat(previous_.substr(0, words[count - 1].end), " ", SplitRemark(text).text);
        std::optional<ResolvedParty> resolved = resolver_.Match(whole);
        if (resolved.has_value() && IsUnderstood(*resolved)) {
          return Found{*std::move(resolved), text, last + 1, std::move(whole)};
        }
      }
      if (last == first) return {};
    }
  }

  // "Báo Bình Phước (BPTV)": nobody bears the name, but somebody bears the remark.
  std::optional<Found> FindByRemark(size_t first) const {
    const std::string text = Text(first, first);
    const RemarkedText remarked = SplitRemark(text);
    if (remarked.remark.empty()) return {};
    std::optional<ResolvedParty> resolved = resolver_.Match(remarked.remark);
    if (!resolved.has_value() || !IsUnderstood(*resolved)) return {};
    return Found{*std::move(resolved), text, first + 1, ""};
  }

  // "UBND 95 xã, phường": the set "UBND các xã, phường", when it has 95 members. The first number counts.
  std::optional<ResolvedParty> MatchCounted(absl::string_view text) const {
    const std::vector<Token> tokens = Tokenize(text);
    const auto number =
        std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.kind == Token::kNumber; });
    if (number == tokens.end() || number->number < 0) return {};
    std::optional<ResolvedParty> resolved =
        resolver_.MatchSet(absl::StrCat(text.substr(0, number->begin), "các", text.substr(number->end)));
    if (!resolved.has_value()) return {};
    const size_t members = resolver_.CountMembers(*resolved).value_or(0);
    if (members != static_cast<size_t>(number->number)) {
      resolver_.Ask(*resolved, absl::StrCat("Ô ghi ", number->number, " đơn vị nhưng nhóm này có ", members,
                                            " đơn vị. Hãy chọn nhóm hoặc từng đơn vị."));
    }
    return resolved;
  }

  // "UBND các huyện, TP có điểm du lịch": a set, of which only some are meant.
  // The narrowing stands in the last piece, or it would swallow the names behind it.
  std::optional<ResolvedParty> MatchNarrowed(absl::string_view text, size_t last_piece) const {
    const std::vector<Token> tokens = Tokenize(text);
    for (size_t i = tokens.size(); i-- > 1;) {
      if (tokens[i].begin < last_piece) break;
      if (std::find(std::begin(kNarrowingWords), std::end(kNarrowingWords), tokens[i].folded) ==
          std::end(kNarrowingWords)) {
        continue;
      }
      std::optional<ResolvedParty> resolved = resolver_.MatchSet(text.substr(0, tokens[i - 1].end));
      if (!resolved.has_value()) continue;
      const std::string narrowing(text.substr(tokens[i].begin));
      if (std::find(std::begin(kWholeProvince), std::end(kWholeProvince), FoldText(narrowing)) !=
          std::end(kWholeProvince)) {
        return resolved;
      }
      std::string question = absl::StrCat("Chỉ những đơn vị \"", narrowing, "\": chưa có danh sách. ");
      if (resolver_.column() == PartyColumn::kLead) {
        resolver_.Ask(*resolved, absl::StrCat(question, "Hãy chọn từng đơn vị hoặc cả nhóm."));
      } else {
        resolved->question = absl::StrCat(question, "Đã ghi cả nhóm; hãy chọn từng đơn vị nếu cần.");
        resolved->candidates = {resolved->party.unit_set()};
      }
      return resolved;
    }
    return {};
  }

  // Several readings of one text are one only when they agree.
  Found One(std::vector<Found> readings) const {
    Found result = readings.front();
    const bool same = std::all_of(readings.begin(), readings.end(), [&result](const Found& reading) {
      return IsUnderstood(reading.resolved) && reading.resolved.named == result.resolved.named;
    });
    if (same || readings.size() == 1) return result;
    std::vector<std::string> candidates;
    for (const Found& reading : readings) {
      const ResponsibleParty& party = reading.resolved.party;
      candidates.insert(candidates.end(), party.units().begin(), party.units().end());
      candidates.insert(candidates.end(), party.candidates().begin(), party.candidates().end());
    }
    result.resolved.party.clear_former_names();
    resolver_.Ask(result.resolved, "Tên này có thể chỉ nhiều đơn vị. Hãy chọn đơn vị.");
    result.resolved.party.mutable_candidates()->Assign(candidates.begin(), candidates.end());
    result.resolved.candidates = std::move(candidates);
    return result;
  }

  // -- Lists with a head

  // The piece before the next colon when what stands at `first` is the head of a list: no name ends before the colon.
  std::optional<size_t> HeadEnd(size_t first, const std::optional<Found>& found) const {
    for (size_t i = first; i + 1 < pieces_.size(); ++i) {
      if (pieces_[i + 1].before == Piece::kColon) {
        if (found.has_value() && found->next <= i) return {};
        return i;
      }
      if (pieces_[i + 1].before != Piece::kSoft) return {};
    }
    return {};
  }

  size_t OpenHead(size_t first, size_t last) {
    if (head_.has_value()) CloseHead();
    head_ = ReadHead(Text(first, last));
    previous_.clear();
    previous_is_territorial_ = false;
    return last + 1;
  }

  // A head that no element made use of says something that was not understood: "Phối hợp:" in the column of leads.
  void CloseHead() {
    const std::string folded = FoldText(head_->text);
    const bool introduces =
        std::find(std::begin(kIntroductions), std::end(kIntroductions), folded) != std::end(kIntroductions);
    if (!head_->used && !introduces) {
      AddUnknown(head_->text, absl::StrCat("Chưa hiểu \"", head_->text, ":\" trong ô này. Hãy chọn cơ quan."));
    }
    head_.reset();
  }

  // -- What was not found

  size_t ReadUnknown(size_t first) {
    const size_t last = SpeaksOfSome(Text(first, first)) ? LastOfGroup(first) : first;
    const std::string text = Text(first, last);
    const bool some = SpeaksOfSome(text) || absl::StrContains(FoldText(text), "lien quan");
    AddUnknown(text, some ? absl::StrCat("\"", text, "\" không nêu tên cơ quan. Hãy chọn các cơ quan cụ thể.")
                          : absl::StrCat("Không có cơ quan nào tên \"", text,
                                         "\" trong danh mục. Hãy chọn cơ quan, hoặc bổ sung vào danh mục."));
    previous_.clear();
    previous_is_territorial_ = false;
    return last + 1;
  }

  // "Các sở, ngành, địa phương": goes on over pieces in lower case with which no name begins.
  size_t LastOfGroup(size_t first) {
    size_t last = first;
    while (last + 1 < pieces_.size() && pieces_[last + 1].before == Piece::kSoft) {
      const std::string next = Text(last + 1, last + 1);
      if (SpeaksOfSome(next) || IsSameAsAbove(next) || FindDirect(last + 1).has_value()) break;
      // A piece that begins with a capital begins a name, even an unknown one ("VNPT").
      if (BeginsWithCapital(next)) break;
      ++last;
    }
    return last;
  }

  // -- Answers

  void Add(Found& found) {
    ResolvedParty& resolved = found.resolved;
    const std::string remark = SplitRemark(found.text).remark;
    if (resolver_.column() == PartyColumn::kLead && IsUnderstood(resolved) &&
        absl::StrContains(FoldText(remark), "phoi hop")) {
      resolver_.Ask(resolved, absl::StrCat("Ô chủ trì ghi \"", remark, "\". Hãy chọn cơ quan chủ trì."));
    }
    resolved.party.set_text(found.text);
    previous_ = found.whole.empty() ? SplitRemark(found.text).text : found.whole;
    previous_is_territorial_ = IsTerritorial(resolved);
    AddQuestion(resolved);
    reading_.parties.push_back(std::move(resolved.party));
  }

  void AddUnknown(absl::string_view text, std::string question) {
    ResolvedParty unknown;
    unknown.party.set_text(std::string(text));
    unknown.party.set_status(ResponsibleParty::STATUS_ASKED);
    unknown.party.set_explanation(question);
    unknown.question = std::move(question);
    AddQuestion(unknown);
    reading_.parties.push_back(std::move(unknown.party));
  }

  void AddQuestion(const ResolvedParty& resolved) {
    if (resolved.question.empty()) return;
    const bool lead = resolver_.column() == PartyColumn::kLead;
    v1::PlanQuestion& question = reading_.questions.emplace_back();
    question.set_field(lead ? "lead" : "coordinators");
    question.set_text(resolved.party.text());
    question.set_question(resolved.question);
    question.mutable_candidates()->Assign(resolved.candidates.begin(), resolved.candidates.end());
    question.set_blocking(lead && !IsUnderstood(resolved));
  }

  const std::string cell_;
  const std::vector<Piece> pieces_;
  const PartyResolver& resolver_;
  PartyReading reading_;
  std::optional<ListHead> head_;
  std::string previous_;  // the name before, when it was found
  bool previous_is_territorial_ = false;
};

}  // namespace

PartyReader::PartyReader(PartySettings settings, const Facts& facts)
    : lookup_(std::make_unique<NameLookup>(std::move(settings), facts)) {}

PartyReader::~PartyReader() = default;

PartyReading PartyReader::Read(absl::string_view cell, PartyColumn column, absl::string_view item_text) {
  const PartyResolver resolver(column, item_text, *lookup_);
  return CellReader(cell, resolver).Read();
}

bool PartyReader::exhausted() const { return lookup_->exhausted(); }

bool IsSameAsAbove(absl::string_view cell) {
  std::string words;
  const std::string cleaned = CleanCell(cell);
  bool ditto = !cleaned.empty();
  for (const Token& token : Tokenize(cleaned)) {
    if (token.kind != Token::kMark) absl::StrAppend(&words, token.folded, " ");
    ditto = ditto && (token.folded == "\"" || token.folded == "”" || token.folded == "″" || token.folded == "〃" ||
                      token.folded == "'" || token.folded == "’");
  }
  return ditto || words == "nt " || words == "n t " || words == "nhu tren " || words == "nhu dong tren ";
}

}  // namespace phoihop::plan
