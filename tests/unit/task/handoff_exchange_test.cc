// Agencies with systems of their own exchange 10,000 transfers, and requests and information beside them, over a line
// that loses, doubles, delays and reorders what is sent; recalls cross acceptances and results, and some tasks end in
// the middle of it. Safety is looked at after every step, agreement at the end.
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/task/handoff_rules.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/actors.h"
#include "workflow/task/task.h"
#include "workflow/task/transitions.h"
#include "workflow/task/work.h"

namespace phoihop::task {
namespace {

using ::testing::IsEmpty;
using v1::Handoff;
using v1::HandoffReceipt;

constexpr int kTasks = 800;
constexpr int kTransfers = 10'000;
constexpr absl::Duration kRepeat = absl::Hours(6);
// Everything is said, heard and agreed upon by then.
constexpr absl::Duration kLongest = absl::Hours(24 * 365 * 3);

const char* Other(absl::string_view unit) { return unit == "so-vhttdl" ? "so-tu-phap" : "so-vhttdl"; }
// Who is only asked and informed.
constexpr char kThird[] = "so-xay-dung";

// What the system of the receiver knows of a hand-off.
struct View {
  enum class State {
    kUnseen,
    kSeen,
    kAccepted,  // of a request: works on it
    kRefused,
    kReleased,  // given back
    kReturned,  // gave the result
    kDone,      // the result was taken; what informs was noted
    kMoot,      // it leads the task itself by now, or was told that the task has ended
  };
  State state = State::kUnseen;
  int rework = 0;                                     // how often the result came back
  std::optional<HandoffReceipt::Code> recall_answer;  // given once
  std::vector<HandoffReceipt> receipts;               // in the order in which they were made
  std::set<std::string> confirmed;                    // by message id
};

struct Message {
  enum class Kind {
    // Between the systems.
    kOffer,
    kRecallWish,
    kReceipt,
    kResult,    // of the attempt `number`
    kSentBack,  // for the attempt `number`
    kTaken,
    kEnded,
    // Of one of them to itself.
    kDecide,
    kReady,
    kJudge,
    kRepeat,
    kMaybeRecall,
    kEnd,
  };
  Kind kind = Kind::kOffer;
  int task = 0;
  std::string handoff;
  HandoffReceipt receipt;
  int number = 0;
};

class Exchange {
 public:
  explicit Exchange(unsigned seed) : random_(seed) {}

  void Run() {
    for (int i = 0; i < kTasks; ++i) Begin(i);
    while (!line_.empty()) {
      auto next = line_.begin();
      now_ = next->first;
      ASSERT_LT(now_ - begin_, kLongest) << "they never agree about " << next->second.handoff;
      const Message message = std::move(next->second);
      line_.erase(next);
      Take(message);
      ASSERT_FALSE(testing::Test::HasFailure()) << "after " << sent_ << " transfers";
    }
    EXPECT_EQ(sent_, kTransfers);
    CheckAgreement();
  }

  void Report() const {
    std::string text;
    for (const auto& [what, count] : counts_) absl::StrAppend(&text, what, " ", count, "  ");
    testing::Test::RecordProperty("counts", text);
    std::cout << text << "\n";
    for (const char* what : {"lost", "doubled", "accepted", "refused", "recalled", "recall denied", "crossed", "asked",
                             "informed", "noted", "results", "sent back", "taken", "moot"}) {
      EXPECT_GT(counts_.count(what) == 0 ? 0 : counts_.at(what), 100) << what;
    }
    EXPECT_GT(counts_.at("late results"), 50);
  }

 private:
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  bool Chance(int percent) { return Below(100) < percent; }
  absl::Duration Delay() { return absl::Seconds(1 + Below(Chance(20) ? 200'000 : 7'200)); }

  void At(absl::Duration after, Message message) { line_.emplace(now_ + after, std::move(message)); }

  // Over the line between the two systems.
  void Send(const Message& message) {
    if (Chance(20)) {
      ++counts_["lost"];
    } else {
      At(Delay(), message);
    }
    if (Chance(20)) {
      ++counts_["doubled"];
      At(Delay(), message);
    }
  }

