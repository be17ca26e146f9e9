// Who is meant by a cell such as "Sở VH,TT&DL; Báo và Phát thanh, truyền hình Đồng Nai và UBND các xã: Đắk Ơ, Bù Gia
// Mập".
//
// Names contain commas and "và", so the cell is cut at every separator and the longest run of pieces that is a name is
// taken. A name is found by the province's NameMatcher; nobody is ever taken by likeness. What is not found is ASKED,
// in the words of the cell: it blocks a lead, not a coordinator.
#ifndef WORKFLOW_PLAN_PARTY_PHRASE_H_
#define WORKFLOW_PLAN_PARTY_PHRASE_H_

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

// `item_text`: when it speaks of the work that went to another successor, that one is meant as well.
PartyReading ReadParties(absl::string_view cell, PartyColumn column, absl::string_view item_text,
                         const PartySettings& settings, const Facts& facts);

// True for `nt`, `-nt-`, `như trên`, `"`: the cell above is meant.
bool IsSameAsAbove(absl::string_view cell);

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PARTY_PHRASE_H_
