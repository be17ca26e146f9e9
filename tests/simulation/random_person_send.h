// The templates of RandomPerson, for its two files.
#ifndef TESTS_SIMULATION_RANDOM_PERSON_SEND_H_
#define TESTS_SIMULATION_RANDOM_PERSON_SEND_H_

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "clients/cpp/errors.h"
#include "tests/simulation/random_person.h"

namespace phoihop::testing {

// One attempt. Longer than any batch takes on a machine that is busy: what runs out of it is a fault of its own.
inline constexpr absl::Duration kCallLimit = absl::Seconds(30);
// How long one request is sent again to servers of which one is being killed and started.
inline constexpr absl::Duration kPatience = absl::Minutes(2);
inline constexpr absl::Duration kRetryPause = absl::Milliseconds(20);

inline bool IsTransient(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status);
}

template <typename Stub, typename Request>
absl::Status RandomPerson::Call(Method<Stub, Request> method, const Request& request, const std::string& actor,
                                v1::Task* answer, bool* unsure) {
  const absl::Time give_up = absl::Now() + kPatience;
  while (true) {
    Stub stub(channels_[Below(channels_.size())]);
    grpc::ClientContext context;
    context.AddMetadata("x-phoihop-act-as", actor);
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
    const absl::Status status = client::FromGrpc((stub.*method)(&context, request, answer));
    if (!IsTransient(status) || absl::Now() > give_up) return status;
    *unsure = *unsure || absl::IsDeadlineExceeded(status);
    ledger_.Retried();
    stop_.WaitForNotificationWithTimeout(kRetryPause);
  }
}

template <typename Stub, typename Request>
bool RandomPerson::Send(Method<Stub, Request> method, Request request, const v1::Task& task, const std::string& actor,
                        bool may_change_nothing) {
  LedgerEntry entry;
  entry.request_id = absl::StrCat("nguoi-", options_.number, "-", sent_++);
  const bool tried_only = Decorate(request, entry.request_id, task);
  v1::Task answer;
  bool unsure = false;
  const absl::Status status = Call(method, request, actor, &answer, &unsure);
  const std::string verb(absl::StripSuffix(Request::descriptor()->name(), "Request"));
  entry.what = absl::StrCat(verb, " of ", task.name(), " as ", actor, ": ", status.ToString());
  entry.may_change_nothing = may_change_nothing;
  entry.outcome = tried_only    ? Outcome::kDryRun
                  : status.ok() ? Outcome::kAcknowledged
                  : unsure      ? Outcome::kUnknown
                                : Outcome::kRefused;
  WriteDown(entry, verb, status);
  if (!status.ok() || tried_only) return false;
  pool_.See(answer, /*created=*/task.name().empty());
  seen_[answer.name()] = answer;
  // What changed nothing stands nowhere, so that a repetition is decided on what is there then.
  if (may_change_nothing) return true;
  last_request_id_ = entry.request_id;
  repeat_ = [this, method, request = std::move(request), actor] {
    v1::Task again;
    bool unused = false;
    return Call(method, request, actor, &again, &unused);
  };
  return true;
}

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_RANDOM_PERSON_SEND_H_