  absl::Status Do(int i, internal::v1::TaskCommand command, const std::string& unit) {
    Ledger& ledger = tasks_[i];
    const absl::Status done = ledger.Do(command, ActorOf(unit), now_);
    CheckSafety(ledger.task());
    return done;
  }

  void Begin(int i) {
    v1::Task task = UsualTask();
    task.set_name(Task(absl::StrCat("t", i)));
    task.clear_requested_due_date();
    ASSERT_EQ(tasks_[i].Do(CreateCommand(task, true), ActorOf("so-ke-hoach"), now_), absl::OkStatus());
    ASSERT_EQ(Do(i, CommandOf(v1::TASK_VERB_ACCEPT, tasks_[i].task()), "so-vhttdl"), absl::OkStatus());
    // Some end in the middle of it.
    if (Chance(15)) At(absl::Hours(24 + Below(500)), {Message::Kind::kEnd, i, "", {}});
    Offer(i);
  }

  void Offer(int i) {
    if (sent_ >= kTransfers || !IsOpen(tasks_[i].task().state())) return;
    ++sent_;
    const std::string other = Other(LastSegment(tasks_[i].task().lead_unit()));
    HandOff(i, Handoff::KIND_TRANSFER, other);
    if (Chance(60)) HandOff(i, Handoff::KIND_REQUEST, Chance(70) ? kThird : other);
    if (Chance(30)) HandOff(i, Handoff::KIND_INFORMATION, Chance(70) ? kThird : other);
  }

  void HandOff(int i, Handoff::Kind kind, const std::string& to) {
    const v1::Task& task = tasks_[i].task();
    for (const Handoff& known : task.handoffs()) {
      // A unit is asked for one thing at a time.
      if (kind == Handoff::KIND_REQUEST && IsRequest(known) && IsOpenHandoff(known) && known.to_unit() == Unit(to))
        return;
    }
    internal::v1::TaskCommand command = HandOffCommand(task, kind, to);
    command.mutable_hand_off()->mutable_handoff()->set_correlation_id(absl::StrCat("vb-", ++all_));
    ASSERT_EQ(Do(i, command, std::string(LastSegment(task.lead_unit()))), absl::OkStatus());
    const Message offer{Message::Kind::kOffer, i, task.handoffs().rbegin()->name(), {}};
    if (kind == Handoff::KIND_REQUEST) ++counts_["asked"];
    if (kind == Handoff::KIND_INFORMATION) ++counts_["informed"];
    Send(offer);
    At(kRepeat, {Message::Kind::kRepeat, i, offer.handoff, {}});
    if (Chance(25)) At(Delay(), {Message::Kind::kMaybeRecall, i, offer.handoff, {}});
  }

  const Handoff& Known(const Message& about) const { return *FindHandoff(tasks_.at(about.task).task(), about.handoff); }

  void Take(const Message& message) {
    switch (message.kind) {
      case Message::Kind::kOffer:
        return TakeOffer(message);
      case Message::Kind::kRecallWish:
        return TakeRecallWish(message);
      case Message::Kind::kDecide:
        return DecideAtReceiver(message);
      case Message::Kind::kReceipt:
        return TakeReceipt(message);
      case Message::Kind::kMaybeRecall:
        return Recall(message);
      case Message::Kind::kRepeat:
        return Repeat(message);
      case Message::Kind::kReady:
        return Give(message);
      case Message::Kind::kResult:
        return TakeResult(message);
      case Message::Kind::kJudge:
        return Judge(message);
      case Message::Kind::kSentBack:
        return TakeSentBack(message);
      case Message::Kind::kTaken:
        if (views_[message.handoff].state == View::State::kReturned) views_[message.handoff].state = View::State::kDone;
        return;
      case Message::Kind::kEnd:
        return End(message.task);
      case Message::Kind::kEnded:
        views_[message.handoff].state = View::State::kMoot;
        return;
    }
  }

  // -- The receiver's system

  void Say(const Message& about, HandoffReceipt::Code code) {
    View& view = views_[about.handoff];
    HandoffReceipt& receipt = view.receipts.emplace_back();
    receipt.set_message_id(absl::StrCat(about.handoff, "#", view.receipts.size()));
    receipt.set_code(code);
    *receipt.mutable_time() = ToTimestamp(now_);
    Send({Message::Kind::kReceipt, about.task, about.handoff, receipt});
  }

