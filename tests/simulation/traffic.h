// People of many units who go on working on their tasks while the organisation changes under them: accept, refuse,
// start, hand over, answer hand-offs, submit, return, give out again and make new tasks.
#ifndef TESTS_SIMULATION_TRAFFIC_H_
#define TESTS_SIMULATION_TRAFFIC_H_

#include <grpcpp/channel.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "clients/cpp/errors.h"
#include "phoihop/v1/task_service.grpc.pb.h"

namespace phoihop::testing {

// What the clients were told.
class TrafficLog {
 public:
  void Acknowledge(const std::string& request_id);
  // A closed unit was addressed, and these were named as its successors.
  void Closed(const std::string& unit, const std::vector<std::string>& successors);
  void Refused(const std::string& reason);
  // Something that must not happen: ends the traffic.
  void Fail(const std::string& what);

  // Between Hold and Release nobody begins anything, and nothing is under way.
  void Hold();
  void Release();
  void Begin();  // waits while held
  void End();

  int64_t acknowledged() const;
  // Waits until so many requests were acknowledged, or something failed.
  void AwaitAcknowledged(int64_t count) const;
  bool failed() const;
  std::string failure() const;
  std::set<std::string> request_ids() const;
  // Closed units that were addressed, with whom clients were sent to.
  std::map<std::string, std::set<std::string>> closed() const;
  std::map<std::string, int> refusals() const;

 private:
  mutable absl::Mutex mutex_;
  std::set<std::string> request_ids_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::set<std::string>> closed_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> refusals_ ABSL_GUARDED_BY(mutex_);
  std::string failure_ ABSL_GUARDED_BY(mutex_);
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  int busy_ ABSL_GUARDED_BY(mutex_) = 0;
};

// One of them, in a thread of its own from construction to Stop. Patient with a server that is killed and started
// again: sends again under the same request_id.
class TrafficClient {
 public:
  struct Options {
    std::string target;
    int number = 0;
    std::vector<std::string> tasks;  // resource names
    std::vector<std::string> units;  // that the client knows: it learns of successors only from refusals
    std::string reader;              // act-as of one who sees every task
  };
  TrafficClient(Options options, TrafficLog& log);
  ~TrafficClient();
  void Stop();

 private:
  void Run();
  void WorkOn(const v1::Task& task);
  void Create();
  void HandOff(const v1::Task& task);
  // Sends it as `unit`, a system without a person; says what came of it to the log. `addressed` are the units that it
  // is about.
  template <typename Stub, typename Request>
  bool Send(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Task*), Request request,
            const std::string& unit, std::vector<std::string> addressed = {});
  template <typename Stub, typename Request>
  absl::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Task*),
                    const Request& request, const std::string& act_as, v1::Task* task);
  // The answer must name successors of one of the units; the client addresses them from now on.
  void LearnSuccessors(const absl::Status& status, const std::vector<std::string>& addressed);
  uint64_t Below(uint64_t end) { return random_() % end; }

  const Options options_;
  TrafficLog& log_;
  std::vector<std::string> tasks_;
  std::vector<std::string> units_;
  std::mt19937_64 random_;
  int64_t sent_ = 0;
  std::atomic<bool> stop_{false};
  const std::shared_ptr<grpc::Channel> channel_;
  std::thread thread_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_TRAFFIC_H_
