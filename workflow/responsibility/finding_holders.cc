// Duties whose holder is not there, and duties and plans whose basis does not stand.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflow/responsibility/duty.h"
#include "workflow/responsibility/finding_search.h"

namespace phoihop::responsibility {
namespace {

const char* RoleForPeople(v1::DutyRole role) {
  switch (role) {
    case v1::DUTY_ROLE_LEAD:
      return "chủ trì";
    case v1::DUTY_ROLE_COORDINATE:
      return "phối hợp";
    case v1::DUTY_ROLE_ADVISE:
      return "tham mưu";
    case v1::DUTY_ROLE_APPROVE:
      return "phê duyệt";
    case v1::DUTY_ROLE_MONITOR:
      return "giám sát";
    case v1::DUTY_ROLE_RECEIVE_REPORT:
      return "nhận báo cáo";
    case v1::DUTY_ROLE_INFORMED:
      return "để biết";
    default:
      return "tham gia";
  }
}

void LookAtHolder(const FunctionEntry& entry, const v1::Duty& duty, const v1::Duty::Holder& holder,
                  const FindingSearch& search, const FindingDay& day, FindingWriter& writer) {
  const Absence absence = day.AbsenceOf(holder.holder());
  if (absence.kind == Absence::Kind::kLives || !search.Wants(KindOf(absence))) return;
  v1::Finding& finding =
      writer.Add(KindOf(absence), {duty.name(), holder.holder(), v1::DutyRole_Name(holder.role()), holder.territory()});
  FindingWriter::About(finding, entry);
  finding.set_duty(duty.name());
  finding.set_territory(TerritoryOf(duty, holder));
  FindingWriter::RestsOn(finding, holder.status());
  FindingWriter::RestsOn(finding, duty.provenance().verification());
  if (!finding.territory().empty()) {
    (*finding.mutable_display_names())[finding.territory()] = day.NameOf(finding.territory());
  }
  const v1::Citation& basis = holder.has_basis() ? holder.basis() : duty.basis();
  *finding.mutable_basis() = basis;
  for (const v1::Instrument* instrument : search.Cited(basis)) finding.add_instruments(instrument->name());
  finding.set_explanation(absl::StrCat("Việc ", RoleForPeople(holder.role()), " ", Quoted(entry.text), " đang ghi cho ",
                                       day.NameOf(holder.holder()), ", ", WhyAbsent(absence), "."));
  finding.set_remedy(
      RemedyForAbsent(day, holder.holder(), absl::StrCat("việc ", RoleForPeople(holder.role())), entry.text));
  writer.Takes(finding, {holder.holder()});
}

// An instrument that something rests on.
class Basis {
 public:
  Basis(const v1::Instrument& instrument, const FindingSearch& search, const FindingDay& day)
      : instrument_(instrument), validity_(search.instruments().ValidityOn(instrument, day.day())) {}

  // UNSPECIFIED when nothing is wrong with it, or nothing is known.
  v1::FindingKind Kind() const {
    switch (validity_.status()) {
      case v1::INSTRUMENT_STATUS_REPLACED:
      case v1::INSTRUMENT_STATUS_REPEALED:
      case v1::INSTRUMENT_STATUS_EXPIRED:
      case v1::INSTRUMENT_STATUS_NOT_CHOSEN:
        return v1::FINDING_KIND_BASIS_EXPIRED;
      case v1::INSTRUMENT_STATUS_TEMPORARILY_APPLIED:
        return v1::FINDING_KIND_BASIS_TEMPORARY;
      default:
        return v1::FINDING_KIND_UNSPECIFIED;
    }
  }

  // `what` rests on it.
  void Tell(absl::string_view what, v1::Finding& finding) const {
    const bool temporary = Kind() == v1::FINDING_KIND_BASIS_TEMPORARY;
    finding.add_instruments(instrument_.name());
    if (!validity_.by().empty() && validity_.by() != instrument_.name()) finding.add_instruments(validity_.by());
    std::sort(finding.mutable_instruments()->begin(), finding.mutable_instruments()->end());
    FindingWriter::RestsOn(finding, instrument_.provenance().verification());
    finding.set_explanation(absl::StrCat(
        what, temporary ? " dựa vào văn bản chỉ được áp dụng tạm thời. " : " dựa vào văn bản không còn là căn cứ. ",
        validity_.explanation()));
    if (temporary) {
      finding.set_remedy(absl::StrCat("Hãy ban hành văn bản mới thay thế ", instrument_.number(),
                                      ", rồi ghi căn cứ mới; cho đến lúc đó hãy nêu rõ là áp dụng tạm thời."));
    } else {
      finding.set_remedy(absl::StrCat("Hãy rà soát và ghi căn cứ đang có hiệu lực thay cho ", instrument_.number(),
                                      ", hoặc kết thúc việc này."));
    }
  }

