#include "tests/scenarios/scenario.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "tests/scenarios/line.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/escalation/ladder.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::scenario {
namespace {

constexpr char kSweep[] = "system:deadline-sweep";
constexpr char kFollowUps[] = "system:follow-ups";

std::string Show(absl::Time time) { return absl::FormatTime("%Y-%m-%d %H:%M", time, VietnamTimeZone()); }
std::string Show(const google::protobuf::Timestamp& time) { return Show(FromTimestamp(time)); }

// Names without the province, which is always the same.
std::string Short(absl::string_view text) {
  return absl::StrReplaceAll(
      text,
      {{"provinces/dong-nai/units/", ""}, {"provinces/dong-nai/persons/", ""}, {"provinces/dong-nai/tasks/", ""}});
}

std::string OrDash(absl::string_view text) { return text.empty() ? "-" : Short(text); }

std::string Show(const v1::Actor& actor) {
  if (!actor.system().empty()) return absl::StrCat("system:", actor.system());
  return Short(actor.person().empty() ? actor.unit() : absl::StrCat(actor.unit(), "/", LastSegment(actor.person())));
}

std::string Show(const v1::Clock& clock) {
  std::string line =
      absl::StrCat(clock.id(), " ", absl::StripPrefix(v1::ClockState_Name(clock.state()), "CLOCK_STATE_"), " due ",
                   clock.due_date());
  if (clock.has_next_fire_time()) absl::StrAppend(&line, ", next ", Show(clock.next_fire_time()));
  if (clock.credited_working_days() > 0) absl::StrAppend(&line, ", credited ", clock.credited_working_days());
  return line;
}

std::string Show(const v1::Escalation& escalation) {
  std::vector<std::string> recipients;
  for (const auto& recipient : escalation.recipients()) {
    recipients.push_back(absl::StrCat(recipient.unit(), recipient.person().empty() ? "" : "/",
                                      LastSegment(recipient.person()),
                                      recipient.note().empty() ? "" : absl::StrCat(" (", recipient.note(), ")")));
  }
  std::string line = escalation.cause() == v1::Escalation::CAUSE_BOUNCE
                         ? "bounce"
                         : absl::StrCat("rung ", escalation.offset_working_days(), " of ", escalation.clock_id());
  if (escalation.planned_time().seconds() != escalation.fire_time().seconds()) {
    absl::StrAppend(&line, ", planned ", Show(escalation.planned_time()));
  }
  if (!escalation.passed_over().empty()) return absl::StrCat(line, " passed over: ", escalation.passed_over());
  if (escalation.verb() != v1::TASK_VERB_UNSPECIFIED) {
    absl::StrAppend(&line, ", ", escalation.verb_suppressed().empty() ? "" : "not ", task::VerbName(escalation.verb()));
  }
  return Short(absl::StrCat(line, ": ", absl::StrJoin(recipients, "; ")));
}

// The clocks that the payload carries, whichever payload it is.
std::vector<v1::Clock> ClocksOf(const v1::Event& event) {
  std::vector<v1::Clock> clocks;
  const auto* oneof = v1::Event::descriptor()->FindOneofByName("payload");
  const auto* field = event.GetReflection()->GetOneofFieldDescriptor(event, oneof);
  const auto& payload = event.GetReflection()->GetMessage(event, field);
  const auto* list = payload.GetDescriptor()->FindFieldByName("clocks");
  if (list == nullptr) return clocks;
  for (int i = 0; i < payload.GetReflection()->FieldSize(payload, list); ++i) {
    v1::Clock clock;
    clock.CopyFrom(payload.GetReflection()->GetRepeatedMessage(payload, list, i));
    clocks.push_back(clock);
  }
  return clocks;
}

class Stage {
 public:
  std::string Run(absl::string_view text) {
    const Line line = ParseLine(text);
    const std::vector<std::string>& words = line.words;
    if (words.empty()) return "";
    if (words[0] == "at" && words.size() == 3) return Set(words[1] + " " + words[2]);
    if (words[0] == "advance") return Advance(words);
    if (words[0] == "down" && words.size() == 4) return Down(words[2] + " " + words[3]);
    if (words[0] == "show" && words.size() >= 2) return ShowTask(words);
    if (words[0] == "calendar" && words.size() == 3) return PublishCalendar(words[1], words[2]);
    if (words[0] == "silence" && words.size() == 4) return PublishSilence(words[1], words[2], words[3]);
    if (words.size() == 3) return Act(line);
    return absl::StrCat("?? ", text, "\n");
  }

