// The organisation in two times: what is in force and what was known, and that nobody can make them contradict each
// other.
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/store/connection.h"
#include "services/store/reference_rows.h"
#include "services/store/task_reader.h"
#include "tests/store/undo_migrations.h"
#include "tests/store/world.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"

namespace phoihop {
namespace {
using testing::Create;
using testing::Get;
using testing::kLead;
using testing::kProvince;

// The unit, known by one name until a day and by another one from it on.
internal::v1::Command Record(const std::string& unit, const std::vector<std::string>& names) {
  internal::v1::Command command;
  command.set_province(kProvince);
  command.mutable_actor()->set_system("loader");
  auto* recorded =
      command.mutable_reference()->mutable_record()->add_entries()->mutable_unit_recorded()->mutable_unit();
  recorded->set_name(unit);
  for (size_t i = 0; i < names.size(); ++i) {
    auto* version = recorded->add_versions();
    version->set_valid_from(absl::StrCat(2025 + i, "-07-01"));
    if (i + 1 < names.size()) version->set_valid_to(absl::StrCat(2026 + i, "-07-01"));
    version->set_display_name(names[i]);
    version->set_kind(v1::UNIT_KIND_DEPARTMENT);
    version->set_level(v1::UNIT_LEVEL_PROVINCE);
  }
  return command;
}

class HistoryTest : public testing::World {
 protected:
  std::string NameKnownAt(absl::Time known_at) {
    const auto facts = engine().FactsKnownAt(kProvince, known_at);
    return facts.ok() ? (*facts)->directory().DisplayName(kLead, absl::CivilDay(2026, 8, 1))
                      : std::string(facts.status().message());
  }
  // unit_versions of the unit: days, since when and until when it was held, name.
  std::vector<std::vector<std::string>> Versions() {
    return Sql(
        absl::StrCat("SELECT valid, lower(recorded), coalesce(upper(recorded)::text, ''), display_name FROM "
                     "unit_versions WHERE unit = '",
                     kLead, "' AND NOT isempty(recorded) ORDER BY version, ordinal"));
  }
};

TEST_F(HistoryTest, WhatWasKnownStaysKnown) {
  engine();
  const absl::Time first = clock().Now();
  clock().Advance(absl::Hours(1));
  const absl::Time second = clock().Now();
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A mới"})));
  clock().Advance(absl::Hours(1));
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A đổi tên lần nữa"})));

  EXPECT_EQ(NameKnownAt(first), "Sở A");
  EXPECT_EQ(NameKnownAt(second - absl::Microseconds(1)), "Sở A");
  EXPECT_EQ(NameKnownAt(second), "Sở A mới");
  EXPECT_EQ(NameKnownAt(clock().Now()), "Sở A đổi tên lần nữa");
  EXPECT_EQ(NameKnownAt(absl::InfiniteFuture()), "Sở A đổi tên lần nữa");

  const auto before = engine().FactsKnownAt(kProvince, first - absl::Microseconds(1));
  EXPECT_EQ(ReasonOf(before.status()), v1::ERROR_REASON_NOT_FOUND) << before.status();
  EXPECT_EQ(ReasonOf(engine().FactsKnownAt("ha-noi", clock().Now()).status()), v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(HistoryTest, TheSameVersionIsTheSameObject) {
  engine();
  const absl::Time first = clock().Now();
  clock().Advance(absl::Hours(1));
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A mới"})));
  const auto known = Get(engine().FactsKnownAt(kProvince, first));
  EXPECT_EQ(known, Get(engine().FactsKnownAt(kProvince, first + absl::Minutes(59))));
  EXPECT_EQ(Get(engine().FactsOf(kProvince)), Get(engine().FactsKnownAt(kProvince, clock().Now())));
  EXPECT_EQ(known->data().version(), 1);
}

// The history at the newest version is what the present table has.
TEST_F(HistoryTest, TheHistoryEndsInThePresent) {
  engine();
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A mới"})));
  const auto present = Get(store::ReadReference(database(), kProvince));
  const auto past = Get(store::ReadReferenceAt(database(), kProvince, present.data.version()));
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(present.data, past.data));
  EXPECT_EQ(present.versions, past.versions);
  EXPECT_EQ(present.data.version(), 2);
}

TEST_F(HistoryTest, ACommandThatChangesNothingLeavesNoHistory) {
  engine();
  const auto rows = Sql("SELECT count(*) FROM reference_history")[0][0];
  EXPECT_EQ(Get(engine().Apply(testing::Reference())).event_count, 0);
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_EQ(Sql("SELECT count(*) FROM reference_history")[0][0], rows);
}

// Two servers whose clocks differ: what is recorded later is never known earlier.
TEST_F(HistoryTest, AClockThatIsSlowDoesNotRewriteWhatWasKnown) {
  engine();
  const absl::Time newest = clock().Now();
  clock().Set(newest - absl::Minutes(5));
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A mới"})));
  EXPECT_EQ(FromTimestamp(Journal().back().time()), newest);
  EXPECT_EQ(NameKnownAt(newest - absl::Microseconds(1)),
            absl::StrCat("Nothing was known about provinces/dong-nai by ",
                         "2026-07-30T08:59:59+07:00; leave known_at out to "
                         "see what is known now."));
  EXPECT_EQ(NameKnownAt(newest), "Sở A mới");
}

TEST_F(HistoryTest, InstantsGrowWithVersionsWhenReplicasRecordAtOnce) {
  engine();
  const auto other = NewEngine({.clock = &engine::SystemClock()});
  engine::Engine* const engines[] = {&engine(), other.get()};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        clock().Advance(absl::Microseconds(1));
        EXPECT_OK(engines[t]->Apply(Record(absl::StrCat(kLead, "-", t), {absl::StrCat("Sở ", t, " lần ", i)})));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Sql("SELECT count(*), count(DISTINCT reference_version) FROM reference_history WHERE name LIKE '%/so-a-_'"),
            (std::vector<std::vector<std::string>>{{"40", "40"}}));
  EXPECT_EQ(Sql("SELECT count(*) FROM reference_history a JOIN reference_history b USING (province) "
                "WHERE a.reference_version < b.reference_version AND a.record_time > b.record_time")[0][0],
            "0");
}

TEST_F(HistoryTest, VersionsAreHeldUntilTheyAreReplaced) {
  engine();
  const std::string first = "2026-07-30 02:00:00+00", second = "2026-07-30 03:00:00+00";
  EXPECT_EQ(Versions(), (std::vector<std::vector<std::string>>{{"[2025-07-01,)", first, "", "Sở A"}}));
  clock().Advance(absl::Hours(1));
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A mới"})));
  EXPECT_EQ(Versions(), (std::vector<std::vector<std::string>>{{"[2025-07-01,)", first, second, "Sở A"},
                                                               {"[2025-07-01,2026-07-01)", second, "", "Sở A"},
                                                               {"[2026-07-01,)", second, "", "Sở A mới"}}));
  // Twice within one instant: the one in between was never to be seen.
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A khác"})));
  EXPECT_EQ(Versions().back()[3], "Sở A khác");
  EXPECT_EQ(Versions().size(), 3u);
}

TEST_F(HistoryTest, PostgresRefusesVersionsThatOverlap) {
  engine();
  auto connection = Get(store::Connection::Open(uri(), store::ConnectionUse::kMigrate));
  ASSERT_NE(connection, nullptr);
  const auto insert = [&](absl::string_view valid, absl::string_view recorded) {
    return store::SqlStateOf(connection->RunScript(absl::StrCat(
        "INSERT INTO unit_versions VALUES ('dong-nai', '", kLead, "', 99, (SELECT count(*) FROM unit_versions), '",
        valid, "', '", recorded, "', 'Sở A', 'UNIT_KIND_DEPARTMENT', 'UNIT_LEVEL_PROVINCE')")));
  };
  EXPECT_EQ(insert("[2026-01-01,2026-02-01)", "[2026-07-30 02:00+00,)"), "23P01");
  EXPECT_EQ(insert("[2026-01-01,)", "[2026-07-30 01:00+00,2026-07-30 02:00:01+00)"), "23P01");
  // Before it was the law, or before it was recorded, there is room.
  EXPECT_EQ(insert("[2020-01-01,2025-07-01)", "[2026-07-30 02:00+00,)"), "");
  EXPECT_EQ(insert("[2026-01-01,)", "[2026-07-30 01:00+00,2026-07-30 02:00+00)"), "");
  EXPECT_EQ(insert("[2024-01-01,2025-01-01)", "[2026-07-30 02:00+00,)"), "23P01");
}

// The rules refuse it long before; should they ever let it pass, PostgreSQL does not, and nobody else notices.
TEST_F(HistoryTest, AnOverlapReachesTheCallerAndNobodyElse) {
  engine();
  const std::string unit = absl::StrCat(kLead, "-moi");
  Sql(absl::StrCat("INSERT INTO unit_versions VALUES ('dong-nai', '", unit,
                   "', 99, 1, '[2026-12-01,2027-01-01)', '[2026-07-30 02:30+00,2027-01-01 00:00+00)', 'Sở khác', "
                   "'UNIT_KIND_DEPARTMENT', 'UNIT_LEVEL_PROVINCE')"));
  clock().Advance(absl::Hours(1));
  const size_t events = Journal().size();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] { EXPECT_OK(engine().Apply(Create(absl::StrCat("t", i)))); });
  }
  const auto refused = engine().Apply(Record(unit, {"Sở mới"}));
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ReasonOf(refused.status()), v1::ERROR_REASON_VERSIONS_OVERLAP) << refused.status();
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr("on the same day"));
  EXPECT_EQ(Journal().size(), events + 4 * 2);
  EXPECT_EQ(Get(engine().FactsOf(kProvince))->directory().FindUnit(unit), nullptr);
  EXPECT_EQ(Sql(absl::StrCat("SELECT count(*) FROM unit_versions WHERE unit = '", unit, "'"))[0][0], "1");
  CheckSound();
}

