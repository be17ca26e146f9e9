#include "tests/bench/pgbench_reference.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/embedded/process.h"

namespace phoihop::bench {
namespace {

// Beyond the time that pgbench is told to run.
constexpr absl::Duration kGrace = absl::Seconds(60);

// The rows of the province under test under another name. pgbench can only count, so ids are made of numbers.
constexpr char kCopyTasks[] = R"sql(
DELETE FROM tasks WHERE province = 'reference';
DELETE FROM feeds WHERE province = 'reference';
INSERT INTO tasks
SELECT 'reference', 'bench-' || row_number() OVER (), 4, 'TASK_STATE_COMPLETED', true, frozen, lead_unit, issuer_unit,
       approver_unit, assignee, plan, plan_item, handoff_to, on_monitor_list, title, due_time, now() + interval '1 year',
       create_time, update_time, task
FROM tasks WHERE province = 'dong-nai' AND plan = '' LIMIT $tasks$;
INSERT INTO feeds (province, last_sequence) VALUES ('reference', 0);
CREATE SEQUENCE IF NOT EXISTS reference_sequence;
-- Both numberings write events of one province: each run of pgbench starts above what is there.
SELECT setval('reference_sequence', 1 + (SELECT coalesce(max(sequence), 0) FROM events WHERE province = 'reference'));
ANALYZE tasks;
SELECT count(*) FROM tasks WHERE province = 'reference';
)sql";

constexpr char kOneEvent[] =
    "SELECT event FROM events WHERE province = 'dong-nai' AND type = 'task.started' ORDER BY sequence DESC LIMIT 1";

constexpr char kOneTask[] =
    "SELECT task FROM tasks WHERE province = 'dong-nai' AND state = 'TASK_STATE_IN_PROGRESS' AND plan = '' LIMIT 1";

// One transition. The messages are parameters, as an application sends them; that they are always the same ones costs
// PostgreSQL no less. As in the product, the instant of the next wake-up changes with three of four steps.
constexpr char kTransition[] = R"sql(\set n random(1, $tasks$)
WITH moved AS (
  UPDATE tasks
  SET version = version + 1,
      state = (ARRAY['TASK_STATE_ACCEPTED', 'TASK_STATE_IN_PROGRESS', 'TASK_STATE_SUBMITTED', 'TASK_STATE_COMPLETED'])[1 + version % 4],
      frozen = version % 4 = 2,
      wake_time = CASE version % 4 WHEN 1 THEN wake_time ELSE now() + interval '1 day' * (1 + version % 4) END,
      update_time = now(), task = :task::jsonb
  WHERE province = 'reference' AND task_id = 'bench-' || :n
  RETURNING task_id, version
), numbered AS ($numbering$)
INSERT INTO events (province, sequence, time, subject, subject_version, type, actor_unit, request_id, first_of_command,
                    request_digest, event, previous_hash, hash)
SELECT 'reference', numbered.sequence, now(), 'provinces/reference/tasks/' || moved.task_id, moved.version,
       'task.started', 'provinces/dong-nai/units/so-vhttdl', gen_random_uuid()::text, true,
       '\x$digest$'::bytea, :event::jsonb, '\x$digest$'::bytea, '\x$digest$'::bytea
FROM moved, numbered;
)sql";

constexpr char kSequenceNumbering[] = "SELECT nextval('reference_sequence') AS sequence";
constexpr char kCounterNumbering[] =
    "UPDATE feeds SET last_sequence = greatest(last_sequence, 1000000000) + 1, last_hash = '\\x$digest$'::bytea "
    "WHERE province = 'reference' RETURNING last_sequence AS sequence";

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The number that follows `label` in what pgbench prints.
absl::StatusOr<double> NumberAfter(const std::string& output, absl::string_view label) {
  const size_t start = output.find(std::string(label));
  double number = 0;
  if (start == std::string::npos) return absl::InternalError(absl::StrCat("pgbench prints no ", label, ": ", output));
  const std::string rest = output.substr(start + label.size());
  if (!absl::SimpleAtod(rest.substr(0, rest.find_first_of(" \n")), &number)) {
    return absl::InternalError(absl::StrCat("pgbench prints an unreadable ", label, ": ", output));
  }
  return number;
}

absl::StatusOr<std::string> Query(const embedded::PrivateCluster& cluster, const std::string& sql) {
  auto answer = cluster.RunClient("psql", {"-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql});
  if (!answer.ok()) return answer.status();
  return std::string(absl::StripTrailingAsciiWhitespace(*answer));
}

}  // namespace

absl::StatusOr<PgbenchReference> PgbenchReference::Create(const embedded::PrivateCluster& cluster, int tasks,
                                                          const std::string& directory) {
  PgbenchReference reference;
  reference.binary_ = absl::StrCat(embedded::kInstallationRoot, "/", cluster.major(), "/bin/pgbench");
  reference.uri_ = cluster.connection_uri();
  reference.directory_ = directory;
  const auto copied = Query(cluster, absl::StrReplaceAll(kCopyTasks, {{"$tasks$", absl::StrCat(tasks)}}));
  if (!copied.ok()) return copied.status();
  // The last line is the count.
  if (!absl::SimpleAtoi(copied->substr(copied->rfind('\n') + 1), &reference.tasks_) || reference.tasks_ == 0) {
    return absl::InternalError(absl::StrCat("no tasks to copy for the reference: ", *copied));
  }
  const auto event = Query(cluster, kOneEvent);
  if (!event.ok()) return event.status();
  const auto task = Query(cluster, kOneTask);
  if (!task.ok()) return task.status();
  if (event->empty() || task->empty()) return absl::InternalError("no event or task to copy for the reference");
  reference.event_ = *event;
  reference.task_ = *task;
  return reference;
}

absl::StatusOr<ReferenceResult> PgbenchReference::Run(int clients, absl::Duration duration, Numbering numbering) const {
  const std::string script = absl::StrCat(directory_, "/transition.sql");
  const std::string output = absl::StrCat(directory_, "/pgbench.log");
  std::ofstream(script) << absl::StrReplaceAll(
      absl::StrReplaceAll(
          kTransition, {{"$numbering$", numbering == Numbering::kSequence ? kSequenceNumbering : kCounterNumbering}}),
      {{"$tasks$", absl::StrCat(tasks_)}, {"$digest$", std::string(64, 'a')}});
  const int fd = open(output.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) return absl::InternalError(absl::StrCat("cannot write ", output));
  const absl::Cleanup close_fd = [fd] { close(fd); };
  embedded::Program pgbench;
  pgbench.argv = {binary_, "-n",
                  "-M",    "prepared",
                  "-c",    absl::StrCat(clients),
                  "-j",    "1",
                  "-T",    absl::StrCat(absl::ToInt64Seconds(duration)),
                  "-f",    script,
                  "-D",    absl::StrCat("task=", task_),
                  "-D",    absl::StrCat("event=", event_),
                  uri_};
  pgbench.environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"};
  pgbench.output_fd = fd;
  const auto ended = embedded::RunProgram(std::move(pgbench), duration + kGrace);
  if (!ended.ok()) return ended.status();
  const std::string text = Contents(output);
  if (*ended != 0)
    return absl::InternalError(absl::StrCat("pgbench ", embedded::DescribeWaitStatus(*ended), ": ", text));
  const auto per_second = NumberAfter(text, "tps = ");
  const auto latency = NumberAfter(text, "latency average = ");
  if (!per_second.ok()) return per_second.status();
  if (!latency.ok()) return latency.status();
  return ReferenceResult{.per_second = *per_second, .latency_average_ms = *latency};
}

}  // namespace phoihop::bench