  void TakeOffer(const Message& offer) {
    View& view = views_[offer.handoff];
    if (view.state != View::State::kUnseen) return;
    view.state = View::State::kSeen;
    Say(offer, HandoffReceipt::CODE_ARRIVED);
    At(Delay(), {Message::Kind::kDecide, offer.task, offer.handoff, {}});
  }

  void DecideAtReceiver(const Message& about) {
    View& view = views_[about.handoff];
    if (view.state != View::State::kSeen) return;
    const Handoff::Kind kind = Known(about).kind();
    if (!Chance(70)) {
      view.state = View::State::kRefused;
      return Say(about, HandoffReceipt::CODE_REFUSED);
    }
    if (kind == Handoff::KIND_INFORMATION) {
      view.state = View::State::kDone;
      return Say(about, Chance(80) ? HandoffReceipt::CODE_ACCEPTED : HandoffReceipt::CODE_FINISHED);
    }
    view.state = View::State::kAccepted;
    // Some answer a request with its result at once.
    if (kind == Handoff::KIND_REQUEST && Chance(15)) return Give(about);
    Say(about, HandoffReceipt::CODE_ACCEPTED);
    if (Chance(50)) Say(about, HandoffReceipt::CODE_PROCESSING);
    if (kind == Handoff::KIND_REQUEST) At(Delay(), {Message::Kind::kReady, about.task, about.handoff, {}});
  }

  void Give(const Message& about) {
    View& view = views_[about.handoff];
    if (view.state != View::State::kAccepted) return;
    view.state = View::State::kReturned;
    if (Chance(50)) Say(about, HandoffReceipt::CODE_FINISHED);
    Send({Message::Kind::kResult, about.task, about.handoff, {}, view.rework});
  }

  void TakeSentBack(const Message& back) {
    View& view = views_[back.handoff];
    if (view.state != View::State::kReturned || view.rework >= back.number) return;
    view.state = View::State::kAccepted;
    view.rework = back.number;
    At(Delay(), {Message::Kind::kReady, back.task, back.handoff, {}});
  }

  void TakeRecallWish(const Message& wish) {
    View& view = views_[wish.handoff];
    // Said once, and the same when it is asked again.
    if (view.recall_answer.has_value()) return;
    switch (view.state) {
      case View::State::kUnseen:
      case View::State::kSeen:
        // An offer that comes later is known to be taken back.
        view.state = View::State::kReleased;
        view.recall_answer = HandoffReceipt::CODE_RECALL_AGREED;
        break;
      case View::State::kAccepted:
        ++counts_["crossed"];
        view.recall_answer = HandoffReceipt::CODE_RECALL_DENIED;
        // Who only works on something may stop.
        if (IsRequest(Known(wish)) && Chance(50)) {
          view.state = View::State::kReleased;
          view.recall_answer = HandoffReceipt::CODE_RECALL_AGREED;
        }
        break;
      case View::State::kReturned:
      case View::State::kDone:
        view.recall_answer = HandoffReceipt::CODE_RECALL_DENIED;
        break;
      case View::State::kRefused:
      case View::State::kReleased:
      case View::State::kMoot:
        return;
    }
    Say(wish, *view.recall_answer);
  }

  // -- The sender's system: the one under test

  void TakeReceipt(const Message& message) {
    internal::v1::TaskCommand command;
    command.mutable_record_handoff_receipt()->set_name(message.handoff);
    *command.mutable_record_handoff_receipt()->mutable_receipt() = message.receipt;
    const Handoff before = Known(message);
    ASSERT_EQ(Do(message.task, command, std::string(LastSegment(before.to_unit()))), absl::OkStatus());
    // The answer may get lost as well; then it is sent again.
    if (Chance(80)) views_[message.handoff].confirmed.insert(message.receipt.message_id());
    const Handoff after = Known(message);
    if (after.has_recall_denied_time() && !before.has_recall_denied_time()) ++counts_["recall denied"];
    if (IsOpenHandoff(before) && after.state() == Handoff::STATE_CLOSED) ++counts_["noted"];
    if (!IsTransfer(before) || !IsOpenHandoff(before) || IsOpenHandoff(after)) return;
    ++counts_[after.state() == Handoff::STATE_ACCEPTED  ? "accepted"
              : after.state() == Handoff::STATE_REFUSED ? "refused"
                                                        : "recalled"];
    if (after.state() == Handoff::STATE_ACCEPTED) KnowsThatItLeads(message.task);
    Offer(message.task);
  }

