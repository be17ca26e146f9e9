#include "services/handlers/issue_plan.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/engine/engine.h"
#include "services/handlers/command.h"
#include "services/handlers/page.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/issued_items.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {
namespace {

// Which part of the preview: of the plan at this version, from this task on.
struct Start {
  std::string etag;
  size_t index = 0;
};

// The same preview is asked for under a new request_id with every page.
v1::IssuePlanRequest ForToken(v1::IssuePlanRequest request) {
  request.clear_request_id();
  return request;
}

absl::StatusOr<Start> StartOf(const Page& page) {
  Start start;
  if (page.cursor.empty()) return start;
  const std::vector<std::string> words = absl::StrSplit(page.cursor, ' ');
  if (words.size() == 2 && absl::SimpleAtoi(words[1], &start.index)) {
    start.etag = words[0];
    return start;
  }
  return InvalidRequest(v1::ERROR_REASON_INVALID_PAGE_TOKEN, {{"page_token", "was not made by this preview"}});
}

// How the parts of each whole stand: all of them new.
std::map<std::string, PartsSeen> PartsIn(const std::vector<const v1::Task*>& tasks) {
  std::map<std::string, PartsSeen> wholes;
  for (const v1::Task* task : tasks) {
    if (task->parent_task().empty()) continue;
    PartsSeen& seen = wholes[task->parent_task()];
    v1::FanOutProgress& progress = seen.progress;
    progress.set_total(progress.total() + 1);
    progress.set_open(progress.open() + 1);
    progress.set_not_accepted(progress.not_accepted() + 1);
    seen.parts.push_back({task->name(), task->lead_unit(), task->state(), absl::InfinitePast()});
  }
  return wholes;
}

void AddTasks(const std::vector<std::shared_ptr<const v1::Event>>& created, size_t first, size_t size,
              const std::map<std::string, PartsSeen>& wholes, const CallContext& call,
              v1::IssuePlanResponse& response) {
  for (size_t i = first; i < std::min(first + size, created.size()); ++i) {
    v1::Task& task = *response.add_tasks();
    task::Evolve(task, *created[i]);
    const auto parts = wholes.find(task.name());
    task::Present(task, call.actor, *call.facts, call.now, parts == wholes.end() ? nullptr : &parts->second);
  }
}

absl::StatusOr<v1::IssuePlanResponse> Answer(const v1::IssuePlanRequest& request, const Page& page, const Start& start,
                                             const CallContext& call, absl::StatusOr<engine::Applied> applied) {
  if (!applied.ok()) return applied.status();
  auto* plan = std::get_if<v1::Plan>(&applied->resource);
  if (plan == nullptr) return Error(v1::ERROR_REASON_INTERNAL, "The command to a plan answered without a plan.");
  std::vector<const v1::Task*> tasks;
  for (const auto& event : applied->created) tasks.push_back(&event->task_created().task());
  v1::IssuePlanResponse response;
  const std::string& etag = plan->etag();
  if (!start.etag.empty() && start.etag != etag) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_PAGE_TOKEN,
                          {{"page_token", "belongs to the plan as it was before it changed; start the preview again"}});
  }
  const auto size = static_cast<size_t>(page.size);
  AddTasks(applied->created, start.index, size, PartsIn(tasks), call, response);
  for (v1::IssuedItem& item : plan::SummariseIssue(*plan, tasks, *call.facts, DayOf(call.now))) {
    *response.add_items() = std::move(item);
  }
  response.set_total_tasks(static_cast<int>(tasks.size()));
  if (request.validate_only() && start.index + size < tasks.size()) {
    response.set_next_page_token(NextPageToken(ForToken(request), absl::StrCat(etag, " ", start.index + size)));
  }
  *response.mutable_plan() = std::move(*plan);
  return response;
}

}  // namespace

void IssuePlan(const v1::IssuePlanRequest& request, const CallContext& call, const Services& services,
               Done<v1::IssuePlanResponse> done) {
  const auto page = ReadPage(ForToken(request), kDefaultIssuePageSize);
  if (!page.ok()) return done(page.status());
  const auto start = StartOf(*page);
  if (!start.ok()) return done(start.status());
  if (!request.page_token().empty() && !request.validate_only()) {
    return done(InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                               {{"page_token", "goes on with a preview: give it with validate_only"}}));
  }
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  *command->mutable_plan()->mutable_issue() = request;
  services.engine.Submit(*std::move(command), [request, page = *page, start = *start, call,
                                               done = std::move(done)](absl::StatusOr<engine::Applied> applied) {
    done(Answer(request, page, start, call, std::move(applied)));
  });
}

}  // namespace phoihop::handlers
