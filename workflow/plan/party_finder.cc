#include "workflow/plan/party_finder.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflow/organisation/unit_kind.h"
#include "workflow/plan/party_roles.h"
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

// Both are understood as the same units, or the same set.
bool SameHolders(const ResponsibleParty& a, const ResponsibleParty& b) {
  return a.status() == ResponsibleParty::STATUS_UNDERSTOOD && b.status() == ResponsibleParty::STATUS_UNDERSTOOD &&
         a.unit_set() == b.unit_set() &&
         std::equal(a.units().begin(), a.units().end(), b.units().begin(), b.units().end());
}

}  // namespace

bool IsUnderstood(const ResolvedParty& resolved) {
  return resolved.party.status() == ResponsibleParty::STATUS_UNDERSTOOD;
}

bool IsTerritorial(const ResolvedParty& resolved) {
  return resolved.named != nullptr && !resolved.named->versions().empty() &&
         organisation::IsTerritorialKind(resolved.named->versions(0).kind());
}

bool SpeaksOfSome(absl::string_view text) {
  const std::string folded = FoldText(text);
  return absl::StartsWith(folded, "cac ") || absl::StartsWith(folded, "nhung ") ||
         absl::StartsWith(folded, "toan the ");
}

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

bool IsWholeProvince(absl::string_view words) {
  return std::find(std::begin(kWholeProvince), std::end(kWholeProvince), FoldText(words)) != std::end(kWholeProvince);
}

std::string PartyFinder::Text(size_t first, size_t last) const {
  return absl::StrReplaceAll(cell_.substr(pieces_[first].begin, pieces_[last].end - pieces_[first].begin),
                             {{"\n", " "}});
}

// The last piece of the longest name that could begin at `first`: names cross soft separators only.
size_t PartyFinder::LastOfRun(size_t first) const {
  size_t last = first;
  while (last + 1 < pieces_.size() && last + 1 - first < kMaxPiecesInName && pieces_[last + 1].before == Piece::kSoft) {
    ++last;
  }
  return last;
}

std::optional<PartyFinder::Found> PartyFinder::FindDirect(size_t first) const {
  std::optional<Found> suggestion;
  for (size_t last = LastOfRun(first);; --last) {
    const std::string text = Text(first, last);
    std::string role;
    std::optional<ResolvedParty> resolved = MatchRun(text, pieces_[last].begin - pieces_[first].begin, role);
    if (resolved.has_value() && !resolved->suggestion) {
      return Shortest(first, {*std::move(resolved), text, last + 1, "", role});
    }
    if (resolved.has_value()) suggestion = Found{*std::move(resolved), text, last + 1, "", ""};
    if (last == first) return suggestion;
  }
}

// "UBND phường Phước Bình, Bình Phước", "UBND các xã, phường, Thành ủy", "UBND huyện Bù Đăng, Thành ủy": where the last
// piece is a name of its own, or only adds to the name of a commune, it is the next name. One agency whose name is made
// of two that it took over ("Đài PTTH và Báo Bình Phước") is held by the same units in all three readings, and stays
// whole.
PartyFinder::Found PartyFinder::Shortest(size_t first, Found found) const {
  while (found.next > first + 1) {
    const std::string text = Text(first, found.next - 2);
    std::string role, last_role;
    std::optional<ResolvedParty> shorter = MatchRun(text, pieces_[found.next - 2].begin - pieces_[first].begin, role);
    if (!shorter.has_value() || shorter->suggestion) break;
    const bool same = SameHolders(shorter->party, found.resolved.party);
    const std::optional<ResolvedParty> last = MatchRun(Text(found.next - 1, found.next - 1), 0, last_role);
    const bool own_name = last.has_value() && !last->suggestion;
    if (!own_name && !(same && IsTerritorial(found.resolved))) break;
    if (own_name && same && SameHolders(last->party, found.resolved.party)) break;
    found = {*std::move(shorter), text, found.next - 1, "", role};
  }
  return found;
}

// `last_piece` is where the last piece of the run begins.
std::optional<ResolvedParty> PartyFinder::MatchRun(absl::string_view text, size_t last_piece, std::string& role) const {
  const RemarkedText remarked = SplitRemark(WithoutFootnoteMark(text));
  std::optional<ResolvedParty> resolved = resolver_.Match(text);
  if (!resolved.has_value() && !remarked.text.empty()) resolved = resolver_.Match(remarked.text);
  if (resolved.has_value() && !resolved->suggestion) return resolved;
  for (const RoleSplit& split : SplitRole(remarked.text)) {
    std::optional<ResolvedParty> named = resolver_.Match(split.name);
    if (!named.has_value() || named->suggestion) named = MatchCounted(split.name);
    if (!named.has_value()) continue;
    role = split.role;
    return named;
  }
  std::optional<ResolvedParty> set = MatchCounted(remarked.text);
  if (!set.has_value()) set = MatchNarrowed(text, last_piece);
  return set.has_value() ? set : resolved;
}

