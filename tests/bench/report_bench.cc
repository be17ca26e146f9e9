// Figures of a large province: how long the store takes to count and to list.
//
//   report_bench [--tasks 1000000] [--rounds 5] [--phoihopd path]
//
// Every task has stood in two other ways before, and some thousands have changed today. Reads are of one connection,
// warm, on a durable PostgreSQL of its own; what is printed is the median, the longest, and what was counted: first by
// counting rows, as before the first midnight, then with the days counted once (services/store/figure_rows.h), which
// has to be the same.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/time/clock.h"
#include "services/store/connection.h"
#include "services/store/database.h"
#include "services/store/figure_rows.h"
#include "services/store/report_reader.h"
#include "services/store/task_reader.h"
#include "tests/bench/bench_server.h"
#include "tests/bench/sample_task.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::bench {
namespace {

constexpr char kProvince[] = "dong-nai";
constexpr char kUnit[] = "so-vhttdl";

struct Options {
  int tasks = 1'000'000;
  int rounds = 5;
  std::string phoihopd = PHOIHOP_SERVER_BINARY;
};

// Of all units; a third is open. Due within two years around today. The next rung of an open one fires within 90 days.
constexpr absl::string_view kFillTasks = R"sql(
  INSERT INTO tasks (province, task_id, version, state, open, frozen, lead_unit, issuer_unit, approver_unit, assignee, plan, plan_item,
                     handoff_to, on_monitor_list, title, due_time, wake_time, create_time, update_time, task)
  SELECT t.province, 'fill-' || n, t.version,
         CASE WHEN n % 3 > 0 THEN 'TASK_STATE_COMPLETED' WHEN n % 5 = 0 THEN 'TASK_STATE_ISSUED' ELSE t.state END, n % 3 = 0, false,
         u.names[1 + n % cardinality(u.names)], t.issuer_unit, t.approver_unit, '',
         'provinces/dong-nai/plans/kh-' || n % 40, '', '', false, t.title || ' ' || n,
         CASE WHEN n % 10 = 5 THEN 'infinity' ELSE date_trunc('day', now()) + (n::bigint * 7919 % 730 - 500) * interval '1 day' END,
         CASE WHEN n % 3 = 0 THEN now() + (n % 90) * interval '1 day' END,
         t.create_time, t.update_time, t.task || jsonb_build_object('name', 'provinces/dong-nai/tasks/fill-' || n) ||
           CASE WHEN n % 3 > 0 THEN '{}' ELSE jsonb_build_object('clocks', (
             SELECT jsonb_agg(CASE WHEN c.clock ? 'next_fire_time' THEN c.clock || jsonb_build_object(
                      'next_fire_time', to_char(now() + (n % 90) * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
                    ELSE c.clock END)
             FROM jsonb_array_elements(t.task->'clocks') AS c (clock))) END
  FROM tasks t
  CROSS JOIN (SELECT array_agg(name) AS names FROM reference_items WHERE kind = 'units') AS u
  CROSS JOIN generate_series(1, $0) AS n
  WHERE t.province = 'dong-nai' AND t.task_id = 'sample')sql";
constexpr absl::string_view kFillParticipants = R"sql(
  INSERT INTO task_participants (province, unit, task_id, role)
  SELECT province, lead_unit, task_id, 'lead' FROM tasks WHERE task_id LIKE 'fill-%')sql";
constexpr absl::string_view kFillBaskets = R"sql(
  INSERT INTO task_baskets (province, unit, kind, due_time, task_id, person, running, secrecy)
  SELECT province, lead_unit, CASE WHEN state = 'TASK_STATE_ISSUED' THEN 1 ELSE 2 END, due_time, task_id, '', due_time <> 'infinity', 1
  FROM tasks WHERE open AND task_id LIKE 'fill-%')sql";
