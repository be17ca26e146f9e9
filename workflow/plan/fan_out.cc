#include "workflow/plan/fan_out.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflow/plan/party_roles.h"

namespace phoihop::plan {
namespace {

using v1::ResponsibleParty;

bool IsOneUnitThatSumsUp(const ResponsibleParty& party) {
  return party.units_size() == 1 && party.unit_set().empty() && SumsUp(party.remark());
}

bool Has(const google::protobuf::RepeatedPtrField<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether the party brings the unit in.
bool BringsIn(const ResponsibleParty& party, const std::string& unit, const Facts& facts, absl::CivilDay day) {
  if (Has(party.units(), unit)) return true;
  if (party.unit_set().empty() || Has(party.excluded_units(), unit)) return false;
  const std::vector<std::string> members = facts.directory().SetMembers(party.unit_set(), day);
  return std::binary_search(members.begin(), members.end(), unit);
}

void AddOnce(const std::string& name, google::protobuf::RepeatedPtrField<std::string>& names) {
  if (!Has(names, name)) *names.Add() = name;
}

std::string RuleForPeople(const v1::FanOut& fan_out) {
  switch (fan_out.rule()) {
    case v1::COMPLETION_RULE_QUORUM:
      return absl::StrCat("đủ ", fan_out.quorum(), " đơn vị là xong");
    case v1::COMPLETION_RULE_LEAD_DECIDES:
      return "đơn vị tổng hợp quyết định khi nào xong";
    default:
      return "đủ tất cả mới xong";
  }
}

}  // namespace

void SetFanOut(v1::PlanItem& item, const Facts& facts, absl::CivilDay day) {
  const v1::FanOut before = item.fan_out();
  item.clear_fan_out();
  item.clear_summing_unit();
  bool set = false;
  for (const ResponsibleParty& party : item.leads()) {
    if (party.status() != ResponsibleParty::STATUS_UNDERSTOOD) return;
    set = set || !party.unit_set().empty();
  }
  const auto summing = std::find_if(item.leads().begin(), item.leads().end(), IsOneUnitThatSumsUp);
  const bool sums_up = summing != item.leads().end() && item.leads_size() > 1;
  if (!set && !sums_up) return;
  v1::FanOut& fan_out = *item.mutable_fan_out();
  fan_out.set_rule(before.rule() == v1::COMPLETION_RULE_UNSPECIFIED ? v1::COMPLETION_RULE_ALL : before.rule());
  fan_out.set_quorum(before.quorum());
  for (auto party = item.leads().begin(); party != item.leads().end(); ++party) {
    if (sums_up && party == summing) continue;
    if (!party->unit_set().empty()) AddOnce(party->unit_set(), *fan_out.mutable_unit_sets());
    for (const std::string& unit : party->units()) AddOnce(unit, *fan_out.mutable_units());
    for (const std::string& unit : party->excluded_units()) {
      const bool brought_in = std::any_of(item.leads().begin(), item.leads().end(), [&](const ResponsibleParty& other) {
        return BringsIn(other, unit, facts, day);
      });
      if (!brought_in) AddOnce(unit, *fan_out.mutable_excluded_units());
    }
  }
  if (sums_up) item.set_summing_unit(summing->units(0));
}

std::vector<std::string> PartsOn(const v1::FanOut& fan_out, const Facts& facts, absl::CivilDay day) {
  std::vector<std::string> parts;
  for (const std::string& set : fan_out.unit_sets()) {
    const std::vector<std::string> members = facts.directory().SetMembers(set, day);
    parts.insert(parts.end(), members.begin(), members.end());
  }
  parts.erase(std::remove_if(parts.begin(), parts.end(),
                             [&fan_out](const std::string& unit) { return Has(fan_out.excluded_units(), unit); }),
              parts.end());
  parts.insert(parts.end(), fan_out.units().begin(), fan_out.units().end());
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  return parts;
}

std::string FanOutForPeople(const v1::PlanItem& item, const Facts& facts, absl::CivilDay day) {
  if (!item.has_fan_out()) return "";
  std::string text =
      absl::StrCat("giao cho ", PartsOn(item.fan_out(), facts, day).size(), " đơn vị, ", RuleForPeople(item.fan_out()));
  if (!item.summing_unit().empty()) {
    absl::StrAppend(&text, "; tổng hợp: ", facts.directory().DisplayName(item.summing_unit(), day));
  }
  return text;
}

}  // namespace phoihop::plan
