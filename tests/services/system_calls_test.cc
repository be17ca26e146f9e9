// Systems that rungs call: what their endpoints get and when, with real HTTP servers, one of them over https.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "phoihop/v1/escalation_policy_service.grpc.pb.h"
#include "services/delivery/webhook.h"
#include "tests/identity/certificates.h"
#include "tests/services/digest_fixture.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/webhook_receiver.h"
#include "workflow/civil_time.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using Warning = v1::EscalationPolicyWarning;

constexpr char kPeopleSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr char kIocSecret[] = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
constexpr char kPortalSecret[] = "whsec_FxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA";
// A Friday; the next working day is Monday, 23 March.
constexpr char kDue[] = "2026-03-20";

v1::DigestEvent EventIn(const WebhookReceiver::Request& request) {
  v1::DigestEvent event;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(request.body, &event).ok()) << request.body;
  return event;
}

// The tasks that a system was called for, in the order in which it was.
std::vector<std::string> TasksOf(const WebhookReceiver& receiver) {
  std::vector<std::string> tasks;
  for (const auto& request : receiver.requests()) {
    const v1::DigestEvent event = EventIn(request);
    for (const v1::Notice& notice : event.data().notices()) tasks.emplace_back(LastSegment(notice.task()));
  }
  return tasks;
}

// Of which a publication warns.
std::vector<std::string> UnknownSystems(const v1::PublishEscalationPolicyResponse& response) {
  std::vector<std::string> systems;
  for (const Warning& warning : response.warnings()) {
    if (warning.kind() != Warning::KIND_UNKNOWN_SYSTEM) continue;
    systems.push_back(warning.system());
    EXPECT_THAT(warning.explanation(), HasSubstr(warning.system()));
  }
  return systems;
}

class SystemCallsTest : public DigestFixture {
 protected:
  void SetUp() override {
    StartServer(WithSystems({Ioc(), Portal()}));
    clock().Set(At("2026-03-16 09:00"));
  }

  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = absl::StrCat(directory_.path(), "/", name);
    std::ofstream(path) << text;
    return path;
  }

  std::string Ioc() {
    Write("ioc-secret", kIocSecret);
    Write("ca.pem", authority_.certificate());
    return absl::StrCat(R"({"name": "ioc", "url": ")", ioc_.url(),
                        R"(", "secret_file": "ioc-secret", "ca_file": "ca.pem"})");
  }
  std::string Portal(const std::string& name = "cong-dvc") {
    Write("portal-secret", kPortalSecret);
    return absl::StrCat(R"({"name": ")", name, R"(", "url": ")", portal_.url(),
                        R"(", "secret_file": "portal-secret"})");
  }
  Options WithSystems(const std::vector<std::string>& systems) {
    Options options;
    options.webhook.endpoint.url = people_.url();
    options.webhook.secret_file = Write("people-secret", kPeopleSecret);
    options.webhook.systems_file =
        Write("systems.json", absl::StrCat(R"({"systems": [)", absl::StrJoin(systems, ", "), "]}"));
    return options;
  }

  // A ladder that calls the systems on the day when a task is due, and tells the head again on the two days after it.
  v1::PublishEscalationPolicyResponse Publish(const std::vector<std::string>& systems, bool validate_only = false) {
    v1::PublishEscalationPolicyRequest request;
    request.set_parent(kParent);
    request.set_validate_only(validate_only);
    v1::EscalationPolicy& policy = *request.mutable_escalation_policy();
    policy.set_name("provinces/dong-nai/escalationPolicies/complete");
    policy.set_display_name("Đôn đốc có gọi hệ thống");
    policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
    policy.mutable_basis()->set_instrument_number("77/QĐ-UBND");
    v1::Rung& rung = *policy.add_rungs();
    rung.add_audiences(v1::AUDIENCE_HEAD_OF_LEAD);
    rung.mutable_repetition()->set_every_working_days(1);
    rung.mutable_repetition()->set_count(3);
    for (const std::string& system : systems) rung.add_systems(system);
    return MustCall(&v1::EscalationPolicyService::Stub::PublishEscalationPolicy, request, kRegistrar);
  }

  void Give(const std::string& id, const std::string& due = kDue) {
    v1::Task task;
    task.set_title(absl::StrCat("Việc ", id));
    task.set_requested_due_date(due);
    GiveTask(id, task);
  }

  // Of what a system is called with about a task.
  v1::Notice CallOf(const std::string& task, const std::string& system) {
    v1::ListTaskNoticesRequest request;
    request.set_parent(TaskName("dong-nai", task));
    std::vector<v1::Notice> calls;
    const auto response = MustCall(&v1::NoticeService::Stub::ListTaskNotices, request, kIssuer);
    for (const v1::Notice& notice : response.notices()) {
      if (notice.system() == system) calls.push_back(notice);
    }
    EXPECT_THAT(calls, SizeIs(1)) << task << ", " << system;
    return calls.empty() ? v1::Notice() : calls[0];
  }
  // The proof: a system has no inbox and no mail.
  v1::Delivery ProofOf(const std::string& task, const std::string& system) {
    const v1::Notice call = CallOf(task, system);
    EXPECT_THAT(call.deliveries(), SizeIs(1));
    if (call.deliveries().empty()) return {};
    EXPECT_EQ(call.deliveries(0).channel(), v1::DELIVERY_CHANNEL_WEBHOOK);
    return call.deliveries(0);
  }

  const Authority authority_;
  const Certified certified_ = authority_.Issue("IP:127.0.0.1");
  TemporaryDirectory directory_;
  WebhookReceiver people_, portal_;
  WebhookReceiver ioc_{certified_.certificate, certified_.key};
};

