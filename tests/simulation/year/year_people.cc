#include "tests/simulation/year/year_people.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/simulation/province_before.h"
#include "workflow/civil_time.h"
#include "workflow/open_handoff.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

constexpr char kProvinceId[] = "dong-nai";
constexpr int kWorkingMinutes = 480;  // 7:30 to 11:30 and 13:30 to 17:30

std::string Id(const std::string& name) { return std::string(LastSegment(name)); }

bool IsWorkUnit(v1::UnitKind kind) {
  return kind == v1::UNIT_KIND_COMMUNE || kind == v1::UNIT_KIND_WARD || kind == v1::UNIT_KIND_TOWNSHIP ||
         kind == v1::UNIT_KIND_DEPARTMENT;
}

const v1::Handoff* Offered(const v1::Task& task) {
  const auto found = std::find_if(task.handoffs().begin(), task.handoffs().end(), IsOpenHandoff);
  return found == task.handoffs().end() ? nullptr : &*found;
}

}  // namespace

absl::Time YearPeople::InWorkingTime(const Facts& facts, absl::CivilDay day, int working_days) {
  const auto start = facts.calendar().NextWorkingDay(day);
  const auto chosen = facts.calendar().AddWorkingDays(*start, working_days);
  int minute = static_cast<int>(Below(kWorkingMinutes));
  minute += 7 * 60 + 30 + (minute < kWorkingMinutes / 2 ? 0 : 120);
  return StartOfDay(*chosen) + absl::Minutes(minute);
}

const std::vector<std::string>& YearPeople::UnitsOn(const Facts& facts, absl::CivilDay day) {
  if (units_of_ == &facts && units_on_ == day) return units_;
  units_.clear();
  for (const v1::Unit* unit : facts.directory().units()) {
    const v1::UnitVersion* version = organisation::Directory::VersionOn(*unit, day);
    if (version != nullptr && IsWorkUnit(version->kind()) && facts.directory().IsAlive(unit->name(), day)) {
      units_.push_back(unit->name());
    }
  }
  units_of_ = &facts;
  units_on_ = day;
  return units_;
}

std::string YearPeople::CommitteeOn(const Facts& facts, absl::CivilDay day) const {
  const std::string present = UnitName(kProvinceId, kCommittee);
  return facts.directory().IsAlive(present, day) ? present : UnitName(kProvinceId, kFormerCommittee);
}

std::string YearPeople::OtherUnit(const Facts& facts, absl::CivilDay day, const std::string& but) {
  const std::vector<std::string>& units = UnitsOn(facts, day);
  while (true) {
    const std::string& unit = units[Below(units.size())];
    if (unit != but) return unit;
  }
}

void YearPeople::SetAbsent(const std::string& person, const std::string& substitute, absl::CivilDay from,
                           absl::CivilDay to) {
  absent_[person] = {substitute, from, to};
}

v1::Actor YearPeople::Acting(const std::string& unit, const std::string& person, absl::Time now) {
  v1::Actor actor;
  actor.set_unit(unit);
  actor.set_person(person);
  const auto absence = absent_.find(person);
  if (absence == absent_.end() || DayOf(now) < absence->second.from || DayOf(now) >= absence->second.to) return actor;
  actor.set_person(absence->second.substitute);
  actor.set_on_behalf_of(person);
  ++on_behalf_;
  return actor;
}

v1::Actor YearPeople::Head(const std::string& unit, absl::Time now) {
  return Acting(unit, PersonName(kProvinceId, HeadOf(Id(unit))), now);
}

v1::Actor YearPeople::Officer(const std::string& unit, absl::Time now) {
  return Acting(unit, PersonName(kProvinceId, OfficerOf(Id(unit))), now);
}

Step YearPeople::Give(int number, const Facts& facts, absl::Time now) {
  const absl::CivilDay day = DayOf(now);
  const std::string lead = OtherUnit(facts, day, "");
  const std::string issuer = Percent(70) ? CommitteeOn(facts, day) : OtherUnit(facts, day, lead);
  Step step{Head(issuer, now), {}};
  auto* create = step.command.mutable_create();
  create->set_parent(ProvinceName(kProvinceId));
  create->set_task_id(absl::StrFormat("nam-%05d", number));
  create->set_issue(true);
  v1::Task& task = *create->mutable_task();
  task.set_title(absl::StrCat("Nhiệm vụ số ", number, " của năm"));
  task.set_lead_unit(lead);
  task.set_issuer_unit(issuer);
  task.set_approval_required(Percent(50));
  task.mutable_basis()->set_instrument_number(absl::StrCat(number % 700 + 1, "/QĐ-UBND"));
  if (!Percent(5)) task.set_requested_due_date(FormatDate(day + 5 + static_cast<int>(Below(90))));
  return step;
}

