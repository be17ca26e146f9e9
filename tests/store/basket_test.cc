// The rows of work baskets on a real PostgreSQL: whatever happened to the tasks, the rows say what the tasks say; those
// that a migration makes are the same; pages and counts of them.
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "absl/synchronization/blocking_counter.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/store/basket_reader.h"
#include "services/store/connection.h"
#include "tests/store/undo_migrations.h"
#include "tests/store/world.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {

using testing::Create;
using testing::CreateDue;
using ::testing::ElementsAre;
using testing::Get;
using ::testing::IsEmpty;
using testing::kIssuer;
using testing::kLead;
using testing::kOther;
using testing::kProvince;

constexpr int kTasks = 150;
constexpr int kRounds = 25;

internal::v1::Command Parse(absl::string_view text) {
  internal::v1::Command command;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(std::string(text), &command)) << text;
  return command;
}

constexpr absl::string_view kMember = R"pb(
  province: "dong-nai"
  actor { system: "loader" }
  reference {
    record {
      entries { person_recorded { person { name: "provinces/dong-nai/persons/an" display_name: "Nguyễn An" } } }
      entries {
        membership_recorded {
          membership {
            name: "provinces/dong-nai/units/so-a/memberships/an"
            person: "provinces/dong-nai/persons/an"
            display_name: "Nguyễn An"
            role: MEMBERSHIP_ROLE_OFFICER
            valid_from: "2025-07-01"
          }
        }
      }
    }
  }
)pb";

// What somebody may try with a task; $0 is its name.
const std::vector<std::string>& Attempts() {
  static const auto* const attempts = new std::vector<std::string>{
      "issue { name: '$0' }",
      "accept { name: '$0' }",
      "accept { name: '$0' }",
      "refuse { name: '$0' reason: REFUSAL_REASON_NOT_COMPETENT }",
      "reissue { name: '$0' }",
      "reissue { name: '$0' lead_unit: 'provinces/dong-nai/units/so-b' }",
      "assign_person { name: '$0' person: 'provinces/dong-nai/persons/an' }",
      "assign_person { name: '$0' }",
      "start { name: '$0' }",
      "submit { name: '$0' result { summary: 'Xong' } }",
      "approve { name: '$0' }",
      "return_task { name: '$0' reason: 'Thiếu phụ lục' }",
      "complete { name: '$0' }",
      "revoke { name: '$0' reason: 'Thôi' }",
      "hand_off { name: '$0' handoff { to_unit: 'provinces/dong-nai/units/so-b' } }",
      "hand_off { name: '$0' handoff { to_unit: 'provinces/dong-nai/units/so-b' reply_by_date: '2026-08-31' } }",
      "accept_handoff { name: '$0/handoffs/1' }",
      "refuse_handoff { name: '$0/handoffs/1' reason: REFUSAL_REASON_INCOMPLETE }",
      "recall_handoff { name: '$0/handoffs/1' }",
      "suspend { name: '$0' reason: 'Chờ' until_date: '2026-08-14' }",
      "resume { name: '$0' }",
      "request_extension { name: '$0' due_date: '2026-10-30' reason: 'Cần thêm' }",
      "grant_extension { name: '$0' }",
      "deny_extension { name: '$0' explanation: 'Không' }",
      "report_impossible { name: '$0' reason: 'Không thể' }",
      "deny_impossible { name: '$0' explanation: 'Làm được' }",
      "declare_impossible { name: '$0' }",
      "reopen { name: '$0' reason: 'Làm lại' }",
      "restore { name: '$0' reason: 'Nhầm' }",
      "drop { name: '$0' reason: 'Thôi' }",
      "request_contributions { name: '$0' request: 'Cho ý kiến' }",
      "contribute { name: '$0' nothing: true }",
      "send_copies { name: '$0' units: 'provinces/dong-nai/units/so-b' }",
      "acknowledge_copy { name: '$0' }",
      "comment { name: '$0' text: 'Lưu ý' }",
  };
  return *attempts;
}

