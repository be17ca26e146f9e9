#include "tests/unit/organisation/small_province.h"

#include <cstdlib>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/reference.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::organisation {
namespace {

constexpr char kSince[] = "2020-01-01";

v1::Unit UnitEntry(absl::string_view id, v1::UnitKind kind, v1::UnitLevel level, absl::string_view parent) {
  v1::Unit unit;
  unit.set_name(UnitOf(id));
  v1::UnitVersion& version = *unit.add_versions();
  version.set_valid_from(kSince);
  version.set_display_name(absl::StrCat("Đơn vị ", id));
  version.set_kind(kind);
  version.set_level(level);
  if (!parent.empty()) {
    v1::UnitRelation& relation = *unit.add_relations();
    relation.set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
    relation.set_to_unit(UnitOf(parent));
    relation.set_valid_from(kSince);
  }
  v1::UnitIdentifier& code = *unit.add_identifiers();
  code.set_scheme("local");
  code.set_value(std::string(id));
  code.set_valid_from(kSince);
  return unit;
}

v1::Membership MembershipEntry(absl::string_view unit, absl::string_view person, v1::MembershipRole role) {
  v1::Membership membership;
  membership.set_name(absl::StrCat(UnitOf(unit), "/memberships/", person));
  membership.set_person(PersonName("dong-nai", person));
  membership.set_display_name(std::string(person));
  membership.set_role(role);
  membership.set_valid_from(kSince);
  return membership;
}

v1::Duty DutyEntry(absl::string_view id, absl::string_view function, absl::string_view lead,
                   absl::string_view coordinator) {
  v1::Duty duty;
  duty.set_name(absl::StrCat("provinces/dong-nai/duties/", id));
  duty.set_function(std::string(function));
  for (const auto& [unit, role] :
       {std::pair(lead, v1::DUTY_ROLE_LEAD), std::pair(coordinator, v1::DUTY_ROLE_COORDINATE)}) {
    v1::Duty::Holder& holder = *duty.add_holders();
    holder.set_holder(UnitOf(unit));
    holder.set_role(role);
    holder.set_status(v1::DUTY_STATUS_REGULATED);
  }
  return duty;
}

internal::v1::RecordReferenceData Things() {
  internal::v1::RecordReferenceData record;
  const auto unit = [&](absl::string_view id, v1::UnitKind kind, v1::UnitLevel level, absl::string_view parent) {
    v1::Unit& added = *record.add_entries()->mutable_unit_recorded()->mutable_unit();
    added = UnitEntry(id, kind, level, parent);
    return &added;
  };
  unit("ubnd", v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE, v1::UNIT_LEVEL_PROVINCE, "");
  unit("vp", v1::UNIT_KIND_OFFICE, v1::UNIT_LEVEL_PROVINCE, "ubnd");
  for (const char* id : {"so-a", "so-b", "so-c"}) unit(id, v1::UNIT_KIND_DEPARTMENT, v1::UNIT_LEVEL_PROVINCE, "ubnd");
  unit("phong-a", v1::UNIT_KIND_DIVISION, v1::UNIT_LEVEL_PROVINCE, "so-a");
  unit("huyen", v1::UNIT_KIND_DISTRICT, v1::UNIT_LEVEL_DISTRICT, "ubnd");
  for (const char* id : {"x1", "x2", "x3", "x4"}) unit(id, v1::UNIT_KIND_COMMUNE, v1::UNIT_LEVEL_COMMUNE, "huyen");
  v1::Unit& ended = *unit("so-cu", v1::UNIT_KIND_DEPARTMENT, v1::UNIT_LEVEL_PROVINCE, "");
  ended.mutable_versions(0)->set_valid_to("2024-01-01");
  ended.mutable_identifiers(0)->set_valid_to("2024-01-01");
  const auto member = [&](const v1::Membership& membership) {
    *record.add_entries()->mutable_membership_recorded()->mutable_membership() = membership;
  };
  member(MembershipEntry("ubnd", "an", v1::MEMBERSHIP_ROLE_OFFICER));
  member(MembershipEntry("ubnd", "binh", v1::MEMBERSHIP_ROLE_HEAD));
  v1::Membership chi = MembershipEntry("so-a", "chi", v1::MEMBERSHIP_ROLE_HEAD);
  chi.set_post(absl::StrCat(UnitOf("so-a"), "/posts/truong-phong"));
  member(chi);
  member(MembershipEntry("so-a", "dung", v1::MEMBERSHIP_ROLE_OFFICER));
  v1::Post& post = *record.add_entries()->mutable_post_recorded()->mutable_post();
  post.set_name(absl::StrCat(UnitOf("so-a"), "/posts/truong-phong"));
  post.set_display_name("Trưởng phòng");
  post.set_role(v1::MEMBERSHIP_ROLE_HEAD);
  post.set_valid_from(kSince);
  *record.add_entries()->mutable_duty_recorded()->mutable_duty() =
      DutyEntry("d-lead", "Quản lý tài chính", "so-a", "so-b");
  *record.add_entries()->mutable_duty_recorded()->mutable_duty() =
      DutyEntry("d-bao", "Quản lý báo chí", "so-c", "so-a");
  v1::UnitSet& set = *record.add_entries()->mutable_unit_set_recorded()->mutable_unit_set();
  set.set_name("provinces/dong-nai/unitSets/cac-so");
  set.set_display_name("Các sở");
  set.add_units(UnitOf("so-a"));
  set.add_units(UnitOf("so-b"));
  return record;
}

template <typename Things>
const auto& ByName(const Things& things, const std::string& name) {
  for (const auto& thing : things) {
    if (thing.name() == name) return thing;
  }
  std::cerr << "there is no " << name << "\n";
  std::abort();
}

}  // namespace

