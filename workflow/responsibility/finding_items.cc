// Items of plans: nobody responsible, somebody who does not live, a lead that judges itself, twins, no measure.
#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/finding_search.h"

namespace phoihop::responsibility {
namespace {

// Words by which a text says how its result is measured, folded as FoldedWords does.
constexpr absl::string_view kMeasures[] = {" chi so ",        " chi tieu ", " muc do ", " so lan ",
                                           " so luong ",      " so luot ",  " ty le ",  " phan tram ",
                                           " luot tiep can ", " luot xem ", " diem so "};

// Issued items are tasks, which follow the organisation by themselves.
bool IsOpen(const v1::PlanItem& item) {
  return item.state() != v1::PlanItem::STATE_ISSUED && item.state() != v1::PlanItem::STATE_WITHDRAWN;
}

bool NamesSomebody(const v1::ResponsibleParty& party) { return !party.units().empty() || !party.unit_set().empty(); }

class ItemLook {
 public:
  ItemLook(const v1::Plan& plan, const v1::PlanItem& item, const FindingSearch& search, const FindingDay& day,
           FindingWriter& writer)
      : plan_(plan), item_(item), search_(search), day_(day), writer_(writer) {}

  void Look() {
    if (item_.state() == v1::PlanItem::STATE_WITHDRAWN) return;
    Measure();
    if (!IsOpen(item_)) return;
    Unassigned();
    Absent(item_.leads(), "chủ trì");
    Absent(item_.coordinators(), "phối hợp");
    Conflict();
  }

 private:
  v1::Finding& Add(v1::FindingKind kind, std::initializer_list<absl::string_view> about) {
    v1::Finding& finding = writer_.Add(kind, about);
    finding.add_plan_items(item_.name());
    finding.set_function(item_.function());
    FindingWriter::RestsOn(finding, plan_.provenance().verification());
    return finding;
  }

  void Measure() {
    if (!search_.Wants(v1::FINDING_KIND_NO_RESULT_MEASURE) || search_.IsMeasured(item_)) return;
    v1::Finding& finding = Add(v1::FINDING_KIND_NO_RESULT_MEASURE, {item_.name()});
    finding.set_explanation(absl::StrCat(ItemForPeople(plan_, item_),
                                         " không có sản phẩm, số lượng hay chỉ số để biết đã làm xong hay chưa."));
    finding.set_remedy("Hãy ghi sản phẩm (văn bản, số lượng) hoặc chỉ số đo kết quả của nhiệm vụ.");
  }

  void Unassigned() {
    if (!search_.Wants(v1::FINDING_KIND_UNASSIGNED_ITEM)) return;
    if (std::any_of(item_.leads().begin(), item_.leads().end(), NamesSomebody)) return;
    std::vector<std::string> candidates;
    for (const v1::ResponsibleParty& party : item_.leads()) {
      for (const std::string& candidate : party.candidates()) {
        if (std::find(candidates.begin(), candidates.end(), candidate) == candidates.end()) {
          candidates.push_back(candidate);
        }
      }
    }
    v1::Finding& finding = Add(v1::FINDING_KIND_UNASSIGNED_ITEM, {item_.name()});
    finding.set_explanation(absl::StrCat(
        ItemForPeople(plan_, item_), " chưa có đơn vị chủ trì",
        item_.lead_text().empty() ? "." : absl::StrCat(": chưa rõ ", Quoted(item_.lead_text()), " là đơn vị nào.")));
    finding.set_remedy(candidates.empty()
                           ? "Hãy ghi đơn vị chủ trì của nhiệm vụ."
                           : absl::StrCat("Hãy chọn đơn vị chủ trì; có thể là: ", NamesOf(day_, candidates), "."));
    writer_.Takes(finding, candidates);
  }

  template <typename Parties>
  void Absent(const Parties& parties, absl::string_view role) {
    for (const v1::ResponsibleParty& party : parties) {
      for (const std::string& unit : party.units()) AbsentOne(unit, role);
      if (!party.unit_set().empty()) AbsentOne(party.unit_set(), role);
    }
  }

  void AbsentOne(const std::string& holder, absl::string_view role) {
    const Absence absence = day_.AbsenceOf(holder);
    // Names were understood as of the import: a unit that comes later was meant for later.
    if (absence.kind == Absence::Kind::kLives || absence.kind == Absence::Kind::kNotYet) return;
    if (!search_.Wants(KindOf(absence))) return;
    v1::Finding& finding = Add(KindOf(absence), {item_.name(), holder, role});
    finding.set_explanation(absl::StrCat(ItemForPeople(plan_, item_), " giao ", day_.NameOf(holder), " ", role,
                                         ", đơn vị này ", WhyAbsent(absence), "."));
    finding.set_remedy(RemedyForAbsent(day_, holder, absl::StrCat("việc ", role), item_.text()));
    writer_.Takes(finding, {holder});
  }

