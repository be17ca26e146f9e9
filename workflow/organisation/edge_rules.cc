#include "workflow/organisation/edge_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace phoihop::organisation {
namespace {

bool IsPart(const v1::Partition& partition) {
  return partition.key() != v1::Partition::KEY_UNSPECIFIED && partition.key() != v1::Partition::KEY_WHOLE;
}

bool NamesPerson(const v1::SuccessionEdge& edge) {
  return !edge.from_membership().empty() || !edge.from_post().empty() || !edge.to_person().empty();
}

// The edges at a glance.
struct Shape {
  explicit Shape(const v1::Reorganisation& reorganisation) : edges(reorganisation.edges_size()) {
    for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
      from.insert(edge.from_unit());
      to.insert(edge.to_unit());
      same &= edge.from_unit() == edge.to_unit();
      all_parts &= IsPart(edge.partition());
      no_part &= !IsPart(edge.partition());
      persons |= NamesPerson(edge);
    }
    no_from = from.size() == 1 && from.contains("");
    no_to = to.size() == 1 && to.contains("");
  }
  size_t edges;
  std::set<absl::string_view> from, to;
  bool same = true;
  bool all_parts = true;
  bool no_part = true;
  bool persons = false;
  bool no_from = false;
  bool no_to = false;
};

std::string PlaceFault(const v1::Reorganisation& reorganisation, const Shape& shape) {
  const bool membership = reorganisation.type() == v1::REORGANISATION_TYPE_END_MEMBERSHIP;
  const bool fits = shape.edges == 1 && shape.same && !shape.no_from && shape.no_part &&
                    reorganisation.edges(0).from_membership().empty() != membership &&
                    reorganisation.edges(0).from_post().empty() == membership;
  if (fits) return "";
  return membership ? "needs exactly one edge, from the unit to itself, with from_membership and without from_post"
                    : "needs exactly one edge, from the unit to itself, with from_post and without from_membership";
}

// What a draft must satisfy beyond the recorded.
std::string DraftFault(const v1::Reorganisation& reorganisation, const Shape& shape) {
  switch (reorganisation.type()) {
    case v1::REORGANISATION_TYPE_CREATE:
      return shape.edges == 1 && shape.no_part ? "" : "needs exactly one edge, without from_unit, to a new unit";
    case v1::REORGANISATION_TYPE_MERGE:
      if (!shape.no_part) return "takes all of each old unit: no edge has a partition";
      return shape.from.contains(*shape.to.begin()) ? "does not list the unit that receives among those that end" : "";
    case v1::REORGANISATION_TYPE_SPLIT:
      return shape.to.contains(*shape.from.begin())
                 ? "ends the old unit, which cannot receive a part; PARTIAL_TRANSFER leaves it alive"
                 : "";
    case v1::REORGANISATION_TYPE_ABOLISH:
      return shape.edges == 1 && shape.no_to && shape.no_part
                 ? ""
                 : "needs exactly one edge, without to_unit; SPLIT says who takes over the parts";
    default:
      return KeepsIdentity(reorganisation.type()) && !shape.no_part ? "moves nothing: its edge has no partition" : "";
  }
}

std::string RecordedFault(const v1::Reorganisation& reorganisation, const Shape& shape) {
  if (KeepsIdentity(reorganisation.type())) {
    return shape.edges == 1 && shape.same && !shape.no_from ? "" : "needs exactly one edge, from the unit to itself";
  }
  switch (reorganisation.type()) {
    case v1::REORGANISATION_TYPE_CREATE:
      return shape.no_from && !shape.to.contains("") ? "" : "needs edges without from_unit, each to a new unit";
    case v1::REORGANISATION_TYPE_MERGE:
      return shape.to.size() == 1 && !shape.no_to && !shape.from.contains("") && shape.from.size() == shape.edges
                 ? ""
                 : "needs edges from different units, all to one unit";
    case v1::REORGANISATION_TYPE_SPLIT:
      return shape.from.size() == 1 && !shape.no_from && shape.to.size() == shape.edges && shape.edges > 1 &&
                     !shape.to.contains("") && shape.all_parts
                 ? ""
                 : "needs edges from one unit to at least two, each with a partition that is not the whole";
    case v1::REORGANISATION_TYPE_PARTIAL_TRANSFER:
      return shape.edges == 1 && !shape.no_from && !shape.no_to && !shape.same && shape.all_parts
                 ? ""
                 : "needs exactly one edge between two units, with a partition that is not the whole";
    case v1::REORGANISATION_TYPE_ABOLISH:
      return shape.from.size() == 1 && !shape.no_from &&
                     ((shape.edges == 1 && shape.no_to) ||
                      (shape.to.size() == shape.edges && !shape.to.contains("") && shape.all_parts))
                 ? ""
                 : "needs one unit that ends: one edge without to_unit, or edges with a partition to those who take "
                   "over its parts";
    default:
      return "needs a type";
  }
}

