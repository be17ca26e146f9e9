// What the engine of deadlines does in a second, how late it is, and what it costs when nothing is due.
//
//   escalation_bench [--rungs 100000] [--rounds 5] [--burst 1000] [--armed 1000000] [--idle-seconds 60]
//                    [--phoihopd path]
//
// (a) Rungs that are due, until they are decided, written and in the feed, beside PostgreSQL alone: one statement for
//     1,000 clocks that claims them in the order of their instants (FOR UPDATE SKIP LOCKED, by the same index), updates
//     the rows (version, wake time with its indexes, update time; in the message version, time, the clock and the rung
//     that fired), numbers the events in the row of a feed and inserts them with their message, hashes and request id
//     (four indexes). It decides nothing, looks nobody up, sends no message over the connection and computes no hash.
//     It works on tasks of another province in the same tables. The sides take turns; notices, which follow from the
//     journal later and compete for the same cores, are left out at first and then measured too.
// (b) From the instant for which a burst of clocks is armed until each of its rungs is committed.
// (c) Processor time of server and PostgreSQL while a million clocks are armed and none is due.
// (d) A sweep of 1,000 clocks among 10,000 others, and among a million.
//
// Tasks are copies of one that the rules made. Everything runs on this machine and shares its cores: server, PostgreSQL
// (durable) and this program, which only looks.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/store/connection.h"
#include "services/store/values.h"
#include "tests/bench/bench_server.h"
#include "tests/bench/sample_task.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::bench {
namespace {

constexpr char kProvince[] = "dong-nai";
constexpr char kReference[] = "reference";
constexpr char kUnit[] = "so-vhttdl";
// The ladders of all tasks go on in years.
constexpr int kDaysUntilDue = 4 * 365;
constexpr int kFewArmed = 10'000;
// Clocks of one statement of the reference.
constexpr int kOfOneStatement = 1000;
// Sweeps that are measured of each kind in (d).
constexpr int kSweeps = 9;
// How often this program looks.
constexpr absl::Duration kLook = absl::Milliseconds(2);
// How far ahead a burst is armed: the sweep has seen it by then.
constexpr absl::Duration kAhead = absl::Seconds(3);
constexpr absl::Duration kLimit = absl::Minutes(10);
// Processor time settles (autovacuum of what was filled in) until less than this was used in a second.
constexpr absl::Duration kQuiet = absl::Milliseconds(30);
constexpr absl::Duration kSettleLimit = absl::Minutes(5);

struct Options {
  int rungs = 100'000;
  int rounds = 5;
  int burst = 1000;
  int armed = 1'000'000;
  int idle_seconds = 60;
  std::string phoihopd = PHOIHOP_SERVER_BINARY;
};

// Tasks `$1…`, $0 of them, in province $2, of which one clock ($3 in the message) has a rung at $4. After it the ladder
// goes on in years.
constexpr absl::string_view kFill = R"sql(
  INSERT INTO tasks (province, task_id, version, state, open, frozen, lead_unit, issuer_unit, approver_unit, assignee,
                     plan, plan_item, handoff_to, on_monitor_list, title, due_time, wake_time, create_time, update_time,
                     parent_task, previous_occurrence, plan_function, fan_out, complete_time, task, secrecy)
  SELECT '$2', '$1' || n, t.version, t.state, t.open, t.frozen, t.lead_unit, t.issuer_unit, t.approver_unit, t.assignee,
         t.plan, t.plan_item, t.handoff_to, t.on_monitor_list, t.title, t.due_time, timestamptz '$4', t.create_time,
         t.update_time, t.parent_task, t.previous_occurrence, t.plan_function, t.fan_out, t.complete_time,
         jsonb_set(jsonb_set(t.task, '{name}', to_jsonb('provinces/$2/tasks/$1' || n)),
                   '{clocks,$3,next_fire_time}', '"$4"'), t.secrecy
  FROM tasks t CROSS JOIN generate_series(1, $0) AS n
  WHERE t.province = 'dong-nai' AND t.task_id = 'sample')sql";

