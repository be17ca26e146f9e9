#include "workflow/plan/party_phrase.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "workflow/plan/party_finder.h"
#include "workflow/plan/party_pieces.h"
#include "workflow/plan/party_resolver.h"
#include "workflow/plan/party_roles.h"
#include "workflow/plan/phrase_text.h"

namespace phoihop::plan {
namespace {

using v1::ResponsibleParty;

// Heads of lists that only introduce.
constexpr absl::string_view kIntroductions[] = {"gom",        "bao gom",        "chu tri",        "co quan chu tri",
                                                "cac don vi", "don vi chu tri", "gom cac don vi", "bao gom cac don vi"};
// Bare names behind "trừ", or in parentheses behind a set, are those of communes and wards.
constexpr absl::string_view kTerritorialHead = "UBND các xã, phường";
// Remarks that say what somebody does though they name others too: "báo cáo Sở Nội vụ".
constexpr absl::string_view kRoleBeginnings[] = {"bao cao", "tong hop", "chu tri", "phoi hop", "dau moi"};
constexpr absl::string_view kCountedWords[] = {"don", "vi", "xa", "phuong", "thi", "tran", "dac", "khu", ",", "va"};

void SortUnique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

class CellReader {
 public:
  CellReader(absl::string_view cell, const PartyResolver& resolver)
      : cell_(CleanCell(cell)), pieces_(CutCell(cell_)), resolver_(resolver), finder_(cell_, pieces_, resolver) {}
  CellReader(const CellReader&) = delete;
  CellReader& operator=(const CellReader&) = delete;

  // The parties one by one, in their order. `head`: as if the cell stood behind it and a colon.
  std::vector<ResolvedParty> ReadParties(absl::string_view head = "") {
    if (!head.empty()) {
      head_ = ReadHead(head);
      head_->used = true;
    }
    for (size_t i = 0; i < pieces_.size();) i = ReadAt(i);
    if (head_.has_value()) CloseHead();
    return std::move(parties_);
  }

 private:
  using Found = PartyFinder::Found;

  size_t ReadAt(size_t first) {
    if (pieces_[first].before == Piece::kExcept) return ReadExclusion(first);
    // The words "đơn vị tổng hợp:" are about the names behind them, not about what follows those.
    if (head_.has_value() && !head_role_.empty() && pieces_[first].before == Piece::kHard) CloseHead();
    std::optional<Found> found;
    if (head_.has_value() && head_role_.empty()) found = finder_.FindInList(*head_, first);
    if (found.has_value()) head_->used = true;
    if (!found.has_value() && previous_is_territorial_) found = finder_.FindLikePrevious(previous_, first);
    // "UBND huyện Bù Đăng, Thành ủy": what shares the words of a commune's name is a commune.
    if (found.has_value() && previous_is_territorial_ && !IsTerritorial(found->resolved)) found.reset();
    if (!found.has_value()) found = finder_.FindDirect(first);
    if (const std::optional<size_t> colon = HeadEnd(first, found); colon.has_value()) return OpenHead(first, *colon);
    if (!found.has_value() && !previous_is_territorial_) found = finder_.FindLikePrevious(previous_, first);
    if (!found.has_value()) found = finder_.FindByRemark(first);
    if (!found.has_value()) return ReadUnknown(first);
    Add(*found);
    return found->next;
  }

  // -- Lists with a head

  // The piece before the next colon when what stands at `first` is the head of a list: no name ends before the colon.
  std::optional<size_t> HeadEnd(size_t first, const std::optional<Found>& found) const {
    for (size_t i = first; i + 1 < pieces_.size(); ++i) {
      if (pieces_[i + 1].before == Piece::kColon) {
        if (found.has_value() && found->next <= i) return {};
        if (HeadBegin(first, i) > first) return {};
        return i;
      }
      if (pieces_[i + 1].before != Piece::kSoft) return {};
    }
    return {};
  }

  // The head that ends before a colon begins with its last "các"; without one it is the last piece.
  size_t HeadBegin(size_t first, size_t last) const {
    for (size_t i = last + 1; i-- > first;) {
      const std::string words = absl::StrCat(" ", FoldText(finder_.Text(i, i)), " ");
      if (absl::StrContains(words, " cac ") || absl::StrContains(words, " nhung ")) return i;
    }
    return last;
  }

