// Functions that nobody leads, that several lead, and whose lead is its own judge.
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflow/responsibility/duty.h"
#include "workflow/responsibility/finding_search.h"

namespace phoihop::responsibility {
namespace {

// A lead of a function on the day, and where.
struct Lead {
  const v1::Duty* duty;
  const v1::Duty::Holder* holder;
  bool everywhere;
  std::vector<int> places;  // when not everywhere
  // A set of communes, or a commune, that leads a territorial function: each leads for itself.
  bool for_itself;

  bool Covers(int place) const { return everywhere || std::binary_search(places.begin(), places.end(), place); }
};

bool IsLead(const v1::Duty::Holder& holder) { return holder.role() == v1::DUTY_ROLE_LEAD; }

// One function on one day.
class Leadership {
 public:
  Leadership(const FunctionEntry& entry, const FindingSearch& search, const FindingDay& day, FindingWriter& writer)
      : entry_(entry), search_(search), day_(day), writer_(writer) {
    for (const v1::Duty* duty : entry.duties) {
      for (const v1::Duty::Holder& holder : duty->holders()) {
        if (!IsLead(holder)) continue;
        has_lead_ = true;
        const bool holds = day.Within(holder.valid_from(), holder.valid_to());
        if (day.HasBegun(holder.valid_from())) has_begun_ = true;
        if (holds && day.Lives(holder.holder())) {
          leads_.push_back(LeadOf(*duty, holder));
        } else if (day.HasBegun(holder.valid_from())) {
          former_.push_back(&holder);
        }
      }
    }
  }

  // Whether somebody has to lead it on the day.
  bool IsDue() const {
    if (entry_.is_branch) return false;
    if (entry_.function == nullptr) return has_begun_;
    if (!day_.Within(entry_.function->valid_from(), entry_.function->valid_to())) return false;
    // A function that does not say since when it has to be done has to be since it was first given to somebody.
    return has_begun_ || !has_lead_ || !entry_.function->valid_from().empty();
  }

  void Find() {
    // Without communes (a province of agencies alone) there is one place: the province.
    const int places = std::max<int>(1, static_cast<int>(day_.places().size()));
    std::vector<int> empty, illustrated;
    std::map<std::set<std::string>, std::vector<int>> crowded;
    for (int place = 0; place < places; ++place) {
      std::set<std::string> leading;
      bool real = false;
      for (const Lead& lead : leads_) {
        if (!lead.Covers(place)) continue;
        leading.insert(lead.for_itself ? day_.places()[static_cast<size_t>(place)] : lead.holder->holder());
        real = real || lead.holder->status() != v1::DUTY_STATUS_ILLUSTRATIVE;
      }
      if (leading.empty()) empty.push_back(place);
      if (!leading.empty() && !real) illustrated.push_back(place);
      if (leading.size() > 1) crowded[std::move(leading)].push_back(place);
    }
    if (search_.Wants(v1::FINDING_KIND_GAP)) {
      const bool sets = entry_.function == nullptr || !entry_.function->territorial();
      ForTerritories(empty, places, sets, [&](const std::string& where) { Gap(where); });
      ForTerritories(illustrated, places, sets, [&](const std::string& where) { OnlyIllustrated(where); });
    }
    if (!search_.Wants(v1::FINDING_KIND_OVERLAP)) return;
    for (const auto& [leading, where] : crowded) {
      ForTerritories(where, places, /*sets=*/true, [&](const std::string& territory) { Overlap(leading, territory); });
    }
  }

 private:
  Lead LeadOf(const v1::Duty& duty, const v1::Duty::Holder& holder) const {
    Lead lead{&duty, &holder, true, {}, false};
    const bool territorial = entry_.function != nullptr && entry_.function->territorial();
    const std::string& territory = TerritoryOf(duty, holder);
    if (!territory.empty()) lead.places = day_.PlacesOf(territory);
    if (territorial) {
      const std::vector<std::string>& members = day_.MembersOf(holder.holder());
      lead.for_itself =
          std::all_of(members.begin(), members.end(), [this](const std::string& unit) { return day_.IsPlace(unit); });
    }
    if (lead.for_itself) {
      std::vector<int> own = day_.PlacesOf(holder.holder());
      if (territory.empty()) {
        lead.places = std::move(own);
      } else {
        std::vector<int> both;
        std::set_intersection(own.begin(), own.end(), lead.places.begin(), lead.places.end(), std::back_inserter(both));
        lead.places = std::move(both);
      }
    }
    lead.everywhere = !lead.for_itself && (territory.empty() || lead.places.size() == day_.places().size());
    return lead;
  }

