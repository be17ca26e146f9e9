#include "workflow/plan/made_tasks.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/plan/occurrences.h"
#include "workflow/plan/phrase_text.h"
#include "workflow/plan/shortened.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"
#include "workflow/task/fan_out.h"

namespace phoihop::plan {
namespace {

using v1::PlanItem;
using v1::ResponsibleParty;

void KeepFirst(std::vector<std::string>& units) {
  absl::flat_hash_set<std::string> seen;
  units.erase(std::remove_if(units.begin(), units.end(),
                             [&seen](const std::string& unit) { return !seen.insert(unit).second; }),
              units.end());
}

class Maker {
 public:
  Maker(const PlanItem& item, const v1::Plan& plan, const std::string& issuer_unit, const Facts& facts,
        absl::CivilDay today)
      : item_(item), plan_(plan), issuer_unit_(issuer_unit), facts_(facts), today_(today) {}

  absl::StatusOr<MadeTasks> Make() {
    MadeTasks made;
    absl::StatusOr<std::vector<std::string>> leads = Leads();
    if (!leads.ok()) return leads.status();
    absl::StatusOr<std::vector<Occurrence>> occurrences =
        OccurrencesOf(item_, plan_, today_, CalendarOf(plan_, facts_));
    if (!occurrences.ok()) return occurrences.status();
    if (occurrences->empty()) return made;
    const absl::StatusOr<std::vector<std::string>> holders = HoldersOf(*std::move(leads), made);
    if (!holders.ok()) return holders.status();
    for (const std::string& lead : *holders) {
      const absl::string_view unit = holders->size() > 1 ? LastSegment(lead) : absl::string_view();
      std::string previous, previous_report;
      for (const Occurrence& occurrence : *occurrences) {
        v1::Task& task = made.tasks.emplace_back(MakeTask(lead, NameOf(unit, occurrence), occurrence));
        if (occurrence.id.empty()) continue;
        std::string& before = occurrence.report ? previous_report : previous;
        task.set_previous_occurrence(before);
        task.set_overlap(item_.overlap());
        before = task.name();
      }
    }
    return made;
  }

  absl::StatusOr<MadeTasks> MakeAgain(const std::vector<Occurrence>& occurrences,
                                      const std::vector<Occurrence>& before) {
    MadeTasks made;
    absl::StatusOr<std::vector<std::string>> leads = Leads();
    if (!leads.ok()) return leads.status();
    const absl::StatusOr<std::vector<std::string>> holders = HoldersOf(*std::move(leads), made);
    if (!holders.ok()) return holders.status();
    for (const std::string& lead : *holders) {
      const absl::string_view unit = holders->size() > 1 ? LastSegment(lead) : absl::string_view();
      for (size_t i = 0; i < occurrences.size(); ++i) {
        v1::Task& task = made.tasks.emplace_back(MakeTask(lead, FreeName(unit, occurrences[i]), occurrences[i]));
        task.set_overlap(item_.overlap());
        if (!before[i].id.empty()) task.set_previous_occurrence(LastName(unit, before[i]));
      }
    }
    return made;
  }

 private:
  // Who has the tasks; of an item that is spread the wholes, and in `made` who has the parts.
  absl::StatusOr<std::vector<std::string>> HoldersOf(std::vector<std::string> leads, MadeTasks& made) {
    coordinators_ = Coordinators();
    if (!IsSpread(item_)) return leads;
    const std::string summing = Holder(item_.summing_unit());
    made.part_units = std::move(leads);
    // Who sums up has the whole.
    if (!summing.empty())
      made.part_units.erase(std::remove(made.part_units.begin(), made.part_units.end(), summing),
                            made.part_units.end());
    if (made.part_units.empty()) {
      return Error(v1::ERROR_REASON_PLAN_STATE,
                   absl::StrCat("item ", item_.ordinal(), " leaves no unit that would have a part; name its leads"));
    }
    return std::vector<std::string>{summing.empty() ? issuer_unit_ : summing};
  }

