// The small province of the task tests, with more of access in it.
#ifndef TESTS_UNIT_ACCESS_ACCESS_FIXTURE_H_
#define TESTS_UNIT_ACCESS_ACCESS_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/unit/task/task_fixture.h"
#include "workflow/access/access.h"
#include "workflow/access/decide.h"
#include "workflow/civil_time.h"
#include "workflow/decision.h"
#include "workflow/errors.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/reference.h"
#include "workflow/resource_name.h"

namespace phoihop::access {

inline const absl::Time kNow = task::At(task::kMonday);
inline const absl::CivilDay kToday = DayOf(kNow);

inline std::string Role(absl::string_view id) { return absl::StrCat("provinces/dong-nai/roles/", id); }

// Reference data that commands change, as the engine does.
class Province {
 public:
  Province() : data_(task::TestFacts().data()) { Renew(); }

  const Facts& facts() const { return *facts_; }
  internal::v1::ReferenceData& data() { return data_; }
  // After a change of data().
  void Renew() {
    auto facts = Facts::Create(data_);
    ASSERT_TRUE(facts.ok()) << facts.status();
    facts_ = *facts;
  }

  // Decides and, when accepted, folds. The reason, or OK.
  std::string Do(const internal::v1::ReferenceCommand& command, absl::string_view actor, absl::Time now = kNow) {
    return Do(command, task::ActorOf(actor), now);
  }
  std::string Do(const internal::v1::ReferenceCommand& command, const v1::Actor& actor, absl::Time now = kNow) {
    Context context{now, actor, {}, "request"};
    const auto decision = organisation::Decide(data_, command, *facts_, context);
    if (!decision.ok()) return ReasonName(ReasonOf(decision.status()));
    last_ = decision->events;
    for (const v1::Event& event : decision->events) organisation::Evolve(data_, event);
    Renew();
    return "OK";
  }
  const std::vector<v1::Event>& last() const { return last_; }

  Rights RightsOf(const v1::Actor& actor, absl::CivilDay day = kToday) const {
    return facts_->access().RightsOf(actor, facts_->directory(), day);
  }
  Rights RightsOf(absl::string_view actor, absl::CivilDay day = kToday) const {
    return RightsOf(task::ActorOf(actor), day);
  }

 private:
  internal::v1::ReferenceData data_;
  std::shared_ptr<const Facts> facts_;
  std::vector<v1::Event> last_;
};

inline v1::Grant GrantOf(absl::string_view role, absl::string_view person, absl::string_view unit) {
  v1::Grant grant;
  grant.set_role(Role(role));
  grant.set_person(task::Person(person));
  if (unit.empty()) {
    grant.mutable_scope()->set_whole_province(true);
  } else {
    grant.mutable_scope()->set_unit(task::Unit(unit));
  }
  grant.set_valid_from("2026-01-01");
  grant.mutable_basis()->set_instrument_number("12/QĐ-UBND");
  return grant;
}

inline internal::v1::ReferenceCommand CreateGrant(const v1::Grant& grant, absl::string_view id) {
  internal::v1::ReferenceCommand command;
  v1::CreateGrantRequest& create = *command.mutable_create_grant();
  create.set_parent("provinces/dong-nai");
  create.set_grant_id(std::string(id));
  *create.mutable_grant() = grant;
  return command;
}

inline v1::Actor OnBehalf(absl::string_view who, absl::string_view absent) {
  v1::Actor actor = task::ActorOf(who);
  actor.set_on_behalf_of(task::Person(absent));
  return actor;
}

inline internal::v1::ReferenceCommand StandIn(absl::string_view unit, absl::string_view absent,
                                              absl::string_view substitute, absl::string_view from = "2026-03-01",
                                              absl::string_view to = "2026-03-15", absl::string_view id = "s1") {
  internal::v1::ReferenceCommand command;
  v1::CreateSubstitutionRequest& create = *command.mutable_create_substitution();
  create.set_parent(task::Unit(unit));
  create.set_substitution_id(std::string(id));
  v1::Substitution& substitution = *create.mutable_substitution();
  substitution.set_person(task::Person(absent));
  substitution.set_substitute(task::Person(substitute));
  substitution.set_valid_from(std::string(from));
  substitution.set_valid_to(std::string(to));
  substitution.set_rights(v1::Substitution::RIGHTS_ACT);
  return command;
}

}  // namespace phoihop::access

#endif  // TESTS_UNIT_ACCESS_ACCESS_FIXTURE_H_