  // Once for all places together, or for each. With `sets`, once for a set that is exactly these places.
  template <typename Tell>
  void ForTerritories(const std::vector<int>& where, int places, bool sets, Tell tell) const {
    if (where.empty()) return;
    if (where.size() == static_cast<size_t>(places)) return tell("");
    const std::string* territory = sets ? day_.TerritoryOf(where) : nullptr;
    if (territory != nullptr) return tell(*territory);
    for (const int place : where) tell(day_.places()[static_cast<size_t>(place)]);
  }

  std::string In(const std::string& territory) const {
    return territory.empty() ? "" : absl::StrCat(" ở ", day_.NameOf(territory));
  }

  std::vector<std::string> FormerLeads() const {
    std::vector<std::string> names;
    for (const v1::Duty::Holder* holder : former_) {
      if (std::find(names.begin(), names.end(), holder->holder()) == names.end()) names.push_back(holder->holder());
    }
    return names;
  }

  void Gap(const std::string& territory) {
    v1::Finding& finding = writer_.Add(v1::FINDING_KIND_GAP, {entry_.key, territory});
    FindingWriter::About(finding, entry_);
    finding.set_territory(territory);
    const std::vector<std::string> former = FormerLeads();
    for (const v1::Duty* duty : entry_.duties) FindingWriter::RestsOn(finding, duty->provenance().verification());
    for (const v1::Duty::Holder* holder : former_) FindingWriter::RestsOn(finding, holder->status());
    finding.set_explanation(
        absl::StrCat("Không có đơn vị nào đang chủ trì ", Quoted(entry_.text), In(territory),
                     former.empty() ? "." : absl::StrCat(" (trước đây: ", NamesOf(day_, former), ").")));
    finding.set_remedy(former.size() == 1 && !day_.Lives(former[0])
                           ? RemedyForAbsent(day_, former[0], "việc chủ trì", entry_.text)
                           : "Hãy giao cho một đơn vị đang hoạt động chủ trì, kèm căn cứ.");
    writer_.Takes(finding, former);
    Place(finding, territory);
  }

  void OnlyIllustrated(const std::string& territory) {
    std::vector<std::string> names;
    v1::Finding& finding = writer_.Add(v1::FINDING_KIND_GAP, {entry_.key, territory, "illustrative"});
    FindingWriter::About(finding, entry_);
    finding.set_territory(territory);
    for (const Lead& lead : leads_) {
      FindingWriter::RestsOn(finding, lead.holder->status());
      if (std::find(names.begin(), names.end(), lead.holder->holder()) == names.end()) {
        names.push_back(lead.holder->holder());
      }
    }
    finding.set_explanation(absl::StrCat("Chưa văn bản nào giao đơn vị chủ trì ", Quoted(entry_.text), In(territory),
                                         "; dữ liệu chỉ có phương án minh họa: ", NamesOf(day_, names), "."));
    finding.set_remedy(absl::StrCat("Hãy giao chính thức cho một đơn vị chủ trì (có thể là ", NamesOf(day_, names),
                                    ") trong quy chế hoặc quyết định, rồi ghi căn cứ."));
    writer_.Takes(finding, names);
    Place(finding, territory);
  }

  void Overlap(const std::set<std::string>& leading, const std::string& territory) {
    const std::vector<std::string> names(leading.begin(), leading.end());
    std::string key;
    for (const std::string& name : names) absl::StrAppend(&key, name, " ");
    v1::Finding& finding = writer_.Add(v1::FINDING_KIND_OVERLAP, {entry_.key, key, territory});
    FindingWriter::About(finding, entry_);
    finding.set_territory(territory);
    std::set<std::string> duties;
    for (const Lead& lead : leads_) {
      if (!lead.for_itself && !leading.contains(lead.holder->holder())) continue;
      FindingWriter::RestsOn(finding, lead.holder->status());
      duties.insert(lead.duty->name());
    }
    if (duties.size() == 1) finding.set_duty(*duties.begin());
    finding.set_explanation(absl::StrCat("Có ", names.size(), " đơn vị cùng chủ trì ", Quoted(entry_.text),
                                         In(territory), ": ", NamesOf(day_, names), "."));
    finding.set_remedy(
        "Hãy để một đơn vị chủ trì và chuyển các đơn vị còn lại sang phối hợp, hoặc phân rõ địa bàn, phần việc.");
    writer_.Takes(finding, names);
    Place(finding, territory);
  }

  void Place(v1::Finding& finding, const std::string& territory) const {
    if (!territory.empty()) (*finding.mutable_display_names())[territory] = day_.NameOf(territory);
  }

