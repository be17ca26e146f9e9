#include "workflow/organisation/reference_rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/escalation/ladder.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

bool KeepsIdentity(v1::ReorganisationType type) {
  return type == v1::REORGANISATION_TYPE_RENAME || type == v1::REORGANISATION_TYPE_RETYPE ||
         type == v1::REORGANISATION_TYPE_RENUMBER || type == v1::REORGANISATION_TYPE_REPARENT;
}

std::string At(const std::string& field, absl::string_view list, int index) {
  return absl::StrCat(field, ".", list, "[", index, "]");
}

// What the edges of a type must look like; empty when they do.
std::string EdgeFault(const v1::Reorganisation& reorganisation) {
  std::set<absl::string_view> from, to;
  bool all_partitioned = true;
  bool same = true;
  for (const v1::SuccessionEdge& edge : reorganisation.edges()) {
    from.insert(edge.from_unit());
    to.insert(edge.to_unit());
    same &= edge.from_unit() == edge.to_unit();
    const auto key = edge.partition().key();
    all_partitioned &= key != v1::Partition::KEY_UNSPECIFIED && key != v1::Partition::KEY_WHOLE;
  }
  const size_t edges = reorganisation.edges_size();
  const bool no_from = from.size() == 1 && from.contains("");
  const bool no_to = to.size() == 1 && to.contains("");
  if (KeepsIdentity(reorganisation.type())) {
    return edges == 1 && same && !no_from ? "" : "needs exactly one edge, from the unit to itself";
  }
  switch (reorganisation.type()) {
    case v1::REORGANISATION_TYPE_CREATE:
      return no_from && !to.contains("") ? "" : "needs edges without from_unit, each to a new unit";
    case v1::REORGANISATION_TYPE_MERGE:
      return to.size() == 1 && !no_to && !from.contains("") && from.size() == edges
                 ? ""
                 : "needs edges from different units, all to one unit";
    case v1::REORGANISATION_TYPE_SPLIT:
      return from.size() == 1 && !no_from && to.size() == edges && edges > 1 && !to.contains("") && all_partitioned
                 ? ""
                 : "needs edges from one unit to at least two, each with a partition that is not the whole";
    case v1::REORGANISATION_TYPE_PARTIAL_TRANSFER:
      return edges == 1 && !no_from && !no_to && !same && all_partitioned
                 ? ""
                 : "needs exactly one edge between two units, with a partition that is not the whole";
    case v1::REORGANISATION_TYPE_ABOLISH:
      return from.size() == 1 && !no_from &&
                     ((edges == 1 && no_to) || (to.size() == edges && !to.contains("") && all_partitioned))
                 ? ""
                 : "needs one unit that ends: one edge without to_unit, or edges with a partition to those who take "
                   "over its parts";
    default:
      return "needs a type";
  }
}

}  // namespace

ReferenceRules::ReferenceRules(absl::string_view province, const absl::flat_hash_set<std::string>& known)
    : province_(province), known_(known) {}

void ReferenceRules::Check(const v1::Event& entry, const std::string& field) {
  switch (entry.payload_case()) {
    case v1::Event::kUnitRecorded:
      return Unit(entry.unit_recorded().unit(), absl::StrCat(field, ".unit"));
    case v1::Event::kUnitSetRecorded:
      return UnitSet(entry.unit_set_recorded().unit_set(), absl::StrCat(field, ".unit_set"));
    case v1::Event::kMembershipRecorded:
      return Membership(entry.membership_recorded().membership(), absl::StrCat(field, ".membership"));
    case v1::Event::kReorganisationRecorded:
      return Reorganisation(entry.reorganisation_recorded().reorganisation(), absl::StrCat(field, ".reorganisation"));
    case v1::Event::kInstrumentRecorded:
      return Instrument(entry.instrument_recorded().instrument(), absl::StrCat(field, ".instrument"));
    case v1::Event::kDutyRecorded:
      return Duty(entry.duty_recorded().duty(), absl::StrCat(field, ".duty"));
    case v1::Event::kCalendarPublished: {
      const v1::Calendar& calendar = entry.calendar_published().calendar();
      Name(calendar.name(), "calendars", absl::StrCat(field, ".calendar.name"));
      return Adopt(deadline::WorkingCalendar::Create(calendar).status(), absl::StrCat(field, ".calendar"));
    }
    case v1::Event::kEscalationPolicyPublished: {
      const v1::EscalationPolicy& policy = entry.escalation_policy_published().escalation_policy();
      Name(policy.name(), "escalationPolicies", absl::StrCat(field, ".escalation_policy.name"));
      return Adopt(escalation::Validate(policy), absl::StrCat(field, ".escalation_policy"));
    }
    default:
      Violation(field, "is not a thing of the reference data");
  }
}

