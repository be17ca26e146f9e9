// From the start to the end of a server: readiness, health, reflection, local mode, draining.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "phoihop/v1/deadline_service.grpc.pb.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::HasSubstr;
using Tasks = v1::TaskService::Stub;
using Events = v1::EventService::Stub;
using Deadlines = v1::DeadlineService::Stub;

// Debian ships no health.proto: field 1 of the answer is the status, 1 SERVING.
const std::string kServing("\x08\x01", 2);

class ServerLifeTest : public ServerFixture {
 protected:
  std::string Health(const std::string& service = "") {
    // Field 1 of the request is the name of the service.
    const std::string request =
        service.empty() ? "" : absl::StrCat("\x0A", std::string(1, static_cast<char>(service.size())), service);
    const auto answer = RawCall("/grpc.health.v1.Health/Check", request);
    return answer.ok() ? *answer : answer.status().ToString();
  }

  // Until `condition` holds; false when it does not within kFixtureLimit.
  template <typename Condition>
  bool Eventually(Condition condition) {
    absl::Notification never;
    const absl::Duration end = engine::RealElapsed() + kFixtureLimit;
    while (!condition()) {
      if (engine::RealElapsed() > end) return false;
      never.WaitForNotificationWithTimeout(absl::Milliseconds(10));
    }
    return true;
  }
};

TEST_F(ServerLifeTest, ReadinessAndHealthSayServing) {
  StartServer();
  EXPECT_TRUE(Eventually([&] { return Http("GET", "/readyz").code == 200; }));
  EXPECT_TRUE(Eventually([&] { return Health() == kServing; }));
  EXPECT_EQ(Health("phoihop.v1.TaskService"), kServing);
  EXPECT_EQ(Http("GET", "/healthz").code, 200);
  const auto status = Http("GET", "/status.json").json();
  EXPECT_TRUE(status.fields().at("ready").bool_value());
  EXPECT_EQ(status.fields().at("provinces").list_value().values(0).string_value(), "dong-nai");
}

TEST_F(ServerLifeTest, AnEmptyDatabaseKnowsNoProvince) {
  StartServer({.loaded = false});
  v1::GetCalendarRequest request;
  request.set_name("provinces/dong-nai/calendars/default");
  EXPECT_EQ(Refusal(&Deadlines::GetCalendar, request), "NOT_FOUND");
}

TEST_F(ServerLifeTest, ReflectionListsTheServices) {
  StartServer();
  grpc::GenericStub stub(NewChannel());
  grpc::ClientContext context;
  PrepareContext(context, "");

  class Reader : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
   public:
    void Run() {
      // Field 7 of the request, list_services, is a text.
      const grpc::Slice slice(std::string("\x3A\x01*"));
      request_ = grpc::ByteBuffer(&slice, 1);
      StartWriteLast(&request_, grpc::WriteOptions());
      StartRead(&answer_);
      StartCall();
      done_.WaitForNotification();
    }
    void OnDone(const grpc::Status& /*status*/) override { done_.Notify(); }
    std::string answer() const {
      grpc::Slice slice;
      if (!answer_.DumpToSingleSlice(&slice).ok()) return "";
      return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
    }

   private:
    grpc::ByteBuffer request_, answer_;
    absl::Notification done_;
  } reader;
  stub.PrepareBidiStreamingCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                grpc::StubOptions(), &reader);
  reader.Run();
  for (const char* service :
       {"phoihop.v1.TaskService", "phoihop.v1.EventService", "phoihop.v1.PlanService", "phoihop.v1.OrganisationService",
        "phoihop.v1.DeadlineService", "phoihop.v1.ResponsibilityService", "grpc.health.v1.Health"}) {
    EXPECT_THAT(reader.answer(), HasSubstr(service));
  }
}

// Every method of every service that the protos declare is served.
TEST_F(ServerLifeTest, NoMethodIsForgotten) {
  StartServer();
  for (const auto* service : application().rpc().methods().services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      EXPECT_EQ(application().rpc().methods().methods().count(service->method(i)->full_name()), 1u)
          << service->method(i)->full_name();
    }
  }
}

TEST_F(ServerLifeTest, WithoutLocalModeNobodyIsBelieved) {
  StartServer({.local_mode = false});
  v1::ListTasksRequest request;
  request.set_parent("provinces/dong-nai");
  EXPECT_EQ(Refusal(&Tasks::ListTasks, request, "vp-ubnd"), "LOCAL_MODE_OFF");
  EXPECT_EQ(Refusal(&Tasks::ListTasks, request), "ACTOR_MISSING");
  EXPECT_EQ(Http("GET", "/v1/provinces/dong-nai/tasks", {{"X-Phoihop-Act-As", "vp-ubnd"}}).reason(), "LOCAL_MODE_OFF");
  EXPECT_EQ(Http("GET", "/v1/provinces/dong-nai/calendars/default", {{"Host", "phoihop.example.org"}}).code, 200);
}

