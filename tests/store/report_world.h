// Tasks with histories that nobody thought of, and questions about them that nobody would ask: for tests of figures.
#ifndef TESTS_STORE_REPORT_WORLD_H_
#define TESTS_STORE_REPORT_WORLD_H_

#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "absl/synchronization/blocking_counter.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/store/report_reader.h"
#include "services/store/task_reader.h"
#include "tests/store/world.h"
#include "workflow/resource_name.h"
#include "workflow/task/standing.h"

namespace phoihop::testing {

inline constexpr int kTasks = 120;
inline constexpr int kRounds = 22;
inline constexpr absl::Duration kRound = absl::Hours(41);

inline constexpr absl::string_view kPlans[] = {"", "provinces/dong-nai/plans/p1", "provinces/dong-nai/plans/p2"};

// What somebody may try with a task; $0 is its name.
inline constexpr absl::string_view kAttempts[] = {
    "issue { name: '$0' }",
    "accept { name: '$0' }",
    "accept { name: '$0' }",
    "refuse { name: '$0' reason: REFUSAL_REASON_NOT_COMPETENT }",
    "reissue { name: '$0' }",
    "reissue { name: '$0' lead_unit: 'provinces/dong-nai/units/so-b' }",
    "start { name: '$0' }",
    "submit { name: '$0' result { summary: 'Xong' } }",
    "submit { name: '$0' result { summary: 'Xong' } }",
    "approve { name: '$0' }",
    "return_task { name: '$0' reason: 'Thiếu phụ lục' }",
    "complete { name: '$0' }",
    "revoke { name: '$0' reason: 'Thôi' }",
    "hand_off { name: '$0' handoff { to_unit: 'provinces/dong-nai/units/so-b' } }",
    "accept_handoff { name: '$0/handoffs/1' }",
    "suspend { name: '$0' reason: 'Chờ' until_date: '2026-08-24' }",
    "resume { name: '$0' }",
    "request_extension { name: '$0' due_date: '2026-10-30' reason: 'Cần thêm' }",
    "grant_extension { name: '$0' }",
    "reopen { name: '$0' reason: 'Làm lại' }",
    "restore { name: '$0' reason: 'Nhầm' }",
};

using Standings = std::map<std::string, task::Standing>;

// Tasks with lives of their own, for tests of figures.
class ReportWorld : public World {
 protected:
  // How all tasks stand at this moment.
  Standings StandingsNow() {
    store::TaskQuery query{.province = kProvince, .page_size = store::kMaxPageSize};
    query.visible_to.everything = true;
    Standings standings;
    for (const v1::Task& task : Get(store::ListTasks(database(), query)).tasks) {
      const auto standing = task::StandingOf(task);
      if (!standing.has_value()) continue;
      standings[task.name()] = *standing;
      standings[task.name()].plan = std::string(kPlans[std::stoi(task.name().substr(task.name().rfind('t') + 1)) % 3]);
    }
    return standings;
  }

  void MakeTasks(int tasks) {
    for (int i = 0; i < tasks; ++i) {
      internal::v1::Command create = i % 5 == 0 ? Create(absl::StrCat("t", i))
                                                : CreateDue(absl::StrCat("t", i), i % 3 == 0   ? "2026-08-05"
                                                                                  : i % 3 == 1 ? "2026-08-20"
                                                                                               : "2026-09-30");
      create.mutable_task()->mutable_create()->set_issue(i % 7 != 0);
      v1::Task& task = *create.mutable_task()->mutable_create()->mutable_task();
      task.set_approval_required(i % 3 != 1);
      const auto created = engine().Apply(create);
      EXPECT_TRUE(created.ok()) << created.status();
    }
  }

  // Many tasks, each with a history of its own. What was so after each round stays in `then_`.
  void LiveThrough(unsigned seed) {
    std::mt19937 random(seed);
    MakeTasks(kTasks);
    for (int round = 0; round < kRounds; ++round) {
      LiveRound(random);
      then_[clock().Now()] = StandingsNow();
      clock().Advance(kRound);
    }
  }

  // With each task something is tried once.
  void LiveRound(std::mt19937& random) {
    const std::vector<std::string> actors = {kIssuer, kLead, kLead, kOther};
    absl::BlockingCounter left(kTasks);
    for (int i = 0; i < kTasks; ++i) {
      const absl::string_view attempt = kAttempts[random() % std::size(kAttempts)];
      internal::v1::Command command;
      const std::string text =
          absl::Substitute("province: 'dong-nai' actor { unit: '$0' } task { $1 }", actors[random() % actors.size()],
                           absl::StrReplaceAll(attempt, {{"$0", TaskName(kProvince, absl::StrCat("t", i))}}));
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &command)) << text;
      engine().Submit(std::move(command), [&left](const absl::StatusOr<engine::Applied>&) { left.DecrementCount(); });
    }
    left.Wait();
  }

  // Tasks of plans come from issuing one, which is another test's; here rows are told so.
  void PutIntoPlans() {
    for (const char* table : {"task_standings", "task_standing_history"}) {
      Sql(absl::StrCat("UPDATE ", table, " SET plan = (ARRAY['", kPlans[0], "', '", kPlans[1], "', '", kPlans[2],
                       "'])[1 + substr(task_id, 2)::int % 3]"));
    }
  }

  store::ResultQuery Query(absl::Time as_of, bool past) {
    store::ResultQuery query{.province = kProvince, .as_of = as_of, .past = past};
    query.visible_to.everything = true;
    return query;
  }

  // Anything that may be asked.
  store::ResultQuery RandomQuery(std::mt19937& random, absl::Time as_of, bool past) {
    store::ResultQuery query = Query(as_of, past);
    const auto one_in = [&](unsigned n) { return random() % n == 0; };
    const auto span = [&] {
      const absl::Time from = StartOfTests() + absl::Hours(random() % 900);
      return store::ReportSpan{from, one_in(4) ? absl::InfiniteFuture() : from + absl::Hours(random() % 900)};
    };
    if (one_in(2))
      query.leads = one_in(2) ? std::vector<std::string>{kLead} : std::vector<std::string>{kOther, kIssuer};
    if (one_in(3)) query.plan = std::string(kPlans[random() % 3]);
    if (query.plan.empty() && one_in(5)) query.without_plan = true;
    for (int number = 1; one_in(2) && number <= v1::ResultClass_MAX; ++number) {
      if (one_in(3)) query.results.push_back(static_cast<v1::ResultClass>(number));
    }
    if (one_in(3)) query.due = span();
    if (one_in(4)) query.issued = span();
    if (one_in(4)) query.completed = span();
    return query;
  }

  // How tasks stood after each round.
  std::map<absl::Time, Standings> then_;
};

}  // namespace phoihop::testing

#endif  // TESTS_STORE_REPORT_WORLD_H_
