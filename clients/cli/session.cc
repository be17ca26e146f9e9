#include "clients/cli/session.h"

#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace phoihop::cli {
namespace {
constexpr char kTokenVariable[] = "PHOIHOP_TOKEN";

// What a person can do about an error, beyond what the server's sentence says.
std::string Advice(const absl::Status& status) {
  const std::string reason = client::ReasonOf(status);
  if (reason == "ACTOR_MISSING")
    return "Cho biết ai thực hiện: mã đăng nhập trong PHOIHOP_TOKEN hoặc --token-file; máy chủ tại chỗ: --as "
           "<đơn-vị>/<người>, ví dụ --as so-vhttdl/nguyen-van-a";
  if (reason == "TOKEN_REFUSED") return "Mã đăng nhập không được chấp nhận: đăng nhập lại rồi đặt PHOIHOP_TOKEN mới.";
  if (reason == "ETAG_MISMATCH") return "Có người vừa thay đổi: xem lại rồi quyết định lại.";
  if (reason == "QUEUE_FULL") return "Máy chủ đang bận: thử lại sau giây lát.";
  if (reason.empty() && absl::IsUnavailable(status))
    return "Không kết nối được máy chủ: kiểm tra ./run đang chạy và --server.";
  return "";
}
}  // namespace

client::Client& Session::Client() {
  if (client_ == nullptr) {
    const char* token = std::getenv(kTokenVariable);
    client_ =
        std::make_unique<client::Client>(client::Options{.target = server,
                                                         .act_as = act_as,
                                                         .on_behalf_of = on_behalf_of,
                                                         .token = token == nullptr ? "" : token,
                                                         .token_file = token_file,
                                                         .tls = tls || !tls_ca.empty() || !tls_certificate.empty(),
                                                         .tls_ca = tls_ca,
                                                         .tls_certificate = tls_certificate,
                                                         .tls_key = tls_key});
  }
  return *client_;
}

std::string Session::Province() const { return absl::StrCat("provinces/", province); }

std::string Session::Name(absl::string_view collection, absl::string_view id) const {
  if (id.empty() || absl::StartsWith(id, "provinces/")) return std::string(id);
  return absl::StrCat(Province(), "/", collection, "/", id);
}

void Session::PrintJson(const google::protobuf::Message& message) const {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) Fail(absl::StrCat("the answer cannot be written as JSON: ", std::string(status.message())));
  std::cout << text;
}

void Session::Print(const Table& table) const { std::cout << table.Render(TerminalWidth()); }

void Session::Say(absl::string_view text) const {
  for (const std::string& line : Wrap(text, TerminalWidth())) std::cout << line << "\n";
}

bool Session::Agreed(absl::string_view question) const {
  if (json || isatty(STDIN_FILENO) == 0) return false;
  std::cout << "\n" << question << " Gõ 'có' để đồng ý: " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "có" || answer == "co" || answer == "yes";
}

void Session::Fail(const absl::Status& status) const {
  if (json) {
    std::string text;
    const auto written = google::protobuf::util::MessageToJsonString(client::ToRpcStatus(status), &text);
    std::cerr << (written.ok() ? text : std::string(status.message())) << "\n";
    throw Failure();
  }
  std::cerr << "Lỗi: " << status.message() << "\n";
  for (const auto& [field, description] : client::ViolationsOf(status)) {
    if (!absl::StrContains(status.message(), description)) std::cerr << "  " << field << ": " << description << "\n";
  }
  const std::string reason = client::ReasonOf(status);
  if (!reason.empty()) std::cerr << "  (" << reason << ")\n";
  const std::string advice = Advice(status);
  if (!advice.empty()) std::cerr << "  → " << advice << "\n";
  throw Failure();
}

void Session::Fail(absl::string_view sentence) const {
  std::cerr << "Lỗi: " << sentence << "\n";
  throw Failure();
}

google::protobuf::Timestamp Session::KnownAt(const std::string& text) const {
  return OrFail(InstantForServer(text, absl::Now()));
}

std::string Session::ReadFile(const std::string& path) const {
  std::ifstream file(path, std::ios::binary);
  if (!file) Fail(absl::StrCat("không mở được tệp '", path, "': kiểm tra đường dẫn và quyền đọc"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void Session::ReadJsonFile(const std::string& path, google::protobuf::Message& message) const {
  const auto status = google::protobuf::util::JsonStringToMessage(ReadFile(path), &message);
  if (status.ok()) return;
  Fail(absl::StrCat("'", path, "' không phải là một ", message.GetDescriptor()->name(),
                    " dạng JSON: ", std::string(status.message())));
}

}  // namespace phoihop::cli
