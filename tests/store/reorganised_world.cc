#include "tests/store/reorganised_world.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/notification.h"
#include "services/store/filter.h"
#include "services/store/rehoming_claim.h"
#include "services/store/rehoming_reader.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {
constexpr absl::string_view kToday = "2026-07-30";

std::string UnitOf(absl::string_view id) { return UnitName(kProvince, id); }

v1::Reorganisation Draft(v1::ReorganisationType type, absl::string_view from, const std::vector<std::string>& to) {
  v1::Reorganisation draft;
  draft.set_name(kReorganisation);
  draft.set_display_name("Sắp xếp Sở A");
  draft.set_type(type);
  draft.set_effective_date(std::string(kToday));
  draft.mutable_basis()->set_instrument_number("12/NQ-HĐND");
  for (const std::string& unit : to) {
    auto* edge = draft.add_edges();
    edge->set_from_unit(UnitOf(from));
    if (!unit.empty()) edge->set_to_unit(UnitOf(unit));
  }
  return draft;
}

void AddUnit(absl::string_view id, absl::string_view name, v1::Reorganisation& draft) {
  auto* unit = draft.add_units();
  unit->set_name(UnitOf(id));
  auto* version = unit->add_versions();
  version->set_display_name(std::string(name));
  version->set_kind(v1::UNIT_KIND_DEPARTMENT);
  version->set_level(v1::UNIT_LEVEL_PROVINCE);
}

internal::v1::Command Registrar(absl::string_view person) {
  internal::v1::Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_unit(kIssuer);
  command.mutable_actor()->set_person(PersonName(kProvince, person));
  return command;
}

void RecordCommune(absl::string_view id, internal::v1::Command& command) {
  auto* unit = command.mutable_reference()->mutable_record()->add_entries()->mutable_unit_recorded()->mutable_unit();
  unit->set_name(UnitOf(id));
  auto* version = unit->add_versions();
  version->set_valid_from("2025-07-01");
  version->set_display_name(absl::StrCat("Xã ", id));
  version->set_kind(v1::UNIT_KIND_COMMUNE);
  version->set_level(v1::UNIT_LEVEL_COMMUNE);
}
}  // namespace

v1::Reorganisation MergeOfLead() { return Draft(v1::REORGANISATION_TYPE_MERGE, "so-a", {"so-b"}); }

v1::Reorganisation SplitOfLead() {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_SPLIT, "so-a", {"so-b", "so-c"});
  draft.mutable_edges(0)->mutable_partition()->set_key(v1::Partition::KEY_FUNCTION);
  draft.mutable_edges(0)->mutable_partition()->add_functions("báo chí");
  draft.mutable_edges(1)->mutable_partition()->set_key(v1::Partition::KEY_REMAINDER);
  AddUnit("so-c", "Sở C", draft);
  return draft;
}

v1::Reorganisation SplitOfLeadByTerritory() {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_SPLIT, "so-a", {"so-b", "so-c"});
  for (int i = 0; i < 2; ++i) {
    draft.mutable_edges(i)->mutable_partition()->set_key(v1::Partition::KEY_TERRITORY);
    draft.mutable_edges(i)->mutable_partition()->add_territories(UnitOf(absl::StrCat("x", i + 1)));
  }
  AddUnit("so-c", "Sở C", draft);
  return draft;
}

v1::Reorganisation TransferFromLead() {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_PARTIAL_TRANSFER, "so-a", {"so-c"});
  draft.mutable_edges(0)->mutable_partition()->set_key(v1::Partition::KEY_FUNCTION);
  draft.mutable_edges(0)->mutable_partition()->add_functions("báo chí");
  AddUnit("so-c", "Sở C", draft);
  return draft;
}

v1::Reorganisation AbolitionOfLead() { return Draft(v1::REORGANISATION_TYPE_ABOLISH, "so-a", {""}); }

