// Every state × every verb × everybody, made from the two tables: who may is what the transition table says of what a
// person wrote down here that the unit is to the task, and what the table of roles says of the person's; what happens
// is what the row says. transition_table_test.cc has a grid that was written by hand for the way of a task to its end.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/access/shipped_roles.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

const absl::Time kNow = At("2026-03-02 09:00");

// Who somebody is to the task of every situation below, unless it says otherwise.
struct Somebody {
  const char* actor;
  Roles roles;
  // Ids of the shipped roles that they have, by place or by grant.
  const char* access = "";
};
constexpr Roles kLeads = kLeadUnit | kAssignedPerson | kHandoffSender | kViewer;
constexpr Somebody kEverybody[] = {
    {"so-ke-hoach/giam-doc-ke-hoach", kIssuer | kViewer, "unit-head"},
    {"so-ke-hoach/chuyen-vien-ke-hoach", kIssuer | kViewer, "officer plan-issuer"},
    {"so-vhttdl/nguyen-van-a", kLeads, "officer"},
    {"so-vhttdl/le-thi-b", kLeads, "officer"},
    {"so-vhttdl/van-thu", kLeads, "unit-clerk"},
    {"so-vhttdl/pho-giam-doc", kLeads | kHeadOfLead, "unit-head"},
    {"so-vhttdl", kLeads | kHeadOfLead, "connected-system"},
    {"so-noi-vu/giam-doc-noi-vu", kApprover | kViewer, "unit-head"},
    {"so-noi-vu/chuyen-vien-noi-vu", kApprover | kViewer, "officer"},
    {"so-noi-vu/pho-duyet", kApprover | kViewer, "officer approver"},
    {"so-y-te", kCoordinator | kViewer, "connected-system"},
    {"phuong-long-khanh", kCopyHolder | kViewer, "connected-system"},
    {"ubnd-tinh/chu-tich", kMonitor | kViewer | kSupervisor,
     "unit-head monitor province-leadership province-registrar"},
    {"vp-ubnd/theo-doi", kMonitor | kViewer, "officer monitor province-leadership"},
    {"so-xay-dung", kNobody, "connected-system"},
    {"", kNobody},
    {"system:deadline-sweep", kOnlyTheSystem},
};

// How each state is reached: verbs by actors, after the task was created PLANNED and its copy was sent.
struct Situation {
  v1::TaskState state;
  bool approval;
  const char* steps;
  // Who has the task; empty: nobody.
  const char* assignee;
};
#define ISSUED "so-ke-hoach ISSUE,so-ke-hoach SEND_COPIES"
#define ACCEPTED ISSUED ",so-vhttdl ACCEPT"
#define STARTED ACCEPTED ",so-vhttdl/nguyen-van-a START"
constexpr Situation kSituations[] = {
    {v1::TASK_STATE_ISSUED, true, ISSUED, ""},
    {v1::TASK_STATE_ACCEPTED, true, ACCEPTED, ""},
    {v1::TASK_STATE_ACCEPTED, false, ACCEPTED ",so-vhttdl/nguyen-van-a CLAIM", "nguyen-van-a"},
    {v1::TASK_STATE_IN_PROGRESS, true, STARTED, "nguyen-van-a"},
    {v1::TASK_STATE_IN_PROGRESS, false,
     STARTED ",so-vhttdl REQUEST_EXTENSION,so-vhttdl REPORT_IMPOSSIBLE,so-vhttdl SET_CHECKLIST,so-vhttdl ADD_EVIDENCE",
     "nguyen-van-a"},
    {v1::TASK_STATE_SUBMITTED, true, STARTED ",so-vhttdl/nguyen-van-a SUBMIT", "nguyen-van-a"},
    {v1::TASK_STATE_COMPLETED, false, ACCEPTED ",so-vhttdl COMPLETE", ""},
    {v1::TASK_STATE_REFUSED, true, ISSUED ",so-vhttdl REFUSE", ""},
    {v1::TASK_STATE_REVOKED, true, ISSUED ",so-ke-hoach REVOKE", ""},
    {v1::TASK_STATE_SKIPPED, true, ISSUED ",so-vhttdl REFUSE,so-ke-hoach DROP", ""},
    {v1::TASK_STATE_SUSPENDED, true, STARTED ",so-ke-hoach SUSPEND", "nguyen-van-a"},
    {v1::TASK_STATE_FAILED, true, ACCEPTED ",so-vhttdl REPORT_IMPOSSIBLE,so-noi-vu/giam-doc-noi-vu DECLARE_IMPOSSIBLE",
     ""},
};

v1::TaskVerb VerbOf(absl::string_view name) {
  v1::TaskVerb verb = v1::TASK_VERB_UNSPECIFIED;
  EXPECT_TRUE(v1::TaskVerb_Parse(absl::StrCat("TASK_VERB_", name), &verb)) << name;
  return verb;
}

Ledger Reach(const Situation& situation) {
  Ledger ledger;
  ledger.dependency.task.set_name(Task("t2"));
  ledger.dependency.task.set_lead_unit(Unit("so-vhttdl"));
  ledger.dependency.task.set_issuer_unit(Unit("so-ke-hoach"));
  ledger.dependency.task.set_state(v1::TASK_STATE_ISSUED);
  v1::Task task = UsualTask();
  task.set_approval_required(situation.approval);
  EXPECT_EQ(ledger.Do(CreateCommand(task, false), ActorOf("so-ke-hoach"), kNow), absl::OkStatus());
  for (const absl::string_view step : absl::StrSplit(situation.steps, ',')) {
    const std::vector<absl::string_view> words = absl::StrSplit(step, ' ');
    const absl::Status done = Do(ledger, VerbOf(words[1]), words[0], kNow);
    EXPECT_EQ(done, absl::OkStatus()) << situation.steps << ": " << step;
  }
  EXPECT_EQ(StateName(ledger.task().state()), StateName(situation.state)) << situation.steps;
  return ledger;
}

