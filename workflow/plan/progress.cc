#include "workflow/plan/progress.h"

#include <map>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"

namespace phoihop::plan {
namespace {

using v1::SummarisePlansRequest;
using Group = v1::SummarisePlansResponse::Group;

void Add(const v1::ProgressCounts& counts, v1::ProgressCounts& sum) {
  const auto& reflection = *sum.GetReflection();
  for (int i = 0; i < sum.GetDescriptor()->field_count(); ++i) {
    const auto* field = sum.GetDescriptor()->field(i);
    reflection.SetInt32(&sum, field, reflection.GetInt32(sum, field) + reflection.GetInt32(counts, field));
  }
}

std::string FunctionText(const std::string& function, const Facts& facts) {
  for (const v1::Function& known : facts.data().functions()) {
    if (known.name() == function) return known.display_name();
  }
  return function.empty() ? "(chưa gắn chức năng)" : function;
}

// The groups of one answer, in the order in which they are first asked for.
class Groups {
 public:
  Groups(SummarisePlansRequest::GroupBy group_by, const Facts& facts, absl::CivilDay today)
      : group_by_(group_by), facts_(facts), today_(today) {}

  // `item` is null for tasks of an item that the plan does not have any more.
  Group& Of(const v1::Plan& plan, const v1::PlanItem* item, const std::string& unit) {
    const v1::PlanItem& of = item == nullptr ? v1::PlanItem::default_instance() : *item;
    Group group;
    std::string key;
    switch (group_by_) {
      case SummarisePlansRequest::GROUP_BY_HEADING:
        group.set_key(plan.name());
        group.set_display_name(of.headings().empty() ? plan.display_name() : of.headings(of.headings_size() - 1));
        *group.mutable_headings() = of.headings();
        key = absl::StrCat(plan.name(), "\n", absl::StrJoin(of.headings(), "\n"));
        break;
      case SummarisePlansRequest::GROUP_BY_ITEM:
        group.set_key(of.name());
        group.set_display_name(item == nullptr ? plan.display_name() : absl::StrCat(of.ordinal(), ". ", of.text()));
        key = item == nullptr ? plan.name() : of.name();
        break;
      case SummarisePlansRequest::GROUP_BY_UNIT:
        group.set_key(unit);
        group.set_display_name(facts_.directory().DisplayName(unit, today_));
        key = unit;
        break;
      case SummarisePlansRequest::GROUP_BY_FUNCTION:
        group.set_key(of.function());
        group.set_display_name(FunctionText(of.function(), facts_));
        key = of.function();
        break;
      default:
        group.set_key(plan.name());
        group.set_display_name(plan.display_name());
        key = plan.name();
    }
    const auto [place, fresh] = places_.try_emplace(key, groups_.size());
    if (fresh) groups_.push_back(std::move(group));
    return groups_[place->second];
  }

  // By unit and function in the order of keys; else as they came.
  void MoveTo(v1::SummarisePlansResponse& response) && {
    const bool by_name =
        group_by_ == SummarisePlansRequest::GROUP_BY_UNIT || group_by_ == SummarisePlansRequest::GROUP_BY_FUNCTION;
    if (by_name) {
      for (const auto& [key, place] : places_) *response.add_groups() = std::move(groups_[place]);
    } else {
      for (Group& group : groups_) *response.add_groups() = std::move(group);
    }
  }

 private:
  const SummarisePlansRequest::GroupBy group_by_;
  const Facts& facts_;
  const absl::CivilDay today_;
  std::vector<Group> groups_;
  std::map<std::string, size_t> places_;
};

}  // namespace

v1::SummarisePlansResponse Summarise(const Progress& progress, SummarisePlansRequest::GroupBy group_by,
                                     const Facts& facts, absl::CivilDay today) {
  v1::SummarisePlansResponse response;
  Groups groups(group_by, facts, today);
  absl::flat_hash_map<std::string, const v1::Plan*> plans;
  absl::flat_hash_map<std::string, const v1::PlanItem*> items;
  for (const v1::Plan& plan : progress.plans) {
    plans[plan.name()] = &plan;
    for (const v1::PlanItem& item : plan.items()) {
      items[item.name()] = &item;
      // By unit, an item that is not issued belongs to nobody yet.
      if (group_by == SummarisePlansRequest::GROUP_BY_UNIT) continue;
      Group& group = groups.Of(plan, &item, "");
      const bool waits = item.state() == v1::PlanItem::STATE_ASKED || item.state() == v1::PlanItem::STATE_READY;
      if (waits) group.set_items_not_issued(group.items_not_issued() + 1);
    }
  }
  for (const ProgressCount& count : progress.counts) {
    const auto plan = plans.find(count.plan);
    const auto item = items.find(count.item);
    v1::Plan unknown;
    unknown.set_name(count.plan);
    Group& group = groups.Of(plan == plans.end() ? unknown : *plan->second,
                             item == items.end() ? nullptr : item->second, count.lead_unit);
    Add(count.counts, *group.mutable_counts());
    Add(count.counts, *response.mutable_total());
  }
  std::move(groups).MoveTo(response);
  return response;
}

}  // namespace phoihop::plan
