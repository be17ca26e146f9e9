#include "tests/simulation/open_work.h"

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using internal::v1::Command;
using Names = std::vector<std::string>;

constexpr char kProvinceId[] = "dong-nai";
// Of a hundred tasks that have a district or a divided department in a role, so many say nothing of their place or
// function.
constexpr int kSilentPercent = 1;

std::string Id(const std::string& name) { return std::string(LastSegment(name)); }

// What the author knows of the old units.
class Atlas {
 public:
  explicit Atlas(const ProvinceBefore& province) {
    for (const v1::Event& entry : province.record.entries()) {
      if (entry.has_unit_recorded()) Add(entry.unit_recorded().unit());
    }
    for (const v1::Reorganisation& step : province.in_2025) {
      for (const v1::SuccessionEdge& edge : step.edges()) Follow(step, edge);
    }
    for (const auto& [old_unit, receiver] : successor) {
      if (old_unit != receiver) siblings[receiver].push_back(old_unit);
    }
    for (const std::string& commune : communes) {
      if (successor.contains(commune)) communes_of[district_of[commune]].push_back(commune);
    }
  }

  bool HasDistrict(const std::string& unit) const { return superior_district.contains(unit); }
  bool IsDivided(const std::string& unit) const { return parts.contains(unit); }

  Names communes, districts, divisions, departments, others;
  std::map<std::string, std::string> successor;                             // of units that went into one, or stay
  std::map<std::string, Names> siblings;                                    // by receiver
  std::map<std::string, std::string> district_of;                           // commune → district
  std::map<std::string, std::string> superior_district;                     // district or division → district
  std::map<std::string, Names> communes_of;                                 // district → communes that went into one
  std::map<std::string, std::vector<std::pair<std::string, Names>>> parts;  // divided department → (receiver, terms)
  std::map<std::string, bool> is_dong_nai;

 private:
  void Add(const v1::Unit& unit) {
    const std::string& name = unit.name();
    is_dong_nai[name] = !absl::StrContains(Id(name), "binh-phuoc") && !absl::StrContains(Id(name), "tinh-70");
    const std::string superior = unit.relations().empty() ? "" : unit.relations(0).to_unit();
    switch (unit.versions(0).kind()) {
      case v1::UNIT_KIND_COMMUNE:
      case v1::UNIT_KIND_WARD:
      case v1::UNIT_KIND_TOWNSHIP:
        communes.push_back(name);
        district_of[name] = superior;
        is_dong_nai[name] = unit.attributes().at("former-province") == "75";
        return;
      case v1::UNIT_KIND_DISTRICT:
        districts.push_back(name);
        superior_district[name] = name;
        is_dong_nai[name] = absl::StrContains(superior, "tinh-75");
        return;
      case v1::UNIT_KIND_DIVISION:
        divisions.push_back(name);
        superior_district[name] = superior;
        return;
      case v1::UNIT_KIND_DEPARTMENT:
        departments.push_back(name);
        return;
      case v1::UNIT_KIND_PROVINCE:
        return;
      default:
        others.push_back(name);
    }
  }

  void Follow(const v1::Reorganisation& step, const v1::SuccessionEdge& edge) {
    if (step.type() == v1::REORGANISATION_TYPE_MERGE || edge.from_unit() == edge.to_unit()) {
      successor[edge.from_unit()] = edge.to_unit();
    } else if (edge.partition().key() == v1::Partition::KEY_FUNCTION) {
      const auto& terms = edge.partition().functions();
      parts[edge.from_unit()].emplace_back(edge.to_unit(), Names(terms.begin(), terms.end()));
    }
  }
};

class Author {
 public:
  Author(const ProvinceBefore& province, const OpenWorkOptions& options)
      : province_(province), atlas_(province), options_(options), random_(options.seed) {}

  OpenWork Write() {
    OpenWork work;
    work.tasks.reserve(options_.tasks);
    for (int i = 0; i < options_.tasks; ++i) work.tasks.push_back(Task(i));
    for (int i = 0; i < options_.plans; ++i) Plan(i, work);
    return work;
  }

