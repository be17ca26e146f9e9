// Every RPC × every shipped role × own, related, foreign and secret tasks, over gRPC: allowed or denied as the tables
// of roles, transitions and methods say together with what a person wrote down here of the people; and a denial never
// tells whether the task exists.
#include <gmock/gmock.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "phoihop/v1/access_service.grpc.pb.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "phoihop/v1/task_work_service.grpc.pb.h"
#include "services/handlers/authorisation.h"
#include "services/handlers/method_table.h"
#include "tests/services/authorisation_samples.h"
#include "tests/services/plan_fixture.h"
#include "workflow/access/shipped_roles.h"
#include "workflow/task/transitions.h"

namespace phoihop::testing {
namespace {

using handlers::Authorisation;
using Organisation = v1::OrganisationService::Stub;
using task::Roles;

constexpr char kHead[] = "so-vhttdl/le-van-c";

// What somebody's unit is to the tasks of the matrix: `own` is led by so-vhttdl and given by ubnd, `related` is led by
// so-tu-phap with so-vhttdl taking part, `foreign` is between so-tu-phap and so-noi-vu.
struct Somebody {
  const char* actor;
  // Shipped roles, by place or grant.
  const char* access;
  Roles own, related, foreign;
};

constexpr Roles kLeads = task::kLeadUnit | task::kAssignedPerson | task::kHandoffSender | task::kViewer;
constexpr Roles kTakesPart = task::kCoordinator | task::kViewer;
constexpr Roles kOverAll = task::kMonitor | task::kViewer;
constexpr Roles kGives = task::kIssuer | task::kApprover | task::kSupervisor;
constexpr Somebody kEverybody[] = {
    {"so-vhttdl", "connected-system", kLeads | task::kHeadOfLead, kTakesPart, 0},
    {kHead, "unit-head", kLeads | task::kHeadOfLead, kTakesPart, 0},
    {"so-vhttdl/pham-thi-d", "unit-clerk", kLeads, kTakesPart, 0},
    {"so-vhttdl/nguyen-van-a", "officer", kLeads, kTakesPart, 0},
    {"so-vhttdl/tran-thi-b", "officer approver", kLeads, kTakesPart, 0},
    {"so-vhttdl/giao-viec", "officer plan-issuer", kLeads, kTakesPart, 0},
    {"so-vhttdl/theo-doi-so", "officer monitor", kLeads, kTakesPart, 0},
    // The auditor sees the whole province, and that is all.
    {"so-ngoai-vu/kiem-tra", "officer auditor", kOverAll, kOverAll, kOverAll},
    {"so-ngoai-vu/tran-thanh-thao", "officer", 0, 0, 0},
    {"so-ngoai-vu", "connected-system", 0, 0, 0},
    {"vp-ubnd/huynh-thi-thao", "unit-head monitor province-leadership province-registrar", kOverAll, kOverAll,
     kOverAll},
    {"vp-ubnd/bui-thanh-nam", "officer monitor province-leadership", kOverAll, kOverAll, kOverAll},
    {"ubnd/nguyen-minh-an", "unit-head monitor province-leadership province-registrar", kOverAll | kGives,
     kOverAll | kGives, kOverAll | task::kSupervisor},
};

bool HasRole(const Somebody& somebody, absl::string_view id) {
  for (const absl::string_view held : absl::StrSplit(somebody.access, ' ')) {
    if (held == id) return true;
  }
  return false;
}

template <typename Has>
bool AnyRole(const Somebody& somebody, Has has) {
  for (const v1::Role& role : access::ShippedRoles("dong-nai")) {
    if (HasRole(somebody, LastSegment(role.name())) && has(role)) return true;
  }
  return false;
}

bool HasVerb(const Somebody& somebody, v1::TaskVerb verb) {
  return AnyRole(somebody, [&](const v1::Role& role) {
    return std::find(role.verbs().begin(), role.verbs().end(), verb) != role.verbs().end();
  });
}

bool IsOfProvince(v1::Permission permission) {
  return permission == v1::PERMISSION_REORGANISE || permission == v1::PERMISSION_REGULATE ||
         permission == v1::PERMISSION_MANAGE_ACCESS;
}

// Requests that name a unit name so-vhttdl; others are about the caller's own. The plan is one of ubnd.
bool HasPermission(const Somebody& somebody, const Sample& sample, v1::Permission permission) {
  const bool names_unit = absl::StrContains(sample.request, "parent: '$unit'");
  const bool covers_unit = !names_unit || absl::StartsWith(somebody.actor, "so-vhttdl");
  const bool by_issuer = permission == v1::PERMISSION_ISSUE_PLANS || sample.method == "PlanService.RecordPlanEvent";
  if (by_issuer && !absl::StartsWith(somebody.actor, "ubnd/")) return false;
  return AnyRole(somebody, [&](const v1::Role& role) {
    const auto& permissions = role.permissions();
    if (std::find(permissions.begin(), permissions.end(), permission) == permissions.end()) return false;
    const bool whole = std::any_of(role.holders().begin(), role.holders().end(),
                                   [](const v1::Role::Holder& holder) { return holder.whole_province(); });
    if (IsOfProvince(permission)) return whole;
    return permission != v1::PERMISSION_EDIT_PEOPLE || whole || covers_unit;
  });
}

struct Object {
  const char* task;
  Roles Somebody::*roles;
};
constexpr Object kObjects[] = {
    {"own", &Somebody::own}, {"related", &Somebody::related}, {"foreign", &Somebody::foreign}};

// Verbs whose hand-off is named: so-vhttdl offers `own` to so-ngoai-vu, and nobody the others.
bool NamesHandoff(const Authorisation& row) {
  return absl::StartsWith(row.method, "phoihop.v1.HandoffService.") && row.verb != v1::TASK_VERB_HAND_OFF;
}

class AuthorisationMatrixTest : public PlanFixture {
 protected:
  void SetUp() override {
    PlanFixture::SetUp();
    MustImport(Import(kTable));
    AddPerson("giao-viec", "so-vhttdl", v1::MEMBERSHIP_ROLE_OFFICER);
    AddPerson("theo-doi-so", "so-vhttdl", v1::MEMBERSHIP_ROLE_MONITOR);
    AddPerson("kiem-tra", "so-ngoai-vu", v1::MEMBERSHIP_ROLE_OFFICER);
    AllowSecrecy(v1::SECRECY_SECRET);
    AddGrant("phe-duyet", "approver", "tran-thi-b", "so-vhttdl");
    AddGrant("giao-viec", "plan-issuer", "giao-viec", "so-vhttdl");
    AddGrant("kiem-tra", "auditor", "kiem-tra", "");
    AddGrant("mat", "unit-head", "nguyen-minh-an", "ubnd", v1::SECRECY_CONFIDENTIAL);
    AddTask("own", "ubnd/nguyen-minh-an", "so-vhttdl", "");
    AddTask("own-2", "ubnd/nguyen-minh-an", "so-vhttdl", "");
    AddTask("related", "ubnd/nguyen-minh-an", "so-tu-phap", "so-vhttdl");
    AddTask("foreign", "so-noi-vu", "so-tu-phap", "");
    AddTask("secret", "ubnd/nguyen-minh-an", "so-vhttdl", "", v1::SECRECY_CONFIDENTIAL);
  }