constexpr absl::string_view kFillStandings = R"sql(
  INSERT INTO task_standings (province, task_id, since, due_time, issue_time, submit_time, bounce_count, standing, secrecy, lead_unit,
                              plan, plan_item, territories, first_since)
  SELECT t.province, t.task_id, now() - (n % 300) * interval '1 day', t.due_time, now() - (n % 700 + 300) * interval '1 day',
         CASE WHEN NOT t.open THEN now() - (n % 300) * interval '1 day' END, n % 50 / 49, CASE WHEN t.open THEN 2 ELSE 7 END, 1,
         t.lead_unit, t.plan, t.plan_item, '[]', now() - (n % 300 + 80) * interval '1 day'
  FROM tasks t CROSS JOIN LATERAL (SELECT substr(t.task_id, 6)::int AS n) AS number WHERE t.task_id LIKE 'fill-%')sql";
constexpr absl::string_view kFillHistory = R"sql(
  INSERT INTO task_standing_history (province, task_id, since, until, due_time, issue_time, submit_time, bounce_count, standing, secrecy,
                                     lead_unit, plan, plan_item, territories)
  SELECT s.province, s.task_id, s.since - (2 - step) * interval '40 days', s.since - (1 - step) * interval '40 days', s.due_time,
         s.issue_time, NULL, 0, 1 + step, 1, s.lead_unit, s.plan, s.plan_item, s.territories
  FROM task_standings s CROSS JOIN generate_series(0, 1) AS step WHERE s.task_id LIKE 'fill-%')sql";

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {}

  absl::Status Run() {
    if (absl::Status status = Prepare(); !status.ok()) return status;
    std::printf("%-58s %10s %10s %10s\n", "figures", "median ms", "longest", "counted");
    if (absl::Status status = TimeAll(); !status.ok()) return status;
    if (absl::Status status = CountOnce(); !status.ok()) return status;
    once_ = true;
    return TimeAll();
  }

 private:
  absl::Status Prepare() {
    auto server = BenchServer::Load(options_.phoihopd);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    v1::Task wanted;
    wanted.set_description("Phối hợp với các cơ quan báo chí, các sở, ban, ngành và địa phương liên quan.");
    wanted.set_requested_due_date("2030-06-28");
    if (auto made = MakeSampleTask(server_->database_url(), std::move(wanted)); !made.ok()) return made.status();
    auto connection = store::Connection::Open(server_->database_url(), store::ConnectionUse::kMigrate);
    if (!connection.ok()) return connection.status();
    const absl::Time start = absl::Now();
    for (const std::string& sql :
         {std::string("SET synchronous_commit = off"), absl::Substitute(kFillTasks, options_.tasks),
          std::string(kFillParticipants), std::string(kFillBaskets), std::string(kFillStandings),
          std::string(kFillHistory), std::string("VACUUM (ANALYZE) tasks"),
          std::string("VACUUM (ANALYZE) task_participants"), std::string("VACUUM (ANALYZE) task_baskets"),
          std::string("VACUUM (ANALYZE) task_standings"), std::string("VACUUM (ANALYZE) task_standing_history"),
          std::string("CHECKPOINT")}) {
      if (auto run = (*connection)->RunText(sql); !run.ok()) return run.status();
    }
    std::printf("%d tasks made in %.0f s\n", options_.tasks, absl::ToDoubleSeconds(absl::Now() - start));
    now_ = absl::Now();
    database_ = store::Database::Open({.uri = server_->database_url(), .pool_size = 1});
    return absl::OkStatus();
  }

  absl::Status TimeAll() {
    for (const bool of_unit : {false, true}) {
      const std::string who = of_unit ? "one unit" : "the province";
      store::ResultQuery query = Query(of_unit), past = query;
      past.past = true;
      past.as_of = StartOfDay(DayOf(now_) - 100);
      const std::vector<std::pair<const char*, std::function<absl::StatusOr<int64_t>()>>> figures = {
          {"by unit", [&] { return Counted(query, true, false); }},
          {"by plan", [&] { return Counted(query, false, true); }},
          {"a page of what is overdue", [&] { return Listed(query); }},
          {"a page of open tasks", [&] { return Page(query, "t.open"); }},
          {"a page of all tasks", [&] { return Page(query, ""); }},
          {"heat map of 12 weeks", [&] { return Weekly(query); }},
          {"trend of 53 weeks", [&] { return Trend(query); }},
          {"workload", [&] { return Workload(of_unit); }},
          {"what escalates in 7 days", [&] { return Next(of_unit); }},
          {"by unit, 100 days ago", [&] { return Counted(past, true, false); }}};
      for (const auto& [what, read] : figures) {
        if (absl::Status status = Time(absl::StrCat(who, ": ", what), read); !status.ok()) return status;
      }
    }
    store::ResultQuery seen = Query(false);
    seen.visible_to = {};
    seen.visible_to.scopes = {{.units = std::vector<std::string>{UnitName(kProvince, kUnit)}}};
    return Time("what one unit may see: by unit", [&] { return Counted(seen, true, false); });
  }

  // The last midnight, and the days that are asked for.
  absl::Status CountOnce() {
    const absl::Time base = StartOfDay(DayOf(now_));
    const absl::Time start = absl::Now();
    if (auto closed = store::CloseFigures(*database_, kProvince, base); !closed.ok()) return closed;
    if (const auto counted = store::CountBase(*database_, kProvince, base); !counted.ok()) return counted.status();
    std::printf("the last midnight was counted in %.1f s\n", absl::ToDoubleSeconds(absl::Now() - start));
    std::vector<absl::Time> days = Weeks(-52, 53).starts;
    days.push_back(StartOfDay(DayOf(now_) - 100));
    for (const absl::Time day : days) {
      if (const auto counted = store::CountDay(*database_, kProvince, day); !counted.ok()) return counted.status();
    }
    std::printf("%zu days, each in %.1f s\n", days.size(),
                absl::ToDoubleSeconds(absl::Now() - start) / static_cast<double>(days.size()));
    return absl::OkStatus();
  }

  // As somebody who sees the whole province up to normal secrecy.
  store::ResultQuery Query(bool of_unit) const {
    store::ResultQuery query{.province = kProvince, .as_of = now_};
    if (of_unit) query.leads = std::vector<std::string>{UnitName(kProvince, kUnit)};
    query.visible_to.scopes = {{}};
    return query;
  }

  absl::StatusOr<int64_t> Counted(const store::ResultQuery& query, bool by_unit, bool by_plan) {
    const auto groups = store::CountResults(*database_, query, by_unit, by_plan);
    if (!groups.ok()) return groups.status();
    int64_t counted = 0;
    for (const store::ResultGroup& group : *groups) counted += group.counts.total();
    return counted;
  }
  absl::StatusOr<int64_t> Listed(store::ResultQuery query) {
    query.results = {v1::RESULT_CLASS_OPEN_OVERDUE};
    const auto page = store::ListResults(*database_, query, 50, "");
    if (!page.ok()) return page.status();
    return page->total_size;
  }
  // The earliest deadlines, as the list of tasks is read; how many there are is counted up to a limit.
  absl::StatusOr<int64_t> Page(const store::ResultQuery& query, const std::string& condition) {
    store::TaskQuery tasks{.province = kProvince, .visible_to = query.visible_to};
    tasks.filter.sql = condition;
    if (query.leads.has_value()) {
      tasks.filter.sql = absl::StrCat(condition, condition.empty() ? "" : " AND ", "t.lead_unit = $1");
      tasks.filter.parameters = {query.leads->front()};
    }
    const auto page = store::ListTasks(*database_, tasks);
    if (!page.ok()) return page.status();
    return static_cast<int64_t>(page->tasks.size());
  }
  store::WeekQuery Weeks(int first, int weeks) const {
    store::WeekQuery query;
    const absl::CivilDay monday = DayOf(now_) - static_cast<int>(absl::GetWeekday(DayOf(now_))) + 7 * first;
    for (int i = 0; i < weeks; ++i) query.starts.push_back(StartOfDay(monday + 7 * i));
    query.end = StartOfDay(monday + 7 * weeks);
    return query;
  }
  absl::StatusOr<int64_t> Weekly(const store::ResultQuery& query) {
    const auto groups = store::CountWeekly(*database_, query, Weeks(0, 12));
    if (!groups.ok()) return groups.status();
    int64_t counted = 0;
    for (const store::WeeklyGroup& group : *groups) counted += group.counts.total();
    return counted;
  }
  absl::StatusOr<int64_t> Trend(const store::ResultQuery& query) {
    const store::WeekQuery weeks = Weeks(-52, 53);
    const auto trend = store::CountTrend(*database_, query, weeks);
    if (!trend.ok()) return trend.status();
    // The end of each week, which of this one is now.
    std::vector<absl::Time> ends(weeks.starts.begin() + 1, weeks.starts.end());
    ends.push_back(now_);
    const auto overdue = store::CountOverdueAt(*database_, query, ends);
    if (!overdue.ok()) return overdue.status();
    int64_t counted = 0;
    for (const auto& leads : *overdue) {
      for (const auto& [lead, n] : leads) counted += n;
    }
    return counted;
  }
  store::WorkloadQuery WorkloadOf(bool of_unit) const {
    const store::ResultQuery query = Query(of_unit);
    return {.province = kProvince, .units = query.leads, .now = now_, .visible_to = query.visible_to};
  }
  absl::StatusOr<int64_t> Workload(bool of_unit) {
    const auto groups = store::CountWorkload(*database_, WorkloadOf(of_unit));
    if (!groups.ok()) return groups.status();
    int64_t counted = 0;
    for (const store::WorkloadGroup& group : *groups) counted += group.open;
    return counted;
  }
  absl::StatusOr<int64_t> Next(bool of_unit) {
    const auto next = store::ListUpcomingEscalations(*database_, WorkloadOf(of_unit), now_ + absl::Hours(24 * 7), 51);
    if (!next.ok()) return next.status();
    return static_cast<int64_t>(next->size());
  }

  absl::Status Time(const std::string& what, const std::function<absl::StatusOr<int64_t>()>& read) {
    std::vector<double> times;
    int64_t counted = 0;
    // The first one warms up.
    for (int round = 0; round <= options_.rounds; ++round) {
      const absl::Time start = absl::Now();
      const auto answer = read();
      if (!answer.ok()) return answer.status();
      if (round > 0) times.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
      counted = *answer;
    }
    if (counted == 0) return absl::InternalError(absl::StrCat(what, " counts nothing, and so measures nothing"));
    if (once_ && counted_[what] != counted) {
      return absl::InternalError(absl::StrCat(what, " was ", counted_[what], " by rows and is ", counted));
    }
    counted_[what] = counted;
    std::printf("%-58s %10.1f %10.1f %10lld\n", absl::StrCat(what, once_ ? ", counted once" : "").c_str(),
                Median(times), *std::max_element(times.begin(), times.end()), static_cast<long long>(counted));
    std::fflush(stdout);
    return absl::OkStatus();
  }

  const Options options_;
  std::unique_ptr<BenchServer> server_;
  std::unique_ptr<store::Database> database_;
  absl::Time now_;
  bool once_ = false;                       // days were counted once
  std::map<std::string, int64_t> counted_;  // by rows
};

}  // namespace
}  // namespace phoihop::bench

int main(int argc, char** argv) {
  phoihop::bench::Options options;
  CLI::App app("Figures of a large province: how long the store takes to count and to list");
  app.add_option("--tasks", options.tasks)->check(CLI::Range(1, 10'000'000))->capture_default_str();
  app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 100))->capture_default_str();
  app.add_option("--phoihopd", options.phoihopd)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = phoihop::bench::Bench(options).Run();
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}
