// A province whose days are closed and counted while others write, by servers whose clocks differ; and what the journal
// says of a day, to hold its figures against.
#ifndef TESTS_STORE_FIGURE_RACE_WORLD_H_
#define TESTS_STORE_FIGURE_RACE_WORLD_H_

#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/store/figure_reader.h"
#include "services/store/figure_rows.h"
#include "services/store/report_reader.h"
#include "tests/store/lock_holder.h"
#include "tests/store/report_world.h"
#include "tests/store/sent.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"
#include "workflow/task/standing.h"
#include "workflow/task/task.h"

namespace phoihop::testing {

inline constexpr absl::Duration kDay = absl::Hours(24), kTick = absl::Microseconds(1), kLimit = absl::Seconds(60);

inline std::string LockOf(absl::string_view task) {
  return absl::StrCat("SELECT FROM tasks WHERE province = 'dong-nai' AND task_id = '", task, "' FOR UPDATE");
}

// Takes the lock of its task and writes nothing.
inline internal::v1::Command Look(absl::string_view id) {
  internal::v1::Command command = Accept(id);
  command.mutable_task()->mutable_comment()->set_name(TaskName(kProvince, id));
  command.mutable_task()->mutable_comment()->set_text("…");
  command.set_validate_only(true);
  return command;
}

// Of a day, by FigureName: how many tasks.
using Figures = std::map<std::string, int64_t>;

inline std::string FigureName(bool by_plan, absl::string_view name, int64_t result, int64_t secrecy) {
  return absl::StrCat(by_plan ? "plan '" : "lead '", name, "' ", v1::ResultClass_Name(static_cast<int>(result)), " ",
                      secrecy);
}

// What the journal says of an instant.
inline Figures Recounted(const std::vector<v1::Event>& journal, absl::Time until) {
  std::map<std::string, v1::Task> tasks;
  for (const v1::Event& event : journal) {
    const bool of_task = event.subject().find("/tasks/") != std::string::npos;
    if (of_task && FromTimestamp(event.time()) <= until) task::Evolve(tasks[event.subject()], event);
  }
  Figures figures;
  for (const auto& [name, task] : tasks) {
    const auto standing = task::StandingOf(task);
    if (!standing.has_value()) continue;
    const v1::ResultClass result = task::ResultClassOf(*standing, until);
    ++figures[FigureName(false, standing->lead_unit, result, standing->secrecy)];
    ++figures[FigureName(true, standing->plan, result, standing->secrecy)];
  }
  return figures;
}

// A server with a clock of its own, which differs from that of the others.
struct Replica {
  explicit Replica(absl::Time now) : clock(now) {}

  engine::ManualClock clock;
  std::unique_ptr<engine::Engine> engine;
};

class FigureRaceWorld : public ReportWorld {
 protected:
  void SetUp() override {
    watcher_ = std::make_unique<LockWatcher>(uri());
    engine();
  }

  absl::Time Midnight() { return StartOfDay(DayOf(clock().Now())); }

  // With one lane, so that what is sent together is one transaction.
  std::unique_ptr<Replica> NewReplica(absl::Time now) {
    auto replica = std::make_unique<Replica>(now);
    replica->engine = NewEngine({.lanes = 1, .clock = &replica->clock});
    return replica;
  }

  void AwaitBlocked(int count) { watcher_->AwaitBlocked(count, kLimit); }

  // One transaction of all of them: they wait together until somebody else's lock on `plug` is let go.
  std::unique_ptr<Sent> SendTogether(engine::Engine& engine, std::vector<internal::v1::Command> commands) {
    LockHolder plug(uri(), LockOf("plug"));
    Sent plugged(engine, {Look("plug")});
    AwaitBlocked(1);
    auto sent = std::make_unique<Sent>(engine, std::move(commands));
    plug.Release();
    plugged.Wait();
    return sent;
  }

  // In a thread of its own.
  std::thread CloseAndCount(absl::Time until) {
    return std::thread([this, until] {
      EXPECT_OK(store::CloseFigures(database(), kProvince, until));
      EXPECT_EQ(Get(store::CountBase(database(), kProvince, until)), store::Counting::kCounted);
    });
  }

