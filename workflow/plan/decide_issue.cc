#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/limits.h"
#include "workflow/plan/decide.h"
#include "workflow/plan/occurrences.h"
#include "workflow/plan/plan.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::plan {
namespace {

using google::protobuf::RepeatedPtrField;
using v1::PlanItem;
using v1::ResponsibleParty;

bool IsSystem(const v1::Actor& actor) { return actor.unit().empty() && !actor.system().empty(); }

// At most `limit` bytes, cut between characters, with "…" where something is left out.
std::string Shortened(absl::string_view text, size_t limit) {
  constexpr absl::string_view kEllipsis = "…";
  if (text.size() <= limit) return std::string(text);
  size_t end = limit - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), kEllipsis);
}

// FNV-1a, 64 bits: only to keep the ids of long names apart, within one plan.
std::string ShortHash(absl::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (unsigned char c : text) hash = (hash ^ c) * 0x100000001b3;
  return absl::StrFormat("%016x", hash);
}

// `kh-2026-12-so-vhttdl-2026-11`; shortened with a hash when it would be longer than an id may be.
std::string TaskId(absl::string_view plan, absl::string_view item, absl::string_view unit,
                   const Occurrence& occurrence) {
  std::vector<absl::string_view> parts = {plan, item};
  if (!unit.empty()) parts.push_back(unit);
  if (occurrence.report) parts.push_back("bc");
  if (!occurrence.id.empty()) parts.push_back(occurrence.id);
  const std::string id = absl::StrJoin(parts, "-");
  if (id.size() <= kMaxIdBytes) return id;
  const std::string hash = ShortHash(id);
  return absl::StrCat(id.substr(0, kMaxIdBytes - hash.size() - 1), "-", hash);
}

// The unit itself while it lives, else who holds all of its work; empty when nobody does.
std::string HolderOf(const std::string& unit, const Facts& facts, absl::CivilDay today) {
  if (facts.directory().IsAlive(unit, today)) return unit;
  const v1::ResolveSuccessorsResponse successors = facts.directory().ResolveSuccessors(unit, today);
  const bool one = successors.outcome() == v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE;
  return one ? successors.holders(0).unit() : "";
}

class Issuer {
 public:
  // `issuer_unit` holds the work of the plan's issuer today.
  Issuer(const v1::Plan& plan, std::string issuer_unit, const Facts& facts, const Context& context)
      : plan_(plan),
        issuer_unit_(std::move(issuer_unit)),
        facts_(facts),
        context_(context),
        today_(DayOf(context.now)) {}

