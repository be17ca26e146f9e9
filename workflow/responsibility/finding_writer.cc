// Ids, names and words of findings.
#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/finding_search.h"
#include "workflow/stable_hash.h"

namespace phoihop::responsibility {
namespace {

// Bytes of a text that an explanation quotes.
constexpr size_t kQuotedBytes = 240;
// Successors that a remedy names.
constexpr size_t kNamedSuccessors = 6;

// Against accident: two different things of one kind get different ids.
std::string HashOf(std::initializer_list<absl::string_view> parts) {
  std::string whole;
  for (const absl::string_view part : parts) {
    absl::StrAppend(&whole, part);
    whole += '\0';  // parts do not run together
  }
  return StableHashText(whole);
}

// `FINDING_KIND_BASIS_EXPIRED` → `basis-expired`.
std::string KindInId(v1::FindingKind kind) {
  const std::string& whole = v1::FindingKind_Name(kind);
  std::string word(absl::StripPrefix(whole, "FINDING_KIND_"));
  absl::AsciiStrToLower(&word);
  std::replace(word.begin(), word.end(), '_', '-');
  return word;
}

// From the surest to the least sure.
int DoubtOf(v1::Verification verification) {
  switch (verification) {
    case v1::VERIFICATION_VERIFIED:
      return 1;
    case v1::VERIFICATION_VERIFIED_IN_PART:
      return 2;
    case v1::VERIFICATION_UNVERIFIED:
      return 3;
    case v1::VERIFICATION_ILLUSTRATIVE:
      return 4;
    default:
      return 0;
  }
}

}  // namespace

v1::Finding& FindingWriter::Add(v1::FindingKind kind, std::initializer_list<absl::string_view> about) {
  v1::Finding& finding = found_.emplace_back();
  finding.set_name(ChildName(ProvinceName(search_.question().directory.data().province()), "findings",
                             absl::StrCat(KindInId(kind), "-", HashOf(about))));
  finding.set_kind(kind);
  return finding;
}

void FindingWriter::About(v1::Finding& finding, const FunctionEntry& entry) {
  if (entry.function != nullptr) {
    finding.set_function(entry.key);
    RestsOn(finding, entry.function->provenance().verification());
  } else if (!entry.duties.empty() && !entry.duties[0]->function_name().empty()) {
    finding.set_function(entry.key);
  }
  finding.set_function_text(entry.text);
  if (entry.duties.size() == 1) finding.set_duty(entry.duties[0]->name());
}

void FindingWriter::Takes(v1::Finding& finding, const std::vector<std::string>& units) const {
  std::set<std::string> all(finding.units().begin(), finding.units().end());
  all.insert(units.begin(), units.end());
  finding.clear_units();
  for (const std::string& unit : all) {
    finding.add_units(unit);
    (*finding.mutable_display_names())[unit] = day_.NameOf(unit);
  }
}

void FindingWriter::RestsOn(v1::Finding& finding, v1::Verification verification) {
  if (DoubtOf(verification) > DoubtOf(finding.verification())) finding.set_verification(verification);
}

void FindingWriter::RestsOn(v1::Finding& finding, v1::DutyStatus status) {
  switch (status) {
    case v1::DUTY_STATUS_REGULATED:
      return RestsOn(finding, v1::VERIFICATION_VERIFIED);
    case v1::DUTY_STATUS_REPORTED:
      return RestsOn(finding, v1::VERIFICATION_VERIFIED_IN_PART);
    case v1::DUTY_STATUS_ILLUSTRATIVE:
      return RestsOn(finding, v1::VERIFICATION_ILLUSTRATIVE);
    default:
      return;
  }
}

std::string NamesOf(const FindingDay& day, const std::vector<std::string>& units, size_t most) {
  std::vector<std::string> names;
  for (const std::string& unit : units) {
    if (names.size() == most) break;
    names.push_back(day.NameOf(unit));
  }
  const size_t more = units.size() - names.size();
  return absl::StrCat(absl::StrJoin(names, "; "), more > 0 ? absl::StrCat(" và ", more, " đơn vị khác") : "");
}

std::string DateForPeople(absl::string_view date) {
  const auto day = ParseDate(date);
  return day.ok() ? FormatDateForPeople(*day) : std::string(date);
}

std::string Quoted(absl::string_view text) {
  if (text.size() <= kQuotedBytes) return absl::StrCat("“", text, "”");
  // At the last blank that fits: blanks never stand inside of a letter.
  const size_t cut = text.substr(0, kQuotedBytes).rfind(' ');
  return absl::StrCat("“", text.substr(0, cut == absl::string_view::npos ? 0 : cut), " …”");
}

std::string PlanForPeople(const v1::Plan& plan) {
  if (!plan.number().empty()) return absl::StrCat("Kế hoạch ", plan.number());
  return plan.display_name().empty() ? absl::StrCat("Kế hoạch ", LastSegment(plan.name())) : plan.display_name();
}

std::string ItemForPeople(const v1::Plan& plan, const v1::PlanItem& item) {
  return absl::StrCat("Nhiệm vụ ", item.ordinal(), item.ordinal().empty() ? "" : " ", Quoted(item.text()), " của ",
                      PlanForPeople(plan));
}

std::string WhyAbsent(const Absence& absence) {
  const std::string since = absence.date.empty() ? "" : absl::StrCat(" từ ngày ", DateForPeople(absence.date));
  switch (absence.kind) {
    case Absence::Kind::kNotYet:
      return absl::StrCat("đến ngày ", DateForPeople(absence.date), " mới có");
    case Absence::Kind::kLevelEnded:
      return absl::StrCat("thuộc cấp hành chính không còn", since);
    case Absence::Kind::kUnknown:
      return "không có trong dữ liệu tổ chức";
    default:
      return absl::StrCat("không còn hoạt động", since);
  }
}

v1::FindingKind KindOf(const Absence& absence) {
  return absence.kind == Absence::Kind::kLevelEnded ? v1::FINDING_KIND_LEVEL_MISMATCH : v1::FINDING_KIND_DANGLING;
}

std::string RemedyForAbsent(const FindingDay& day, absl::string_view holder, absl::string_view what,
                            absl::string_view text) {
  if (const v1::UnitSet* set = day.directory().FindUnitSet(holder); set != nullptr) {
    const std::vector<std::string> next(set->successor_sets().begin(), set->successor_sets().end());
    if (next.empty()) return absl::StrCat("Hãy giao lại ", what, " cho các đơn vị đang hoạt động.");
    return absl::StrCat("Hãy giao lại ", what, " cho ", NamesOf(day, next), ", hoặc cho một sở, ngành của tỉnh.");
  }
  const Absence absence = day.AbsenceOf(holder);
  if (absence.kind == Absence::Kind::kNotYet) {
    return absl::StrCat("Hãy giao ", what, " cho một đơn vị đang hoạt động cho đến ngày ", DateForPeople(absence.date),
                        ".");
  }
  const v1::ResolveSuccessorsResponse successors = day.directory().ResolveSuccessors(holder, day.day());
  organisation::FunctionTerms terms;
  for (const auto& successor : successors.holders()) terms.AddPart(successor.partition());
  const auto hits = terms.InText(organisation::FoldedWords(text));
  std::vector<std::string> names;
  for (int i = 0; i < successors.holders_size(); ++i) {
    if (hits.size() == 1 && hits[0].part != static_cast<size_t>(i)) continue;
    if (names.size() == kNamedSuccessors) {
      names.push_back("…");
      break;
    }
    const auto& successor = successors.holders(i);
    const std::string& part = successor.partition().text();
    names.push_back(absl::StrCat(day.NameOf(successor.unit()), part.empty() ? "" : absl::StrCat(" (", part, ")")));
  }
  if (names.empty()) return absl::StrCat("Hãy giao lại ", what, " cho một đơn vị đang hoạt động.");
  if (names.size() == 1) {
    return absl::StrCat("Hãy giao ", what, " cho ", names[0], ", đơn vị đã nhận việc của ", day.NameOf(holder), ".");
  }
  return absl::StrCat("Hãy giao ", what, " cho một trong các đơn vị đã nhận việc của ", day.NameOf(holder), ": ",
                      absl::StrJoin(names, "; "), ".");
}

}  // namespace phoihop::responsibility