TEST_F(HistoryTest, TheServerCannotChangeWhatWasKnown) {
  engine();
  auto connection = Get(store::Connection::Open(uri(), store::ConnectionUse::kMigrate));
  ASSERT_NE(connection, nullptr);
  EXPECT_OK(connection->RunScript(absl::StrCat("SET ROLE ", store::kServerRole)));
  for (const char* sql : {"UPDATE reference_history SET item = '{}'", "DELETE FROM reference_history",
                          "DELETE FROM unit_versions", "UPDATE unit_versions SET valid = 'empty'",
                          "UPDATE unit_versions SET display_name = 'x'", "DELETE FROM rehoming_items"}) {
    EXPECT_EQ(store::SqlStateOf(connection->RunScript(sql)), "42501") << sql;
  }
}

// The schema that was there before, with what was written under it: afterwards everything is as if it had been written
// with the new one.
TEST_F(HistoryTest, MigratingBringsTheJournalIntoTheHistory) {
  engine();
  clock().Advance(absl::Hours(1));
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A mới"})));
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A khác"})));
  EXPECT_OK(engine().Apply(testing::In("lang-son", testing::Reference())));
  EXPECT_OK(engine().Apply(Create("t1")));
  internal::v1::Command refuse = testing::Accept("t1");
  refuse.mutable_task()->mutable_refuse()->set_name("provinces/dong-nai/tasks/t1");
  refuse.mutable_task()->mutable_refuse()->set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
  refuse.mutable_task()->mutable_refuse()->set_explanation("Thuộc chức năng của Sở B");
  refuse.mutable_task()->mutable_refuse()->set_proposed_unit(testing::kOther);
  EXPECT_OK(engine().Apply(refuse));
  StopEngine();

  const std::string history = "SELECT * FROM reference_history ORDER BY province, kind, name, version";
  const std::string versions = "SELECT * FROM unit_versions ORDER BY province, unit, version, ordinal";
  const std::string parties = "SELECT * FROM task_participants ORDER BY task_id, unit, role";
  const auto history_before = Sql(history), versions_before = Sql(versions), parties_before = Sql(parties);
  EXPECT_EQ(history_before.size(), 12u);
  EXPECT_EQ(versions_before.size(), 10u);
  testing::UndoMigrationsAfter(uri(), 1);
  EXPECT_THAT(std::string(database().CheckSchema().message()), ::testing::HasSubstr("phoihopd migrate"));

  EXPECT_OK(store::Migrate(uri()));
  EXPECT_EQ(Sql(history), history_before);
  EXPECT_EQ(Sql(versions), versions_before);
  EXPECT_EQ(Sql(parties), parties_before);
  EXPECT_OK(engine().Apply(Record(kLead, {"Sở A", "Sở A sau khi nâng cấp"})));
  EXPECT_EQ(NameKnownAt(clock().Now()), "Sở A sau khi nâng cấp");
  CheckSound();
}

}  // namespace
}  // namespace phoihop
