#include "workflow/organisation/partition_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/edge_rules.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/organisation/unit_kind.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

// Communes that a message names before it says "and more".
constexpr size_t kNamedCommunes = 10;

bool LiesIn(const v1::Unit& unit, absl::string_view territory, absl::CivilDay day) {
  return std::any_of(unit.relations().begin(), unit.relations().end(), [&](const v1::UnitRelation& relation) {
    return relation.to_unit() == territory &&
           (relation.type() == v1::RELATION_TYPE_ADMINISTRATIVE_PARENT ||
            relation.type() == v1::RELATION_TYPE_TERRITORIAL) &&
           Contains(relation.valid_from(), relation.valid_to(), day);
  });
}

std::vector<std::string> CommunesOf(const Directory& directory, absl::string_view unit, absl::CivilDay day) {
  std::vector<std::string> communes;
  for (const v1::Unit* candidate : directory.units()) {
    if (!LiesIn(*candidate, unit, day)) continue;
    const v1::UnitVersion* version = Directory::VersionOn(*candidate, day);
    if (version != nullptr && IsCommuneKind(version->kind())) communes.push_back(candidate->name());
  }
  return communes;
}

std::string Named(const std::vector<std::string>& communes) {
  const size_t shown = std::min(communes.size(), kNamedCommunes);
  const std::string names = absl::StrJoin(communes.begin(), communes.begin() + shown, ", ");
  return shown == communes.size() ? names : absl::StrCat(names, " and ", communes.size() - shown, " more");
}

class PartitionCheck {
 public:
  PartitionCheck(const Directory& directory, const v1::Reorganisation& reorganisation, Findings& findings)
      : directory_(directory), reorganisation_(reorganisation), findings_(findings) {
    const std::string& date = reorganisation.effective_date();
    for (const v1::Reorganisation& other : directory.data().reorganisations()) {
      const bool counts = other.state() != v1::Reorganisation::STATE_ANNULLED &&
                          other.state() != v1::Reorganisation::STATE_UNDOING &&
                          other.type() != v1::REORGANISATION_TYPE_PARTIAL_TRANSFER && other.effective_date() <= date;
      if (!counts || other.name() == reorganisation.name()) continue;
      for (const v1::SuccessionEdge& edge : other.edges()) {
        if (edge.from_unit() != edge.to_unit() && !edge.from_unit().empty() && !edge.to_unit().empty()) {
          next_[edge.from_unit()].insert(edge.to_unit());
        }
      }
    }
  }

  void Run() {
    for (int i = 0; i < reorganisation_.edges_size(); ++i) Part(i);
    if (remainders_ > 1) Add("reorganisation.edges", "have several parts with KEY_REMAINDER; one takes what is left");
    if (!territories_.empty()) Territory();
  }

 private:
  void Add(const std::string& field, std::string description) {
    findings_.Add(v1::ERROR_REASON_PARTITION, field, std::move(description));
  }

  void Part(int index) {
    const v1::Partition& partition = reorganisation_.edges(index).partition();
    const std::string field = absl::StrCat("reorganisation.edges[", index, "].partition");
    switch (partition.key()) {
      case v1::Partition::KEY_TERRITORY:
        return Take(territories_, partition.territories(), index, field, ".territories");
      case v1::Partition::KEY_FUNCTION: {
        std::vector<std::string> terms;
        for (const std::string& term : partition.functions()) terms.push_back(FoldedWords(term));
        return Take(functions_, terms, index, field, ".functions");
      }
      case v1::Partition::KEY_LIST:
        return Take(items_, partition.items(), index, field, ".items");
      case v1::Partition::KEY_REMAINDER:
        ++remainders_;
        if (!EndsOldUnits(reorganisation_.type())) Add(field, "cannot be KEY_REMAINDER: the old unit keeps the rest");
        return;
      case v1::Partition::KEY_UNDETERMINED:
        ++undetermined_;
        return;
      default:
        return;  // an edge fault
    }
  }

  template <typename Entries>
  void Take(std::map<std::string, int>& taken, const Entries& entries, int index, const std::string& field,
            absl::string_view list) {
    if (entries.empty()) return Add(absl::StrCat(field, list), "is empty: the part would take nothing");
    if (static_cast<int>(entries.size()) > kMaxPartitionEntries) {
      return Add(absl::StrCat(field, list), absl::StrCat("has more than ", kMaxPartitionEntries, " entries"));
    }
    for (const std::string& entry : entries) {
      if (entry.empty() || entry == " ") {
        Add(absl::StrCat(field, list), "has an empty entry");
        continue;
      }
      const auto [known, fresh] = taken.emplace(entry, index);
      if (fresh) continue;
      Add(absl::StrCat(field, list),
          absl::StrCat("'", Excerpt(entry), "' stands in the part of edges[", known->second, "] already"));
    }
  }

  // What a commune is once everything that takes effect by the date has.
  std::set<std::string> BecomesOf(const std::string& commune) const {
    std::set<std::string> ends, seen = {commune};
    std::vector<std::string> open = {commune};
    while (!open.empty()) {
      const std::string unit = open.back();
      open.pop_back();
      const auto found = next_.find(unit);
      if (found == next_.end()) {
        ends.insert(unit);
        continue;
      }
      for (const std::string& to : found->second) {
        if (seen.insert(to).second) open.push_back(to);
      }
    }
    return ends;
  }

  void Territory() {
    const std::string& old_unit = reorganisation_.edges(0).from_unit();
    const absl::CivilDay day_before = ParseDate(reorganisation_.effective_date()).value() - 1;
    const std::vector<std::string> communes = CommunesOf(directory_, old_unit, day_before);
    if (communes.empty()) return;
    std::set<std::string> own;
    std::vector<std::string> holes;
    for (const std::string& commune : communes) {
      const std::set<std::string> becomes = BecomesOf(commune);
      own.insert(commune);
      own.insert(becomes.begin(), becomes.end());
      const bool covered =
          territories_.contains(commune) ||
          std::all_of(becomes.begin(), becomes.end(), [&](const auto& unit) { return territories_.contains(unit); });
      if (!covered) holes.push_back(commune);
    }
    for (const auto& [territory, index] : territories_) {
      if (own.contains(territory)) continue;
      Add(absl::StrCat("reorganisation.edges[", index, "].partition.territories"),
          absl::StrCat("'", Excerpt(territory), "' does not lie in ", old_unit, " on the day before"));
    }
    const bool has_rest =
        remainders_ > 0 || undetermined_ > 0 || !EndsOldUnits(reorganisation_.type());  // PARTIAL_TRANSFER keeps it
    if (holes.empty() || has_rest) return;
    Add("reorganisation.edges", absl::StrCat("leave out ", Named(holes), ", which lie in ", old_unit,
                                             "; give them to a part, or one part KEY_REMAINDER"));
  }

  const Directory& directory_;
  const v1::Reorganisation& reorganisation_;
  Findings& findings_;
  std::map<std::string, std::set<std::string>> next_;
  std::map<std::string, int> territories_, functions_, items_;  // to the edge that takes them
  int remainders_ = 0;
  int undetermined_ = 0;
};

}  // namespace

void CheckPartitions(const Directory& directory, const v1::Reorganisation& reorganisation, Findings& findings) {
  if (reorganisation.type() != v1::REORGANISATION_TYPE_SPLIT &&
      reorganisation.type() != v1::REORGANISATION_TYPE_PARTIAL_TRANSFER) {
    return;
  }
  PartitionCheck(directory, reorganisation, findings).Run();
}

}  // namespace phoihop::organisation