 private:
  std::string Set(const std::string& time) {
    now_ = task::At(time);
    return "";
  }

  const Facts& facts() const { return versions_.empty() ? task::TestFacts() : *versions_.back(); }

  // A ladder for the purpose with one rung, which does the verb so many working days after the due day. Tasks whose
  // clocks start from now on have it.
  std::string PublishSilence(const std::string& purpose_name, const std::string& offset, const std::string& verb_name) {
    v1::EscalationPolicy policy;
    v1::ClockPurpose purpose = v1::CLOCK_PURPOSE_UNSPECIFIED;
    v1::TaskVerb verb = v1::TASK_VERB_UNSPECIFIED;
    int32_t days = 0;
    if (!v1::ClockPurpose_Parse(absl::StrCat("CLOCK_PURPOSE_", purpose_name), &purpose) ||
        !v1::TaskVerb_Parse(absl::StrCat("TASK_VERB_", verb_name), &verb) || !absl::SimpleAtoi(offset, &days)) {
      return "?? silence PURPOSE WORKING_DAYS VERB\n";
    }
    policy.set_name(absl::StrCat("provinces/dong-nai/escalationPolicies/im-lang-", static_cast<int>(purpose)));
    policy.set_display_name("Im lặng");
    policy.set_version(1'000);  // of several for a purpose the highest counts
    policy.add_purposes(purpose);
    policy.mutable_basis()->set_instrument_number("12/QĐ-UBND");
    v1::Rung& rung = *policy.add_rungs();
    rung.set_offset_working_days(days);
    rung.add_audiences(v1::AUDIENCE_ISSUER);
    rung.set_verb(verb);
    if (const absl::Status valid = escalation::Validate(policy); !valid.ok()) return ShowError(valid);
    internal::v1::ReferenceData data = facts().data();
    *data.add_escalation_policies() = std::move(policy);
    auto made = Facts::Create(std::move(data));
    if (!made.ok()) return ShowError(made.status());
    versions_.push_back(*std::move(made));
    for (auto& [id, ledger] : tasks_) ledger.facts = &facts();
    return "";
  }

  // A new version in which the day is off, or worked; the follow-ups of every task.
  std::string PublishCalendar(const std::string& kind, const std::string& date) {
    if ((kind != "off" && kind != "worked") || !ParseDate(date).ok()) return "?? calendar off|worked YYYY-MM-DD\n";
    internal::v1::ReferenceData data = facts().data();
    v1::Calendar& calendar = *data.mutable_calendars(0);
    calendar.set_version(calendar.version() + 1);
    v1::CalendarDay* day = nullptr;
    for (v1::CalendarDay& known : *calendar.mutable_days()) {
      if (known.date() == date) day = &known;
    }
    if (day == nullptr) day = calendar.add_days();
    day->set_date(date);
    day->set_kind(kind == "off" ? v1::CalendarDay::KIND_HOLIDAY : v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY);
    day->set_status(v1::CalendarDay::STATUS_OFFICIAL);
    std::sort(calendar.mutable_days()->begin(), calendar.mutable_days()->end(),
              [](const v1::CalendarDay& a, const v1::CalendarDay& b) { return a.date() < b.date(); });
    task::CalendarsSeen seen;
    seen.change_time = now_;
    seen.versions.emplace(task::TestFacts().calendar().definition().version(), task::TestFacts().calendar());
    for (const auto& version : versions_)
      seen.versions.emplace(version->calendar().definition().version(), version->calendar());
    auto made = Facts::Create(std::move(data));
    if (!made.ok()) return ShowError(made.status());
    versions_.push_back(*std::move(made));
    std::string out;
    for (auto& [id, ledger] : tasks_) out += AdoptCalendar(ledger, seen);
    return out.empty() ? "no clock moves\n" : out;
  }

  std::string AdoptCalendar(task::Ledger& ledger, const task::CalendarsSeen& seen) {
    ledger.facts = &facts();
    internal::v1::AdoptCalendar adopt;
    adopt.set_name(ledger.task().name());
    adopt.set_calendar(facts().calendar().definition().name());
    adopt.set_calendar_version(facts().calendar().definition().version());
    const absl::Status done = ledger.Adopt(adopt, seen, now_);
    if (!done.ok()) return ShowError(done);
    return ledger.last().empty() ? "" : ShowEvents(ledger.last());
  }

  std::string Down(const std::string& until) {
    now_ = task::At(until);
    std::string out;
    for (auto& [id, ledger] : tasks_) {
      const auto wake = task::WakeTime(ledger.task());
      if (wake.has_value() && *wake <= now_) out += Fire(ledger);
    }
    if (out.empty()) return "nothing is due\n";
    return out;
  }

  std::string Advance(const std::vector<std::string>& words) {
    int count = 0;
    if (words.size() == 4 && words[1] == "to") return MoveTo(task::At(words[2] + " " + words[3]));
    if (words.size() < 3 || !absl::SimpleAtoi(words[1], &count)) return "?? advance by what\n";
    if (words[2] == "hours") return MoveTo(now_ + absl::Hours(count));
    const absl::CivilDay today = DayOf(now_);
    const auto day = facts().calendar().AddWorkingDays(today, count);
    if (!day.ok()) return absl::StrCat("?? ", day.status().message(), "\n");
    return MoveTo(StartOfDay(*day) + (now_ - StartOfDay(today)));
  }

  // The sweep looks at every instant at which something is due.
  std::string MoveTo(absl::Time target) {
    std::string out;
    while (true) {
      task::Ledger* first = nullptr;
      absl::Time wake = target;
      for (auto& [id, ledger] : tasks_) {
        const auto next = task::WakeTime(ledger.task());
        if (next.has_value() && *next <= wake && (first == nullptr || *next < wake)) {
          first = &ledger;
          wake = *next;
        }
      }
      if (first == nullptr) break;
      now_ = std::max(now_, wake);
      out += Fire(*first);
    }
    now_ = target;
    return out;
  }

  std::string Fire(task::Ledger& ledger) {
    const absl::Status fired = ledger.Do(task::FireCommand(ledger.task()), task::ActorOf(kSweep), now_);
    return fired.ok() ? ShowWithFollowUps(ledger) : ShowError(fired);
  }

  std::string Act(const Line& line) {
    task::Ledger& ledger = tasks_[line.words[2]];
    ledger.facts = &facts();
    internal::v1::TaskCommand command;
    const std::string unclear = MakeCommand(line, ledger.task(), command);
    if (!unclear.empty()) return unclear + "\n";
    if (command.has_add_dependency()) ledger.dependency = See(command.add_dependency());
    const absl::Status done = ledger.Do(command, task::ActorOf(line.words[0]), now_);
    return done.ok() ? ShowWithFollowUps(ledger) : ShowError(done);
  }

  std::string ShowWithFollowUps(const task::Ledger& ledger) {
    // First its own events: a follow-up may be about the same task.
    std::string out = ShowEvents(ledger.last());
    out += FollowUp(ledger);
    return out;
  }

  // What the engine would see of a task that is to be waited for.
  DependencySeen See(const v1::AddDependencyRequest& request) {
    DependencySeen seen;
    const auto other = tasks_.find(std::string(LastSegment(request.task())));
    if (other == tasks_.end()) return seen;
    seen.task = other->second.task();
    std::vector<std::string> path;
    if (LeadsTo(request.task(), request.name(), path)) seen.circle = path;
    return seen;
  }

  // Whether `from` waits for `to`, directly or by others: then `path` has them all, in order.
  bool LeadsTo(const std::string& from, const std::string& to, std::vector<std::string>& path) {
    path.push_back(from);
    if (from == to) return true;
    const auto ledger = tasks_.find(std::string(LastSegment(from)));
    if (ledger != tasks_.end()) {
      for (const v1::Dependency& dependency : ledger->second.task().dependencies()) {
        if (LeadsTo(dependency.task(), to, path)) return true;
      }
    }
    path.pop_back();
    return false;
  }

  // What follows from the last command of a task for the others of the script: those that it made begin, and those that
  // delegated it or wait for it are told when it has ended, or goes on again.
  std::string FollowUp(const task::Ledger& cause) {
    if (cause.last().empty()) return "";
    std::string out;
    for (const v1::Task& made : cause.created()) {
      const auto [entry, is_new] = tasks_.try_emplace(std::string(LastSegment(made.name())), made);
      if (!is_new) continue;
      entry->second.facts = &facts();
      absl::StrAppend(&out, Show(now_), " task.created ", Short(made.name()), " with ", Short(made.lead_unit()), "\n");
      for (const v1::Clock& clock : made.clocks()) absl::StrAppend(&out, "  clock ", Show(clock), "\n");
    }
    std::vector<internal::v1::TaskCommand> commands = cause.follow_ups();
    for (const auto& [id, ledger] : tasks_) {
      for (const v1::Dependency& dependency : ledger.task().dependencies()) {
        if (dependency.task() != cause.task().name()) continue;
        internal::v1::NoteTaskEnded& note = *commands.emplace_back().mutable_note_ended();
        note.set_name(ledger.task().name());
        note.set_task(dependency.task());
      }
    }
    for (internal::v1::TaskCommand& command : commands) out += RunFollowUp(command);
    return out;
  }

  std::string RunFollowUp(internal::v1::TaskCommand& command) {
    std::string name = command.note_ended().name();
    if (command.has_withdraw()) name = command.withdraw().name();
    const auto target = tasks_.find(std::string(LastSegment(name)));
    if (target == tasks_.end()) return "";
    if (command.has_note_ended()) {
      internal::v1::NoteTaskEnded& note = *command.mutable_note_ended();
      const v1::Task& other = tasks_[std::string(LastSegment(note.task()))].task();
      if (!task::IsOpen(other.state())) {
        note.set_end_state(other.state());
        *note.mutable_end_time() = ToTimestamp(now_);
      }
    }
    const absl::Status done = target->second.Do(command, task::ActorOf(kFollowUps), now_);
    if (!done.ok()) return ShowError(done);
    return target->second.last().empty() ? "" : ShowWithFollowUps(target->second);
  }

  static std::string ShowError(const absl::Status& status) {
    return absl::StrCat(absl::StatusCodeToString(status.code()), " ", ReasonName(ReasonOf(status)), ": ",
                        Short(status.message()), "\n");
  }

  std::string ShowEvents(const std::vector<v1::Event>& events) const {
    if (events.empty()) return "nothing changes\n";
    std::string out;
    for (const v1::Event& event : events) {
      absl::StrAppend(&out, Show(event.time()), " ", event.type(), " ", Short(event.subject()), " by ",
                      Show(event.actor()), "\n");
      if (event.has_task_escalated()) absl::StrAppend(&out, "  ", Show(event.task_escalated().escalation()), "\n");
      for (const v1::FieldChange& change : event.changes()) {
        if (change.field() == "escalations") continue;
        absl::StrAppend(&out, "  ", change.field(), ": ", OrDash(change.before()), " -> ", OrDash(change.after()),
                        "\n");
      }
      for (const v1::Clock& clock : ClocksOf(event)) absl::StrAppend(&out, "  clock ", Show(clock), "\n");
    }
    return out;
  }

  std::string ShowTask(const std::vector<std::string>& words) {
    v1::Task task = tasks_[words[1]].task();
    const std::string actor = words.size() == 4 ? words[3] : "vp-ubnd";
    if (!task::MayView(task, task::ActorOf(actor), facts(), now_)) return "not shown\n";
    task::Present(task, task::ActorOf(actor), facts(), now_);
    std::string out = absl::StrCat(words[1], " ", task::StateName(task.state()), " with ", Short(task.lead_unit()),
                                   task.assignee().empty() ? "" : "/", LastSegment(task.assignee()),
                                   task.overdue() ? ", overdue" : "", ", ", task.etag(), "\n");
    for (const v1::Clock& clock : task.clocks()) {
      if (deadline::IsOpen(clock)) absl::StrAppend(&out, "  clock ", Show(clock), ", ", clock.rule(), "\n");
    }
    std::vector<std::string> may;
    for (const v1::AllowedOperation& operation : task.operations()) {
      if (operation.allowed()) may.push_back(task::VerbName(operation.verb()));
    }
    absl::StrAppend(&out, "  ", actor, " may: ", may.empty() ? "nothing" : absl::StrJoin(may, ", "), "\n");
    return out;
  }

  absl::Time now_ = task::At("2026-01-01 00:00");
  std::map<std::string, task::Ledger> tasks_;
  // Of the facts, those with a calendar that the script published.
  std::vector<std::shared_ptr<const Facts>> versions_;
};

}  // namespace

std::string Replay(absl::string_view script) {
  Stage stage;
  std::string out;
  std::string answers;
  bool in_output = false;
  for (const absl::string_view line : absl::StrSplit(absl::StripSuffix(script, "\n"), '\n')) {
    if (in_output && !line.empty()) continue;  // what was expected
    in_output = false;
    absl::StrAppend(&out, line, "\n");
    if (line == "----") {
      out += answers;
      answers.clear();
      in_output = true;
    } else if (!line.empty() && line[0] != '#') {
      answers += stage.Run(line);
    }
  }
  return out;
}

}  // namespace phoihop::scenario
