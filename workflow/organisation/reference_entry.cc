#include "workflow/organisation/reference_entry.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/reorganisation_state.h"

namespace phoihop::organisation {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::util::MessageDifferencer;

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

  void WasBefore(const RepeatedPtrField<Thing>& list) {
    for (const Thing& thing : list) before_[thing.name()].push_back(&thing);
  }
  // As it was before changes that were executed here.
  const std::vector<const Thing*>& Before(absl::string_view name) const {
    static const auto& none = *new std::vector<const Thing*>;
    const auto found = before_.find(name);
    return found == before_.end() ? none : found->second;
  }

 private:
  absl::flat_hash_map<absl::string_view, const Thing*> by_name_;
  absl::flat_hash_map<absl::string_view, std::vector<const Thing*>> before_;
};

// -- What the system fills in by itself: taken over from what is known, so that it does not count as a difference.

void FillIn(v1::Unit& unit, const v1::Unit* known, absl::Time now) {
  unit.clear_current();
  unit.clear_alive();
  unit.clear_start_date();
  unit.clear_end_date();
  unit.clear_calendar();
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
void FillIn(v1::Person& person, const v1::Person*, absl::Time) { person.clear_etag(); }
void FillIn(v1::Post& post, const v1::Post*, absl::Time) { post.clear_etag(); }
void FillIn(v1::Reorganisation& reorganisation, const v1::Reorganisation* known, absl::Time now) {
  reorganisation.clear_etag();
  reorganisation.set_state(v1::Reorganisation::STATE_VERIFIED);
  *reorganisation.mutable_record_time() = known == nullptr ? ToTimestamp(now) : known->record_time();
}
void FillIn(v1::Instrument& instrument, const v1::Instrument*, absl::Time) {
  instrument.clear_document_number();
  instrument.clear_validity();
}
void FillIn(v1::Duty&, const v1::Duty*, absl::Time) {}
void FillIn(v1::Function&, const v1::Function*, absl::Time) {}
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

template <typename Thing>
bool SaysNothingNew(const Thing& thing, const Thing* known, absl::Time now) {
  if (known == nullptr) return false;
  Thing filled = thing;
  FillIn(filled, known, now);
  return MessageDifferencer::Equals(filled, *known);
}

template <typename Thing>
bool CompleteThing(v1::Event& event, absl::string_view type, Thing& thing, const Known<Thing>& known, absl::Time now) {
  const Thing* present = known.Find(thing.name());
  if (SaysNothingNew(thing, present, now)) return false;
  const auto& before = known.Before(thing.name());
  if (std::any_of(before.begin(), before.end(), [&](const Thing* old) { return SaysNothingNew(thing, old, now); })) {
    return false;
  }
  FillIn(thing, present, now);
  event.set_subject(thing.name());
  event.set_type(std::string(type));
  return true;
}

std::string LastName(const v1::Unit& unit) {
  return unit.versions().empty() ? "" : unit.versions(unit.versions_size() - 1).display_name();
}

bool CompleteUnit(v1::Event& event, const Known<v1::Unit>& known, absl::Time now) {
  v1::Unit& unit = *event.mutable_unit_recorded()->mutable_unit();
  if (!CompleteThing(event, "unit.recorded", unit, known, now)) return false;
  const v1::Unit* before = known.Find(unit.name());
  if (before == nullptr || LastName(*before) == LastName(unit)) return true;
  v1::FieldChange* change = event.add_changes();
  change->set_field("display_name");
  change->set_before(LastName(*before));
  change->set_after(LastName(unit));
  return true;
}

}  // namespace

struct KnownThings::Lists {
  explicit Lists(const internal::v1::ReferenceData& state)
      : units(state.units()),
        unit_sets(state.unit_sets()),
        memberships(state.memberships()),
        reorganisations(state.reorganisations()),
        instruments(state.instruments()),
        duties(state.duties()),
        functions(state.functions()),
        calendars(state.calendars()),
        escalation_policies(state.escalation_policies()),
        persons(state.persons()),
        posts(state.posts()) {
    // A ladder is changed by who publishes one; files that say what an earlier version said, say nothing new.
    escalation_policies.WasBefore(state.escalation_policies());
    for (const v1::Reorganisation& reorganisation : state.reorganisations()) {
      if (!IsEnacted(reorganisation)) continue;
      units.WasBefore(reorganisation.units_before());
      unit_sets.WasBefore(reorganisation.unit_sets_before());
      memberships.WasBefore(reorganisation.memberships_before());
      posts.WasBefore(reorganisation.posts_before());
      duties.WasBefore(reorganisation.duties_before());
    }
    for (const v1::Regulation& regulation : state.regulations()) {
      if (regulation.state() != v1::Regulation::STATE_ENACTED) continue;
      laid_down.insert(regulation.instrument().name());
      for (const v1::Function& function : regulation.functions()) laid_down.insert(function.name());
      for (const v1::Duty& duty : regulation.duties()) laid_down.insert(duty.name());
      for (const std::string& duty : regulation.ended_duties()) laid_down.insert(duty);
    }
  }
  Known<v1::Unit> units;
  Known<v1::UnitSet> unit_sets;
  Known<v1::Membership> memberships;
  Known<v1::Reorganisation> reorganisations;
  Known<v1::Instrument> instruments;
  Known<v1::Duty> duties;
  Known<v1::Function> functions;
  Known<v1::Calendar> calendars;
  Known<v1::EscalationPolicy> escalation_policies;
  Known<v1::Person> persons;
  Known<v1::Post> posts;
  // By regulations that were enacted here.
  absl::flat_hash_set<absl::string_view> laid_down;
};

