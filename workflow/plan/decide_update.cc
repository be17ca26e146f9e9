#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/decide.h"
#include "workflow/plan/item_answer.h"
#include "workflow/plan/plan_answers.h"

namespace phoihop::plan {
namespace {

using v1::PlanItem;

std::string StateName(PlanItem::State state) {
  switch (state) {
    case PlanItem::STATE_READY:
      return "READY";
    case PlanItem::STATE_ISSUED:
      return "ISSUED";
    case PlanItem::STATE_WITHDRAWN:
      return "WITHDRAWN";
    default:
      return "ASKED";
  }
}

absl::StatusOr<const PlanItem*> FindItem(const v1::Plan& plan, const std::string& name) {
  for (const PlanItem& item : plan.items()) {
    if (item.name() != name) continue;
    if (item.state() == PlanItem::STATE_WITHDRAWN) {
      return Error(v1::ERROR_REASON_ITEM_ISSUED,
                   absl::StrCat("item ", item.ordinal(), " was taken out of the plan by a revision"));
    }
    if (item.state() != PlanItem::STATE_ISSUED) return &item;
    return Error(v1::ERROR_REASON_ITEM_ISSUED,
                 absl::StrCat("item ", item.ordinal(), " was issued as ", item.tasks_size(),
                              " tasks; change those tasks (hand over, revoke, reissue) instead"));
  }
  return Error(v1::ERROR_REASON_NOT_FOUND, absl::StrCat("there is no item ", Excerpt(name), " in the plan"));
}

}  // namespace

absl::StatusOr<Decision> DecideUpdateItem(const v1::Plan& state, const v1::UpdatePlanItemRequest& request,
                                          const Facts& facts, const Context& context) {
  if (absl::Status exists = CheckExists(state, request.etag()); !exists.ok()) return exists;
  absl::StatusOr<const PlanItem*> known = FindItem(state, request.item().name());
  if (!known.ok()) return known.status();

  if (request.update_mask().paths().empty()) {
    return Error(v1::ERROR_REASON_INVALID_FIELD,
                 absl::StrCat("update_mask is required: any of ", absl::StrJoin(kAnswerPaths, ", ")));
  }
  ItemAnswer answer(state, **known, facts, DayOf(context.now));
  const std::vector<std::string> paths(request.update_mask().paths().begin(), request.update_mask().paths().end());
  for (const std::string& path : paths) answer.Set(path, request.item());
  absl::StatusOr<PlanItem> item = std::move(answer).Finish();
  if (!item.ok()) return item.status();

  Decision decision;
  if (item->SerializeAsString() == (*known)->SerializeAsString()) return decision;
  v1::Event& event = decision.events.emplace_back();
  event.set_subject(state.name());
  event.set_type("plan.item_updated");
  *event.mutable_time() = ToTimestamp(context.now);
  v1::FieldChange& change = *event.add_changes();
  change.set_field(absl::StrCat("items/", item->ordinal(), ".state"));
  change.set_before(StateName((*known)->state()));
  change.set_after(StateName(item->state()));
  std::vector<v1::PlanAnswer> answers = AnswersIn(state, **known, *item, paths, facts, context);
  for (v1::PlanAnswer& remembered : answers) {
    if (remembered.field() == "deadline") remembered.mutable_deadline()->set_text(request.item().deadline().text());
    *event.mutable_plan_item_updated()->add_answers() = std::move(remembered);
  }
  *event.mutable_plan_item_updated()->mutable_item() = *std::move(item);
  return decision;
}

}  // namespace phoihop::plan