 private:
  // -- Chance
  uint64_t Below(uint64_t end) { return random_() % end; }
  bool Percent(int percent) { return Below(100) < static_cast<uint64_t>(percent); }
  const std::string& Any(const Names& names) { return names[Below(names.size())]; }

  // -- Units
  std::string Committee(const std::string& unit) const {
    return province_.Unit(atlas_.is_dong_nai.at(unit) ? "ubnd-tinh-dong-nai-cu" : "ubnd-tinh-binh-phuoc-cu");
  }
  std::string Office(const std::string& unit) const {
    return province_.Unit(atlas_.is_dong_nai.at(unit) ? "van-phong-ubnd-dong-nai-cu" : "van-phong-ubnd-binh-phuoc-cu");
  }
  std::string PlainDepartment() {
    while (true) {
      const std::string& department = Any(atlas_.departments);
      if (!atlas_.IsDivided(department)) return department;
    }
  }

  // Every unit gets its share: communes of most, divided departments of more than others.
  std::string Lead(int number) {
    const int lot = static_cast<int>(Below(100));
    if (lot < 58) return atlas_.communes[number % atlas_.communes.size()];
    if (lot < 66) return atlas_.districts[number % atlas_.districts.size()];
    if (lot < 70) return atlas_.divisions[number % atlas_.divisions.size()];
    if (lot < 76) {
      auto divided = atlas_.parts.begin();
      std::advance(divided, number % atlas_.parts.size());
      return divided->first;
    }
    if (lot < 90) return atlas_.departments[number % atlas_.departments.size()];
    return atlas_.others[number % atlas_.others.size()];
  }

  // -- One task
  struct Sheet {
    std::string lead;
    std::string district;  // one of its parties, or empty
    std::string divided;   // a department that is one of its parties, or empty
    v1::Task task;
  };

  OpenWork::Task Task(int number) {
    Sheet sheet;
    sheet.lead = Lead(number);
    sheet.task.set_title(absl::StrCat("Nhiệm vụ số ", number, " của năm 2025"));
    sheet.task.set_lead_unit(sheet.lead);
    sheet.task.mutable_basis()->set_instrument_number(absl::StrCat(number % 700 + 1, "/QĐ-UBND"));
    if (atlas_.HasDistrict(sheet.lead)) sheet.district = atlas_.superior_district.at(sheet.lead);
    if (atlas_.IsDivided(sheet.lead)) sheet.divided = sheet.lead;
    Superiors(sheet);
    Coordinators(sheet);
    Deadline(sheet);
    Facets(sheet);
    OpenWork::Task result;
    result.name = TaskName(kProvinceId, absl::StrFormat("viec-%05d", number));
    Story(sheet, result);
    result.expected = Expect(sheet, result.lead);
    return result;
  }

  void Superiors(Sheet& sheet) {
    std::string issuer = Committee(sheet.lead);
    if (atlas_.district_of.contains(sheet.lead) && Percent(45)) {
      issuer = sheet.district = atlas_.district_of.at(sheet.lead);
    } else if (Percent(20)) {
      issuer = PlainDepartment();
    } else if (!atlas_.district_of.contains(sheet.lead) && sheet.divided.empty() && Percent(4)) {
      auto divided = atlas_.parts.begin();
      std::advance(divided, Below(atlas_.parts.size()));
      issuer = sheet.divided = divided->first;
    }
    sheet.task.set_issuer_unit(issuer);
    if (Percent(20)) sheet.task.set_approver_unit(Office(sheet.lead));
  }

  void Coordinators(Sheet& sheet) {
    std::set<std::string> chosen;
    for (uint64_t left = Below(4); left > 0; --left) {
      switch (Below(4)) {
        case 0: {  // becomes one unit with the lead
          const auto receiver = atlas_.successor.find(sheet.lead);
          if (receiver == atlas_.successor.end() || !atlas_.siblings.contains(receiver->second)) break;
          chosen.insert(Any(atlas_.siblings.at(receiver->second)));
          break;
        }
        case 1:
          chosen.insert(PlainDepartment());
          break;
        case 2:
          chosen.insert(Any(atlas_.communes));
          break;
        default:
          chosen.insert(Any(atlas_.others));
      }
    }
    if (!sheet.district.empty() && Percent(10)) chosen.insert(sheet.district);
    if (!sheet.divided.empty() && Percent(10)) chosen.insert(sheet.divided);
    chosen.erase(sheet.lead);
    for (const std::string& unit : chosen) sheet.task.add_coordinator_units(unit);
  }

