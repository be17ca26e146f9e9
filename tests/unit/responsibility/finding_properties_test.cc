// Findings of random provinces: what the definitions say, place by place and day by day, is what is found.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/directory.h"
#include "workflow/responsibility/finding.h"

namespace phoihop::responsibility {
namespace {

using internal::v1::ReferenceData;

constexpr absl::CivilDay kFirst(2026, 1, 1);
constexpr int kDays = 16;

int Pick(int from, int to) { return *rc::gen::inRange(from, to); }
bool OneIn(int n) { return Pick(0, n) == 0; }
std::string DayOrNone(int n) { return OneIn(n) ? "" : FormatDate(kFirst + Pick(0, kDays)); }

// An interval of days, open at either end more often than not.
template <typename Thing>
void Bound(Thing& thing) {
  if (OneIn(2)) thing.set_valid_from(DayOrNone(3));
  if (OneIn(2)) thing.set_valid_to(DayOrNone(3));
}

std::string U(const std::string& id) { return absl::StrCat("provinces/p/units/", id); }

void AddUnit(ReferenceData& data, const std::string& id, v1::UnitKind kind, v1::UnitLevel level) {
  v1::Unit* unit = data.add_units();
  unit->set_name(U(id));
  v1::UnitVersion* version = unit->add_versions();
  version->set_display_name(id);
  version->set_kind(kind);
  version->set_level(level);
  Bound(*version);
}

std::vector<std::string> Names(const ReferenceData& data, bool sets) {
  std::vector<std::string> names;
  for (const v1::Unit& unit : data.units()) names.push_back(unit.name());
  for (const v1::UnitSet& set : data.unit_sets()) {
    if (sets) names.push_back(set.name());
  }
  return names;
}

std::string Territory(const ReferenceData& data) {
  if (OneIn(2)) return "";
  std::vector<std::string> names;
  for (const v1::Unit& unit : data.units()) {
    if (unit.versions(0).level() == v1::UNIT_LEVEL_COMMUNE) names.push_back(unit.name());
  }
  for (const v1::UnitSet& set : data.unit_sets()) names.push_back(set.name());
  return names[static_cast<size_t>(Pick(0, static_cast<int>(names.size())))];
}

ReferenceData RandomProvince() {
  ReferenceData data;
  data.set_province("p");
  const int communes = Pick(1, 6);
  for (int i = 0; i < communes; ++i) {
    AddUnit(data, absl::StrCat("c", i), OneIn(3) ? v1::UNIT_KIND_WARD : v1::UNIT_KIND_COMMUNE, v1::UNIT_LEVEL_COMMUNE);
  }
  for (int i = 0; i < 2; ++i) AddUnit(data, absl::StrCat("d", i), v1::UNIT_KIND_DISTRICT, v1::UNIT_LEVEL_DISTRICT);
  for (int i = 0; i < 3; ++i) AddUnit(data, absl::StrCat("s", i), v1::UNIT_KIND_DEPARTMENT, v1::UNIT_LEVEL_PROVINCE);
  for (int i = 0; i < 3; ++i) {
    v1::UnitSet* set = data.add_unit_sets();
    set->set_name(absl::StrCat("provinces/p/unitSets/g", i));
    if (i == 0) set->add_kinds(v1::UNIT_KIND_COMMUNE);
    for (const v1::Unit& unit : data.units()) {
      const bool place = unit.versions(0).level() == v1::UNIT_LEVEL_COMMUNE;
      if (i > 0 && OneIn(2) && (place || i == 2)) set->add_units(unit.name());
    }
    Bound(*set);
  }
  for (int i = 0; i < 3; ++i) {
    v1::Function* function = data.add_functions();
    function->set_name(absl::StrCat("provinces/p/functions/f", i));
    function->set_display_name(absl::StrCat("việc ", i));
    function->set_territorial(OneIn(2));
    Bound(*function);
  }
  const std::vector<std::string> holders = Names(data, true);
  const int duties = Pick(0, 6);
  for (int i = 0; i < duties; ++i) {
    v1::Duty* duty = data.add_duties();
    duty->set_name(absl::StrCat("provinces/p/duties/n", i));
    if (!OneIn(4)) duty->set_function_name(data.functions(Pick(0, 3)).name());
    duty->set_territory(OneIn(3) ? Territory(data) : "");
    const int count = Pick(0, 4);
    for (int h = 0; h < count; ++h) {
      v1::Duty::Holder* holder = duty->add_holders();
      holder->set_holder(holders[static_cast<size_t>(Pick(0, static_cast<int>(holders.size())))]);
      holder->set_role(OneIn(3) ? v1::DUTY_ROLE_MONITOR : v1::DUTY_ROLE_LEAD);
      holder->set_status(OneIn(3) ? v1::DUTY_STATUS_ILLUSTRATIVE : v1::DUTY_STATUS_REGULATED);
      holder->set_territory(OneIn(3) ? Territory(data) : "");
      Bound(*holder);
    }
  }
  return data;
}

// -- The definitions, said once more: slowly, and knowing nothing of the engine.

class Definition {
 public:
  Definition(const ReferenceData& data, absl::CivilDay day) : data_(data), day_(day) {
    for (const v1::Unit& unit : data.units()) {
      if (Alive(unit) && unit.versions(0).level() == v1::UNIT_LEVEL_COMMUNE) places_.insert(unit.name());
    }
  }

