// Every state × every verb × everybody, against a grid that a person wrote and can read.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/errors.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"

namespace phoihop::task {
namespace {

// One letter per verb.
const std::map<char, v1::TaskVerb>& Letters() {
  static const auto* const letters = new std::map<char, v1::TaskVerb>{
      {'I', v1::TASK_VERB_ISSUE},          {'A', v1::TASK_VERB_ACCEPT},         {'F', v1::TASK_VERB_REFUSE},
      {'R', v1::TASK_VERB_REISSUE},        {'P', v1::TASK_VERB_ASSIGN_PERSON},  {'S', v1::TASK_VERB_START},
      {'U', v1::TASK_VERB_SUBMIT},         {'V', v1::TASK_VERB_APPROVE},        {'T', v1::TASK_VERB_RETURN},
      {'C', v1::TASK_VERB_COMPLETE},       {'X', v1::TASK_VERB_REVOKE},         {'H', v1::TASK_VERB_HAND_OFF},
      {'a', v1::TASK_VERB_ACCEPT_HANDOFF}, {'f', v1::TASK_VERB_REFUSE_HANDOFF}, {'r', v1::TASK_VERB_RECALL_HANDOFF},
      {'s', v1::TASK_VERB_SEND_HANDOFF},   {'q', v1::TASK_VERB_ANSWER_RECALL}};
  return *letters;
}

// Who: the columns of the grid.
struct Column {
  const char* name;
  const char* actor;
  // What they could do were the task in another state: refused with TRANSITION_NOT_ALLOWED or a guard, never with
  // PERMISSION_DENIED.
  const char* verbs;
};
constexpr Column kColumns[] = {
    {"issuer", "so-ke-hoach/giam-doc-ke-hoach", "IRX"},
    // Officers: who does what is for the head to say (P).
    {"lead a", "so-vhttdl/nguyen-van-a", "AFSUCHrs"},
    {"lead b", "so-vhttdl/le-thi-b", "AFSUCHrs"},
    {"lead -", "so-vhttdl", "AFPSUCHrs"},
    {"approver", "so-noi-vu/giam-doc-noi-vu", "VT"},
    {"receiver", "so-tu-phap/giam-doc-tu-phap", "afq"},
    {"coordinator", "so-y-te", ""},
    {"superior", "ubnd-tinh/chu-tich", ""},
    {"office", "vp-ubnd/theo-doi", ""},
    {"outsider", "so-xay-dung", ""},
    {"nobody", "", ""},
    // A rung of a ladder assigns the head of the unit (P), accepts, approves and revokes for who kept silent (AVX).
    {"engine", "system:deadline-sweep", "IAPVX"},
};
constexpr int kColumnCount = std::size(kColumns);

// What leads to the situation, and what each column may do in it.
struct Row {
  const char* situation;
  bool approval;
  // Commands as `actor LETTER`, separated by commas, after the task was created.
  const char* steps;
  const char* allowed[kColumnCount];
  // Verbs of permitted actors that a guard refuses although the state has a row, as `LETTER REASON`.
  const char* guarded;
};

#define ISSUED "so-ke-hoach I"
#define ACCEPTED ISSUED ",so-vhttdl A"
#define STARTED ACCEPTED ",so-vhttdl/nguyen-van-a S"
#define SUBMITTED STARTED ",so-vhttdl/nguyen-van-a U"
#define OFFERED STARTED ",so-vhttdl H"

constexpr Row kRows[] = {
    //  issuer lead-a   lead-b  lead-as-such approver receiver coord sup. office outs. nobody engine
    {"planned", true, "", {"IX", "", "", "", "", "", "", "", "", "", "", "IX"}, ""},
    {"issued", true, ISSUED, {"X", "AF", "AF", "AF", "", "", "", "", "", "", "", "AX"}, ""},
    {"accepted", true, ACCEPTED, {"X", "SUH", "SUH", "PSUH", "", "", "", "", "", "", "", "PX"}, "C APPROVAL_REQUIRED"},
    {"accepted, no approval",
     false,
     ACCEPTED,
     {"X", "SCH", "SCH", "PSCH", "", "", "", "", "", "", "", "PX"},
     "U APPROVAL_NOT_REQUIRED"},
    {"assigned",
     true,
     ACCEPTED ",so-vhttdl P",
     {"X", "SUH", "UH", "PUH", "", "", "", "", "", "", "", "PX"},
     "C APPROVAL_REQUIRED"},
    {"in progress", true, STARTED, {"X", "UH", "UH", "PUH", "", "", "", "", "", "", "", "PX"}, "C APPROVAL_REQUIRED"},
    {"submitted", true, SUBMITTED, {"X", "", "", "", "VT", "", "", "", "", "", "", "VX"}, ""},
    {"completed", true, SUBMITTED ",so-noi-vu/giam-doc-noi-vu V", {"", "", "", "", "", "", "", "", "", "", "", ""}, ""},
    {"completed, no approval", false, ACCEPTED ",so-vhttdl C", {"", "", "", "", "", "", "", "", "", "", "", ""}, ""},
    {"refused", true, ISSUED ",so-vhttdl F", {"RX", "", "", "", "", "", "", "", "", "", "", "X"}, ""},
    {"revoked", true, ISSUED ",so-ke-hoach X", {"", "", "", "", "", "", "", "", "", "", "", ""}, ""},
    {"returned",
     true,
     SUBMITTED ",so-noi-vu T",
     {"X", "UH", "UH", "PUH", "", "", "", "", "", "", "", "PX"},
     "C APPROVAL_REQUIRED"},
    {"accepted, offered",
     true,
     ACCEPTED ",so-vhttdl H",
     {"X", "Sr", "Sr", "PSr", "", "af", "", "", "", "", "", "PX"},
     "U HANDOFF_PENDING,C APPROVAL_REQUIRED,H HANDOFF_PENDING,s HANDOFF_NOT_OPEN,q HANDOFF_NOT_OPEN"},
    {"in progress, offered",
     true,
     OFFERED,
     {"X", "r", "r", "Pr", "", "af", "", "", "", "", "", "PX"},
     "U HANDOFF_PENDING,C APPROVAL_REQUIRED,H HANDOFF_PENDING,s HANDOFF_NOT_OPEN,q HANDOFF_NOT_OPEN"},
    {"no approval, offered",
     false,
     OFFERED,
     {"X", "r", "r", "Pr", "", "af", "", "", "", "", "", "PX"},
     "U APPROVAL_NOT_REQUIRED,C HANDOFF_PENDING,H HANDOFF_PENDING,s HANDOFF_NOT_OPEN,q HANDOFF_NOT_OPEN"},
    {"offer refused",
     true,
     OFFERED ",so-tu-phap f",
     {"X", "UH", "UH", "PUH", "", "", "", "", "", "", "", "PX"},
     "C APPROVAL_REQUIRED,a HANDOFF_NOT_OPEN,f HANDOFF_NOT_OPEN,r HANDOFF_NOT_OPEN,s HANDOFF_NOT_OPEN,q "
     "HANDOFF_NOT_OPEN"},
    {"offer recalled",
     true,
     OFFERED ",so-vhttdl r",
     {"X", "UH", "UH", "PUH", "", "", "", "", "", "", "", "PX"},
     "C APPROVAL_REQUIRED,a HANDOFF_NOT_OPEN,f HANDOFF_NOT_OPEN,r HANDOFF_NOT_OPEN,s HANDOFF_NOT_OPEN,q "
     "HANDOFF_NOT_OPEN"},
};

const absl::Time kNow = At("2026-03-02 08:00");

Ledger Reach(const Row& row) {
  Ledger ledger;
  v1::Task task = UsualTask();
  task.set_approval_required(row.approval);
  EXPECT_EQ(ledger.Do(CreateCommand(task, false), ActorOf("so-ke-hoach"), kNow), absl::OkStatus());
  for (const absl::string_view step : absl::StrSplit(row.steps, ',', absl::SkipEmpty())) {
    const std::vector<absl::string_view> words = absl::StrSplit(step, ' ');
    const absl::Status done = ledger.Do(CommandOf(Letters().at(words[1][0]), ledger.task()), ActorOf(words[0]), kNow);
    EXPECT_EQ(done, absl::OkStatus()) << row.situation << ": " << step;
  }
  return ledger;
}

bool Has(absl::string_view letters, char letter) { return letters.find(letter) != absl::string_view::npos; }

// OK or the name of the reason.
std::string Expected(const Row& row, int column, char letter) {
  if (Has(row.allowed[column], letter)) return "OK";
  // Somebody of the lead may start only work that is theirs or nobody's.
  const bool others_work = letter == 'S' && absl::StrContains(row.steps, ",so-vhttdl P") && column != 1;
  const bool started_by_a = letter == 'S' && absl::StrContains(row.steps, "nguyen-van-a S") && column != 1;
  // A receiver is one only once the task was offered to it.
  const bool not_offered = column == 5 && !absl::StrContains(row.steps, "so-vhttdl H");
  if (!Has(kColumns[column].verbs, letter) || others_work || started_by_a || not_offered) return "PERMISSION_DENIED";
  for (const absl::string_view guard : absl::StrSplit(row.guarded, ',', absl::SkipEmpty())) {
    if (guard[0] == letter) return std::string(guard.substr(2));
  }
  return "TRANSITION_NOT_ALLOWED";
}

std::string Answer(const absl::Status& status) { return status.ok() ? "OK" : ReasonName(ReasonOf(status)); }

bool IsAnswerToHandoff(char letter) {
  return letter == 'a' || letter == 'f' || letter == 'r' || letter == 's' || letter == 'q';
}

TEST(TransitionTable, DecidesAsTheGridSays) {
  for (const Row& row : kRows) {
    const Ledger reached = Reach(row);
    for (int column = 0; column < kColumnCount; ++column) {
      for (const auto& [letter, verb] : Letters()) {
        // Without any hand-off there is none to name; PresentedAsTheGridSays covers that.
        if (IsAnswerToHandoff(letter) && reached.task().handoffs().empty()) continue;
        Ledger ledger = reached;
        const absl::Status done =
            ledger.Do(CommandOf(verb, ledger.task()), ActorOf(kColumns[column].actor), kNow + absl::Minutes(1));
        EXPECT_EQ(Answer(done), Expected(row, column, letter))
            << row.situation << ", " << kColumns[column].name << ", " << VerbName(verb) << ": " << done;
        if (!done.ok()) {
          EXPECT_EQ(ledger.task().version(), reached.task().version());
        }
      }
    }
  }
}

TEST(TransitionTable, LeadsToTheStateOfItsRow) {
  for (const Row& row : kRows) {
    const Ledger reached = Reach(row);
    for (int column = 0; column < kColumnCount; ++column) {
      for (const char letter : absl::string_view(row.allowed[column])) {
        Ledger ledger = reached;
        const Transition* transition = FindTransition(Letters().at(letter));
        ASSERT_NE(transition, nullptr);
        ASSERT_EQ(ledger.Do(CommandOf(transition->verb, ledger.task()), ActorOf(kColumns[column].actor), kNow),
                  absl::OkStatus());
        const v1::TaskState expected =
            transition->to == v1::TASK_STATE_UNSPECIFIED ? reached.task().state() : transition->to;
        EXPECT_EQ(StateName(ledger.task().state()), StateName(expected)) << row.situation << " " << letter;
      }
    }
  }
}

TEST(TransitionTable, PresentedAsTheGridSays) {
  for (const Row& row : kRows) {
    const Ledger ledger = Reach(row);
    for (int column = 0; column < kColumnCount; ++column) {
      v1::Task task = ledger.task();
      Present(task, ActorOf(kColumns[column].actor), TestFacts(), kNow);
      std::set<v1::TaskVerb> shown;
      for (const v1::AllowedOperation& operation : task.operations()) {
        shown.insert(operation.verb());
        for (const auto& [letter, verb] : Letters()) {
          if (verb != operation.verb()) continue;
          std::string expected = Expected(row, column, letter);
          // Shown is the open hand-off: with none open, nobody is its receiver, and the lead is told that there is
          // none.
          if (expected == "HANDOFF_NOT_OPEN" && column == 5 && OpenTransfer(task) == nullptr) {
            expected = "PERMISSION_DENIED";
          }
          const bool has_state = (letter == 'r' || letter == 's') && Leads(*FindTransition(verb), task.state());
          if (expected == "TRANSITION_NOT_ALLOWED" && has_state) expected = "HANDOFF_NOT_OPEN";
          // While the task itself is offered, others may be asked or informed, and that is all: the explanation says
          // so.
          const bool only_others = letter == 'H' && expected == "HANDOFF_PENDING";
          EXPECT_EQ(operation.allowed() ? "OK" : operation.reason(), only_others ? "OK" : expected)
              << row.situation << ", " << kColumns[column].name << ", " << VerbName(verb);
          EXPECT_EQ(operation.explanation().empty(), operation.allowed() && !only_others);
        }
      }
      for (const auto& [letter, verb] : Letters()) EXPECT_EQ(shown.count(verb), 1u) << VerbName(verb);
    }
  }
}

TEST(TransitionTable, HasOneRowPerVerbInTheOrderOfVerbs) {
  ASSERT_EQ(Transitions().size(), static_cast<size_t>(v1::TaskVerb_MAX));
  for (size_t i = 0; i < Transitions().size(); ++i) {
    EXPECT_EQ(Transitions()[i].verb, static_cast<v1::TaskVerb>(i + 1));
    EXPECT_EQ(FindTransition(Transitions()[i].verb), &Transitions()[i]);
    EXPECT_NE(Transitions()[i].who, static_cast<Roles>(kNobody));
    EXPECT_FALSE(Leads(Transitions()[i], v1::TASK_STATE_UNSPECIFIED));
  }
  EXPECT_EQ(FindTransition(v1::TASK_VERB_UNSPECIFIED), nullptr);
  EXPECT_EQ(FindTransition(static_cast<v1::TaskVerb>(1000)), nullptr);
}

TEST(TransitionTable, FromAnEndOnlyTheListedWaysLeadBack) {
  for (const Transition& row : Transitions()) {
    const bool leads_back = row.verb == v1::TASK_VERB_REOPEN || row.verb == v1::TASK_VERB_RESTORE ||
                            row.verb == v1::TASK_VERB_UNDO_REHOMING;
    for (int number = v1::TaskState_MIN; number <= v1::TaskState_MAX; ++number) {
      const auto state = static_cast<v1::TaskState>(number);
      if (IsOpen(state) || !Leads(row, state) || leads_back) continue;
      EXPECT_EQ(row.to, v1::TASK_STATE_UNSPECIFIED) << VerbName(row.verb) << " from " << StateName(state);
    }
  }
}

TEST(TransitionTable, KnowsWhichStatesAreOpen) {
  EXPECT_TRUE(IsOpen(v1::TASK_STATE_PLANNED));
  EXPECT_TRUE(IsOpen(v1::TASK_STATE_REFUSED));
  EXPECT_TRUE(IsOpen(v1::TASK_STATE_SUSPENDED));
  EXPECT_FALSE(IsOpen(v1::TASK_STATE_FAILED));
  EXPECT_FALSE(IsOpen(v1::TASK_STATE_SKIPPED));
  EXPECT_FALSE(IsOpen(v1::TASK_STATE_COMPLETED));
  EXPECT_FALSE(IsOpen(v1::TASK_STATE_REVOKED));
  EXPECT_FALSE(IsOpen(v1::TASK_STATE_UNSPECIFIED));
  EXPECT_FALSE(IsOpen(static_cast<v1::TaskState>(1000)));
}

}  // namespace
}  // namespace phoihop::task
