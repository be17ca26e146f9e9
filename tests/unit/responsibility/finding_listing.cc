#include "tests/unit/responsibility/finding_listing.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/finding.h"

namespace phoihop::responsibility {
namespace {

v1::Plan Imported(const std::string& file, v1::Plan settings, const std::string& id, absl::CivilDay today) {
  v1::Plan plan = plan::ImportFile(file, settings, today).plan();
  // The helper imports everything under one name.
  for (v1::PlanItem& item : *plan.mutable_items()) {
    item.set_name(ChildName(PlanName("dong-nai", id), "items", LastSegment(item.name())));
  }
  plan.set_name(PlanName("dong-nai", id));
  plan.mutable_provenance()->set_verification(v1::VERIFICATION_ILLUSTRATIVE);
  return plan;
}

std::string Ids(const google::protobuf::RepeatedPtrField<std::string>& names) {
  return absl::StrJoin(names, ", ",
                       [](std::string* out, const std::string& name) { absl::StrAppend(out, LastSegment(name)); });
}

}  // namespace

std::string ListingOf(absl::CivilDay day) {
  const Facts& facts = plan::DongNai();
  const std::vector<v1::Plan> plans = {
      Imported("plan_183_sample.csv", plan::SettingsOf183(), "kh-183", absl::CivilDay(2025, 7, 1)),
      Imported("plan_2026_sample.csv", plan::SettingsOf2026(), "kh-2026", absl::CivilDay(2026, 1, 15))};
  FindingQuestion question{facts.directory(), {&plans[0], &plans[1]}, day, day + 1, {}};
  std::string listing =
      absl::StrCat("Phát hiện ngày ", FormatDateForPeople(day), " từ data/dong-nai và hai kế hoạch mẫu.\n");
  v1::FindingKind kind = v1::FINDING_KIND_UNSPECIFIED;
  for (const v1::Finding& finding : FindFindings(question)) {
    if (finding.kind() != kind) {
      kind = finding.kind();
      absl::StrAppend(&listing, "\n== ", v1::FindingKind_Name(kind), "\n");
    }
    absl::StrAppend(&listing, "\n", LastSegment(finding.name()), "  ",
                    v1::Verification_Name(finding.verification()).substr(sizeof("VERIFICATION_") - 1), "\n");
    absl::StrAppend(&listing, "  ", finding.explanation(), "\n  → ", finding.remedy(), "\n");
    const std::string about = absl::StrJoin(
        {absl::string_view(LastSegment(finding.function())), absl::string_view(LastSegment(finding.duty()))}, " ");
    absl::StrAppend(&listing, "  việc: ", about, " · đơn vị: ", Ids(finding.units()),
                    " · văn bản: ", Ids(finding.instruments()), " · nhiệm vụ: ", Ids(finding.plan_items()), "\n");
  }
  return listing;
}

}  // namespace phoihop::responsibility
