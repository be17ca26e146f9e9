// Lists: complete, in order, stable, counted; and the feed.
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/engine/feed.h"
#include "services/store/event_reader.h"
#include "services/store/plan_reader.h"
#include "services/store/task_reader.h"
#include "tests/store/world.h"
#include "workflow/errors.h"

namespace phoihop {
namespace {
using testing::Accept;
using testing::Create;
using testing::CreateDue;
using ::testing::ElementsAre;
using testing::Get;
using testing::kProvince;

const access::Visibility kAll{.everything = true, .scopes = {}};

access::Visibility OfUnits(std::vector<std::string> units) {
  return {.everything = false, .scopes = {{.units = std::move(units), .plan = {}, .territories = {}}}};
}

class ReadersTest : public testing::World {
 protected:
  std::vector<std::string> AllPages(store::TaskQuery query) {
    std::vector<std::string> names;
    do {
      const auto page = Get(store::ListTasks(database(), query));
      for (const v1::Task& task : page.tasks) names.push_back(task.name());
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
    return names;
  }
};

TEST_F(ReadersTest, PagesAreCompleteInEveryOrder) {
  constexpr int kTasks = 47;
  for (int i = 0; i < kTasks; ++i) {
    clock().Advance(absl::Seconds(i % 3));  // some share an instant
    const std::string id = absl::StrCat("t", i);
    EXPECT_OK(engine().Apply(i % 5 == 0 ? Create(id) : CreateDue(id, i % 2 == 0 ? "2026-09-30" : "2026-10-30")));
  }
  std::set<std::string> all;
  for (const auto order : {store::TaskOrder::kDueTime, store::TaskOrder::kCreateTime, store::TaskOrder::kUpdateTime}) {
    std::vector<std::string> ascending;
    for (const bool descending : {false, true}) {
      for (const int page_size : {1, 7, 47, 1000}) {
        const auto names = AllPages({.province = kProvince,
                                     .visible_to = kAll,
                                     .order = order,
                                     .descending = descending,
                                     .page_size = page_size});
        EXPECT_EQ(names.size(), static_cast<size_t>(kTasks));
        if (ascending.empty()) ascending = names;
        EXPECT_EQ(names, descending ? std::vector<std::string>(ascending.rbegin(), ascending.rend()) : ascending);
      }
    }
    all.insert(ascending.begin(), ascending.end());
  }
  EXPECT_EQ(all.size(), static_cast<size_t>(kTasks));
}

TEST_F(ReadersTest, ChangesBetweenPagesNeitherLoseNorRepeatWhatStays) {
  for (int i = 10; i < 30; ++i) EXPECT_OK(engine().Apply(Create(absl::StrCat("t", i))));
  store::TaskQuery query{
      .province = kProvince, .visible_to = kAll, .order = store::TaskOrder::kCreateTime, .page_size = 5};
  const auto first = Get(store::ListTasks(database(), query));
  EXPECT_EQ(first.total_size, 20);
  clock().Advance(absl::Seconds(1));
  EXPECT_OK(engine().Apply(Create("a-new-one")));
  query.cursor = first.next_cursor;
  query.page_size = 1000;
  const auto rest = Get(store::ListTasks(database(), query));
  EXPECT_EQ(rest.tasks.size(), 16u);
  EXPECT_EQ(rest.total_size, 21);
  EXPECT_EQ(rest.tasks.front().name(), "provinces/dong-nai/tasks/t15");
  EXPECT_EQ(rest.tasks.back().name(), "provinces/dong-nai/tasks/a-new-one");
}

TEST_F(ReadersTest, FiltersAndVisibility) {
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_OK(engine().Apply(Create("t2")));
  internal::v1::Command alone = Create("t3");
  alone.mutable_task()->mutable_create()->mutable_task()->clear_coordinator_units();
  EXPECT_OK(engine().Apply(alone));
  EXPECT_OK(engine().Apply(Accept("t2")));
  store::TaskQuery query{
      .province = kProvince, .filter = {"t.state = $1", {"TASK_STATE_ACCEPTED"}}, .visible_to = kAll};
  EXPECT_THAT(AllPages(query), ElementsAre("provinces/dong-nai/tasks/t2"));
  query = {.province = kProvince, .visible_to = OfUnits({testing::kOther})};
  EXPECT_EQ(AllPages(query).size(), 2u);
  query.visible_to = OfUnits({});
  EXPECT_TRUE(AllPages(query).empty());
  EXPECT_EQ(Get(store::ListTasks(database(), query)).total_size, 0);
  query.visible_to = OfUnits({"a\"b\\c,d}"});
  EXPECT_TRUE(AllPages(query).empty());
  // Without any scope nothing is seen.
  query.visible_to = {};
  EXPECT_TRUE(AllPages(query).empty());
  query = {.province = kProvince, .filter = {"t.due_time < $1::timestamptz", {"tomorrow-ish"}}, .visible_to = kAll};
  EXPECT_EQ(ReasonOf(store::ListTasks(database(), query).status()), v1::ERROR_REASON_INVALID_FILTER);
  query = {.province = kProvince, .visible_to = kAll, .cursor = "nonsense"};
  EXPECT_EQ(ReasonOf(store::ListTasks(database(), query).status()), v1::ERROR_REASON_INVALID_PAGE_TOKEN);
  query = {.province = "lang-son", .visible_to = kAll};
  EXPECT_TRUE(AllPages(query).empty());
}

TEST_F(ReadersTest, UpcomingDeadlinesSoonestFirst) {
  EXPECT_OK(engine().Apply(CreateDue("late", "2026-10-30")));
  EXPECT_OK(engine().Apply(CreateDue("soon", "2026-08-14")));
  EXPECT_OK(engine().Apply(Accept("soon")));
  EXPECT_OK(engine().Apply(Accept("late")));
  const auto deadlines = Get(store::ListUpcomingDeadlines(database(), kProvince, clock().Now(), 10, kAll));
  ASSERT_EQ(deadlines.size(), 2u);
  EXPECT_EQ(deadlines[0].task, "provinces/dong-nai/tasks/soon");
  EXPECT_EQ(deadlines[0].clock.due_date(), "2026-08-14");
  EXPECT_EQ(deadlines[1].task, "provinces/dong-nai/tasks/late");
  EXPECT_TRUE(Get(store::ListUpcomingDeadlines(database(), kProvince, clock().Now(), 10, OfUnits({"x"}))).empty());
}

TEST_F(ReadersTest, EventsAfterASequenceAndByFilter) {
  EXPECT_OK(engine().Apply(Create("t1")));
  EXPECT_OK(engine().Apply(Accept("t1")));
  const auto page = Get(store::ListEvents(database(), {.province = kProvince, .after_sequence = 5, .limit = 2}));
  ASSERT_EQ(page.events.size(), 2u);
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.last_sequence, 8);
  EXPECT_EQ(page.events[0].type(), "task.created");
  const auto filtered = Get(store::ListEvents(
      database(), {.province = kProvince, .filter = {"e.type = $1", {"task.accepted"}}, .limit = 10}));
  ASSERT_EQ(filtered.events.size(), 1u);
  EXPECT_EQ(filtered.events[0].sequence(), 8);
  EXPECT_FALSE(filtered.more);
  const auto nothing = Get(store::ListEvents(database(), {.province = "lang-son"}));
  EXPECT_TRUE(nothing.events.empty());
  EXPECT_EQ(Get(store::ListProvinces(database())), std::vector<std::string>{kProvince});
}

// Commits of this process and of another one, watched from the start and from now on: each once, in order.
TEST_F(ReadersTest, WatchersSeeEveryEventOnceAndInOrder) {
  engine::Feed feed(&database());
  engine();
  const auto reporting = NewEngine({.hooks = {.committed = [&](absl::string_view province, auto events) {
                                      feed.Committed(province, std::move(events));
                                    }}});
  auto from_start = Get(feed.Subscribe(kProvince, 0));
  auto from_now = Get(feed.Subscribe(kProvince, std::nullopt));
  EXPECT_EQ(from_now->position(), 5);
  constexpr int kTasks = 60;
  std::thread writer([&] {
    for (int i = 0; i < kTasks; ++i) {
      // The other engine reports to nobody, as one in another process.
      EXPECT_OK((i % 7 == 0 ? engine() : *reporting).Apply(Create(absl::StrCat("t", i))));
    }
  });
  for (const auto& [watch, first] : {std::pair(from_start.get(), 1), std::pair(from_now.get(), 6)}) {
    int64_t expected = first;
    while (expected <= 5 + 2 * kTasks) {
      ASSERT_TRUE(watch->Wait(absl::Seconds(30)));
      for (const auto& event : Get(watch->Take(10))) EXPECT_EQ(event->sequence(), expected++);
    }
  }
  writer.join();
  EXPECT_TRUE(Get(from_now->Take(10)).empty());
  EXPECT_FALSE(from_now->Wait(absl::Milliseconds(1)));

  absl::Notification ready;
  from_now->OnReady([&] { ready.Notify(); });
  EXPECT_FALSE(ready.HasBeenNotified());
  EXPECT_OK(reporting->Apply(Accept("t1")));
  ready.WaitForNotification();
  EXPECT_EQ(Get(from_now->Take(10)).size(), 1u);

  EXPECT_EQ(ReasonOf(feed.Subscribe(kProvince, 1'000'000).status()), v1::ERROR_REASON_SEQUENCE_OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(feed.Subscribe(kProvince, -1).status()), v1::ERROR_REASON_SEQUENCE_OUT_OF_RANGE);
  from_start->Cancel();
  EXPECT_EQ(from_start->Take(1).status().code(), absl::StatusCode::kCancelled);
  feed.Stop();
  EXPECT_EQ(ReasonOf(from_now->Take(1).status()), v1::ERROR_REASON_STOPPING);
  EXPECT_TRUE(from_now->Wait(absl::InfiniteDuration()));
}

}  // namespace
}  // namespace phoihop
