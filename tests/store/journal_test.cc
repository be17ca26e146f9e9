// The journal as auditors ask for it: by task, person, unit and time without reading a large journal, and only what
// they may see.
#include <regex>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/engine/feed.h"
#include "services/handlers/event_filter.h"
#include "services/store/connection.h"
#include "services/store/event_reader.h"
#include "services/store/event_visibility.h"
#include "tests/store/world.h"
#include "workflow/civil_time.h"

namespace phoihop {
namespace {
using testing::Accept;
using testing::Create;
using ::testing::ElementsAre;
using testing::Get;
using testing::HandOff;
using ::testing::HasSubstr;
using testing::kProvince;
using ::testing::Not;

// Of a journal that is large enough for reading all of it to be the wrong way.
constexpr int kLargeJournal = 150'000;
// What a query may read in vain besides its page.
constexpr int64_t kRowsReadInVain = 5000;

// What members of these units see.
store::Visibility OfUnits(std::vector<std::string> units) {
  store::Visibility visible;
  visible.whole_province = false;
  visible.seen.scopes.push_back({.units = std::move(units), .plan = {}, .territories = {}});
  return visible;
}

class JournalTest : public testing::World {
 protected:
  // Events of 1000 tasks, 50 units and 500 persons, one a minute from 1 January 2026 on. What belongs to unit 49,
  // person 499 and task 999 comes late.
  void FillJournal() {
    engine();
    Sql(absl::StrCat(
        "INSERT INTO events (province, sequence, time, subject, subject_version, type, actor_unit, request_id, "
        "first_of_command, event, previous_hash, hash) SELECT 'dong-nai', s, timestamptz '2026-01-01 00:00+00' + s * "
        "interval '1 minute', 'provinces/dong-nai/tasks/t' || CASE WHEN s > 149900 THEN 999 ELSE s % 999 END, s, "
        "'task.accepted', 'provinces/dong-nai/units/u' || CASE WHEN s > 149900 THEN 49 ELSE s % 49 END, 'r' || s, "
        "true, "
        "jsonb_build_object('actor', jsonb_build_object('person', 'provinces/dong-nai/persons/p' || CASE WHEN s > "
        "149900 "
        "THEN 499 ELSE s % 499 END) || CASE WHEN s = 149000 THEN jsonb_build_object('on_behalf_of', "
        "'provinces/dong-nai/persons/p499') ELSE '{}' END), '', '' FROM generate_series(6, ",
        kLargeJournal, ") AS s"));
    Sql(absl::StrCat("UPDATE feeds SET last_sequence = ", kLargeJournal));
    Sql("INSERT INTO task_participants SELECT 'dong-nai', 'provinces/dong-nai/units/u' || n % 49, 't' || n, 'lead' "
        "FROM "
        "generate_series(0, 998) AS n");
    Sql("ANALYZE");
  }

  store::EventQuery Query(const std::string& filter) {
    const auto parsed = store::Filter::Parse(filter, handlers::EventFields(kProvince));
    EXPECT_TRUE(parsed.ok()) << parsed.status();
    store::EventQuery query{.province = kProvince, .limit = 1000};
    handlers::SetFilter(*parsed, query);
    return query;
  }

  // Fails when a statement reads much that it does not answer.
  void ExpectServed(const std::string& filter, const std::string& index, store::Visibility visible = {}) {
    store::EventQuery query = Query(filter);
    query.visible = std::move(visible);
    const std::string plan = Get(store::ExplainEvents(database(), query));
    EXPECT_THAT(plan, Not(HasSubstr("Seq Scan on events"))) << filter << "\n" << plan;
    EXPECT_THAT(plan, HasSubstr(index)) << filter << "\n" << plan;
    const std::regex in_vain("Rows Removed by[^:]*: ([0-9]+)");
    for (std::sregex_iterator it(plan.begin(), plan.end(), in_vain), end; it != end; ++it) {
      int64_t rows = 0;
      EXPECT_TRUE(absl::SimpleAtoi((*it)[1].str(), &rows));
      EXPECT_LT(rows, kRowsReadInVain) << filter << "\n" << plan;
    }
  }

