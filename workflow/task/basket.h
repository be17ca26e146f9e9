// Work baskets (giỏ việc): in whose basket a task is, and why. Follows from the task alone: rows of it are kept beside
// the task, so that a basket is read without looking at tasks.
#ifndef WORKFLOW_TASK_BASKET_H_
#define WORKFLOW_TASK_BASKET_H_

#include <string>
#include <tuple>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "phoihop/v1/basket_service.pb.h"
#include "phoihop/v1/task.pb.h"

namespace phoihop::task {

struct BasketEntry {
  v1::BasketKind kind = v1::BASKET_KIND_UNSPECIFIED;
  std::string unit;    // resource name
  std::string person;  // of ASSIGNED: resource name; else empty
  // When the answer is due that is waited for, or else the work. Infinite: never.
  absl::Time due_time = absl::InfiniteFuture();
  // Whether the entry is overdue once due_time is past: the clock runs.
  bool running = false;
  // Of the task: who is not cleared for it does not see the entry.
  v1::Secrecy secrecy = v1::SECRECY_NORMAL;

  friend bool operator==(const BasketEntry& a, const BasketEntry& b) { return a.Key() == b.Key(); }
  friend bool operator<(const BasketEntry& a, const BasketEntry& b) { return a.Key() < b.Key(); }

 private:
  std::tuple<const std::string&, int, absl::Time, const std::string&, bool, int> Key() const {
    return {unit, kind, due_time, person, running, secrecy};
  }
};

// What is done with an entry of the kind: whoever has one of these verbs deals with it.
absl::Span<const v1::TaskVerb> VerbsOf(v1::BasketKind kind);

// In order; of each unit one for each kind at most.
std::vector<BasketEntry> BasketEntriesOf(const v1::Task& task);

}  // namespace phoihop::task

#endif  // WORKFLOW_TASK_BASKET_H_
