// The rules behind FindFindings. Internal to workflow/responsibility.
//
// What does not depend on the day (functions with their duties, duplicates of items, which items are measured) is
// prepared once; each rule then looks at one day and adds what it finds.
#ifndef WORKFLOW_RESPONSIBILITY_FINDING_SEARCH_H_
#define WORKFLOW_RESPONSIBILITY_FINDING_SEARCH_H_

#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/finding.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "phoihop/v1/responsibility.pb.h"
#include "workflow/responsibility/duplicate_items.h"
#include "workflow/responsibility/finding.h"
#include "workflow/responsibility/finding_day.h"
#include "workflow/responsibility/instruments.h"

namespace phoihop::responsibility {

// A function and the duties that are about it. A duty that names no function is one by itself.
struct FunctionEntry {
  std::string key;                         // name of the function, or of the duty
  const v1::Function* function = nullptr;  // null for a duty by itself
  std::string text;                        // what has to be done
  std::vector<const v1::Duty*> duties;     // in the order of names
  bool is_branch = false;                  // has functions below it and no duty: nobody has to lead it
};

class FindingSearch {
 public:
  explicit FindingSearch(const FindingQuestion& question);

  // In the order of kind and id, without days and waivers.
  std::vector<v1::Finding> On(absl::CivilDay day) const;

  // Days from `from` to before `to` on which something may be found that was not found the day before, or the other way
  // round: `from` itself, and every day on which a version, a set, a holder, a function, an instrument or a plan begins
  // or ends.
  std::set<absl::CivilDay> DaysOfChange(absl::CivilDay from, absl::CivilDay to) const;

  // -- For the rules.
  const FindingQuestion& question() const { return question_; }
  const Instruments& instruments() const { return instruments_; }
  const std::vector<FunctionEntry>& functions() const { return functions_; }
  const std::vector<DuplicateItems>& duplicates() const { return duplicates_; }
  // An item of the question's plans, when items that are not measured are wanted.
  bool IsMeasured(const v1::PlanItem& item) const { return !unmeasured_.contains(&item); }
  bool Wants(v1::FindingKind kind) const;
  bool WantsOneOf(std::initializer_list<v1::FindingKind> kinds) const;

  // Those that are in force on the day, in the order of the question.
  std::vector<const v1::Plan*> PlansOn(absl::CivilDay day) const;
  // The known instruments that a citation names, each once, in its order.
  std::vector<const v1::Instrument*> Cited(const v1::Citation& citation) const;

 private:
  void CollectFunctions();
  void CollectUnmeasured();

  const FindingQuestion& question_;
  const Instruments instruments_;
  std::vector<FunctionEntry> functions_;  // in the order of keys
  std::vector<DuplicateItems> duplicates_;
  absl::flat_hash_set<const v1::PlanItem*> unmeasured_;
  mutable absl::flat_hash_map<const v1::Citation*, std::vector<const v1::Instrument*>> cited_;
};

// Where a rule puts what it finds.
class FindingWriter {
 public:
  FindingWriter(const FindingSearch& search, const FindingDay& day) : search_(search), day_(day) {}

  // A new finding of a kind about something: together they make its id.
  v1::Finding& Add(v1::FindingKind kind, std::initializer_list<absl::string_view> about);

  // Names the function, the duty.
  static void About(v1::Finding& finding, const FunctionEntry& entry);
  // Units and sets that take part, with their names for people.
  void Takes(v1::Finding& finding, const std::vector<std::string>& units) const;
  // The weaker of what it rests on so far and this; what says nothing counts for nothing.
  static void RestsOn(v1::Finding& finding, v1::Verification verification);
  static void RestsOn(v1::Finding& finding, v1::DutyStatus status);

  std::vector<v1::Finding>& found() { return found_; }

 private:
  const FindingSearch& search_;
  const FindingDay& day_;
  std::vector<v1::Finding> found_;
};

// -- The rules.
void FindGapsAndOverlaps(const FindingSearch& search, const FindingDay& day, FindingWriter& writer);
void FindRoleConflicts(const FindingSearch& search, const FindingDay& day, FindingWriter& writer);
void FindAbsentHolders(const FindingSearch& search, const FindingDay& day, FindingWriter& writer);
void FindWeakBases(const FindingSearch& search, const FindingDay& day, FindingWriter& writer);
void FindInItems(const FindingSearch& search, const FindingDay& day, FindingWriter& writer);

// Whether the item says how one sees that it is done: a product, evidence, a number, an indicator.
bool IsMeasured(const v1::PlanItem& item);

// -- Words of explanations.
// `A; B; C và 4 đơn vị khác`: names of at most `most` units.
std::string NamesOf(const FindingDay& day, const std::vector<std::string>& units, size_t most = 5);
// `“Nhiệm vụ 12 “Tuyên truyền …” (Kế hoạch 183/KH-UBND)”`: an item as people find it again.
std::string ItemForPeople(const v1::Plan& plan, const v1::PlanItem& item);
std::string PlanForPeople(const v1::Plan& plan);
// `01/07/2025` for `2025-07-01`.
std::string DateForPeople(absl::string_view date);
// A text in quotation marks, shortened to what fits on a line or two.
std::string Quoted(absl::string_view text);
// `không còn hoạt động từ ngày 01/07/2025`: what is said of a holder that is not there.
std::string WhyAbsent(const Absence& absence);
// The kind of a finding about it.
v1::FindingKind KindOf(const Absence& absence);
// What to do about a holder that is not there: whom to give `what` to ("việc chủ trì"). `text` is what has to be done:
// of several successors by function it may say which.
std::string RemedyForAbsent(const FindingDay& day, absl::string_view holder, absl::string_view what,
                            absl::string_view text);

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_FINDING_SEARCH_H_