  bool Lives(const std::string& holder) const {
    for (const v1::UnitSet& set : data_.unit_sets()) {
      if (set.name() == holder) return Contains(set.valid_from(), set.valid_to(), day_) && !Members(holder).empty();
    }
    return !Members(holder).empty();
  }

  std::set<std::string> Members(const std::string& holder) const {
    std::set<std::string> members;
    for (const v1::Unit& unit : data_.units()) {
      if (!Alive(unit)) continue;
      bool belongs = unit.name() == holder;
      for (const v1::UnitSet& set : data_.unit_sets()) {
        if (set.name() != holder) continue;
        belongs = belongs || std::count(set.units().begin(), set.units().end(), unit.name()) > 0 ||
                  std::count(set.kinds().begin(), set.kinds().end(), unit.versions(0).kind()) > 0;
      }
      if (belongs) members.insert(unit.name());
    }
    return members;
  }

  // Places of a territory. A commune that has ended without a successor has none.
  std::set<std::string> Places(const std::string& territory) const {
    if (territory.empty()) return places_;
    std::set<std::string> places;
    for (const std::string& member : Members(territory)) {
      if (places_.contains(member)) places.insert(member);
    }
    return places;
  }

  const std::set<std::string>& places() const { return places_; }
  absl::CivilDay day() const { return day_; }
  const ReferenceData& data() const { return data_; }

