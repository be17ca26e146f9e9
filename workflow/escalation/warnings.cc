#include "workflow/escalation/warnings.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/escalation/ladder.h"
#include "workflow/escalation/recipients.h"
#include "workflow/resource_name.h"

namespace phoihop::escalation {
namespace {

// In the explanation; the answer lists more.
constexpr size_t kNamedUnits = 5;

absl::string_view AudienceForPeople(v1::Audience audience) {
  switch (audience) {
    case v1::AUDIENCE_LEADERSHIP_OF_LEAD:
      return "lãnh đạo đơn vị chủ trì";
    case v1::AUDIENCE_ISSUER:
      return "thủ trưởng cơ quan giao nhiệm vụ";
    case v1::AUDIENCE_SUPERIOR_OF_LEAD:
      return "thủ trưởng cấp trên của đơn vị chủ trì";
    case v1::AUDIENCE_MONITOR:
      return "đầu mối theo dõi";
    case v1::AUDIENCE_APPROVER:
      return "thủ trưởng đơn vị phê duyệt";
    case v1::AUDIENCE_HANDOFF_RECEIVER:
      return "thủ trưởng đơn vị nhận bàn giao";
    case v1::AUDIENCE_COORDINATORS:
      return "thủ trưởng đơn vị phối hợp";
    case v1::AUDIENCE_PROVINCIAL_OFFICE:
      return "lãnh đạo Văn phòng UBND cấp tỉnh";
    default:
      return "thủ trưởng đơn vị chủ trì";
  }
}

absl::string_view PurposeForPeople(v1::ClockPurpose purpose) {
  switch (purpose) {
    case v1::CLOCK_PURPOSE_ACKNOWLEDGE:
      return "hạn tiếp nhận";
    case v1::CLOCK_PURPOSE_COMPLETE:
      return "hạn hoàn thành";
    case v1::CLOCK_PURPOSE_APPROVE:
      return "hạn phê duyệt";
    case v1::CLOCK_PURPOSE_ISSUER_DECISION:
      return "hạn quyết định của cơ quan giao";
    case v1::CLOCK_PURPOSE_HANDOFF_REPLY:
      return "hạn trả lời bàn giao";
    case v1::CLOCK_PURPOSE_CONTRIBUTE:
      return "hạn cho ý kiến phối hợp";
    case v1::CLOCK_PURPOSE_INTERIM:
      return "hạn của từng bước";
    default:
      return "thời điểm do hệ thống tự thực hiện";
  }
}

// A task in which the unit has the part that the audience is about. Without an issuer nobody is left out for being it.
v1::Task SceneOf(v1::Audience audience, const std::string& unit) {
  v1::Task scene;
  scene.set_lead_unit(unit);
  if (audience == v1::AUDIENCE_ISSUER) scene.set_issuer_unit(unit);
  if (audience == v1::AUDIENCE_APPROVER) scene.set_approver_unit(unit);
  if (audience == v1::AUDIENCE_COORDINATORS) scene.add_coordinator_units(unit);
  return scene;
}

// Whom the heads of a unit stand for: who has the task besides, who receives a hand-off.
v1::Audience Resolved(v1::Audience audience) {
  const bool heads = audience == v1::AUDIENCE_ASSIGNED_PERSON || audience == v1::AUDIENCE_HANDOFF_RECEIVER;
  return heads ? v1::AUDIENCE_HEAD_OF_LEAD : audience;
}

class Finder {
 public:
  Finder(const v1::EscalationPolicy& next, const organisation::Directory& directory, absl::CivilDay day)
      : next_(next), directory_(directory), day_(day) {
    for (const v1::Unit* unit : directory.units()) {
      const v1::UnitVersion* version = organisation::Directory::VersionOn(*unit, day);
      if (version == nullptr || !directory.IsAlive(unit->name(), day)) continue;
      const bool small = version->kind() == v1::UNIT_KIND_DIVISION && directory.MembersOf(unit->name(), day).empty();
      if (!small) leads_.push_back(unit->name());
    }
  }

  void AddUnreached(std::vector<Warning>& out) const {
    std::set<v1::Audience> seen;
    for (const v1::Rung& rung : next_.rungs()) {
      for (const int named : rung.audiences()) {
        const auto audience = Resolved(static_cast<v1::Audience>(named));
        if (audience == v1::AUDIENCE_WATCHERS || !seen.insert(audience).second) continue;
        Look(audience, out);
      }
    }
  }

