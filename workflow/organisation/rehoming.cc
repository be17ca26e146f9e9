#include "workflow/organisation/rehoming.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

using Kind = Destination::Kind;
using v1::Partition;

bool Moves(const v1::Reorganisation& reorganisation, const v1::SuccessionEdge& edge) {
  if (edge.from_unit().empty() || edge.from_unit() == edge.to_unit()) return false;
  switch (reorganisation.type()) {
    case v1::REORGANISATION_TYPE_MERGE:
    case v1::REORGANISATION_TYPE_SPLIT:
    case v1::REORGANISATION_TYPE_PARTIAL_TRANSFER:
    case v1::REORGANISATION_TYPE_ABOLISH:
      return true;
    default:
      return false;
  }
}

bool Keeps(const v1::Reorganisation& reorganisation) {
  switch (reorganisation.type()) {
    case v1::REORGANISATION_TYPE_RENAME:
    case v1::REORGANISATION_TYPE_RETYPE:
    case v1::REORGANISATION_TYPE_RENUMBER:
    case v1::REORGANISATION_TYPE_REPARENT:
      return true;
    default:
      return false;
  }
}

void SortUnique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

Destination One(std::string unit, std::string reason) {
  Destination destination;
  destination.kind = Kind::kOne;
  destination.unit = std::move(unit);
  destination.reason = std::move(reason);
  return destination;
}

Destination Ask(std::vector<std::string> candidates, std::string reason) {
  Destination destination;
  destination.kind = Kind::kAsk;
  destination.candidates = std::move(candidates);
  SortUnique(destination.candidates);
  destination.reason = std::move(reason);
  return destination;
}

Destination Unchanged(std::string reason = {}) {
  Destination destination;
  destination.reason = std::move(reason);
  return destination;
}

const v1::Unit* MadeBy(const v1::Reorganisation& reorganisation, absl::string_view name) {
  for (const v1::Unit& unit : reorganisation.units()) {
    if (unit.name() == name) return &unit;
  }
  return nullptr;
}

int Gravity(v1::RehomingItem::Outcome outcome) {
  switch (outcome) {
    case v1::RehomingItem::OUTCOME_KEEP:
      return 1;
    case v1::RehomingItem::OUTCOME_MOVE:
      return 2;
    case v1::RehomingItem::OUTCOME_MERGE_ROLE:
      return 3;
    case v1::RehomingItem::OUTCOME_CLOSE:
      return 4;
    case v1::RehomingItem::OUTCOME_SPLIT:
      return 5;
    case v1::RehomingItem::OUTCOME_MANUAL:
      return 6;
    default:
      return 0;
  }
}

}  // namespace

// One edge out of the unit and who stands behind it on the day.
struct Routes::Division {
  struct Part {
    Partition::Key key;
    Destination receiver;
    std::string name;  // of the receiver, for people
  };

  // What one key says about a piece of work.
  struct Finding {
    bool asked = false;  // contradicts itself
    std::optional<size_t> part;
    std::string reason;
  };

  Destination Of(const WorkFacets& work, const Directory& directory, absl::CivilDay day) const;
  Destination Take(size_t part, std::string reason) const;
  Destination Rest(const WorkFacets& work) const;
  Destination AskWhichPart(absl::string_view why) const;
  Finding ByFunction(const WorkFacets& work) const;
  // The part of every territory of the work; absent: no part has it.
  std::vector<std::optional<size_t>> PartsOfTerritories(const WorkFacets& work, const Directory& directory,
                                                        absl::CivilDay day) const;
  Destination ByTerritory(const WorkFacets& work, const std::vector<std::optional<size_t>>& parts) const;

  std::string unit;
  std::string name;
  bool partial = false;
  bool undetermined = false;
  std::vector<Part> parts;
  std::optional<size_t> remainder;
  FunctionTerms terms;  // numbered as `parts`
  absl::flat_hash_map<std::string, size_t> part_of_item;
  // Territories as they are named, and the one that holds all of such a territory on the day. Of a holder that several
  // parts lead to nothing is known.
  absl::flat_hash_map<std::string, std::optional<size_t>> part_of_territory;
};

Routes::Routes(const v1::Reorganisation& reorganisation, const Directory& directory, absl::CivilDay day)
    : reorganisation_(reorganisation), directory_(directory), day_(day) {
  for (const v1::ItemAssignment& assignment : reorganisation.assignments()) {
    assigned_[assignment.item()] = assignment.to_unit();
  }
  for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
    if (Keeps(reorganisation)) kept_.push_back(edge.from_unit());
    FindLeavers(edge);
    if (!Moves(reorganisation, edge)) continue;
    moving_.push_back(edge.from_unit());
    Divide(edge);
  }
  SortUnique(moving_);
  SortUnique(kept_);
}