 private:
  bool Alive(const v1::Unit& unit) const {
    return Contains(unit.versions(0).valid_from(), unit.versions(0).valid_to(), day_);
  }
  const ReferenceData& data_;
  const absl::CivilDay day_;
  std::set<std::string> places_;
};

// Who leads a function at a place, and whether one of them does so in earnest.
struct Leads {
  std::set<std::string> names;
  bool real = false;
};

Leads LeadsAt(const Definition& definition, const std::vector<const v1::Duty*>& duties, bool territorial,
              const std::string& place) {
  Leads leads;
  for (const v1::Duty* duty : duties) {
    for (const v1::Duty::Holder& holder : duty->holders()) {
      if (holder.role() != v1::DUTY_ROLE_LEAD || !definition.Lives(holder.holder())) continue;
      if (!Contains(holder.valid_from(), holder.valid_to(), definition.day())) continue;
      const std::string& territory = holder.territory().empty() ? duty->territory() : holder.territory();
      // Without communes there is one place: the province.
      const bool elsewhere = !territory.empty() && !definition.places().empty();
      if (elsewhere && !definition.Places(territory).contains(place)) continue;
      const std::set<std::string> members = definition.Members(holder.holder());
      const bool for_itself = territorial && std::all_of(members.begin(), members.end(), [&](const std::string& unit) {
                                return definition.places().contains(unit);
                              });
      if (for_itself && !members.contains(place)) continue;
      leads.names.insert(for_itself ? place : holder.holder());
      leads.real = leads.real || holder.status() != v1::DUTY_STATUS_ILLUSTRATIVE;
    }
  }
  return leads;
}

// (kind, function or duty, place, leads): what is wrong, place by place.
using Wrong = std::set<std::tuple<v1::FindingKind, std::string, std::string, std::string>>;

std::string Joined(const std::set<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) absl::StrAppend(&joined, name, " ");
  return joined;
}

Wrong Expected(const Definition& definition) {
  Wrong wrong;
  std::map<std::string, std::vector<const v1::Duty*>> by_function;
  for (const v1::Duty& duty : definition.data().duties()) {
    by_function[duty.function_name().empty() ? duty.name() : duty.function_name()].push_back(&duty);
  }
  for (const v1::Function& function : definition.data().functions()) by_function[function.name()];
  for (const auto& [key, duties] : by_function) {
    bool given = false, begun = false;
    for (const v1::Duty* duty : duties) {
      for (const v1::Duty::Holder& holder : duty->holders()) {
        if (holder.role() != v1::DUTY_ROLE_LEAD) continue;
        given = true;
        begun = begun || holder.valid_from() <= FormatDate(definition.day());
      }
    }
    bool due = begun, territorial = false;
    for (const v1::Function& function : definition.data().functions()) {
      if (function.name() != key) continue;
      due = Contains(function.valid_from(), function.valid_to(), definition.day()) &&
            (begun || !given || !function.valid_from().empty());
      territorial = function.territorial();
    }
    if (!due) continue;
    std::set<std::string> places = definition.places();
    if (places.empty()) places.insert("");
    for (const std::string& place : places) {
      const Leads leads = LeadsAt(definition, duties, territorial, place);
      if (leads.names.empty()) wrong.emplace(v1::FINDING_KIND_GAP, key, place, "nobody");
      if (!leads.names.empty() && !leads.real) wrong.emplace(v1::FINDING_KIND_GAP, key, place, "illustrated");
      if (leads.names.size() > 1) wrong.emplace(v1::FINDING_KIND_OVERLAP, key, place, Joined(leads.names));
    }
  }
  return wrong;
}

std::vector<v1::Finding> Find(const ReferenceData& data, absl::CivilDay from, absl::CivilDay to) {
  const organisation::Directory directory(data);
  return FindFindings({directory, {}, from, to, {}});
}

// What was found, spread over places.
Wrong Found(const Definition& definition, const std::vector<v1::Finding>& findings) {
  Wrong wrong;
  for (const v1::Finding& finding : findings) {
    if (finding.kind() != v1::FINDING_KIND_GAP && finding.kind() != v1::FINDING_KIND_OVERLAP) continue;
    std::set<std::string> places = definition.Places(finding.territory());
    if (places.empty()) places.insert("");
    const std::string key = finding.function().empty() ? finding.duty() : finding.function();
    for (const std::string& place : places) {
      const std::set<std::string> units(finding.units().begin(), finding.units().end());
      const bool overlap = finding.kind() == v1::FINDING_KIND_OVERLAP;
      const bool illustrated = finding.explanation().find("minh họa") != std::string::npos;
      const auto entry = std::make_tuple(finding.kind(), key, place,
                                         overlap ? Joined(units) : std::string(illustrated ? "illustrated" : "nobody"));
      RC_ASSERT(wrong.insert(entry).second);  // nothing is told twice
    }
  }
  return wrong;
}

RC_GTEST_PROP(FindingProperties, GapsAndOverlapsAreWhatTheDefinitionsSay, ()) {
  const ReferenceData data = RandomProvince();
  for (int i = 0; i < kDays; i += 3) {
    const Definition definition(data, kFirst + i);
    const Wrong expected = Expected(definition);
    RC_TAG(expected.empty() ? "nothing wrong" : "something wrong");
    RC_ASSERT(Found(definition, Find(data, kFirst + i, kFirst + i + 1)) == expected);
  }
}

RC_GTEST_PROP(FindingProperties, WhoDoesNotLiveIsFoundAndNobodyElse, ()) {
  const ReferenceData data = RandomProvince();
  for (int i = 0; i < kDays; i += 3) {
    const Definition definition(data, kFirst + i);
    std::set<std::string> expected, found;
    for (const v1::Duty& duty : data.duties()) {
      for (const v1::Duty::Holder& holder : duty.holders()) {
        if (!Contains(holder.valid_from(), holder.valid_to(), definition.day())) continue;
        if (!definition.Lives(holder.holder())) expected.insert(absl::StrCat(duty.name(), " ", holder.holder()));
      }
    }
    for (const v1::Finding& finding : Find(data, kFirst + i, kFirst + i + 1)) {
      const bool absent =
          finding.kind() == v1::FINDING_KIND_DANGLING || finding.kind() == v1::FINDING_KIND_LEVEL_MISMATCH;
      if (absent) found.insert(absl::StrCat(finding.duty(), " ", finding.units(0)));
    }
    RC_ASSERT(found == expected);
  }
}

RC_GTEST_PROP(FindingProperties, APeriodIsTheUnionOfItsDays, ()) {
  const ReferenceData data = RandomProvince();
  std::set<std::pair<std::string, absl::CivilDay>> by_day, by_period;
  for (int i = 0; i < kDays; ++i) {
    for (const v1::Finding& finding : Find(data, kFirst + i, kFirst + i + 1)) {
      by_day.emplace(finding.name(), kFirst + i);
    }
  }
  std::map<std::string, std::string> ends;
  for (const v1::Finding& finding : Find(data, kFirst, kFirst + kDays)) {
    RC_ASSERT(finding.valid_from() < finding.valid_to());
    // Stretches of one finding do not touch.
    const auto [end, fresh] = ends.emplace(finding.name(), finding.valid_to());
    RC_ASSERT(fresh || end->second < finding.valid_from());
    end->second = finding.valid_to();
    for (absl::CivilDay day = *ParseDate(finding.valid_from()); day < *ParseDate(finding.valid_to()); ++day) {
      by_period.emplace(finding.name(), day);
    }
  }
  RC_ASSERT(by_period == by_day);
}

template <typename Things>
void Shuffle(Things& things) {
  for (int i = things.size() - 1; i > 0; --i) things.SwapElements(i, Pick(0, i + 1));
}

RC_GTEST_PROP(FindingProperties, IdsDoNotDependOnTheOrderOfTheData, ()) {
  ReferenceData data = RandomProvince();
  const auto names = [](const std::vector<v1::Finding>& findings) {
    std::vector<std::string> all;
    for (const v1::Finding& finding : findings) {
      all.push_back(absl::StrCat(finding.name(), " ", finding.valid_from(), " ", finding.valid_to()));
    }
    return all;
  };
  const std::vector<std::string> before = names(Find(data, kFirst, kFirst + kDays));
  Shuffle(*data.mutable_units());
  Shuffle(*data.mutable_unit_sets());
  Shuffle(*data.mutable_functions());
  Shuffle(*data.mutable_duties());
  for (v1::Duty& duty : *data.mutable_duties()) Shuffle(*duty.mutable_holders());
  RC_ASSERT(names(Find(data, kFirst, kFirst + kDays)) == before);
}

RC_GTEST_PROP(FindingProperties, ADraftThatChangesNothingChangesNothing, ()) {
  const ReferenceData data = RandomProvince();
  const organisation::Directory directory(data);
  const FindingQuestion question{directory, {}, kFirst, kFirst + kDays, {}};
  for (const v1::Finding& finding : CompareFindings(question, question)) {
    RC_ASSERT(finding.change() == v1::Finding::CHANGE_UNCHANGED);
  }
}

}  // namespace
}  // namespace phoihop::responsibility
