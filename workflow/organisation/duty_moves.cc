#include "workflow/organisation/duty_moves.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/message_digest.h"
#include "workflow/organisation/rehoming.h"

namespace phoihop::organisation {
namespace {

using Outcome = v1::RehomingItem::Outcome;

bool GoesOn(const v1::Duty::Holder& holder, absl::string_view date) {
  return holder.valid_to().empty() || holder.valid_to() > date;
}

// One duty on its way.
class DutyMove {
 public:
  DutyMove(const v1::Duty& duty, const v1::Reorganisation& reorganisation)
      : duty_(duty), reorganisation_(reorganisation), date_(reorganisation.effective_date()) {}

  // Gives what a holder has from the date on to another unit.
  Outcome Give(int index, const std::string& to) {
    const v1::Duty::Holder holder = duty_.holders(index);
    const std::string from = std::max(holder.valid_from(), date_);
    duty_.mutable_holders(index)->set_valid_to(from);
    for (v1::Duty::Holder& other : *duty_.mutable_holders()) {
      if (other.holder() != to || other.territory() != holder.territory() || !GoesOn(other, date_)) continue;
      if (holder.role() != v1::DUTY_ROLE_LEAD || other.role() == v1::DUTY_ROLE_LEAD) {
        return v1::RehomingItem::OUTCOME_MERGE_ROLE;
      }
      other.set_valid_to(std::max(other.valid_from(), date_));
      Add(holder, to, from);
      return v1::RehomingItem::OUTCOME_MERGE_ROLE;
    }
    Add(holder, to, from);
    return v1::RehomingItem::OUTCOME_MOVE;
  }

  void Drop(int index) {
    v1::Duty::Holder& holder = *duty_.mutable_holders(index);
    holder.set_valid_to(std::max(holder.valid_from(), date_));
  }

  // Without those that never hold it.
  v1::Duty Take() {
    for (int i = duty_.holders_size() - 1; i >= 0; --i) {
      const v1::Duty::Holder& holder = duty_.holders(i);
      if (!holder.valid_to().empty() && holder.valid_to() <= holder.valid_from()) {
        duty_.mutable_holders()->DeleteSubrange(i, 1);
      }
    }
    return std::move(duty_);
  }

 private:
  void Add(const v1::Duty::Holder& holder, const std::string& to, const std::string& from) {
    v1::Duty::Holder& added = *duty_.add_holders();
    added = holder;
    added.set_holder(to);
    added.set_valid_from(from);
    added.set_reorganisation(reorganisation_.name());
  }