std::optional<Step> YearPeople::Next(const v1::Task& task, const Facts& facts, absl::Time now) {
  if (Percent(1)) {
    Step revoke{Head(task.issuer_unit(), now), {}};
    revoke.command.mutable_revoke()->set_name(task.name());
    revoke.command.mutable_revoke()->set_reason("Nhiệm vụ không còn cần thiết");
    return revoke;
  }
  switch (task.state()) {
    case v1::TASK_STATE_ISSUED:
      return OfIssued(task, facts, now);
    case v1::TASK_STATE_REFUSED:
      return OfRefused(task, facts, now);
    case v1::TASK_STATE_ACCEPTED:
      return OfAccepted(task, facts, now);
    case v1::TASK_STATE_IN_PROGRESS:
      return OfWorked(task, now);
    case v1::TASK_STATE_SUBMITTED:
      return OfSubmitted(task, now);
    default:
      return std::nullopt;
  }
}

Step YearPeople::OfIssued(const v1::Task& task, const Facts& facts, absl::Time now) {
  Step step{Officer(task.lead_unit(), now), {}};
  if (!Percent(5)) {
    step.command.mutable_accept()->set_name(task.name());
    return step;
  }
  auto* refuse = step.command.mutable_refuse();
  refuse->set_name(task.name());
  refuse->set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
  refuse->set_explanation("Không thuộc nhiệm vụ của đơn vị");
  if (Percent(60)) refuse->set_proposed_unit(OtherUnit(facts, DayOf(now), task.lead_unit()));
  return step;
}

Step YearPeople::OfRefused(const v1::Task& task, const Facts& facts, absl::Time now) {
  Step step{Head(task.issuer_unit(), now), {}};
  if (Percent(20)) {
    step.command.mutable_drop()->set_name(task.name());
    step.command.mutable_drop()->set_reason("Không đơn vị nào thực hiện được");
    return step;
  }
  auto* reissue = step.command.mutable_reissue();
  reissue->set_name(task.name());
  reissue->set_reason("Giao lại");
  if (Percent(70)) reissue->set_lead_unit(OtherUnit(facts, DayOf(now), task.lead_unit()));
  return step;
}

std::optional<Step> YearPeople::OfAccepted(const v1::Task& task, const Facts& facts, absl::Time now) {
  if (const v1::Handoff* offered = Offered(task)) return OfOffered(task, *offered, now);
  if (task.assignee().empty() && Percent(70)) {
    Step assign{Head(task.lead_unit(), now), {}};
    assign.command.mutable_assign_person()->set_name(task.name());
    assign.command.mutable_assign_person()->set_person(PersonName(kProvinceId, OfficerOf(Id(task.lead_unit()))));
    return assign;
  }
  Step step{Officer(task.lead_unit(), now), {}};
  if (Percent(6)) {
    auto* hand_off = step.command.mutable_hand_off();
    hand_off->set_name(task.name());
    hand_off->mutable_handoff()->set_to_unit(OtherUnit(facts, DayOf(now), task.lead_unit()));
    hand_off->mutable_handoff()->set_reason("Thuộc chức năng của đơn vị nhận");
    return step;
  }
  step.command.mutable_start()->set_name(task.name());
  return step;
}

// Some receivers never answer: it expires, and the sender takes it back.
std::optional<Step> YearPeople::OfOffered(const v1::Task& task, const v1::Handoff& handoff, absl::Time now) {
  if (handoff.has_expire_time()) {
    Step recall{Officer(task.lead_unit(), now), {}};
    recall.command.mutable_recall_handoff()->set_name(handoff.name());
    recall.command.mutable_recall_handoff()->set_reason("Bên nhận không trả lời");
    return recall;
  }
  const uint64_t lot = Below(100);
  if (lot < 40) return std::nullopt;
  Step answer{Officer(handoff.to_unit(), now), {}};
  if (lot < 85) {
    answer.command.mutable_accept_handoff()->set_name(handoff.name());
  } else {
    answer.command.mutable_refuse_handoff()->set_name(handoff.name());
    answer.command.mutable_refuse_handoff()->set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
    answer.command.mutable_refuse_handoff()->set_explanation("Không thuộc chức năng");
  }
  return answer;
}

