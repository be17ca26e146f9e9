#include "clients/cli/lineage_tree.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/format.h"
#include "clients/cli/table.h"
#include "clients/cli/vocabulary.h"

namespace phoihop::cli {
namespace {

constexpr int kNarrowestText = 20;

struct Branch {
  std::string text;
  std::vector<Branch> branches;
};

void Render(const std::vector<Branch>& branches, const std::string& indent, int width, std::string& out) {
  for (size_t i = 0; i < branches.size(); ++i) {
    const bool last = i + 1 == branches.size();
    const std::string below = absl::StrCat(indent, last ? "   " : "│  ");
    const std::string under = absl::StrCat(below, branches[i].branches.empty() ? "  " : "│ ");
    const int room = std::max(kNarrowestText, width - DisplayWidth(under));
    std::string lead = absl::StrCat(indent, last ? "└─ " : "├─ ");
    for (const std::string& line : Wrap(branches[i].text, room)) {
      absl::StrAppend(&out, lead, line, "\n");
      lead = under;
    }
    Render(branches[i].branches, below, width, out);
  }
}

class Tree {
 public:
  Tree(const v1::Lineage& lineage, int width) : lineage_(lineage), width_(width) {
    for (const auto& node : lineage.nodes()) nodes_[node.unit()] = &node;
    for (const auto& edge : lineage.edges()) {
      if (edge.from_unit() == edge.to_unit()) {
        own_[edge.from_unit()].push_back(&edge);
      } else {
        into_[edge.to_unit()].push_back(&edge);
        out_of_[edge.from_unit()].push_back(&edge);
      }
    }
  }

  std::string Draw() {
    const std::string& root = lineage_.unit();
    std::string out;
    AddLines(UnitLine(root), out);
    seen_.insert(root);
    Section("Từ đâu mà có", "không có sắp xếp nào được ghi nhận", Before(root), out);
    if (own_.contains(root)) Section("Thay đổi của chính đơn vị", "", Own(root), out);
    Section("Trở thành", nodes_.contains(root) && nodes_.at(root)->alive() ? "vẫn đang hoạt động" : "không rõ",
            After(root), out);
    if (lineage_.truncated()) {
      out.append("\n");
      AddLines(absl::StrCat("Còn nữa: chỉ vẽ ", lineage_.nodes_size(), " đơn vị gần nhất."), out);
    }
    return out;
  }

 private:
  using Edges = std::vector<const v1::Lineage::Edge*>;

  void AddLines(absl::string_view text, std::string& out) const {
    for (const std::string& line : Wrap(text, width_)) absl::StrAppend(&out, line, "\n");
  }

  void Section(const char* title, absl::string_view nothing, const std::vector<Branch>& branches,
               std::string& out) const {
    out.append("\n");
    AddLines(absl::StrCat(title, branches.empty() ? absl::StrCat(": ", nothing) : ""), out);
    Render(branches, "", width_, out);
  }

  std::string UnitLine(const std::string& unit) const {
    const auto found = nodes_.find(unit);
    if (found == nodes_.end()) return ShortName(unit);
    const v1::Lineage::Node& node = *found->second;
    return absl::StrCat(node.display_names().empty() ? ShortName(unit) : absl::StrJoin(node.display_names(), " → "),
                        " [", ShortName(unit), "] · ", IntervalForPeople(node.start_date(), node.end_date()));
  }

  std::string NameOf(const std::string& unit) const {
    const auto found = nodes_.find(unit);
    if (found == nodes_.end() || found->second->display_names().empty()) return ShortName(unit);
    return found->second->display_names(found->second->display_names_size() - 1);
  }

  static std::string EventLine(const v1::Lineage::Edge& edge) {
    return absl::StrCat(DateForPeople(edge.effective_date()), " ", TypeForPeople(edge.type()),
                        edge.basis().empty() ? "" : absl::StrCat(" · ", edge.basis()));
  }

