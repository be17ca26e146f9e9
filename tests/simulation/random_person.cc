#include "tests/simulation/random_person.h"

#include <google/protobuf/descriptor.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <set>
#include <utility>

#include "tests/simulation/random_person_send.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop::testing {
namespace {

constexpr char kProvince[] = "provinces/dong-nai";
// A server that was killed is back in a second or two.
constexpr int kMaxReconnectMillis = 300;
// Looks that one person remembers, and decides on though they are old.
constexpr size_t kRemembered = 12;
// Tasks there are before people do anything else than make some.
constexpr size_t kFirstTasks = 12;

// What may be answered to a person: anything else is a fault of the server.
bool IsOrdinary(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kFailedPrecondition:
      return true;
    default:
      return false;
  }
}

// How likely a verb is chosen among those that are allowed, beside others: ends come seldom, or no task would have a
// long life; remarks are always allowed and would crowd out the rest.
int WeightOf(v1::TaskVerb verb) {
  switch (verb) {
    case v1::TASK_VERB_REVOKE:
    case v1::TASK_VERB_DECLARE_IMPOSSIBLE:
    case v1::TASK_VERB_COMMENT:
    case v1::TASK_VERB_WATCH:
    case v1::TASK_VERB_UNWATCH:
    case v1::TASK_VERB_ACKNOWLEDGE_COPY:
    case v1::TASK_VERB_SET_CHECKLIST:
    case v1::TASK_VERB_REMIND:
    case v1::TASK_VERB_HANDLE_ESCALATION:
      return 1;
    case v1::TASK_VERB_SUSPEND:
    case v1::TASK_VERB_DROP:
    case v1::TASK_VERB_REFUSE:
    case v1::TASK_VERB_SEND_COPIES:
    case v1::TASK_VERB_REPORT_IMPOSSIBLE:
    case v1::TASK_VERB_REMOVE_DEPENDENCY:
    case v1::TASK_VERB_DELEGATE:
      return 2;
    case v1::TASK_VERB_ACCEPT:
    case v1::TASK_VERB_HAND_OFF:
    case v1::TASK_VERB_ACCEPT_HANDOFF:
    case v1::TASK_VERB_REFUSE_HANDOFF:
    case v1::TASK_VERB_RECORD_HANDOFF_RECEIPT:
    case v1::TASK_VERB_RETURN_HANDOFF_RESULT:
    case v1::TASK_VERB_ANSWER_HANDOFF_RESULT:
    case v1::TASK_VERB_START:
    case v1::TASK_VERB_RESUME:
    case v1::TASK_VERB_REISSUE:
      return 8;
    default:
      return 4;
  }
}

void SetText(google::protobuf::Message& message, const char* field, const std::string& value) {
  const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
  if (descriptor != nullptr) message.GetReflection()->SetString(&message, descriptor, value);
}

}  // namespace

RandomPerson::RandomPerson(Options options, TaskPool& pool, PeopleLedger& ledger)
    : options_(std::move(options)), pool_(pool), ledger_(ledger), random_(options_.seed * 1000 + options_.number) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kMaxReconnectMillis);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxReconnectMillis);
  // Not the one that others of this process have to the same server.
  arguments.SetInt("phoihop.person", options_.number);
  for (const std::string& target : options_.targets) {
    channels_.push_back(grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments));
  }
  thread_ = std::thread([this] { Run(); });
}

RandomPerson::~RandomPerson() { Stop(); }

void RandomPerson::Stop() {
  if (!stop_.HasBeenNotified()) stop_.Notify();
  if (thread_.joinable()) thread_.join();
}

void RandomPerson::Run() {
  while (!stop_.HasBeenNotified() && !ledger_.failed()) {
    Act();
    stop_.WaitForNotificationWithTimeout(options_.pause * static_cast<double>(Below(200)) / 100);
  }
}

void RandomPerson::Act() {
  if (pool_.size() < kFirstTasks || Chance(6)) return Create();
  if (Chance(3)) return RepeatSomething();
  v1::Task task = pool_.At(Below(pool_.size()));
  const std::string actor = ChooseActor(task);
  const auto remembered = seen_.find(task.name());
  // What one saw some time ago is what one decides on.
  const bool stale = remembered != seen_.end() && Chance(25);
  if (stale) {
    task = remembered->second;
  } else {
    v1::GetTaskRequest get;
    get.set_name(task.name());
    v1::Task fresh;
    bool unused = false;
    const absl::Status status = Call(&v1::TaskService::Stub::GetTask, get, actor, &fresh, &unused);
    if (!IsOrdinary(status)) return ledger_.Fail(absl::StrCat("GetTask of ", get.name(), ": ", status.ToString()));
    if (status.ok()) task = fresh;
    if (!status.ok() && !Chance(15)) return;
    if (seen_.size() > kRemembered) seen_.erase(seen_.begin());
    if (status.ok()) seen_[task.name()] = task;
  }
  Do(ChooseVerb(task), task, actor);
}