void ReferenceRules::CheckCycles(const std::vector<const v1::Reorganisation*>& reorganisations) {
  std::map<absl::string_view, std::set<absl::string_view>> next;
  for (const v1::Reorganisation* reorganisation : reorganisations) {
    if (reorganisation->type() == v1::REORGANISATION_TYPE_PARTIAL_TRANSFER) continue;
    for (const v1::SuccessionEdge& edge : reorganisation->edges()) {
      if (edge.from_unit().empty() || edge.to_unit().empty() || edge.from_unit() == edge.to_unit()) continue;
      next[edge.from_unit()].insert(edge.to_unit());
    }
  }
  // Depth first without recursion: a hostile chain may be long.
  absl::flat_hash_map<absl::string_view, bool> on_trail;  // absent: not visited; false: done
  for (const auto& [start, ignored] : next) {
    std::vector<std::pair<absl::string_view, std::vector<absl::string_view>>> trail;
    const auto enter = [&](absl::string_view unit) {
      on_trail[unit] = true;
      const auto found = next.find(unit);
      trail.emplace_back(unit, found == next.end()
                                   ? std::vector<absl::string_view>()
                                   : std::vector<absl::string_view>(found->second.begin(), found->second.end()));
    };
    if (!on_trail.contains(start)) enter(start);
    while (!trail.empty()) {
      auto& [unit, open] = trail.back();
      if (open.empty()) {
        on_trail[unit] = false;
        trail.pop_back();
        continue;
      }
      const absl::string_view target = open.back();
      open.pop_back();
      const auto visited = on_trail.find(target);
      if (visited == on_trail.end()) {
        enter(target);
      } else if (visited->second) {
        Violation("entries", absl::StrCat("the reorganisations lead from ", target, " back to itself"));
        return;
      }
    }
  }
}