  // What the new lead had been asked for was closed by its own acceptance.
  void KnowsThatItLeads(int i) {
    const v1::Task& task = tasks_[i].task();
    for (const Handoff& handoff : task.handoffs()) {
      const bool own = handoff.state() == Handoff::STATE_CLOSED && handoff.to_unit() == task.lead_unit();
      View& view = views_[handoff.name()];
      if (!own || view.state == View::State::kDone || view.state == View::State::kMoot) continue;
      view.state = View::State::kMoot;
      ++counts_["moot"];
    }
  }

  void TakeResult(const Message& message) {
    // The write door does a request once, however often it comes.
    const std::string request = absl::StrCat(message.handoff, "#", message.number);
    if (done_.count(request) > 0) return;
    const Handoff before = Known(message);
    const bool wanted = WaitsForReceiver(before) && IsOpen(tasks_[message.task].task().state());
    internal::v1::TaskCommand command =
        CommandTo(message.handoff, v1::TASK_VERB_RETURN_HANDOFF_RESULT, tasks_[message.task].task());
    const absl::Status done = Do(message.task, command, std::string(LastSegment(before.to_unit())));
    EXPECT_EQ(done.ok(), wanted) << message.handoff << ": " << done;
    if (!done.ok()) {
      ++counts_["late results"];
      return;
    }
    done_.insert(request);
    ++counts_["results"];
    if (before.state() == Handoff::STATE_RECALL_REQUESTED) ++counts_["recall denied"];
    EXPECT_EQ(before.rework_count(), message.number);
    At(Delay(), {Message::Kind::kJudge, message.task, message.handoff, {}});
  }

  void Judge(const Message& about) {
    const Handoff handoff = Known(about);
    if (!WaitsForSender(handoff)) return;
    internal::v1::TaskCommand command =
        CommandTo(about.handoff, v1::TASK_VERB_ANSWER_HANDOFF_RESULT, tasks_[about.task].task());
    v1::AnswerHandoffResultRequest& answer = *command.mutable_answer_handoff_result();
    answer.set_accept(Chance(75));
    if (!answer.accept()) answer.set_reason("Chưa đủ");
    // By whoever leads the task today.
    ASSERT_EQ(Do(about.task, command, std::string(LastSegment(tasks_[about.task].task().lead_unit()))),
              absl::OkStatus());
    ++counts_[answer.accept() ? "taken" : "sent back"];
    SayResult(about);
  }

  // What became of the result, for whoever gave it.
  void SayResult(const Message& about) {
    const Handoff& handoff = Known(about);
    Send({handoff.state() == Handoff::STATE_CLOSED ? Message::Kind::kTaken : Message::Kind::kSentBack,
          about.task,
          about.handoff,
          {},
          handoff.rework_count()});
  }

  void Recall(const Message& about) {
    const Handoff& handoff = Known(about);
    if (!WaitsForReceiver(handoff) || handoff.state() == Handoff::STATE_RECALL_REQUESTED) return;
    internal::v1::TaskCommand command;
    command.mutable_recall_handoff()->set_name(about.handoff);
    ASSERT_EQ(Do(about.task, command, std::string(LastSegment(handoff.from_unit()))), absl::OkStatus());
    EXPECT_EQ(Known(about).state(), Handoff::STATE_RECALL_REQUESTED);
    Send({Message::Kind::kRecallWish, about.task, about.handoff, {}});
  }

  void End(int i) {
    const v1::Task before = tasks_[i].task();
    ASSERT_EQ(Do(i, CommandOf(v1::TASK_VERB_REVOKE, before), "so-ke-hoach"), absl::OkStatus());
    for (const Handoff& handoff : before.handoffs()) {
      if (!IsOpenHandoff(handoff)) continue;
      ended_.insert(handoff.name());
      Send({Message::Kind::kEnded, i, handoff.name(), {}});
      At(kRepeat, {Message::Kind::kRepeat, i, handoff.name(), {}});
    }
  }

