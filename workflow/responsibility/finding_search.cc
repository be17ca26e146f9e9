#include "workflow/responsibility/finding_search.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/responsibility/citation.h"

namespace phoihop::responsibility {
namespace {

class Days {
 public:
  Days(absl::CivilDay from, absl::CivilDay to) : from_(from), to_(to) { days_.insert(from); }

  void Add(absl::string_view date) {
    if (date.empty()) return;
    const auto day = ParseDate(date);
    if (day.ok() && from_ < *day && *day < to_) days_.insert(*day);
  }
  void Add(absl::string_view from, absl::string_view to) {
    Add(from);
    Add(to);
  }
  // The day after: of a last day.
  void AddEnd(absl::string_view date) {
    const auto day = ParseDate(date);
    if (day.ok() && from_ < *day + 1 && *day + 1 < to_) days_.insert(*day + 1);
  }
  std::set<absl::CivilDay> Take() { return std::move(days_); }

 private:
  const absl::CivilDay from_, to_;
  std::set<absl::CivilDay> days_;
};

void AddOrganisation(const internal::v1::ReferenceData& data, Days& days) {
  for (const v1::Unit& unit : data.units()) {
    for (const v1::UnitVersion& version : unit.versions()) days.Add(version.valid_from(), version.valid_to());
    for (const v1::UnitRelation& relation : unit.relations()) days.Add(relation.valid_from(), relation.valid_to());
  }
  for (const v1::UnitSet& set : data.unit_sets()) days.Add(set.valid_from(), set.valid_to());
  for (const v1::Reorganisation& reorganisation : data.reorganisations()) days.Add(reorganisation.effective_date());
}

void AddResponsibilities(const internal::v1::ReferenceData& data, Days& days) {
  for (const v1::Function& function : data.functions()) days.Add(function.valid_from(), function.valid_to());
  for (const v1::Duty& duty : data.duties()) {
    for (const v1::Duty::Holder& holder : duty.holders()) days.Add(holder.valid_from(), holder.valid_to());
  }
  for (const v1::Instrument& instrument : data.instruments()) {
    days.Add(instrument.issue_date(), instrument.effective_date());
    days.Add(instrument.expiry_date());
    for (const auto& relation : instrument.relations()) days.Add(relation.valid_from(), relation.valid_to());
  }
}

void AddPlans(const std::vector<const v1::Plan*>& plans, Days& days) {
  for (const v1::Plan* plan : plans) {
    days.Add(plan->document_date(), plan->period_start_date());
    days.AddEnd(plan->period_end_date());
  }
}

}  // namespace

FindingSearch::FindingSearch(const FindingQuestion& question)
    : question_(question), instruments_(question.directory.data()) {
  CollectFunctions();
  if (Wants(v1::FINDING_KIND_DUPLICATE_ITEM)) duplicates_ = FindDuplicateItems(question.plans, question.directory);
  if (Wants(v1::FINDING_KIND_NO_RESULT_MEASURE)) CollectUnmeasured();
}

bool FindingSearch::Wants(v1::FindingKind kind) const {
  const auto& kinds = question_.kinds;
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool FindingSearch::WantsOneOf(std::initializer_list<v1::FindingKind> kinds) const {
  return std::any_of(kinds.begin(), kinds.end(), [this](v1::FindingKind kind) { return Wants(kind); });
}

void FindingSearch::CollectFunctions() {
  const internal::v1::ReferenceData& data = question_.directory.data();
  std::map<std::string, FunctionEntry> by_key;
  std::set<absl::string_view> parents;
  for (const v1::Function& function : data.functions()) {
    FunctionEntry& entry = by_key[function.name()];
    entry.function = &function;
    entry.text = function.display_name();
    if (!function.parent().empty()) parents.insert(function.parent());
  }
  for (const v1::Duty& duty : data.duties()) {
    FunctionEntry& entry = by_key[duty.function_name().empty() ? duty.name() : duty.function_name()];
    if (entry.text.empty()) entry.text = duty.function();
    entry.duties.push_back(&duty);
  }
  for (auto& [key, entry] : by_key) {
    entry.key = key;
    entry.is_branch = entry.duties.empty() && parents.contains(key);
    std::sort(entry.duties.begin(), entry.duties.end(),
              [](const v1::Duty* a, const v1::Duty* b) { return a->name() < b->name(); });
    functions_.push_back(std::move(entry));
  }
}

void FindingSearch::CollectUnmeasured() {
  for (const v1::Plan* plan : question_.plans) {
    for (const v1::PlanItem& item : plan->items()) {
      if (!responsibility::IsMeasured(item)) unmeasured_.insert(&item);
    }
  }
}

std::vector<const v1::Instrument*> FindingSearch::Cited(const v1::Citation& citation) const {
  const auto [entry, fresh] = cited_.try_emplace(&citation);
  if (!fresh) return entry->second;
  std::vector<const v1::Instrument*> cited;
  const auto add = [&](const v1::Instrument* instrument) {
    if (instrument != nullptr && std::find(cited.begin(), cited.end(), instrument) == cited.end()) {
      cited.push_back(instrument);
    }
  };
  if (!citation.instrument_number().empty()) add(instruments_.ByNumber(citation.instrument_number()));
  const v1::ResolveCitationResponse read = ReadCitation(citation.text());
  for (const v1::ResolvedCitation& part : read.citations()) {
    add(instruments_.ByNumber(part.citation().instrument_number()));
  }
  cited_[&citation] = cited;
  return cited;
}

std::vector<const v1::Plan*> FindingSearch::PlansOn(absl::CivilDay day) const {
  std::vector<const v1::Plan*> plans;
  for (const v1::Plan* plan : question_.plans) {
    if (IsInForce(*plan, day, day + 1)) plans.push_back(plan);
  }
  return plans;
}

std::vector<v1::Finding> FindingSearch::On(absl::CivilDay date) const {
  const FindingDay day(question_.directory, date);
  FindingWriter writer(*this, day);
  FindGapsAndOverlaps(*this, day, writer);
  FindRoleConflicts(*this, day, writer);
  FindAbsentHolders(*this, day, writer);
  FindWeakBases(*this, day, writer);
  FindInItems(*this, day, writer);
  std::vector<v1::Finding> found = std::move(writer.found());
  std::sort(found.begin(), found.end(), [](const v1::Finding& a, const v1::Finding& b) {
    return std::make_tuple(a.kind(), absl::string_view(a.name())) <
           std::make_tuple(b.kind(), absl::string_view(b.name()));
  });
  // Who is named twice in one place is found once.
  found.erase(std::unique(found.begin(), found.end(),
                          [](const v1::Finding& a, const v1::Finding& b) { return a.name() == b.name(); }),
              found.end());
  return found;
}

std::set<absl::CivilDay> FindingSearch::DaysOfChange(absl::CivilDay from, absl::CivilDay to) const {
  Days days(from, to);
  AddOrganisation(question_.directory.data(), days);
  AddResponsibilities(question_.directory.data(), days);
  AddPlans(question_.plans, days);
  return days.Take();
}

}  // namespace phoihop::responsibility
