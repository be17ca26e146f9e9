// The rules alone, without a store: the province of 30 June 2025 goes through all that happened to it, one
// reorganisation after the other, and has to become what the shipped data say it is today.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/import/reference_loader.h"
#include "tests/simulation/province_before.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/directory.h"
#include "workflow/organisation/reference.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using organisation::Directory;

class Rules {
 public:
  Rules() { state_.set_province("dong-nai"); }

  const internal::v1::ReferenceData& state() const { return state_; }

  void Apply(const internal::v1::ReferenceCommand& command, const v1::Actor& actor, absl::Time now) {
    Context context;
    context.now = now;
    context.actor = actor;
    const auto decision = organisation::Decide(state_, command, *facts_, context);
    ASSERT_TRUE(decision.ok()) << decision.status();
    for (const v1::Event& event : decision->events) organisation::Evolve(state_, event);
  }

  // From the draft to the proof. Nothing is open here, so nothing has to be moved.
  void Enact(const v1::Reorganisation& draft) {
    const absl::Time now = StartOfDay(*ParseDate(draft.effective_date())) + absl::Hours(8);
    const v1::Actor drafter = Registrar(OfficerOf("ubnd"), now), approver = Registrar(HeadOf("ubnd"), now);
    internal::v1::ReferenceCommand create;
    create.mutable_create_reorganisation()->set_parent("provinces/dong-nai");
    create.mutable_create_reorganisation()->set_reorganisation_id(std::string(LastSegment(draft.name())));
    *create.mutable_create_reorganisation()->mutable_reorganisation() = draft;
    ASSERT_NO_FATAL_FAILURE(Apply(create, drafter, now)) << draft.name();
    internal::v1::ReferenceCommand preview;
    preview.mutable_record_preview()->set_name(draft.name());
    preview.mutable_record_preview()->set_token("seen");
    ASSERT_NO_FATAL_FAILURE(Apply(preview, drafter, now)) << draft.name();
    internal::v1::ReferenceCommand approve;
    approve.mutable_approve_reorganisation()->set_seen_token("seen");
    approve.mutable_approve_reorganisation()->mutable_request()->set_name(draft.name());
    approve.mutable_approve_reorganisation()->mutable_request()->set_preview_token("seen");
    if (!draft.has_basis()) {
      approve.mutable_approve_reorganisation()->mutable_request()->mutable_basis()->set_text("Phương án năm 2025");
    }
    ASSERT_NO_FATAL_FAILURE(Apply(approve, approver, now)) << draft.name();
    internal::v1::ReferenceCommand execute;
    execute.mutable_execute_reorganisation()->set_name(draft.name());
    ASSERT_NO_FATAL_FAILURE(Apply(execute, drafter, now)) << draft.name();
    v1::Actor runner;
    runner.set_system("rehoming");
    internal::v1::ReferenceCommand verify;
    verify.mutable_record_verification()->set_name(draft.name());
    verify.mutable_record_verification()->mutable_report()->set_holds(true);
    ASSERT_NO_FATAL_FAILURE(Apply(verify, runner, now)) << draft.name();
    const v1::Reorganisation* done = organisation::FindReorganisation(state_, draft.name());
    ASSERT_NE(done, nullptr);
    EXPECT_EQ(done->state(), v1::Reorganisation::STATE_VERIFIED) << draft.name();
  }

 private:
  v1::Actor Registrar(const std::string& person, absl::Time now) const {
    const Directory directory(state_);
    const std::string present = UnitName("dong-nai", kCommittee);
    v1::Actor actor;
    actor.set_unit(directory.IsAlive(present, DayOf(now)) ? present : UnitName("dong-nai", kFormerCommittee));
    actor.set_person(PersonName("dong-nai", person));
    return actor;
  }

  internal::v1::ReferenceData state_;
  const std::shared_ptr<const Facts> facts_ = *Facts::Create({});
};

// What there is on a day: id → kind, name, superior, codes.
std::map<std::string, std::string> Picture(const internal::v1::ReferenceData& data, absl::CivilDay day) {
  const Directory directory(data);
  std::map<std::string, std::string> picture;
  for (const v1::Unit* unit : directory.units()) {
    const v1::UnitVersion* version = Directory::VersionOn(*unit, day);
    if (version == nullptr) continue;
    std::string& line = picture[unit->name()];
    line = absl::StrCat(v1::UnitKind_Name(version->kind()), " ", version->display_name(), " under ",
                        directory.ParentOf(unit->name(), day));
    for (const v1::UnitIdentifier& identifier : unit->identifiers()) {
      if (Contains(identifier.valid_from(), identifier.valid_to(), day)) {
        absl::StrAppend(&line, " ", identifier.scheme(), "=", identifier.value());
      }
    }
  }
  return picture;
}

TEST(ProvinceReorganisedTest, TheProvinceBecomesWhatItIsToday) {
  const auto province = MakeProvinceBefore();
  ASSERT_TRUE(province.ok()) << province.status();
  v1::Actor loader;
  loader.set_system("loader");
  internal::v1::ReferenceCommand record;
  *record.mutable_record() = province->record;
  Rules rules;
  ASSERT_NO_FATAL_FAILURE(rules.Apply(record, loader, StartOfDay(absl::CivilDay(2025, 6, 30))));
  for (const auto* drafts : {&province->in_2025, &province->in_2026}) {
    for (const v1::Reorganisation& draft : *drafts) ASSERT_NO_FATAL_FAILURE(rules.Enact(draft));
  }

  Rules shipped;
  auto loaded =
      import::LoadReferenceData({.province = "dong-nai", .directory = "data/dong-nai", .defaults = "data/default"});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  *record.mutable_record() = *loaded;
  ASSERT_NO_FATAL_FAILURE(shipped.Apply(record, loader, StartOfDay(absl::CivilDay(2026, 11, 23))));
  for (const absl::CivilDay day :
       {absl::CivilDay(2026, 4, 29), absl::CivilDay(2026, 4, 30), absl::CivilDay(2026, 11, 23)}) {
    EXPECT_THAT(Picture(rules.state(), day), ::testing::ContainerEq(Picture(shipped.state(), day))) << day;
  }
  // Communes and departments come out the same whichever way one asks.
  const Directory replayed(rules.state()), recorded(shipped.state());
  const absl::CivilDay today(2026, 11, 23);
  int compared = 0;
  for (const v1::Unit* unit : recorded.units()) {
    if (recorded.IsAlive(unit->name(), today) || replayed.FindUnit(unit->name()) == nullptr) continue;
    const auto expected = recorded.ResolveSuccessors(unit->name(), today);
    const auto found = replayed.ResolveSuccessors(unit->name(), today);
    if (expected.outcome() != v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE) continue;
    EXPECT_EQ(found.outcome(), expected.outcome()) << unit->name();
    ASSERT_FALSE(found.holders().empty()) << unit->name();
    EXPECT_EQ(found.holders(0).unit(), expected.holders(0).unit()) << unit->name();
    ++compared;
  }
  EXPECT_GT(compared, 300);
}

}  // namespace
}  // namespace phoihop::testing