// Since there are kinds of hand-offs: what is asked of others beside.
const std::vector<std::string>& AttemptsToday() {
  static const auto* const attempts = [] {
    auto* all = new std::vector<std::string>(Attempts());
    for (const int handoff : {1, 2, 3}) {
      const std::string name = absl::StrCat("'$0/handoffs/", handoff, "'");
      all->push_back("hand_off { name: '$0' handoff { kind: KIND_REQUEST to_unit: 'provinces/dong-nai/units/so-b' } }");
      all->push_back(
          "hand_off { name: '$0' handoff { kind: KIND_INFORMATION to_unit: 'provinces/dong-nai/units/so-b' } }");
      for (int times = 0; times < 4; ++times) all->push_back(absl::StrCat("accept_handoff { name: ", name, " }"));
      all->push_back(absl::StrCat("return_handoff_result { name: ", name, " result { summary: 'Số liệu' } }"));
      all->push_back(absl::StrCat("answer_handoff_result { name: ", name, " accept: true }"));
      all->push_back(absl::StrCat("answer_handoff_result { name: ", name, " reason: 'Thiếu' }"));
      all->push_back(absl::StrCat("recall_handoff { name: ", name, " }"));
    }
    return all;
  }();
  return *attempts;
}

class BasketTest : public testing::World {
 protected:
  // Many tasks, each with a history of its own.
  void LiveThrough(unsigned seed, const std::vector<std::string>& attempts) {
    std::mt19937 random(seed);
    EXPECT_OK(engine().Apply(Parse(kMember)));
    for (int i = 0; i < kTasks; ++i) {
      internal::v1::Command create = i % 5 == 0
                                         ? Create(absl::StrCat("t", i))
                                         : CreateDue(absl::StrCat("t", i), i % 2 == 0 ? "2026-08-20" : "2026-09-30");
      create.mutable_task()->mutable_create()->set_issue(i % 11 != 0);
      create.mutable_task()->mutable_create()->mutable_task()->set_approval_required(i % 3 == 0);
      EXPECT_OK(engine().Apply(create));
    }
    const std::vector<std::string> actors = {
        absl::StrCat("unit: '", kIssuer, "'"), absl::StrCat("unit: '", kLead, "'"),
        absl::StrCat("unit: '", kOther, "'"),
        absl::StrCat("unit: '", kLead, "' person: 'provinces/dong-nai/persons/an'")};
    for (int round = 0; round < kRounds; ++round) {
      absl::BlockingCounter left(kTasks);
      for (int i = 0; i < kTasks; ++i) {
        const std::string& attempt = attempts[random() % attempts.size()];
        internal::v1::Command command =
            Parse(absl::Substitute("province: 'dong-nai' actor { $0 } task { $1 }", actors[random() % actors.size()],
                                   absl::StrReplaceAll(attempt, {{"$0", TaskName(kProvince, absl::StrCat("t", i))}})));
        engine().Submit(std::move(command), [&left](const absl::StatusOr<engine::Applied>&) { left.DecrementCount(); });
      }
      left.Wait();
      clock().Advance(absl::Hours(7));
    }
  }

  store::BasketPage Page(int size, const std::string& cursor, const std::string& person = "") {
    return Get(store::ListBasket(database(), {.province = kProvince,
                                              .unit = kLead,
                                              .person = person,
                                              .kinds = {v1::BASKET_KIND_TO_ACCEPT, v1::BASKET_KIND_UNASSIGNED,
                                                        v1::BASKET_KIND_ASSIGNED, v1::BASKET_KIND_HANDOFF},
                                              .now = clock().Now(),
                                              .page_size = size,
                                              .cursor = cursor}));
  }

  static std::vector<std::string> Lines(const std::vector<v1::BasketEntry>& entries) {
    std::vector<std::string> lines;
    for (const v1::BasketEntry& entry : entries) {
      lines.push_back(absl::StrCat(LastSegment(entry.task().name()), " ", entry.kind()));
    }
    return lines;
  }
};

TEST_F(BasketTest, RowsFollowFromTheTasksWhateverHappened) {
  LiveThrough(20261128, AttemptsToday());
  CheckSound();
  // Results that wait for their senders, and requests that are worked on, among them.
  const std::string handoffs =
      "SELECT count(*) FROM tasks t CROSS JOIN LATERAL jsonb_array_elements(t.task->'handoffs') AS h (handoff) "
      "WHERE t.open AND h.handoff->>'kind' = 'KIND_REQUEST' AND h.handoff->>'state' = ";
  EXPECT_NE(Sql(handoffs + "'STATE_ACCEPTED'")[0][0], "0");
  EXPECT_NE(Sql(handoffs + "'STATE_RESULT_RETURNED'")[0][0], "0");
  // All kinds came about, or the test says nothing.
  EXPECT_EQ(Sql("SELECT count(DISTINCT kind) FROM task_baskets")[0][0], "8");
}

