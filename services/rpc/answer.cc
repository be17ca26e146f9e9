#include "services/rpc/answer.h"

#include <grpcpp/support/slice.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "services/handlers/log.h"
#include "services/handlers/message_field.h"
#include "services/rpc/status.h"
#include "workflow/errors.h"

namespace phoihop::rpc {

using google::protobuf::Message;

namespace {

// The resource that a request names, for PreconditionFailure; empty when there is none.
std::string SubjectOf(const Message* request) {
  if (request == nullptr) return "";
  for (const char* name : {"name", "parent"}) {
    if (const auto value = handlers::StringField(*request, name)) return *value;
  }
  return "";
}

}  // namespace

grpc::Status Refusal(const absl::Status& status, const Message* request, const handlers::Method& method) {
  std::string log_line;
  const grpc::Status answer = ToGrpcStatus(ToRpcStatus(status, Excerpt(SubjectOf(request)), &log_line));
  if (!log_line.empty()) handlers::LogLine(absl::StrCat(method.descriptor->full_name(), ": ", log_line));
  return answer;
}

bool ToBytes(const Message& message, grpc::ByteBuffer* bytes) {
  std::string text;
  if (!message.SerializeToString(&text)) return false;
  const grpc::Slice slice(text);
  *bytes = grpc::ByteBuffer(&slice, 1);
  return true;
}

absl::Status Unserialisable() { return absl::InternalError("the answer could not be encoded"); }

}  // namespace phoihop::rpc
