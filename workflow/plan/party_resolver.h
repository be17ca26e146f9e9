// From a matched name to who holds its work today.
#ifndef WORKFLOW_PLAN_PARTY_RESOLVER_H_
#define WORKFLOW_PLAN_PARTY_RESOLVER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "phoihop/v1/organisation_service.pb.h"
#include "phoihop/v1/plan.pb.h"
#include "workflow/decision.h"
#include "workflow/plan/name_lookup.h"
#include "workflow/plan/party_phrase.h"

namespace phoihop::plan {

// A party, with the question that is asked about it; an empty question: none. A party that is UNDERSTOOD may still have
// a question, which then does not block.
struct ResolvedParty {
  v1::ResponsibleParty party;
  std::string question;
  std::vector<std::string> candidates;  // of the question
  // What was matched, when it was one unit.
  const v1::Unit* named = nullptr;
  // The text only begins like the name of a set: whatever says more comes first.
  bool suggestion = false;
};

class PartyResolver {
 public:
  // `lookup` must outlive it.
  PartyResolver(PartyColumn column, absl::string_view item_text, const NameLookup& lookup);

  // Nothing when the text names nobody.
  std::optional<ResolvedParty> Match(absl::string_view text) const;

  // The same, but only for a text that names a set.
  std::optional<ResolvedParty> MatchSet(absl::string_view text) const;

  // Turns what was understood into a question: keeps what it was as candidates.
  void Ask(ResolvedParty& resolved, std::string question) const;

  // Number of members of the set that the party names; absent when it names none.
  std::optional<size_t> CountMembers(const ResolvedParty& resolved) const;

  // Members today of the set that the party names; empty when it names none.
  std::vector<std::string> MembersOf(const ResolvedParty& resolved) const;
  // The units that the text itself names, alive and the same as ever: those of a set, or one unit. Nothing when they
  // are not certain, or when others hold what they were.
  std::optional<std::vector<std::string>> UnitsNamed(const ResolvedParty& resolved) const;
  // "8 đơn vị: UBND xã Bù Gia Mập, …", for people.
  std::string ListForPeople(const std::vector<std::string>& units) const;

  PartyColumn column() const { return column_; }

 private:
  ResolvedParty ResolveUnit(absl::string_view unit) const;
  ResolvedParty ResolveSet(const v1::UnitSet& set) const;
  ResolvedParty ResolveMany(const v1::NameMatch& match) const;
  ResolvedParty HeldByOne(const v1::Unit& named, absl::string_view holder) const;
  ResolvedParty DividedByFunction(const v1::Unit& named, const v1::ResolveSuccessorsResponse& successors) const;
  ResolvedParty AbolishedDistrict(const v1::Unit& named, std::vector<std::string> territory) const;
  std::string NameOn(const v1::Unit& unit, absl::CivilDay day) const;
  // The set that takes the place of the set in which the unit was until its end.
  std::string SuccessorSetOf(const v1::Unit& unit) const;
  std::string Display(absl::string_view unit_or_set) const;

  const PartyColumn column_;
  const std::string item_words_;
  const NameLookup& lookup_;
  const PartySettings& settings_;
  const Facts& facts_;
};

}  // namespace phoihop::plan

#endif  // WORKFLOW_PLAN_PARTY_RESOLVER_H_