 private:
  const v1::Instrument& instrument_;
  const v1::InstrumentValidity validity_;
};

void LookAtBasesOfDuty(const FunctionEntry& entry, const v1::Duty& duty, const FindingSearch& search,
                       const FindingDay& day, FindingWriter& writer) {
  std::vector<const v1::Instrument*> cited;
  bool in_force = false;
  const auto cite = [&](const v1::Citation& citation) {
    for (const v1::Instrument* instrument : search.Cited(citation)) {
      if (std::find(cited.begin(), cited.end(), instrument) == cited.end()) cited.push_back(instrument);
    }
  };
  for (const v1::Duty::Holder& holder : duty.holders()) {
    if (!day.Within(holder.valid_from(), holder.valid_to())) continue;
    in_force = true;
    if (holder.has_basis()) cite(holder.basis());
  }
  if (!in_force) return;
  cite(duty.basis());
  for (const v1::Instrument* instrument : cited) {
    const Basis basis(*instrument, search, day);
    if (basis.Kind() == v1::FINDING_KIND_UNSPECIFIED || !search.Wants(basis.Kind())) continue;
    v1::Finding& finding = writer.Add(basis.Kind(), {duty.name(), instrument->name()});
    FindingWriter::About(finding, entry);
    finding.set_duty(duty.name());
    FindingWriter::RestsOn(finding, duty.provenance().verification());
    *finding.mutable_basis() = duty.basis();
    basis.Tell(absl::StrCat("Việc ", Quoted(entry.text)), finding);
  }
}

void LookAtBasesOfPlan(const v1::Plan& plan, const FindingSearch& search, const FindingDay& day,
                       FindingWriter& writer) {
  std::vector<const v1::Instrument*> cited = search.Cited(plan.basis());
  // The plan may be known as an instrument itself, and have been replaced.
  const v1::Instrument* itself = plan.number().empty() ? nullptr : search.instruments().ByNumber(plan.number());
  if (itself != nullptr && std::find(cited.begin(), cited.end(), itself) == cited.end()) cited.push_back(itself);
  for (const v1::Instrument* instrument : cited) {
    const Basis basis(*instrument, search, day);
    if (basis.Kind() == v1::FINDING_KIND_UNSPECIFIED || !search.Wants(basis.Kind())) continue;
    v1::Finding& finding = writer.Add(basis.Kind(), {plan.name(), instrument->name()});
    finding.add_plan_items(plan.name());
    FindingWriter::RestsOn(finding, plan.provenance().verification());
    *finding.mutable_basis() = plan.basis();
    basis.Tell(PlanForPeople(plan), finding);
  }
}

}  // namespace

void FindAbsentHolders(const FindingSearch& search, const FindingDay& day, FindingWriter& writer) {
  if (!search.WantsOneOf({v1::FINDING_KIND_DANGLING, v1::FINDING_KIND_LEVEL_MISMATCH})) return;
  for (const FunctionEntry& entry : search.functions()) {
    for (const v1::Duty* duty : entry.duties) {
      for (const v1::Duty::Holder& holder : duty->holders()) {
        if (!day.Within(holder.valid_from(), holder.valid_to())) continue;
        LookAtHolder(entry, *duty, holder, search, day, writer);
      }
    }
  }
}

void FindWeakBases(const FindingSearch& search, const FindingDay& day, FindingWriter& writer) {
  if (!search.WantsOneOf({v1::FINDING_KIND_BASIS_EXPIRED, v1::FINDING_KIND_BASIS_TEMPORARY})) return;
  for (const FunctionEntry& entry : search.functions()) {
    for (const v1::Duty* duty : entry.duties) LookAtBasesOfDuty(entry, *duty, search, day, writer);
  }
  for (const v1::Plan* plan : search.PlansOn(day.day())) LookAtBasesOfPlan(*plan, search, day, writer);
}

}  // namespace phoihop::responsibility