  size_t OpenHead(size_t first, size_t last) {
    if (head_.has_value()) CloseHead();
    head_ = ReadHead(finder_.Text(first, last));
    // "Phối hợp:" among leads stays a question.
    const bool contradicts =
        resolver_.column() == PartyColumn::kLead && absl::StrContains(FoldText(head_->text), "phoi hop");
    if (IsRole(head_->text) && !contradicts) head_role_ = head_->text;
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
    head_role_.clear();
  }

  // -- What is left out

  // "… trừ UBND xã Lộc Thạnh, phường Long Khánh": to the next `;`.
  size_t ReadExclusion(size_t first) {
    size_t last = first;
    while (last + 1 < pieces_.size() && pieces_[last + 1].before != Piece::kHard &&
           pieces_[last + 1].before != Piece::kExcept) {
      ++last;
    }
    const std::string words = finder_.Text(first, last);
    if (head_.has_value()) CloseHead();
    previous_.clear();
    previous_is_territorial_ = false;
    if (parties_.empty()) {
      AddUnknown(absl::StrCat("trừ ", words),
                 absl::StrCat("Ô ghi loại trừ \"", words, "\" nhưng không rõ trừ khỏi nhóm nào. Hãy chọn cơ quan."));
      return last + 1;
    }
    parties_.back().party.set_text(absl::StrCat(parties_.back().party.text(), ", trừ ", words));
    std::vector<ResolvedParty> others = Exclude(parties_.back(), words);
    std::move(others.begin(), others.end(), std::back_inserter(parties_));
    return last + 1;
  }

  // Leaves out of `base` whom the words name. Answers the parties behind them that are none of its members: "… trừ xã
  // Lộc Thạnh, Sở Nội vụ". What is not understood makes `base` a question.
  std::vector<ResolvedParty> Exclude(ResolvedParty& base, const std::string& words) const {
    if (!IsUnderstood(base)) return {};
    std::vector<std::string> members = resolver_.MembersOf(base);
    std::vector<ResolvedParty> parties = CellReader(words, resolver_).ReadParties(kTerritorialHead);
    std::vector<std::string> excluded;
    size_t next = 0;
    for (; next < parties.size(); ++next) {
      const std::optional<std::vector<std::string>> units = resolver_.UnitsNamed(parties[next]);
      const bool named = units.has_value() && !units->empty();
      if (named && std::includes(members.begin(), members.end(), units->begin(), units->end())) {
        excluded.insert(excluded.end(), units->begin(), units->end());
        continue;
      }
      if (next > 0 && named && parties[next].party.unit_set().empty() && !IsTerritorial(parties[next])) break;
      next = 0;
      break;
    }
    SortUnique(excluded);
    if (next == 0 || excluded.empty() || excluded.size() == members.size()) {
      resolver_.Ask(base, absl::StrCat("Chưa hiểu phần loại trừ \"", words, "\"",
                                       members.empty() ? ": phần đứng trước không phải là một nhóm." : ".",
                                       " Hãy chọn từng đơn vị, hoặc nhóm và các đơn vị được loại trừ."));
      return {};
    }
    for (const std::string& unit : excluded) base.party.add_excluded_units(unit);
    base.party.set_explanation(
        absl::StrCat(base.party.explanation(), ", trừ ", words, " (", resolver_.ListForPeople(excluded), ")"));
    parties.erase(parties.begin(), parties.begin() + static_cast<std::ptrdiff_t>(next));
    return parties;
  }

  // -- What was not found

  size_t ReadUnknown(size_t first) {
    const size_t last = SpeaksOfSome(finder_.Text(first, first)) ? LastOfGroup(first) : first;
    const std::string text = finder_.Text(first, last);
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
      const std::string next = finder_.Text(last + 1, last + 1);
      if (SpeaksOfSome(next) || IsSameAsAbove(next) || finder_.FindDirect(last + 1).has_value()) break;
      // A piece that begins with a capital begins a name, even an unknown one ("VNPT").
      if (BeginsWithCapital(next)) break;
      ++last;
    }
    return last;
  }

