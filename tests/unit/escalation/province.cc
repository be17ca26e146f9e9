#include "tests/unit/escalation/province.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/util/json_util.h"
#include "phoihop/v1/deadline_service.pb.h"
#include "workflow/resource_name.h"

namespace phoihop::escalation {
namespace {
v1::Unit& AddUnit(internal::v1::ReferenceData& data, absl::string_view id, v1::UnitKind kind,
                  absl::string_view parent) {
  v1::Unit& unit = *data.add_units();
  unit.set_name(Unit(id));
  v1::UnitVersion& version = *unit.add_versions();
  version.set_valid_from("2020-01-01");
  version.set_display_name(absl::StrCat("Tên ", id));
  version.set_kind(kind);
  version.set_level(v1::UNIT_LEVEL_PROVINCE);
  if (!parent.empty()) {
    v1::UnitRelation& relation = *unit.add_relations();
    relation.set_type(v1::RELATION_TYPE_ADMINISTRATIVE_PARENT);
    relation.set_to_unit(Unit(parent));
    relation.set_valid_from("2020-01-01");
  }
  return unit;
}
}  // namespace

std::string Unit(absl::string_view id) { return UnitName("dong-nai", id); }
std::string Person(absl::string_view id) { return PersonName("dong-nai", id); }

v1::Membership& AddMember(internal::v1::ReferenceData& data, absl::string_view unit, absl::string_view person,
                          v1::MembershipRole role) {
  v1::Membership& membership = *data.add_memberships();
  membership.set_name(ChildName(Unit(unit), "memberships", absl::StrCat(person, "-", data.memberships_size())));
  membership.set_person(Person(person));
  membership.set_display_name(std::string(person));
  membership.set_role(role);
  membership.set_valid_from("2020-01-01");
  return membership;
}

void EndMemberships(internal::v1::ReferenceData& data, absl::string_view person, absl::string_view last_day_exclusive) {
  for (v1::Membership& membership : *data.mutable_memberships()) {
    if (membership.person() == Person(person)) membership.set_valid_to(std::string(last_day_exclusive));
  }
}

internal::v1::ReferenceData Province() {
  internal::v1::ReferenceData data;
  data.set_province("dong-nai");
  AddUnit(data, "bo-doi", v1::UNIT_KIND_ARMED_FORCE, "");
  AddUnit(data, "phong-bao-chi", v1::UNIT_KIND_DIVISION, "so-vhttdl");
  AddUnit(data, "so-cu", v1::UNIT_KIND_DEPARTMENT, "ubnd").mutable_versions(0)->set_valid_to("2025-03-01");
  AddUnit(data, "so-noi-vu", v1::UNIT_KIND_DEPARTMENT, "ubnd");
  AddUnit(data, "so-tttt", v1::UNIT_KIND_DEPARTMENT, "ubnd").mutable_versions(0)->set_valid_to("2025-03-01");
  AddUnit(data, "so-vhttdl", v1::UNIT_KIND_DEPARTMENT, "ubnd");
  AddUnit(data, "ubnd", v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE, "");
  AddUnit(data, "ubnd-xa", v1::UNIT_KIND_COMMUNE, "ubnd").mutable_versions(0)->set_level(v1::UNIT_LEVEL_COMMUNE);
  AddUnit(data, "vp-ubnd", v1::UNIT_KIND_OFFICE, "ubnd");
  AddMember(data, "bo-doi", "chi-huy", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "phong-bao-chi", "truong-phong", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "so-noi-vu", "gd-noi-vu", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "so-vhttdl", "can-bo", v1::MEMBERSHIP_ROLE_OFFICER);
  AddMember(data, "so-vhttdl", "giam-doc", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "so-vhttdl", "pho-giam-doc", v1::MEMBERSHIP_ROLE_DEPUTY_HEAD);
  AddMember(data, "ubnd", "chu-tich", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "vp-ubnd", "chanh-van-phong", v1::MEMBERSHIP_ROLE_HEAD);
  AddMember(data, "vp-ubnd", "theo-doi-a", v1::MEMBERSHIP_ROLE_MONITOR);
  AddMember(data, "vp-ubnd", "theo-doi-b", v1::MEMBERSHIP_ROLE_MONITOR);
  v1::Reorganisation& merger = *data.add_reorganisations();
  merger.set_name(ChildName(ProvinceName("dong-nai"), "reorganisations", "r1"));
  merger.set_type(v1::REORGANISATION_TYPE_MERGE);
  merger.set_effective_date("2025-03-01");
  merger.set_state(v1::Reorganisation::STATE_VERIFIED);
  v1::SuccessionEdge& edge = *merger.add_edges();
  edge.set_from_unit(Unit("so-tttt"));
  edge.set_to_unit(Unit("so-vhttdl"));
  edge.mutable_partition()->set_key(v1::Partition::KEY_WHOLE);
  return data;
}

v1::Task TaskOf(absl::string_view issuer, absl::string_view lead) {
  v1::Task task;
  task.set_name(TaskName("dong-nai", "t1"));
  task.set_issuer_unit(Unit(issuer));
  task.set_lead_unit(Unit(lead));
  return task;
}

internal::v1::ReferenceData ShippedLadders() {
  std::ifstream file("data/default/escalation_policies.json");
  std::ostringstream text;
  text << file.rdbuf();
  v1::ListEscalationPoliciesResponse response;
  const auto status = google::protobuf::util::JsonStringToMessage(text.str(), &response);
  EXPECT_TRUE(status.ok()) << status.ToString();
  internal::v1::ReferenceData data;
  for (v1::EscalationPolicy& policy : *response.mutable_escalation_policies()) {
    policy.set_name(absl::StrReplaceAll(policy.name(), {{"provinces/-/", "provinces/dong-nai/"}}));
    *data.add_escalation_policies() = policy;
  }
  return data;
}

}  // namespace phoihop::escalation
