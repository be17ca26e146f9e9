// Every state × every verb × everybody, for hand-offs that ask for a product or inform, against a grid that a person
// wrote and can read; transition_table_test.cc has that of transfers.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "tests/unit/task/request_fixture.h"
#include "workflow/errors.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task::requests {
namespace {

using internal::v1::TaskCommand;
using v1::Handoff;

struct Letter {
  char letter;
  v1::TaskVerb verb;
};
constexpr Letter kLetters[] = {
    {'a', v1::TASK_VERB_ACCEPT_HANDOFF},        {'f', v1::TASK_VERB_REFUSE_HANDOFF},
    {'r', v1::TASK_VERB_RECALL_HANDOFF},        {'s', v1::TASK_VERB_SEND_HANDOFF},
    {'q', v1::TASK_VERB_ANSWER_RECALL},         {'t', v1::TASK_VERB_RETURN_HANDOFF_RESULT},
    {'k', v1::TASK_VERB_ANSWER_HANDOFF_RESULT}, {'m', v1::TASK_VERB_RECORD_HANDOFF_RECEIPT},
};
// What each side could do were the hand-off in another state; a draft has no receiver.
constexpr absl::string_view kOfSender = "rsk";
constexpr absl::string_view kOfReceiver = "afqtm";

struct Row {
  const char* situation;
  // A letter for the kind (R, I), then what happens to it: letters as above, `n` the recall is denied, `b` the result
  // is sent back, `d` instead of being sent it is a draft.
  const char* steps;
  const char* state;
  const char* sender;
  const char* receiver;
};
constexpr Row kRows[] = {
    {"request, draft", "Rd", "DRAFT", "rs", ""},
    {"request, sent", "R", "SENT", "r", "aftm"},
    {"request, arrived", "Rm", "DELIVERED", "r", "aftm"},
    {"request, asked back", "Rmr", "RECALL_REQUESTED", "", "afqtm"},
    {"request, recall denied", "Rmrn", "DELIVERED", "r", "aftm"},
    {"request, worked on", "Ra", "ACCEPTED", "r", "tm"},
    {"request, worked on, asked back", "Rar", "RECALL_REQUESTED", "", "qtm"},
    {"request, worked on, recall denied", "Rarn", "ACCEPTED", "r", "tm"},
    {"request, result", "Rat", "RESULT_RETURNED", "k", "m"},
    {"request, result at once", "Rt", "RESULT_RETURNED", "k", "m"},
    {"request, result though asked back", "Rmrt", "RESULT_RETURNED", "k", "m"},
    {"request, sent back", "Ratb", "ACCEPTED", "r", "tm"},
    {"request, taken", "Ratk", "CLOSED", "", "m"},
    {"request, refused", "Rf", "REFUSED", "", "m"},
    {"request, recalled", "Rr", "RECALLED", "", "m"},
    {"request, recalled with consent", "Rarq", "RECALLED", "", "m"},
    {"information, draft", "Id", "DRAFT", "rs", ""},
    {"information, sent", "I", "SENT", "r", "afm"},
    {"information, asked back", "Imr", "RECALL_REQUESTED", "", "afqm"},
    {"information, noted", "Ia", "CLOSED", "", "m"},
    {"information, refused", "If", "REFUSED", "", "m"},
};

// Which states of the task leave hand-offs to go on, and how they are reached after the hand-off.
struct Around {
  const char* name;
  std::vector<std::pair<v1::TaskVerb, std::string>> steps;
};
const std::vector<Around>& Arounds() {
  static const auto* const arounds = new std::vector<Around>{
      {"ACCEPTED", {}},
      {"IN_PROGRESS", {{v1::TASK_VERB_START, "so-vhttdl/nguyen-van-a"}}},
      {"SUBMITTED", {{v1::TASK_VERB_SUBMIT, kLead}}},
      {"SUSPENDED", {{v1::TASK_VERB_SUSPEND, "so-ke-hoach"}}},
  };
  return *arounds;
}

void Step(Ledger& ledger, char letter) {
  absl::Status done = letter == 'n' ? DenyRecall(ledger, 1) : letter == 'b' ? SendBack(ledger, 1) : absl::OkStatus();
  for (const auto& [known, verb] : kLetters) {
    if (known != letter) continue;
    done = DoTo(ledger, 1, verb, kOfSender.find(letter) == absl::string_view::npos ? kReceiver : kLead);
  }
  EXPECT_EQ(done, absl::OkStatus()) << letter;
}

Ledger Reach(const Row& row, const Around& around) {
  Ledger ledger = Accepted();
  absl::string_view steps = row.steps;
  TaskCommand command =
      HandOffCommand(ledger.task(), steps[0] == 'R' ? Handoff::KIND_REQUEST : Handoff::KIND_INFORMATION, kReceiver);
  command.mutable_hand_off()->set_draft(steps.substr(1) == "d");
  EXPECT_EQ(ledger.Do(command, ActorOf(kLead), kMondayMorning), absl::OkStatus());
  if (!command.hand_off().draft()) {
    for (const char letter : steps.substr(1)) Step(ledger, letter);
  }
  for (const auto& [verb, actor] : around.steps) EXPECT_EQ(Do(ledger, verb, actor, kMondayMorning), absl::OkStatus());
  EXPECT_EQ(StateOf(ledger, 1), row.state) << row.situation;
  return ledger;
}

bool Has(absl::string_view letters, char letter) { return letters.find(letter) != absl::string_view::npos; }

std::string Expected(const Row& row, const Around& around, char letter, const std::string& actor) {
  const bool sender = actor == kLead;
  const bool receiver = actor == kReceiver && absl::string_view(row.state) != "DRAFT";
  // Only what is worked on is handed off.
  const bool sends_late = letter == 's' && (around.name[0] == 'S');
  if (Has(sender ? row.sender : receiver ? row.receiver : "", letter))
    return sends_late ? "TRANSITION_NOT_ALLOWED" : "OK";
  if (!Has(sender ? kOfSender : receiver ? kOfReceiver : "", letter)) return "PERMISSION_DENIED";
  return sends_late ? "TRANSITION_NOT_ALLOWED" : "HANDOFF_NOT_OPEN";
}

TEST(RequestTable, EveryStateEveryVerbEverybody) {
  for (const Row& row : kRows) {
    for (const Around& around : Arounds()) {
      const Ledger reached = Reach(row, around);
      for (const char* actor : {kLead, kReceiver, "so-ke-hoach", kOther, "ubnd-tinh/chu-tich", ""}) {
        for (const auto& [letter, verb] : kLetters) {
          Ledger ledger = reached;
          const absl::Status done = DoTo(ledger, 1, verb, actor);
          EXPECT_EQ(done.ok() ? "OK" : ReasonName(ReasonOf(done)), Expected(row, around, letter, actor))
              << row.situation << ", " << around.name << ", '" << actor << "' " << VerbName(verb) << ": " << done;
          // Whatever happens to it, the task is where it was, and with whom.
          EXPECT_EQ(ledger.task().lead_unit(), Unit(kLead));
          EXPECT_EQ(StateName(ledger.task().state()), around.name);
          EXPECT_EQ(ledger.task().custody_size(), reached.task().custody_size());
        }
      }
    }
  }
}

TEST(RequestTable, WhatIsShownIsWhatHappens) {
  for (const Row& row : kRows) {
    for (const Around& around : Arounds()) {
      const Ledger reached = Reach(row, around);
      for (const char* actor : {kLead, kReceiver, "so-ke-hoach"}) {
        v1::Task shown = reached.task();
        Present(shown, ActorOf(actor), TestFacts(), kMondayMorning);
        for (const v1::AllowedOperation& operation : shown.operations()) {
          if (!NamesHandoff(operation.verb()) || operation.verb() == v1::TASK_VERB_RECORD_HANDOFF_RECEIPT) continue;
          Ledger ledger = reached;
          const absl::Status done = DoTo(ledger, 1, operation.verb(), actor);
          EXPECT_EQ(operation.allowed(), done.ok())
              << row.situation << ", " << around.name << ", " << actor << " " << VerbName(operation.verb());
          EXPECT_EQ(operation.allowed(), operation.explanation().empty());
        }
      }
    }
  }
}

}  // namespace
}  // namespace phoihop::task::requests