  v1::Duty duty_;
  const v1::Reorganisation& reorganisation_;
  const std::string& date_;
};

v1::RehomingItem ItemOf(const v1::Duty& duty, const v1::Reorganisation& reorganisation, absl::Time now) {
  v1::RehomingItem item;
  item.set_item(duty.name());
  item.set_kind(v1::RehomingItem::KIND_DUTY);
  item.set_title(duty.function());
  item.set_reorganisation(reorganisation.name());
  if (reorganisation.has_basis()) *item.mutable_basis() = reorganisation.basis();
  *item.mutable_record_time() = ToTimestamp(now);
  return item;
}

void Judge(v1::RehomingItem& item) {
  item.set_outcome(Gravest(item));
  item.set_state(item.outcome() == v1::RehomingItem::OUTCOME_MANUAL ? v1::RehomingItem::STATE_WAITING
                                                                    : v1::RehomingItem::STATE_DONE);
  item.clear_reason();
  for (const v1::RehomingItem::Change& change : item.changes()) {
    if (change.outcome() == item.outcome() && item.reason().empty()) item.set_reason(change.reason());
  }
}

// One holder that the reorganisation concerns.
v1::RehomingItem::Change MoveHolder(DutyMove& move, int index, const v1::Duty::Holder& holder,
                                    const Destination& destination) {
  v1::RehomingItem::Change change;
  change.set_role(v1::REHOMING_ROLE_HOLDER);
  change.set_from_unit(holder.holder());
  change.set_reason(destination.reason);
  switch (destination.kind) {
    case Destination::Kind::kUnchanged:
      change.set_to_unit(holder.holder());
      change.set_outcome(v1::RehomingItem::OUTCOME_KEEP);
      return change;
    case Destination::Kind::kOne:
      change.set_to_unit(destination.unit);
      change.set_outcome(move.Give(index, destination.unit));
      return change;
    case Destination::Kind::kNobody:
      if (holder.role() == v1::DUTY_ROLE_LEAD) break;
      move.Drop(index);
      change.set_outcome(v1::RehomingItem::OUTCOME_CLOSE);
      return change;
    case Destination::Kind::kParts:
      for (const Destination::Part& part : destination.parts) change.add_candidates(part.unit);
      break;
    case Destination::Kind::kAsk:
      for (const std::string& candidate : destination.candidates) change.add_candidates(candidate);
      break;
  }
  change.set_outcome(v1::RehomingItem::OUTCOME_MANUAL);
  return change;
}

WorkFacets FacetsOf(const v1::Duty& duty) {
  WorkFacets work;
  work.item = duty.name();
  work.function = duty.function();
  work.text = absl::StrCat(duty.category(), "\n", duty.function());
  return work;
}

}  // namespace

void MoveDuties(const internal::v1::ReferenceData& state, const v1::Reorganisation& reorganisation, absl::Time now,
                Enactment& enactment) {
  const Directory directory(state);
  const absl::CivilDay effective = ParseDate(reorganisation.effective_date()).value();
  const Routes routes(reorganisation, directory, std::max(effective, DayOf(now)));
  for (const v1::Duty& duty : state.duties()) {
    DutyMove move(duty, reorganisation);
    v1::RehomingItem item = ItemOf(duty, reorganisation, now);
    for (int i = 0; i < duty.holders_size(); ++i) {
      const v1::Duty::Holder& holder = duty.holders(i);
      if (!routes.Concerns(holder.holder()) || !GoesOn(holder, reorganisation.effective_date())) continue;
      *item.add_changes() = MoveHolder(move, i, holder, routes.Of(holder.holder(), FacetsOf(duty)));
    }
    if (item.changes().empty()) continue;
    Judge(item);
    enactment.duty_items.push_back(std::move(item));
    v1::Duty after = move.Take();
    if (google::protobuf::util::MessageDifferencer::Equals(after, duty)) continue;
    enactment.duties_before.push_back(duty);
    enactment.duties.push_back(std::move(after));
  }
}

absl::StatusOr<v1::Duty> AssignDuty(const internal::v1::ReferenceData& state, v1::Reorganisation& reorganisation,
                                    const v1::ItemAssignment& assignment, absl::Time now) {
  auto& items = *reorganisation.mutable_duty_items();
  const auto item = std::find_if(items.begin(), items.end(),
                                 [&](const v1::RehomingItem& one) { return one.item() == assignment.item(); });
  const auto duty = std::find_if(state.duties().begin(), state.duties().end(),
                                 [&](const v1::Duty& one) { return one.name() == assignment.item(); });
  if (item == items.end() || item->state() != v1::RehomingItem::STATE_WAITING || duty == state.duties().end()) {
    return Error(v1::ERROR_REASON_ITEM_NOT_WAITING,
                 absl::StrCat(Excerpt(assignment.item()), " does not wait for a decision"));
  }
  DutyMove move(*duty, reorganisation);
  for (v1::RehomingItem::Change& change : *item->mutable_changes()) {
    if (change.outcome() != v1::RehomingItem::OUTCOME_MANUAL) continue;
    change.set_to_unit(assignment.to_unit());
    change.set_reason("Theo quyết định phân công");
    change.set_outcome(change.from_unit() == assignment.to_unit() ? v1::RehomingItem::OUTCOME_KEEP
                                                                  : v1::RehomingItem::OUTCOME_MOVE);
    for (int i = 0; i < duty->holders_size(); ++i) {
      const v1::Duty::Holder& holder = duty->holders(i);
      if (holder.holder() != change.from_unit() || !GoesOn(holder, reorganisation.effective_date())) continue;
      if (holder.holder() != assignment.to_unit()) change.set_outcome(move.Give(i, assignment.to_unit()));
    }
  }
  Judge(*item);
  *item->mutable_decider() = assignment.decider();
  if (assignment.has_basis()) *item->mutable_basis() = assignment.basis();
  *item->mutable_record_time() = ToTimestamp(now);
  v1::Duty after = move.Take();
  auto& before = *reorganisation.mutable_duties_before();
  if (std::none_of(before.begin(), before.end(), [&](const auto& known) { return known.name() == duty->name(); })) {
    *before.Add() = *duty;
  }
  (*reorganisation.mutable_digests_after())[after.name()] = DigestOf(after);
  return after;
}

}  // namespace phoihop::organisation
