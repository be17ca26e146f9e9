#include "workflow/organisation/reference.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/membership.h"
#include "workflow/organisation/reference_rules.h"

namespace phoihop::organisation {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::util::MessageDifferencer;

// Known things of one list by name; made once per command, so that a load is linear.
template <typename Thing>
class Known {
 public:
  explicit Known(const RepeatedPtrField<Thing>& list) {
    by_name_.reserve(list.size());
    for (const Thing& thing : list) by_name_.emplace(thing.name(), &thing);
  }
  const Thing* Find(absl::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }

 private:
  absl::flat_hash_map<absl::string_view, const Thing*> by_name_;
};

struct KnownData {
  explicit KnownData(const internal::v1::ReferenceData& state)
      : units(state.units()),
        unit_sets(state.unit_sets()),
        memberships(state.memberships()),
        reorganisations(state.reorganisations()),
        instruments(state.instruments()),
        duties(state.duties()),
        calendars(state.calendars()),
        escalation_policies(state.escalation_policies()) {}
  Known<v1::Unit> units;
  Known<v1::UnitSet> unit_sets;
  Known<v1::Membership> memberships;
  Known<v1::Reorganisation> reorganisations;
  Known<v1::Instrument> instruments;
  Known<v1::Duty> duties;
  Known<v1::Calendar> calendars;
  Known<v1::EscalationPolicy> escalation_policies;
};

// -- What the system fills in by itself: taken over from what is known, so that it does not count as a difference.

void FillIn(v1::Unit& unit, const v1::Unit* known, absl::Time now) {
  unit.clear_current();
  unit.clear_alive();
  unit.clear_start_date();
  unit.clear_end_date();
  unit.clear_etag();
  for (v1::UnitVersion& version : *unit.mutable_versions()) {
    *version.mutable_record_time() = ToTimestamp(now);
    if (known == nullptr) continue;
    for (const v1::UnitVersion& other : known->versions()) {
      v1::UnitVersion same = version;
      *same.mutable_record_time() = other.record_time();
      if (MessageDifferencer::Equals(same, other)) version = same;
    }
  }
}
void FillIn(v1::UnitSet&, const v1::UnitSet*, absl::Time) {}
void FillIn(v1::Membership& membership, const v1::Membership*, absl::Time) { membership.clear_etag(); }
void FillIn(v1::Reorganisation& reorganisation, const v1::Reorganisation* known, absl::Time now) {
  reorganisation.clear_etag();
  reorganisation.set_state(v1::Reorganisation::STATE_VERIFIED);
  *reorganisation.mutable_record_time() = known == nullptr ? ToTimestamp(now) : known->record_time();
}
void FillIn(v1::Instrument&, const v1::Instrument*, absl::Time) {}
void FillIn(v1::Duty&, const v1::Duty*, absl::Time) {}
template <typename Versioned>
void FillInVersion(Versioned& thing, const Versioned* known) {
  if (known == nullptr) {
    thing.set_version(std::max<int64_t>(thing.version(), 1));
    return;
  }
  Versioned same = thing;
  same.set_version(known->version());
  thing.set_version(MessageDifferencer::Equals(same, *known) ? known->version()
                                                             : std::max(thing.version(), known->version() + 1));
}
void FillIn(v1::Calendar& calendar, const v1::Calendar* known, absl::Time) { FillInVersion(calendar, known); }
void FillIn(v1::EscalationPolicy& policy, const v1::EscalationPolicy* known, absl::Time) {
  FillInVersion(policy, known);
}

std::string LastName(const v1::Unit& unit) {
  return unit.versions().empty() ? "" : unit.versions(unit.versions_size() - 1).display_name();
}

// Fills the thing in and completes the event; false when nothing differs.
template <typename Thing>
bool Complete(v1::Event& event, absl::string_view type, Thing& thing, const Known<Thing>& known, absl::Time now) {
  const Thing* before = known.Find(thing.name());
  FillIn(thing, before, now);
  if (before != nullptr && MessageDifferencer::Equals(thing, *before)) return false;
  event.set_subject(thing.name());
  event.set_type(std::string(type));
  return true;
}

bool CompleteUnit(v1::Event& event, const KnownData& known, absl::Time now) {
  v1::Unit& unit = *event.mutable_unit_recorded()->mutable_unit();
  if (!Complete(event, "unit.recorded", unit, known.units, now)) return false;
  const v1::Unit* before = known.units.Find(unit.name());
  if (before == nullptr || LastName(*before) == LastName(unit)) return true;
  v1::FieldChange* change = event.add_changes();
  change->set_field("display_name");
  change->set_before(LastName(*before));
  change->set_after(LastName(unit));
  return true;
}

bool CompleteEvent(v1::Event& event, const KnownData& known, absl::Time now) {
  switch (event.payload_case()) {
    case v1::Event::kUnitRecorded:
      return CompleteUnit(event, known, now);
    case v1::Event::kUnitSetRecorded:
      return Complete(event, "unit_set.recorded", *event.mutable_unit_set_recorded()->mutable_unit_set(),
                      known.unit_sets, now);
    case v1::Event::kMembershipRecorded:
      return Complete(event, "membership.recorded", *event.mutable_membership_recorded()->mutable_membership(),
                      known.memberships, now);
    case v1::Event::kReorganisationRecorded: {
      v1::Reorganisation& reorganisation = *event.mutable_reorganisation_recorded()->mutable_reorganisation();
      *event.mutable_basis() = reorganisation.basis();
      return Complete(event, "reorganisation.recorded", reorganisation, known.reorganisations, now);
    }
    case v1::Event::kInstrumentRecorded:
      return Complete(event, "instrument.recorded", *event.mutable_instrument_recorded()->mutable_instrument(),
                      known.instruments, now);
    case v1::Event::kDutyRecorded:
      return Complete(event, "duty.recorded", *event.mutable_duty_recorded()->mutable_duty(), known.duties, now);
    case v1::Event::kCalendarPublished:
      return Complete(event, "calendar.published", *event.mutable_calendar_published()->mutable_calendar(),
                      known.calendars, now);
    case v1::Event::kEscalationPolicyPublished:
      return Complete(event, "escalation_policy.published",
                      *event.mutable_escalation_policy_published()->mutable_escalation_policy(),
                      known.escalation_policies, now);
    default:
      return false;
  }
}

// The name of the thing that an entry carries.
const std::string& SubjectOf(const v1::Event& entry) {
  static const std::string& none = *new std::string;
  switch (entry.payload_case()) {
    case v1::Event::kUnitRecorded:
      return entry.unit_recorded().unit().name();
    case v1::Event::kUnitSetRecorded:
      return entry.unit_set_recorded().unit_set().name();
    case v1::Event::kMembershipRecorded:
      return entry.membership_recorded().membership().name();
    case v1::Event::kReorganisationRecorded:
      return entry.reorganisation_recorded().reorganisation().name();
    case v1::Event::kInstrumentRecorded:
      return entry.instrument_recorded().instrument().name();
    case v1::Event::kDutyRecorded:
      return entry.duty_recorded().duty().name();
    case v1::Event::kCalendarPublished:
      return entry.calendar_published().calendar().name();
    case v1::Event::kEscalationPolicyPublished:
      return entry.escalation_policy_published().escalation_policy().name();
    default:
      return none;
  }
}

absl::Status CheckTwice(const internal::v1::RecordReferenceData& record) {
  absl::flat_hash_map<absl::string_view, int> seen;
  for (int i = 0; i < record.entries_size(); ++i) {
    const auto [first, fresh] = seen.emplace(SubjectOf(record.entries(i)), i);
    if (!fresh) {
      return InvalidRequest(
          v1::ERROR_REASON_INVALID_FIELD,
          {{absl::StrCat("entries[", i, "]"),
            absl::StrCat("'", Excerpt(first->first), "' stands in entries[", first->second, "] already")}});
    }
  }
  return absl::OkStatus();
}

absl::Status Validate(const internal::v1::ReferenceData& state, const internal::v1::RecordReferenceData& record) {
  if (const absl::Status status = CheckTwice(record); !status.ok()) return status;
  absl::flat_hash_set<std::string> known;
  for (const v1::Unit& unit : state.units()) known.insert(unit.name());
  for (const v1::UnitSet& set : state.unit_sets()) known.insert(set.name());
  absl::flat_hash_map<absl::string_view, const v1::Reorganisation*> reorganisations;
  for (const v1::Reorganisation& reorganisation : state.reorganisations()) {
    reorganisations[reorganisation.name()] = &reorganisation;
  }
  for (const v1::Event& entry : record.entries()) {
    if (entry.has_unit_recorded() || entry.has_unit_set_recorded()) known.insert(SubjectOf(entry));
    if (entry.has_reorganisation_recorded()) {
      reorganisations[SubjectOf(entry)] = &entry.reorganisation_recorded().reorganisation();
    }
  }
  ReferenceRules rules(state.province(), known);
  for (int i = 0; i < record.entries_size(); ++i) rules.Check(record.entries(i), absl::StrCat("entries[", i, "]"));
  std::vector<const v1::Reorganisation*> all;
  for (const auto& [name, reorganisation] : reorganisations) all.push_back(reorganisation);
  rules.CheckCycles(all);
  return rules.Result();
}

absl::StatusOr<Decision> Record(const internal::v1::ReferenceData& state,
                                const internal::v1::RecordReferenceData& record, const Context& context) {
  if (context.actor.system().empty()) {
    return Error(v1::ERROR_REASON_PERMISSION_DENIED, "reference data is recorded by the loader only");
  }
  if (const absl::Status status = Validate(state, record); !status.ok()) return status;
  const KnownData known(state);
  Decision decision;
  for (const v1::Event& entry : record.entries()) {
    v1::Event event = entry;
    if (CompleteEvent(event, known, context.now)) decision.events.push_back(std::move(event));
  }
  return decision;
}

template <typename Thing>
void Put(RepeatedPtrField<Thing>& list, const Thing& thing) {
  const auto less = [](const Thing& a, const Thing& b) { return a.name() < b.name(); };
  const auto at = std::lower_bound(list.begin(), list.end(), thing, less);
  if (at != list.end() && at->name() == thing.name()) {
    *at = thing;
    return;
  }
  const int index = static_cast<int>(at - list.begin());
  *list.Add() = thing;
  for (int i = list.size() - 1; i > index; --i) list.SwapElements(i, i - 1);
}

}  // namespace

