#include "workflow/organisation/succession_walk.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/basis.h"
#include "workflow/civil_time.h"

namespace phoihop::organisation {
namespace {

using Response = v1::ResolveSuccessorsResponse;

// A history with more visits than this is broken or hostile data, not an administration.
constexpr int kMaxVisits = 10'000;

bool KeepsIdentity(const v1::SuccessionEdge& edge) { return edge.from_unit() == edge.to_unit(); }

bool IsWhole(const v1::Partition& partition) {
  return partition.key() == v1::Partition::KEY_UNSPECIFIED || partition.key() == v1::Partition::KEY_WHOLE;
}

v1::Partition Whole() {
  v1::Partition partition;
  partition.set_key(v1::Partition::KEY_WHOLE);
  return partition;
}

using Names = google::protobuf::RepeatedPtrField<std::string>;

// What stands in both lists; the second when nothing does: one of them may speak of units by what they became.
void Intersect(const Names& outer, Names& inner) {
  Names both;
  for (const std::string& name : inner) {
    if (std::find(outer.begin(), outer.end(), name) != outer.end()) *both.Add() = name;
  }
  if (!both.empty()) inner = std::move(both);
}

void Append(const Names& more, Names& all) {
  for (const std::string& name : more) {
    if (std::find(all.begin(), all.end(), name) == all.end()) *all.Add() = name;
  }
}

// A part of a part. Two parts by the same key narrow down; by different keys somebody has to decide.
v1::Partition Narrow(const v1::Partition& outer, const v1::Partition& inner) {
  if (IsWhole(inner)) return outer;
  if (IsWhole(outer)) return inner;
  v1::Partition both = inner;
  both.set_text(absl::StrCat(outer.text(), outer.text().empty() || inner.text().empty() ? "" : "; ", inner.text()));
  if (outer.key() != inner.key()) both.set_key(v1::Partition::KEY_UNDETERMINED);
  Intersect(outer.territories(), *both.mutable_territories());
  Intersect(outer.items(), *both.mutable_items());
  return both;
}

// The parts that came to one holder along several ways.
v1::Partition Join(const std::vector<v1::Partition>& parts) {
  v1::Partition all = parts.front();
  for (size_t i = 1; i < parts.size(); ++i) {
    const v1::Partition& part = parts[i];
    if (IsWhole(part) || IsWhole(all)) return Whole();
    if (part.key() != all.key()) all.set_key(v1::Partition::KEY_UNDETERMINED);
    if (!part.text().empty() && part.text() != all.text()) {
      all.set_text(absl::StrCat(all.text(), all.text().empty() ? "" : "; ", part.text()));
    }
    Append(part.functions(), *all.mutable_functions());
    Append(part.territories(), *all.mutable_territories());
    Append(part.items(), *all.mutable_items());
  }
  return all;
}

}  // namespace

SuccessionWalk::SuccessionWalk(const Directory& directory, absl::CivilDay day)
    : directory_(directory), day_(day), today_(FormatDate(day)) {}

Response SuccessionWalk::From(absl::string_view unit) {
  Visit(unit, Whole(), "");
  return Answer();
}

void SuccessionWalk::Visit(absl::string_view unit, const v1::Partition& partition, absl::string_view since) {
  if (++visits_ > kMaxVisits || std::find(trail_.begin(), trail_.end(), unit) != trail_.end()) contradiction_ = true;
  if (contradiction_) return;
  std::vector<Edge> ending;
  if (!EndingEdges(unit, since, ending)) {
    contradiction_ = true;
    return;
  }
  const bool alive = directory_.IsAlive(unit, day_);
  if (ending.empty()) {
    if (alive) {
      holders_[std::string(unit)].push_back(partition);
    } else {
      lost_ = true;
    }
    return;
  }
  if (alive) {
    contradiction_ = true;
    return;
  }
  trail_.push_back(unit);
  for (const Edge& edge : ending) {
    Record(edge);
    if (edge.second->to_unit().empty()) {
      lost_ = true;
      continue;
    }
    Visit(edge.second->to_unit(), Narrow(partition, edge.second->partition()), edge.first->effective_date());
  }
  trail_.pop_back();
}

bool SuccessionWalk::EndingEdges(absl::string_view unit, absl::string_view since, std::vector<Edge>& ending) {
  std::vector<absl::string_view> receivers;
  bool has_whole = false;
  for (const Edge& edge : directory_.StepsFrom(unit)) {
    const auto& [reorganisation, step] = edge;
    if (reorganisation->effective_date() > today_) break;
    if (KeepsIdentity(*step) || reorganisation->type() == v1::REORGANISATION_TYPE_PARTIAL_TRANSFER) {
      // What was done to the unit before its new work arrived is not part of that work's path.
      if (reorganisation->effective_date() >= since) Record(edge);
      continue;
    }
    if (reorganisation->effective_date() < since) return false;
    if (!ending.empty() && ending.front().first->effective_date() != reorganisation->effective_date()) return false;
    ending.push_back(edge);
    has_whole |= IsWhole(step->partition());
    if (std::find(receivers.begin(), receivers.end(), step->to_unit()) == receivers.end()) {
      receivers.push_back(step->to_unit());
    }
  }
  return receivers.size() <= 1 || !has_whole;
}

void SuccessionWalk::Record(const Edge& edge) {
  if (std::find(path_.begin(), path_.end(), edge) == path_.end()) path_.push_back(edge);
}

Response SuccessionWalk::Answer() const {
  Response response;
  std::vector<Edge> path = path_;
  std::stable_sort(path.begin(), path.end(), [](const Edge& a, const Edge& b) {
    return std::tie(a.first->effective_date(), a.first->name()) < std::tie(b.first->effective_date(), b.first->name());
  });
  for (const auto& [reorganisation, edge] : path) {
    Response::Step* step = response.add_path();
    step->set_reorganisation(reorganisation->name());
    step->set_from_unit(edge->from_unit());
    step->set_to_unit(edge->to_unit());
    step->set_effective_date(reorganisation->effective_date());
    step->set_type(reorganisation->type());
    step->set_basis(BasisText(reorganisation->basis()));
  }
  if (contradiction_) {
    response.set_outcome(Response::OUTCOME_AMBIGUOUS);
    return response;
  }
  for (const auto& [unit, parts] : holders_) {
    Response::Holder* holder = response.add_holders();
    holder->set_unit(unit);
    holder->set_display_name(directory_.DisplayName(unit, day_));
    // Whoever is the only holder has all of it, by however many ways it came, unless a part got lost on the way.
    *holder->mutable_partition() = holders_.size() == 1 && !lost_ ? Whole() : Join(parts);
  }
  response.set_outcome(holders_.empty()                 ? Response::OUTCOME_NONE
                       : holders_.size() == 1 && !lost_ ? Response::OUTCOME_UNIQUE
                                                        : Response::OUTCOME_MANY);
  return response;
}

}  // namespace phoihop::organisation
