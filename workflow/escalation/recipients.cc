#include "workflow/escalation/recipients.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflow/civil_time.h"
#include "workflow/open_handoff.h"

namespace phoihop::escalation {
namespace {
// A chain of superiors is never longer, unless the data has a circle.
constexpr size_t kMaxSuperiors = 16;

bool IsHead(v1::MembershipRole role) { return role == v1::MEMBERSHIP_ROLE_HEAD; }
bool IsLeader(v1::MembershipRole role) {
  return role == v1::MEMBERSHIP_ROLE_HEAD || role == v1::MEMBERSHIP_ROLE_DEPUTY_HEAD;
}
bool IsMonitor(v1::MembershipRole role) { return role == v1::MEMBERSHIP_ROLE_MONITOR; }

std::string Join(absl::string_view note, absl::string_view more) {
  return absl::StrCat(note, note.empty() || more.empty() ? "" : "; ", more);
}
}  // namespace

Recipients::Recipients(const v1::Task& task, const organisation::Directory& directory, absl::CivilDay day,
                       google::protobuf::RepeatedPtrField<v1::Escalation::Recipient>& out, const v1::Clock* clock)
    : task_(task), directory_(directory), day_(day), out_(out), clock_(clock) {}

void Recipients::Add(v1::Audience audience) {
  switch (audience) {
    case v1::AUDIENCE_ASSIGNED_PERSON:
      return AddAssignee();
    case v1::AUDIENCE_HEAD_OF_LEAD:
      return AddPeople(audience, task_.lead_unit(), IsHead, "");
    case v1::AUDIENCE_LEADERSHIP_OF_LEAD:
      return AddPeople(audience, task_.lead_unit(), IsLeader, "");
    case v1::AUDIENCE_ISSUER:
      return AddPeople(audience, task_.issuer_unit(), IsHead, "");
    case v1::AUDIENCE_SUPERIOR_OF_LEAD:
      return AddSuperior();
    case v1::AUDIENCE_MONITOR:
      return AddMonitor(audience, "");
    case v1::AUDIENCE_APPROVER:
      return AddPeople(audience, task_.approver_unit().empty() ? task_.issuer_unit() : task_.approver_unit(), IsHead,
                       "");
    case v1::AUDIENCE_HANDOFF_RECEIVER:
      return AddHandoffReceiver();
    case v1::AUDIENCE_COORDINATORS:
      for (const std::string& unit : task_.coordinator_units()) AddPeople(audience, unit, IsHead, "");
      return;
    case v1::AUDIENCE_WATCHERS:
      return AddWatchers();
    case v1::AUDIENCE_PROVINCIAL_OFFICE:
      return AddProvincialOffice();
    default:
      return;
  }
}

void Recipients::AddAssignee() {
  const std::string& person = task_.assignee();
  if (!person.empty() && directory_.IsMember(task_.lead_unit(), person, day_))
    return AddRecipient(v1::AUDIENCE_ASSIGNED_PERSON, task_.lead_unit(), person, "");
  AddPeople(v1::AUDIENCE_ASSIGNED_PERSON, task_.lead_unit(), IsHead,
            person.empty() ? "chưa giao người thực hiện: gửi thủ trưởng đơn vị"
                           : "người được giao không còn thuộc đơn vị: gửi thủ trưởng đơn vị");
}

void Recipients::AddSuperior() {
  const std::string superior = directory_.ParentOf(Living(task_.lead_unit()), day_);
  if (superior.empty())
    return AddMonitor(v1::AUDIENCE_SUPERIOR_OF_LEAD,
                      "đơn vị chủ trì không có cấp trên trực tiếp: gửi đầu mối theo dõi");
  if (superior == task_.issuer_unit() || superior == Living(task_.issuer_unit()))
    return AddMonitor(v1::AUDIENCE_SUPERIOR_OF_LEAD, "cấp trên cũng là cơ quan giao nhiệm vụ: gửi đầu mối theo dõi");
  AddPeople(v1::AUDIENCE_SUPERIOR_OF_LEAD, superior, IsHead, "");
}

void Recipients::AddHandoffReceiver() {
  for (const v1::Handoff& handoff : task_.handoffs()) {
    const bool meant = clock_ != nullptr && IsReplyClockOf(handoff, *clock_) && WaitsForReceiver(handoff);
    if (meant) AddPeople(v1::AUDIENCE_HANDOFF_RECEIVER, handoff.to_unit(), IsHead, "");
  }
}

void Recipients::AddCommonSuperior() {
  const std::vector<std::string> above_issuer = SuperiorsOf(Living(task_.issuer_unit()));
  for (const std::string& superior : SuperiorsOf(Living(task_.lead_unit()))) {
    if (std::find(above_issuer.begin(), above_issuer.end(), superior) != above_issuer.end())
      return AddPeople(v1::AUDIENCE_SUPERIOR_OF_LEAD, superior, IsHead,
                       "cấp trên chung của cơ quan giao và đơn vị chủ trì: nhiệm vụ bị từ chối lần thứ hai");
  }
  AddMonitor(v1::AUDIENCE_MONITOR, "nhiệm vụ bị từ chối lần thứ hai, không có cấp trên chung: gửi đầu mối theo dõi");
}

void Recipients::AddMonitor(v1::Audience audience, const std::string& note) {
  const std::vector<std::string> offices = Offices();
  bool found = false;
  for (const std::string& office : offices) {
    for (const v1::Membership* member : directory_.MembersOf(office, day_)) {
      if (!IsMonitor(member->role())) continue;
      AddRecipient(audience, office, member->person(), note);
      found = true;
    }
  }
  if (found) return;
  const std::string no_monitor = Join(note, "chưa có người theo dõi, đôn đốc: gửi hộp thư văn phòng");
  const std::vector<std::string> central = CentralOffices(offices);
  for (const std::string& office : central) AddRecipient(audience, office, "", no_monitor);
  if (central.empty()) AddInboxOfIssuer(audience, note);
}

void Recipients::AddProvincialOffice() {
  const std::vector<std::string> central = CentralOffices(Offices());
  for (const std::string& office : central) AddPeople(v1::AUDIENCE_PROVINCIAL_OFFICE, office, IsLeader, "");
  if (central.empty()) AddInboxOfIssuer(v1::AUDIENCE_PROVINCIAL_OFFICE, "");
}

void Recipients::AddInboxOfIssuer(v1::Audience audience, const std::string& note) {
  AddRecipient(audience, task_.issuer_unit(), "",
               Join(note, "chưa có văn phòng cấp tỉnh theo dõi: gửi hộp thư cơ quan giao nhiệm vụ"));
}

void Recipients::AddWatchers() {
  for (const v1::Actor& watcher : task_.watchers()) {
    const bool inbox = watcher.person().empty() && directory_.IsAlive(watcher.unit(), day_);
    if (inbox || directory_.IsMember(watcher.unit(), watcher.person(), day_))
      AddRecipient(v1::AUDIENCE_WATCHERS, watcher.unit(), watcher.person(), "");
  }
}

void Recipients::AddPeople(v1::Audience audience, absl::string_view unit, RoleFilter role, const std::string& note) {
  const std::string living = Living(unit);
  if (living.empty())
    return AddMonitor(audience, Join(note, absl::StrCat(directory_.DisplayName(unit, day_),
                                                        " không còn hoạt động và không có một đơn vị kế thừa duy nhất: "
                                                        "gửi đầu mối theo dõi")));
  const std::string full_note =
      living == unit
          ? note
          : Join(note, absl::StrCat("kế thừa ", directory_.DisplayName(unit, day_), " đã kết thúc hoạt động"));
  bool found = false;
  for (const v1::Membership* member : directory_.MembersOf(living, day_)) {
    if (!role(member->role())) continue;
    AddRecipient(audience, living, member->person(), full_note);
    found = true;
  }
  if (!found)
    AddRecipient(audience, living, "",
                 Join(full_note, absl::StrCat("chưa có ", role == IsLeader ? "lãnh đạo" : "thủ trưởng", " vào ngày ",
                                              FormatDateForPeople(day_), ": gửi hộp thư đơn vị")));
}

void Recipients::AddRecipient(v1::Audience audience, absl::string_view unit, absl::string_view person,
                              const std::string& note) {
  for (const v1::Escalation::Recipient& known : out_) {
    if (known.unit() == unit && known.person() == person) return;
  }
  v1::Escalation::Recipient* recipient = out_.Add();
  recipient->set_audience(audience);
  recipient->set_unit(std::string(unit));
  recipient->set_person(std::string(person));
  recipient->set_note(note);
}

std::string Recipients::Living(absl::string_view unit) const {
  if (directory_.IsAlive(unit, day_)) return std::string(unit);
  const v1::ResolveSuccessorsResponse resolved = directory_.ResolveSuccessors(unit, day_);
  if (resolved.outcome() != v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE || resolved.holders_size() != 1) return "";
  return resolved.holders(0).unit();
}

std::vector<std::string> Recipients::SuperiorsOf(absl::string_view unit) const {
  std::vector<std::string> superiors;
  std::string superior = directory_.ParentOf(unit, day_);
  while (!superior.empty() && superiors.size() < kMaxSuperiors) {
    superiors.push_back(superior);
    superior = directory_.ParentOf(superiors.back(), day_);
  }
  return superiors;
}

std::vector<std::string> Recipients::Offices() const {
  std::vector<std::string> offices;
  for (const v1::Unit* unit : directory_.units()) {
    const v1::UnitVersion* version = organisation::Directory::VersionOn(*unit, day_);
    if (version != nullptr && version->kind() == v1::UNIT_KIND_OFFICE && version->level() == v1::UNIT_LEVEL_PROVINCE)
      offices.push_back(unit->name());
  }
  return offices;
}

std::vector<std::string> Recipients::CentralOffices(const std::vector<std::string>& offices) const {
  std::vector<std::string> central;
  for (const std::string& office : offices) {
    const v1::Unit* parent = directory_.FindUnit(directory_.ParentOf(office, day_));
    const v1::UnitVersion* version = parent == nullptr ? nullptr : organisation::Directory::VersionOn(*parent, day_);
    if (version != nullptr && version->kind() == v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE) central.push_back(office);
  }
  return central.empty() ? offices : central;
}

}  // namespace phoihop::escalation
