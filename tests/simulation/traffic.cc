#include "tests/simulation/traffic.h"

#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/simulation/province_before.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

using Service = v1::TaskService::Stub;
using Handoffs = v1::HandoffService::Stub;

constexpr char kParent[] = "provinces/dong-nai";
// How long a client goes on sending one request to a server that is being killed and started.
constexpr absl::Duration kPatience = absl::Minutes(2);
constexpr absl::Duration kCallLimit = absl::Seconds(20);

std::string Id(const std::string& name) { return std::string(LastSegment(name)); }

bool IsTransient(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status) || absl::IsDeadlineExceeded(status);
}

// Others were faster, or the organisation changed: read again and decide again.
bool IsRace(const std::string& reason) {
  static const auto* const kReasons = new std::set<std::string>{"PERMISSION_DENIED", "TRANSITION_NOT_ALLOWED",
                                                                "HANDOFF_PENDING", "HANDOFF_NOT_OPEN", "SAME_UNIT"};
  return kReasons->contains(reason);
}

std::vector<std::string> SuccessorsIn(const absl::Status& status) {
  const google::rpc::Status details = client::ToRpcStatus(status);
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (!detail.UnpackTo(&info)) continue;
    const auto found = info.metadata().find("successors");
    if (found != info.metadata().end()) return absl::StrSplit(found->second, ',', absl::SkipEmpty());
  }
  return {};
}

}  // namespace

void TrafficLog::Acknowledge(const std::string& request_id) {
  absl::MutexLock lock(&mutex_);
  request_ids_.insert(request_id);
}

void TrafficLog::Closed(const std::string& unit, const std::vector<std::string>& successors) {
  absl::MutexLock lock(&mutex_);
  closed_[unit].insert(successors.begin(), successors.end());
}

void TrafficLog::Refused(const std::string& reason) {
  absl::MutexLock lock(&mutex_);
  ++refusals_[reason];
}

void TrafficLog::Fail(const std::string& what) {
  absl::MutexLock lock(&mutex_);
  if (failure_.empty()) failure_ = what;
}

void TrafficLog::Hold() {
  absl::MutexLock lock(&mutex_);
  held_ = true;
  const auto quiet = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return busy_ == 0; };
  mutex_.Await(absl::Condition(&quiet));
}

void TrafficLog::Release() {
  absl::MutexLock lock(&mutex_);
  held_ = false;
}

void TrafficLog::Begin() {
  absl::MutexLock lock(&mutex_);
  const auto free = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !held_; };
  mutex_.Await(absl::Condition(&free));
  ++busy_;
}

void TrafficLog::End() {
  absl::MutexLock lock(&mutex_);
  --busy_;
}

int64_t TrafficLog::acknowledged() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int64_t>(request_ids_.size());
}

void TrafficLog::AwaitAcknowledged(int64_t count) const {
  absl::MutexLock lock(&mutex_);
  const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !failure_.empty() || static_cast<int64_t>(request_ids_.size()) >= count;
  };
  mutex_.Await(absl::Condition(&reached));
}

bool TrafficLog::failed() const { return !failure().empty(); }

std::string TrafficLog::failure() const {
  absl::MutexLock lock(&mutex_);
  return failure_;
}

std::set<std::string> TrafficLog::request_ids() const {
  absl::MutexLock lock(&mutex_);
  return request_ids_;
}

std::map<std::string, std::set<std::string>> TrafficLog::closed() const {
  absl::MutexLock lock(&mutex_);
  return closed_;
}

std::map<std::string, int> TrafficLog::refusals() const {
  absl::MutexLock lock(&mutex_);
  return refusals_;
}

TrafficClient::TrafficClient(Options options, TrafficLog& log)
    : options_(std::move(options)),
      log_(log),
      tasks_(options_.tasks),
      units_(options_.units),
      random_(options_.number),
      channel_(grpc::CreateChannel(options_.target, grpc::InsecureChannelCredentials())),
      thread_([this] { Run(); }) {}

TrafficClient::~TrafficClient() { Stop(); }

void TrafficClient::Stop() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

void TrafficClient::Run() {
  while (!stop_ && !log_.failed()) {
    log_.Begin();
    const absl::Cleanup end = [this] { log_.End(); };
    if (Below(8) == 0) {
      Create();
      continue;
    }
    v1::GetTaskRequest get;
    get.set_name(tasks_[Below(tasks_.size())]);
    v1::Task task;
    const absl::Status status = Call(&Service::GetTask, get, options_.reader, &task);
    if (!status.ok()) return log_.Fail(absl::StrCat("GetTask ", get.name(), ": ", status.ToString()));
    WorkOn(task);
  }
}

