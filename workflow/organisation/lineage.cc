#include "workflow/organisation/lineage.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "workflow/basis.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/unit_kind.h"

namespace phoihop::organisation {
namespace {

using Step = Directory::Step;
using Response = v1::ResolvePredecessorsResponse;

constexpr char kEndOfTime[] = "9999-12-31";

bool KeepsIdentity(const Step& step) { return step.second->from_unit() == step.second->to_unit(); }

// Both units live on: what the giver was before is no past of the receiver.
bool IsTransfer(const Step& step) { return step.first->type() == v1::REORGANISATION_TYPE_PARTIAL_TRANSFER; }

bool StepLess(const Step& a, const Step& b) {
  const auto key = [](const Step& step) {
    return std::tie(step.first->effective_date(), step.first->name(), step.second->from_unit(), step.second->to_unit());
  };
  return key(a) < key(b);
}

// The units around one, and how far away they are. Views live as long as the directory.
class Family {
 public:
  Family(const Directory& directory, absl::string_view unit) : directory_(directory), unit_(unit) {
    generations_[unit_] = 0;
    after_[unit_] = "";
    before_[unit_] = kEndOfTime;
    Grow();
    Number(forward_, +1);
    Number(backward_, -1);
    AddSiblings();
  }

  // Distance in steps; a unit in two directions counts as a successor.
  const std::map<absl::string_view, int>& generations() const { return generations_; }
  // The steps that joined them, and what happened to each of them alone. Two units beside the way may have had to do
  // with each other as well: that is another story.
  std::vector<Step> Steps() const {
    std::vector<Step> steps = forward_;
    steps.insert(steps.end(), backward_.begin(), backward_.end());
    steps.insert(steps.end(), beside_.begin(), beside_.end());
    for (const auto& [unit, generation] : generations_) {
      for (const Step& step : directory_.StepsFrom(unit)) {
        if (step.second->to_unit().empty() || KeepsIdentity(step)) steps.push_back(step);
      }
      for (const Step& step : directory_.StepsTo(unit)) {
        if (step.second->from_unit().empty()) steps.push_back(step);
      }
    }
    std::sort(steps.begin(), steps.end(), StepLess);
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    return steps;
  }
  bool truncated() const { return truncated_; }

 private:
  // What goes on from a unit from the day on which the work arrived, and where work came from until the day on which it
  // left; nearest units first in both directions, so that a limit cuts what is far away.
  void Grow() {
    std::vector<absl::string_view> next = {unit_}, last = {unit_};
    while (!next.empty() || !last.empty()) {
      std::set<absl::string_view> later, earlier;
      for (const absl::string_view unit : next) Follow(unit, later);
      for (const absl::string_view unit : last) Trace(unit, earlier);
      next.assign(later.begin(), later.end());
      last.assign(earlier.begin(), earlier.end());
    }
  }

  void Follow(absl::string_view unit, std::set<absl::string_view>& later) {
    for (const Step& step : directory_.StepsFrom(unit)) {
      const std::string& to = step.second->to_unit();
      const std::string& date = step.first->effective_date();
      if (KeepsIdentity(step) || to.empty() || to == unit_ || date < after_[unit] || !Admit(to)) continue;
      if (std::find(forward_.begin(), forward_.end(), step) == forward_.end()) forward_.push_back(step);
      const auto [known, fresh] = after_.emplace(to, date);
      if (!fresh && known->second <= date) continue;
      known->second = date;
      later.insert(to);
    }
  }

  void Trace(absl::string_view unit, std::set<absl::string_view>& earlier) {
    for (const Step& step : directory_.StepsTo(unit)) {
      const std::string& from = step.second->from_unit();
      const std::string& date = step.first->effective_date();
      if (from.empty() || from == unit_ || date > before_[unit] || !Admit(from)) continue;
      if (std::find(backward_.begin(), backward_.end(), step) == backward_.end()) backward_.push_back(step);
      const auto [known, fresh] = before_.emplace(from, date);
      if (!fresh && known->second >= date) continue;
      known->second = date;
      earlier.insert(from);
    }
  }