KnownThings::KnownThings(const internal::v1::ReferenceData& state) : lists_(std::make_unique<Lists>(state)) {}
KnownThings::~KnownThings() = default;

bool KnownThings::Complete(v1::Event& event, absl::Time now) const {
  const Lists& known = *lists_;
  if (known.laid_down.contains(SubjectOf(event))) return false;
  switch (event.payload_case()) {
    case v1::Event::kUnitRecorded:
      return CompleteUnit(event, known.units, now);
    case v1::Event::kUnitSetRecorded:
      return CompleteThing(event, "unit_set.recorded", *event.mutable_unit_set_recorded()->mutable_unit_set(),
                           known.unit_sets, now);
    case v1::Event::kMembershipRecorded:
      return CompleteThing(event, "membership.recorded", *event.mutable_membership_recorded()->mutable_membership(),
                           known.memberships, now);
    case v1::Event::kPersonRecorded:
      return CompleteThing(event, "person.recorded", *event.mutable_person_recorded()->mutable_person(), known.persons,
                           now);
    case v1::Event::kPostRecorded:
      return CompleteThing(event, "post.recorded", *event.mutable_post_recorded()->mutable_post(), known.posts, now);
    case v1::Event::kReorganisationRecorded: {
      v1::Reorganisation& reorganisation = *event.mutable_reorganisation_recorded()->mutable_reorganisation();
      *event.mutable_basis() = reorganisation.basis();
      return CompleteThing(event, "reorganisation.recorded", reorganisation, known.reorganisations, now);
    }
    case v1::Event::kInstrumentRecorded:
      return CompleteThing(event, "instrument.recorded", *event.mutable_instrument_recorded()->mutable_instrument(),
                           known.instruments, now);
    case v1::Event::kDutyRecorded:
      return CompleteThing(event, "duty.recorded", *event.mutable_duty_recorded()->mutable_duty(), known.duties, now);
    case v1::Event::kFunctionRecorded:
      return CompleteThing(event, "function.recorded", *event.mutable_function_recorded()->mutable_function(),
                           known.functions, now);
    case v1::Event::kCalendarPublished:
      return CompleteThing(event, "calendar.published", *event.mutable_calendar_published()->mutable_calendar(),
                           known.calendars, now);
    case v1::Event::kEscalationPolicyPublished:
      return CompleteThing(event, "escalation_policy.published",
                           *event.mutable_escalation_policy_published()->mutable_escalation_policy(),
                           known.escalation_policies, now);
    default:
      return false;
  }
}

const std::string& SubjectOf(const v1::Event& entry) {
  static const std::string& none = *new std::string;
  switch (entry.payload_case()) {
    case v1::Event::kUnitRecorded:
      return entry.unit_recorded().unit().name();
    case v1::Event::kUnitSetRecorded:
      return entry.unit_set_recorded().unit_set().name();
    case v1::Event::kMembershipRecorded:
      return entry.membership_recorded().membership().name();
    case v1::Event::kPersonRecorded:
      return entry.person_recorded().person().name();
    case v1::Event::kPostRecorded:
      return entry.post_recorded().post().name();
    case v1::Event::kReorganisationRecorded:
      return entry.reorganisation_recorded().reorganisation().name();
    case v1::Event::kInstrumentRecorded:
      return entry.instrument_recorded().instrument().name();
    case v1::Event::kDutyRecorded:
      return entry.duty_recorded().duty().name();
    case v1::Event::kFunctionRecorded:
      return entry.function_recorded().function().name();
    case v1::Event::kCalendarPublished:
      return entry.calendar_published().calendar().name();
    case v1::Event::kEscalationPolicyPublished:
      return entry.escalation_policy_published().escalation_policy().name();
    default:
      return none;
  }
}

}  // namespace phoihop::organisation
