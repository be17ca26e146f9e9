// Client of the phoihop API for C++ programs: retries that cannot do a thing twice, lists without page tokens, and a
// watch that resumes where it was cut.
//
//   client::Client client({.target = "127.0.0.1:50051", .act_as = "so-vhttdl/nguyen-van-a"});
//   v1::AcceptTaskRequest request;
//   request.set_name("provinces/dong-nai/tasks/kh-2026-1");
//   absl::StatusOr<v1::Task> task = client.Call(&v1::TaskService::Stub::AcceptTask, request);
//
// Thread-safe.
#ifndef CLIENTS_CPP_CLIENT_H_
#define CLIENTS_CPP_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cpp/errors.h"
#include "phoihop/v1/deadline_service.grpc.pb.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/file_service.grpc.pb.h"
#include "phoihop/v1/handoff_service.grpc.pb.h"
#include "phoihop/v1/organisation_service.grpc.pb.h"
#include "phoihop/v1/plan_service.grpc.pb.h"
#include "phoihop/v1/reorganisation_service.grpc.pb.h"
#include "phoihop/v1/responsibility_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "phoihop/v1/task_work_service.grpc.pb.h"

namespace phoihop::client {

struct Options {
  // Address of the server, `host:port` or `unix:path`.
  std::string target = "127.0.0.1:50051";
  // Who acts, `unit/person` or `unit`: a server in local mode believes it; beside a token it chooses among the units
  // that the token allows.
  std::string act_as;
  // Id of the person in whose place one acts, by a substitution; empty: nobody's.
  std::string on_behalf_of;
  // A bearer token of the server's OpenID provider, or the name of a file that has one and is read for every attempt,
  // so that whoever renews the token replaces the file. With both the file counts.
  std::string token;
  std::string token_file;
  // TLS. `tls_ca` is a file of certificates (PEM) that the server's is checked with; empty: those that gRPC trusts. A
  // system shows its certificate and key (files, PEM).
  bool tls = false;
  std::string tls_ca;
  std::string tls_certificate;
  std::string tls_key;
  // Deadline of one attempt.
  absl::Duration timeout = absl::Seconds(30);
  // Attempts of a call that answers UNAVAILABLE or RESOURCE_EXHAUSTED; waits double from `first_backoff` to
  // `max_backoff`.
  int max_attempts = 5;
  absl::Duration first_backoff = absl::Milliseconds(100);
  absl::Duration max_backoff = absl::Seconds(5);
};

class Client {
 public:
  explicit Client(Options options);

  // Makes a unary call. A mutation without request_id gets one here, before the first attempt: every attempt carries
  // the same, so it is done at most once however often the line breaks.
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Service::*method)(grpc::ClientContext*, const Request&, Response*),
                                Request request) {
    EnsureRequestId(request);
    Response response;
    const absl::Status status = Retry([&](grpc::ClientContext& context) {
      response.Clear();
      Service stub(channel_);
      return (stub.*method)(&context, request, &response);
    });
    if (!status.ok()) return status;
    return response;
  }

  // Calls `page` with every page of a list until it answers false.
  template <typename Service, typename Request, typename Response>
  absl::Status ForEachPage(grpc::Status (Service::*method)(grpc::ClientContext*, const Request&, Response*),
                           Request request, absl::FunctionRef<bool(const std::type_identity_t<Response>&)> page) {
    while (true) {
      const absl::StatusOr<Response> response = Call(method, request);
      if (!response.ok()) return response.status();
      if (!page(*response) || response->next_page_token().empty()) return absl::OkStatus();
      request.set_page_token(response->next_page_token());
    }
  }

  // Streams events, each once and in order, until `on_item` answers false or the server refuses for good. A broken
  // connection or a watcher that was too slow resumes after the last sequence seen. `on_item` also gets the
  // checkpoints.
  absl::Status Watch(v1::WatchEventsRequest request, absl::FunctionRef<bool(const v1::WatchEventsResponse&)> on_item);

  // Uploads a file; without request_id it gets one, so that it is stored at most once however often the line breaks.
  absl::StatusOr<v1::File> Upload(v1::UploadFileRequest::Start start, absl::string_view content);
  // What the file is; `content` is replaced by what it holds.
  absl::StatusOr<v1::File> Download(const std::string& name, std::string* content);

 private:
  void EnsureRequestId(google::protobuf::Message& request) const;
  // FAILED_PRECONDITION when the file of the token cannot be read or has none.
  absl::Status Prepare(grpc::ClientContext& context) const;
  absl::Status Retry(absl::FunctionRef<grpc::Status(grpc::ClientContext&)> attempt) const;

  const Options options_;
  const std::shared_ptr<grpc::Channel> channel_;
};

// A fresh random id (UUID version 4).
std::string NewRequestId();

}  // namespace phoihop::client

#endif  // CLIENTS_CPP_CLIENT_H_