  bool Admit(absl::string_view unit) {
    if (members_.contains(unit)) return true;
    if (members_.size() + 1 >= static_cast<size_t>(kMaxLineageNodes)) {
      truncated_ = true;
      return false;
    }
    members_.insert(unit);
    return true;
  }

  // The longest way, so that every step leads from one generation to a later one. A transfer between two units that
  // live on only places a unit that no other step places: such steps may go to and fro.
  void Number(const std::vector<Step>& steps, int direction) {
    bool changed = true;
    for (size_t round = 0; changed && round <= steps.size(); ++round) {
      changed = false;
      for (const Step& step : steps) {
        const absl::string_view near = direction > 0 ? step.second->from_unit() : step.second->to_unit();
        const absl::string_view far = direction > 0 ? step.second->to_unit() : step.second->from_unit();
        const auto from = generations_.find(near);
        if (from == generations_.end()) continue;
        const int generation = from->second + direction;
        const auto [known, fresh] = generations_.emplace(far, generation);
        changed |= fresh;
        const bool same_side = from->second * direction >= 0 && known->second * direction > 0;
        if (IsTransfer(step) || !same_side || (generation - known->second) * direction <= 0) continue;
        known->second = generation;
        changed = true;
      }
    }
  }

  // Who else came into a successor, and into whom else a predecessor went: without them a merge or a split is not to be
  // understood. Their own past and future are not followed.
  void AddSiblings() {
    std::map<absl::string_view, int> found;
    const auto place = [&](const Step& step, absl::string_view unit, int generation, bool nearer) {
      if (unit.empty() || IsTransfer(step) || generations_.contains(unit) || !Admit(unit)) return;
      beside_.push_back(step);
      const auto [known, fresh] = found.emplace(unit, generation);
      if (!fresh) known->second = nearer ? std::min(known->second, generation) : std::max(known->second, generation);
    };
    for (const auto& [unit, generation] : generations_) {
      if (generation > 0) {
        for (const Step& step : directory_.StepsTo(unit)) place(step, step.second->from_unit(), generation - 1, true);
      } else if (generation < 0) {
        for (const Step& step : directory_.StepsFrom(unit)) place(step, step.second->to_unit(), generation + 1, false);
      }
    }
    generations_.merge(found);
  }