void Routes::FindLeavers(const v1::SuccessionEdge& edge) {
  const std::string& ends = edge.from_membership().empty() ? edge.from_post() : edge.from_membership();
  const bool by_person = reorganisation_.type() == v1::REORGANISATION_TYPE_END_MEMBERSHIP ||
                         reorganisation_.type() == v1::REORGANISATION_TYPE_END_POST;
  if (!by_person || ends.empty()) return;
  for (const v1::Membership& membership : directory_.data().memberships()) {
    const bool goes_on = membership.valid_to().empty() || membership.valid_to() > reorganisation_.effective_date() ||
                         membership.reorganisation() == reorganisation_.name();
    if (membership.name() == ends || (membership.post() == ends && goes_on)) {
      leavers_.push_back({std::string(ParentOf(membership.name())), membership.person(), edge.to_person()});
    }
  }
}

absl::string_view Routes::AssignedTo(absl::string_view item) const {
  const auto assigned = assigned_.find(item);
  return assigned == assigned_.end() ? absl::string_view() : absl::string_view(assigned->second);
}

void Routes::Divide(const v1::SuccessionEdge& edge) {
  std::shared_ptr<Division>& division = divisions_[edge.from_unit()];
  if (division == nullptr) {
    division = std::make_shared<Division>();
    division->unit = edge.from_unit();
    division->name = NameOf(edge.from_unit());
    division->partial = reorganisation_.type() == v1::REORGANISATION_TYPE_PARTIAL_TRANSFER;
  }
  if (edge.to_unit().empty()) return;
  const Partition& partition = edge.partition();
  const size_t index = division->parts.size();
  Division::Part part{partition.key(), Following(edge.to_unit()), NameOf(edge.to_unit())};
  // All of each unit goes into one: whatever an edge says about parts is of no consequence.
  if (reorganisation_.type() == v1::REORGANISATION_TYPE_MERGE) part.key = Partition::KEY_WHOLE;
  division->parts.push_back(std::move(part));
  division->terms.AddPart(partition.key() == Partition::KEY_FUNCTION ? partition : Partition::default_instance());
  if (partition.key() == Partition::KEY_REMAINDER) division->remainder = index;
  if (partition.key() == Partition::KEY_UNDETERMINED) division->undetermined = true;
  for (const std::string& item : partition.items()) division->part_of_item.try_emplace(item, index);
  if (partition.key() != Partition::KEY_TERRITORY) return;
  for (const std::string& territory : partition.territories()) division->part_of_territory[territory] = index;
  for (const std::string& territory : partition.territories()) {
    if (Lives(territory)) continue;
    const v1::ResolveSuccessorsResponse successors = directory_.ResolveSuccessors(territory, day_);
    if (successors.outcome() != v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE) continue;
    const auto [known, added] = division->part_of_territory.try_emplace(successors.holders(0).unit(), index);
    if (!added && known->second != index) known->second.reset();
  }
}

bool Routes::Lives(absl::string_view unit) const { return directory_.IsAlive(unit, day_); }

std::string Routes::NameOf(absl::string_view unit) const {
  if (directory_.FindUnit(unit) == nullptr) {
    const v1::Unit* made = MadeBy(reorganisation_, unit);
    if (made != nullptr && !made->versions().empty()) return made->versions().rbegin()->display_name();
  }
  return directory_.DisplayName(unit, day_);
}

Destination Routes::Following(const std::string& unit) const {
  if (Lives(unit)) return One(unit, "");
  const bool made = MadeBy(reorganisation_, unit) != nullptr;
  if (directory_.FindUnit(unit) == nullptr) {
    if (made) return One(unit, "");
    return Ask({}, absl::StrCat("Chưa có ", unit, " trong danh mục; hãy chọn đơn vị nhận."));
  }
  const v1::ResolveSuccessorsResponse successors = directory_.ResolveSuccessors(unit, day_);
  if (successors.outcome() == v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE) {
    const std::string& holder = successors.holders(0).unit();
    return One(holder, absl::StrCat(NameOf(unit), " nay là ", NameOf(holder)));
  }
  if (made && successors.outcome() == v1::ResolveSuccessorsResponse::OUTCOME_NONE) return One(unit, "");
  std::vector<std::string> holders;
  for (const auto& holder : successors.holders()) holders.push_back(holder.unit());
  return Ask(std::move(holders), absl::StrCat(NameOf(unit), " đã kết thúc hoạt động; hãy chọn đơn vị nhận."));
}