TEST_F(BasketTest, AMigrationMakesTheSameRows) {
  // Of what there was when it was written: all hand-offs were transfers.
  LiveThrough(7, Attempts());
  StopEngine();
  const std::string rows = "SELECT * FROM task_baskets ORDER BY province, unit, kind, task_id";
  const auto before = Sql(rows);
  EXPECT_GT(before.size(), 100u);
  EXPECT_EQ(Sql("SELECT count(DISTINCT kind) FROM task_baskets")[0][0], "8");
  testing::UndoMigrationsAfter(uri(), 5);
  EXPECT_OK(store::Migrate(uri()));
  EXPECT_EQ(Sql(rows), before);
  EXPECT_OK(engine().Apply(Create("after")));
  CheckSound();
}

TEST_F(BasketTest, PagesGoOnAcrossWhatIsDueAtTheSameInstant) {
  engine();
  for (int i = 0; i < 9; ++i) EXPECT_OK(engine().Apply(CreateDue(absl::StrCat("same-", i), "2026-08-20")));
  for (int i = 0; i < 4; ++i) EXPECT_OK(engine().Apply(testing::Accept(absl::StrCat("same-", i))));
  EXPECT_OK(engine().Apply(Create("never")));
  EXPECT_OK(engine().Apply(testing::Accept("never")));
  const store::BasketPage all = Page(100, "");
  EXPECT_EQ(all.next_cursor, "");
  // To be accepted within two working days; then what is due on 20 August; then what is due never.
  EXPECT_THAT(Lines(all.entries), ElementsAre("same-4 1", "same-5 1", "same-6 1", "same-7 1", "same-8 1", "same-0 2",
                                              "same-1 2", "same-2 2", "same-3 2", "never 2"));
  for (const int size : {1, 2, 3, 4, 7}) {
    std::vector<std::string> seen;
    std::string cursor;
    do {
      const store::BasketPage page = Page(size, cursor);
      EXPECT_LE(page.entries.size(), static_cast<size_t>(size));
      for (const std::string& line : Lines(page.entries)) seen.push_back(line);
      cursor = page.next_cursor;
    } while (!cursor.empty());
    EXPECT_EQ(seen, Lines(all.entries)) << size;
  }
}

TEST_F(BasketTest, OneTaskTwiceAtTheSameInstantIsTwoEntriesOverAPageBreak) {
  // The lead is also whom it was handed off to by rows that no rule makes: only the order of pages is tested.
  engine();
  EXPECT_OK(engine().Apply(CreateDue("t", "2026-08-20")));
  EXPECT_OK(engine().Apply(testing::Accept("t")));
  Sql("INSERT INTO task_baskets SELECT province, unit, 6, due_time, task_id, '', running, 1 FROM task_baskets WHERE "
      "kind "
      "= 2");
  store::BasketPage page = Page(1, "");
  EXPECT_THAT(Lines(page.entries), ElementsAre("t 2"));
  page = Page(1, page.next_cursor);
  EXPECT_THAT(Lines(page.entries), ElementsAre("t 6"));
  EXPECT_EQ(page.next_cursor, "");
}

TEST_F(BasketTest, OfAPersonAndCounts) {
  EXPECT_OK(engine().Apply(Parse(kMember)));
  const std::string an = PersonName(kProvince, "an");
  for (const char* id : {"a", "b", "c"}) {
    EXPECT_OK(engine().Apply(CreateDue(id, "2026-08-03")));
    EXPECT_OK(engine().Apply(testing::Accept(id)));
  }
  EXPECT_OK(engine().Apply(Parse(
      absl::Substitute("province: 'dong-nai' actor { unit: '$0' } task { assign_person { name: '$1' person: '$2' } }",
                       kLead, TaskName(kProvince, "b"), an))));
  EXPECT_THAT(Lines(Page(10, "").entries), ElementsAre("a 2", "b 3", "c 2"));
  EXPECT_THAT(Lines(Page(10, "", an).entries), ElementsAre("b 3"));
  EXPECT_THAT(Lines(Page(10, "", PersonName(kProvince, "binh")).entries), IsEmpty());
  const auto count = [&](const std::string& person) {
    std::vector<std::string> lines;
    for (const auto& line :
         Get(store::CountBasket(database(), {.province = kProvince,
                                            .unit = kLead,
                                            .person = person,
                                            .kinds = {v1::BASKET_KIND_UNASSIGNED, v1::BASKET_KIND_ASSIGNED},
                                            .now = clock().Now()}))) {
      lines.push_back(absl::StrCat(line.kind(), ": ", line.count(), ", late ", line.overdue()));
    }
    return lines;
  };
  EXPECT_THAT(count(""), ElementsAre("2: 2, late 0", "3: 1, late 0"));
  EXPECT_THAT(count(an), ElementsAre("3: 1, late 0"));
  clock().Advance(absl::Hours(24 * 30));
  EXPECT_THAT(count(""), ElementsAre("2: 2, late 2", "3: 1, late 1"));
  EXPECT_THAT(count(an), ElementsAre("3: 1, late 1"));
}