  // -- Answers

  void Add(Found& found) {
    ResolvedParty& resolved = found.resolved;
    resolved.party.set_text(found.text);
    previous_ = found.whole.empty() ? SplitRemark(found.text).text : found.whole;
    if (!found.role.empty()) previous_.clear();
    previous_is_territorial_ = found.role.empty() && IsTerritorial(resolved);
    ReadRemark(SplitRemark(found.text).remark, resolved);
    TakeRole(found.role, resolved);
    if (!head_role_.empty()) {
      const bool second = head_->used;
      head_->used = true;
      TakeRole(head_role_, resolved);
      if (second && SumsUp(head_role_)) resolver_.Ask(resolved, "Ô ghi nhiều đơn vị tổng hợp. Hãy chọn một đơn vị.");
    }
    parties_.push_back(std::move(resolved));
  }

  // What stands in parentheses behind a name.
  void ReadRemark(const std::string& remark, ResolvedParty& resolved) const {
    if (remark.empty() || IsFootnoteMark(remark)) return;
    if (const std::optional<std::string> excluded = ExclusionIn(remark); excluded.has_value()) {
      if (!IsUnderstood(resolved)) return;
      // Nothing may stand in the parentheses that is left out of nothing.
      ResolvedParty before = resolved;
      if (!Exclude(resolved, *excluded).empty()) {
        resolved = std::move(before);
        resolver_.Ask(resolved, absl::StrCat("Chưa hiểu phần loại trừ \"", *excluded, "\". Hãy chọn từng đơn vị."));
      }
      return;
    }
    TakeRole(remark, resolved);
    if (!resolved.party.unit_set().empty() && IsUnderstood(resolved) && !SaysWhatItDoes(remark)) {
      NarrowDown(remark, resolved);
    }
  }

  // "tổng hợp", "tổng hợp báo cáo UBND tỉnh", "phối hợp".
  static bool SaysWhatItDoes(absl::string_view words) {
    const std::string folded = FoldText(words);
    return IsRole(words) || SumsUp(words) ||
           std::any_of(std::begin(kRoleBeginnings), std::end(kRoleBeginnings),
                       [&folded](absl::string_view beginning) { return absl::StartsWith(folded, beginning); });
  }

  void TakeRole(const std::string& role, ResolvedParty& resolved) const {
    if (role.empty() || !SaysWhatItDoes(role)) return;
    if (resolver_.column() == PartyColumn::kLead && IsUnderstood(resolved) &&
        absl::StrContains(FoldText(role), "phoi hop")) {
      resolver_.Ask(resolved, absl::StrCat("Ô chủ trì ghi \"", role, "\". Hãy chọn cơ quan chủ trì."));
      return;
    }
    resolved.party.set_remark(role);
    if (!SumsUp(role) || !IsUnderstood(resolved) || resolved.party.unit_set().empty()) return;
    resolver_.Ask(resolved, "Cả một nhóm được ghi là tổng hợp. Hãy chọn một đơn vị tổng hợp.");
  }

  // "UBND các xã, phường (Lộc Thạnh, Đắk Ơ)", "(95 xã, phường)", "(có biên giới)" behind a set.
  void NarrowDown(const std::string& remark, ResolvedParty& resolved) const {
    if (IsWholeProvince(remark)) return;
    const std::vector<std::string> members = resolver_.MembersOf(resolved);
    if (CountIn(remark) == members.size()) return;
    std::vector<std::string> listed;
    bool certain = true;
    for (const ResolvedParty& party : CellReader(remark, resolver_).ReadParties(kTerritorialHead)) {
      const std::optional<std::vector<std::string>> units = resolver_.UnitsNamed(party);
      certain =
          certain && units.has_value() && std::includes(members.begin(), members.end(), units->begin(), units->end());
      if (certain) listed.insert(listed.end(), units->begin(), units->end());
    }
    SortUnique(listed);
    if (certain && listed.size() == members.size()) return;
    if (certain && !listed.empty()) {
      resolved.party.clear_unit_set();
      for (const std::string& unit : listed) resolved.party.add_units(unit);
      resolved.party.set_explanation(resolver_.ListForPeople(listed));
      return;
    }
    const std::string question = absl::StrCat("Chỉ những đơn vị \"", remark, "\": chưa có danh sách. ");
    if (resolver_.column() == PartyColumn::kLead) {
      resolver_.Ask(resolved, absl::StrCat(question, "Hãy chọn từng đơn vị hoặc cả nhóm."));
    } else if (resolved.question.empty()) {
      resolved.question = absl::StrCat(question, "Đã ghi cả nhóm; hãy chọn từng đơn vị nếu cần.");
      resolved.candidates = {resolved.party.unit_set()};
    }
  }

