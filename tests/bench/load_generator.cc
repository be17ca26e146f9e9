#include "tests/bench/load_generator.h"

#include <google/protobuf/arena.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"

namespace phoihop::bench {
namespace {

constexpr char kProvince[] = "provinces/dong-nai";
constexpr char kLead[] = "so-vhttdl";
constexpr char kIssuer[] = "ubnd";
constexpr absl::Duration kCallLimit = absl::Seconds(60);

void Prepare(grpc::ClientContext& context, const char* act_as) {
  context.AddMetadata("x-phoihop-act-as", act_as);
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
}

// What all slots of a round share.
struct Round {
  absl::Time end;
  std::atomic<int64_t> transitions{0};
  std::atomic<int64_t> failures{0};
  absl::Mutex mutex;
  std::vector<float> latencies_ms;
  std::string first_failure;
};

// One request in flight: takes a task after the other through its cycle.
class Slot {
 public:
  // `next_task` answers an empty name when there is none left; `done` is called once, when the slot stops.
  Slot(v1::TaskService::Stub& stub, Round& round, std::function<std::string()> next_task, std::function<void()> done)
      : stub_(stub), round_(round), next_task_(std::move(next_task)), done_(std::move(done)) {}

  void Step() {
    if (absl::Now() >= round_.end) return Finish();
    if (step_ == 0) task_ = next_task_();
    if (task_.empty()) return Finish();
    switch (step_) {
      case 0:
        return Call(&v1::TaskService::Stub::async_interface::AcceptTask, v1::AcceptTaskRequest(), "so-vhttdl/can-bo");
      case 1:
        return Call(&v1::TaskService::Stub::async_interface::StartTask, v1::StartTaskRequest(), "so-vhttdl/can-bo");
      case 2: {
        v1::SubmitTaskRequest request;
        request.mutable_result()->set_summary("Đã hoàn thành, có văn bản kèm theo");
        return Call(&v1::TaskService::Stub::async_interface::SubmitTask, std::move(request), "so-vhttdl/can-bo");
      }
      default:
        return Call(&v1::TaskService::Stub::async_interface::ApproveTask, v1::ApproveTaskRequest(), "ubnd/lanh-dao");
    }
  }

 private:
  template <typename Request>
  void Call(void (v1::TaskService::Stub::async_interface::*method)(grpc::ClientContext*, const Request*, v1::Task*,
                                                                   std::function<void(grpc::Status)>),
            Request request, const char* act_as) {
    struct State {
      grpc::ClientContext context;
      Request request;
      // What is only thrown away afterwards need not be freed piece by piece.
      google::protobuf::Arena arena;
      v1::Task* const response = google::protobuf::Arena::CreateMessage<v1::Task>(&arena);
    };
    auto state = std::make_shared<State>();
    state->request = std::move(request);
    state->request.set_name(task_);
    Prepare(state->context, act_as);
    const absl::Time start = absl::Now();
    (stub_.async()->*method)(
        &state->context, &state->request, state->response,
        [this, state, start](const grpc::Status& status) { Answered(status, absl::Now() - start); });
  }

  void Answered(const grpc::Status& status, absl::Duration latency) {
    if (status.ok()) {
      latencies_ms_.push_back(static_cast<float>(absl::ToDoubleMilliseconds(latency)));
      step_ = (step_ + 1) % 4;
    } else {
      ++failures_;
      step_ = 0;
      absl::MutexLock lock(&round_.mutex);
      if (round_.first_failure.empty()) round_.first_failure = status.error_message();
    }
    Step();
  }

  void Finish() {
    round_.transitions += static_cast<int64_t>(latencies_ms_.size());
    round_.failures += failures_;
    {
      absl::MutexLock lock(&round_.mutex);
      round_.latencies_ms.insert(round_.latencies_ms.end(), latencies_ms_.begin(), latencies_ms_.end());
    }
    done_();
  }

  v1::TaskService::Stub& stub_;
  Round& round_;
  const std::function<std::string()> next_task_;
  const std::function<void()> done_;
  std::string task_;
  int step_ = 0;
  int64_t failures_ = 0;
  std::vector<float> latencies_ms_;
};

// Makes tasks, one after the other.
class Maker {
 public:
  Maker(v1::TaskService::Stub& stub, std::function<std::string()> next_id,
        std::function<void(const grpc::Status&)> done)
      : stub_(stub), next_id_(std::move(next_id)), done_(std::move(done)) {}

  void Step() {
    const std::string id = next_id_();
    if (id.empty()) return done_(grpc::Status::OK);
    struct State {
      grpc::ClientContext context;
      v1::CreateTaskRequest request;
      v1::Task response;
    };
    auto state = std::make_shared<State>();
    state->request.set_parent(kProvince);
    state->request.set_task_id(id);
    state->request.set_issue(true);
    auto* task = state->request.mutable_task();
    task->set_title("Tham mưu ban hành Quy chế quản lý hoạt động thông tin đối ngoại");
    task->set_lead_unit(absl::StrCat(kProvince, "/units/", kLead));
    task->set_issuer_unit(absl::StrCat(kProvince, "/units/", kIssuer));
    task->set_product("Quyết định của UBND tỉnh");
    task->set_approval_required(true);
    task->mutable_basis()->set_instrument_number("16/2020/QĐ-UBND");
    task->set_requested_due_date(absl::FormatTime("%Y-%m-%d", absl::Now() + absl::Hours(24 * 30), absl::UTCTimeZone()));
    Prepare(state->context, "ubnd/lanh-dao");
    stub_.async()->CreateTask(&state->context, &state->request, &state->response,
                              [this, state](const grpc::Status& status) { status.ok() ? Step() : done_(status); });
  }