TEST_F(ServerLifeTest, LocalModeIsOffWhenOthersCanReachTheServer) {
  StartServer({.local_mode = true, .host = "0.0.0.0"});
  EXPECT_FALSE(application().rpc().local_mode());
  v1::ListTasksRequest request;
  request.set_parent("provinces/dong-nai");
  EXPECT_EQ(Refusal(&Tasks::ListTasks, request, "vp-ubnd"), "LOCAL_MODE_OFF");
}

TEST_F(ServerLifeTest, ThePortsAreItsOwn) {
  StartServer();
  const std::unique_ptr<Application> second = Application::Open({.database_url = database_url()});
  const absl::Status grpc_taken = second->Serve({.grpc_address = grpc_target(), .http_address = "127.0.0.1:0"});
  EXPECT_EQ(grpc_taken.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(grpc_taken.message()), HasSubstr(grpc_target()));
  const std::unique_ptr<Application> third = Application::Open({.database_url = database_url()});
  const absl::Status http_taken =
      third->Serve({.grpc_address = "127.0.0.1:0", .http_address = absl::StrCat("127.0.0.1:", http_port())});
  EXPECT_EQ(http_taken.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ServerLifeTest, WatchersAreToldThatItStops) {
  StartServer();
  Events stub(NewChannel());
  grpc::ClientContext context;
  PrepareContext(context, "vp-ubnd");
  v1::WatchEventsRequest request;
  request.set_parent("provinces/dong-nai");
  const auto reader = stub.WatchEvents(&context, request);
  v1::WatchEventsResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_TRUE(response.has_checkpoint());
  StopServer();
  while (reader->Read(&response)) {
  }
  const absl::Status status = client::FromGrpc(reader->Finish());
  EXPECT_EQ(client::ReasonOf(status), "STOPPING");
  EXPECT_GT(client::RetryDelayOf(status), absl::ZeroDuration());
}

// Callers hammer while the server stops: each is answered, as it should be or with UNAVAILABLE, and what was answered
// "done" is there.
TEST_F(ServerLifeTest, CallsInFlightAreFinished) {
  StartServer();
  constexpr int kCallers = 4;
  std::atomic<int> created{0}, refused{0};
  std::vector<std::thread> callers;
  const int64_t before = LastSequence();
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      Tasks stub(NewChannel());
      for (int i = 0;; ++i) {
        v1::CreateTaskRequest request;
        request.set_parent("provinces/dong-nai");
        request.set_task_id(absl::StrCat("c", caller, "-", i));
        request.mutable_task()->set_title("Nhiệm vụ");
        request.mutable_task()->set_lead_unit("provinces/dong-nai/units/so-vhttdl");
        request.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
        grpc::ClientContext context;
        PrepareContext(context, "ubnd/nguyen-minh-an");
        v1::Task task;
        const grpc::Status status = stub.CreateTask(&context, request, &task);
        if (status.ok()) {
          created.fetch_add(1);
          continue;
        }
        refused.fetch_add(1);
        EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
        return;
      }
    });
  }
  EXPECT_TRUE(Eventually([&] { return created.load() >= 20; }));
  StopServer();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(refused.load(), kCallers);
  EXPECT_EQ(LastSequence() - before, created.load()) << "one event for every task that was confirmed, and no other";
}

// Commands in flight hold no thread: there are far more of them here than threads in the server.
TEST_F(ServerLifeTest, HundredsOfCommandsAreInFlightAtOnce) {
  StartServer();
  constexpr int kInFlight = 512;
  const int64_t before = LastSequence();
  struct InFlight {
    grpc::ClientContext context;
    v1::CreateTaskRequest request;
    v1::Task task;
  };
  std::vector<std::unique_ptr<InFlight>> calls;
  Tasks stub(NewChannel());
  std::atomic<int> wrong{0};
  absl::BlockingCounter left(kInFlight);
  for (int i = 0; i < kInFlight; ++i) {
    calls.push_back(std::make_unique<InFlight>());
    InFlight& call = *calls.back();
    PrepareContext(call.context, "ubnd/nguyen-minh-an");
    call.request.set_parent("provinces/dong-nai");
    call.request.set_task_id(absl::StrCat("f", i));
    call.request.mutable_task()->set_title("Nhiệm vụ");
    call.request.mutable_task()->set_lead_unit("provinces/dong-nai/units/so-vhttdl");
    call.request.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
    stub.async()->CreateTask(&call.context, &call.request, &call.task, [&](grpc::Status status) {
      if (!status.ok()) wrong.fetch_add(1);
      left.DecrementCount();
    });
  }
  left.Wait();
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_EQ(LastSequence() - before, kInFlight);
}

}  // namespace
}  // namespace phoihop::testing
