#include "tests/support/smtp_sink.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gtest/gtest.h"

namespace phoihop::testing {
namespace {

using nlohmann::json;

constexpr absl::Duration kStartLimit = absl::Seconds(60);
constexpr absl::Duration kOrderLimit = absl::Seconds(60);
// Debian's own, whatever comes first in PATH: that is where aiosmtpd is.
constexpr char kPython[] = "/usr/bin/python3";

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string WriteFile(const std::string& path, const std::string& contents) {
  std::ofstream(path) << contents;
  return path;
}

ReceivedMail Read(const std::string& stem) {
  const json document = json::parse(Contents(stem + ".json"));
  return {.number = document.at("number"),
          .connection = document.at("connection"),
          .tls = document.at("tls"),
          .user = document.at("user"),
          .from = document.at("envelope_from"),
          .to = document.at("envelope_to"),
          .headers = document.at("headers"),
          .to_names = document.at("to_names"),
          .text = document.at("text"),
          .defects = document.at("defects"),
          .raw = Contents(stem + ".eml")};
}

absl::string_view NameOf(SmtpSink::Stage stage) {
  switch (stage) {
    case SmtpSink::Stage::kSender:
      return "MAIL";
    case SmtpSink::Stage::kRecipient:
      return "RCPT";
    case SmtpSink::Stage::kEnd:
      return "END";
  }
  return "";
}

}  // namespace

std::string ReceivedMail::Header(absl::string_view name) const {
  for (const auto& [header, value] : headers) {
    if (absl::EqualsIgnoreCase(header, name)) return value;
  }
  return "";
}

absl::StatusOr<std::unique_ptr<SmtpSink>> SmtpSink::Start(Options options) {
  std::unique_ptr<SmtpSink> sink(new SmtpSink(std::move(options)));
  if (const absl::Status launched = sink->Launch(); !launched.ok()) return launched;
  return sink;
}

SmtpSink::~SmtpSink() { Stop(); }

absl::Status SmtpSink::Launch() {
  const std::string& folder = directory_.path();
  std::error_code ignored;
  std::filesystem::create_directory(folder + "/mails", ignored);
  json settings = {{"directory", folder + "/mails"}, {"port", port_},     {"user", options_.user},
                   {"password", options_.password},  {"certificate", ""}, {"key", ""},
                   {"smtps", options_.smtps}};
  if (!options_.certificate.empty()) {
    settings["certificate"] = WriteFile(folder + "/certificate.pem", options_.certificate);
    settings["key"] = WriteFile(folder + "/key.pem", options_.key);
  }
  const std::string settings_file = WriteFile(folder + "/settings.json", settings.dump());
  const std::string log = folder + "/sink.log";
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return absl::InternalError("cannot make a pair of sockets");
  }
  const int log_fd = open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  auto process = embedded::Process::Start({.argv = {kPython, "-I", PHOIHOP_SMTP_SINK, settings_file},
                                           .environment = {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"},
                                           .output_fd = log_fd,
                                           .inherited_fd = ends[1]});
  close(log_fd);
  close(ends[1]);
  control_ = ends[0];
  if (!process.ok()) return process.status();
  process_ = *std::move(process);
  absl::MutexLock lock(&mutex_);
  silent_ = false;
  heard_port_ = 0;
  orders_ = done_ = 0;
  listener_ = std::thread(&SmtpSink::Listen, this);
  const auto known = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return heard_port_ != 0 || silent_; };
  mutex_.AwaitWithTimeout(absl::Condition(&known), kStartLimit);
  if (heard_port_ == 0) return absl::InternalError(absl::StrCat("the mail server does not serve: ", Contents(log)));
  port_ = heard_port_;
  return absl::OkStatus();
}

void SmtpSink::Listen() {
  std::string pending;
  char bytes[4096];
  for (ssize_t size; (size = read(control_, bytes, sizeof(bytes))) > 0;) {
    pending.append(bytes, static_cast<size_t>(size));
    for (size_t end; (end = pending.find('\n')) != std::string::npos;) {
      Hear(absl::string_view(pending).substr(0, end));
      pending.erase(0, end + 1);
    }
  }
  absl::MutexLock lock(&mutex_);
  silent_ = true;
}

void SmtpSink::Hear(absl::string_view line) {
  const json said = json::parse(line.begin(), line.end());
  absl::MutexLock lock(&mutex_);
  if (said.contains("port")) heard_port_ = said["port"];
  if (said.contains("done")) done_ = said["done"];
  if (said.contains("mail")) {
    mails_.push_back(Read(absl::StrFormat("%s/mails/%06d", directory_.path(), said["mail"].get<int>())));
  }
}

void SmtpSink::Order(absl::string_view order) {
  absl::MutexLock lock(&mutex_);
  const int number = ++orders_;
  const std::string line = absl::StrCat(order, ",\"order\":", number, "}\n");
  const bool sent =
      !silent_ && send(control_, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
  const auto obeyed = [this, number]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return done_ >= number || silent_; };
  if (sent) mutex_.AwaitWithTimeout(absl::Condition(&obeyed), kOrderLimit);
  EXPECT_GE(done_, number) << "the mail server does not obey: " << line << Contents(directory_.path() + "/sink.log");
}

std::string SmtpSink::url() const { return absl::StrCat(options_.smtps ? "smtps" : "smtp", "://127.0.0.1:", port_); }

std::vector<ReceivedMail> SmtpSink::mails() {
  // What it said before it obeys is heard before that.
  if (process_ != nullptr) Order(R"({"do":"nothing")");
  absl::MutexLock lock(&mutex_);
  return mails_;
}

bool SmtpSink::WaitForMails(size_t count, absl::Duration limit) const {
  absl::MutexLock lock(&mutex_);
  const auto enough = [this, count]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return mails_.size() >= count; };
  return mutex_.AwaitWithTimeout(absl::Condition(&enough), limit);
}

void SmtpSink::AnswerRecipient(absl::string_view address, absl::string_view answer) {
  Order(absl::StrCat(R"({"do":"answer_recipient","address":)", json(std::string(address)).dump(), R"(,"answer":)",
                     json(std::string(answer)).dump()));
}

void SmtpSink::AnswerNext(Stage stage, int count, absl::string_view answer) {
  Order(absl::StrCat(R"({"do":"answer_next","to":")", NameOf(stage), R"(","count":)", count, R"(,"answer":)",
                     json(std::string(answer)).dump()));
}

void SmtpSink::LoseAnswers(int count, bool keep) {
  Order(absl::StrCat(R"({"do":"lose_answers","count":)", count, R"(,"keep":)", keep ? "true" : "false"));
}

void SmtpSink::SetDelay(absl::Duration delay) {
  const bool endless = delay == absl::InfiniteDuration();
  Order(absl::StrCat(R"({"do":"delay","seconds":)", endless ? "null" : absl::StrCat(absl::ToDoubleSeconds(delay))));
}

void SmtpSink::Stop() {
  process_.reset();
  // The process had the other end, so this hears what it still said, and then the end.
  if (listener_.joinable()) listener_.join();
  if (control_ >= 0) close(std::exchange(control_, -1));
}

absl::Status SmtpSink::Restart() {
  Stop();
  return Launch();
}

}  // namespace phoihop::testing
