// The organisation on one day, as findings ask about it. Internal to workflow/responsibility.
#ifndef WORKFLOW_RESPONSIBILITY_FINDING_DAY_H_
#define WORKFLOW_RESPONSIBILITY_FINDING_DAY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "phoihop/v1/organisation.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::responsibility {

// Why a unit or set is not there.
struct Absence {
  enum class Kind { kLives, kUnknown, kNotYet, kEnded, kLevelEnded };
  Kind kind = Kind::kLives;
  // NotYet: its first day. Ended, LevelEnded: the first day without it. Empty when that is not known.
  std::string date;
};

class FindingDay {
 public:
  // The directory must outlive it.
  FindingDay(const organisation::Directory& directory, absl::CivilDay day);

  const organisation::Directory& directory() const { return directory_; }
  absl::CivilDay day() const { return day_; }
  // As phoihop::Contains, without writing the day out each time.
  bool Within(absl::string_view from, absl::string_view to) const {
    return (from.empty() || from <= text_) && (to.empty() || text_ < to);
  }
  bool HasBegun(absl::string_view from) const { return from.empty() || from <= text_; }

  // A unit that lives, or a set that can be addressed and has a living member.
  bool Lives(absl::string_view holder) const;
  Absence AbsenceOf(absl::string_view holder) const;

  // Living members in the order of names; of a unit that lives, itself.
  const std::vector<std::string>& MembersOf(absl::string_view holder) const;

  // Communes, wards, townships and special zones that live, in the order of names: what territories are made of.
  const std::vector<std::string>& places() const { return places_; }
  bool IsPlace(absl::string_view unit) const { return place_index_.contains(unit); }

  // Indexes of the places of a territory, ascending. A unit that has ended stands for the places that hold its work;
  // one above them, and the empty name, for all.
  std::vector<int> PlacesOf(absl::string_view territory) const;
  // The territory that is exactly these places: empty for all, the place or the first set by name; null when none is.
  const std::string* TerritoryOf(const std::vector<int>& places) const;

  // Name for people; of a set, its display name.
  std::string NameOf(absl::string_view holder) const;

 private:
  void LookAtLevels();
  Absence AbsenceOfUnit(const v1::Unit& unit) const;
  Absence AbsenceOfSet(const v1::UnitSet& set) const;
  // The day since which no territorial unit of the level lives; null when one does, or none ever did.
  const std::string* EndOfLevel(v1::UnitLevel level) const;

  const organisation::Directory& directory_;
  const absl::CivilDay day_;
  const std::string text_;
  std::vector<std::string> places_;
  absl::flat_hash_map<absl::string_view, int> place_index_;
  std::map<v1::UnitLevel, std::string> ended_levels_;
  mutable absl::node_hash_map<std::string, std::vector<std::string>> members_;
  mutable std::map<std::vector<int>, std::string> sets_by_places_;
  mutable bool sets_known_ = false;
};

}  // namespace phoihop::responsibility

#endif  // WORKFLOW_RESPONSIBILITY_FINDING_DAY_H_