 private:
  v1::TaskService::Stub& stub_;
  const std::function<std::string()> next_id_;
  const std::function<void(const grpc::Status&)> done_;
};

std::vector<std::unique_ptr<v1::TaskService::Stub>> StubsFor(
    const std::vector<std::shared_ptr<grpc::Channel>>& channels) {
  std::vector<std::unique_ptr<v1::TaskService::Stub>> stubs;
  for (const auto& channel : channels) stubs.push_back(v1::TaskService::NewStub(channel));
  return stubs;
}

}  // namespace

double LoadResult::LatencyMs(double p) const {
  if (latencies_ms.empty()) return 0;
  return latencies_ms[std::min(latencies_ms.size() - 1,
                               static_cast<size_t>(p * static_cast<double>(latencies_ms.size())))];
}

LoadGenerator::LoadGenerator(const std::string& target, int channels)
    : prefix_(absl::StrCat("bench-", absl::ToUnixMillis(absl::Now()), "-")) {
  for (int i = 0; i < channels; ++i) {
    grpc::ChannelArguments arguments;
    // Channels with equal arguments would share one connection.
    arguments.SetInt("phoihop.bench.channel", i);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channels_.push_back(grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
  }
}

LoadGenerator::~LoadGenerator() = default;

int LoadGenerator::tasks_left() const { return made_ - used_; }

absl::Status LoadGenerator::MakeTasks(int count, int in_flight) {
  const auto stubs = StubsFor(channels_);
  std::atomic<int> next{made_};
  const int end = made_ + count;
  absl::BlockingCounter running(in_flight);
  absl::Mutex mutex;
  grpc::Status failure;
  std::vector<std::unique_ptr<Maker>> makers;
  for (int i = 0; i < in_flight; ++i) {
    makers.push_back(std::make_unique<Maker>(
        *stubs[i % stubs.size()],
        [&] {
          const int number = next.fetch_add(1);
          return number < end ? absl::StrCat(prefix_, number) : std::string();
        },
        [&](const grpc::Status& status) {
          if (!status.ok()) {
            absl::MutexLock lock(&mutex);
            failure = status;
          }
          running.DecrementCount();
        }));
  }
  for (const auto& maker : makers) maker->Step();
  running.Wait();
  if (!failure.ok()) return absl::InternalError(absl::StrCat("cannot make tasks: ", failure.error_message()));
  made_ = end;
  return absl::OkStatus();
}

LoadResult LoadGenerator::Run(int in_flight, absl::Duration duration) {
  const auto stubs = StubsFor(channels_);
  std::atomic<int> next{used_};
  absl::BlockingCounter running(in_flight);
  Round round;
  const absl::Time start = absl::Now();
  round.end = start + duration;
  std::vector<std::unique_ptr<Slot>> slots;
  for (int i = 0; i < in_flight; ++i) {
    slots.push_back(std::make_unique<Slot>(
        *stubs[i % stubs.size()], round,
        [&] {
          const int number = next.fetch_add(1);
          return number < made_ ? absl::StrCat(kProvince, "/tasks/", prefix_, number) : std::string();
        },
        [&] { running.DecrementCount(); }));
  }
  for (const auto& slot : slots) slot->Step();
  running.Wait();
  used_ = std::min(next.load(), made_);
  LoadResult result;
  result.elapsed = absl::Now() - start;
  result.transitions = round.transitions;
  result.failures = round.failures;
  result.first_failure = round.first_failure;
  result.latencies_ms = std::move(round.latencies_ms);
  std::sort(result.latencies_ms.begin(), result.latencies_ms.end());
  return result;
}

LoadResult LoadGenerator::RunEmptyCalls(int count) {
  const auto stub = v1::OrganisationService::NewStub(channels_[0]);
  LoadResult result;
  const absl::Time start = absl::Now();
  for (int i = 0; i < count; ++i) {
    grpc::ClientContext context;
    Prepare(context, "ubnd/lanh-dao");
    v1::GetUnitRequest request;
    request.set_name(absl::StrCat(kProvince, "/units/", kLead));
    v1::Unit response;
    const absl::Time call_start = absl::Now();
    const grpc::Status status = stub->GetUnit(&context, request, &response);
    if (!status.ok()) {
      ++result.failures;
      result.first_failure = status.error_message();
      continue;
    }
    ++result.transitions;
    result.latencies_ms.push_back(static_cast<float>(absl::ToDoubleMilliseconds(absl::Now() - call_start)));
  }
  result.elapsed = absl::Now() - start;
  std::sort(result.latencies_ms.begin(), result.latencies_ms.end());
  return result;
}

}  // namespace phoihop::bench
