// The pattern that every handler follows.
//
// A handler is a free function, one per RPC, in the file of its service. It knows protobuf messages and absl::Status,
// and nothing of gRPC: services/rpc (and through it the HTTP edge) finds it in a MethodTable (method_table.h).
//
//   // A read runs on a thread of the bounded read pool; it may ask the database.
//   absl::StatusOr<v1::Unit> GetUnit(const v1::GetUnitRequest& request, const CallContext& call, const Services&
//   services);
//
//   // A command goes through the engine and answers from a lane's thread; it must not block.
//   void AcceptTask(const v1::AcceptTaskRequest& request, const CallContext& call, const Services& services,
//                   Done<v1::Task> done);
//
//   void AddTaskService(MethodTable& table) {           // one forwarding line per RPC
//     table.Read("phoihop.v1.TaskService.GetTask", GetTask, Caller::kRequired);
//     table.Command("phoihop.v1.TaskService.AcceptTask", AcceptTask);
//   }
//
// What was done before a handler is called, for every RPC alike (checks.h):
//  * All strings are valid UTF-8 without NUL and not longer than kMaxStringBytes; required fields of the request are
//  there
//    (google.api.field_behavior); page_size is not negative; request_id is well formed. So a handler checks only what
//    is peculiar to it: the shape of its name (IdOf …), dates, filters.
//  * `province` is that of the request's `name` or `parent` (or of the `name` in its one message field), it is known,
//  and `facts` are its reference data at this
//    moment. A request whose province nobody loaded was answered NOT_FOUND.
//  * `actor` is who the caller acts for; empty `unit`: nobody, which only Caller::kOptional lets through.
//
// What a handler does with the rest: a list reads its page with ReadPage (page.h), a command begins with NewCommand
// (command.h). An error is workflow/errors.h's Error(reason, sentence), or the status of whoever refused, handed on.
#ifndef SERVICES_HANDLERS_CALL_H_
#define SERVICES_HANDLERS_CALL_H_

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "phoihop/v1/common.pb.h"
#include "workflow/decision.h"

namespace phoihop::engine {
class Clock;
class Engine;
class Feed;
}  // namespace phoihop::engine

namespace phoihop::files {
class FileStore;
}  // namespace phoihop::files

namespace phoihop::store {
class Database;
}  // namespace phoihop::store

namespace phoihop::handlers {

class WorkPool;

// What handlers work with. All of it is thread-safe and outlives every call.
struct Services {
  engine::Engine& engine;     // the write door, and the reference data of each province
  store::Database& database;  // what reads read
  engine::Feed& feed;         // committed events, as they come
  const engine::Clock& clock;
  files::FileStore& files;  // what was uploaded to tasks
  WorkPool& pool;           // threads for whatever may wait for the database
  // Names of the systems that rungs may call: the server has an endpoint of each. Complete before it serves.
  const std::set<std::string>& systems;
};

// One call: who, when, where. Copied by a command that needs it after it has returned.
struct CallContext {
  // Full name of the method: `phoihop.v1.TaskService.AcceptTask`.
  std::string method;
  // Id of the province, `dong-nai`.
  std::string province;
  // Reference data of the province, fixed for this call.
  std::shared_ptr<const Facts> facts;
  // Who acts; `unit` is empty when nobody said. Checked: the unit is known, the person's id well formed.
  v1::Actor actor;
  // The instant at which the call came in: the only "now" that a handler knows.
  absl::Time now;
};

// Called exactly once, from any thread.
template <typename Response>
using Done = std::function<void(absl::StatusOr<Response>)>;

// Whether a method can be called by nobody in particular. Who is who in the organisation, calendars, instruments and
// duties are open to all that reach the server; tasks, plans and the journal are shown to somebody.
enum class Caller { kOptional, kRequired };

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_CALL_H_
