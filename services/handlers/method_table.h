// All RPCs by name, with the types taken off, so that the edge can serve them without knowing any.
#ifndef SERVICES_HANDLERS_METHOD_TABLE_H_
#define SERVICES_HANDLERS_METHOD_TABLE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "services/handlers/call.h"

namespace phoihop::handlers {

using MessagePtr = std::unique_ptr<google::protobuf::Message>;

// The answer to a call whose types were taken off.
using AnyDone = std::function<void(absl::StatusOr<MessagePtr>)>;

// Where a streaming handler puts its answers. Thread-safe.
class AnyStream {
 public:
  virtual ~AnyStream() = default;
  // Queues the message. Nothing limits the queue but the sender: it sends a little, and more when it is told OnSent.
  virtual void Send(const google::protobuf::Message& message) = 0;
  // Ends the stream when everything has left. Only the first call counts; what is sent afterwards is dropped.
  virtual void Finish(absl::Status status) = 0;
};

// A stream that is being served. Destroyed when the caller has gone or the stream was finished; nothing may use the
// AnyStream once the destructor has returned.
class StreamSession {
 public:
  virtual ~StreamSession() = default;
  // Everything that was sent has left for the caller: there is room for more. The first call says that the handler has
  // returned and the stream is open; a session sends nothing between its handler and this. From any thread, must not
  // block; calls may overlap.
  virtual void OnSent() = 0;
};

// An upload that is being taken in: what comes after the first message. Used by one thread at a time, in threads of the
// pool; it may block. Destroyed without Finish when the caller has gone or was refused: nothing stays of it then.
class UploadSession {
 public:
  virtual ~UploadSession() = default;
  // The next message; an error ends the call.
  virtual absl::Status Take(const google::protobuf::Message& message) = 0;
  // All messages were taken: the answer.
  virtual absl::StatusOr<MessagePtr> Finish() = 0;
};

struct Method {
  enum class Kind { kRead, kCommand, kStream, kUpload };

  Kind kind = Kind::kRead;
  Caller caller = Caller::kRequired;
  const google::protobuf::MethodDescriptor* descriptor = nullptr;

  // Of the generated type, on the heap.
  std::function<MessagePtr()> new_request;

  // One of these is set, by `kind`. The request lives until the call has returned.
  std::function<absl::StatusOr<MessagePtr>(const google::protobuf::Message&, const CallContext&, const Services&)> read;
  std::function<void(const google::protobuf::Message&, const CallContext&, const Services&, AnyDone)> command;
  std::function<absl::StatusOr<std::unique_ptr<StreamSession>>(const google::protobuf::Message&, const CallContext&,
                                                               const Services&, AnyStream&)>
      stream;
  // Given the first message.
  std::function<absl::StatusOr<std::unique_ptr<UploadSession>>(const google::protobuf::Message&, const CallContext&,
                                                               const Services&)>
      upload;
};

class MethodTable {
 public:
  // Each refuses (the program ends: it is a mistake in the code) a method that the protos do not have, has other types
  // or was added before. `method` is a full name: `phoihop.v1.TaskService.GetTask`.

  template <typename Request, typename Response>
  void Read(absl::string_view method,
            absl::StatusOr<Response> (*handler)(const Request&, const CallContext&, const Services&), Caller caller) {
    Method entry = NewMethod<Request, Response>(Method::Kind::kRead, caller);
    entry.read = [handler](const google::protobuf::Message& request, const CallContext& call,
                           const Services& services) -> absl::StatusOr<MessagePtr> {
      return Wrap(handler(static_cast<const Request&>(request), call, services));
    };
    Add(method, std::move(entry), *Request::descriptor(), *Response::descriptor());
  }

  // A command always has a caller.
  template <typename Request, typename Response>
  void Command(absl::string_view method,
               void (*handler)(const Request&, const CallContext&, const Services&, Done<Response>)) {
    Method entry = NewMethod<Request, Response>(Method::Kind::kCommand, Caller::kRequired);
    entry.command = [handler](const google::protobuf::Message& request, const CallContext& call,
                              const Services& services, AnyDone done) {
      handler(static_cast<const Request&>(request), call, services,
              [done = std::move(done)](absl::StatusOr<Response> response) { done(Wrap(std::move(response))); });
    };
    Add(method, std::move(entry), *Request::descriptor(), *Response::descriptor());
  }

  // `handler` checks, may send first messages, and returns what serves the stream. It runs on a thread of the read
  // pool.
  template <typename Response, typename Request>
  void Stream(absl::string_view method,
              absl::StatusOr<std::unique_ptr<StreamSession>> (*handler)(const Request&, const CallContext&,
                                                                        const Services&, AnyStream&),
              Caller caller) {
    Method entry = NewMethod<Request, Response>(Method::Kind::kStream, caller);
    entry.stream = [handler](const google::protobuf::Message& request, const CallContext& call,
                             const Services& services, AnyStream& stream) {
      return handler(static_cast<const Request&>(request), call, services, stream);
    };
    Add(method, std::move(entry), *Request::descriptor(), *Response::descriptor());
  }

  // A client streams messages and gets one answer. `handler` is given the first message, checks, and returns what takes
  // the others; it runs on a thread of the read pool. An upload always has a caller.
  template <typename Response, typename Request>
  void Upload(absl::string_view method,
              absl::StatusOr<std::unique_ptr<UploadSession>> (*handler)(const Request&, const CallContext&,
                                                                        const Services&)) {
    Method entry = NewMethod<Request, Response>(Method::Kind::kUpload, Caller::kRequired);
    entry.upload = [handler](const google::protobuf::Message& request, const CallContext& call,
                             const Services& services) {
      return handler(static_cast<const Request&>(request), call, services);
    };
    Add(method, std::move(entry), *Request::descriptor(), *Response::descriptor());
  }

  // By full name.
  const std::map<std::string, Method>& methods() const { return methods_; }

  // Services that have at least one method here, by full name. Methods of theirs that were not added answer
  // UNIMPLEMENTED.
  std::vector<const google::protobuf::ServiceDescriptor*> services() const;

 private:
  template <typename Request, typename Response>
  static Method NewMethod(Method::Kind kind, Caller caller) {
    Method method;
    method.kind = kind;
    method.caller = caller;
    method.new_request = [] { return MessagePtr(std::make_unique<Request>()); };
    return method;
  }

  template <typename Response>
  static absl::StatusOr<MessagePtr> Wrap(absl::StatusOr<Response> response) {
    if (!response.ok()) return response.status();
    return MessagePtr(std::make_unique<Response>(std::move(*response)));
  }

  void Add(absl::string_view name, Method method, const google::protobuf::Descriptor& request,
           const google::protobuf::Descriptor& response);

  std::map<std::string, Method> methods_;
};

// The whole API.
MethodTable AllMethods();

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_METHOD_TABLE_H_