TEST_F(SystemCallsTest, ARungCallsEachSystemOnceWithOneEventForEachTask) {
  EXPECT_THAT(UnknownSystems(Publish({"ioc", "cong-dvc"})), IsEmpty());
  Give("t1");
  Give("t2");
  EndWindow();  // what is told of new tasks
  const size_t told_before = people_.requests().size();
  EXPECT_THAT(ioc_.requests(), IsEmpty());
  clock().Set(At("2026-03-20 07:30"));
  Settle();
  ASSERT_THAT(ioc_.requests(), SizeIs(2)) << "what people are told is bundled, what systems are called with is not";
  EXPECT_THAT(TasksOf(ioc_), UnorderedElementsAre("t1", "t2"));
  EXPECT_THAT(TasksOf(portal_), UnorderedElementsAre("t1", "t2"));
  EXPECT_THAT(people_.requests(), SizeIs(told_before));
  std::set<std::string> ids;
  for (const WebhookReceiver* receiver : {&ioc_, &portal_}) {
    for (const auto& request : receiver->requests()) {
      const v1::DigestEvent event = EventIn(request);
      EXPECT_TRUE(ids.insert(event.id()).second) << event.id();
      EXPECT_EQ(request.headers.at("webhook-id"), event.id());
      EXPECT_EQ(event.type(), "vn.phoihop.digest");
      EXPECT_EQ(event.data().system(), receiver == &ioc_ ? "ioc" : "cong-dvc");
      EXPECT_EQ(event.data().unit() + event.data().person(), "");
      EXPECT_EQ(
          request.headers.at("webhook-signature"),
          delivery::WebhookSignature(*delivery::DecodeWebhookSecret(receiver == &ioc_ ? kIocSecret : kPortalSecret),
                                     event.id(), clock().Now(), request.body));
      ASSERT_THAT(event.data().notices(), SizeIs(1));
      const v1::Notice& notice = event.data().notices(0);
      EXPECT_EQ(notice.kind(), v1::NOTICE_KIND_ESCALATION);
      EXPECT_EQ(notice.clock_purpose(), v1::CLOCK_PURPOSE_COMPLETE);
      EXPECT_THAT(notice.text(), AllOf(HasSubstr("Hôm nay là hạn hoàn thành: “Việc t"), HasSubstr("(hạn 20/03/2026)")));
    }
  }
  EXPECT_EQ(ProofOf("t1", "ioc").state(), v1::Delivery::STATE_SENT);
  EXPECT_EQ(ProofOf("t2", "cong-dvc").attempts(), 1);
  // The rung is told again to people, and systems are not called again; neither by a server that comes after this one.
  RestartServer();
  clock().Set(At("2026-03-25 10:00"));
  Settle();
  EndWindow();
  EXPECT_GT(people_.requests().size(), told_before);
  EXPECT_THAT(ioc_.requests(), SizeIs(2));
  EXPECT_THAT(portal_.requests(), SizeIs(2));
  v1::GetTaskRequest request;
  request.set_name(TaskName("dong-nai", "t1"));
  const v1::Task task = MustCall(&Tasks::GetTask, request, kIssuer);
  std::vector<std::string> called;
  for (const v1::Escalation& escalation : task.escalations()) {
    if (escalation.clock_id() == "complete") called.push_back(absl::StrJoin(escalation.systems(), ", "));
  }
  EXPECT_THAT(called, ElementsAre("ioc, cong-dvc", "", ""));
}

