// Where in a cell a name is looked for: alone, with its remark or role, in a list behind its head, like the one before.
#ifndef WORKFLOW_PLAN_PARTY_FINDER_H_
#define WORKFLOW_PLAN_PARTY_FINDER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "workflow/plan/party_pieces.h"
#include "workflow/plan/party_resolver.h"

namespace phoihop::plan {

// The head of a list: "UBND các xã, phường" is the base "UBND" and the kinds "xã" and "phường".
struct ListHead {
  std::string text;
  std::string base;
  std::vector<std::string> kinds;
  bool used = false;
};
ListHead ReadHead(absl::string_view text);

// "các sở", "những đơn vị": says several without naming them.
bool SpeaksOfSome(absl::string_view text);

bool IsUnderstood(const ResolvedParty& resolved);
// One commune, ward, district …
bool IsTerritorial(const ResolvedParty& resolved);

// "trên địa bàn tỉnh": narrows nothing down.
bool IsWholeProvince(absl::string_view words);

class PartyFinder {
 public:
  // What was found at a place, and the piece after it.
  struct Found {
    ResolvedParty resolved;
    std::string text;
    size_t next = 0;
    // The name with the words that it shares with others: "Sở Nội vụ" for the "Nội vụ" of a list.
    std::string whole;
    // Words behind the name that say what it does: "chủ trì tổng hợp".
    std::string role;
  };

  // The cell is a CleanCell text. All have to outlive it.
  PartyFinder(const std::string& cell, const std::vector<Piece>& pieces, const PartyResolver& resolver)
      : cell_(cell), pieces_(pieces), resolver_(resolver) {}

  // As written, on one line.
  std::string Text(size_t first, size_t last) const;

  // The longest run that is a name, with or without its remark, or a set that is narrowed down; else the longest one
  // that at least begins like the name of a set.
  std::optional<Found> FindDirect(size_t first) const;
  // "Bù Gia Mập" after "UBND các xã:", "Văn hóa, Thể thao và Du lịch" after "Các sở:".
  std::optional<Found> FindInList(const ListHead& head, size_t first) const;
  // "Nội vụ" after "Sở Tài chính", "Tân Khai" after "UBND xã Lộc Ninh": the words in front are shared.
  std::optional<Found> FindLikePrevious(absl::string_view previous, size_t first) const;
  // "Báo Bình Phước (BPTV)": nobody bears the name, but somebody bears the remark.
  std::optional<Found> FindByRemark(size_t first) const;
  // "UBND 95 xã, phường": the set "UBND các xã, phường", when it has 95 members. The first number counts.
  std::optional<ResolvedParty> MatchCounted(absl::string_view text) const;

 private:
  size_t LastOfRun(size_t first) const;
  std::optional<ResolvedParty> MatchRun(absl::string_view text, size_t last_piece, std::string& role) const;
  std::optional<ResolvedParty> MatchNarrowed(absl::string_view text, size_t last_piece) const;
  void AddReading(const std::string& text, const std::string& whole, size_t last, std::vector<Found>& readings) const;
  Found One(std::vector<Found> readings) const;
  Found Shortest(size_t first, Found found) const;

  const std::string& cell_;
  const std::vector<Piece>& pieces_;
  const PartyResolver& resolver_;
};

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PARTY_FINDER_H_
