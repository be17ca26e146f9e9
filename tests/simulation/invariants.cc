#include "tests/simulation/invariants.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "services/engine/journal.h"
#include "services/store/event_reader.h"
#include "services/store/message_json.h"
#include "services/store/task_row.h"
#include "tests/simulation/event_rules.h"
#include "tests/unit/task/handoff_rules.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::testing {
namespace {

constexpr char kProvinceId[] = "dong-nai";
constexpr size_t kMaxFaults = 20;
constexpr int kEventsOfPage = 1000;

std::unique_ptr<store::Connection> Connect(const std::string& uri) {
  auto connection = store::Connection::Open(uri, store::ConnectionUse::kMigrate);
  EXPECT_TRUE(connection.ok()) << connection.status();
  return connection.ok() ? *std::move(connection) : nullptr;
}

// Somebody holds the task: it is given and has not ended.
bool IsHeld(const v1::Task& task) {
  return !task.name().empty() && task::IsOpen(task.state()) && task.state() != v1::TASK_STATE_PLANNED;
}

std::set<v1::ClockPurpose> OpenPurposes(const v1::Task& task) {
  std::set<v1::ClockPurpose> purposes;
  for (const v1::Clock& clock : task.clocks()) {
    if (deadline::IsOpen(clock)) purposes.insert(clock.purpose());
  }
  return purposes;
}

}  // namespace

Invariants::Invariants(const std::string& uri)
    : connection_(Connect(uri)), database_(store::Database::Open({.uri = uri})), units_(ReadWorkRows(uri).units) {}

void Invariants::Fault(std::string sentence) {
  if (faults_.size() < kMaxFaults) faults_.push_back(std::move(sentence));
}

void Invariants::Look(const std::vector<LedgerEntry>& told) { LookAt(told, /*everything=*/false); }

void Invariants::LookAtEverything(const std::vector<LedgerEntry>& told) {
  LookAt(told, /*everything=*/true);
  CheckNotedEnds();
  const auto aside =
      Run("SELECT task_id, reason FROM follow_ups WHERE province = $1 AND set_aside_time IS NOT NULL "
          "UNION ALL SELECT task_id, reason FROM quarantine WHERE province = $1",
          {kProvinceId});
  for (int i = 0; i < aside.rows(); ++i) {
    Fault(absl::StrCat("set aside: ", aside.Text(i, 0), ": ", aside.Text(i, 1)));
  }
}

bool Invariants::SomethingFollows() {
  return Run("SELECT count(*) FROM follow_ups WHERE province = $1 AND set_aside_time IS NULL", {kProvinceId})
             .Text(0, 0) != "0";
}

void Invariants::LookAt(const std::vector<LedgerEntry>& told, bool everything) {
  const Snapshot snapshot = Read(everything ? 0 : sequence_);
  ReadJournal(snapshot.sequence);
  if (snapshot.sequence != sequence_ || snapshot.hash != hash_) {
    Fault(absl::StrCat("the feed ends at ", snapshot.sequence, ", the journal at ", sequence_,
                       ", or their hashes differ"));
  }
  for (const auto& [id, row] : snapshot.rows) CheckRow(id, row);
  if (everything && snapshot.rows.size() != tasks_.size()) {
    Fault(absl::StrCat(snapshot.rows.size(), " rows of tasks, ", tasks_.size(), " tasks in the journal"));
  }
  CheckCircles(snapshot);
  CheckTold(told);
}

store::Result Invariants::Run(const std::string& sql, const std::vector<std::string>& values) {
  auto result = db().RunText(sql, values);
  if (result.ok()) return *std::move(result);
  ADD_FAILURE() << result.status();
  Fault(absl::StrCat("the database cannot be read: ", result.status().ToString()));
  return store::Result(nullptr);
}

