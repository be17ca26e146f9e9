// The rules without a store: decides, folds, runs what follows, and keeps every event as bytes. One thread, no clock:
// whoever calls says what time it is.
#ifndef TESTS_SIMULATION_YEAR_RULES_ENGINE_H_
#define TESTS_SIMULATION_YEAR_RULES_ENGINE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/decision.h"
#include "workflow/organisation/rehoming.h"
#include "workflow/task/calendar_moves.h"

namespace phoihop::testing {

class RulesEngine {
 public:
  // Told of every event of a task, after it was folded.
  using Observer = std::function<void(const v1::Task& before, const v1::Task& after, const v1::Event& event)>;

  explicit RulesEngine(Observer observer);

  const internal::v1::ReferenceData& data() const { return data_; }
  // Of the reference data as it is now.
  const Facts& facts();
  // Null when there is none.
  const v1::Task* Find(absl::string_view name) const;
  // By name.
  const std::map<std::string, v1::Task>& tasks() const { return tasks_; }
  // In the order of the journal.
  const std::vector<std::string>& journal() const { return journal_; }

  // Both with what follows from it for tasks.
  absl::Status Apply(const internal::v1::ReferenceCommand& command, const v1::Actor& actor, absl::Time now);
  absl::Status Apply(const internal::v1::TaskCommand& command, const v1::Actor& actor, absl::Time now);
  // What is due of the task.
  absl::Status Fire(const std::string& name, absl::Time now);
  // Moves what the task has with the old units. The outcomes; empty when it is not concerned.
  absl::StatusOr<std::vector<v1::RehomingItem>> Rehome(const std::string& name,
                                                       const v1::Reorganisation& reorganisation,
                                                       const organisation::Routes& routes,
                                                       const std::vector<v1::RehomingItem>& recorded, absl::Time now);

 private:
  absl::Status Run(const std::string& name, const internal::v1::TaskCommand& command, const v1::Actor& actor,
                   absl::Time now);
  absl::Status RunFollowUps(absl::Time now);
  void RememberCalendar(const v1::Event& event);
  void Take(Decision decision, const v1::Actor& actor, absl::Time now);
  void Complete(v1::Event& event, const v1::Actor& actor, absl::Time now);
  void FoldTask(const v1::Event& event);

  const Observer observer_;
  internal::v1::ReferenceData data_;
  std::shared_ptr<const Facts> facts_;
  bool stale_ = false;
  std::map<std::string, v1::Task> tasks_;
  std::map<std::string, int64_t> versions_;  // of everything else
  std::vector<std::string> journal_;
  std::deque<internal::v1::TaskCommand> follow_ups_;
  // Every version of the default calendar, and when the newest was published.
  task::CalendarsSeen calendars_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_YEAR_RULES_ENGINE_H_