std::optional<PartyFinder::Found> PartyFinder::FindInList(const ListHead& head, size_t first) const {
  // "các xã, phường" is a name of its own, whatever list it stands behind.
  if (SpeaksOfSome(Text(first, first))) return {};
  // Names of communes have no commas: "Phước Bình, Bình Phước" are two wards, not one with its former province.
  if (LastOfRun(first) > first) {
    std::vector<Found> alone;
    const std::string text = Text(first, first);
    for (const std::string& kind : head.kinds) {
      AddReading(text, absl::StrCat(head.base, " ", kind, " ", SplitRemark(text).text), first, alone);
    }
    const bool territorial =
        std::all_of(alone.begin(), alone.end(), [](const Found& found) { return IsTerritorial(found.resolved); });
    if (!alone.empty() && territorial) return One(std::move(alone));
  }
  // "TP. Long Khánh" in a list of districts brings its own kind. Only what no kind of the head explains is read so:
  // "Đồng Xoài, Bình Phước" in a list of wards are two of them, not the former city with its province.
  for (const bool own_kind : {false, true}) {
    if (own_kind && head.base.empty()) return {};
    for (size_t last = LastOfRun(first);; --last) {
      const std::string text = Text(first, last);
      const std::string name = SplitRemark(text).text;
      std::vector<Found> readings;
      if (own_kind) {
        AddReading(text, absl::StrCat(head.base, " ", name), last, readings);
        // "UBND Thành ủy" is nobody of a list of communes.
        if (!readings.empty() && !IsTerritorial(readings.front().resolved)) readings.clear();
      } else {
        for (const std::string& kind : head.kinds) {
          AddReading(text, absl::StrCat(head.base, " ", kind, " ", name), last, readings);
        }
      }
      if (!readings.empty()) return One(std::move(readings));
      if (last == first) break;
    }
  }
  return {};
}

void PartyFinder::AddReading(const std::string& text, const std::string& whole, size_t last,
                             std::vector<Found>& readings) const {
  std::optional<ResolvedParty> resolved = resolver_.Match(whole);
  if (resolved.has_value() && !resolved->suggestion) {
    readings.push_back({*std::move(resolved), text, last + 1, std::string(absl::StripAsciiWhitespace(whole)), ""});
  }
}

std::optional<PartyFinder::Found> PartyFinder::FindLikePrevious(absl::string_view previous, size_t first) const {
  if (previous.empty() || pieces_[first].before != Piece::kSoft) return {};
  const std::string piece = Text(first, first);
  if (SpeaksOfSome(piece) || IsSameAsAbove(piece)) return {};
  const std::vector<Token> words = Tokenize(previous);
  for (size_t last = LastOfRun(first);; --last) {
    const std::string text = Text(first, last);
    for (size_t count = words.size(); count-- > 1;) {
      std::string whole = absl::StrCat(previous.substr(0, words[count - 1].end), " ", SplitRemark(text).text);
      std::optional<ResolvedParty> resolved = resolver_.Match(whole);
      if (resolved.has_value() && IsUnderstood(*resolved)) {
        return Found{*std::move(resolved), text, last + 1, std::move(whole), ""};
      }
    }
    if (last == first) return {};
  }
}

std::optional<PartyFinder::Found> PartyFinder::FindByRemark(size_t first) const {
  const std::string text = Text(first, first);
  const RemarkedText remarked = SplitRemark(text);
  // An abbreviation is one word; "Hội VHNT (thuộc Sở Nội vụ)" is not the department.
  if (Tokenize(remarked.remark).size() != 1) return {};
  std::optional<ResolvedParty> resolved = resolver_.Match(remarked.remark);
  if (!resolved.has_value() || !IsUnderstood(*resolved)) return {};
  return Found{*std::move(resolved), text, first + 1, "", ""};
}

std::optional<ResolvedParty> PartyFinder::MatchCounted(absl::string_view text) const {
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
std::optional<ResolvedParty> PartyFinder::MatchNarrowed(absl::string_view text, size_t last_piece) const {
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
    if (IsWholeProvince(narrowing)) return resolved;
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
PartyFinder::Found PartyFinder::One(std::vector<Found> readings) const {
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

}  // namespace phoihop::plan