  void AddPerson(const std::string& id, const std::string& unit, v1::MembershipRole role) {
    v1::CreatePersonRequest person;
    person.set_parent(kParent);
    person.set_person_id(id);
    person.mutable_person()->set_display_name(id);
    MustCall(&Organisation::CreatePerson, person, kRegistrar);
    v1::CreateMembershipRequest membership;
    membership.set_parent(Unit(unit));
    membership.mutable_membership()->set_person(absl::StrCat(kParent, "/persons/", id));
    membership.mutable_membership()->set_display_name(id);
    membership.mutable_membership()->set_role(role);
    membership.mutable_membership()->set_valid_from("2026-03-01");
    MustCall(&Organisation::CreateMembership, membership, kRegistrar);
  }

  void AddTask(const std::string& id, const std::string& issuer, const std::string& lead,
               const std::string& coordinator, v1::Secrecy secrecy = v1::SECRECY_UNSPECIFIED) {
    v1::CreateTaskRequest request;
    request.set_parent(kParent);
    request.set_task_id(id);
    request.set_issue(true);
    v1::Task& task = *request.mutable_task();
    task.set_title(id);
    task.set_lead_unit(Unit(lead));
    task.set_approval_required(true);
    if (!coordinator.empty()) task.add_coordinator_units(Unit(coordinator));
    task.mutable_basis()->set_text("431/QĐ-UBND");
    task.set_secrecy(secrecy);
    MustCall(&Tasks::CreateTask, request, issuer);
  }