  static std::string PartLine(const v1::Partition& partition) {
    switch (partition.key()) {
      case v1::Partition::KEY_UNSPECIFIED:
      case v1::Partition::KEY_WHOLE:
        return "";
      case v1::Partition::KEY_UNDETERMINED:
        return absl::StrCat("phần: ", partition.text().empty() ? "chưa xác định" : partition.text());
      case v1::Partition::KEY_REMAINDER:
        return absl::StrCat("phần: ", partition.text().empty() ? "phần còn lại" : partition.text());
      default:
        return partition.text().empty() ? absl::StrCat("phần: ", absl::StrJoin(partition.functions(), ", "))
                                        : absl::StrCat("phần: ", partition.text());
    }
  }

  // Edges of the same day, type and basis, in the order of the first: one text of law is often many reorganisations
  // here.
  static std::vector<Edges> ByEvent(const Edges& edges) {
    std::vector<Edges> events;
    std::map<std::string, size_t> place;
    for (const auto* edge : edges) {
      const auto [entry, fresh] = place.try_emplace(EventLine(*edge), events.size());
      if (fresh) events.emplace_back();
      events[entry->second].push_back(edge);
    }
    return events;
  }

  std::vector<Branch> Own(const std::string& unit) const {
    std::vector<Branch> branches;
    const auto found = own_.find(unit);
    if (found == own_.end()) return branches;
    for (const auto* edge : found->second) branches.push_back({.text = EventLine(*edge)});
    return branches;
  }

  Branch UnitBranch(const std::string& unit, const v1::Partition& partition) const {
    const std::string part = PartLine(partition);
    return {.text = absl::StrCat(UnitLine(unit), part.empty() ? "" : "\n", part)};
  }

  // What the unit came from, each with what it came from itself.
  std::vector<Branch> Before(const std::string& unit) {
    std::vector<Branch> branches;
    const auto found = into_.find(unit);
    if (found == into_.end()) return branches;
    for (const Edges& event : ByEvent(found->second)) {
      Branch branch{.text = EventLine(*event[0])};
      for (const auto* edge : event) {
        Branch from = UnitBranch(edge->from_unit(), edge->partition());
        if (seen_.insert(edge->from_unit()).second) {
          from.branches = Own(edge->from_unit());
          for (Branch& more : Before(edge->from_unit())) from.branches.push_back(std::move(more));
        } else {
          absl::StrAppend(&from.text, " (đã nêu ở trên)");
        }
        branch.branches.push_back(std::move(from));
      }
      branches.push_back(std::move(branch));
    }
    return branches;
  }

  // Others that went into the same unit in the same event.
  std::string Companions(const v1::Lineage::Edge& edge) const {
    std::vector<std::string> names;
    for (const auto* other : into_.at(edge.to_unit())) {
      if (other->reorganisation() == edge.reorganisation() && other->from_unit() != edge.from_unit()) {
        names.push_back(NameOf(other->from_unit()));
      }
    }
    return names.empty() ? "" : absl::StrCat("\ncùng với ", absl::StrJoin(names, ", "));
  }

  // What became of the unit, each with what became of it later.
  std::vector<Branch> After(const std::string& unit) {
    std::vector<Branch> branches;
    const auto found = out_of_.find(unit);
    if (found == out_of_.end()) return branches;
    for (const Edges& event : ByEvent(found->second)) {
      Branch branch{.text = EventLine(*event[0])};
      for (const auto* edge : event) {
        Branch to = UnitBranch(edge->to_unit(), edge->partition());
        if (seen_.insert(edge->to_unit()).second) {
          absl::StrAppend(&to.text, Companions(*edge));
          to.branches = Own(edge->to_unit());
          for (Branch& more : After(edge->to_unit())) to.branches.push_back(std::move(more));
        } else {
          absl::StrAppend(&to.text, " (đã nêu ở trên)");
        }
        branch.branches.push_back(std::move(to));
      }
      branches.push_back(std::move(branch));
    }
    return branches;
  }

  const v1::Lineage& lineage_;
  const int width_;
  std::map<std::string, const v1::Lineage::Node*> nodes_;
  std::map<std::string, Edges> into_, out_of_, own_;
  std::set<std::string> seen_;
};

}  // namespace

std::string DrawLineage(const v1::Lineage& lineage, int width) { return Tree(lineage, width).Draw(); }

}  // namespace phoihop::cli
