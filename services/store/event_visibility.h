// Who is shown which events: those of a task or plan to whoever may see it today, those of access to whoever reads the
// journal of the whole province, those of units and other reference data to everybody.
#ifndef SERVICES_STORE_EVENT_VISIBILITY_H_
#define SERVICES_STORE_EVENT_VISIBILITY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/event.pb.h"
#include "services/store/database.h"
#include "services/store/list_query.h"
#include "workflow/access/visibility.h"

namespace phoihop::store {

// What somebody may see of the journal. The condition in SQL and Shows below say the same.
struct Visibility {
  // Everything; then the rest does not count.
  bool whole_province = true;
  // Events of a task or plan are seen when it is.
  access::Visibility seen;
  // Events of roles, grants and access tokens.
  bool of_access = false;
};

// A condition on `subject` and `type` of the row `alias`; the visibility must not be that of the whole province.
// `province` is the placeholder of its id.
std::string VisibleEventSql(const Visibility& visible, absl::string_view alias, absl::string_view province,
                            ListQuery& list);

// What the event is about when not everybody is shown it: `tasks/t-1`, `plans/kh-2026`; empty for other things.
std::string AudienceKeyOf(const v1::Event& event);

// Who may see a task or plan.
struct Audience {
  std::vector<std::string> units;  // that take part, or that issues the plan
  v1::Secrecy secrecy = v1::SECRECY_NORMAL;
  std::string plan;  // resource name
  std::vector<std::string> territories;
};

// `audience` is that of the event's key; null when there is none.
bool Shows(const Visibility& visible, const v1::Event& event, const Audience* audience);

// By key, in one statement. Tasks in which nobody takes part are left out.
absl::StatusOr<std::map<std::string, Audience>> AudiencesOf(Database& database, absl::string_view province,
                                                            const std::vector<std::string>& keys);

}  // namespace phoihop::store

#endif  // SERVICES_STORE_EVENT_VISIBILITY_H_
