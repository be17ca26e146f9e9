#include "tests/services/watcher.h"

#include <utility>

#include "tests/services/server_fixture.h"

namespace phoihop::testing {

Watcher::Watcher(std::shared_ptr<grpc::Channel> channel, std::string act_as)
    : stub_(v1::EventService::NewStub(std::move(channel))), act_as_(std::move(act_as)) {
  Connect();
}

Watcher::~Watcher() { Disconnect(); }

void Watcher::Connect() {
  v1::WatchEventsRequest request;
  request.set_parent("provinces/dong-nai");
  {
    absl::MutexLock lock(&mutex_);
    request.set_after_sequence(seen_.empty() ? 0 : seen_.back().sequence());
  }
  context_ = std::make_unique<grpc::ClientContext>();
  context_->AddMetadata("x-phoihop-act-as", act_as_);
  reader_ = std::thread([this, request] {
    const auto reader = stub_->WatchEvents(context_.get(), request);
    Read(*reader);
  });
}

void Watcher::Read(grpc::ClientReader<v1::WatchEventsResponse>& reader) {
  v1::WatchEventsResponse response;
  while (reader.Read(&response)) {
    if (!response.has_event()) continue;
    absl::MutexLock lock(&mutex_);
    seen_.push_back(response.event());
  }
  reader.Finish();
}

void Watcher::Disconnect() {
  if (!reader_.joinable()) return;
  context_->TryCancel();
  reader_.join();
}

void Watcher::Resume() {
  Disconnect();
  Connect();
}

std::optional<v1::Event> Watcher::WaitFor(const std::function<bool(const v1::Event&)>& matches) {
  size_t looked_at = 0;
  const v1::Event* found = nullptr;
  const auto look = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (; looked_at < seen_.size() && found == nullptr; ++looked_at) {
      if (matches(seen_[looked_at])) found = &seen_[looked_at];
    }
    return found != nullptr;
  };
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithTimeout(absl::Condition(&look), kFixtureLimit)) return std::nullopt;
  return *found;
}

std::vector<v1::Event> Watcher::seen() const {
  absl::MutexLock lock(&mutex_);
  return seen_;
}

}  // namespace phoihop::testing