std::optional<Step> YearPeople::OfWorked(const v1::Task& task, absl::Time now) {
  if (const v1::Handoff* offered = Offered(task)) return OfOffered(task, *offered, now);
  const absl::CivilDay day = DayOf(now);
  for (const v1::Extension& extension : task.extensions()) {
    if (extension.state() != v1::Extension::STATE_REQUESTED) continue;
    Step decide{Head(task.issuer_unit(), now), {}};
    if (Percent(70)) {
      decide.command.mutable_grant_extension()->set_name(task.name());
    } else {
      decide.command.mutable_deny_extension()->set_name(task.name());
      decide.command.mutable_deny_extension()->set_explanation("Không có lý do khách quan");
    }
    return decide;
  }
  if (task.impossibility().state() == v1::ImpossibilityReport::STATE_REPORTED) {
    Step declare{Head(task.approver_unit(), now), {}};
    declare.command.mutable_declare_impossible()->set_name(task.name());
    declare.command.mutable_declare_impossible()->set_explanation("Đồng ý với báo cáo");
    return declare;
  }
  const auto due = ParseDate(task.due_date());
  const uint64_t lot = Below(1000);
  if (lot < 15) {
    Step suspend{Head(task.issuer_unit(), now), {}};
    suspend.command.mutable_suspend()->set_name(task.name());
    suspend.command.mutable_suspend()->set_reason("Chờ văn bản hướng dẫn");
    suspend.command.mutable_suspend()->set_until_date(FormatDate(day + 3 + static_cast<int>(Below(20))));
    return suspend;
  }
  Step step{Officer(task.lead_unit(), now), {}};
  if (lot < 20) {
    step.command.mutable_report_impossible()->set_name(task.name());
    step.command.mutable_report_impossible()->set_reason("Đối tượng không còn trên địa bàn");
    return step;
  }
  if (lot < 70 && due.ok() && *due > day) {
    auto* ask = step.command.mutable_request_extension();
    ask->set_name(task.name());
    ask->set_due_date(FormatDate(*due + 3 + static_cast<int>(Below(12))));
    ask->set_reason("Chờ số liệu của các đơn vị phối hợp");
    return step;
  }
  return Finish(task, now);
}

Step YearPeople::Finish(const v1::Task& task, absl::Time now) {
  Step step{Officer(task.lead_unit(), now), {}};
  if (task.approval_required()) {
    step.command.mutable_submit()->set_name(task.name());
    step.command.mutable_submit()->mutable_result()->set_summary("Đã có báo cáo kèm theo");
  } else {
    step.command.mutable_complete()->set_name(task.name());
    step.command.mutable_complete()->mutable_result()->set_summary("Đã thực hiện");
  }
  return step;
}

Step YearPeople::OfSubmitted(const v1::Task& task, absl::Time now) {
  Step step{Head(task.approver_unit(), now), {}};
  if (Percent(12)) {
    step.command.mutable_return_task()->set_name(task.name());
    step.command.mutable_return_task()->set_reason("Thiếu số liệu của quý trước");
  } else {
    step.command.mutable_approve()->set_name(task.name());
  }
  return step;
}

absl::Time YearPeople::NextLook(const v1::Task& task, const Facts& facts, absl::Time now) {
  const absl::CivilDay tomorrow = DayOf(now) + 1;
  if (task.state() == v1::TASK_STATE_ISSUED || task.state() == v1::TASK_STATE_REFUSED) {
    // Every tenth lies for more than the two days that there are for it.
    return InWorkingTime(facts, tomorrow, static_cast<int>(Percent(10) ? 2 + Below(6) : Below(2)));
  }
  const auto due = ParseDate(task.due_date());
  if (task.state() != v1::TASK_STATE_IN_PROGRESS || !due.ok()) {
    return InWorkingTime(facts, tomorrow, static_cast<int>(Below(5)));
  }
  // Around the deadline: a week before it to two weeks after.
  const absl::CivilDay aim = std::max(tomorrow, *due - 7 + static_cast<int>(Percent(80) ? Below(7) : Below(22)));
  return InWorkingTime(facts, aim, 0);
}

}  // namespace phoihop::testing