absl::StatusOr<Decision> Decide(const internal::v1::ReferenceData& state, const internal::v1::ReferenceCommand& command,
                                const Facts& facts, const Context& context) {
  switch (command.verb_case()) {
    case internal::v1::ReferenceCommand::kRecord:
      return Record(state, command.record(), context);
    case internal::v1::ReferenceCommand::kCreateMembership:
      return DecideMembership(state, command.create_membership(), facts, context);
    default:
      return Error(v1::ERROR_REASON_INVALID_FIELD, "the command says nothing to do");
  }
}

void Evolve(internal::v1::ReferenceData& state, const v1::Event& event) {
  switch (event.payload_case()) {
    case v1::Event::kUnitRecorded:
      return Put(*state.mutable_units(), event.unit_recorded().unit());
    case v1::Event::kUnitSetRecorded:
      return Put(*state.mutable_unit_sets(), event.unit_set_recorded().unit_set());
    case v1::Event::kMembershipRecorded:
      return Put(*state.mutable_memberships(), event.membership_recorded().membership());
    case v1::Event::kReorganisationRecorded:
      return Put(*state.mutable_reorganisations(), event.reorganisation_recorded().reorganisation());
    case v1::Event::kInstrumentRecorded:
      return Put(*state.mutable_instruments(), event.instrument_recorded().instrument());
    case v1::Event::kDutyRecorded:
      return Put(*state.mutable_duties(), event.duty_recorded().duty());
    case v1::Event::kCalendarPublished:
      return Put(*state.mutable_calendars(), event.calendar_published().calendar());
    case v1::Event::kEscalationPolicyPublished:
      return Put(*state.mutable_escalation_policies(), event.escalation_policy_published().escalation_policy());
    default:
      return;
  }
}

}  // namespace phoihop::organisation