  void Deadline(Sheet& sheet) {
    const int lot = static_cast<int>(Below(100));
    if (lot < 10) return;  // without
    const absl::CivilDay day = lot < 12 ? absl::CivilDay(2025, 6, 30) : absl::CivilDay(2025, 7, 2) + Below(540);
    sheet.task.set_requested_due_date(FormatDate(day));
  }

  // What the task says of its place and its function.
  void Facets(Sheet& sheet) {
    if (!sheet.district.empty() && !Percent(kSilentPercent)) {
      const Names& communes = atlas_.communes_of.at(sheet.district);
      const bool of_commune = atlas_.district_of.contains(sheet.lead);
      sheet.task.add_territories(of_commune ? sheet.lead : Any(communes));
      const bool only_lead = sheet.task.issuer_unit() != sheet.district && !Coordinates(sheet, sheet.district);
      if (!of_commune && only_lead && Percent(10)) {
        const std::string second = Any(communes);
        if (second != sheet.task.territories(0)) sheet.task.add_territories(second);
      }
    }
    if (sheet.divided.empty() || Percent(kSilentPercent)) return;
    const auto& parts = atlas_.parts.at(sheet.divided);
    const std::string& term = Any(parts[Below(parts.size())].second);
    // Some say it in the title only.
    if (Percent(30)) {
      sheet.task.set_title(absl::StrCat(sheet.task.title(), " về ", term));
    } else {
      sheet.task.set_function(term);
    }
  }

  static bool Coordinates(const Sheet& sheet, const std::string& unit) {
    const auto& coordinators = sheet.task.coordinator_units();
    return std::find(coordinators.begin(), coordinators.end(), unit) != coordinators.end();
  }

  // -- What happens to it until it stands where it stands
  static Command By(const std::string& unit, const std::string& person) {
    Command command;
    command.set_province(kProvinceId);
    command.mutable_actor()->set_unit(unit);
    command.mutable_actor()->set_person(PersonName(kProvinceId, person));
    return command;
  }
  static Command ByHead(const std::string& unit) { return By(unit, HeadOf(Id(unit))); }
  static Command ByOfficer(const std::string& unit) { return By(unit, OfficerOf(Id(unit))); }

  void Story(Sheet& sheet, OpenWork::Task& result) {
    const int lot = static_cast<int>(Below(100));
    result.lead = sheet.lead;
    Command create = ByHead(sheet.task.issuer_unit());
    auto* request = create.mutable_task()->mutable_create();
    request->set_parent(ProvinceName(kProvinceId));
    request->set_task_id(Id(result.name));
    request->set_issue(lot >= 10);
    if (lot < 5) {
      *sheet.task.mutable_planned_issue_time() = ToTimestamp(StartOfDay(absl::CivilDay(2027, 1, 4)) + absl::Hours(8));
    } else if (lot < 10) {
      sheet.task.set_awaited_event("Sau khi quy chế được ban hành");
    }
    sheet.task.set_approval_required(lot >= 70 && lot < 85);
    *request->mutable_task() = sheet.task;
    result.commands.push_back(std::move(create));
    if (lot < 28) return;  // PLANNED, ISSUED
    if (lot >= 85 && lot < 95) return Refuse(sheet, result);
    Command& accept = result.commands.emplace_back(ByOfficer(sheet.lead));
    accept.mutable_task()->mutable_accept()->set_name(result.name);
    if (lot < 45) {  // ACCEPTED
      if (Percent(30)) Assign(sheet, result);
      return MaybeHandOff(sheet, result);
    }
    Command& start = result.commands.emplace_back(ByOfficer(sheet.lead));
    start.mutable_task()->mutable_start()->set_name(result.name);
    if (lot < 70) return MaybeHandOff(sheet, result);  // IN_PROGRESS
    if (lot < 85) {                                    // SUBMITTED
      Command& submit = result.commands.emplace_back(ByOfficer(sheet.lead));
      submit.mutable_task()->mutable_submit()->set_name(result.name);
      submit.mutable_task()->mutable_submit()->mutable_result()->set_summary("Đã có dự thảo kèm theo");
      return;
    }
    MaybeHandOff(sheet, result);  // IN_PROGRESS
  }