  std::string Holder(const std::string& unit) const {
    return unit.empty() ? std::string() : HolderOf(unit, facts_, today_);
  }

  absl::StatusOr<std::vector<std::string>> Leads() const {
    std::vector<std::string> leads;
    for (const ResponsibleParty& party : item_.leads()) {
      for (const std::string& unit : party.units()) {
        std::string holder = Holder(unit);
        if (holder.empty()) return facts_.directory().CheckAlive(unit, today_);
        leads.push_back(std::move(holder));
      }
      if (party.unit_set().empty()) continue;
      const std::vector<std::string> members = task::MembersOf(party.unit_set(), facts_.directory(), today_);
      if (members.empty()) {
        return Error(v1::ERROR_REASON_PLAN_STATE,
                     absl::StrCat("item ", item_.ordinal(), " is led by ", party.unit_set(),
                                  ", which has no members today; name its lead units"));
      }
      const absl::flat_hash_set<std::string> excluded = Excluded(party.excluded_units());
      std::copy_if(members.begin(), members.end(), std::back_inserter(leads),
                   [&](const std::string& unit) { return !excluded.contains(unit); });
    }
    const absl::flat_hash_set<std::string> excluded = Excluded(item_.fan_out().excluded_units());
    leads.erase(
        std::remove_if(leads.begin(), leads.end(), [&](const std::string& unit) { return excluded.contains(unit); }),
        leads.end());
    KeepFirst(leads);
    return leads;
  }

  // As they were named, and who holds their work today.
  absl::flat_hash_set<std::string> Excluded(const google::protobuf::RepeatedPtrField<std::string>& units) const {
    absl::flat_hash_set<std::string> excluded(units.begin(), units.end());
    for (const std::string& unit : units) excluded.insert(Holder(unit));
    return excluded;
  }

  // Coordinators never hold an item up: who cannot be told stays in the description, in the words of the plan.
  std::vector<std::string> Coordinators() const {
    std::vector<std::string> coordinators;
    for (const ResponsibleParty& party : item_.coordinators()) {
      for (const std::string& unit : party.units()) {
        std::string holder = Holder(unit);
        if (!holder.empty()) coordinators.push_back(std::move(holder));
      }
      if (party.unit_set().empty()) continue;
      const absl::flat_hash_set<std::string> excluded = Excluded(party.excluded_units());
      for (const std::string& unit : task::MembersOf(party.unit_set(), facts_.directory(), today_)) {
        if (!excluded.contains(unit)) coordinators.push_back(unit);
      }
    }
    KeepFirst(coordinators);
    return coordinators;
  }

  std::string NameWith(absl::string_view unit, const Occurrence& occurrence, absl::string_view suffix) const {
    return TaskName(*ProvinceOf(plan_.name()),
                    task::JoinedId({LastSegment(plan_.name()), LastSegment(item_.name()), unit,
                                    occurrence.report ? "bc" : "", occurrence.id, suffix}));
  }

  bool IsUsed(const std::string& name) const {
    return std::find(item_.tasks().begin(), item_.tasks().end(), name) != item_.tasks().end();
  }

  // `kh-2026-12-so-vhttdl-2026-11`; that of a whole is without a unit. One that was used before the plan was revised is
  // not used again.
  std::string NameOf(absl::string_view unit, const Occurrence& occurrence) const {
    std::string made = NameWith(unit, occurrence, "");
    return IsUsed(made) ? NameWith(unit, occurrence, absl::StrCat("sd", plan_.revision())) : made;
  }

  // `kh-2026-12-2026-11`, `kh-2026-12-2026-11-l2` when it is made for the second time.
  std::string FreeName(absl::string_view unit, const Occurrence& occurrence) const {
    std::string name = NameWith(unit, occurrence, "");
    for (int time = 2; IsUsed(name); ++time) name = NameWith(unit, occurrence, absl::StrCat("l", time));
    return name;
  }

