#include "workflow/plan/rehome_undo.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/civil_time.h"
#include "workflow/plan/decide.h"
#include "workflow/plan/party_moves.h"

namespace phoihop::plan {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::PlanItem;
using v1::RehomingItem;

// Nothing of it moves any more: its tasks do.
bool IsDone(const PlanItem& item) {
  return item.state() == PlanItem::STATE_ISSUED || item.state() == PlanItem::STATE_WITHDRAWN;
}

bool SameParties(const Parties& a, const Parties& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& x, const auto& y) { return MessageDifferencer::Equals(x, y); });
}

class Undo {
 public:
  Undo(const v1::Plan& plan, const v1::Reorganisation& reorganisation, const Facts& facts, absl::Time now,
       v1::PlanRehomed& rehomed)
      : plan_(plan), reorganisation_(reorganisation), facts_(facts), now_(now), rehomed_(rehomed) {}

  void TakeBack(const RehomingItem& recorded) {
    if (recorded.state() == RehomingItem::STATE_UNDONE) return;
    const bool waits = recorded.state() == RehomingItem::STATE_UNDO_WAITING;
    const bool back = !waits && (recorded.item() == plan_.name() ? IssuerBack(recorded) : ItemBack(recorded));
    if (back) return Record(recorded, RehomingItem::STATE_UNDONE, "");
    if (!waits) {
      return Record(recorded, RehomingItem::STATE_UNDO_WAITING,
                    "Nhiệm vụ của kế hoạch đã được sửa hoặc đã giao sau khi chuyển; hãy chọn đơn vị.");
    }
    Assign(recorded);
  }

 private:
  const PlanItem* FindItem(absl::string_view name) const {
    for (const PlanItem& item : plan_.items()) {
      if (item.name() == name) return &item;
    }
    return nullptr;
  }

  bool IsAlive(absl::string_view unit) const { return facts_.directory().IsAlive(unit, DayOf(now_)); }

  static bool Did(const RehomingItem& item) {
    return std::any_of(item.changes().begin(), item.changes().end(), DidSomething);
  }

  bool IssuerBack(const RehomingItem& recorded) {
    if (!Did(recorded)) return true;
    if (recorded.changes().rbegin()->to_unit() != plan_.issuer_unit()) return false;
    rehomed_.set_issuer_unit(recorded.changes(0).from_unit());
    return true;
  }

  // Whether the item has what the recorded changes make of what was there, and then has that again.
  bool ItemBack(const RehomingItem& recorded) {
    if (!Did(recorded)) return true;
    const PlanItem* item = FindItem(recorded.item());
    if (item == nullptr || IsDone(*item)) return false;
    PlanItem before = *item;
    if (!recorded.before().leads().empty()) *before.mutable_leads() = recorded.before().leads();
    if (!recorded.before().coordinators().empty()) {
      *before.mutable_coordinators() = recorded.before().coordinators();
    }
    PlanItem after = before;
    MoveParties([&](v1::RehomingRole role, const std::string& unit) { return Recorded(recorded, role, unit); }, after);
    if (!SameParties(after.leads(), item->leads()) || !SameParties(after.coordinators(), item->coordinators())) {
      return false;
    }
    *rehomed_.add_plan_items() = std::move(before);
    return true;
  }

  static RehomingItem::Change Recorded(const RehomingItem& recorded, v1::RehomingRole role, const std::string& unit) {
    for (const RehomingItem::Change& change : recorded.changes()) {
      if (change.role() != role || change.from_unit() != unit || !DidSomething(change)) continue;
      RehomingItem::Change again = change;
      // Dropping is found out again.
      if (change.outcome() == RehomingItem::OUTCOME_MERGE_ROLE) again.set_outcome(RehomingItem::OUTCOME_MOVE);
      return again;
    }
    return {};
  }

  // A person has decided since: every place that a closed unit has.
  void Assign(const RehomingItem& recorded) {
    for (const v1::ItemAssignment& assignment : reorganisation_.assignments()) {
      if (assignment.item() != recorded.item() || !IsAlive(assignment.to_unit())) continue;
      if (recorded.item() == plan_.name()) {
        if (!IsAlive(plan_.issuer_unit())) rehomed_.set_issuer_unit(assignment.to_unit());
      } else if (const PlanItem* item = FindItem(recorded.item()); item != nullptr && !IsDone(*item)) {
        Give(*item, assignment.to_unit());
      }
      Record(recorded, RehomingItem::STATE_UNDONE, "Theo quyết định phân công");
      *rehomed_.mutable_items()->rbegin()->mutable_decider() = assignment.decider();
      return;
    }
  }

  void Give(const PlanItem& item, const std::string& to) {
    PlanItem given = item;
    const auto changes = MoveParties(
        [&](v1::RehomingRole role, const std::string& unit) {
          RehomingItem::Change change;
          if (IsAlive(unit)) return change;
          change.set_role(role);
          change.set_from_unit(unit);
          change.set_to_unit(to);
          change.set_outcome(RehomingItem::OUTCOME_MOVE);
          return change;
        },
        given);
    if (!changes.empty()) *rehomed_.add_plan_items() = std::move(given);
  }

  void Record(const RehomingItem& recorded, RehomingItem::State state, absl::string_view reason) {
    RehomingItem& item = *rehomed_.add_items();
    item = recorded;
    item.set_state(state);
    if (!reason.empty()) item.set_reason(std::string(reason));
    item.set_version(VersionOf(plan_.etag()) + 1);
    *item.mutable_record_time() = ToTimestamp(now_);
    if (reorganisation_.has_annul_basis()) *item.mutable_basis() = reorganisation_.annul_basis();
  }

  const v1::Plan& plan_;
  const v1::Reorganisation& reorganisation_;
  const Facts& facts_;
  const absl::Time now_;
  v1::PlanRehomed& rehomed_;
};

}  // namespace

void UndoRehoming(const v1::Plan& plan, const internal::v1::RehomePlan& request,
                  const v1::Reorganisation& reorganisation, const Facts& facts, absl::Time now,
                  v1::PlanRehomed& rehomed) {
  rehomed.set_issuer_unit(plan.issuer_unit());
  Undo undo(plan, reorganisation, facts, now, rehomed);
  for (const RehomingItem& recorded : request.recorded()) undo.TakeBack(recorded);
}

}  // namespace phoihop::plan