  void Refuse(const Sheet& sheet, OpenWork::Task& result) {
    Command& command = result.commands.emplace_back(ByOfficer(sheet.lead));
    auto* refuse = command.mutable_task()->mutable_refuse();
    refuse->set_name(result.name);
    refuse->set_reason(v1::REFUSAL_REASON_NOT_COMPETENT);
    refuse->set_explanation("Không thuộc nhiệm vụ của đơn vị");
    if (Percent(70)) refuse->set_proposed_unit(PlainDepartment());
  }

  void Assign(const Sheet& sheet, OpenWork::Task& result) {
    Command& command = result.commands.emplace_back(ByHead(sheet.lead));
    auto* assign = command.mutable_task()->mutable_assign_person();
    assign->set_name(result.name);
    assign->set_person(PersonName(kProvinceId, OfficerOf(Id(sheet.lead))));
  }

  // A quarter is offered to somebody; most of these offers are not answered yet.
  void MaybeHandOff(const Sheet& sheet, OpenWork::Task& result) {
    if (!Percent(25)) return;
    std::string receiver = Percent(50) ? Any(atlas_.communes) : PlainDepartment();
    const auto successor = atlas_.successor.find(sheet.lead);
    if (successor != atlas_.successor.end() && atlas_.siblings.contains(successor->second) && Percent(40)) {
      receiver = Any(atlas_.siblings.at(successor->second));  // the two become one unit
    }
    if (receiver == sheet.lead) return;
    Command& command = result.commands.emplace_back(ByOfficer(sheet.lead));
    auto* hand_off = command.mutable_task()->mutable_hand_off();
    hand_off->set_name(result.name);
    hand_off->mutable_handoff()->set_to_unit(receiver);
    hand_off->mutable_handoff()->set_reason("Thuộc chức năng của đơn vị nhận");
    const std::string handoff = ChildName(result.name, "handoffs", "1");
    const int answer = static_cast<int>(Below(100));
    if (answer < 10) {
      Command& accept = result.commands.emplace_back(ByOfficer(receiver));
      accept.mutable_task()->mutable_accept_handoff()->set_name(handoff);
      result.lead = receiver;
    } else if (answer < 20) {
      Command& refuse = result.commands.emplace_back(ByOfficer(receiver));
      refuse.mutable_task()->mutable_refuse_handoff()->set_name(handoff);
      refuse.mutable_task()->mutable_refuse_handoff()->set_reason(v1::REFUSAL_REASON_DUPLICATE);
    }
  }

  // -- What has to come of it
  Expectation Expect(const Sheet& sheet, const std::string& lead) const {
    Expectation expected;
    if (const auto successor = atlas_.successor.find(lead); successor != atlas_.successor.end()) {
      expected.leads = {successor->second};
    } else if (atlas_.HasDistrict(lead)) {
      std::set<std::string> receivers;
      for (const std::string& commune : sheet.task.territories()) receivers.insert(atlas_.successor.at(commune));
      expected.leads.assign(receivers.begin(), receivers.end());
    } else if (atlas_.IsDivided(lead)) {
      const std::string said = absl::StrCat(sheet.task.function(), "|", sheet.task.title());
      for (const auto& [receiver, terms] : atlas_.parts.at(lead)) {
        if (std::any_of(terms.begin(), terms.end(), [&](const std::string& term) {
              return term == sheet.task.function() || absl::EndsWith(said, absl::StrCat(" về ", term));
            })) {
          expected.leads = {receiver};
        }
      }
    } else if (Id(lead) != kXuanTam) {
      expected.leads = {lead};  // goes on as it is
    }
    expected.kind = expected.leads.empty()       ? Expectation::Kind::kAsk
                    : expected.leads.size() == 1 ? Expectation::Kind::kOne
                                                 : Expectation::Kind::kParts;
    return expected;
  }

