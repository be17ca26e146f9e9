// A small province and a task in it, for tests of rules: no store, no server, no clock.
//
// Units: ubnd-tinh (provincial People's Committee), below it vp-ubnd (its office), the departments so-ke-hoach,
// so-noi-vu, so-vhttdl, so-tu-phap, so-y-te, so-xay-dung and the ward phuong-long-khanh; phong-van-hoa is a division of
// so-vhttdl; xa-cu ended on 2026-05-01 and was merged into phuong-long-khanh. The calendar is that of
// tests/unit/deadline, the ladders are the ones that ship in data/default.
#ifndef TESTS_UNIT_TASK_TASK_FIXTURE_H_
#define TESTS_UNIT_TASK_TASK_FIXTURE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/task/calendar_moves.h"

namespace phoihop::task {

const Facts& TestFacts();

// Full names in the province: `so-vhttdl` → `provinces/dong-nai/units/so-vhttdl`.
std::string Unit(absl::string_view id);
std::string Person(absl::string_view id);
std::string Task(absl::string_view id);

// `so-vhttdl/nguyen-van-a`, `so-vhttdl` for the unit as such, `system:deadline-sweep`, empty for nobody.
v1::Actor ActorOf(absl::string_view who);

// 2026-03-02 08:00 in Vietnam.
absl::Time At(absl::string_view date_and_time);

// A task and its journal, with what the engine does around a decision: stamps the events, folds them, counts versions.
class Ledger {
 public:
  Ledger() = default;
  // One that another task's decision made, as `created()` has it.
  explicit Ledger(const v1::Task& made);

  const v1::Task& task() const { return task_; }
  const std::vector<v1::Event>& journal() const { return journal_; }
  // The events of the last command that was accepted.
  const std::vector<v1::Event>& last() const { return last_; }

  // What follows from the last command that was accepted, for other tasks.
  const std::vector<internal::v1::TaskCommand>& follow_ups() const { return follow_ups_; }
  // Tasks that were made by it.
  const std::vector<v1::Task>& created() const { return created_; }
  // What the engine would see of the task that a dependency is about.
  DependencySeen dependency;
  // The facts of its decisions.
  const Facts* facts = &TestFacts();

  // Decides and, when accepted, folds.
  absl::Status Do(const internal::v1::TaskCommand& command, const v1::Actor& actor, absl::Time now);

  // The follow-up of a publication.
  absl::Status Adopt(const internal::v1::AdoptCalendar& request, const CalendarsSeen& seen, absl::Time now);

  // The clock of that id; an empty clock when there is none.
  v1::Clock Clock(absl::string_view id) const;

 private:
  void Take(Decision decision, const v1::Actor& actor, absl::Time now);

  v1::Task task_;
  std::vector<v1::Event> journal_;
  std::vector<v1::Event> last_;
  std::vector<internal::v1::TaskCommand> follow_ups_;
  std::vector<v1::Task> created_;
};

// The task `t1` that the tests use: issued by so-ke-hoach to so-vhttdl with so-y-te taking part and so-noi-vu
// approving, due 2026-06-30, on a basis.
v1::Task UsualTask();

// A well-formed command of the verb to a task, with the parameters that are usual in these tests: hand-offs go to
// so-tu-phap and name the last hand-off of the task, work is assigned to nguyen-van-a.
internal::v1::TaskCommand CommandOf(v1::TaskVerb verb, const v1::Task& task);
// Of the verbs around deadlines. False: the verb is none of them.
bool FillDeadlineCommand(v1::TaskVerb verb, const std::string& name, internal::v1::TaskCommand& command);
internal::v1::TaskCommand CreateCommand(const v1::Task& task, bool issue);
internal::v1::TaskCommand FireCommand(const v1::Task& task);
// A hand-off of that kind to `so-tu-phap`; a usual command to another hand-off than the last, by its resource name.
internal::v1::TaskCommand HandOffCommand(const v1::Task& task, v1::Handoff::Kind kind, absl::string_view to);
internal::v1::TaskCommand CommandTo(const std::string& handoff, v1::TaskVerb verb, const v1::Task& task);
// Verbs of those who send and receive hand-offs.
bool NamesHandoff(v1::TaskVerb verb);

// `task.accepted`, in order.
std::vector<std::string> TypesOf(const std::vector<v1::Event>& events);
// `state: ISSUED -> ACCEPTED`.
std::vector<std::string> ChangesOf(const v1::Event& event);

// The usual task, issued on Monday 2026-03-02 at 08:00 and then taken through these verbs by these actors, all at that
// instant.
inline constexpr char kMonday[] = "2026-03-02 08:00";
Ledger IssuedAnd(const std::vector<std::pair<v1::TaskVerb, std::string>>& steps, bool approval = true);
// The usual command of a verb.
absl::Status Do(Ledger& ledger, v1::TaskVerb verb, absl::string_view actor, absl::Time now);

}  // namespace phoihop::task

#endif  // TESTS_UNIT_TASK_TASK_FIXTURE_H_
