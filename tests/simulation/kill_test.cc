// kill -9 of the server in the middle of a load of transitions, twenty times. What clients were told stays true:
// nothing that was acknowledged is lost, nothing is applied twice, the journal has no gap and its chain of hashes
// holds.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "clients/cpp/client.h"
#include "clients/cpp/journal.h"
#include "services/embedded/private_cluster.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_directory.h"

namespace phoihop {
namespace {

constexpr int kKills = 20;
constexpr int kClients = 16;
// Acknowledged transitions between two kills: enough that requests are in every stage when the server dies.
constexpr int kTransitionsBetweenKills = 150;
constexpr char kProvince[] = "provinces/dong-nai";
constexpr char kLead[] = "so-vhttdl/nguyen-van-a";
constexpr char kIssuer[] = "ubnd/lanh-dao";

// What clients were told.
class Acknowledged {
 public:
  void Add(const std::string& request_id, const v1::Task& task) {
    absl::MutexLock lock(&mutex_);
    request_ids_.insert(request_id);
    auto& version = versions_[task.name()];
    version = std::max(version, task.version());
    ++count_;
  }
  // Waits until `count` transitions were acknowledged or a client gave up.
  void AwaitCount(int count, const std::atomic<bool>& failed) {
    absl::MutexLock lock(&mutex_);
    const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return count_ >= count || failed; };
    mutex_.Await(absl::Condition(&reached));
  }
  void Wake() { absl::MutexLock lock(&mutex_); }