SmallProvince::SmallProvince() : now_(StartOfDay(absl::CivilDay(2025, 6, 15)) + absl::Hours(12)) {
  data_.set_province("dong-nai");
  facts_ = Facts::Create(data_).value();
  internal::v1::ReferenceCommand command;
  *command.mutable_record() = Things();
  if (const absl::Status status = Do(command, System()); !status.ok()) {
    std::cerr << status << "\n";
    std::abort();
  }
}

absl::Status SmallProvince::Do(const internal::v1::ReferenceCommand& command, const v1::Actor& actor,
                               const v1::Actor& acting_for) {
  Context context;
  context.now = now_;
  context.actor = actor;
  context.acting_for = acting_for;
  auto decision = Decide(data_, command, *facts_, context);
  if (!decision.ok()) return decision.status();
  events_ = std::move(decision->events);
  for (const v1::Event& event : events_) Evolve(data_, event);
  return absl::OkStatus();
}

absl::Status SmallProvince::Create(const std::string& id, const v1::Reorganisation& draft) {
  internal::v1::ReferenceCommand command;
  auto& request = *command.mutable_create_reorganisation();
  request.set_parent("provinces/dong-nai");
  request.set_reorganisation_id(id);
  *request.mutable_reorganisation() = draft;
  return Do(command, Person("an"));
}

absl::Status SmallProvince::Preview(const std::string& id, const std::string& token) {
  internal::v1::ReferenceCommand command;
  command.mutable_record_preview()->set_name(ReorganisationName(id));
  command.mutable_record_preview()->set_token(token);
  return Do(command, Person("an"));
}

absl::Status SmallProvince::Approve(const std::string& id, const std::string& person) {
  internal::v1::ReferenceCommand command;
  auto& approve = *command.mutable_approve_reorganisation();
  approve.mutable_request()->set_name(ReorganisationName(id));
  approve.mutable_request()->set_preview_token("seen");
  approve.set_seen_token("seen");
  return Do(command, Person(person));
}

absl::Status SmallProvince::Execute(const std::string& id) {
  internal::v1::ReferenceCommand command;
  command.mutable_execute_reorganisation()->set_name(ReorganisationName(id));
  return Do(command, Person("an"));
}

