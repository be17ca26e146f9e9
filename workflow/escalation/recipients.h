// Whom an escalation reaches: audiences resolved on the organisation of one day.
#ifndef WORKFLOW_ESCALATION_RECIPIENTS_H_
#define WORKFLOW_ESCALATION_RECIPIENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "google/protobuf/repeated_field.h"
#include "phoihop/v1/deadline.pb.h"
#include "phoihop/v1/organisation.pb.h"
#include "phoihop/v1/task.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::escalation {

// Collects recipients without telling the same person of the same unit (or the same inbox) twice; the first audience
// that reaches somebody is recorded. Nobody is left out silently: a post without a holder that day becomes the unit's
// inbox, a unit that has ended its one successor, a superior that is the issuer (or missing) the monitor, each with a
// note in Vietnamese.
class Recipients {
 public:
  // The arguments must outlive this. `out` receives the recipients, in the order in which audiences are added. `clock`
  // is the one that fires: of reply clocks it says which hand-off's receiver is meant; null: none fires.
  Recipients(const v1::Task& task, const organisation::Directory& directory, absl::CivilDay day,
             google::protobuf::RepeatedPtrField<v1::Escalation::Recipient>& out, const v1::Clock* clock = nullptr);

  // Heads are all living heads, acting ones included. The monitor is everybody with MEMBERSHIP_ROLE_MONITOR in an
  // office (UNIT_KIND_OFFICE) of the level of the province; with none, the inbox of the office below the provincial
  // People's Committee, or of every office when there is none below it; without any office the inbox of the issuer.
  // Coordinators and watchers may be nobody: then nobody is meant. Who watched the task as a member of a unit and is
  // none any more is not told.
  void Add(v1::Audience audience);

  // The head of the nearest unit that is above both the issuer and the lead; the monitor when there is none.
  void AddCommonSuperior();

 private:
  using RoleFilter = bool (*)(v1::MembershipRole);

  void AddAssignee();
  void AddSuperior();
  void AddHandoffReceiver();
  void AddWatchers();
  void AddProvincialOffice();
  void AddInboxOfIssuer(v1::Audience audience, const std::string& note);
  void AddMonitor(v1::Audience audience, const std::string& note);
  // People of the unit, or of its successor, whose role passes; the inbox when there are none.
  void AddPeople(v1::Audience audience, absl::string_view unit, RoleFilter role, const std::string& note);
  void AddRecipient(v1::Audience audience, absl::string_view unit, absl::string_view person, const std::string& note);

  // The unit that holds the work of `unit` on the day: itself, its only successor, or empty.
  std::string Living(absl::string_view unit) const;
  // Superiors of a unit, nearest first.
  std::vector<std::string> SuperiorsOf(absl::string_view unit) const;
  // Of the level of the province.
  std::vector<std::string> Offices() const;
  // Of these the one below the provincial People's Committee; all when there is none below it.
  std::vector<std::string> CentralOffices(const std::vector<std::string>& offices) const;

  const v1::Task& task_;
  const organisation::Directory& directory_;
  const absl::CivilDay day_;
  google::protobuf::RepeatedPtrField<v1::Escalation::Recipient>& out_;
  const v1::Clock* const clock_;
};

}  // namespace phoihop::escalation

#endif  // WORKFLOW_ESCALATION_RECIPIENTS_H_
