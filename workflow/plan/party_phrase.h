// Who is meant by a cell such as "Sở VH,TT&DL; Báo và Phát thanh, truyền hình Đồng Nai và UBND các xã: Đắk Ơ, Bù Gia
// Mập".
//
// Names contain commas and "và", so the cell is cut at every separator and the longest run of pieces that is a name is
// taken. A name is found by the province's NameMatcher; nobody is ever taken by likeness. What is not found is ASKED,
// in the words of the cell: it blocks a lead, not a coordinator.
#ifndef WORKFLOW_PLAN_PARTY_PHRASE_H_
#define WORKFLOW_PLAN_PARTY_PHRASE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/decision.h"

namespace phoihop::plan {

struct PartySettings {
  // The day of the plan: names are understood as of then.
  absl::CivilDay written_on;
  // The day for which holders are sought.
  absl::CivilDay today;
  // Whose plan it is.
  std::string issuer_unit;
  // What the plan is about; decides between the successors of a unit that was split by function.
  std::vector<std::string> functions;
};

enum class PartyColumn { kLead, kCoordinators };

struct PartyReading {
  std::vector<v1::ResponsibleParty> parties;
  std::vector<v1::PlanQuestion> questions;
};

// Looking names up is what reading a plan costs; one import may do so many look-ups of texts that it did not see
// before. A plan of 500 items of officials needs some 3,000.
inline constexpr size_t kMaxNameLookups = 20'000;

class NameLookup;

// Reads the cells of one plan; a text that comes again is not looked up again.
class PartyReader {
 public:
  // `facts` must outlive it.
  PartyReader(PartySettings settings, const Facts& facts);
  ~PartyReader();

  // `item_text`: when it speaks of the work that went to another successor, that one is meant as well.
  PartyReading Read(absl::string_view cell, PartyColumn column, absl::string_view item_text);

  // More than kMaxNameLookups were needed: what was read since is worth nothing.
  bool exhausted() const;

 private:
  std::unique_ptr<NameLookup> lookup_;
};

// True for `nt`, `-nt-`, `như trên`, `"`: the cell above is meant.
bool IsSameAsAbove(absl::string_view cell);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PARTY_PHRASE_H_
