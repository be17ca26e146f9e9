#include "services/handlers/bulk_start.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/engine/engine.h"
#include "services/handlers/bulk_answer.h"
#include "services/handlers/command.h"
#include "services/handlers/made_id.h"
#include "services/handlers/task_filter.h"
#include "services/handlers/visibility.h"
#include "services/handlers/work_pool.h"
#include "services/store/bulk_reader.h"
#include "services/store/filter.h"
#include "services/store/task_reader.h"
#include "workflow/bulk/bulk.h"
#include "workflow/errors.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {
namespace {

using google::longrunning::Operation;
using Request = v1::CreateBulkOperationRequest;

// Tasks that a preview reads at a time.
constexpr size_t kPreviewBatch = 500;

absl::Status CheckShape(const Request& request, const CallContext& call) {
  std::vector<FieldViolation> violations;
  if (request.parent() != ProvinceName(call.province)) {
    violations.push_back({"parent", "has to be of the form provinces/{province}"});
  }
  const std::string& id = request.bulk_operation_id();
  if (!id.empty() && !IsId(id)) {
    violations.push_back({"bulk_operation_id", "has to be 1 to 63 characters of a-z, 0-9 and '-'"});
  }
  if (request.tasks().empty() == request.filter().empty()) {
    violations.push_back({"tasks", "either name the tasks or give a filter"});
  }
  if (violations.empty()) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
}

// All that match and that the caller may see, what is due first coming first.
absl::StatusOr<std::vector<std::string>> FindTasks(const Request& request, const CallContext& call,
                                                   const Services& services) {
  const auto filter = store::Filter::Parse(request.filter(), TaskFields(call.province, call.now));
  if (!filter.ok()) return filter.status();
  store::TaskQuery query{.province = call.province,
                         .filter = filter->ToSql(store::kFirstFilterParameter),
                         .visible_to = VisibilityOf(call),
                         .page_size = store::kMaxPageSize};
  std::vector<std::string> names;
  do {
    const auto page = store::ListTasks(services.database, query);
    if (!page.ok()) return page.status();
    for (const v1::Task& task : page->tasks) names.push_back(task.name());
    if (names.size() > static_cast<size_t>(bulk::kMaxTasks)) {
      return InvalidRequest(
          v1::ERROR_REASON_INVALID_FIELD,
          {{"filter", absl::StrCat("matches more than ", bulk::kMaxTasks, " tasks; narrow it, or do it in parts")}});
    }
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty());
  if (names.empty()) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"filter", "matches no task that you may see; try it with ListTasks"}});
  }
  return names;
}

absl::StatusOr<std::vector<std::string>> TasksOf(const Request& request, const CallContext& call,
                                                 const Services& services) {
  if (!request.filter().empty()) return FindTasks(request, call, services);
  return std::vector<std::string>(request.tasks().begin(), request.tasks().end());
}

// Decides each task on its own, as it is now.
absl::StatusOr<bulk::ItemsSeen> Try(const v1::BulkVerb& verb, const std::vector<std::string>& names,
                                    const CallContext& call, const Services& services) {
  bulk::ItemsSeen seen;
  for (size_t begin = 0; begin < names.size(); begin += kPreviewBatch) {
    const size_t end = std::min(names.size(), begin + kPreviewBatch);
    std::vector<std::string> ids;
    for (size_t i = begin; i < end; ++i) ids.emplace_back(LastSegment(names[i]));
    auto read = store::TasksByIds(services.database, call.province, ids);
    if (!read.ok()) return read.status();
    std::map<std::string, v1::Task> tasks;
    std::vector<std::string> wholes;
    for (v1::Task& task : *read) {
      if (task.has_fan_out()) wholes.push_back(task.name());
      std::string name = task.name();
      tasks.emplace(std::move(name), std::move(task));
    }
    const auto parts = store::PartsOfWholes(services.database, call.province, wholes, call.now);
    if (!parts.ok()) return parts.status();
    for (size_t i = begin; i < end; ++i) {
      Context context{.now = call.now, .actor = call.actor};
      if (const auto found = parts->find(names[i]); found != parts->end()) context.parts = &found->second;
      const bool succeeds = task::Decide(tasks[names[i]], bulk::CommandOf(verb, names[i]), *call.facts, context).ok();
      ++(succeeds ? seen.succeeded : seen.failed);
    }
  }
  return seen;
}

absl::StatusOr<Operation> Preview(const internal::v1::Command& command, const CallContext& call,
                                  const Services& services) {
  const internal::v1::StartBulkOperation& start = command.bulk().start();
  const Context context{.now = call.now, .actor = call.actor};
  const auto decision = bulk::Decide({}, command.bulk(), {}, *call.facts, context);
  if (!decision.ok()) return decision.status();
  v1::BulkOperation operation = decision->events.front().bulk_operation_started().bulk_operation();
  const auto seen =
      Try(operation.verb(), std::vector<std::string>(start.tasks().begin(), start.tasks().end()), call, services);
  if (!seen.ok()) return seen.status();
  operation.clear_name();
  operation.clear_create_time();
  operation.set_state(v1::BulkOperation::STATE_DONE);
  bulk::SetCounts(*seen, operation);
  Operation answer;
  answer.set_done(true);
  answer.mutable_metadata()->PackFrom(operation);
  answer.mutable_response()->PackFrom(operation);
  return answer;
}

void Start(const Request& request, const CallContext& call, const Services& services, Done<Operation> done) {
  if (absl::Status checked = CheckShape(request, call); !checked.ok()) return done(checked);
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  internal::v1::StartBulkOperation& start = *command->mutable_bulk()->mutable_start();
  *start.mutable_request() = request;
  start.mutable_request()->clear_tasks();
  const std::string id = request.bulk_operation_id().empty() ? MakeId("b", request, request.request_id(), call)
                                                             : request.bulk_operation_id();
  start.set_name(ChildName(ProvinceName(call.province), "bulkOperations", id));
  // A repeated request is answered as it is known, whatever the filter would find now.
  const bool known = !request.validate_only() && store::GetBulkOperation(services.database, call.province, id).ok();
  if (!known) {
    auto tasks = TasksOf(request, call, services);
    if (!tasks.ok()) return done(tasks.status());
    for (std::string& task : *tasks) *start.add_tasks() = std::move(task);
  }
  if (request.validate_only()) return done(Preview(*command, call, services));
  services.engine.Submit(*std::move(command), [done = std::move(done)](absl::StatusOr<engine::Applied> applied) {
    if (!applied.ok()) return done(applied.status());
    done(OperationOf(std::get<v1::BulkOperation>(applied->resource)));
  });
}

}  // namespace

void CreateBulkOperation(const Request& request, const CallContext& call, const Services& services,
                         Done<Operation> done) {
  const bool accepted = services.pool.TrySubmit([request = std::make_shared<const Request>(request), call, &services,
                                                 done] { Start(*request, call, services, done); });
  if (!accepted) {
    done(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
  }
}

}  // namespace phoihop::handlers