bool Routes::Concerns(absl::string_view unit) const {
  return divisions_.contains(unit) || std::binary_search(kept_.begin(), kept_.end(), unit);
}

Destination Routes::Assigned(const std::string& to, absl::string_view unit) const {
  if (to == unit && Lives(unit)) return Unchanged("Giữ nguyên theo quyết định phân công");
  Destination destination = Following(to);
  if (destination.kind != Kind::kOne) return destination;
  destination.reason = absl::StrCat("Theo quyết định phân công cho ", NameOf(to),
                                    destination.reason.empty() ? "" : absl::StrCat(" (", destination.reason, ")"));
  return destination;
}

Destination Routes::Of(absl::string_view unit, const WorkFacets& work) const {
  const auto found = divisions_.find(unit);
  if (found == divisions_.end()) return Unchanged();
  if (const auto assigned = assigned_.find(work.item); assigned != assigned_.end()) {
    return Assigned(assigned->second, unit);
  }
  return found->second->Of(work, directory_, day_);
}

Destination Routes::Division::Of(const WorkFacets& work, const Directory& directory, absl::CivilDay day) const {
  if (parts.empty()) {
    Destination nobody;
    nobody.kind = Kind::kNobody;
    nobody.reason = absl::StrCat(name, " kết thúc hoạt động, không có đơn vị kế thừa");
    return nobody;
  }
  if (parts.size() == 1 && (parts[0].key == Partition::KEY_WHOLE || parts[0].key == Partition::KEY_UNSPECIFIED)) {
    return Take(0, absl::StrCat(name, " nhập vào ", parts[0].name));
  }
  if (const auto listed = part_of_item.find(work.item); listed != part_of_item.end()) {
    return Take(listed->second, "Theo danh sách kèm phương án");
  }
  const Finding function = ByFunction(work);
  if (function.asked) return AskWhichPart(function.reason);
  const auto territories = PartsOfTerritories(work, directory, day);
  const bool any_territory =
      std::any_of(territories.begin(), territories.end(), [](const auto& part) { return part.has_value(); });
  if (function.part.has_value()) {
    const bool agrees = std::all_of(territories.begin(), territories.end(), [&function](const auto& part) {
      return !part.has_value() || part == function.part;
    });
    if (agrees) return Take(*function.part, function.reason);
    return AskWhichPart("địa bàn và chức năng chỉ các đơn vị khác nhau");
  }
  if (any_territory) return ByTerritory(work, territories);
  return Rest(work);
}

// Nothing of the work was found in any part.
Destination Routes::Division::Rest(const WorkFacets& work) const {
  if (undetermined) return AskWhichPart("phương án chưa xác định phần việc");
  if (partial) return Unchanged(absl::StrCat("Không thuộc phần việc chuyển đi; vẫn thuộc ", name));
  if (remainder.has_value()) {
    return Take(*remainder, absl::StrCat("Phần việc còn lại thuộc ", parts[*remainder].name));
  }
  if (part_of_territory.empty()) return AskWhichPart("không thấy nội dung thuộc phần việc nào");
  return AskWhichPart(work.territories.empty() ? "nhiệm vụ không nêu địa bàn"
                                               : "địa bàn của nhiệm vụ không thuộc phần nào");
}

Destination Routes::Division::Take(size_t part, std::string reason) const {
  Destination destination = parts[part].receiver;
  if (destination.kind != Kind::kOne) return destination;
  if (destination.unit == unit) return Unchanged(std::move(reason));
  destination.reason =
      destination.reason.empty() ? std::move(reason) : absl::StrCat(reason, " (", destination.reason, ")");
  return destination;
}

Destination Routes::Division::AskWhichPart(absl::string_view why) const {
  std::vector<std::string> candidates;
  for (const Part& part : parts) {
    if (part.receiver.kind == Kind::kOne) candidates.push_back(part.receiver.unit);
    candidates.insert(candidates.end(), part.receiver.candidates.begin(), part.receiver.candidates.end());
  }
  if (partial) candidates.push_back(unit);
  return Ask(std::move(candidates),
             absl::StrCat(partial ? absl::StrCat("Một phần việc của ", name, " chuyển đi")
                                  : absl::StrCat("Phần việc của ", name, " chia cho nhiều đơn vị"),
                          ", ", why, "; hãy chọn đơn vị nhận."));
}