Roles RolesIn(const Situation& situation, const Somebody& somebody) {
  Roles roles = somebody.roles;
  if (*situation.assignee != '\0' && !absl::EndsWith(somebody.actor, situation.assignee)) roles &= ~kAssignedPerson;
  return roles;
}

// Whether one of the roles has the verb; the system needs none.
bool HasVerb(const Somebody& somebody, v1::TaskVerb verb) {
  if (somebody.roles == kOnlyTheSystem) return true;
  for (const v1::Role& role : access::ShippedRoles("dong-nai")) {
    for (const absl::string_view id : absl::StrSplit(somebody.access, ' ')) {
      if (LastSegment(role.name()) != id) continue;
      for (const int has : role.verbs()) {
        if (has == verb) return true;
      }
    }
  }
  return false;
}

// Verbs that somebody can ask for, without those that need a hand-off first (transition_table_test.cc,
// request_test.cc).
std::vector<const Transition*> AskedVerbs() {
  std::vector<const Transition*> rows;
  for (const Transition& row : Transitions()) {
    if ((row.who & ~kOnlyTheSystem) != 0 && !NamesHandoff(row.verb)) rows.push_back(&row);
  }
  return rows;
}

TEST(VerbTable, RolesAreWhatIsWrittenHere) {
  for (const Situation& situation : kSituations) {
    const Ledger ledger = Reach(situation);
    for (const Somebody& somebody : kEverybody) {
      EXPECT_EQ(RolesOf(ActorOf(somebody.actor), ledger.task(), nullptr, TestFacts(), kNow),
                RolesIn(situation, somebody))
          << situation.steps << ": " << somebody.actor;
    }
  }
}

TEST(VerbTable, EveryStateEveryVerbEverybody) {
  int allowed = 0, refused = 0;
  for (const Situation& situation : kSituations) {
    const Ledger reached = Reach(situation);
    for (const Transition* row : AskedVerbs()) {
      for (const Somebody& somebody : kEverybody) {
        const std::string what = absl::StrCat(situation.steps, "; ", VerbName(row->verb), " by '", somebody.actor, "'");
        Ledger ledger = reached;
        const absl::Status done = Do(ledger, row->verb, somebody.actor, kNow + absl::Minutes(1));
        const std::string reason = done.ok() ? "OK" : ReasonName(ReasonOf(done));
        if ((row->who & RolesIn(situation, somebody)) == 0 || !HasVerb(somebody, row->verb)) {
          EXPECT_EQ(reason, "PERMISSION_DENIED") << what;
        } else if (!Leads(*row, situation.state)) {
          EXPECT_EQ(reason, "TRANSITION_NOT_ALLOWED") << what;
        } else if (done.ok()) {
          const bool stays = row->to == v1::TASK_STATE_UNSPECIFIED;
          const v1::TaskState expected = row->verb == v1::TASK_VERB_RESUME ? v1::TASK_STATE_IN_PROGRESS
                                         : stays                           ? situation.state
                                                                           : row->to;
          EXPECT_EQ(StateName(ledger.task().state()), StateName(expected)) << what;
          ++allowed;
        } else {
          // A guard, which says what is wrong.
          EXPECT_NE(reason, "PERMISSION_DENIED") << what << ": " << done;
          EXPECT_NE(reason, "TRANSITION_NOT_ALLOWED") << what << ": " << done;
        }
        if (!done.ok()) {
          ++refused;
          EXPECT_EQ(ledger.task().version(), reached.task().version()) << what;
        }
      }
    }
  }
  EXPECT_GT(allowed, 300);
  EXPECT_GT(refused, 3000);
}

TEST(VerbTable, WhatIsShownIsWhatHappens) {
  for (const Situation& situation : kSituations) {
    const Ledger reached = Reach(situation);
    for (const Somebody& somebody : kEverybody) {
      v1::Task task = reached.task();
      Present(task, ActorOf(somebody.actor), TestFacts(), kNow);
      for (const v1::AllowedOperation& operation : task.operations()) {
        const Transition* row = FindTransition(operation.verb());
        ASSERT_NE(row, nullptr);
        if (NamesHandoff(row->verb)) continue;
        Ledger ledger = reached;
        const absl::Status done = Do(ledger, row->verb, somebody.actor, kNow);
        const std::string what = absl::StrCat(situation.steps, "; ", VerbName(row->verb), " by '", somebody.actor, "'");
        // Guards that look at the request come on top of what is shown.
        if (!operation.allowed()) {
          EXPECT_EQ(ReasonName(ReasonOf(done)), operation.reason()) << what;
          EXPECT_FALSE(operation.explanation().empty()) << what;
        } else if (!done.ok()) {
          EXPECT_NE(ReasonOf(done), v1::ERROR_REASON_PERMISSION_DENIED) << what << ": " << done;
          EXPECT_NE(ReasonOf(done), v1::ERROR_REASON_TRANSITION_NOT_ALLOWED) << what << ": " << done;
        }
      }
    }
  }
}

}  // namespace
}  // namespace phoihop::task