  absl::Status Issue(const PlanItem& item) {
    absl::StatusOr<std::vector<std::string>> leads = LeadsOf(item);
    if (!leads.ok()) return leads.status();
    absl::StatusOr<std::vector<Occurrence>> occurrences = OccurrencesOf(item, plan_, today_);
    if (!occurrences.ok()) return occurrences.status();
    // A rhythm that never falls due within the plan's period: the item stays as it is.
    if (occurrences->empty()) return absl::OkStatus();
    const std::vector<std::string> coordinators = CoordinatorsOf(item);
    PlanItem& issued = *issued_.add_items();
    issued = item;
    issued.set_state(PlanItem::STATE_ISSUED);
    for (const std::string& lead : *leads) {
      for (const Occurrence& occurrence : *occurrences) {
        v1::Task task = MakeTask(item, lead, leads->size() > 1, coordinators, occurrence);
        issued.add_tasks(task.name());
        if (absl::Status added = Add(item, task); !added.ok()) return added;
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Decision> Finish() && {
    if (issued_.items().empty()) return NothingToIssue();
    const auto open = std::count_if(plan_.items().begin(), plan_.items().end(),
                                    [](const PlanItem& item) { return item.state() != PlanItem::STATE_ISSUED; });
    issued_.set_plan_state(open == issued_.items_size() ? v1::Plan::STATE_ISSUED : v1::Plan::STATE_PARTLY_ISSUED);
    v1::Event event;
    event.set_subject(plan_.name());
    event.set_type("plan.issued");
    *event.mutable_basis() = plan_.basis();
    *event.mutable_time() = ToTimestamp(context_.now);
    if (issued_.plan_state() != plan_.state()) {
      v1::FieldChange& change = *event.add_changes();
      change.set_field("state");
      change.set_before(StateName(plan_.state()));
      change.set_after(StateName(issued_.plan_state()));
    }
    *event.mutable_plan_issued() = std::move(issued_);
    Decision decision;
    decision.events.push_back(std::move(event));
    std::move(tasks_.begin(), tasks_.end(), std::back_inserter(decision.events));
    return decision;
  }

 private:
  static const char* StateName(v1::Plan::State state) {
    switch (state) {
      case v1::Plan::STATE_PARTLY_ISSUED:
        return "PARTLY_ISSUED";
      case v1::Plan::STATE_ISSUED:
        return "ISSUED";
      default:
        return "DRAFT";
    }
  }

  absl::Status NothingToIssue() const {
    std::vector<std::string> asked;
    for (const PlanItem& item : plan_.items()) {
      if (item.state() == PlanItem::STATE_ASKED) asked.push_back(item.ordinal());
    }
    if (asked.empty()) {
      return Error(v1::ERROR_REASON_PLAN_STATE, "nothing of the plan is left to issue within its period");
    }
    return Error(v1::ERROR_REASON_PLAN_STATE,
                 absl::StrCat("nothing is ready to be issued; answer the questions of items ",
                              Shortened(absl::StrJoin(asked, ", "), limits::kNotationBytes)));
  }

  std::string HolderOf(const std::string& unit) const { return plan::HolderOf(unit, facts_, today_); }

  // The set named by a party, or the one that took its place since the import.
  std::vector<std::string> MembersOf(const std::string& name) const {
    const v1::UnitSet* set = facts_.directory().FindUnitSet(name);
    if (set != nullptr && !Contains("", set->valid_to(), today_) && set->successor_sets_size() == 1) {
      return facts_.directory().SetMembers(set->successor_sets(0), today_);
    }
    return facts_.directory().SetMembers(name, today_);
  }

  absl::StatusOr<std::vector<std::string>> LeadsOf(const PlanItem& item) const {
    std::vector<std::string> leads;
    for (const ResponsibleParty& party : item.leads()) {
      for (const std::string& unit : party.units()) {
        std::string holder = HolderOf(unit);
        if (holder.empty()) return facts_.directory().CheckAlive(unit, today_);
        leads.push_back(std::move(holder));
      }
      if (party.unit_set().empty()) continue;
      const std::vector<std::string> members = MembersOf(party.unit_set());
      if (members.empty()) {
        return Error(v1::ERROR_REASON_PLAN_STATE, absl::StrCat("item ", item.ordinal(), " is led by ", party.unit_set(),
                                                               ", which has no members today; name its lead units"));
      }
      leads.insert(leads.end(), members.begin(), members.end());
    }
    KeepFirst(leads);
    return leads;
  }

  // Coordinators never hold an item up: who cannot be told stays in the description, in the words of the plan.
  std::vector<std::string> CoordinatorsOf(const PlanItem& item) const {
    std::vector<std::string> coordinators;
    for (const ResponsibleParty& party : item.coordinators()) {
      for (const std::string& unit : party.units()) {
        std::string holder = HolderOf(unit);
        if (!holder.empty()) coordinators.push_back(std::move(holder));
      }
      if (party.unit_set().empty()) continue;
      const std::vector<std::string> members = MembersOf(party.unit_set());
      coordinators.insert(coordinators.end(), members.begin(), members.end());
    }
    KeepFirst(coordinators);
    return coordinators;
  }

  static void KeepFirst(std::vector<std::string>& units) {
    absl::flat_hash_set<std::string> seen;
    units.erase(std::remove_if(units.begin(), units.end(),
                               [&seen](const std::string& unit) { return !seen.insert(unit).second; }),
                units.end());
  }

  v1::Task MakeTask(const PlanItem& item, const std::string& lead, bool several_leads,
                    const std::vector<std::string>& coordinators, const Occurrence& occurrence) const {
    v1::Task task;
    const absl::string_view unit = several_leads ? LastSegment(lead) : absl::string_view();
    task.set_name(TaskName(*ProvinceOf(plan_.name()),
                           TaskId(LastSegment(plan_.name()), LastSegment(item.name()), unit, occurrence)));
    task.set_title(TitleOf(item, occurrence));
    task.set_description(DescriptionOf(item));
    task.set_lead_unit(lead);
    for (const std::string& coordinator : coordinators) {
      // A lead that is also named as coordinator is the lead.
      if (coordinator != lead && task.coordinator_units_size() < limits::kCoordinators) {
        task.add_coordinator_units(coordinator);
      }
    }
    task.set_issuer_unit(issuer_unit_);
    // Nobody approves what it did itself.
    task.set_approval_required(lead != issuer_unit_);
    task.set_product(item.product());
    task.set_plan(plan_.name());
    task.set_plan_item(item.name());
    // Of the whole plan, so they are not the task's own `function`: its own words come first when a unit is split.
    *task.mutable_plan_functions() = plan_.functions();
    task.set_occurrence(occurrence.id);
    SetBasis(item, task);
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
    if (occurrence.due.has_value()) task.set_requested_due_date(FormatDate(*occurrence.due));
    if (occurrence.starts.has_value()) *task.mutable_planned_issue_time() = ToTimestamp(StartOfDay(*occurrence.starts));
    task.set_awaited_event(occurrence.awaited_event);
    if (occurrence.awaited_period.has_value()) *task.mutable_awaited_period() = *occurrence.awaited_period;
  }

  absl::Status Add(const PlanItem& item, const v1::Task& task) {
    if (++task_count_ > kMaxTasksPerIssue) {
      return Error(v1::ERROR_REASON_TOO_LARGE,
                   absl::StrCat("issuing the plan would make more than ", kMaxTasksPerIssue,
                                " tasks; import it as several plans, or give long rhythms a reporting rhythm"));
    }
    if (!names_.insert(task.name()).second) {
      return Error(v1::ERROR_REASON_INTERNAL, absl::StrCat("two tasks of the plan would be called ", task.name()));
    }
    absl::StatusOr<Decision> made = task::DecideNew(task, /*issue=*/true, facts_, context_);
    if (!made.ok()) {
      return Error(ReasonOf(made.status()), absl::StrCat("item ", item.ordinal(), ": ", made.status().message()));
    }
    std::move(made->events.begin(), made->events.end(), std::back_inserter(tasks_));
    return absl::OkStatus();
  }

  const v1::Plan& plan_;
  const std::string issuer_unit_;
  const Facts& facts_;
  const Context& context_;
  const absl::CivilDay today_;
  v1::PlanIssued issued_;
  std::vector<v1::Event> tasks_;
  absl::flat_hash_set<std::string> names_;
  size_t task_count_ = 0;
};

}  // namespace

absl::StatusOr<Decision> DecideIssue(const v1::Plan& state, const v1::IssuePlanRequest& request, const Facts& facts,
                                     const Context& context) {
  const std::string issuer_unit = state.name().empty() ? "" : HolderOf(state.issuer_unit(), facts, DayOf(context.now));
  const bool may = IsSystem(context.actor) || (!issuer_unit.empty() && context.actor.unit() == issuer_unit);
  if (!may) {
    // Said before it is said whether the plan exists.
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "only the unit that issues a plan may do this; act for that unit");
  }
  if (absl::Status exists = CheckExists(state, request.etag()); !exists.ok()) return exists;
  if (issuer_unit.empty()) return facts.directory().CheckAlive(state.issuer_unit(), DayOf(context.now));
  Issuer issuer(state, issuer_unit, facts, context);
  for (const PlanItem& item : state.items()) {
    if (item.state() != PlanItem::STATE_READY) continue;
    if (absl::Status issued = issuer.Issue(item); !issued.ok()) return issued;
  }
  return std::move(issuer).Finish();
}

}  // namespace phoihop::plan
