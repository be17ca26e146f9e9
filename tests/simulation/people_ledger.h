// What random people were told about each of their requests, for whoever compares it with the journal.
#ifndef TESTS_SIMULATION_PEOPLE_LEDGER_H_
#define TESTS_SIMULATION_PEOPLE_LEDGER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace phoihop::testing {

// How a request ended for the person who sent it.
enum class Outcome {
  kAcknowledged,  // done: it stands in the journal once
  kRefused,       // refused by a rule: it stands in no journal, now or later
  kDryRun,        // validate_only, whatever was answered: as kRefused
  kUnknown,       // an attempt got no answer in time, and the next one was refused: either may be true
};

struct LedgerEntry {
  std::string request_id;
  Outcome outcome = Outcome::kUnknown;
  // What is acknowledged may have been so already, and then nothing happened.
  bool may_change_nothing = false;
  std::string what;  // for people: `AcceptTask of provinces/…`
};

class PeopleLedger {
 public:
  // `reason` is the ErrorReason of a refusal; empty for what was done.
  void Add(LedgerEntry entry, absl::string_view verb, absl::string_view reason);
  // An attempt that a killed server left without answer, and that was sent again.
  void Retried();
  // A request that had been acknowledged was sent again, and answered again.
  void Repeated();
  // Something that must not happen: the simulation ends.
  void Fail(const std::string& what);

  // Entries since the last call.
  std::vector<LedgerEntry> TakeNew();
  std::string failure() const;
  bool failed() const { return !failure().empty(); }
  int64_t acknowledged() const;
  int64_t refused() const;
  // Several lines: how often each verb was done and refused, why, retries and repetitions.
  std::string Summary() const;

 private:
  mutable absl::Mutex mutex_;
  std::vector<LedgerEntry> fresh_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int64_t> done_ ABSL_GUARDED_BY(mutex_);     // by verb
  std::map<std::string, int64_t> refused_ ABSL_GUARDED_BY(mutex_);  // by verb
  std::map<std::string, int64_t> reasons_ ABSL_GUARDED_BY(mutex_);
  int64_t acknowledged_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t refusals_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t dry_runs_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t retries_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t repetitions_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_PEOPLE_LEDGER_H_