TEST_F(SystemCallsTest, OneThatIsDownHoldsUpNeitherAnotherNorPeople) {
  Publish({"ioc", "cong-dvc"});
  Give("t1");
  Give("t2", "2026-03-23");
  EndWindow();
  const size_t told_before = people_.requests().size();
  ioc_.AnswerWith(503);
  clock().Set(At("2026-03-20 07:30"));
  Settle();
  EndWindow();
  EXPECT_EQ(ProofOf("t1", "ioc").state(), v1::Delivery::STATE_PENDING);
  EXPECT_THAT(ProofOf("t1", "ioc").last_error(), AllOf(HasSubstr("answers 503"), Not(HasSubstr("/hook"))));
  EXPECT_EQ(ProofOf("t1", "cong-dvc").state(), v1::Delivery::STATE_SENT);
  EXPECT_GT(people_.requests().size(), told_before);
  // What comes later waits for what came before, of this system alone.
  const size_t tries = ioc_.requests().size();
  clock().Set(At("2026-03-23 07:30"));
  ioc_.AnswerWith(503);
  Settle();
  EXPECT_THAT(TasksOf(portal_), ElementsAre("t1", "t2"));
  EXPECT_EQ(ProofOf("t2", "ioc").attempts(), 0);
  EXPECT_GT(ioc_.requests().size(), tries);
  const size_t failed = ioc_.requests().size();
  ioc_.AnswerWith(204);
  clock().Advance(worker::kLongestDeliveryRetry);
  Settle();
  const auto requests = ioc_.requests();
  ASSERT_THAT(requests, SizeIs(failed + 2));
  EXPECT_EQ(requests[failed].headers.at("webhook-id"), requests[0].headers.at("webhook-id"));
  EXPECT_EQ(EventIn(requests[failed + 1]).data().notices(0).task(), TaskName("dong-nai", "t2"));
  for (const char* task : {"t1", "t2"}) EXPECT_EQ(ProofOf(task, "ioc").state(), v1::Delivery::STATE_SENT) << task;
}

TEST_F(SystemCallsTest, OneThatDoesNotAnswerHoldsUpNeitherAnotherNorPeople) {
  Publish({"ioc", "cong-dvc"});
  Give("t1");
  EndWindow();
  const size_t told_before = people_.requests().size();
  ioc_.KeepWaiting(true);
  clock().Set(At("2026-03-20 07:30"));
  ASSERT_TRUE(Eventually([this] { return ioc_.requests().size() == 1; }));
  ASSERT_TRUE(Eventually([this] { return ProofOf("t1", "cong-dvc").state() == v1::Delivery::STATE_SENT; }));
  clock().Advance(notice::kDigestWindow);
  ASSERT_TRUE(Eventually([&] { return people_.requests().size() > told_before; }));
  EXPECT_EQ(ProofOf("t1", "ioc").state(), v1::Delivery::STATE_PENDING);
  EXPECT_EQ(ProofOf("t1", "ioc").attempts(), 1);
  ioc_.KeepWaiting(false);
  Settle();
  EXPECT_EQ(ProofOf("t1", "ioc").state(), v1::Delivery::STATE_SENT);
  EXPECT_THAT(ioc_.requests(), SizeIs(1));
}

