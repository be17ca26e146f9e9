// Random histories of a small province: reorganisations that are drafted, approved and executed through the rules, in
// order, recorded late or announced for the future, and some of them undone; beside them a naive account of who holds
// what.
#ifndef TESTS_UNIT_ORGANISATION_REORGANISATION_HISTORY_H_
#define TESTS_UNIT_ORGANISATION_REORGANISATION_HISTORY_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "workflow/decision.h"

namespace phoihop::organisation {

// A number of [begin, end), evenly however small the cases of RapidCheck still are.
int Pick(int begin, int end);

// Who holds what, told without walking anything: a unit begins, perhaps ends, and whoever ends is struck from every
// list and those who follow are put there instead.
class Account {
 public:
  struct Life {
    std::string begin, end;  // end exclusive; empty: none
  };
  struct End {
    std::string unit, date;
    std::vector<std::string> to;  // nobody: abolished
  };

  std::map<std::string, Life> lives;
  std::map<std::string, std::vector<End>> ends;  // by reorganisation

  bool IsAlive(const std::string& unit, absl::CivilDay day) const;
  struct Holding {
    std::set<std::string> holders;
    bool lost = false;  // a part came to nobody
  };
  // The unit has begun by the day.
  Holding HoldersOf(const std::string& unit, absl::CivilDay day) const;
};

class History {
 public:
  History();

  const internal::v1::ReferenceData& data() const { return data_; }
  const Account& account() const { return account_; }
  // Those that are enacted, in the order in which they were executed.
  const std::vector<std::string>& enacted() const { return enacted_; }
  // First days of every effective date, and the days before them.
  std::vector<absl::CivilDay> ProbeDays() const;

  // A random reorganisation from draft to execution; false when the draft was refused, which leaves everything as it
  // was. Fails the test when a draft that was taken cannot be executed.
  bool Reorganise();
  absl::Status Undo(const std::string& reorganisation);

  // Units that exist, memberships, posts, duties and sets, canonically encoded: what an undo has to restore.
  std::string Snapshot() const;

 private:
  absl::Status Do(const internal::v1::ReferenceCommand& command, absl::string_view person);
  absl::Status Execute(const v1::Reorganisation& draft, const std::string& id);
  void Tell(const v1::Reorganisation& reorganisation);

  v1::Reorganisation RandomDraft();
  std::string RandomUnit(const std::string& date);
  std::string NewUnit(v1::Reorganisation& draft);
  std::string Receiver(v1::Reorganisation& draft);
  void AddParts(v1::Reorganisation& draft, const std::string& from, int parts);

  internal::v1::ReferenceData data_;
  std::shared_ptr<const Facts> facts_;
  absl::Time now_;
  int drafts_ = 0;
  int made_ = 0;
  Account account_;
  std::vector<std::string> enacted_;
};

}  // namespace phoihop::organisation

#endif  // TESTS_UNIT_ORGANISATION_REORGANISATION_HISTORY_H_
