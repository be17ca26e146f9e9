#include "tests/simulation/people_ledger.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace phoihop::testing {

void PeopleLedger::Add(LedgerEntry entry, absl::string_view verb, absl::string_view reason) {
  absl::MutexLock lock(&mutex_);
  switch (entry.outcome) {
    case Outcome::kAcknowledged:
      ++acknowledged_;
      ++done_[std::string(verb)];
      break;
    case Outcome::kDryRun:
      ++dry_runs_;
      break;
    case Outcome::kRefused:
    case Outcome::kUnknown:
      ++refusals_;
      ++refused_[std::string(verb)];
      ++reasons_[std::string(reason)];
      break;
  }
  fresh_.push_back(std::move(entry));
}

void PeopleLedger::Retried() {
  absl::MutexLock lock(&mutex_);
  ++retries_;
}

void PeopleLedger::Repeated() {
  absl::MutexLock lock(&mutex_);
  ++repetitions_;
}

void PeopleLedger::Fail(const std::string& what) {
  absl::MutexLock lock(&mutex_);
  if (failure_.empty()) failure_ = what;
}

std::vector<LedgerEntry> PeopleLedger::TakeNew() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(fresh_, {});
}

std::string PeopleLedger::failure() const {
  absl::MutexLock lock(&mutex_);
  return failure_;
}

int64_t PeopleLedger::acknowledged() const {
  absl::MutexLock lock(&mutex_);
  return acknowledged_;
}

int64_t PeopleLedger::refused() const {
  absl::MutexLock lock(&mutex_);
  return refusals_;
}

std::string PeopleLedger::Summary() const {
  absl::MutexLock lock(&mutex_);
  std::string text = absl::StrCat(acknowledged_, " acknowledged, ", refusals_, " refused, ", dry_runs_, " dry runs, ",
                                  retries_, " attempts sent again, ", repetitions_, " repeated after the answer\n");
  std::map<std::string, std::pair<int64_t, int64_t>> verbs;
  for (const auto& [verb, count] : done_) verbs[verb].first = count;
  for (const auto& [verb, count] : refused_) verbs[verb].second = count;
  absl::StrAppend(&text, "done/refused:");
  for (const auto& [verb, counts] : verbs) absl::StrAppend(&text, "  ", verb, " ", counts.first, "/", counts.second);
  absl::StrAppend(&text, "\nrefusals:");
  for (const auto& [reason, count] : reasons_) absl::StrAppend(&text, "  ", reason, " ", count);
  return absl::StrCat(text, "\n");
}

}  // namespace phoihop::testing
