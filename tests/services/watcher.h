// Somebody who watches a province's events and may lose the connection.
#ifndef TESTS_SERVICES_WATCHER_H_
#define TESTS_SERVICES_WATCHER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/event_service.grpc.pb.h"

namespace phoihop::testing {

class Watcher {
 public:
  // Connects, and sees everything from the first event on. `act_as` is who watches: `vp-ubnd/bui-thanh-nam`.
  Watcher(std::shared_ptr<grpc::Channel> channel, std::string act_as);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // Breaks the stream off in the middle.
  void Disconnect();
  // Goes on after the last event that was seen.
  void Resume();

  // The first event, seen already or to come, that matches; nothing when none came within kFixtureLimit of real time.
  std::optional<v1::Event> WaitFor(const std::function<bool(const v1::Event&)>& matches);

  std::vector<v1::Event> seen() const;

 private:
  void Connect();
  void Read(grpc::ClientReader<v1::WatchEventsResponse>& reader);

  const std::unique_ptr<v1::EventService::Stub> stub_;
  const std::string act_as_;
  mutable absl::Mutex mutex_;
  std::vector<v1::Event> seen_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::ClientContext> context_;
  std::thread reader_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SERVICES_WATCHER_H_