  // Both say again what was not confirmed.
  void Repeat(const Message& about) {
    const Handoff& handoff = Known(about);
    const View& view = views_[about.handoff];
    if (ended_.count(about.handoff) > 0 && view.state != View::State::kMoot) {
      Send({Message::Kind::kEnded, about.task, about.handoff, {}});
      return At(kRepeat, about);
    }
    bool again = IsOpenHandoff(handoff);
    if (again) Send({Message::Kind::kOffer, about.task, about.handoff, {}});
    if (handoff.state() == Handoff::STATE_RECALL_REQUESTED) {
      Send({Message::Kind::kRecallWish, about.task, about.handoff, {}});
    }
    if (view.state == View::State::kReturned) {
      again = true;
      Send({Message::Kind::kResult, about.task, about.handoff, {}, view.rework});
      const bool judged = handoff.state() == Handoff::STATE_CLOSED || handoff.rework_count() > view.rework;
      if (judged) SayResult(about);
    }
    for (const HandoffReceipt& receipt : view.receipts) {
      if (view.confirmed.count(receipt.message_id()) > 0) continue;
      Send({Message::Kind::kReceipt, about.task, about.handoff, receipt});
      again = true;
    }
    if (again) At(kRepeat, about);
  }

  // -- What always holds

  void CheckSafety(const v1::Task& task) {
    EXPECT_EQ(HolderOf(task), IsOpen(task.state()) ? task.lead_unit() : "") << task.name();
    EXPECT_TRUE(task.lead_unit() == Unit("so-vhttdl") || task.lead_unit() == Unit("so-tu-phap"));
    EXPECT_THAT(HandoffFaults(task), IsEmpty());
    EXPECT_THAT(CustodyFaults(task, now_), IsEmpty());
  }

  // What the receiver's view has to be for the sender's state.
  static Handoff::State Agreed(View::State view, const Handoff& handoff) {
    switch (view) {
      case View::State::kAccepted:
        return IsTransfer(handoff) ? Handoff::STATE_ACCEPTED : Handoff::STATE_UNSPECIFIED;
      case View::State::kRefused:
        return Handoff::STATE_REFUSED;
      case View::State::kReleased:
        return Handoff::STATE_RECALLED;
      case View::State::kDone:
        return Handoff::STATE_CLOSED;
      case View::State::kMoot:
        // With the task a transfer is recalled.
        return IsTransfer(handoff) ? Handoff::STATE_RECALLED : Handoff::STATE_CLOSED;
      default:
        return Handoff::STATE_UNSPECIFIED;
    }
  }

  void CheckAgreement() {
    int compared = 0;
    for (const auto& [i, ledger] : tasks_) {
      for (const Handoff& handoff : ledger.task().handoffs()) {
        const View& view = views_[handoff.name()];
        EXPECT_EQ(handoff.state(), Agreed(view.state, handoff))
            << handoff.name() << ", view " << static_cast<int>(view.state);
        if (IsRequest(handoff) && view.state == View::State::kDone) {
          EXPECT_EQ(handoff.rework_count(), view.rework);
          EXPECT_TRUE(handoff.has_result());
        }
        ++compared;
      }
    }
    EXPECT_EQ(compared, all_);
  }

  std::mt19937 random_;
  const absl::Time begin_ = phoihop::task::At("2026-01-05 08:00");
  absl::Time now_ = begin_;
  std::multimap<absl::Time, Message> line_;
  std::map<int, Ledger> tasks_;
  std::map<std::string, View> views_;
  std::map<std::string, int> counts_;
  std::set<std::string> done_;   // requests of the receiver that were done
  std::set<std::string> ended_;  // hand-offs that were open when their task ended
  int sent_ = 0;                 // transfers
  int all_ = 0;                  // hand-offs of every kind
};

TEST(HandoffExchange, NoTaskIsEverWithoutHolderAndBothSidesAgree) {
  Exchange exchange(20'261'128);
  exchange.Run();
  exchange.Report();
}

}  // namespace
}  // namespace phoihop::task