v1::Reorganisation RenamingOfLead() {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_RENAME, "so-a", {"so-a"});
  AddUnit("so-a", "Sở A mới", draft);
  return draft;
}

v1::Reorganisation EndOfMembership(absl::string_view to_person) {
  v1::Reorganisation draft = Draft(v1::REORGANISATION_TYPE_END_MEMBERSHIP, "so-a", {"so-a"});
  draft.mutable_edges(0)->set_from_membership(absl::StrCat(UnitOf("so-a"), "/memberships/an"));
  if (!to_person.empty()) draft.mutable_edges(0)->set_to_person(PersonName(kProvince, to_person));
  return draft;
}

void ReorganisedWorld::MakePeopleAndCommunes() {
  internal::v1::Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_system("loader");
  RecordCommune("x1", command);
  RecordCommune("x2", command);
  for (const char* person : {"an", "binh"}) {
    auto* membership = command.mutable_reference()
                           ->mutable_record()
                           ->add_entries()
                           ->mutable_membership_recorded()
                           ->mutable_membership();
    membership->set_name(absl::StrCat(UnitOf("so-a"), "/memberships/", person));
    membership->set_person(PersonName(kProvince, person));
    membership->set_display_name(person);
    membership->set_role(v1::MEMBERSHIP_ROLE_OFFICER);
    membership->set_valid_from("2025-07-01");
  }
  EXPECT_OK(engine().Apply(command));
}

void ReorganisedWorld::HandOffFrom(absl::string_view from, absl::string_view to, v1::Handoff::Kind kind, int taken) {
  internal::v1::Command hand_off = HandOff("t1", to);
  hand_off.mutable_actor()->set_unit(std::string(from));
  hand_off.mutable_task()->mutable_hand_off()->mutable_handoff()->set_kind(kind);
  EXPECT_OK(engine().Apply(hand_off));
  if (taken == 0) return;
  internal::v1::Command take;
  take.set_province(kProvince);
  take.mutable_actor()->set_unit(std::string(to));
  take.mutable_task()->mutable_accept_handoff()->set_name(absl::StrCat(TaskName(kProvince, "t1"), "/handoffs/", taken));
  EXPECT_OK(engine().Apply(take));
}

void ReorganisedWorld::Execute(const v1::Reorganisation& draft) {
  internal::v1::Command command = Registrar("lan");
  auto* create = command.mutable_reference()->mutable_create_reorganisation();
  create->set_parent(ProvinceName(kProvince));
  create->set_reorganisation_id(std::string(LastSegment(kReorganisation)));
  *create->mutable_reorganisation() = draft;
  EXPECT_OK(engine().Apply(command));

  command = Registrar("lan");
  auto* preview = command.mutable_reference()->mutable_record_preview();
  preview->set_name(kReorganisation);
  preview->set_token("seen");
  EXPECT_OK(engine().Apply(command));

  command = Registrar("minh");
  auto* approve = command.mutable_reference()->mutable_approve_reorganisation();
  approve->mutable_request()->set_name(kReorganisation);
  approve->mutable_request()->set_preview_token("seen");
  approve->set_seen_token("seen");
  EXPECT_OK(engine().Apply(command));

  command = Registrar("lan");
  command.mutable_reference()->mutable_execute_reorganisation()->set_name(kReorganisation);
  EXPECT_OK(engine().Apply(command));
}

void ReorganisedWorld::Undo() {
  internal::v1::Command command = Registrar("lan");
  auto* undo = command.mutable_reference()->mutable_undo_reorganisation();
  undo->set_name(kReorganisation);
  undo->mutable_basis()->set_instrument_number("13/NQ-HĐND");
  EXPECT_OK(engine().Apply(command));
}