  Figures Stored(absl::Time until) {
    Figures figures;
    for (const auto& row : Sql(absl::StrCat(
             "SELECT by_plan::int, name, result, secrecy, tasks FROM figure_days WHERE province = 'dong-nai' AND ",
             "until = to_timestamp(", absl::ToUnixSeconds(until), ")"))) {
      figures[FigureName(row[0] == "1", row[1], std::stoi(row[2]), std::stoi(row[3]))] = std::stoll(row[4]);
    }
    return figures;
  }

  // The ends of the days that were counted, in order.
  std::vector<absl::Time> CountedDays() {
    std::vector<absl::Time> days;
    for (const auto& row : Sql("SELECT extract(epoch FROM until)::bigint FROM figure_days_counted ORDER BY until")) {
      days.push_back(absl::FromUnixSeconds(std::stoll(row[0])));
    }
    return days;
  }

  // Every day from this one to the last midnight was counted, and as the journal says.
  void ExpectEveryDayAsTheJournalSays(absl::Time first) {
    const std::vector<v1::Event> journal = Journal();
    std::vector<absl::Time> ends;
    for (absl::Time end = first; end <= Midnight(); end += kDay) ends.push_back(end);
    EXPECT_EQ(CountedDays(), ends);
    for (const absl::Time end : ends) EXPECT_EQ(Stored(end), Recounted(journal, end)) << end;
  }

  // How tasks stand now is the same by the base and by their rows.
  void ExpectPresentAsRowsSay() {
    store::ResultQuery query{.province = kProvince, .as_of = clock().Now()};
    query.visible_to = {.scopes = {{.max_secrecy = v1::SECRECY_NORMAL}}};
    const auto text = [](const std::vector<store::ResultGroup>& groups) {
      std::string all;
      for (const auto& group : groups) {
        absl::StrAppend(&all, group.lead_unit, ": ", group.counts.ShortDebugString(), "\n");
      }
      return all;
    };
    const auto counted = Get(store::CountedResults(database(), query, true, false));
    ASSERT_TRUE(counted.has_value());
    // Told so that only rows can be counted.
    query.visible_to = {.scopes = {{.max_secrecy = v1::SECRECY_NORMAL},
                                   {.max_secrecy = v1::SECRECY_TOP_SECRET, .plan = "provinces/dong-nai/plans/none"}}};
    ASSERT_FALSE(Get(store::CountedResults(database(), query, true, false)).has_value());
    EXPECT_EQ(text(*counted), text(Get(store::CountResults(database(), query, true, false))));
  }

  // The instants at which something happened to the tasks whose ids begin so, each once.
  std::vector<absl::Time> Instants(const std::string& prefix, absl::Time after) {
    std::vector<absl::Time> instants;
    for (const auto& row : Sql(absl::StrCat(
             "SELECT DISTINCT (extract(epoch FROM time) * 1000000)::bigint FROM events WHERE subject LIKE ",
             "'provinces/dong-nai/tasks/", prefix, "%' ORDER BY 1"))) {
      if (const absl::Time time = absl::FromUnixMicros(std::stoll(row[0])); time > after) instants.push_back(time);
    }
    return instants;
  }

  // Somebody tries something with one of the tasks of MakeTasks.
  static internal::v1::Command Attempt(std::mt19937& random) {
    const std::vector<std::string> actors = {kIssuer, kLead, kLead, kOther};
    const std::string task = TaskName(kProvince, absl::StrCat("t", random() % kTasks));
    const std::string text =
        absl::Substitute("province: 'dong-nai' actor { unit: '$0' } task { $1 }", actors[random() % actors.size()],
                         absl::StrReplaceAll(kAttempts[random() % std::size(kAttempts)], {{"$0", task}}));
    internal::v1::Command command;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &command)) << text;
    return command;
  }

  std::unique_ptr<LockWatcher> watcher_;
};

}  // namespace phoihop::testing

#endif  // TESTS_STORE_FIGURE_RACE_WORLD_H_