  // -- Plans
  void Plan(int number, OpenWork& work) {
    v1::Plan plan;
    plan.set_name(PlanName(kProvinceId, absl::StrCat("kh-", number)));
    plan.set_display_name(absl::StrCat("Kế hoạch số ", number, " năm 2025"));
    const bool dong_nai = number % 2 == 0;
    plan.set_issuer_unit(province_.Unit(dong_nai ? "ubnd-tinh-dong-nai-cu" : "ubnd-tinh-binh-phuoc-cu"));
    plan.set_document_date("2025-01-15");
    plan.set_period_start_date("2025-01-01");
    plan.set_period_end_date("2026-12-31");
    plan.set_reference_date("2025-06-30");
    plan.add_functions("thông tin đối ngoại");
    plan.mutable_basis()->set_instrument_number(absl::StrCat(100 + number, "/KH-UBND"));
    for (int i = 1; i <= options_.items_of_plan; ++i) *plan.add_items() = PlanItem(plan, i);
    Command& store = work.plan_commands.emplace_back();
    store.set_province(kProvinceId);
    store.mutable_actor()->set_unit(plan.issuer_unit());
    *store.mutable_plan()->mutable_store()->mutable_plan() = plan;
    Command& issue = work.plan_commands.emplace_back();
    issue.set_province(kProvinceId);
    issue.mutable_actor()->set_unit(plan.issuer_unit());
    issue.mutable_plan()->mutable_issue()->set_name(plan.name());
  }

  // Odd items can be issued, even ones wait for an answer.
  v1::PlanItem PlanItem(const v1::Plan& plan, int number) {
    v1::PlanItem item;
    item.set_name(ChildName(plan.name(), "items", absl::StrCat(number)));
    item.set_ordinal(absl::StrCat(number));
    item.set_text(absl::StrCat("Việc thứ ", number, " của ", plan.display_name()));
    item.set_state(number % 2 == 1 ? v1::PlanItem::STATE_READY : v1::PlanItem::STATE_ASKED);
    v1::ResponsibleParty& lead = *item.add_leads();
    lead.set_status(v1::ResponsibleParty::STATUS_UNDERSTOOD);
    // Sở TT&TT among others: the plan's function says where its items go.
    lead.add_units(number % 10 == 0  ? province_.Unit("so-thong-tin-va-truyen-thong-dong-nai-cu")
                   : number % 2 == 0 ? PlainDepartment()
                                     : PlanCommune());
    lead.set_text(Id(lead.units(0)));
    v1::ResponsibleParty& coordinator = *item.add_coordinators();
    coordinator.set_status(v1::ResponsibleParty::STATUS_UNDERSTOOD);
    coordinator.add_units(PlainDepartment());
    coordinator.set_text(Id(coordinator.units(0)));
    if (item.state() == v1::PlanItem::STATE_ASKED) {
      v1::PlanQuestion& question = *item.add_questions();
      question.set_field("deadline");
      question.set_question("Thời hạn nào?");
      question.set_blocking(true);
    }
    item.mutable_deadline()->set_text("31/12/2026");
    item.mutable_deadline()->set_kind(v1::DEADLINE_KIND_FIXED);
    item.mutable_deadline()->set_nominal_due_date("2026-12-31");
    item.mutable_deadline()->set_effective_due_date("2026-12-31");
    return item;
  }

  std::string PlanCommune() {
    while (true) {
      const std::string& commune = Any(atlas_.communes);
      if (atlas_.successor.contains(commune)) return commune;
    }
  }

  const ProvinceBefore& province_;
  const Atlas atlas_;
  const OpenWorkOptions options_;
  std::mt19937_64 random_;
};

}  // namespace

OpenWork MakeOpenWork(const ProvinceBefore& province, const OpenWorkOptions& options) {
  return Author(province, options).Write();
}

}  // namespace phoihop::testing