void ReorganisedWorld::Assign(absl::string_view item, absl::string_view to_unit) {
  internal::v1::Command command = Registrar("lan");
  auto* assign = command.mutable_reference()->mutable_assign_rehoming_item();
  assign->set_name(kReorganisation);
  assign->mutable_assignment()->set_item(std::string(item));
  assign->mutable_assignment()->set_to_unit(UnitOf(to_unit));
  EXPECT_OK(engine().Apply(command));
}

v1::Reorganisation ReorganisedWorld::Current() {
  const auto facts = Get(engine().FactsOf(kProvince));
  const auto* found = organisation::FindReorganisation(facts->data(), kReorganisation);
  EXPECT_NE(found, nullptr);
  return found == nullptr ? v1::Reorganisation() : *found;
}

absl::StatusOr<engine::RehomingOutcome> ReorganisedWorld::Step(engine::Engine& by, absl::string_view after, int limit) {
  absl::StatusOr<engine::RehomingOutcome> answer = absl::UnknownError("not answered");
  absl::Notification answered;
  by.SubmitRehoming({kProvince, kReorganisation, std::string(after), limit}, [&](auto outcome) {
    answer = std::move(outcome);
    answered.Notify();
  });
  answered.WaitForNotification();
  return answer;
}

engine::RehomingOutcome ReorganisedWorld::MoveAll(engine::Engine& by, int limit) {
  engine::RehomingOutcome total;
  for (int moved = 1; moved > 0;) {
    moved = 0;
    std::string after;
    do {
      const auto step = Step(by, after, limit);
      EXPECT_TRUE(step.ok()) << step.status();
      if (!step.ok()) return total;
      moved += step->claimed - step->failed;
      total.claimed += step->claimed;
      total.recorded += step->recorded;
      total.failed += step->failed;
      after = step->last_task_id;
    } while (!after.empty());
  }
  return total;
}

std::vector<std::string> ReorganisedWorld::Outcomes() {
  const auto page = Get(store::ListRehomingItems(database(), kProvince, kReorganisation, store::Filter(), "", 1000));
  std::vector<std::string> lines;
  for (const v1::RehomingItem& item : page.items) {
    const auto row =
        Sql(absl::StrCat("SELECT from_unit, to_unit FROM rehoming_items WHERE item = '", item.item(), "'"));
    lines.push_back(absl::StrCat(absl::StripPrefix(item.item(), absl::StrCat(ProvinceName(kProvince), "/tasks/")), " ",
                                 absl::StripPrefix(v1::RehomingItem::State_Name(item.state()), "STATE_"), " ",
                                 absl::StripPrefix(v1::RehomingItem::Outcome_Name(item.outcome()), "OUTCOME_"), " ",
                                 LastSegment(row[0][0]), " ", LastSegment(row[0][1])));
  }
  EXPECT_EQ(page.total, static_cast<int64_t>(lines.size()));
  return lines;
}

v1::VerificationReport ReorganisedWorld::Check() {
  const v1::Reorganisation reorganisation = Current();
  const auto facts = Get(engine().FactsOf(kProvince));
  const bool undone = reorganisation.has_annul_basis();
  const absl::CivilDay today = DayOf(clock().Now());
  std::vector<std::string> closed;
  const organisation::Routes routes(reorganisation, facts->directory(), today);
  for (const std::string& unit : undone ? store::MadeUnits(reorganisation) : routes.moving_units()) {
    if (!facts->directory().IsAlive(unit, today)) closed.push_back(unit);
  }
  return Get(store::CheckConservation(database(), kProvince, reorganisation, closed));
}

std::vector<std::string> ReorganisedWorld::BrokenOf(const v1::VerificationReport& report) {
  std::vector<std::string> broken;
  for (const v1::ConservationCheck& check : report.checks()) {
    if (!check.holds()) {
      broken.emplace_back(absl::StripPrefix(v1::ConservationCheck::Kind_Name(check.kind()), "KIND_"));
    }
  }
  EXPECT_EQ(report.holds(), broken.empty());
  return broken;
}

}  // namespace phoihop::testing