Routes::Division::Finding Routes::Division::ByFunction(const WorkFacets& work) const {
  Finding finding;
  if (terms.empty()) return finding;
  const auto judge = [&](const std::vector<FunctionTerms::Hit>& hits, absl::string_view where) {
    if (hits.empty()) return false;
    if (hits.size() == 1) {
      finding.part = hits[0].part;
      finding.reason = absl::StrCat("Theo chức năng: có “", hits[0].term, "” trong ", where);
      return true;
    }
    finding.asked = true;
    finding.reason = absl::StrCat(where, " có phần việc của nhiều đơn vị (",
                                  absl::StrJoin(hits, ", ",
                                                [](std::string* out, const FunctionTerms::Hit& hit) {
                                                  absl::StrAppend(out, "“", hit.term, "”");
                                                }),
                                  ")");
    return true;
  };
  if (!work.function.empty() && judge(terms.InText(FoldedWords(work.function)), "lĩnh vực")) return finding;
  if (judge(terms.InText(FoldedWords(work.text)), "nội dung")) return finding;
  judge(terms.AmongFunctions(work.functions), "chức năng của kế hoạch");
  return finding;
}

std::vector<std::optional<size_t>> Routes::Division::PartsOfTerritories(const WorkFacets& work,
                                                                        const Directory& directory,
                                                                        absl::CivilDay day) const {
  std::vector<std::optional<size_t>> found;
  if (part_of_territory.empty()) return found;
  for (const std::string& territory : work.territories) {
    auto part = part_of_territory.find(territory);
    if (part == part_of_territory.end() && !directory.IsAlive(territory, day)) {
      const v1::ResolveSuccessorsResponse successors = directory.ResolveSuccessors(territory, day);
      if (successors.outcome() == v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE) {
        part = part_of_territory.find(successors.holders(0).unit());
      }
    }
    found.push_back(part == part_of_territory.end() ? std::nullopt : part->second);
  }
  return found;
}

Destination Routes::Division::ByTerritory(const WorkFacets& work,
                                          const std::vector<std::optional<size_t>>& found) const {
  // Of a partial transfer the old unit keeps the rest; otherwise the part with the remainder takes it.
  std::vector<Destination::Part> shares;
  for (size_t i = 0; i < found.size(); ++i) {
    const std::optional<size_t> part = found[i].has_value() ? found[i] : remainder;
    if (!part.has_value() && !partial) return AskWhichPart("có địa bàn của nhiệm vụ không thuộc phần nào");
    if (part.has_value() && parts[*part].receiver.kind != Kind::kOne) return parts[*part].receiver;
    const std::string& to = part.has_value() ? parts[*part].receiver.unit : unit;
    auto share = std::find_if(shares.begin(), shares.end(), [&to](const auto& known) { return known.unit == to; });
    if (share == shares.end()) share = shares.insert(share, {to, {}});
    share->territories.push_back(work.territories[i]);
  }
  if (shares.size() == 1) {
    if (shares[0].unit == unit) return Unchanged(absl::StrCat("Địa bàn vẫn thuộc ", name));
    const auto taken = std::find_if(found.begin(), found.end(), [](const auto& part) { return part.has_value(); });
    return Take(**taken, absl::StrCat("Theo địa bàn thuộc ", parts[**taken].name));
  }
  Destination destination;
  destination.kind = Kind::kParts;
  destination.parts = std::move(shares);
  destination.reason = absl::StrCat("Địa bàn của nhiệm vụ thuộc ", destination.parts.size(), " đơn vị nhận");
  return destination;
}

v1::RehomingItem::Outcome Gravest(const v1::RehomingItem& item) {
  v1::RehomingItem::Outcome gravest = v1::RehomingItem::OUTCOME_UNSPECIFIED;
  for (const v1::RehomingItem::Change& change : item.changes()) {
    if (Gravity(change.outcome()) > Gravity(gravest)) gravest = change.outcome();
  }
  return gravest;
}

std::vector<v1::RehomingCount> Count(const std::vector<v1::RehomingItem>& items) {
  using Line = std::tuple<v1::RehomingItem::Kind, v1::RehomingItem::Outcome, v1::RehomingRole, absl::string_view,
                          absl::string_view>;
  std::map<Line, int64_t> lines;
  for (const v1::RehomingItem& item : items) {
    for (const v1::RehomingItem::Change& change : item.changes()) {
      ++lines[{item.kind(), change.outcome(), change.role(), change.from_unit(), change.to_unit()}];
    }
  }
  std::vector<v1::RehomingCount> counts;
  for (const auto& [line, count] : lines) {
    v1::RehomingCount& entry = counts.emplace_back();
    entry.set_kind(std::get<0>(line));
    entry.set_outcome(std::get<1>(line));
    entry.set_role(std::get<2>(line));
    entry.set_from_unit(std::string(std::get<3>(line)));
    entry.set_to_unit(std::string(std::get<4>(line)));
    entry.set_count(count);
  }
  return counts;
}

}  // namespace phoihop::organisation