Invariants::Snapshot Invariants::Read(int64_t changed_since) {
  Snapshot snapshot;
  const std::vector<std::string> since = {kProvinceId, absl::StrCat(changed_since)};
  const std::string changed =
      " (SELECT DISTINCT split_part(subject, '/', 4) FROM events "
      "WHERE province = $1 AND sequence > $2::bigint AND subject LIKE '%/tasks/%') ";
  Run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const store::Result feed = Run("SELECT last_sequence, last_hash FROM feeds WHERE province = $1", {kProvinceId});
  if (feed.rows() == 1) {
    snapshot.sequence = feed.Int64(0, 0);
    snapshot.hash = feed.Bytes(0, 1);
  }
  const store::Result rows =
      Run("SELECT task_id, task, version, state, open, lead_unit, handoff_to FROM tasks "
          "WHERE province = $1 AND task_id IN" +
              changed,
          since);
  for (int i = 0; i < rows.rows(); ++i) {
    Row& row = snapshot.rows[std::string(rows.Text(i, 0))];
    if (!store::MergeJson(rows.Text(i, 1), &row.task).ok()) Fault(absl::StrCat("unreadable: ", rows.Text(i, 0)));
    row.version = rows.Int64(i, 2);
    row.state = std::string(rows.Text(i, 3));
    row.open = rows.Bool(i, 4);
    row.lead_unit = std::string(rows.Text(i, 5));
    row.handoff_to = std::string(rows.Text(i, 6));
  }
  const store::Result participants =
      Run("SELECT task_id, unit, role FROM task_participants WHERE province = $1 AND task_id IN" + changed, since);
  for (int i = 0; i < participants.rows(); ++i) {
    snapshot.rows[std::string(participants.Text(i, 0))].participants.emplace(participants.Text(i, 1),
                                                                             participants.Text(i, 2));
  }
  const store::Result waits =
      Run("SELECT task_id, predecessor_id FROM task_dependencies WHERE province = $1", {kProvinceId});
  for (int i = 0; i < waits.rows(); ++i) {
    snapshot.waits_for[std::string(waits.Text(i, 0))].emplace(waits.Text(i, 1));
  }
  Run("COMMIT");
  for (auto& [id, row] : snapshot.rows) {
    if (const auto found = snapshot.waits_for.find(id); found != snapshot.waits_for.end()) {
      row.predecessors = found->second;
    }
  }
  return snapshot;
}

// What stands in the journal up to there can change no more.
void Invariants::ReadJournal(int64_t until) {
  while (sequence_ < until) {
    const int limit = static_cast<int>(std::min<int64_t>(kEventsOfPage, until - sequence_));
    const auto page =
        store::ListEvents(*database_, {.province = kProvinceId, .after_sequence = sequence_, .limit = limit});
    if (!page.ok() || page->events.empty()) {
      return Fault(absl::StrCat("the journal cannot be read after ", sequence_, ": ", page.status().ToString()));
    }
    const absl::Status chain = engine::VerifyChain(page->events, sequence_, hash_);
    if (!chain.ok()) Fault(std::string(chain.message()));
    for (const v1::Event& event : page->events) Apply(event);
    sequence_ = page->events.back().sequence();
    hash_ = page->events.back().hash();
  }
}

void Invariants::Apply(const v1::Event& event) {
  const auto [request, first] = last_of_request_.emplace(event.request_id(), event.sequence());
  // The events of one command follow each other; what comes later under the same id was done again.
  if (!first && request->second + 1 != event.sequence()) {
    Fault(absl::StrCat(event.request_id(), " was done at ", request->second, " and again at ", event.sequence()));
  }
  request->second = event.sequence();
  if (const auto refused = must_not_be_.find(event.request_id()); refused != must_not_be_.end()) {
    Fault(absl::StrCat(event.request_id(), " is in the journal, but: ", refused->second));
  }
  if (!absl::StrContains(event.subject(), "/tasks/")) return;
  Known& known = tasks_[event.subject()];
  if (event.subject_version() != known.task.version() + 1) {
    Fault(absl::StrCat("version of ", event.subject(), " at sequence ", event.sequence()));
  }
  const v1::Task before = known.task;
  const absl::Time time = FromTimestamp(event.time());
  if (IsHeld(before)) known.held += time - known.last;
  if (!before.name().empty() && time < known.last) {
    Fault(absl::StrCat(event.subject(), " goes back in time at sequence ", event.sequence(), " by ",
                       absl::FormatDuration(known.last - time)));
  }
  known.last = time;
  task::Evolve(known.task, event);
  if (std::string why = WhyNotListed(before, known.task, event); !why.empty()) Fault(std::move(why));
  CheckTask(known);
}