  // The bytes of a sample request about a task.
  std::string BytesOf(const Sample& sample, absl::string_view task) {
    const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
        absl::StrCat("phoihop.v1.", sample.method));
    const std::unique_ptr<google::protobuf::Message> request(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(method->input_type())->New());
    const std::string name = absl::StrCat(kParent, "/tasks/", task);
    const std::string text = absl::StrReplaceAll(sample.request, {{"$task", name},
                                                                  {"$handoff", absl::StrCat(name, "/handoffs/h1")},
                                                                  {"$province", kParent},
                                                                  {"$unit", Unit("so-vhttdl")},
                                                                  {"$plan", kPlan}});
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get())) << sample.method << ": " << text;
    return request->SerializeAsString();
  }

  absl::Status Ask(const Sample& sample, absl::string_view task, const std::string& actor) {
    std::string path = absl::StrCat("/phoihop.v1.", sample.method);
    path[path.rfind('.')] = '/';
    return RawCall(path, BytesOf(sample, task), actor).status();
  }
};

// The words and the reason of a refusal, without the name of the task that was asked for.
std::string Told(const absl::Status& status, absl::string_view task) {
  return absl::StrReplaceAll(absl::StrCat(client::ReasonOf(status), ": ", status.message()),
                             {{std::string(task), "…"}});
}

bool IsDenied(const absl::Status& status) {
  return client::ReasonOf(status) == "PERMISSION_DENIED" || client::ReasonOf(status) == "ACTOR_MISSING";
}

// Runs after the build of this test: a method without a sample or without a row in the table of authorisation fails it.
TEST(AuthorisationTable, EveryMethodHasARowAndASample) {
  std::set<std::string> sampled;
  for (const Sample& sample : Samples()) {
    const std::string method = absl::StrCat("phoihop.v1.", sample.method);
    EXPECT_TRUE(sampled.insert(method).second) << method << " stands twice";
    EXPECT_NE(handlers::FindAuthorisation(method), nullptr) << method;
  }
  for (const Authorisation& row : handlers::AuthorisationTable()) {
    EXPECT_TRUE(sampled.contains(std::string(row.method))) << row.method << " has no sample request";
  }
  const handlers::MethodTable served = handlers::AllMethods();
  for (const auto& [name, method] : served.methods()) {
    EXPECT_TRUE(sampled.contains(name)) << name << " has no sample request";
  }
}