// $1: a rung as the product made it, $2: its event, $3: clocks of this province count as due until then (the server,
// which sweeps all provinces, has to leave them alone), $4: where the clock's next instant stands.
constexpr char kReferenceSweep[] = R"sql(
  WITH due AS MATERIALIZED (
    SELECT task_id FROM tasks WHERE province = 'reference' AND wake_time <= $3::timestamptz
    ORDER BY wake_time LIMIT 1000 FOR UPDATE SKIP LOCKED
  ), moved AS (
    UPDATE tasks t
    SET version = version + 1, wake_time = t.wake_time + interval '1 year', update_time = now(),
        task = t.task || jsonb_build_object(
          'version', (t.version + 1)::text, 'update_time', now(),
          'escalations', coalesce(t.task->'escalations', '[]') || $1::jsonb,
          'clocks', jsonb_set(t.task->'clocks', $4::text[], to_jsonb(t.wake_time + interval '1 year')))
    FROM due WHERE t.province = 'reference' AND t.task_id = due.task_id
    RETURNING t.task_id, t.version, gen_random_uuid()::text AS request_id
  ), numbered AS (
    UPDATE feeds SET last_sequence = last_sequence + (SELECT count(*) FROM moved), last_hash = sha256('a')
    WHERE province = 'reference' RETURNING last_sequence
  )
  INSERT INTO events (province, sequence, time, subject, subject_version, type, actor_unit, request_id,
                      first_of_command, request_digest, event, previous_hash, hash)
  SELECT 'reference', numbered.last_sequence + 1 - row_number() OVER (), now(),
         'provinces/reference/tasks/' || moved.task_id, moved.version, 'task.escalated', '', moved.request_id, true,
         sha256('a'),
         $2::jsonb || jsonb_build_object('time', now(), 'request_id', moved.request_id, 'subject',
                                         'provinces/reference/tasks/' || moved.task_id),
         sha256('a'), sha256('a')
  FROM moved, numbered)sql";

// The server sweeps whatever province has a feed; notices of the reference are told to nobody.
constexpr char kMakeReference[] =
    "INSERT INTO feeds (province) VALUES ('reference'); "
    "INSERT INTO notice_feeds (province, last_sequence) VALUES ('reference', 9000000000000000000)";
constexpr char kMuteNotices[] =
    "INSERT INTO notice_feeds (province, last_sequence) VALUES ('dong-nai', 9000000000000000000) "
    "ON CONFLICT (province) DO UPDATE SET last_sequence = excluded.last_sequence";
constexpr char kTellNotices[] =
    "UPDATE notice_feeds n SET last_sequence = f.last_sequence FROM feeds f WHERE f.province = 'dong-nai' AND "
    "n.province "
    "= f.province";
constexpr char kBlocked[] =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory' AND query "
    "LIKE "
    "'%pg_advisory_xact_lock_shared%'";
constexpr char kLastSequence[] = "SELECT last_sequence FROM feeds WHERE province = 'dong-nai'";

std::string SqlTime(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone()); }

void Pause(absl::Duration duration) {
  const absl::Notification never;
  never.WaitForNotificationWithTimeout(duration);
}

double At(std::vector<double> sorted, double part) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, static_cast<size_t>(part * static_cast<double>(sorted.size())))];
}

class Bench {
 public:
  explicit Bench(Options options) : options_(std::move(options)) {}

  absl::Status Run() {
    for (const auto step :
         {&Bench::Prepare, &Bench::FewArmed, &Bench::Bursts, &Bench::Throughput, &Bench::ManyArmed, &Bench::Idle}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
      std::fflush(stdout);
    }
    return server_->Stop();
  }

 private:
  absl::Status Prepare() {
    auto server = BenchServer::Load(options_.phoihopd);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    if (absl::Status made = MakeSample(); !made.ok()) return made;
    for (auto* connection : {&connection_, &owner_}) {
      auto opened = store::Connection::Open(server_->database_url(), store::ConnectionUse::kMigrate);
      if (!opened.ok()) return opened.status();
      *connection = *std::move(opened);
    }
    for (const char* sql : {kMakeReference, kMuteNotices}) {
      if (absl::Status done = connection_->RunScript(sql); !done.ok()) return done;
    }
    far_ = absl::Now() + absl::Hours(24 * 365);
    if (absl::Status filled = Fill("few-", kFewArmed, far_); !filled.ok()) return filled;
    if (absl::Status settled = Vacuum(); !settled.ok()) return settled;
    return server_->Serve();
  }

