// Two agencies with systems of their own exchange 10,000 hand-offs over a line that loses, doubles, delays and reorders
// what is sent; recalls cross acceptances. Safety is looked at after every step, agreement at the end.
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
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

using v1::Handoff;
using v1::HandoffReceipt;

constexpr int kTasks = 400;
constexpr int kHandoffs = 10'000;
constexpr absl::Duration kRepeat = absl::Hours(6);

const char* Other(absl::string_view unit) { return unit == "so-vhttdl" ? "so-tu-phap" : "so-vhttdl"; }

// What the system of the receiver knows of a hand-off.
struct View {
  enum class State { kUnseen, kSeen, kAccepted, kRefused, kReleased };
  State state = State::kUnseen;
  std::vector<HandoffReceipt> receipts;  // in the order in which they were made
  std::set<std::string> confirmed;       // by message id
};

struct Message {
  enum class Kind { kOffer, kRecallWish, kReceipt, kDecide, kRepeat, kMaybeRecall };
  Kind kind = Kind::kOffer;
  int task = 0;
  std::string handoff;
  HandoffReceipt receipt;
};

class Exchange {
 public:
  explicit Exchange(unsigned seed) : random_(seed) {}

  void Run() {
    for (int i = 0; i < kTasks; ++i) Begin(i);
    while (!line_.empty()) {
      auto next = line_.begin();
      now_ = next->first;
      const Message message = std::move(next->second);
      line_.erase(next);
      Take(message);
      ASSERT_FALSE(testing::Test::HasFailure()) << "after " << sent_ << " hand-offs";
    }
    EXPECT_EQ(sent_, kHandoffs);
    CheckAgreement();
  }

  void Report() const {
    std::string text;
    for (const auto& [what, count] : counts_) absl::StrAppend(&text, what, " ", count, "  ");
    testing::Test::RecordProperty("counts", text);
    std::cout << text << "\n";
    for (const char* what : {"lost", "doubled", "accepted", "refused", "recalled", "recall denied", "crossed"}) {
      EXPECT_GT(counts_.count(what) == 0 ? 0 : counts_.at(what), 100) << what;
    }
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
    Offer(i);
  }