TEST_F(BasketTest, WhatIsMoreSecretThanSomebodyMaySeeIsNeitherShownNorCounted) {
  engine();
  for (const char* id : {"open", "secret"}) EXPECT_OK(engine().Apply(CreateDue(id, "2026-08-20")));
  Sql("UPDATE task_baskets SET secrecy = 3 WHERE task_id = 'secret'");
  store::BasketQuery query{.province = kProvince,
                           .unit = kLead,
                           .kinds = {v1::BASKET_KIND_TO_ACCEPT},
                           .now = clock().Now(),
                           .page_size = 10};
  EXPECT_THAT(Lines(Get(store::ListBasket(database(), query)).entries), ElementsAre("open 1"));
  EXPECT_EQ(Get(store::CountBasket(database(), query)).front().count(), 1);
  query.max_secrecy = v1::SECRECY_SECRET;
  EXPECT_THAT(Lines(Get(store::ListBasket(database(), query)).entries), ElementsAre("open 1", "secret 1"));
  EXPECT_EQ(Get(store::CountBasket(database(), query)).front().count(), 2);
}

TEST_F(BasketTest, APlaceOfAnotherListIsRefused) {
  for (const char* cursor : {"x", "1|t", "x|t|1", "1|t|x", "9223372036854775807|t|1", "|||"}) {
    const auto page =
        store::ListBasket(database(), {.province = kProvince, .unit = kLead, .page_size = 1, .cursor = cursor});
    EXPECT_EQ(ReasonOf(page.status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN) << cursor;
  }
}

// Planned while the table is empty, and good when it has grown.
TEST_F(BasketTest, EveryKindIsReadInTheOrderOfTheIndex) {
  auto connection = Get(store::Connection::Open(uri(), store::ConnectionUse::kMigrate));
  ASSERT_NE(connection, nullptr);
  const auto plan_of = [&](absl::string_view statement, absl::string_view values) {
    const std::string prepare = absl::StrCat("PREPARE s AS ", *store::FindStatement(statement));
    // As connections that write do it; nothing here is large enough for a choice.
    EXPECT_OK(connection->RunScript(
        "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off"));
    EXPECT_OK(connection->RunScript(prepare));
    const auto rows = connection->RunText(absl::StrCat("EXPLAIN EXECUTE s (", values, ")"));
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::string plan;
    for (int i = 0; rows.ok() && i < rows->rows(); ++i) absl::StrAppend(&plan, rows->Text(i, 0), "\n");
    EXPECT_OK(connection->RunScript("DEALLOCATE s"));
    return plan;
  };
  const std::string page = plan_of("ListBasket", "'p', 'u', '{1}', now(), '', 0, 51, false, now(), 4");
  EXPECT_THAT(page, ::testing::HasSubstr("using task_baskets_pkey")) << page;
  EXPECT_THAT(page, ::testing::HasSubstr("using tasks_pkey")) << page;
  EXPECT_THAT(page, ::testing::Not(::testing::HasSubstr("Seq Scan"))) << page;
  const std::string person = plan_of("ListBasketOfPerson", "'p', 'u', 'x', now(), '', 0, 51, false, now(), 4");
  EXPECT_THAT(person, ::testing::HasSubstr("using task_baskets_person")) << person;
  const std::string count = plan_of("CountBasket", "'p', 'u', '{1}', now(), 10000, 4");
  EXPECT_THAT(count, ::testing::HasSubstr("using task_baskets_pkey")) << count;
  const std::string gone = plan_of("DeleteBasketEntries", "'p', '{u}', '{1}', '{now}', '{t}'");
  EXPECT_THAT(gone, ::testing::HasSubstr("using task_baskets_pkey")) << gone;
}

}  // namespace
}  // namespace phoihop
