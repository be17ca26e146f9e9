#include "workflow/organisation/reference_rules.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/working_calendar.h"
#include "workflow/escalation/ladder.h"
#include "workflow/organisation/edge_rules.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

std::string At(const std::string& field, absl::string_view list, int index) {
  return absl::StrCat(field, ".", list, "[", index, "]");
}

}  // namespace

ReferenceRules::ReferenceRules(absl::string_view province, const absl::flat_hash_set<std::string>& known,
                               absl::string_view whole)
    : province_(province), known_(known), whole_(whole) {}

void ReferenceRules::Check(const v1::Event& entry, const std::string& field) {
  switch (entry.payload_case()) {
    case v1::Event::kUnitRecorded:
      return Unit(entry.unit_recorded().unit(), absl::StrCat(field, ".unit"));
    case v1::Event::kUnitSetRecorded:
      return UnitSet(entry.unit_set_recorded().unit_set(), absl::StrCat(field, ".unit_set"));
    case v1::Event::kMembershipRecorded:
      return Membership(entry.membership_recorded().membership(), absl::StrCat(field, ".membership"));
    case v1::Event::kPersonRecorded:
      return Person(entry.person_recorded().person(), absl::StrCat(field, ".person"));
    case v1::Event::kPostRecorded:
      return Post(entry.post_recorded().post(), absl::StrCat(field, ".post"));
    case v1::Event::kReorganisationRecorded:
      return Reorganisation(entry.reorganisation_recorded().reorganisation(), absl::StrCat(field, ".reorganisation"));
    case v1::Event::kInstrumentRecorded:
      return Instrument(entry.instrument_recorded().instrument(), absl::StrCat(field, ".instrument"));
    case v1::Event::kDutyRecorded:
      return Duty(entry.duty_recorded().duty(), absl::StrCat(field, ".duty"));
    case v1::Event::kFunctionRecorded:
      return Function(entry.function_recorded().function(), absl::StrCat(field, ".function"));
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
  const std::string cycle = FindCycle(reorganisations);
  if (!cycle.empty()) Violation(whole_, absl::StrCat("the reorganisations lead from a unit back to itself: ", cycle));
}

absl::Status ReferenceRules::Result() const {
  if (violations_.empty()) return absl::OkStatus();
  std::vector<FieldViolation> violations = violations_;
  if (more_ > 0) violations.push_back({whole_, absl::StrCat("and ", more_, " more violations")});
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

void ReferenceRules::PlaceName(const std::string& name, absl::string_view collection, const std::string& field) {
  const std::string unit(phoihop::ParentOf(name));
  Name(unit, "units", field);
  if (!IsId(LastSegment(name)) || name != ChildName(unit, collection, LastSegment(name))) {
    Violation(field, absl::StrCat("must look like provinces/", province_, "/units/{unit}/", collection, "/{id}"));
  }
  Known(unit, field);
}

void ReferenceRules::Person(const v1::Person& person, const std::string& field) {
  Name(person.name(), "persons", absl::StrCat(field, ".name"));
  Text(person.display_name(), absl::StrCat(field, ".display_name"));
  if (person.display_name().empty()) Violation(absl::StrCat(field, ".display_name"), "is missing");
  Text(person.email(), absl::StrCat(field, ".email"));
}

void ReferenceRules::Post(const v1::Post& post, const std::string& field) {
  PlaceName(post.name(), "posts", absl::StrCat(field, ".name"));
  Text(post.display_name(), absl::StrCat(field, ".display_name"));
  if (post.display_name().empty()) Violation(absl::StrCat(field, ".display_name"), "is missing");
  if (post.role() == v1::MEMBERSHIP_ROLE_UNSPECIFIED || !v1::MembershipRole_IsValid(post.role())) {
    Violation(absl::StrCat(field, ".role"), "is missing");
  }
  if (post.valid_from().empty()) Violation(absl::StrCat(field, ".valid_from"), "is missing");
  Interval(post.valid_from(), post.valid_to(), field);
}

void ReferenceRules::Membership(const v1::Membership& membership, const std::string& field) {
  PlaceName(membership.name(), "memberships", absl::StrCat(field, ".name"));
  if (!membership.post().empty()) {
    Known(membership.post(), absl::StrCat(field, ".post"));
    if (phoihop::ParentOf(membership.post()) != phoihop::ParentOf(membership.name())) {
      Violation(absl::StrCat(field, ".post"), "is not one of the membership's unit");
    }
  }
  if (membership.share_percent() < 0 || membership.share_percent() > 100) {
    Violation(absl::StrCat(field, ".share_percent"), "must be 0 to 100");
  }
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
  const std::string fault = EdgeFault(reorganisation, EdgeUse::kRecorded);
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
  Date(instrument.expiry_date(), absl::StrCat(field, ".expiry_date"));
  for (int i = 0; i < instrument.relations_size(); ++i) {
    const v1::Instrument::Relation& relation = instrument.relations(i);
    const std::string at = At(field, "relations", i);
    if (relation.type() == v1::Instrument::RELATION_TYPE_UNSPECIFIED) Violation(at, "needs a type");
    if (relation.target().empty()) Violation(absl::StrCat(at, ".target"), "is missing");
    Place(relation.territory(), absl::StrCat(at, ".territory"));
    Interval(relation.valid_from(), relation.valid_to(), at);
  }
}

void ReferenceRules::Function(const v1::Function& function, const std::string& field) {
  Name(function.name(), "functions", absl::StrCat(field, ".name"));
  Text(function.display_name(), absl::StrCat(field, ".display_name"));
  if (function.display_name().empty()) Violation(absl::StrCat(field, ".display_name"), "is missing");
  for (int i = 0; i < function.terms_size(); ++i) Text(function.terms(i), At(field, "terms", i));
  Interval(function.valid_from(), function.valid_to(), field);
  if (!function.parent().empty()) FunctionName(function.parent(), absl::StrCat(field, ".parent"));
}

void ReferenceRules::CheckTree(const std::vector<const v1::Function*>& functions, const std::string& field) {
  std::map<absl::string_view, absl::string_view> parents;
  for (const v1::Function* function : functions) parents[function->name()] = function->parent();
  for (const auto& [name, parent] : parents) {
    absl::string_view at = parent;
    for (size_t steps = 0; !at.empty() && at != name && steps < parents.size(); ++steps) {
      const auto next = parents.find(at);
      at = next == parents.end() ? absl::string_view() : next->second;
    }
    if (at != name) continue;
    return Violation(field, absl::StrCat("the function '", Excerpt(name), "' is a branch of itself"));
  }
}

void ReferenceRules::Duty(const v1::Duty& duty, const std::string& field) {
  Name(duty.name(), "duties", absl::StrCat(field, ".name"));
  Text(duty.function(), absl::StrCat(field, ".function"));
  if (duty.function().empty()) Violation(absl::StrCat(field, ".function"), "is missing");
  if (!duty.function_name().empty()) FunctionName(duty.function_name(), absl::StrCat(field, ".function_name"));
  Place(duty.territory(), absl::StrCat(field, ".territory"));
  if (duty.holders().empty()) Violation(absl::StrCat(field, ".holders"), "needs at least one holder");
  for (int i = 0; i < duty.holders_size(); ++i) {
    const v1::Duty::Holder& holder = duty.holders(i);
    const std::string at = At(field, "holders", i);
    if (holder.holder().empty()) Violation(absl::StrCat(at, ".holder"), "is missing");
    Place(holder.holder(), absl::StrCat(at, ".holder"));
    Place(holder.territory(), absl::StrCat(at, ".territory"));
    if (holder.role() == v1::DUTY_ROLE_UNSPECIFIED) Violation(at, "needs a role");
    Interval(holder.valid_from(), holder.valid_to(), at);
  }
}

void ReferenceRules::Place(absl::string_view name, const std::string& field) {
  if (name.empty()) return;
  if (IdOf(name, "units").ok() || IdOf(name, "unitSets").ok()) return Known(name, field);
  Violation(field, absl::StrCat("'", Excerpt(name), "' is not the name of a unit or a unit set"));
}

void ReferenceRules::FunctionName(absl::string_view name, const std::string& field) {
  if (IdOf(name, "functions").ok()) return Known(name, field);
  Violation(field, absl::StrCat("'", Excerpt(name), "' is not the name of a function"));
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
