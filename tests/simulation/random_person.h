// Somebody who acts as random people of random units, against a random one of several servers, for as long as it is
// let: mostly something that the task allows at the moment (or allowed when it was looked at last), sometimes nonsense.
#ifndef TESTS_SIMULATION_RANDOM_PERSON_H_
#define TESTS_SIMULATION_RANDOM_PERSON_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "phoihop/v1/escalation_service.grpc.pb.h"
#include "phoihop/v1/handoff_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "phoihop/v1/task_work_service.grpc.pb.h"
#include "tests/simulation/people_ledger.h"
#include "tests/simulation/task_pool.h"

namespace phoihop::testing {

class RandomPerson {
 public:
  struct Options {
    std::vector<std::string> targets;  // of the servers
    uint64_t seed = 0;
    int number = 0;
    // Persons by unit, ids only.
    std::map<std::string, std::vector<std::string>> people;
    // Between two commands, on the average.
    absl::Duration pause = absl::Milliseconds(60);
  };
  RandomPerson(Options options, TaskPool& pool, PeopleLedger& ledger);
  ~RandomPerson();
  void Stop();

 private:
  template <typename Stub, typename Request>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, v1::Task*);

  void Run();
  void Act();
  void Create();
  // Chooses who does something to the task: mostly a unit that takes part.
  std::string ChooseActor(const v1::Task& task);
  v1::TaskVerb ChooseVerb(const v1::Task& task);

  // Does it: random_requests.cc.
  void Do(v1::TaskVerb verb, const v1::Task& task, const std::string& actor);
  bool DoOfIssuer(v1::TaskVerb verb, const v1::Task& task, const std::string& actor);
  bool DoOfLead(v1::TaskVerb verb, const v1::Task& task, const std::string& actor);
  bool DoOfTeam(v1::TaskVerb verb, const v1::Task& task, const std::string& actor);
  bool DoToHandoff(v1::TaskVerb verb, const v1::Task& task, const std::string& actor);
  bool DoToOpenHandoff(v1::TaskVerb verb, const v1::Task& task, const std::string& actor);

  // Sends it under a request_id of its own until a server answers for certain, and writes down what came of it.
  // `may_change_nothing`: done may mean that it was done already.
  template <typename Stub, typename Request>
  bool Send(Method<Stub, Request> method, Request request, const v1::Task& task, const std::string& actor,
            bool may_change_nothing = false);
  // One request until a server answers for certain. `unsure` becomes true when an attempt before may have been done.
  template <typename Stub, typename Request>
  absl::Status Call(Method<Stub, Request> method, const Request& request, const std::string& actor, v1::Task* answer,
                    bool* unsure);
  // Puts etag, request_id and validate_only into the request; answers whether it is only tried.
  bool Decorate(google::protobuf::Message& request, const std::string& request_id, const v1::Task& task);
  void WriteDown(const LedgerEntry& entry, const std::string& verb, const absl::Status& status);
  void RepeatSomething();

  uint64_t Below(uint64_t end) { return random_() % end; }
  bool Chance(int percent) { return Below(100) < static_cast<uint64_t>(percent); }
  std::string RandomUnit();
  std::string SomebodyOf(const std::string& unit);
  std::string Day(int from, int to);
  std::string SomeHandoff(const v1::Task& task, int open_state);
  std::string NextId(const std::string& what);

  const Options options_;
  TaskPool& pool_;
  PeopleLedger& ledger_;
  std::mt19937_64 random_;
  int64_t sent_ = 0;
  std::map<std::string, v1::Task> seen_;  // by name, as this one saw them last
  // Sends the last request that was acknowledged once more: what was answered.
  std::function<absl::Status()> repeat_;
  std::string last_request_id_;
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_RANDOM_PERSON_H_