void TrafficClient::WorkOn(const v1::Task& task) {
  const auto named = [&](auto request) {
    request.set_name(task.name());
    return request;
  };
  for (const v1::Handoff& handoff : task.handoffs()) {
    if (handoff.state() != v1::Handoff::STATE_SENT) continue;
    v1::AcceptHandoffRequest accept;
    accept.set_name(handoff.name());
    v1::RecallHandoffRequest recall;
    recall.set_name(handoff.name());
    recall.set_reason("Tự thực hiện");
    Below(2) == 0 ? Send(&Handoffs::AcceptHandoff, accept, handoff.to_unit())
                  : Send(&Handoffs::RecallHandoff, recall, handoff.from_unit());
    return;
  }
  switch (task.state()) {
    case v1::TASK_STATE_PLANNED:
      if (!task.awaited_event().empty()) return;
      Send(&Service::IssueTask, named(v1::IssueTaskRequest()), task.issuer_unit(), {task.lead_unit()});
      return;
    case v1::TASK_STATE_ISSUED:
      Send(&Service::AcceptTask, named(v1::AcceptTaskRequest()), task.lead_unit());
      return;
    case v1::TASK_STATE_ACCEPTED:
      if (Below(3) == 0) return HandOff(task);
      Send(&Service::StartTask, named(v1::StartTaskRequest()), task.lead_unit());
      return;
    case v1::TASK_STATE_IN_PROGRESS: {
      if (!task.approval_required() || Below(4) == 0) return HandOff(task);
      v1::SubmitTaskRequest submit = named(v1::SubmitTaskRequest());
      submit.mutable_result()->set_summary("Đã có dự thảo");
      Send(&Service::SubmitTask, submit, task.lead_unit());
      return;
    }
    case v1::TASK_STATE_SUBMITTED: {
      v1::ReturnTaskRequest back = named(v1::ReturnTaskRequest());
      back.set_reason("Bổ sung số liệu");
      Send(&Service::ReturnTask, back, task.approver_unit());
      return;
    }
    case v1::TASK_STATE_REFUSED: {
      v1::ReissueTaskRequest reissue = named(v1::ReissueTaskRequest());
      reissue.set_lead_unit(units_[Below(units_.size())]);
      reissue.set_reason("Giao lại");
      Send(&Service::ReissueTask, reissue, task.issuer_unit(), {reissue.lead_unit()});
      return;
    }
    default:
      return;
  }
}

void TrafficClient::HandOff(const v1::Task& task) {
  v1::HandOffTaskRequest request;
  request.set_name(task.name());
  request.mutable_handoff()->set_to_unit(units_[Below(units_.size())]);
  request.mutable_handoff()->set_reason("Thuộc chức năng của đơn vị nhận");
  if (request.handoff().to_unit() == task.lead_unit()) return;
  Send(&Handoffs::HandOffTask, request, task.lead_unit(), {request.handoff().to_unit()});
}

void TrafficClient::Create() {
  v1::CreateTaskRequest request;
  request.set_parent(kParent);
  request.set_task_id(absl::StrCat("moi-", options_.number, "-", sent_));
  request.set_issue(true);
  v1::Task& task = *request.mutable_task();
  task.set_title("Nhiệm vụ giao trong lúc sắp xếp");
  task.set_lead_unit(units_[Below(units_.size())]);
  task.set_approval_required(Below(2) == 0);
  task.mutable_basis()->set_instrument_number("1/QĐ-UBND");
  const std::string coordinator = units_[Below(units_.size())];
  if (coordinator != task.lead_unit()) task.add_coordinator_units(coordinator);
  const std::string name = absl::StrCat(kParent, "/tasks/", request.task_id());
  if (Send(&Service::CreateTask, request, absl::StrCat(kParent, "/units/", kCommittee),
           {task.lead_unit(), coordinator})) {
    tasks_.push_back(name);
  }
}

template <typename Stub, typename Request>
absl::Status TrafficClient::Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Task*),
                                 const Request& request, const std::string& act_as, v1::Task* task) {
  Stub stub(channel_);
  const absl::Time give_up = absl::Now() + kPatience;
  while (true) {
    grpc::ClientContext context;
    // Until there is a server again.
    context.set_wait_for_ready(true);
    context.AddMetadata("x-phoihop-act-as", act_as);
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
    const absl::Status status = client::FromGrpc((stub.*method)(&context, request, task));
    if (!IsTransient(status) || absl::Now() > give_up) return status;
  }
}

template <typename Stub, typename Request>
bool TrafficClient::Send(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, v1::Task*), Request request,
                         const std::string& unit, std::vector<std::string> addressed) {
  request.set_request_id(absl::StrCat("giao-dich-", options_.number, "-", sent_++));
  v1::Task task;
  const absl::Status status = Call(method, request, Id(unit), &task);
  if (status.ok()) {
    log_.Acknowledge(request.request_id());
    return true;
  }
  const std::string reason = client::ReasonOf(status);
  log_.Refused(reason);
  if (reason == "UNIT_NOT_ALIVE") {
    addressed.push_back(unit);
    LearnSuccessors(status, addressed);
  } else if (!IsRace(reason)) {
    log_.Fail(absl::StrCat(Request::descriptor()->name(), " as ", unit, ": ", status.ToString()));
  }
  return false;
}

void TrafficClient::LearnSuccessors(const absl::Status& status, const std::vector<std::string>& addressed) {
  const std::vector<std::string> successors = SuccessorsIn(status);
  const bool told = !successors.empty() &&
                    std::all_of(successors.begin(), successors.end(),
                                [&](const auto& successor) { return absl::StrContains(status.message(), successor); });
  for (const std::string& unit : addressed) {
    if (!told || !absl::StrContains(status.message(), absl::StrCat("(", unit, ") does not exist"))) continue;
    log_.Closed(unit, successors);
    std::replace(units_.begin(), units_.end(), unit, successors[Below(successors.size())]);
    return;
  }
  log_.Fail(absl::StrCat("a closed unit was addressed and its successor is not told: ", status.ToString()));
}

}  // namespace phoihop::testing