 private:
  void Look(v1::Audience audience, std::vector<Warning>& out) const {
    std::set<std::string> inboxes;
    for (const std::string& unit : leads_) {
      const v1::Task scene = SceneOf(audience, unit);
      google::protobuf::RepeatedPtrField<v1::Escalation::Recipient> found;
      Recipients(scene, directory_, day_, found).Add(audience);
      for (const v1::Escalation::Recipient& recipient : found) {
        if (recipient.person().empty()) inboxes.insert(recipient.unit());
      }
    }
    if (inboxes.empty()) return;
    Warning warning{Warning::Kind::kNobodyReached, audience};
    const bool no_office = inboxes.erase("") > 0;
    warning.total_units = static_cast<int>(inboxes.size());
    for (const std::string& unit : inboxes) {
      if (warning.units.size() < kMaxWarningUnits) warning.units.push_back(unit);
    }
    warning.explanation = Explain(audience, warning, no_office);
    out.push_back(std::move(warning));
  }

  std::string Explain(v1::Audience audience, const Warning& warning, bool no_office) const {
    std::string text = absl::StrCat("Hôm nay chưa có ", AudienceForPeople(audience));
    if (no_office) absl::StrAppend(&text, ": chưa có văn phòng cấp tỉnh, sẽ gửi hộp thư cơ quan giao nhiệm vụ");
    if (warning.units.empty()) return absl::StrCat(text, ".");
    std::vector<std::string> names;
    for (size_t i = 0; i < std::min(warning.units.size(), kNamedUnits); ++i)
      names.push_back(directory_.DisplayName(warning.units[i], day_));
    absl::StrAppend(&text, no_office ? "; " : " ", "ở ", warning.total_units, " đơn vị (", absl::StrJoin(names, ", "),
                    warning.total_units > static_cast<int>(names.size()) ? ", …" : "",
                    "): sẽ gửi hộp thư đơn vị cho đến khi bổ nhiệm.");
    return text;
  }

  const v1::EscalationPolicy& next_;
  const organisation::Directory& directory_;
  const absl::CivilDay day_;
  std::vector<std::string> leads_;
};

void AddPurposes(const v1::EscalationPolicy& next, const internal::v1::ReferenceData& data, std::vector<Warning>& out) {
  internal::v1::ReferenceData after;
  *after.mutable_escalation_policies() = data.escalation_policies();
  *after.add_escalation_policies() = next;
  const Policies before(data), policies(after);
  for (int number = v1::ClockPurpose_MIN + 1; number <= v1::ClockPurpose_MAX; ++number) {
    const auto purpose = static_cast<v1::ClockPurpose>(number);
    const bool asked = std::find(next.purposes().begin(), next.purposes().end(), number) != next.purposes().end();
    const v1::EscalationPolicy *followed = before.ForPurpose(purpose), *follows = policies.ForPurpose(purpose);
    Warning warning{Warning::Kind::kOtherLadder, v1::AUDIENCE_UNSPECIFIED, purpose};
    if (asked && follows != nullptr && follows->name() != next.name()) {
      warning.other = follows->name();
      warning.explanation =
          absl::StrCat(PurposeForPeople(purpose), " theo thang “", follows->display_name(), "” (",
                       LastSegment(follows->name()), "), không theo thang này; hãy bỏ mục đích đó khỏi một trong hai.");
    } else if (asked && followed != nullptr && followed->name() != next.name()) {
      warning.kind = Warning::Kind::kTakesOver;
      warning.other = followed->name();
      warning.explanation = absl::StrCat("Từ nay ", PurposeForPeople(purpose), " theo thang này, thay cho thang “",
                                         followed->display_name(), "” (", LastSegment(followed->name()), ").");
    } else if (follows == nullptr && followed != nullptr) {
      warning.kind = Warning::Kind::kNotWatched;
      warning.explanation = absl::StrCat("Không còn thang nào theo dõi ", PurposeForPeople(purpose), ".");
    } else {
      continue;
    }
    out.push_back(std::move(warning));
  }
}

void AddSystems(const v1::EscalationPolicy& next, const std::set<std::string>& known, std::vector<Warning>& out) {
  std::set<std::string> told = known;
  for (const v1::Rung& rung : next.rungs()) {
    for (const std::string& system : rung.systems()) {
      if (!told.insert(system).second) continue;
      Warning warning{Warning::Kind::kUnknownSystem};
      warning.system = system;
      warning.explanation = absl::StrCat("Máy chủ chưa biết địa chỉ của hệ thống “", system,
                                         "”: hãy báo người vận hành khai báo (--systems-file); cho đến lúc đó lời gọi "
                                         "được thử lại, rồi ghi nhận là không gửi được.");
      out.push_back(std::move(warning));
    }
  }
}

}  // namespace

std::vector<Warning> WarningsOf(const v1::EscalationPolicy& next, const internal::v1::ReferenceData& data,
                                const organisation::Directory& directory, absl::CivilDay day,
                                const std::set<std::string>& systems) {
  std::vector<Warning> warnings;
  Finder(next, directory, day).AddUnreached(warnings);
  AddPurposes(next, data, warnings);
  AddSystems(next, systems, warnings);
  return warnings;
}

}  // namespace phoihop::escalation