std::string RandomPerson::ChooseActor(const v1::Task& task) {
  std::string unit = RandomUnit();
  const uint64_t draw = Below(100);
  if (draw < 40) {
    unit = task.lead_unit();
  } else if (draw < 62) {
    unit = task.issuer_unit();
  } else if (draw < 70 && !task.approver_unit().empty()) {
    unit = task.approver_unit();
  } else if (draw < 80 && !task.coordinator_units().empty()) {
    unit = task.coordinator_units(static_cast<int>(Below(task.coordinator_units_size())));
  } else if (draw < 92 && !task.handoffs().empty()) {
    unit = task.handoffs(static_cast<int>(Below(task.handoffs_size()))).to_unit();
  } else if (draw < 95 && !task.copies().empty()) {
    unit = task.copies(0).unit();
  }
  const std::string id(LastSegment(unit));
  if (unit == task.lead_unit() && !task.assignee().empty() && Chance(60)) {
    return absl::StrCat(id, "/", LastSegment(task.assignee()));
  }
  const std::string person = Chance(80) ? SomebodyOf(id) : "";
  return person.empty() ? id : absl::StrCat(id, "/", person);
}

v1::TaskVerb RandomPerson::ChooseVerb(const v1::Task& task) {
  std::vector<v1::TaskVerb> verbs;
  for (const v1::AllowedOperation& operation : task.operations()) {
    if (operation.allowed()) verbs.insert(verbs.end(), WeightOf(operation.verb()), operation.verb());
  }
  if (!verbs.empty() && !Chance(8)) return verbs[Below(verbs.size())];
  return static_cast<v1::TaskVerb>(1 + Below(v1::TaskVerb_MAX));
}

bool RandomPerson::Decorate(google::protobuf::Message& request, const std::string& request_id, const v1::Task& task) {
  SetText(request, "request_id", request_id);
  if (Chance(30)) SetText(request, "etag", Chance(85) ? task.etag() : "v100000");
  if (Chance(1)) SetText(request, "name", "provinces/dong-nai/tasks/");
  if (!Chance(6)) return false;
  request.GetReflection()->SetBool(&request, request.GetDescriptor()->FindFieldByName("validate_only"), true);
  return true;
}

void RandomPerson::WriteDown(const LedgerEntry& entry, const std::string& verb, const absl::Status& status) {
  if (!IsOrdinary(status)) ledger_.Fail(entry.what);
  ledger_.Add(entry, verb, client::ReasonOf(status));
}

void RandomPerson::RepeatSomething() {
  if (repeat_ == nullptr) return;
  if (Chance(70)) {
    const absl::Status again = repeat_();
    if (!again.ok()) ledger_.Fail(absl::StrCat(last_request_id_, " was done, and refused again: ", again.ToString()));
    return ledger_.Repeated();
  }
  // The same id for something else is refused, whatever it is.
  v1::CommentOnTaskRequest other;
  const v1::Task task = pool_.At(Below(pool_.size()));
  other.set_name(task.name());
  other.set_text("Dùng lại mã yêu cầu cho việc khác");
  other.set_request_id(last_request_id_);
  v1::Task answer;
  bool unused = false;
  const absl::Status status = Call(&v1::TaskWorkService::Stub::CommentOnTask, other,
                                   std::string(LastSegment(task.issuer_unit())), &answer, &unused);
  if (status.ok()) ledger_.Fail(absl::StrCat(last_request_id_, " was used for two things"));
}

void RandomPerson::Create() {
  v1::CreateTaskRequest request;
  request.set_parent(kProvince);
  if (Chance(50)) request.set_task_id(NextId("viec"));
  request.set_issue(Chance(85));
  v1::Task& task = *request.mutable_task();
  task.set_title("Nhiệm vụ của người bất kỳ");
  task.set_lead_unit(RandomUnit());
  task.set_approval_required(Chance(60));
  if (Chance(20)) task.set_approver_unit(RandomUnit());
  if (Chance(90)) task.mutable_basis()->set_instrument_number("1/QĐ-UBND");
  std::set<std::string> coordinators;
  for (uint64_t i = Below(4); i > 0; --i) coordinators.insert(RandomUnit());
  coordinators.erase(task.lead_unit());
  for (const std::string& unit : coordinators) task.add_coordinator_units(unit);
  if (Chance(80)) task.set_requested_due_date(Day(0, 40));
  if (Chance(12)) *task.mutable_planned_issue_time() = ToTimestamp(absl::Now() + absl::Seconds(1 + Below(8)));
  if (Chance(10)) {
    v1::EvidenceSlot& slot = *task.add_evidence_slots();
    slot.set_id("1");
    slot.set_description("01 báo cáo");
    slot.set_count(1);
  }
  const std::string issuer(LastSegment(RandomUnit()));
  Send(&v1::TaskService::Stub::CreateTask, request, v1::Task(), absl::StrCat(issuer, "/", SomebodyOf(issuer)));
}

std::string RandomPerson::RandomUnit() {
  auto unit = options_.people.begin();
  std::advance(unit, Below(options_.people.size()));
  return absl::StrCat(kProvince, "/units/", unit->first);
}

std::string RandomPerson::SomebodyOf(const std::string& unit) {
  const auto found = options_.people.find(unit);
  return found == options_.people.end() || found->second.empty() ? "" : found->second[Below(found->second.size())];
}

std::string RandomPerson::Day(int from, int to) {
  return FormatDate(DayOf(absl::Now()) + from + static_cast<int>(Below(to - from + 1)));
}

std::string RandomPerson::NextId(const std::string& what) {
  return absl::StrCat(what, "-", options_.number, "-", sent_);
}

}  // namespace phoihop::testing