  const FunctionEntry& entry_;
  const FindingSearch& search_;
  const FindingDay& day_;
  FindingWriter& writer_;
  std::vector<Lead> leads_;
  std::vector<const v1::Duty::Holder*> former_;  // ended, or of a unit that does not live
  bool has_lead_ = false;                        // on some day
  bool has_begun_ = false;
};

const char* VerbOf(v1::DutyRole role) {
  switch (role) {
    case v1::DUTY_ROLE_APPROVE:
      return "phê duyệt";
    case v1::DUTY_ROLE_MONITOR:
      return "giám sát";
    default:
      return "nhận báo cáo về";
  }
}

bool Judges(v1::DutyRole role) {
  return role == v1::DUTY_ROLE_APPROVE || role == v1::DUTY_ROLE_MONITOR || role == v1::DUTY_ROLE_RECEIVE_REPORT;
}

struct Part {
  const v1::Duty* duty;
  const v1::Duty::Holder* holder;
};

// Whether there is a place for which both have their role.
bool Meet(const Part& a, const Part& b, const FindingDay& day) {
  const std::string& of_a = TerritoryOf(*a.duty, *a.holder);
  const std::string& of_b = TerritoryOf(*b.duty, *b.holder);
  if (of_a.empty() || of_b.empty() || of_a == of_b) return true;
  std::vector<int> both;
  const std::vector<int> places_a = day.PlacesOf(of_a), places_b = day.PlacesOf(of_b);
  std::set_intersection(places_a.begin(), places_a.end(), places_b.begin(), places_b.end(), std::back_inserter(both));
  return !both.empty();
}

// Who is on both sides: the holder itself when it is the same, else the units that both have.
std::vector<std::string> OnBothSides(const Part& lead, const Part& judge, const FindingDay& day) {
  if (lead.holder->holder() == judge.holder->holder()) return {lead.holder->holder()};
  const std::vector<std::string>& leads = day.MembersOf(lead.holder->holder());
  const std::vector<std::string>& judges = day.MembersOf(judge.holder->holder());
  std::vector<std::string> both;
  std::set_intersection(leads.begin(), leads.end(), judges.begin(), judges.end(), std::back_inserter(both));
  return both;
}

void FindConflictsOf(const FunctionEntry& entry, const FindingDay& day, FindingWriter& writer) {
  std::vector<Part> leads, judges;
  for (const v1::Duty* duty : entry.duties) {
    for (const v1::Duty::Holder& holder : duty->holders()) {
      if (!IsLead(holder) && !Judges(holder.role())) continue;
      if (!day.Within(holder.valid_from(), holder.valid_to()) || !day.Lives(holder.holder())) continue;
      (IsLead(holder) ? leads : judges).push_back({duty, &holder});
    }
  }
  std::set<std::pair<std::string, v1::DutyRole>> told;
  for (const Part& lead : leads) {
    for (const Part& judge : judges) {
      if (!Meet(lead, judge, day)) continue;
      for (const std::string& unit : OnBothSides(lead, judge, day)) {
        const v1::DutyRole role = judge.holder->role();
        if (!told.emplace(unit, role).second) continue;
        v1::Finding& finding = writer.Add(v1::FINDING_KIND_ROLE_CONFLICT, {entry.key, unit, v1::DutyRole_Name(role)});
        FindingWriter::About(finding, entry);
        FindingWriter::RestsOn(finding, lead.holder->status());
        FindingWriter::RestsOn(finding, judge.holder->status());
        finding.set_explanation(
            absl::StrCat(day.NameOf(unit), " vừa chủ trì vừa ", VerbOf(role), " ", Quoted(entry.text), "."));
        finding.set_remedy(
            absl::StrCat("Hãy giao việc ", VerbOf(role), " cho một đơn vị khác, hoặc để đơn vị khác ", "chủ trì."));
        writer.Takes(finding, {unit});
      }
    }
  }
}

}  // namespace

void FindGapsAndOverlaps(const FindingSearch& search, const FindingDay& day, FindingWriter& writer) {
  if (!search.WantsOneOf({v1::FINDING_KIND_GAP, v1::FINDING_KIND_OVERLAP})) return;
  for (const FunctionEntry& entry : search.functions()) {
    Leadership leadership(entry, search, day, writer);
    if (leadership.IsDue()) leadership.Find();
  }
}

void FindRoleConflicts(const FindingSearch& search, const FindingDay& day, FindingWriter& writer) {
  if (!search.Wants(v1::FINDING_KIND_ROLE_CONFLICT)) return;
  for (const FunctionEntry& entry : search.functions()) FindConflictsOf(entry, day, writer);
}

}  // namespace phoihop::responsibility