  void Conflict() {
    if (!search_.Wants(v1::FINDING_KIND_ROLE_CONFLICT) || plan_.issuer_unit().empty()) return;
    for (const v1::ResponsibleParty& party : item_.leads()) {
      if (std::find(party.units().begin(), party.units().end(), plan_.issuer_unit()) == party.units().end()) continue;
      v1::Finding& finding = Add(v1::FINDING_KIND_ROLE_CONFLICT, {item_.name(), plan_.issuer_unit()});
      finding.set_explanation(absl::StrCat(ItemForPeople(plan_, item_), " giao ", day_.NameOf(plan_.issuer_unit()),
                                           " chủ trì, cũng là đơn vị ban hành kế hoạch và phê duyệt kết quả."));
      finding.set_remedy("Hãy giao một đơn vị khác chủ trì, hoặc để một đơn vị khác phê duyệt kết quả.");
      writer_.Takes(finding, {plan_.issuer_unit()});
      return;
    }
  }

  const v1::Plan& plan_;
  const v1::PlanItem& item_;
  const FindingSearch& search_;
  const FindingDay& day_;
  FindingWriter& writer_;
};

std::string WhyAlike(const DuplicateItems& pair) {
  std::vector<std::string> reasons = {absl::StrCat("cùng các từ “", pair.shared_words, "”")};
  if (pair.same_function) reasons.push_back("cùng chức năng");
  if (pair.same_product) reasons.push_back(absl::StrCat("sản phẩm giống nhau (", pair.first->product(), ")"));
  if (pair.same_deadline) reasons.push_back(absl::StrCat("cùng thời hạn (", pair.first->deadline().text(), ")"));
  return absl::StrJoin(reasons, "; ");
}

void TellDuplicate(const DuplicateItems& pair, FindingWriter& writer) {
  v1::Finding& finding = writer.Add(v1::FINDING_KIND_DUPLICATE_ITEM, {pair.first->name(), pair.second->name()});
  finding.add_plan_items(pair.first->name());
  finding.add_plan_items(pair.second->name());
  if (pair.same_function) finding.set_function(pair.first->function());
  FindingWriter::RestsOn(finding, pair.first_plan->provenance().verification());
  FindingWriter::RestsOn(finding, pair.second_plan->provenance().verification());
  finding.set_explanation(absl::StrCat(ItemForPeople(*pair.first_plan, *pair.first), " và ",
                                       ItemForPeople(*pair.second_plan, *pair.second),
                                       " yêu cầu cùng một việc: ", WhyAlike(pair), "."));
  finding.set_remedy(
      "Hãy gộp thành một nhiệm vụ của một kế hoạch và rút nhiệm vụ kia, hoặc ghi rõ điểm khác nhau (địa bàn, đối "
      "tượng, thời gian).");
  std::vector<std::string> leads;
  for (const v1::PlanItem* item : {pair.first, pair.second}) {
    for (const v1::ResponsibleParty& party : item->leads()) {
      leads.insert(leads.end(), party.units().begin(), party.units().end());
      if (!party.unit_set().empty()) leads.push_back(party.unit_set());
    }
  }
  writer.Takes(finding, leads);
}

}  // namespace

bool IsMeasured(const v1::PlanItem& item) {
  if (!item.product().empty() || !item.evidence_slots().empty()) return true;
  const std::string folded = organisation::FoldedWords(item.text());
  if (std::any_of(folded.begin(), folded.end(), [](char c) { return c >= '0' && c <= '9'; })) return true;
  return std::any_of(std::begin(kMeasures), std::end(kMeasures),
                     [&](absl::string_view measure) { return absl::StrContains(folded, measure); });
}

void FindInItems(const FindingSearch& search, const FindingDay& day, FindingWriter& writer) {
  const std::vector<const v1::Plan*> plans = search.PlansOn(day.day());
  const std::set<const v1::Plan*> in_force(plans.begin(), plans.end());
  for (const DuplicateItems& pair : search.duplicates()) {
    if (in_force.contains(pair.first_plan) && in_force.contains(pair.second_plan)) TellDuplicate(pair, writer);
  }
  if (!search.WantsOneOf({v1::FINDING_KIND_NO_RESULT_MEASURE, v1::FINDING_KIND_UNASSIGNED_ITEM,
                          v1::FINDING_KIND_DANGLING, v1::FINDING_KIND_LEVEL_MISMATCH,
                          v1::FINDING_KIND_ROLE_CONFLICT})) {
    return;
  }
  for (const v1::Plan* plan : plans) {
    for (const v1::PlanItem& item : plan->items()) ItemLook(*plan, item, search, day, writer).Look();
  }
}

}  // namespace phoihop::responsibility