  // Of the task that was made last; empty when none was.
  std::string LastName(absl::string_view unit, const Occurrence& occurrence) const {
    std::string last, name = NameWith(unit, occurrence, "");
    for (int time = 2; IsUsed(name); ++time) {
      last = std::exchange(name, NameWith(unit, occurrence, absl::StrCat("l", time)));
    }
    return last;
  }

  v1::FanOut FanOutOf() const {
    v1::FanOut fan_out;
    fan_out.set_rule(item_.fan_out().rule() == v1::COMPLETION_RULE_UNSPECIFIED ? v1::COMPLETION_RULE_ALL
                                                                               : item_.fan_out().rule());
    if (fan_out.rule() == v1::COMPLETION_RULE_QUORUM) fan_out.set_quorum(item_.fan_out().quorum());
    std::vector<std::string> excluded(item_.fan_out().excluded_units().begin(), item_.fan_out().excluded_units().end());
    for (const ResponsibleParty& party : item_.leads()) {
      for (const std::string& unit : party.units()) fan_out.add_units(Holder(unit));
      if (party.unit_set().empty()) continue;
      // The set that stands for it today.
      const v1::UnitSet* set = facts_.directory().FindUnitSet(party.unit_set());
      const bool replaced = set != nullptr && !Contains("", set->valid_to(), today_) && set->successor_sets_size() == 1;
      fan_out.add_unit_sets(replaced ? set->successor_sets(0) : party.unit_set());
      // What the item says of the whole of it counts more: who is left out of one set may come in by another lead.
      if (item_.has_fan_out()) continue;
      excluded.insert(excluded.end(), party.excluded_units().begin(), party.excluded_units().end());
    }
    KeepFirst(excluded);
    for (std::string& unit : excluded) *fan_out.add_excluded_units() = std::move(unit);
    return fan_out;
  }

  v1::Task MakeTask(const std::string& lead, const std::string& name, const Occurrence& occurrence) const {
    v1::Task task;
    task.set_name(name);
    task.set_title(TitleOf(item_, occurrence));
    task.set_description(DescriptionOf(item_));
    task.set_lead_unit(lead);
    for (const std::string& coordinator : coordinators_) {
      // A lead that is also named as coordinator is the lead.
      if (coordinator != lead && task.coordinator_units_size() < limits::kCoordinators) {
        task.add_coordinator_units(coordinator);
      }
    }
    task.set_issuer_unit(issuer_unit_);
    // Nobody approves what it did itself.
    task.set_approval_required(lead != issuer_unit_);
    task.set_product(item_.product());
    *task.mutable_evidence_slots() = item_.evidence_slots();
    task.set_plan(plan_.name());
    task.set_secrecy(plan_.secrecy());
    task.set_legal_nature(item_.legal_nature());
    task.set_calendar(plan_.calendar());
    task.set_plan_item(item_.name());
    task.set_plan_function(item_.function());
    // Of the whole plan, so they are not the task's own `function`: its own words come first when a unit is split.
    *task.mutable_plan_functions() = plan_.functions();
    task.set_occurrence(occurrence.id);
    if (IsSpread(item_)) *task.mutable_fan_out() = FanOutOf();
    SetBasis(item_, task);
    SetTimes(occurrence, task);
    return task;
  }

  static std::string TitleOf(const PlanItem& item, const Occurrence& occurrence) {
    const std::string label = occurrence.label.empty() ? "" : absl::StrCat(" (", occurrence.label, ")");
    const std::string text = occurrence.report ? absl::StrCat("Báo cáo: ", item.text()) : item.text();
    return absl::StrCat(Shortened(text, limits::kTitleBytes - label.size()), label);
  }