  std::set<std::string> request_ids() const {
    absl::MutexLock lock(&mutex_);
    return request_ids_;
  }
  std::map<std::string, int64_t> versions() const {
    absl::MutexLock lock(&mutex_);
    return versions_;
  }
  int count() const {
    absl::MutexLock lock(&mutex_);
    return count_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::set<std::string> request_ids_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int64_t> versions_ ABSL_GUARDED_BY(mutex_);  // newest version that was acknowledged, by task
  int count_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Patience for a server that is killed again and again: the client library sends again under the same request_id.
client::Options Patient(const std::string& target, const std::string& act_as) {
  return {.target = target,
          .act_as = act_as,
          .timeout = absl::Seconds(10),
          .max_attempts = 400,
          .first_backoff = absl::Milliseconds(20),
          .max_backoff = absl::Milliseconds(200)};
}

// A department and its superior work through tasks until they are told to stop.
class Worker {
 public:
  Worker(const std::string& target, int number, Acknowledged& acknowledged, std::atomic<bool>& stop,
         std::atomic<bool>& failed)
      : lead_(Patient(target, kLead)),
        issuer_(Patient(target, kIssuer)),
        number_(number),
        acknowledged_(acknowledged),
        stop_(stop),
        failed_(failed) {}

  void Run() {
    for (int i = 0; !stop_; ++i) {
      const absl::Status status = OneTask(absl::StrCat("kill-", number_, "-", i));
      if (status.ok()) continue;
      ADD_FAILURE() << status;
      failed_ = true;
      acknowledged_.Wake();
      return;
    }
  }

 private:
  template <typename Method, typename Request>
  absl::Status Do(client::Client& client, Method method, Request request) {
    request.set_request_id(client::NewRequestId());
    const auto task = client.Call(method, request);
    if (!task.ok()) return task.status();
    acknowledged_.Add(request.request_id(), *task);
    return absl::OkStatus();
  }

  absl::Status OneTask(const std::string& id) {
    v1::CreateTaskRequest create;
    create.set_parent(kProvince);
    create.set_task_id(id);
    create.set_issue(true);
    create.mutable_task()->set_title("Nhiệm vụ thử");
    create.mutable_task()->set_lead_unit(absl::StrCat(kProvince, "/units/so-vhttdl"));
    create.mutable_task()->set_issuer_unit(absl::StrCat(kProvince, "/units/ubnd"));
    create.mutable_task()->set_approval_required(true);
    create.mutable_task()->mutable_basis()->set_instrument_number("16/2020/QĐ-UBND");
    absl::Status status = Do(issuer_, &v1::TaskService::Stub::CreateTask, create);
    const auto named = [&](auto request) {
      request.set_name(absl::StrCat(kProvince, "/tasks/", id));
      return request;
    };
    if (status.ok()) status = Do(lead_, &v1::TaskService::Stub::AcceptTask, named(v1::AcceptTaskRequest()));
    if (status.ok()) status = Do(lead_, &v1::TaskService::Stub::StartTask, named(v1::StartTaskRequest()));
    v1::SubmitTaskRequest submit = named(v1::SubmitTaskRequest());
    submit.mutable_result()->set_summary("xong");
    if (status.ok()) status = Do(lead_, &v1::TaskService::Stub::SubmitTask, submit);
    if (status.ok()) status = Do(issuer_, &v1::TaskService::Stub::ApproveTask, named(v1::ApproveTaskRequest()));
    return status;
  }

  client::Client lead_, issuer_;
  const int number_;
  Acknowledged& acknowledged_;
  std::atomic<bool>& stop_;
  std::atomic<bool>& failed_;
};

// The journal of the province, checked event by event while it is read.
std::vector<v1::Event> ReadJournal(const std::string& target) {
  client::Client auditor(Patient(target, "vp-ubnd"));
  v1::ListEventsRequest request;
  request.set_parent(kProvince);
  request.set_page_size(1000);
  client::JournalVerifier verifier;
  std::vector<v1::Event> events;
  const absl::Status status =
      auditor.ForEachPage<v1::EventService::Stub, v1::ListEventsRequest, v1::ListEventsResponse>(
          &v1::EventService::Stub::ListEvents, request, [&](const v1::ListEventsResponse& page) {
            for (const auto& event : page.events()) {
              EXPECT_EQ(verifier.Check(event), absl::OkStatus());
              events.push_back(event);
            }
            return true;
          });
  EXPECT_EQ(status, absl::OkStatus());
  return events;
}

absl::StatusOr<int> RunVerify(const std::string& target) {
  embedded::Program verify;
  verify.argv = {PHOIHOP_CLI_BINARY, "--server", target, "--as", "vp-ubnd", "events", "verify"};
  verify.environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"};
  return embedded::RunProgram(std::move(verify), absl::Minutes(1));
}

TEST(KillTest, NothingAcknowledgedIsLostAndNothingIsDoneTwice) {
  const testing::TemporaryDirectory directory;
  auto cluster = embedded::PrivateCluster::Start({.directory = absl::StrCat(directory.path(), "/db")});
  ASSERT_TRUE(cluster.ok()) << cluster.status();
  const std::string uri = (*cluster)->connection_uri();
  for (const char* command : {"migrate", "load"}) {
    ASSERT_EQ(testing::RunServerCommand(PHOIHOP_SERVER_BINARY, uri, {command}, directory.path()), absl::OkStatus());
  }
  testing::ServerProcess::Options options{
      .binary = PHOIHOP_SERVER_BINARY, .database_url = uri, .log_directory = directory.path()};
  auto server = testing::ServerProcess::Start(options);
  ASSERT_TRUE(server.ok()) << server.status();
  options.grpc_port = (*server)->grpc_port();

  Acknowledged acknowledged;
  std::atomic<bool> stop{false}, failed{false};
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
  for (int i = 0; i < kClients; ++i) {
    workers.push_back(std::make_unique<Worker>((*server)->target(), i, acknowledged, stop, failed));
    threads.emplace_back([&worker = *workers.back()] { worker.Run(); });
  }
  for (int kill = 1; kill <= kKills && !failed; ++kill) {
    acknowledged.AwaitCount(acknowledged.count() + kTransitionsBetweenKills, failed);
    (*server)->Kill();
    server = testing::ServerProcess::Start(options);
    if (!server.ok()) {
      ADD_FAILURE() << "after kill " << kill << ": " << server.status();
      break;
    }
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  ASSERT_FALSE(failed);
  ASSERT_TRUE(server.ok());

  const std::vector<v1::Event> events = ReadJournal((*server)->target());
  std::map<std::string, std::vector<std::string>> types_by_request;
  std::map<std::string, int64_t> version_in_journal;
  for (const auto& event : events) {
    types_by_request[event.request_id()].push_back(event.type());
    EXPECT_EQ(event.subject_version(), ++version_in_journal[event.subject()]) << event.subject();
  }
  for (const std::string& request_id : acknowledged.request_ids()) {
    const auto& types = types_by_request[request_id];
    EXPECT_FALSE(types.empty()) << "acknowledged but not in the journal: " << request_id;
    EXPECT_EQ(std::set<std::string>(types.begin(), types.end()).size(), types.size())
        << "applied twice: " << request_id;
  }
  client::Client auditor(Patient((*server)->target(), kIssuer));
  for (const auto& [name, version] : acknowledged.versions()) {
    v1::GetTaskRequest get;
    get.set_name(name);
    const auto task = auditor.Call(&v1::TaskService::Stub::GetTask, get);
    ASSERT_TRUE(task.ok()) << name << ": " << task.status();
    EXPECT_GE(task->version(), version) << name;
    EXPECT_EQ(task->version(), version_in_journal[name]) << name;
  }
  const auto verified = RunVerify((*server)->target());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(*verified, 0);
  EXPECT_GE(acknowledged.count(), kKills * kTransitionsBetweenKills);
  std::cout << kKills << " kills, " << acknowledged.count() << " acknowledged transitions, " << events.size()
            << " events without a gap\n";
  EXPECT_EQ((*server)->Stop(), absl::OkStatus());
}

}  // namespace
}  // namespace phoihop