  const Directory& directory_;
  const absl::string_view unit_;
  std::set<absl::string_view> members_;
  std::map<absl::string_view, std::string> after_, before_;
  std::vector<Step> forward_, backward_, beside_;
  std::map<absl::string_view, int> generations_;
  bool truncated_ = false;
};

v1::Lineage::Node NodeOf(const Directory& directory, absl::string_view name, int generation, absl::CivilDay day) {
  v1::Lineage::Node node;
  node.set_unit(std::string(name));
  node.set_generation(generation);
  const v1::Unit* unit = directory.FindUnit(name);
  if (unit == nullptr) return node;
  const v1::UnitVersion* told = Directory::VersionOn(*unit, day);
  node.set_alive(told != nullptr);
  const std::string text = FormatDate(day);
  bool begun = false;
  for (const v1::UnitVersion& version : unit->versions()) {
    if (!HasDays(version)) continue;
    if (!begun) node.set_start_date(version.valid_from());
    begun = true;
    node.set_end_date(version.valid_to());
    if (node.display_names().empty() || *node.display_names().rbegin() != version.display_name()) {
      node.add_display_names(version.display_name());
    }
    if (!node.alive() && (told == nullptr || version.valid_from() <= text)) told = &version;
  }
  if (told != nullptr) node.set_kind(told->kind());
  return node;
}

v1::Lineage::Edge EdgeOf(const Step& step) {
  v1::Lineage::Edge edge;
  edge.set_reorganisation(step.first->name());
  edge.set_from_unit(step.second->from_unit());
  edge.set_to_unit(step.second->to_unit());
  edge.set_effective_date(step.first->effective_date());
  edge.set_type(step.first->type());
  *edge.mutable_partition() = step.second->partition();
  edge.set_basis(BasisText(step.first->basis()));
  return edge;
}

// All whose work may have come to a unit, whenever: the candidates of the inverse.
std::set<absl::string_view> Ancestors(const Directory& directory, absl::string_view unit) {
  std::set<absl::string_view> found = {unit};
  std::vector<absl::string_view> open = {unit};
  while (!open.empty()) {
    const absl::string_view next = open.back();
    open.pop_back();
    for (const Step& step : directory.StepsTo(next)) {
      const std::string& from = step.second->from_unit();
      if (!from.empty() && !IsTransfer(step) && found.insert(from).second) open.push_back(from);
    }
  }
  return found;
}

absl::CivilDay DayOfHolding(const Directory& directory, absl::string_view unit, absl::CivilDay today) {
  const v1::Unit* known = directory.FindUnit(unit);
  if (known == nullptr || Directory::VersionOn(*known, today) != nullptr) return today;
  std::string last;
  for (const v1::UnitVersion& version : known->versions()) {
    if (HasDays(version)) last = version.valid_to();
  }
  const auto end = ParseDate(last);
  return end.ok() ? *end - 1 : today;
}

}  // namespace

v1::Lineage LineageOf(const Directory& directory, absl::string_view unit, absl::CivilDay day) {
  v1::Lineage lineage;
  lineage.set_unit(std::string(unit));
  const Family family(directory, unit);
  lineage.set_truncated(family.truncated());
  std::vector<v1::Lineage::Node> nodes;
  for (const auto& [name, generation] : family.generations()) {
    nodes.push_back(NodeOf(directory, name, generation, day));
  }
  std::sort(nodes.begin(), nodes.end(), [](const v1::Lineage::Node& a, const v1::Lineage::Node& b) {
    return std::make_tuple(a.generation(), absl::string_view(a.start_date()), absl::string_view(a.unit())) <
           std::make_tuple(b.generation(), absl::string_view(b.start_date()), absl::string_view(b.unit()));
  });
  for (v1::Lineage::Node& node : nodes) *lineage.add_nodes() = std::move(node);
  for (const Step& step : family.Steps()) *lineage.add_edges() = EdgeOf(step);
  return lineage;
}

Response PredecessorsOf(const Directory& directory, absl::string_view unit, absl::CivilDay day, absl::CivilDay today) {
  Response response;
  const absl::CivilDay held = DayOfHolding(directory, unit, today);
  const std::string from = FormatDate(day);
  const std::set<absl::string_view> ancestors = Ancestors(directory, unit);
  std::map<std::tuple<std::string, std::string, std::string, std::string>, v1::ResolveSuccessorsResponse::Step> path;
  for (const absl::string_view candidate : ancestors) {
    if (!directory.IsAlive(candidate, day)) continue;
    const v1::ResolveSuccessorsResponse onward = directory.ResolveSuccessors(candidate, held);
    if (onward.outcome() == v1::ResolveSuccessorsResponse::OUTCOME_AMBIGUOUS) response.set_ambiguous(true);
    const auto holder = std::find_if(onward.holders().begin(), onward.holders().end(),
                                     [&](const auto& other) { return other.unit() == unit; });
    if (holder == onward.holders().end()) continue;
    auto& before = *response.add_holders();
    before.set_unit(std::string(candidate));
    before.set_display_name(directory.DisplayName(candidate, day));
    *before.mutable_partition() = holder->partition();
    for (const auto& step : onward.path()) {
      // Steps that ended before the day are not what brought the work here, nor are those that lead elsewhere.
      if (step.effective_date() <= from || !ancestors.contains(step.to_unit())) continue;
      path.emplace(std::make_tuple(step.effective_date(), step.reorganisation(), step.from_unit(), step.to_unit()),
                   step);
    }
  }
  if (response.ambiguous()) response.clear_holders();
  for (const auto& [key, step] : path) *response.add_path() = step;
  return response;
}

}  // namespace phoihop::organisation