absl::Status SmallProvince::Verify(const std::string& id, bool holds) {
  internal::v1::ReferenceCommand command;
  command.mutable_record_verification()->set_name(ReorganisationName(id));
  command.mutable_record_verification()->mutable_report()->set_holds(holds);
  return Do(command, System());
}

absl::Status SmallProvince::Undo(const std::string& id) {
  internal::v1::ReferenceCommand command;
  command.mutable_undo_reorganisation()->set_name(ReorganisationName(id));
  command.mutable_undo_reorganisation()->mutable_basis()->set_text("Quyết định hủy bỏ");
  return Do(command, Person("an"));
}

absl::Status SmallProvince::Run(const std::string& id, const v1::Reorganisation& draft) {
  absl::Status status = Create(id, draft);
  if (status.ok()) status = Preview(id);
  if (status.ok()) status = Approve(id);
  if (status.ok()) status = Execute(id);
  return status;
}

const v1::Unit& SmallProvince::Unit(absl::string_view id) const { return ByName(data_.units(), UnitOf(id)); }
const v1::Membership& SmallProvince::Membership(absl::string_view unit, absl::string_view id) const {
  return ByName(data_.memberships(), absl::StrCat(UnitOf(unit), "/memberships/", id));
}
const v1::Duty& SmallProvince::Duty(absl::string_view id) const {
  return ByName(data_.duties(), absl::StrCat("provinces/dong-nai/duties/", id));
}
const v1::Reorganisation& SmallProvince::Reorganisation(absl::string_view id) const {
  return ByName(data_.reorganisations(), ReorganisationName(id));
}

internal::v1::ReferenceData SmallProvince::Organisation() const {
  internal::v1::ReferenceData data = data_;
  data.clear_reorganisations();
  data.clear_units();
  for (const v1::Unit& unit : data_.units()) {
    if (!unit.versions().empty()) *data.add_units() = unit;
  }
  return data;
}

v1::Actor Person(absl::string_view person, absl::string_view unit) {
  v1::Actor actor;
  actor.set_unit(UnitOf(unit));
  if (!person.empty()) actor.set_person(PersonName("dong-nai", person));
  return actor;
}

v1::Actor System() {
  v1::Actor actor;
  actor.set_system("rehoming");
  return actor;
}

std::string UnitOf(absl::string_view id) { return UnitName("dong-nai", id); }
std::string ReorganisationName(absl::string_view id) { return absl::StrCat("provinces/dong-nai/reorganisations/", id); }

v1::Reorganisation Draft(v1::ReorganisationType type, const std::vector<std::pair<std::string, std::string>>& edges) {
  v1::Reorganisation draft;
  draft.set_display_name("Sắp xếp");
  draft.set_type(type);
  draft.set_effective_date("2025-07-01");
  draft.mutable_basis()->set_instrument_number("202/2025/QH15");
  for (const auto& [from, to] : edges) {
    v1::SuccessionEdge& edge = *draft.add_edges();
    if (!from.empty()) edge.set_from_unit(UnitOf(from));
    if (!to.empty()) edge.set_to_unit(UnitOf(to));
  }
  return draft;
}

v1::Unit& AddUnit(v1::Reorganisation& draft, absl::string_view id, absl::string_view name, v1::UnitKind kind) {
  v1::Unit& unit = *draft.add_units();
  unit.set_name(UnitOf(id));
  v1::UnitVersion& version = *unit.add_versions();
  version.set_display_name(std::string(name));
  version.set_kind(kind);
  return unit;
}

void Part(v1::Reorganisation& draft, int edge, v1::Partition::Key key, const std::vector<std::string>& entries) {
  v1::Partition& partition = *draft.mutable_edges(edge)->mutable_partition();
  partition.set_key(key);
  for (const std::string& entry : entries) {
    if (key == v1::Partition::KEY_TERRITORY) partition.add_territories(UnitOf(entry));
    if (key == v1::Partition::KEY_FUNCTION) partition.add_functions(entry);
    if (key == v1::Partition::KEY_LIST) partition.add_items(entry);
  }
}

}  // namespace phoihop::organisation
