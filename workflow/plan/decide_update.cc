#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/decide.h"
#include "workflow/plan/understand.h"

namespace phoihop::plan {
namespace {

using google::protobuf::RepeatedPtrField;
using v1::PlanItem;
using v1::ResponsibleParty;

// Parties that one answer may name.
constexpr int kMaxParties = 300;

class Answer {
 public:
  Answer(const v1::Plan& plan, PlanItem item, const Facts& facts, absl::CivilDay today)
      : plan_(plan), item_(std::move(item)), facts_(facts), today_(today) {}

  void SetParties(absl::string_view field, const RepeatedPtrField<ResponsibleParty>& given) {
    const bool lead = field == "leads";
    if (lead && given.empty()) Violation(field, "name at least one unit or unit set");
    if (given.size() > kMaxParties) return Violation(field, absl::StrCat("at most ", kMaxParties, " entries"));
    RepeatedPtrField<ResponsibleParty> parties;
    for (int i = 0; i < given.size(); ++i) CheckParty(absl::StrCat(field, "[", i, "]"), given[i], *parties.Add());
    (lead ? item_.mutable_leads() : item_.mutable_coordinators())->Swap(&parties);
    RemoveQuestions(lead ? "lead" : "coordinators");
  }

  absl::Status SetDeadline(const v1::PlanDeadline& given) {
    const DeadlineSettings settings = DeadlineSettingsOf(plan_);
    std::vector<std::string> dates(given.dates().begin(), given.dates().end());
    if (dates.empty() && !given.nominal_due_date().empty()) dates.push_back(given.nominal_due_date());
    if (!dates.empty()) {
      absl::StatusOr<v1::PlanDeadline> deadline = DeadlineFromDates(dates, settings, facts_.calendar());
      if (!deadline.ok()) return deadline.status();
      if (!given.text().empty()) deadline->set_text(given.text());
      *item_.mutable_deadline() = *std::move(deadline);
    } else {
      DeadlineReading reading = ReadDeadline(given.text(), item_.product(), settings, facts_.calendar());
      if (!reading.question.empty()) {
        Violation("deadline.text",
                  absl::StrCat("'", Excerpt(given.text()), "' was not understood: ", reading.question));
        return absl::OkStatus();
      }
      *item_.mutable_deadline() = std::move(reading.deadline);
    }
    RemoveQuestions("deadline");
    return absl::OkStatus();
  }

  void Violation(absl::string_view field, std::string description) {
    violations_.push_back({absl::StrCat("item.", field), std::move(description)});
  }

  absl::StatusOr<PlanItem> Finish() && {
    if (!violations_.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations_);
    item_.set_state(StateFromQuestions(item_));
    return std::move(item_);
  }

 private:
  void CheckParty(const std::string& field, const ResponsibleParty& given, ResponsibleParty& party) {
    const organisation::Directory& directory = facts_.directory();
    std::vector<std::string> names;
    if (given.units().empty() == given.unit_set().empty()) {
      return Violation(field, "name either units or a unit_set");
    }
    for (const std::string& unit : given.units()) {
      const absl::Status alive = directory.CheckAlive(unit, today_);
      if (!alive.ok()) return Violation(absl::StrCat(field, ".units"), std::string(alive.message()));
      party.add_units(unit);
      names.push_back(directory.DisplayName(unit, today_));
    }
    if (!given.unit_set().empty()) {
      const v1::UnitSet* set = directory.FindUnitSet(given.unit_set());
      if (set == nullptr || !Contains("", set->valid_to(), today_)) {
        return Violation(absl::StrCat(field, ".unit_set"),
                         absl::StrCat("'", Excerpt(given.unit_set()), "' is not a unit set of today"));
      }
      party.set_unit_set(set->name());
      names.push_back(set->display_name());
    }
    party.set_status(ResponsibleParty::STATUS_UNDERSTOOD);
    party.set_explanation(absl::StrJoin(names, "; "));
    party.set_text(given.text().empty() ? party.explanation() : given.text());
    *party.mutable_former_names() = given.former_names();
  }

  void RemoveQuestions(absl::string_view field) {
    auto& questions = *item_.mutable_questions();
    questions.erase(std::remove_if(questions.begin(), questions.end(),
                                   [field](const v1::PlanQuestion& question) { return question.field() == field; }),
                    questions.end());
  }

  const v1::Plan& plan_;
  PlanItem item_;
  const Facts& facts_;
  const absl::CivilDay today_;
  std::vector<FieldViolation> violations_;
};

std::string StateName(PlanItem::State state) {
  switch (state) {
    case PlanItem::STATE_READY:
      return "READY";
    case PlanItem::STATE_ISSUED:
      return "ISSUED";
    default:
      return "ASKED";
  }
}

absl::StatusOr<const PlanItem*> FindItem(const v1::Plan& plan, const std::string& name) {
  for (const PlanItem& item : plan.items()) {
    if (item.name() != name) continue;
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

  Answer answer(state, **known, facts, DayOf(context.now));
  if (request.update_mask().paths().empty()) {
    return Error(v1::ERROR_REASON_INVALID_FIELD,
                 "update_mask is required: leads, coordinators or deadline, whichever is answered");
  }
  for (const std::string& path : request.update_mask().paths()) {
    if (path == "leads") {
      answer.SetParties(path, request.item().leads());
    } else if (path == "coordinators") {
      answer.SetParties(path, request.item().coordinators());
    } else if (path == "deadline") {
      if (absl::Status set = answer.SetDeadline(request.item().deadline()); !set.ok()) return set;
    } else {
      answer.Violation(Excerpt(path), "cannot be changed; only leads, coordinators and deadline can");
    }
  }
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
  *event.mutable_plan_item_updated()->mutable_item() = *std::move(item);
  return decision;
}

}  // namespace phoihop::plan