void Invariants::CheckRow(const std::string& id, const Row& row) {
  const auto found = tasks_.find(absl::StrCat("provinces/", kProvinceId, "/tasks/", id));
  if (found == tasks_.end()) return Fault(absl::StrCat(id, " has a row and no event"));
  const v1::Task& task = found->second.task;
  if (!google::protobuf::util::MessageDifferencer::Equals(task, row.task)) {
    Fault(absl::StrCat(id, "\nstored ", row.task.ShortDebugString(), "\nfolded ", task.ShortDebugString()));
  }
  if (row.version != task.version() || row.state != v1::TaskState_Name(task.state()) ||
      row.open != task::IsOpen(task.state()) || row.lead_unit != task.lead_unit() ||
      row.handoff_to != store::RowOf(task).handoff_to) {
    Fault(absl::StrCat(id, ": the columns of its row are not those of its message"));
  }
  Participants expected;
  for (const auto& [unit, role] : store::ParticipantsOf(task)) expected.emplace(unit, role);
  if (row.participants != expected) Fault(absl::StrCat(id, ": its participants are not those of its message"));
  const auto leads = std::count_if(row.participants.begin(), row.participants.end(),
                                   [](const auto& participant) { return participant.second == "lead"; });
  if (leads != 1) Fault(absl::StrCat(id, " has ", leads, " leads"));
  std::set<std::string> predecessors;
  for (const v1::Dependency& dependency : task.dependencies()) predecessors.emplace(LastSegment(dependency.task()));
  if (row.predecessors != predecessors) Fault(absl::StrCat(id, ": its dependencies are not those of its message"));
}

void Invariants::CheckTask(const Known& known) {
  const v1::Task& task = known.task;
  if (task::IsOpen(task.state())) {
    const auto lead = units_.find(task.lead_unit());
    if (lead == units_.end() || !LivesOn(lead->second, DayOf(known.last))) {
      Fault(absl::StrCat(task.name(), " is led by '", task.lead_unit(), "', which does not live"));
    }
  }
  CheckClocks(task);
  CheckHandoffs(task);
  CheckCustody(known);
  const auto asked = std::count_if(task.extensions().begin(), task.extensions().end(), [](const auto& extension) {
    return extension.state() == v1::Extension::STATE_REQUESTED;
  });
  if (asked > 1) Fault(absl::StrCat(task.name(), " has ", asked, " open requests for more time"));
  const auto standing = std::count_if(task.suspensions().begin(), task.suspensions().end(),
                                      [](const auto& suspension) { return !suspension.has_end_time(); });
  if (standing > 1 || (task.state() == v1::TASK_STATE_SUSPENDED && standing != 1)) {
    Fault(absl::StrCat(task.name(), " stands still ", standing, " times"));
  }
  if (task.state() == v1::TASK_STATE_COMPLETED && !task.has_complete_time()) {
    Fault(absl::StrCat(task.name(), " is completed at no time"));
  }
}

void Invariants::CheckClocks(const v1::Task& task) {
  const std::set<v1::ClockPurpose> open = OpenPurposes(task);
  const auto expect = [&](v1::ClockPurpose purpose, bool expected) {
    if (open.contains(purpose) == expected) return;
    Fault(absl::StrCat(task.name(), " version ", task.version(), " is ", task::StateName(task.state()), " and its ",
                       v1::ClockPurpose_Name(purpose), expected ? " is not open" : " is open"));
  };
  v1::TaskState state = task.state();
  const bool suspended = state == v1::TASK_STATE_SUSPENDED;
  if (suspended && !task.suspensions().empty()) state = task.suspensions().rbegin()->from_state();
  expect(v1::CLOCK_PURPOSE_RESUME, suspended);
  expect(v1::CLOCK_PURPOSE_ACKNOWLEDGE, state == v1::TASK_STATE_ISSUED);
  expect(v1::CLOCK_PURPOSE_ISSUER_DECISION, state == v1::TASK_STATE_REFUSED);
  expect(v1::CLOCK_PURPOSE_APPROVE, state == v1::TASK_STATE_SUBMITTED);
  if (state != v1::TASK_STATE_PLANNED) expect(v1::CLOCK_PURPOSE_START, false);
  if (!task::IsOpen(state)) {
    expect(v1::CLOCK_PURPOSE_COMPLETE, false);
    expect(v1::CLOCK_PURPOSE_CONTRIBUTE, false);
    expect(v1::CLOCK_PURPOSE_INTERIM, false);
  }
  for (const v1::Clock& clock : task.clocks()) {
    if (!deadline::IsOpen(clock) || clock.purpose() == v1::CLOCK_PURPOSE_RESUME) continue;
    const bool of_the_lead =
        clock.purpose() == v1::CLOCK_PURPOSE_COMPLETE || clock.purpose() == v1::CLOCK_PURPOSE_INTERIM;
    const bool frozen = of_the_lead && state == v1::TASK_STATE_SUBMITTED;
    const v1::ClockState expected = frozen      ? v1::CLOCK_STATE_FROZEN
                                    : suspended ? v1::CLOCK_STATE_SUSPENDED
                                                : v1::CLOCK_STATE_RUNNING;
    if (clock.state() != expected) {
      Fault(absl::StrCat(task.name(), " version ", task.version(), " is ", task::StateName(task.state()), " and ",
                         clock.id(), " is ", v1::ClockState_Name(clock.state())));
    }
  }
}