TEST_F(AuthorisationMatrixTest, EveryMethodEveryRoleEveryTask) {
  const handlers::MethodTable served = handlers::AllMethods();
  const int64_t before = LastSequence();
  int allowed = 0, denied = 0;
  for (const Sample& sample : Samples()) {
    const std::string method = absl::StrCat("phoihop.v1.", sample.method);
    const auto entry = served.methods().find(method);
    // Streams have tests of their own (event_service_test); what makes tokens would make them.
    if (entry == served.methods().end() || entry->second.kind == handlers::Method::Kind::kStream) continue;
    if (sample.method == "AccessTokenService.CreateAccessToken") continue;
    const Authorisation& row = *handlers::FindAuthorisation(method);
    for (const Somebody& somebody : kEverybody) {
      for (const Object& object : kObjects) {
        const Roles roles = somebody.*object.roles;
        const absl::Status status = Ask(sample, object.task, somebody.actor);
        const std::string what =
            absl::StrCat(sample.method, " of ", object.task, " by ", somebody.actor, ": ", status.ToString());
        const bool sees = (roles & task::kViewer) != 0;
        bool may = true;
        if (row.asks == Authorisation::Asks::kPermission) {
          may = HasPermission(somebody, sample, row.permission);
        }
        if (row.asks == Authorisation::Asks::kVerb) {
          // Hand-offs that do not exist are looked for after the task is seen: NOT_FOUND, whoever asks.
          may = sees && (NamesHandoff(row) ||
                         (HasVerb(somebody, row.verb) && (task::FindTransition(row.verb)->who & roles) != 0));
        }
        const bool about_task = absl::StrContains(sample.request, "$task");
        if (row.asks == Authorisation::Asks::kTasks && about_task && !absl::StartsWith(sample.method, "BulkService")) {
          may = sees;
        }
        // A bulk operation that there is not: only those who see the whole province are told so.
        if (absl::StrContains(sample.request, "bulkOperations/")) may = (somebody.own & task::kMonitor) != 0;
        // How the engine stands is for those who see the whole province.
        if (absl::StartsWith(sample.method, "EscalationService") && row.asks == Authorisation::Asks::kTasks) {
          may = (somebody.foreign & task::kMonitor) != 0;
        }
        // Whoever sees a task reads its files; who takes part adds some.
        constexpr Roles kParties = task::kLeadUnit | task::kCoordinator | task::kIssuer | task::kApprover;
        if (sample.method == "FileService.UploadFile") may = (roles & kParties) != 0;
        if (row.asks == Authorisation::Asks::kOwn) continue;
        EXPECT_EQ(IsDenied(status), !may) << what;
        may ? ++allowed : ++denied;
        if (!about_task || sees || may) continue;
        // Told the same, in the same words, of a task that there is not.
        EXPECT_EQ(Told(status, object.task), Told(Ask(sample, "khong-co", somebody.actor), "khong-co")) << what;
      }
    }
    // Nobody in particular reads what is open and does nothing.
    const absl::Status nobody = Ask(sample, "own", "");
    if (row.asks != Authorisation::Asks::kOpen && entry->second.caller == handlers::Caller::kRequired) {
      EXPECT_EQ(client::ReasonOf(nobody), "ACTOR_MISSING") << sample.method;
    }
  }
  EXPECT_EQ(LastSequence(), before) << "something was changed";
  RecordProperty("allowed", allowed);
  RecordProperty("denied", denied);
  EXPECT_GT(allowed, 1'000);
  EXPECT_GT(denied, 1'000);
}

// A secret task is for who is cleared: to everybody else, whatever their role, it does not exist.
TEST_F(AuthorisationMatrixTest, SecretTasksDoNotExistForOthers) {
  for (const Sample& sample : Samples()) {
    const std::string method = absl::StrCat("phoihop.v1.", sample.method);
    const Authorisation& row = *handlers::FindAuthorisation(method);
    const bool about_task = absl::StrContains(sample.request, "$task") || absl::StrContains(sample.request, "$handoff");
    const auto methods = handlers::AllMethods();
    const auto entry = methods.methods().find(method);
    if (!about_task || entry == methods.methods().end() || entry->second.kind == handlers::Method::Kind::kStream)
      continue;
    if (row.asks == Authorisation::Asks::kPermission || absl::StartsWith(sample.method, "BulkService")) continue;
    for (const Somebody& somebody : kEverybody) {
      const bool cleared = absl::string_view(somebody.actor) == "ubnd/nguyen-minh-an";
      const absl::Status status = Ask(sample, "secret", somebody.actor);
      const absl::Status of_none = Ask(sample, "khong-co", somebody.actor);
      const std::string what = absl::StrCat(sample.method, " by ", somebody.actor);
      if (!cleared) {
        EXPECT_EQ(Told(status, "secret"), Told(of_none, "khong-co")) << what;
      }
    }
  }
  // Nor does it stand in lists or in the journal.
  v1::ListTasksRequest list;
  list.set_parent(kParent);
  list.set_page_size(100);
  for (const Somebody& somebody : kEverybody) {
    const bool cleared = absl::string_view(somebody.actor) == "ubnd/nguyen-minh-an";
    bool listed = false;
    const v1::ListTasksResponse all = MustCall(&Tasks::ListTasks, list, somebody.actor);
    for (const v1::Task& task : all.tasks()) {
      listed |= task.name() == absl::StrCat(kParent, "/tasks/secret");
    }
    EXPECT_EQ(listed, cleared) << somebody.actor;
  }
}

TEST_F(AuthorisationMatrixTest, ListsShowWhatIsSeen) {
  v1::ListTasksRequest list;
  list.set_parent(kParent);
  list.set_page_size(100);
  for (const Somebody& somebody : kEverybody) {
    std::set<std::string> listed;
    const v1::ListTasksResponse all = MustCall(&Tasks::ListTasks, list, somebody.actor);
    for (const v1::Task& task : all.tasks()) {
      listed.insert(std::string(LastSegment(task.name())));
    }
    for (const Object& object : kObjects) {
      EXPECT_EQ(listed.contains(object.task), (somebody.*object.roles & task::kViewer) != 0)
          << somebody.actor << " " << object.task;
    }
  }
}

}  // namespace
}  // namespace phoihop::testing