  // Due in years.
  absl::Status MakeSample() {
    v1::Task wanted;
    wanted.set_requested_due_date(FormatDate(DayOf(absl::Now()) + kDaysUntilDue));
    const auto sample = MakeSampleTask(server_->database_url(), std::move(wanted));
    if (!sample.ok()) return sample.status();
    const auto& clocks = sample->clocks();
    const auto armed = std::find_if(clocks.begin(), clocks.end(), [](const v1::Clock& clock) {
      return clock.state() == v1::CLOCK_STATE_RUNNING && clock.has_next_fire_time();
    });
    if (armed == clocks.end()) return absl::InternalError("the sample has no clock that a ladder watches");
    armed_clock_ = static_cast<int>(armed - clocks.begin());
    return absl::OkStatus();
  }

  absl::Status Fill(absl::string_view prefix, int count, absl::Time instant, absl::string_view province = kProvince) {
    const auto filled =
        connection_->RunText(absl::Substitute(kFill, count, prefix, province, armed_clock_, SqlTime(instant)));
    return filled.status();
  }

  absl::Status Vacuum() {
    for (const char* sql : {"VACUUM (ANALYZE) tasks", "VACUUM (ANALYZE) events", "CHECKPOINT"}) {
      if (auto run = connection_->RunText(sql); !run.ok()) return run.status();
    }
    return absl::OkStatus();
  }

  absl::StatusOr<int64_t> Number(const char* sql) {
    const auto rows = connection_->RunText(sql);
    if (!rows.ok()) return rows.status();
    return rows->Int64(0, 0);
  }

  // Waits until the journal has `sequence`, and hands what it sees on: the newest sequence, and when.
  template <typename Seen>
  absl::Status AwaitSequence(int64_t sequence, const Seen& seen) {
    for (const absl::Time limit = absl::Now() + kLimit; absl::Now() < limit; Pause(kLook)) {
      const auto last = Number(kLastSequence);
      if (!last.ok()) return last.status();
      seen(*last, absl::Now());
      if (*last >= sequence) return absl::OkStatus();
    }
    return absl::DeadlineExceededError("the rungs are not fired");
  }

  struct Fired {
    double seconds = 0;
    double server = 0, postgres = 0;  // seconds of processor time
  };

  // Fires `count` rungs that are due: from the moment at which the sweep, which has been waiting at the lock on the
  // reference data, may begin, until the last one is committed.
  absl::StatusOr<Fired> FireDue(int count) {
    const auto begin = Number(kLastSequence);
    if (!begin.ok()) return begin.status();
    for (const char* sql : {"CHECKPOINT", "BEGIN"}) {
      if (auto run = owner_->RunText(sql); !run.ok()) return run.status();
    }
    if (auto own = owner_->Run("OwnReference", store::Values().Text(kProvince)); !own.ok()) return own.status();
    const std::string prefix = absl::StrCat("due-", ++fills_, "-");
    if (absl::Status filled = Fill(prefix, count, absl::Now()); !filled.ok()) return filled;
    for (absl::StatusOr<int64_t> blocked = 0; *blocked == 0; Pause(kLook)) {
      blocked = Number(kBlocked);
      if (!blocked.ok()) return blocked.status();
    }
    const auto spent = server_->Spent();
    const absl::Time start = absl::Now();
    if (auto run = owner_->RunText("COMMIT"); !run.ok()) return run.status();
    absl::Time end;
    const absl::Status fired = AwaitSequence(*begin + count, [&end](int64_t, absl::Time now) { end = now; });
    if (!fired.ok()) return fired;
    const auto spent_after = server_->Spent();
    return Fired{.seconds = absl::ToDoubleSeconds(end - start),
                 .server = absl::ToDoubleSeconds(spent_after.first - spent.first),
                 .postgres = absl::ToDoubleSeconds(spent_after.second - spent.second)};
  }