using Successors = std::map<absl::string_view, std::set<absl::string_view>>;

// Depth first without recursion: a hostile chain may be long.
class CycleSearch {
 public:
  explicit CycleSearch(const Successors& next) : next_(next) {}

  std::string From(absl::string_view start) {
    if (on_trail_.contains(start)) return "";
    Enter(start);
    while (!trail_.empty()) {
      auto& [unit, open] = trail_.back();
      if (open.empty()) {
        on_trail_[unit] = false;
        trail_.pop_back();
        continue;
      }
      const absl::string_view target = open.back();
      open.pop_back();
      const auto visited = on_trail_.find(target);
      if (visited == on_trail_.end()) {
        Enter(target);
      } else if (visited->second) {
        return Describe(target);
      }
    }
    return "";
  }

 private:
  void Enter(absl::string_view unit) {
    on_trail_[unit] = true;
    std::vector<absl::string_view> open;
    if (const auto found = next_.find(unit); found != next_.end()) {
      open.assign(found->second.begin(), found->second.end());
    }
    trail_.emplace_back(unit, std::move(open));
  }

  std::string Describe(absl::string_view target) const {
    const auto begin =
        std::find_if(trail_.begin(), trail_.end(), [&](const auto& step) { return step.first == target; });
    std::vector<absl::string_view> units;
    for (auto at = begin; at != trail_.end(); ++at) units.push_back(at->first);
    units.push_back(target);
    return absl::StrJoin(units, " → ");
  }

  const Successors& next_;
  absl::flat_hash_map<absl::string_view, bool> on_trail_;  // absent: not visited; false: done
  std::vector<std::pair<absl::string_view, std::vector<absl::string_view>>> trail_;
};

}  // namespace

bool KeepsIdentity(v1::ReorganisationType type) {
  return type == v1::REORGANISATION_TYPE_RENAME || type == v1::REORGANISATION_TYPE_RETYPE ||
         type == v1::REORGANISATION_TYPE_RENUMBER || type == v1::REORGANISATION_TYPE_REPARENT;
}

bool EndsOldUnits(v1::ReorganisationType type) {
  return type == v1::REORGANISATION_TYPE_MERGE || type == v1::REORGANISATION_TYPE_SPLIT ||
         type == v1::REORGANISATION_TYPE_ABOLISH;
}

bool EndsPlaceOfPerson(v1::ReorganisationType type) {
  return type == v1::REORGANISATION_TYPE_END_MEMBERSHIP || type == v1::REORGANISATION_TYPE_END_POST;
}

std::string EdgeFault(const v1::Reorganisation& reorganisation, EdgeUse use) {
  const Shape shape(reorganisation);
  if (EndsPlaceOfPerson(reorganisation.type())) return PlaceFault(reorganisation, shape);
  std::string fault = RecordedFault(reorganisation, shape);
  if (!fault.empty() || use == EdgeUse::kRecorded) return fault;
  if (shape.persons) return "is about units: its edges name no membership, post or person";
  return DraftFault(reorganisation, shape);
}

std::string FindCycle(const std::vector<const v1::Reorganisation*>& reorganisations) {
  Successors next;
  for (const v1::Reorganisation* reorganisation : reorganisations) {
    if (reorganisation->type() == v1::REORGANISATION_TYPE_PARTIAL_TRANSFER) continue;
    for (const v1::SuccessionEdge& edge : reorganisation->edges()) {
      if (edge.from_unit().empty() || edge.to_unit().empty() || edge.from_unit() == edge.to_unit()) continue;
      next[edge.from_unit()].insert(edge.to_unit());
    }
  }
  CycleSearch search(next);
  for (const auto& [start, ignored] : next) {
    if (std::string cycle = search.From(start); !cycle.empty()) return cycle;
  }
  return "";
}

}  // namespace phoihop::organisation
