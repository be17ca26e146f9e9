#include "workflow/responsibility/matrix.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "workflow/civil_time.h"
#include "workflow/responsibility/duty.h"

namespace phoihop::responsibility {
namespace {

using Cell = v1::ResponsibilityMatrix::Cell;
using Row = v1::ResponsibilityMatrix::Row;

auto OrderOf(const Cell& cell) {
  return std::make_tuple(cell.role(), absl::string_view(cell.unit()), absl::string_view(cell.duty()),
                         absl::string_view(cell.territory()), absl::string_view(cell.unit_set()));
}

bool SameButForSet(const Cell& a, const Cell& b) {
  return a.role() == b.role() && a.unit() == b.unit() && a.duty() == b.duty() && a.territory() == b.territory() &&
         !a.unit().empty();
}

class Builder {
 public:
  explicit Builder(const MatrixQuestion& question)
      : question_(question), directory_(question.directory), day_(question.day) {
    for (const v1::Function& function : directory_.data().functions()) {
      if (!Contains(function.valid_from(), function.valid_to(), day_)) continue;
      functions_[function.name()] = &function;
      if (!function.parent().empty()) branches_.insert(function.parent());
    }
    for (const v1::Duty& duty : directory_.data().duties()) duties_[duty.function_name()].push_back(&duty);
    units_.insert(question.units.begin(), question.units.end());
  }

  v1::ResponsibilityMatrix Build() {
    matrix_.set_as_of(FormatDate(day_));
    for (const auto& [name, function] : functions_) {
      const bool has_duties = duties_.contains(name);
      if (!IsAsked(*function) || (!has_duties && branches_.contains(name))) continue;
      Row row;
      row.set_function(function->name());
      row.set_display_name(function->display_name());
      AddPath(*function, row);
      if (has_duties) {
        for (const v1::Duty* duty : duties_.at(name)) AddCells(*duty, row);
      }
      Take(std::move(row));
    }
    AddRowsWithoutFunction();
    AddNames();
    return std::move(matrix_);
  }

 private:
  // The function itself or one above it was asked for. Above it are at most as many as there are.
  bool IsAsked(const v1::Function& function) const {
    if (question_.functions.empty()) return true;
    const v1::Function* at = &function;
    for (size_t steps = 0; at != nullptr && steps <= functions_.size(); ++steps) {
      if (std::find(question_.functions.begin(), question_.functions.end(), at->name()) != question_.functions.end()) {
        return true;
      }
      const auto parent = functions_.find(at->parent());
      at = parent == functions_.end() ? nullptr : parent->second;
    }
    return false;
  }

  void AddPath(const v1::Function& function, Row& row) const {
    std::vector<std::string> path;
    absl::string_view at = function.parent();
    while (!at.empty() && path.size() < functions_.size()) {
      path.emplace_back(at);
      const auto parent = functions_.find(at);
      at = parent == functions_.end() ? absl::string_view() : absl::string_view(parent->second->parent());
    }
    row.mutable_path()->Assign(path.rbegin(), path.rend());
  }

  void AddRowsWithoutFunction() {
    const auto found = duties_.find("");
    if (found == duties_.end() || !question_.functions.empty()) return;
    for (const v1::Duty* duty : found->second) {
      Row row;
      row.set_display_name(duty->function());
      AddCells(*duty, row);
      if (!row.cells().empty()) Take(std::move(row));
    }
  }

  void AddCells(const v1::Duty& duty, Row& row) {
    for (const v1::Duty::Holder& holder : duty.holders()) {
      if (!Contains(holder.valid_from(), holder.valid_to(), day_)) continue;
      Cell cell;
      cell.set_role(holder.role());
      cell.set_duty(duty.name());
      cell.set_territory(TerritoryOf(duty, holder));
      cell.set_status(holder.status());
      if (directory_.FindUnitSet(holder.holder()) == nullptr) {
        cell.set_unit(holder.holder());
        cell.set_alive(directory_.IsAlive(holder.holder(), day_));
        AddCell(cell, row);
        continue;
      }
      cell.set_unit_set(holder.holder());
      for (const std::string& member : MembersOf(holder.holder())) {
        cell.set_unit(member);
        cell.set_alive(true);
        AddCell(cell, row);
      }
      if (MembersOf(holder.holder()).empty()) AddCell(cell, row);
    }
  }

  void AddCell(const Cell& cell, Row& row) const {
    if (units_.empty() || units_.contains(cell.unit())) *row.add_cells() = cell;
  }

  const std::vector<std::string>& MembersOf(const std::string& set) {
    const auto [entry, fresh] = members_.try_emplace(set);
    if (fresh) entry->second = directory_.SetMembers(set, day_);
    return entry->second;
  }

  void Take(Row row) {
    auto& cells = *row.mutable_cells();
    std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return OrderOf(a) < OrderOf(b); });
    cells.erase(std::unique(cells.begin(), cells.end(), SameButForSet), cells.end());
    if (!units_.empty() && cells.empty()) return;
    *matrix_.add_rows() = std::move(row);
  }

  void AddNames() {
    std::set<std::string> units, sets;
    for (const Row& row : matrix_.rows()) {
      for (const Cell& cell : row.cells()) {
        if (!cell.unit().empty()) units.insert(cell.unit());
        for (const std::string* place : {&cell.unit_set(), &cell.territory()}) sets.insert(*place);
      }
    }
    auto& names = *matrix_.mutable_display_names();
    for (const std::string& unit : units) {
      matrix_.add_units(unit);
      names[unit] = directory_.DisplayName(unit, day_);
    }
    for (const std::string& name : sets) {
      const v1::UnitSet* set = directory_.FindUnitSet(name);
      if (set != nullptr) {
        names[name] = set->display_name();
      } else if (!name.empty() && !names.contains(name)) {
        names[name] = directory_.DisplayName(name, day_);
      }
    }
  }

  const MatrixQuestion& question_;
  const organisation::Directory& directory_;
  const absl::CivilDay day_;
  std::map<absl::string_view, const v1::Function*> functions_;
  absl::flat_hash_set<absl::string_view> branches_;
  absl::flat_hash_map<absl::string_view, std::vector<const v1::Duty*>> duties_;
  absl::flat_hash_set<std::string> units_;
  absl::flat_hash_map<std::string, std::vector<std::string>> members_;
  v1::ResponsibilityMatrix matrix_;
};

}  // namespace

v1::ResponsibilityMatrix BuildMatrix(const MatrixQuestion& question) { return Builder(question).Build(); }

}  // namespace phoihop::responsibility