  absl::StatusOr<Fired> Reference(int count) {
    const absl::Time due = far_ + absl::Hours(1);
    const std::string prefix = absl::StrCat("ref-", ++fills_, "-");
    if (absl::Status filled = Fill(prefix, count, far_, kReference); !filled.ok()) return filled;
    const auto fired = connection_->RunText(
        "SELECT event->'task_escalated'->'escalation', event FROM events WHERE province = 'dong-nai' AND type = "
        "'task.escalated' LIMIT 1");
    if (!fired.ok()) return fired.status();
    const std::vector<std::string> values = {std::string(fired->Text(0, 0)), std::string(fired->Text(0, 1)),
                                             SqlTime(due), absl::StrCat("{", armed_clock_, ",next_fire_time}")};
    // Unlike the product's statements it depends on what the planner knows.
    for (const char* sql : {"ANALYZE tasks", "CHECKPOINT"}) {
      if (auto run = owner_->RunText(sql); !run.ok()) return run.status();
    }
    const auto spent = server_->Spent();
    const absl::Time start = absl::Now();
    for (int moved = 0; moved < count;) {
      const auto rows = connection_->RunText(kReferenceSweep, values);
      if (!rows.ok()) return rows.status();
      if (rows->affected() == 0) return absl::InternalError("the reference finds nothing to do");
      moved += static_cast<int>(rows->affected());
    }
    const absl::Time end = absl::Now();
    const auto spent_after = server_->Spent();
    return Fired{.seconds = absl::ToDoubleSeconds(end - start),
                 .server = absl::ToDoubleSeconds(spent_after.first - spent.first),
                 .postgres = absl::ToDoubleSeconds(spent_after.second - spent.second)};
  }

  // (a)
  absl::Status Throughput() {
    const int count = options_.rungs / options_.rounds;
    std::printf("(a) rungs per second, %d rounds of %d\n%6s %10s %12s %8s   %s\n", options_.rounds, count, "round",
                "phoihop/s", "reference/s", "ratio", "processor µs per rung: server, PostgreSQL; reference");
    std::vector<double> ours, theirs, ratios;
    for (int round = 1; round <= options_.rounds; ++round) {
      const auto fired = FireDue(count);
      if (!fired.ok()) return fired.status();
      const auto reference = Reference(count);
      if (!reference.ok()) return reference.status();
      ours.push_back(count / fired->seconds);
      theirs.push_back(count / reference->seconds);
      ratios.push_back(ours.back() / theirs.back());
      std::printf("%6d %10.0f %12.0f %8.2f   %.0f, %.0f; %.0f\n", round, ours.back(), theirs.back(), ratios.back(),
                  1e6 * fired->server / count, 1e6 * fired->postgres / count, 1e6 * reference->postgres / count);
      std::fflush(stdout);
    }
    std::printf("median: %.0f rungs/s, reference %.0f/s, ratio %.2f (target: at least 0.5)\n", Median(ours),
                Median(theirs), Median(ratios));
    if (absl::Status told = connection_->RunScript(kTellNotices); !told.ok()) return told;
    const auto with_notices = FireDue(count);
    if (!with_notices.ok()) return with_notices.status();
    std::printf("with notices told at the same time: %.0f rungs/s\n", count / with_notices->seconds);
    return connection_->RunScript(kMuteNotices);
  }

  // (b)
  absl::Status Bursts() {
    std::vector<double> late;
    for (int round = 0; round < options_.rounds; ++round) {
      const auto begin = Number(kLastSequence);
      if (!begin.ok()) return begin.status();
      const absl::Time instant = absl::Now() + kAhead;
      if (absl::Status filled = Fill(absl::StrCat("burst-", round, "-"), options_.burst, instant); !filled.ok()) {
        return filled;
      }
      if (absl::Now() >= instant) return absl::DeadlineExceededError("the burst is not made in time; make it smaller");
      int64_t known = *begin;
      const absl::Status fired = AwaitSequence(*begin + options_.burst, [&](int64_t last, absl::Time now) {
        late.insert(late.end(), static_cast<size_t>(last - known), absl::ToDoubleMilliseconds(now - instant));
        known = last;
      });
      if (!fired.ok()) return fired;
    }
    std::sort(late.begin(), late.end());
    std::printf(
        "(b) lateness of %d rungs that fall due at once, %d times: p50 %.0f ms, p99 %.0f ms, max %.0f ms "
        "(target: p99 < 1000 ms)\n",
        options_.burst, options_.rounds, At(late, 0.5), At(late, 0.99), At(late, 1));
    return absl::OkStatus();
  }

  absl::StatusOr<Fired> MedianSweep() {
    std::vector<double> seconds, server, postgres;
    for (int i = 0; i < kSweeps; ++i) {
      const auto fired = FireDue(kOfOneStatement);
      if (!fired.ok()) return fired;
      seconds.push_back(fired->seconds);
      server.push_back(fired->server);
      postgres.push_back(fired->postgres);
    }
    return Fired{.seconds = Median(seconds), .server = Median(server), .postgres = Median(postgres)};
  }