  std::vector<int64_t> Sequences(store::EventQuery query) {
    std::vector<int64_t> sequences;
    query.limit = std::min(query.limit, 997);
    for (;;) {
      const auto page = Get(store::ListEvents(database(), query));
      for (const v1::Event& event : page.events) sequences.push_back(event.sequence());
      if (!page.more) return sequences;
      EXPECT_GT(page.next_after, query.after_sequence);
      query.after_sequence = page.next_after;
    }
  }
};

TEST_F(JournalTest, EachWayToAskIsServedByAnIndex) {
  FillJournal();
  const store::Visibility some = OfUnits({"provinces/dong-nai/units/u48", "provinces/dong-nai/units/u49"});
  for (const store::Visibility& visible : {store::Visibility(), some}) {
    ExpectServed("subject = \"provinces/dong-nai/tasks/t999\"", "events_subject", visible);
    ExpectServed("unit = u49", "events_unit", visible);
    ExpectServed("unit = u1", "events_unit", visible);
    ExpectServed("person = p499", "events_on_behalf_of", visible);
    ExpectServed("person = p499", "events_person", visible);
    ExpectServed("person = p7", "events_person", visible);
    ExpectServed("request_id = r77777", "events_pkey", visible);
  }
  ExpectServed("time >= 2026-04-10 AND time < 2026-04-11", "events_pkey");
  ExpectServed("time >= 2026-04-10", "events_pkey");
  ExpectServed("time < 2026-01-02", "events_pkey");
}

TEST_F(JournalTest, TimeIsFoundInTheKey) {
  FillJournal();
  const auto sequences = Sequences(Query("time >= 2026-04-10 AND time < 2026-04-11"));
  EXPECT_EQ(sequences.size(), 1440u);
  // Sequence n is n minutes after the start of the year in UTC, seven hours after that of Vietnam.
  EXPECT_EQ(sequences.front(), 99 * 1440 - 7 * 60);
  EXPECT_EQ(sequences.back(), 100 * 1440 - 7 * 60 - 1);
  EXPECT_TRUE(Sequences(Query("time > 2027-01-01")).empty());
  EXPECT_TRUE(Sequences(Query("time < 2025-01-01")).empty());
  EXPECT_EQ(Sequences(Query("time = 2026-04-10T00:00:00Z")).size(), 1u);
}

TEST_F(JournalTest, APersonIsWhoActedOrInWhosePlace) {
  FillJournal();
  EXPECT_EQ(Sequences(Query("person = p499")).size(), 101u);
  EXPECT_EQ(Sequences(Query("person = p499")).front(), 149000);
  EXPECT_EQ(Sequences(Query("person = p499 AND unit = u49")).size(), 100u);
  EXPECT_THAT(Sequences(Query("person = p499 AND unit != u49")), ElementsAre(149000));
  // Four of the other one's, one every 499 minutes.
  EXPECT_EQ(Sequences(Query("(person = p499 OR person = p498) AND time >= 2026-04-14")).size(), 105u);
  EXPECT_TRUE(Sequences(Query("person = nobody")).empty());
  EXPECT_EQ(Sequences(Query("NOT person = p499")).size(), static_cast<size_t>(kLargeJournal - 101));
}

TEST_F(JournalTest, ARequestIsFoundByItsFirstEvent) {
  FillJournal();
  EXPECT_THAT(Sequences(Query("request_id = r77777")), ElementsAre(77777));
  EXPECT_THAT(Sequences(Query("request_id = r150000")), ElementsAre(kLargeJournal));
  EXPECT_TRUE(Sequences(Query("request_id = none")).empty());
  // All events of a command, and nothing of the next one.
  Sql("UPDATE events SET request_id = 'r100', first_of_command = false WHERE sequence BETWEEN 101 AND 103");
  EXPECT_THAT(Sequences(Query("request_id = r100")), ElementsAre(100, 101, 102, 103));
}

// A list that finds little is told so piece by piece, and ends.
TEST_F(JournalTest, ALongLookIsCutIntoPages) {
  FillJournal();
  store::EventQuery rare = Query("type = task.refused");
  const auto first = Get(store::ListEvents(database(), rare));
  EXPECT_TRUE(first.events.empty());
  EXPECT_TRUE(first.more);
  EXPECT_EQ(first.next_after, store::kScannedEvents);
  EXPECT_TRUE(Sequences(rare).empty());

  store::EventQuery unseen{.province = kProvince};
  unseen.visible = OfUnits({"provinces/dong-nai/units/none"});
  const auto looked = Get(store::ListEvents(database(), unseen));
  EXPECT_EQ(looked.events.size(), 5u);  // reference data
  EXPECT_TRUE(looked.more);
  EXPECT_EQ(looked.next_after, store::kExaminedEvents);
  EXPECT_THAT(Sequences(unseen), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(JournalTest, EventsOfTasksAreForThoseWhoTakePart) {
  internal::v1::Command alone = Create("t1");
  alone.mutable_task()->mutable_create()->mutable_task()->clear_coordinator_units();
  EXPECT_OK(engine().Apply(alone));  // 6, 7
  EXPECT_OK(engine().Apply(Accept("t1")));
  store::EventQuery query{.province = kProvince};
  query.visible = OfUnits({testing::kOther});
  EXPECT_THAT(Sequences(query), ElementsAre(1, 2, 3, 4, 5));
  query.visible = OfUnits({testing::kLead, testing::kOther});
  EXPECT_EQ(Sequences(query).size(), Journal().size());
  // Who takes part today sees what was before, too.
  EXPECT_OK(engine().Apply(HandOff("t1", testing::kOther)));
  query.visible = OfUnits({testing::kOther});
  EXPECT_EQ(Sequences(query).size(), Journal().size());
}

TEST_F(JournalTest, AccessIsForThoseWhoSeeTheWholeProvince) {
  engine();
  int sequence = 5;
  for (const char* type : {"access_token.recorded", "grant.recorded", "role.recorded", "substitution.recorded"}) {
    Sql(absl::StrCat(
        "INSERT INTO events (province, sequence, time, subject, subject_version, type, actor_unit, request_id, "
        "first_of_command, event, previous_hash, hash) VALUES ('dong-nai', ",
        ++sequence, ", now(), 'provinces/dong-nai/x/y', 1, '", type, "', '', '', false, '{\"type\": \"", type,
        "\"}', '', '')"));
  }
  Sql("UPDATE feeds SET last_sequence = 9");
  store::EventQuery query{.province = kProvince};
  EXPECT_EQ(Sequences(query).size(), 9u);
  query.visible = OfUnits({testing::kLead});
  EXPECT_THAT(Sequences(query), ElementsAre(1, 2, 3, 4, 5, 9));
  // The same in memory.
  for (const v1::Event& event : Journal()) {
    EXPECT_EQ(store::Shows(query.visible, event, nullptr), event.sequence() <= 5 || event.sequence() == 9);
    EXPECT_TRUE(store::Shows({}, event, nullptr));
  }
}

// SQL and memory say the same of random worlds.
TEST_F(JournalTest, WhatIsListedIsWhatIsShown) {
  for (int i = 0; i < 12; ++i) {
    internal::v1::Command create = Create(absl::StrCat("t", i));
    if (i % 2 == 0) create.mutable_task()->mutable_create()->mutable_task()->clear_coordinator_units();
    EXPECT_OK(engine().Apply(create));
    if (i % 3 != 0) EXPECT_OK(engine().Apply(Accept(absl::StrCat("t", i))));
    if (i % 3 == 1) EXPECT_OK(engine().Apply(HandOff(absl::StrCat("t", i), testing::kOther)));
  }
  const std::vector<v1::Event> journal = Journal();
  std::vector<std::string> ids;
  for (const v1::Event& event : journal) {
    if (!store::AudienceKeyOf(event).empty()) ids.push_back(store::AudienceKeyOf(event));
  }
  auto participants = Get(store::AudiencesOf(database(), kProvince, ids));
  for (const std::vector<std::string>& units : {std::vector<std::string>{},
                                                {testing::kOther},
                                                {testing::kLead},
                                                {testing::kIssuer},
                                                {testing::kLead, testing::kOther}}) {
    const store::Visibility visible = OfUnits(units);
    std::vector<int64_t> shown;
    for (const v1::Event& event : journal) {
      const auto found = participants.find(store::AudienceKeyOf(event));
      if (store::Shows(visible, event, found == participants.end() ? nullptr : &found->second)) {
        shown.push_back(event.sequence());
      }
    }
    store::EventQuery query{.province = kProvince, .limit = 7};
    query.visible = visible;
    EXPECT_EQ(Sequences(query), shown);
  }
}

// Loaded with the first watcher, known to the second; an event that changes them makes them be loaded again.
TEST_F(JournalTest, WatchersAreToldWhoTakesPart) {
  engine::Feed feed(&database());
  engine();
  const auto reporting = NewEngine({.hooks = {.committed = [&](absl::string_view province, auto events) {
                                      feed.Committed(province, std::move(events));
                                    }}});
  auto one = Get(feed.Subscribe(kProvince, 0));
  auto two = Get(feed.Subscribe(kProvince, 0));
  internal::v1::Command alone = Create("t1");
  alone.mutable_task()->mutable_create()->mutable_task()->clear_coordinator_units();
  EXPECT_OK(reporting->Apply(alone));
  const auto participants = [&](engine::Subscription& watch) {
    std::vector<engine::WatchedEvent> events = Get(watch.TakeWithAudience(100));
    EXPECT_FALSE(events.empty());
    return events.empty() ? engine::Audience() : events.back().audience;
  };
  const engine::Audience first = participants(*one);
  ASSERT_NE(first, nullptr);
  EXPECT_THAT(first->units, Not(::testing::Contains(testing::kOther)));
  EXPECT_THAT(first->units, ::testing::Contains(testing::kLead));
  EXPECT_EQ(participants(*two), first);  // the same object: loaded once
  EXPECT_OK(reporting->Apply(Accept("t1")));
  EXPECT_OK(reporting->Apply(HandOff("t1", testing::kOther)));
  EXPECT_THAT(participants(*one)->units, ::testing::Contains(testing::kOther));
  // Events of reference data are about no task.
  auto from_start = Get(feed.Subscribe(kProvince, 0));
  EXPECT_EQ(Get(from_start->TakeWithAudience(1)).front().audience, nullptr);
  feed.Stop();
}

}  // namespace
}  // namespace phoihop