  void Offer(int i) {
    if (sent_ >= kHandoffs) return;
    ++sent_;
    const v1::Task& task = tasks_[i].task();
    const std::string from(LastSegment(task.lead_unit()));
    internal::v1::TaskCommand command = CommandOf(v1::TASK_VERB_HAND_OFF, task);
    Handoff& handoff = *command.mutable_hand_off()->mutable_handoff();
    handoff.set_to_unit(Unit(Other(from)));
    handoff.set_correlation_id(absl::StrCat("vb-", sent_));
    ASSERT_EQ(Do(i, command, from), absl::OkStatus());
    const Message offer{Message::Kind::kOffer, i, OpenHandoff(task)->name(), {}};
    Send(offer);
    At(kRepeat, {Message::Kind::kRepeat, i, offer.handoff, {}});
    if (Chance(25)) At(Delay(), {Message::Kind::kMaybeRecall, i, offer.handoff, {}});
  }

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
    const bool accepts = Chance(70);
    view.state = accepts ? View::State::kAccepted : View::State::kRefused;
    Say(about, accepts ? HandoffReceipt::CODE_ACCEPTED : HandoffReceipt::CODE_REFUSED);
    if (accepts && Chance(50)) Say(about, HandoffReceipt::CODE_PROCESSING);
  }

  void TakeRecallWish(const Message& wish) {
    View& view = views_[wish.handoff];
    switch (view.state) {
      case View::State::kUnseen:
      case View::State::kSeen:
        // An offer that comes later is known to be taken back.
        view.state = View::State::kReleased;
        return Say(wish, HandoffReceipt::CODE_RECALL_AGREED);
      case View::State::kAccepted:
        ++counts_["crossed"];
        return Say(wish, HandoffReceipt::CODE_RECALL_DENIED);
      case View::State::kRefused:
      case View::State::kReleased:
        return;
    }
  }

  // -- The sender's system: the one under test

  void TakeReceipt(const Message& message) {
    internal::v1::TaskCommand command;
    command.mutable_record_handoff_receipt()->set_name(message.handoff);
    *command.mutable_record_handoff_receipt()->mutable_receipt() = message.receipt;
    const Handoff before = *FindHandoff(tasks_[message.task].task(), message.handoff);
    ASSERT_EQ(Do(message.task, command, std::string(LastSegment(before.to_unit()))), absl::OkStatus());
    // The answer may get lost as well; then it is sent again.
    if (Chance(80)) views_[message.handoff].confirmed.insert(message.receipt.message_id());
    const Handoff after = *FindHandoff(tasks_[message.task].task(), message.handoff);
    if (after.has_recall_denied_time() && !before.has_recall_denied_time()) ++counts_["recall denied"];
    if (IsOpenHandoff(before) && !IsOpenHandoff(after)) {
      ++counts_[after.state() == Handoff::STATE_ACCEPTED  ? "accepted"
                : after.state() == Handoff::STATE_REFUSED ? "refused"
                                                          : "recalled"];
      Offer(message.task);
    }
  }

  void Recall(const Message& about) {
    const Handoff& handoff = *FindHandoff(tasks_[about.task].task(), about.handoff);
    if (!IsOpenHandoff(handoff) || handoff.state() == Handoff::STATE_RECALL_REQUESTED) return;
    internal::v1::TaskCommand command;
    command.mutable_recall_handoff()->set_name(about.handoff);
    ASSERT_EQ(Do(about.task, command, std::string(LastSegment(handoff.from_unit()))), absl::OkStatus());
    EXPECT_EQ(FindHandoff(tasks_[about.task].task(), about.handoff)->state(), Handoff::STATE_RECALL_REQUESTED);
    Send({Message::Kind::kRecallWish, about.task, about.handoff, {}});
  }

  // Both say again what was not confirmed.
  void Repeat(const Message& about) {
    const Handoff& handoff = *FindHandoff(tasks_[about.task].task(), about.handoff);
    const View& view = views_[about.handoff];
    bool again = IsOpenHandoff(handoff);
    if (again) Send({Message::Kind::kOffer, about.task, about.handoff, {}});
    if (handoff.state() == Handoff::STATE_RECALL_REQUESTED) {
      Send({Message::Kind::kRecallWish, about.task, about.handoff, {}});
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
    EXPECT_TRUE(IsOpen(task.state())) << task.name();
    const std::string holder = HolderOf(task);
    EXPECT_EQ(holder, task.lead_unit()) << task.name();
    EXPECT_TRUE(holder == Unit("so-vhttdl") || holder == Unit("so-tu-phap"));
    int open = 0;
    for (const Handoff& handoff : task.handoffs()) {
      if (!IsOpenHandoff(handoff)) continue;
      ++open;
      EXPECT_EQ(handoff.from_unit(), holder) << "the sender holds it until it is accepted";
    }
    EXPECT_LE(open, 1);
    CheckCustody(task);
  }

  void CheckCustody(const v1::Task& task) {
    ASSERT_FALSE(task.custody().empty());
    absl::Duration held;
    for (int i = 0; i < task.custody_size(); ++i) {
      const v1::Custody& custody = task.custody(i);
      const bool last = i + 1 == task.custody_size();
      EXPECT_EQ(custody.has_end_time(), !last);
      if (!last) {
        EXPECT_EQ(custody.end_time().seconds(), task.custody(i + 1).start_time().seconds());
      }
      held += (last ? now_ : FromTimestamp(custody.end_time())) - FromTimestamp(custody.start_time());
    }
    EXPECT_EQ(task.custody(task.custody_size() - 1).unit(), task.lead_unit());
    EXPECT_EQ(held, now_ - FromTimestamp(task.custody(0).start_time())) << "custody sums to the elapsed time";
  }

  void CheckAgreement() {
    int compared = 0;
    for (const auto& [i, ledger] : tasks_) {
      for (const Handoff& handoff : ledger.task().handoffs()) {
        const View::State view = views_[handoff.name()].state;
        const Handoff::State expected = view == View::State::kAccepted   ? Handoff::STATE_ACCEPTED
                                        : view == View::State::kRefused  ? Handoff::STATE_REFUSED
                                        : view == View::State::kReleased ? Handoff::STATE_RECALLED
                                                                         : Handoff::STATE_UNSPECIFIED;
        EXPECT_EQ(handoff.state(), expected) << handoff.name();
        ++compared;
      }
    }
    EXPECT_EQ(compared, kHandoffs);
  }

  std::mt19937 random_;
  absl::Time now_ = phoihop::task::At("2026-01-05 08:00");
  std::multimap<absl::Time, Message> line_;
  std::map<int, Ledger> tasks_;
  std::map<std::string, View> views_;
  std::map<std::string, int> counts_;
  int sent_ = 0;
};

TEST(HandoffExchange, NoTaskIsEverWithoutHolderAndBothSidesAgree) {
  Exchange exchange(20'261'128);
  exchange.Run();
  exchange.Report();
}

}  // namespace
}  // namespace phoihop::task