  // (d)
  absl::Status FewArmed() {
    // The first sweep of a server reads the reference data and fills its caches.
    if (const auto warm = FireDue(kOfOneStatement); !warm.ok()) return warm.status();
    const auto few = MedianSweep();
    if (!few.ok()) return few.status();
    few_ = *few;
    return absl::OkStatus();
  }
  absl::Status ManyArmed() {
    const absl::Time start = absl::Now();
    if (absl::Status filled = Fill("many-", options_.armed, far_); !filled.ok()) return filled;
    if (absl::Status settled = Vacuum(); !settled.ok()) return settled;
    std::printf("%d more tasks made in %.0f s\n", options_.armed, absl::ToDoubleSeconds(absl::Now() - start));
    const auto many = MedianSweep();
    if (!many.ok()) return many.status();
    std::printf("(d) a sweep of %d clocks: %.0f ms among %d others, %.0f ms among %d; ratio %.2f (target: about 1)\n",
                kOfOneStatement, 1e3 * few_.seconds, kFewArmed, 1e3 * many->seconds, options_.armed,
                many->seconds / few_.seconds);
    std::printf("    processor ms: server %.0f and %.0f, PostgreSQL %.0f and %.0f\n", 1e3 * few_.server,
                1e3 * many->server, 1e3 * few_.postgres, 1e3 * many->postgres);
    return many->seconds < 1.5 * few_.seconds ? absl::OkStatus() : Explain();
  }

  absl::Status Explain() {
    const auto plan = connection_->RunText(
        absl::StrCat("EXPLAIN (ANALYZE, BUFFERS) SELECT t.task_id, t.version, t.task FROM tasks t WHERE t.province = "
                     "'dong-nai' AND t.wake_time <= now() ORDER BY t.wake_time LIMIT 128 FOR UPDATE OF t SKIP LOCKED"));
    if (!plan.ok()) return plan.status();
    for (int i = 0; i < plan->rows(); ++i) std::printf("    %s\n", std::string(plan->Text(i, 0)).c_str());
    return absl::OkStatus();
  }

  // (c)
  absl::Status Idle() {
    for (const absl::Time limit = absl::Now() + kSettleLimit; absl::Now() < limit;) {
      const absl::Duration before = server_->Spent().second;
      Pause(absl::Seconds(1));
      if (server_->Spent().second - before < kQuiet) break;
    }
    const auto before = server_->Spent();
    const absl::Time start = absl::Now();
    Pause(absl::Seconds(options_.idle_seconds));
    const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    const auto after = server_->Spent();
    const double server = absl::ToDoubleSeconds(after.first - before.first);
    const double postgres = absl::ToDoubleSeconds(after.second - before.second);
    std::printf(
        "(c) idle with more than %d clocks armed, %.0f s: server %.2f %% of one core, PostgreSQL %.2f %%, together "
        "%.2f %% (target: < 1 %%)\n",
        options_.armed, seconds, 100 * server / seconds, 100 * postgres / seconds, 100 * (server + postgres) / seconds);
    return absl::OkStatus();
  }

  const Options options_;
  std::unique_ptr<BenchServer> server_;
  std::unique_ptr<store::Connection> connection_, owner_;
  int armed_clock_ = 0;  // its place in the sample's message
  int fills_ = 0;
  absl::Time far_;
  Fired few_;
};

}  // namespace
}  // namespace phoihop::bench

int main(int argc, char** argv) {
  phoihop::bench::Options options;
  CLI::App app("What the engine of deadlines does in a second, how late it is, and what it costs at rest");
  app.add_option("--rungs", options.rungs, "of all rounds together")
      ->check(CLI::Range(1000, 10'000'000))
      ->capture_default_str();
  app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 100))->capture_default_str();
  app.add_option("--burst", options.burst, "rungs that fall due at once")
      ->check(CLI::Range(1, 20'000))
      ->capture_default_str();
  app.add_option("--armed", options.armed, "clocks that are not due")
      ->check(CLI::Range(1000, 10'000'000))
      ->capture_default_str();
  app.add_option("--idle-seconds", options.idle_seconds)->check(CLI::Range(1, 3600))->capture_default_str();
  app.add_option("--phoihopd", options.phoihopd)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = phoihop::bench::Bench(options).Run();
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}
