#include "workflow/task/role_moves.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflow/resource_name.h"

namespace phoihop::task {
namespace {

using organisation::Destination;
using Kind = Destination::Kind;
using v1::RehomingItem;

bool Has(const std::vector<std::string>& units, absl::string_view unit) {
  return std::find(units.begin(), units.end(), unit) != units.end();
}

}  // namespace

RehomingItem::Change& RoleMoves::Add(v1::RehomingRole role, absl::string_view from, absl::string_view to,
                                     RehomingItem::Outcome outcome, absl::string_view reason) {
  RehomingItem::Change& change = *item_.add_changes();
  change.set_role(role);
  change.set_from_unit(std::string(from));
  change.set_to_unit(std::string(to));
  change.set_outcome(outcome);
  change.set_reason(std::string(reason));
  return change;
}

bool RoleMoves::HasManual() const {
  return std::any_of(item_.changes().begin(), item_.changes().end(), [](const RehomingItem::Change& change) {
    return change.outcome() == RehomingItem::OUTCOME_MANUAL;
  });
}

void RoleMoves::MoveOne(v1::RehomingRole role, std::string& unit) {
  if (unit.empty() || !c_.routes.Concerns(unit)) return;
  MoveTo(c_.routes.Of(unit, work_), role, unit);
}

void RoleMoves::MoveTo(const Destination& to, v1::RehomingRole role, std::string& unit) {
  switch (to.kind) {
    case Kind::kUnchanged:
      Add(role, unit, unit, RehomingItem::OUTCOME_KEEP, to.reason);
      return;
    case Kind::kOne:
      Add(role, unit, to.unit, RehomingItem::OUTCOME_MOVE, to.reason);
      unit = to.unit;
      return;
    case Kind::kNobody:
    case Kind::kAsk:
    case Kind::kParts:
      break;
  }
  RehomingItem::Change& change = Add(role, unit, "", RehomingItem::OUTCOME_MANUAL, to.reason);
  for (const std::string& candidate : to.candidates) change.add_candidates(candidate);
  // Only the lead can be divided: one unit issues, one approves.
  for (const Destination::Part& part : to.parts) change.add_candidates(part.unit);
  if (to.kind == Kind::kNobody) change.set_reason(absl::StrCat(to.reason, "; hãy chọn đơn vị nhận."));
  if (to.kind == Kind::kParts) change.set_reason(absl::StrCat(to.reason, "; hãy chọn một đơn vị."));
}

void RoleMoves::MoveProposed(std::string& unit) {
  if (unit.empty() || !c_.routes.Concerns(unit)) return;
  const Destination to = c_.routes.Of(unit, work_);
  if (to.kind != Kind::kNobody) return MoveTo(to, v1::REHOMING_ROLE_PROPOSED, unit);
  Add(v1::REHOMING_ROLE_PROPOSED, unit, "", RehomingItem::OUTCOME_CLOSE, to.reason);
  unit.clear();
}

void RoleMoves::MoveCoordinator(const std::string& from, const std::string& to, absl::string_view reason,
                                absl::string_view lead_unit, std::vector<std::string>& kept) {
  if (to == lead_unit) {
    Add(v1::REHOMING_ROLE_COORDINATOR, from, to, RehomingItem::OUTCOME_MERGE_ROLE,
        absl::StrCat(reason, reason.empty() ? "" : "; ", "đơn vị này là đơn vị chủ trì"));
  } else if (Has(kept, to)) {
    Add(v1::REHOMING_ROLE_COORDINATOR, from, to, RehomingItem::OUTCOME_MERGE_ROLE,
        absl::StrCat(reason, reason.empty() ? "" : "; ", "đơn vị này đã là đơn vị phối hợp"));
  } else {
    Add(v1::REHOMING_ROLE_COORDINATOR, from, to, RehomingItem::OUTCOME_MOVE, reason);
    kept.push_back(to);
  }
}

void RoleMoves::MoveToParts(const std::string& from, const Destination& to, absl::string_view lead_unit,
                            std::vector<std::string>& kept) {
  const bool stays = std::any_of(to.parts.begin(), to.parts.end(),
                                 [&from](const Destination::Part& part) { return part.unit == from; });
  for (const Destination::Part& part : to.parts) {
    if (part.unit == from) {
      Add(v1::REHOMING_ROLE_COORDINATOR, from, from, RehomingItem::OUTCOME_KEEP, to.reason);
      kept.push_back(from);
    } else if (!stays || (part.unit != lead_unit && !Has(kept, part.unit))) {
      MoveCoordinator(from, part.unit, to.reason, lead_unit, kept);
    }
  }
}

void RoleMoves::MoveCoordinators(absl::string_view lead_before, absl::string_view lead_unit,
                                 std::vector<std::string>& units) {
  // Units that are not concerned keep their place, so that one that moves onto them is the one that is dropped.
  std::vector<std::string> kept;
  for (const std::string& unit : units) {
    if (!c_.routes.Concerns(unit)) kept.push_back(unit);
  }
  std::vector<std::string> after;
  for (const std::string& unit : units) {
    const size_t before = kept.size();
    if (!c_.routes.Concerns(unit)) {
      if (unit == lead_unit && lead_before != lead_unit) {
        Add(v1::REHOMING_ROLE_COORDINATOR, unit, lead_unit, RehomingItem::OUTCOME_MERGE_ROLE,
            "Đơn vị phối hợp nay là đơn vị chủ trì");
      } else {
        after.push_back(unit);
      }
      continue;
    }
    const Destination to = c_.routes.Of(unit, work_);
    switch (to.kind) {
      case Kind::kOne:
        MoveCoordinator(unit, to.unit, to.reason, lead_unit, kept);
        break;
      case Kind::kParts:
        MoveToParts(unit, to, lead_unit, kept);
        break;
      case Kind::kNobody:
        Add(v1::REHOMING_ROLE_COORDINATOR, unit, "", RehomingItem::OUTCOME_CLOSE, to.reason);
        break;
      case Kind::kUnchanged:
      case Kind::kAsk: {
        std::string stays = unit;
        MoveTo(to, v1::REHOMING_ROLE_COORDINATOR, stays);
        kept.push_back(unit);
        break;
      }
    }
    after.insert(after.end(), kept.begin() + static_cast<std::ptrdiff_t>(before), kept.end());
  }
  units = std::move(after);
}

void RoleMoves::MoveAssignee(absl::string_view lead_before, absl::string_view lead_unit, std::string& person) {
  if (person.empty() || lead_before == lead_unit) return;
  if (c_.facts.directory().IsMember(lead_unit, person, c_.day)) return;
  Add(v1::REHOMING_ROLE_ASSIGNEE, person, "", RehomingItem::OUTCOME_MOVE,
      absl::StrCat(LastSegment(person), " không thuộc ", c_.facts.directory().DisplayName(lead_unit, c_.day),
                   "; đơn vị phân công lại"));
  person.clear();
}

void RoleMoves::MoveLeaversWork(const organisation::Routes::Leaver& leaver, absl::string_view item,
                                std::string& person) {
  const std::string name = c_.facts.directory().DisplayName(leaver.unit, c_.day);
  const absl::string_view assigned = c_.routes.AssignedTo(item);
  if (!assigned.empty() && assigned == leaver.unit) {
    Add(v1::REHOMING_ROLE_ASSIGNEE, person, "", RehomingItem::OUTCOME_MOVE,
        absl::StrCat("Theo quyết định phân công: ", name, " nhận lại việc"));
    person.clear();
    return;
  }
  if (!leaver.to_person.empty() && !c_.facts.directory().IsMember(leaver.unit, leaver.to_person, c_.day)) {
    RehomingItem::Change& change = Add(v1::REHOMING_ROLE_ASSIGNEE, person, "", RehomingItem::OUTCOME_MANUAL,
                                       absl::StrCat(LastSegment(leaver.to_person), " không thuộc ", name,
                                                    " vào ngày chuyển; hãy giao lại việc cho đơn vị."));
    change.add_candidates(leaver.unit);
    return;
  }
  Add(v1::REHOMING_ROLE_ASSIGNEE, person, leaver.to_person, RehomingItem::OUTCOME_MOVE,
      leaver.to_person.empty() ? absl::StrCat("Trả việc về ", name) : "Giao cho người nhận việc");
  person = leaver.to_person;
}

}  // namespace phoihop::task