absl::Status ReferenceRules::Result() const {
  if (violations_.empty()) return absl::OkStatus();
  std::vector<FieldViolation> violations = violations_;
  if (more_ > 0) violations.push_back({"entries", absl::StrCat("and ", more_, " more violations")});
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

void ReferenceRules::Unit(const v1::Unit& unit, const std::string& field) {
  Name(unit.name(), "units", absl::StrCat(field, ".name"));
  Versions(unit, field);
  for (int i = 0; i < unit.identifiers_size(); ++i) {
    const v1::UnitIdentifier& identifier = unit.identifiers(i);
    if (identifier.scheme().empty() || identifier.value().empty()) {
      Violation(At(field, "identifiers", i), "needs a scheme and a value");
    }
    Interval(identifier.valid_from(), identifier.valid_to(), At(field, "identifiers", i));
  }
  for (int i = 0; i < unit.relations_size(); ++i) {
    const v1::UnitRelation& relation = unit.relations(i);
    const std::string at = At(field, "relations", i);
    if (relation.type() == v1::RELATION_TYPE_UNSPECIFIED) Violation(at, "needs a type");
    if (relation.to_unit() == unit.name()) Violation(at, "leads from the unit to itself");
    Known(relation.to_unit(), absl::StrCat(at, ".to_unit"));
    Interval(relation.valid_from(), relation.valid_to(), at);
  }
  for (const auto& [key, value] : unit.attributes()) Text(value, absl::StrCat(field, ".attributes.", key));
}

void ReferenceRules::Versions(const v1::Unit& unit, const std::string& field) {
  if (unit.versions().empty()) Violation(absl::StrCat(field, ".versions"), "needs at least one version");
  for (int i = 0; i < unit.versions_size(); ++i) {
    const v1::UnitVersion& version = unit.versions(i);
    const std::string at = At(field, "versions", i);
    Text(version.display_name(), absl::StrCat(at, ".display_name"));
    if (version.display_name().empty()) Violation(absl::StrCat(at, ".display_name"), "is missing");
    if (version.kind() == v1::UNIT_KIND_UNSPECIFIED) Violation(absl::StrCat(at, ".kind"), "is missing");
    Interval(version.valid_from(), version.valid_to(), at);
    if (i == 0) continue;
    const std::string& before = unit.versions(i - 1).valid_to();
    if (before.empty() || version.valid_from().empty() || version.valid_from() < before) {
      Violation(at, "overlaps the version before it; versions are listed oldest first");
    }
  }
}

void ReferenceRules::UnitSet(const v1::UnitSet& set, const std::string& field) {
  Name(set.name(), "unitSets", absl::StrCat(field, ".name"));
  Text(set.display_name(), absl::StrCat(field, ".display_name"));
  if (set.display_name().empty()) Violation(absl::StrCat(field, ".display_name"), "is missing");
  if (set.kinds().empty() && set.attributes().empty() && set.units().empty()) {
    Violation(field, "needs kinds, attributes or units");
  }
  for (int i = 0; i < set.units_size(); ++i) Known(set.units(i), At(field, "units", i));
  for (int i = 0; i < set.successor_sets_size(); ++i) Known(set.successor_sets(i), At(field, "successor_sets", i));
  Interval(set.valid_from(), set.valid_to(), field);
}

void ReferenceRules::Membership(const v1::Membership& membership, const std::string& field) {
  const std::string unit(phoihop::ParentOf(membership.name()));
  Name(unit, "units", absl::StrCat(field, ".name"));
  if (!IsId(LastSegment(membership.name())) ||
      membership.name() != ChildName(unit, "memberships", LastSegment(membership.name()))) {
    Violation(absl::StrCat(field, ".name"),
              absl::StrCat("must look like provinces/", province_, "/units/{unit}/memberships/{membership}"));
  }
  Known(unit, absl::StrCat(field, ".name"));
  Name(membership.person(), "persons", absl::StrCat(field, ".person"));
  Text(membership.display_name(), absl::StrCat(field, ".display_name"));
  if (membership.display_name().empty()) Violation(absl::StrCat(field, ".display_name"), "is missing");
  if (membership.role() == v1::MEMBERSHIP_ROLE_UNSPECIFIED || !v1::MembershipRole_IsValid(membership.role())) {
    Violation(absl::StrCat(field, ".role"), "is missing");
  }
  if (membership.valid_from().empty()) Violation(absl::StrCat(field, ".valid_from"), "is missing");
  Interval(membership.valid_from(), membership.valid_to(), field);
}

void ReferenceRules::Reorganisation(const v1::Reorganisation& reorganisation, const std::string& field) {
  Name(reorganisation.name(), "reorganisations", absl::StrCat(field, ".name"));
  if (reorganisation.effective_date().empty()) Violation(absl::StrCat(field, ".effective_date"), "is missing");
  Date(reorganisation.effective_date(), absl::StrCat(field, ".effective_date"));
  Edges(reorganisation, field);
}

void ReferenceRules::Edges(const v1::Reorganisation& reorganisation, const std::string& field) {
  const std::string fault = EdgeFault(reorganisation);
  if (!fault.empty()) {
    Violation(absl::StrCat(field, ".edges"),
              absl::StrCat(v1::ReorganisationType_Name(reorganisation.type()), " ", fault));
  }
  for (int i = 0; i < reorganisation.edges_size(); ++i) {
    const v1::SuccessionEdge& edge = reorganisation.edges(i);
    const std::string at = At(field, "edges", i);
    if (!edge.from_unit().empty()) Known(edge.from_unit(), absl::StrCat(at, ".from_unit"));
    if (!edge.to_unit().empty()) Known(edge.to_unit(), absl::StrCat(at, ".to_unit"));
  }
}

void ReferenceRules::Instrument(const v1::Instrument& instrument, const std::string& field) {
  Name(instrument.name(), "instruments", absl::StrCat(field, ".name"));
  Text(instrument.number(), absl::StrCat(field, ".number"));
  if (instrument.number().empty()) Violation(absl::StrCat(field, ".number"), "is missing");
  Text(instrument.title(), absl::StrCat(field, ".title"));
  Date(instrument.issue_date(), absl::StrCat(field, ".issue_date"));
  Date(instrument.effective_date(), absl::StrCat(field, ".effective_date"));
}

void ReferenceRules::Duty(const v1::Duty& duty, const std::string& field) {
  Name(duty.name(), "duties", absl::StrCat(field, ".name"));
  Text(duty.function(), absl::StrCat(field, ".function"));
  if (duty.function().empty()) Violation(absl::StrCat(field, ".function"), "is missing");
  if (duty.holders().empty()) Violation(absl::StrCat(field, ".holders"), "needs at least one holder");
  for (int i = 0; i < duty.holders_size(); ++i) {
    Known(duty.holders(i).holder(), absl::StrCat(At(field, "holders", i), ".holder"));
    if (duty.holders(i).role() == v1::DUTY_ROLE_UNSPECIFIED) Violation(At(field, "holders", i), "needs a role");
  }
}

void ReferenceRules::Name(absl::string_view name, absl::string_view collection, const std::string& field) {
  const auto id = IdOf(name, collection);
  const auto province = ProvinceOf(name);
  if (id.ok() && province.ok() && *province == province_) return;
  Violation(field, absl::StrCat("'", Excerpt(name), "' must look like provinces/", province_, "/", collection,
                                "/{id} with an id of a-z, 0-9 and '-'"));
}

void ReferenceRules::Known(absl::string_view name, const std::string& field) {
  if (!known_.contains(name)) {
    Violation(field, absl::StrCat("'", Excerpt(name), "' is not known and does not come with the same command"));
  }
}

void ReferenceRules::Text(absl::string_view text, const std::string& field) {
  if (text.size() > kMaxReferenceTextBytes) {
    Violation(field, absl::StrCat("is longer than ", kMaxReferenceTextBytes, " bytes"));
  }
}

void ReferenceRules::Date(absl::string_view date, const std::string& field) {
  if (date.empty()) return;
  const auto day = ParseDate(date);
  if (!day.ok()) Violation(field, std::string(day.status().message()));
}

void ReferenceRules::Interval(absl::string_view from, absl::string_view to, const std::string& field) {
  Date(from, absl::StrCat(field, ".valid_from"));
  Date(to, absl::StrCat(field, ".valid_to"));
  if (!from.empty() && !to.empty() && to <= from) {
    Violation(absl::StrCat(field, ".valid_to"), "is not after valid_from");
  }
}

void ReferenceRules::Violation(const std::string& field, std::string description) {
  if (violations_.size() >= kMaxReportedViolations) {
    ++more_;
    return;
  }
  violations_.push_back({field, std::move(description)});
}

void ReferenceRules::Adopt(const absl::Status& status, const std::string& field) {
  if (status.ok()) return;
  const std::vector<FieldViolation> violations = ViolationsOf(status);
  for (const FieldViolation& violation : violations) {
    Violation(absl::StrCat(field, ".", violation.field), violation.description);
  }
  if (violations.empty()) Violation(field, std::string(status.message()));
}

}  // namespace phoihop::organisation
