// The small province of task_fixture.h with a reorganisation on 2026-07-01, and the tasks of several subjects in it.
#ifndef TESTS_UNIT_TASK_REHOME_FIXTURE_H_
#define TESTS_UNIT_TASK_REHOME_FIXTURE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/task.pb.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/decision.h"

namespace phoihop::task {

inline constexpr char kBeforeTheMove[] = "2026-06-22 08:00";  // a Monday
inline constexpr char kMove[] = "2026-07-01 09:30";           // a Wednesday

// The outcome of one role: `LEAD so-vhttdl -> so-moi MOVE`.
std::vector<std::string> ChangesOf(const v1::RehomingItem& item);

class RehomeWorld {
 public:
  RehomeWorld();

  // -- The reorganisation `r`, which is a draft until it is executed.
  v1::Reorganisation& reorganisation() { return reorganisation_; }
  // An edge; `terms` are functions, territories (ids) or tasks, as the key says.
  v1::Partition& Edge(absl::string_view from, absl::string_view to, v1::Partition::Key key = v1::Partition::KEY_WHOLE,
                      const std::vector<std::string>& terms = {});
  void Assign(const std::string& item, absl::string_view to);
  // A unit that begins on 2026-07-01.
  void AddUnit(absl::string_view id);
  void AddMember(absl::string_view unit, absl::string_view person, absl::string_view from = "2020-01-01",
                 absl::string_view to = "", absl::string_view post = "");
  // Every moving unit ends on 2026-07-01 and the reorganisation is EXECUTING.
  void Execute();
  // Units live again, those that began with it do not; UNDOING.
  void Undo();
  void SetState(v1::Reorganisation::State state);

  // -- Tasks
  // The usual task under another name and with other roles, not made yet.
  static v1::Task TaskOf(absl::string_view id, absl::string_view lead = "so-vhttdl");
  // Makes and issues it on kBeforeTheMove.
  void Issue(const v1::Task& task);
  absl::Status Do(absl::string_view id, v1::TaskVerb verb, absl::string_view actor,
                  absl::string_view time = kBeforeTheMove);
  absl::Status Do(absl::string_view id, const internal::v1::TaskCommand& command, absl::string_view actor,
                  absl::Time now);
  absl::Status Rehome(absl::string_view id, absl::string_view time = kMove);
  absl::Status UndoRehoming(absl::string_view id, absl::string_view time = kMove);

  const v1::Task& task(absl::string_view id) const { return tasks_.at(Task(id)); }
  v1::Clock Clock(absl::string_view id, absl::string_view clock) const;
  // What was recorded last for the item: `t1` or `t1/handoffs/1`; an empty item: nothing.
  v1::RehomingItem Row(absl::string_view item) const;
  const std::map<std::string, v1::RehomingItem>& rows() const { return rows_; }
  // Events of the last command.
  const std::vector<v1::Event>& last() const { return last_; }
  const std::vector<v1::Event>& journal() const { return journal_; }
  const std::map<std::string, v1::Task>& tasks() const { return tasks_; }
  const Facts& facts() const { return *facts_; }

 private:
  void MakeFacts();
  internal::v1::ReferenceData data_;
  v1::Reorganisation reorganisation_;
  std::shared_ptr<const Facts> facts_;
  std::map<std::string, v1::Task> tasks_;
  std::map<std::string, v1::RehomingItem> rows_;
  std::vector<v1::Event> journal_, last_;
};

}  // namespace phoihop::task

#endif  // TESTS_UNIT_TASK_REHOME_FIXTURE_H_