void Invariants::CheckHandoffs(const v1::Task& task) {
  for (const std::string& fault : task::HandoffFaults(task)) {
    Fault(absl::StrCat(fault, " (version ", task.version(), ", ", task::StateName(task.state()), ")"));
  }
}

void Invariants::CheckCustody(const Known& known) {
  const v1::Task& task = known.task;
  absl::Duration held;
  for (int i = 0; i < task.custody_size(); ++i) {
    const v1::Custody& stretch = task.custody(i);
    const bool last = i + 1 == task.custody_size();
    const absl::Time start = FromTimestamp(stretch.start_time());
    const absl::Time end = stretch.has_end_time() ? FromTimestamp(stretch.end_time()) : known.last;
    if (end < start || (!stretch.has_end_time() && !last) || stretch.unit().empty()) {
      Fault(absl::StrCat(task.name(), ": stretch ", i, " of its custody: ", stretch.ShortDebugString()));
    }
    held += end - start;
  }
  const bool has_holder = !task.custody().empty() && !task.custody().rbegin()->has_end_time();
  if (has_holder != IsHeld(task)) {
    Fault(
        absl::StrCat(task.name(), " is ", task::StateName(task.state()), has_holder ? " and held" : " without holder"));
  }
  if (held != known.held) {
    Fault(
        absl::StrCat(task.name(), " was held ", absl::FormatDuration(held), " of ", absl::FormatDuration(known.held)));
  }
}

void Invariants::CheckCircles(const Snapshot& snapshot) {
  // 1: on the way, 2: done.
  std::map<std::string, int> seen;
  std::vector<std::pair<std::string, bool>> walk;  // task, whether all that it waits for was walked
  for (const auto& [start, predecessors] : snapshot.waits_for) {
    walk.emplace_back(start, false);
    while (!walk.empty()) {
      const auto [task, walked] = walk.back();
      walk.pop_back();
      if (walked) {
        seen[task] = 2;
        continue;
      }
      if (seen[task] != 0) continue;
      seen[task] = 1;
      walk.emplace_back(task, true);
      const auto found = snapshot.waits_for.find(task);
      if (found == snapshot.waits_for.end()) continue;
      for (const std::string& next : found->second) {
        if (seen[next] == 1) Fault(absl::StrCat(task, " and ", next, " wait for each other"));
        if (seen[next] == 0) walk.emplace_back(next, false);
      }
    }
  }
}

void Invariants::CheckTold(const std::vector<LedgerEntry>& told) {
  for (const LedgerEntry& entry : told) {
    const bool is_there = last_of_request_.contains(entry.request_id);
    switch (entry.outcome) {
      case Outcome::kAcknowledged:
        if (!is_there && !entry.may_change_nothing) Fault(absl::StrCat(entry.what, ", but it is not in the journal"));
        break;
      case Outcome::kRefused:
      case Outcome::kDryRun:
        if (is_there) Fault(absl::StrCat(entry.request_id, " is in the journal, but: ", entry.what));
        must_not_be_.emplace(entry.request_id, entry.what);
        break;
      case Outcome::kUnknown:
        break;
    }
  }
}

void Invariants::CheckNotedEnds() {
  const auto check = [&](const v1::Task& task, const std::string& other, v1::TaskState noted) {
    const auto found = tasks_.find(other);
    if (found == tasks_.end()) return Fault(absl::StrCat(task.name(), " names ", other, ", which there is not"));
    const v1::TaskState state = found->second.task.state();
    const v1::TaskState expected = task::IsOpen(state) ? v1::TASK_STATE_UNSPECIFIED : state;
    if (noted != expected) {
      Fault(absl::StrCat(task.name(), " has noted that ", other, " is ", task::StateName(noted), "; it is ",
                         task::StateName(state)));
    }
  };
  for (const auto& [name, known] : tasks_) {
    // Nobody tells what has ended itself.
    if (!task::IsOpen(known.task.state())) continue;
    for (const v1::Delegation& delegation : known.task.delegations()) {
      check(known.task, delegation.task(), delegation.end_state());
    }
    for (const v1::Dependency& dependency : known.task.dependencies()) {
      check(known.task, dependency.task(), dependency.end_state());
    }
  }
}

}  // namespace phoihop::testing
