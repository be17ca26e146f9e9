// The usual task with hand-offs that ask for something, or inform: so-vhttdl leads, so-tu-phap is who is asked first.
#ifndef TESTS_UNIT_TASK_REQUEST_FIXTURE_H_
#define TESTS_UNIT_TASK_REQUEST_FIXTURE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "phoihop/v1/handoff.pb.h"
#include "tests/unit/task/task_fixture.h"

namespace phoihop::task::requests {

inline constexpr char kLead[] = "so-vhttdl";
inline constexpr char kReceiver[] = "so-tu-phap";
inline constexpr char kOther[] = "so-xay-dung";
inline const absl::Time kMondayMorning = At(kMonday);

// Of the task t1: 1, 2 …
std::string NameOf(int handoff);
const v1::Handoff& Nth(const Ledger& ledger, int handoff);
// `SENT`.
std::string StateOf(const Ledger& ledger, int handoff);

// Accepted by its lead; and with a hand-off to the receiver.
Ledger Accepted();
Ledger Asked(v1::Handoff::Kind kind = v1::Handoff::KIND_REQUEST);

// The lead asks or informs `to`.
absl::Status HandOff(Ledger& ledger, v1::Handoff::Kind kind, absl::string_view to, absl::string_view reply_by = "",
                     absl::Time now = kMondayMorning);
// The usual command of a verb to one of the hand-offs.
absl::Status DoTo(Ledger& ledger, int handoff, v1::TaskVerb verb, absl::string_view actor,
                  absl::Time now = kMondayMorning);
absl::Status SendBack(Ledger& ledger, int handoff, absl::string_view actor = kLead, absl::string_view reply_by = "",
                      absl::Time now = kMondayMorning);
absl::Status DenyRecall(Ledger& ledger, int handoff);
// A receipt of the receiver's system, whose message is known by its code.
absl::Status Receive(Ledger& ledger, int handoff, v1::HandoffReceipt::Code code);

}  // namespace phoihop::task::requests

#endif  // TESTS_UNIT_TASK_REQUEST_FIXTURE_H_