  // What the plan says in its own words, so that nothing of the row is lost.
  static std::string DescriptionOf(const PlanItem& item) {
    std::vector<std::string> lines;
    if (item.text().size() > limits::kTitleBytes) lines.push_back(item.text());
    if (!item.headings().empty()) lines.push_back(absl::StrCat("Đề mục: ", absl::StrJoin(item.headings(), " / ")));
    if (!item.deadline().text().empty()) lines.push_back(absl::StrCat("Thời hạn: ", item.deadline().text()));
    if (!item.coordinators().empty()) {
      lines.push_back(absl::StrCat(
          "Phối hợp: ", absl::StrJoin(item.coordinators(), "; ", [](std::string* out, const ResponsibleParty& party) {
            absl::StrAppend(out, party.text());
          })));
    }
    if (!item.note().empty()) lines.push_back(absl::StrCat("Ghi chú: ", item.note()));
    return Shortened(absl::StrJoin(lines, "\n"), limits::kDescriptionBytes);
  }

  void SetBasis(const PlanItem& item, v1::Task& task) const {
    if (plan_.basis().ByteSizeLong() > 0) *task.mutable_basis() = plan_.basis();
    if (plan_.number().empty()) return;
    task.mutable_basis()->set_instrument_number(plan_.number());
    if (task.basis().text().empty()) {
      task.mutable_basis()->set_text(
          Shortened(absl::StrCat(plan_.display_name(), ", nhiệm vụ ", item.ordinal()), limits::kExplanationBytes));
    }
  }

  static void SetTimes(const Occurrence& occurrence, v1::Task& task) {
    task.set_roll(occurrence.roll);
    if (occurrence.due_working_day.has_value()) *task.mutable_due_working_day() = *occurrence.due_working_day;
    if (occurrence.due.has_value()) task.set_requested_due_date(FormatDate(*occurrence.due));
    if (occurrence.starts.has_value()) *task.mutable_planned_issue_time() = ToTimestamp(StartOfDay(*occurrence.starts));
    task.set_awaited_event(occurrence.awaited_event);
    if (occurrence.awaited_period.has_value()) *task.mutable_awaited_period() = *occurrence.awaited_period;
  }

  const PlanItem& item_;
  const v1::Plan& plan_;
  const std::string& issuer_unit_;
  const Facts& facts_;
  const absl::CivilDay today_;
  std::vector<std::string> coordinators_;
};

}  // namespace

std::string HolderOf(const std::string& unit, const Facts& facts, absl::CivilDay today) {
  if (facts.directory().IsAlive(unit, today)) return unit;
  const v1::ResolveSuccessorsResponse successors = facts.directory().ResolveSuccessors(unit, today);
  const bool one = successors.outcome() == v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE;
  return one ? successors.holders(0).unit() : "";
}

bool IsSpread(const PlanItem& item) {
  int units = 0;
  for (const ResponsibleParty& party : item.leads()) {
    if (!party.unit_set().empty()) return true;
    units += party.units_size();
  }
  return units > 1 && (item.has_fan_out() || !item.summing_unit().empty());
}

absl::StatusOr<MadeTasks> TasksOf(const PlanItem& item, const v1::Plan& plan, const std::string& issuer_unit,
                                  const Facts& facts, absl::CivilDay today) {
  return Maker(item, plan, issuer_unit, facts, today).Make();
}

absl::StatusOr<MadeTasks> TasksAgain(const PlanItem& item, const v1::Plan& plan, const std::string& issuer_unit,
                                     const Facts& facts, absl::CivilDay today,
                                     const std::vector<Occurrence>& occurrences,
                                     const std::vector<Occurrence>& before) {
  return Maker(item, plan, issuer_unit, facts, today).MakeAgain(occurrences, before);
}

bool IsSameEvent(absl::string_view a, absl::string_view b) { return FoldText(a) == FoldText(b); }

const v1::PlanEvent* FindEvent(const v1::Plan& plan, absl::string_view event) {
  for (const v1::PlanEvent& known : plan.events()) {
    if (IsSameEvent(known.event(), event)) return &known;
  }
  return nullptr;
}

}  // namespace phoihop::plan