  // "95 đơn vị", "95 xã, phường": the number, when nothing else is said; 0: it is no count.
  static size_t CountIn(absl::string_view remark) {
    const std::string cleaned = CleanCell(remark);
    const std::vector<Token> tokens = Tokenize(cleaned);
    if (tokens.size() < 2 || tokens[0].number < 1) return 0;
    const bool only_kinds = std::all_of(tokens.begin() + 1, tokens.end(), [](const Token& token) {
      return std::find(std::begin(kCountedWords), std::end(kCountedWords), token.folded) != std::end(kCountedWords);
    });
    return only_kinds ? static_cast<size_t>(tokens[0].number) : 0;
  }

  void AddUnknown(absl::string_view text, std::string question) {
    ResolvedParty unknown;
    unknown.party.set_text(std::string(text));
    unknown.party.set_status(ResponsibleParty::STATUS_ASKED);
    unknown.party.set_explanation(question);
    unknown.question = std::move(question);
    parties_.push_back(std::move(unknown));
  }

  const std::string cell_;
  const std::vector<Piece> pieces_;
  const PartyResolver& resolver_;
  const PartyFinder finder_;
  std::vector<ResolvedParty> parties_;
  std::optional<ListHead> head_;
  std::string head_role_;  // of a head such as "Đơn vị tổng hợp"
  std::string previous_;   // the name before, when it was found
  bool previous_is_territorial_ = false;
};

// Who sums up is one unit: several that say so are asked about.
void AskWhoSumsUp(std::vector<ResolvedParty>& parties, const PartyResolver& resolver) {
  const auto sums_up = [](const ResolvedParty& resolved) {
    return IsUnderstood(resolved) && SumsUp(resolved.party.remark());
  };
  if (std::count_if(parties.begin(), parties.end(), sums_up) < 2) return;
  for (ResolvedParty& resolved : parties) {
    if (sums_up(resolved)) resolver.Ask(resolved, "Ô ghi nhiều đơn vị tổng hợp. Hãy chọn một đơn vị.");
  }
}

PartyReading ReadingOf(std::vector<ResolvedParty> parties, PartyColumn column) {
  PartyReading reading;
  const bool lead = column == PartyColumn::kLead;
  for (ResolvedParty& resolved : parties) {
    if (!resolved.question.empty()) {
      v1::PlanQuestion& question = reading.questions.emplace_back();
      question.set_field(lead ? "lead" : "coordinators");
      question.set_text(resolved.party.text());
      question.set_question(resolved.question);
      question.mutable_candidates()->Assign(resolved.candidates.begin(), resolved.candidates.end());
      question.set_blocking(lead && !IsUnderstood(resolved));
    }
    reading.parties.push_back(std::move(resolved.party));
  }
  return reading;
}

}  // namespace

PartyReader::PartyReader(PartySettings settings, const Facts& facts)
    : lookup_(std::make_unique<NameLookup>(std::move(settings), facts)) {}

PartyReader::~PartyReader() = default;

PartyReading PartyReader::Read(absl::string_view cell, PartyColumn column, absl::string_view item_text) {
  const PartyResolver resolver(column, item_text, *lookup_);
  std::vector<ResolvedParty> parties = CellReader(cell, resolver).ReadParties();
  if (column == PartyColumn::kLead) AskWhoSumsUp(parties, resolver);
  return ReadingOf(std::move(parties), column);
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
