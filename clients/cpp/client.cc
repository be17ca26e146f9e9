#include "clients/cpp/client.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <openssl/rand.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"

namespace phoihop::client {
namespace {
// Content in one message of an upload.
constexpr size_t kUploadPieceBytes = 1 << 20;
// Larger than any page or plan that the server sends.
constexpr int kMaxMessageBytes = 64 << 20;
constexpr int kFirstReconnectMs = 100;
constexpr int kLastReconnectMs = 1000;
// How long one attempt to connect may take: a machine under load needs longer for a handshake than an idle one.
constexpr int kConnectMs = 3000;
constexpr char kActAsHeader[] = "x-phoihop-act-as";
constexpr char kOnBehalfOfHeader[] = "x-phoihop-on-behalf-of";
constexpr char kAuthorizationHeader[] = "authorization";

bool IsTransient(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

// Waits out a back-off. Nothing can end it early, which is what a back-off is.
void WaitFor(absl::Duration duration) { absl::Notification().WaitForNotificationWithTimeout(duration); }

// What is in the file; empty when it cannot be read.
std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsFor(const Options& options) {
  if (!options.tls) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions tls;
  // A file that cannot be read must not become "whatever gRPC trusts": text that is no certificate trusts nobody.
  if (!options.tls_ca.empty()) tls.pem_root_certs = absl::StrCat(Contents(options.tls_ca), "\n");
  if (!options.tls_certificate.empty()) tls.pem_cert_chain = Contents(options.tls_certificate);
  if (!options.tls_key.empty()) tls.pem_private_key = Contents(options.tls_key);
  return grpc::SslCredentials(tls);
}

std::shared_ptr<grpc::Channel> Connect(const Options& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  // A server that restarts is found again within about a second, not after gRPC's two minutes.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  // In spite of its name the time that an attempt is given.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLastReconnectMs);
  return grpc::CreateCustomChannel(options.target, CredentialsFor(options), arguments);
}
}  // namespace

std::string NewRequestId() {
  unsigned char bytes[16];
  // The only way for RAND_bytes to fail is a machine without entropy; ids would then repeat, so do not go on.
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) std::abort();
  bytes[6] = (bytes[6] & 0x0F) | 0x40;
  bytes[8] = (bytes[8] & 0x3F) | 0x80;
  const std::string hex = absl::BytesToHexString(absl::string_view(reinterpret_cast<char*>(bytes), sizeof(bytes)));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

Client::Client(Options options) : options_(std::move(options)), channel_(Connect(options_)) {}

void Client::EnsureRequestId(google::protobuf::Message& request) const {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return;
  const auto* reflection = request.GetReflection();
  if (reflection->GetString(request, field).empty()) reflection->SetString(&request, field, NewRequestId());
}

absl::Status Client::Prepare(grpc::ClientContext& context) const {
  if (!options_.act_as.empty()) context.AddMetadata(kActAsHeader, options_.act_as);
  if (!options_.on_behalf_of.empty()) context.AddMetadata(kOnBehalfOfHeader, options_.on_behalf_of);
  std::string token = options_.token;
  if (!options_.token_file.empty()) {
    token = Contents(options_.token_file);
    absl::StripAsciiWhitespace(&token);
    if (token.empty()) {
      return absl::FailedPreconditionError(absl::StrCat("there is no token in the file ", options_.token_file));
    }
  }
  // gRPC ends the program when a value cannot be sent.
  if (!std::all_of(token.begin(), token.end(), [](unsigned char c) { return absl::ascii_isgraph(c); })) {
    return absl::FailedPreconditionError("the token has characters that no token has; is it a file of something else?");
  }
  if (!token.empty()) context.AddMetadata(kAuthorizationHeader, absl::StrCat("Bearer ", token));
  return absl::OkStatus();
}

absl::Status Client::Retry(absl::FunctionRef<grpc::Status(grpc::ClientContext&)> attempt) const {
  absl::Duration backoff = options_.first_backoff;
  for (int attempts = 1;; ++attempts) {
    grpc::ClientContext context;
    if (const absl::Status prepared = Prepare(context); !prepared.ok()) return prepared;
    context.set_deadline(absl::ToChronoTime(absl::Now() + options_.timeout));
    const absl::Status status = FromGrpc(attempt(context));
    if (status.ok() || !IsTransient(status) || attempts >= options_.max_attempts) return status;
    WaitFor(std::max(backoff, RetryDelayOf(status)));
    backoff = std::min(backoff * 2, options_.max_backoff);
  }
}

absl::Status Client::Watch(v1::WatchEventsRequest request,
                           absl::FunctionRef<bool(const v1::WatchEventsResponse&)> on_item) {
  absl::Duration backoff = options_.first_backoff;
  for (int failures = 0;;) {
    grpc::ClientContext context;
    if (const absl::Status prepared = Prepare(context); !prepared.ok()) return prepared;
    v1::EventService::Stub stub(channel_);
    auto reader = stub.WatchEvents(&context, request);
    v1::WatchEventsResponse item;
    while (reader->Read(&item)) {
      failures = 0;
      backoff = options_.first_backoff;
      request.set_after_sequence(item.has_event() ? item.event().sequence() : item.checkpoint().sequence());
      if (!on_item(item)) {
        context.TryCancel();
        reader->Finish();
        return absl::OkStatus();
      }
    }
    const absl::Status status = FromGrpc(reader->Finish());
    // A stream that the server ended in good order is over only from its point of view: it is restarting.
    if (!status.ok() && !IsTransient(status)) return status;
    if (++failures >= options_.max_attempts) {
      return status.ok() ? absl::UnavailableError("the server ends every watch at once; try again later") : status;
    }
    WaitFor(std::max(backoff, RetryDelayOf(status)));
    backoff = std::min(backoff * 2, options_.max_backoff);
  }
}

absl::StatusOr<v1::File> Client::Upload(v1::UploadFileRequest::Start start, absl::string_view content) {
  EnsureRequestId(start);
  v1::File file;
  const absl::Status status = Retry([&](grpc::ClientContext& context) {
    file.Clear();
    v1::FileService::Stub stub(channel_);
    const auto writer = stub.UploadFile(&context, &file);
    v1::UploadFileRequest request;
    *request.mutable_start() = start;
    bool going = writer->Write(request);
    for (size_t at = 0; going && at < content.size(); at += kUploadPieceBytes) {
      const absl::string_view piece = content.substr(at, kUploadPieceBytes);
      request.set_content(piece.data(), piece.size());
      going = writer->Write(request);
    }
    // A write fails when the server has refused: Finish says why.
    writer->WritesDone();
    return writer->Finish();
  });
  if (!status.ok()) return status;
  return file;
}

absl::StatusOr<v1::File> Client::Download(const std::string& name, std::string* content) {
  v1::DownloadFileRequest request;
  request.set_name(name);
  v1::File file;
  const absl::Status status = Retry([&](grpc::ClientContext& context) {
    content->clear();
    v1::FileService::Stub stub(channel_);
    const auto reader = stub.DownloadFile(&context, request);
    v1::DownloadFileResponse response;
    while (reader->Read(&response)) {
      if (response.has_file()) file = response.file();
      content->append(response.content());
    }
    return reader->Finish();
  });
  if (!status.ok()) return status;
  return file;
}

}  // namespace phoihop::client