TEST_F(SystemCallsTest, AtNightToo) {
  Publish({"ioc"});
  constexpr int kTasks = 2 * notice::kUrgentDigestsPerHour;
  for (int i = 1; i <= kTasks; ++i) Give(absl::StrCat("t", i));
  EndWindow();
  const size_t told_before = people_.requests().size();
  ioc_.AnswerWith(500);
  // Nobody ran when the rung was due.
  clock().Set(At("2026-03-20 23:00"));
  Settle();
  EXPECT_THAT(ioc_.requests(), SizeIs(1));
  EXPECT_EQ(ProofOf("t1", "ioc").state(), v1::Delivery::STATE_PENDING);
  ioc_.AnswerWith(204);
  clock().Advance(worker::kFirstDeliveryRetry);
  Settle();
  // More than a person is told in an hour.
  EXPECT_THAT(ioc_.requests(), SizeIs(kTasks + 1));
  for (int i = 1; i <= kTasks; ++i) {
    EXPECT_EQ(ProofOf(absl::StrCat("t", i), "ioc").state(), v1::Delivery::STATE_SENT) << i;
  }
  EXPECT_THAT(people_.requests(), SizeIs(told_before));
}

TEST_F(SystemCallsTest, ASystemThatTheServerDoesNotKnowIsWarnedOfAndCalledOnceItDoes) {
  EXPECT_THAT(UnknownSystems(Publish({"ioc", "kho-bac"}, /*validate_only=*/true)), ElementsAre("kho-bac"));
  EXPECT_THAT(UnknownSystems(Publish({"ioc", "kho-bac"})), ElementsAre("kho-bac"));
  Give("t1");
  EndWindow();
  clock().Set(At("2026-03-20 07:30"));
  Settle();
  EXPECT_EQ(ProofOf("t1", "ioc").state(), v1::Delivery::STATE_SENT);
  EXPECT_EQ(ProofOf("t1", "kho-bac").state(), v1::Delivery::STATE_PENDING);
  EXPECT_THAT(ProofOf("t1", "kho-bac").last_error(), HasSubstr("no endpoint of the name kho-bac is configured"));
  // A server that knows no system at all says the same.
  RestartServer(Options());
  clock().Advance(worker::kFirstDeliveryRetry);
  Settle();
  EXPECT_EQ(ProofOf("t1", "kho-bac").attempts(), 2);
  EXPECT_THAT(ProofOf("t1", "kho-bac").last_error(), HasSubstr("--systems-file"));
  RestartServer(WithSystems({Ioc(), Portal("kho-bac")}));
  clock().Advance(2 * worker::kFirstDeliveryRetry);
  Settle();
  EXPECT_EQ(ProofOf("t1", "kho-bac").state(), v1::Delivery::STATE_SENT);
  EXPECT_THAT(TasksOf(portal_), ElementsAre("t1"));
  EXPECT_THAT(UnknownSystems(Publish({"kho-bac"}, /*validate_only=*/true)), IsEmpty());
}

TEST_F(SystemCallsTest, AMistakeInTheFileStopsTheStart) {
  const auto application = Application::Open({.database_url = database_url(), .clock = &clock()});
  ServeOptions options{.grpc_address = "127.0.0.1:0", .http_address = ""};
  options.webhook.systems_file =
      Write("wrong.json", R"({"systems": [{"name": "ioc", "url": "http://ioc.example.vn/"}]})");
  const absl::Status status = application->Serve(options);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("--systems-file"), HasSubstr("wrong.json"),
                                                   HasSubstr(R"(systems[0] (ioc): lacks "secret_file")")));
}

}  // namespace
}  // namespace phoihop::testing
