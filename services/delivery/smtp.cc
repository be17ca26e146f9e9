#include "services/delivery/smtp.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/curl/curl_handles.h"
#include "services/delivery/smtp_dialogue.h"

namespace phoihop::delivery {
namespace {

using curl::PartOf;

absl::Status Wrong(absl::string_view option, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("the mail server's ", option, " ", what));
}

// What the options come down to.
struct Server {
  std::string url;
  bool smtps = false;
  bool loopback = false;
  bool tls = false;
};

absl::StatusOr<Server> ReadUrl(const std::string& text) {
  const curl::Url parsed(curl_url(), &curl_url_cleanup);
  // A URL with a password may be among the wrong ones: none of them is repeated.
  if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    return Wrong("url", "is not a URL");
  }
  const std::string scheme = PartOf(parsed.get(), CURLUPART_SCHEME), host = PartOf(parsed.get(), CURLUPART_HOST);
  if (scheme != "smtp" && scheme != "smtps") return Wrong("url", "has to begin with smtp:// or smtps://");
  for (const CURLUPart part :
       {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_ZONEID, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (!PartOf(parsed.get(), part).empty()) return Wrong("url", "has more than a host and a port");
  }
  // libcurl takes a path for the name with which to introduce itself.
  const std::string path = PartOf(parsed.get(), CURLUPART_PATH), port = PartOf(parsed.get(), CURLUPART_PORT);
  if (path != "/" || absl::StrContains(text, '@')) return Wrong("url", "has more than a host and a port");
  if (port == "0") return Wrong("url", "has the port 0");
  return Server{.url = absl::StrCat(scheme, "://", host, port.empty() ? "" : ":", port),
                .smtps = scheme == "smtps",
                .loopback = host == "localhost" || host == "127.0.0.1" || host == "[::1]"};
}

bool IsCredential(absl::string_view text) {
  return text.size() <= kMaxCredentialBytes &&
         std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

absl::StatusOr<Server> CheckOptions(const SmtpOptions& options) {
  absl::StatusOr<Server> server = ReadUrl(options.url);
  if (!server.ok()) return server.status();
  server->tls = server->smtps || options.require_tls.value_or(!server->loopback);
  if (server->smtps && options.require_tls == false) {
    return Wrong("url", "begins with smtps://, which is TLS, and TLS is said not to be required");
  }
  if (options.user.empty() != options.password.empty()) return Wrong("user", "and password belong together");
  if (!IsCredential(options.user)) return Wrong("user", "is too long or contains a control character");
  if (!IsCredential(options.password)) return Wrong("password", "is too long or contains a control character");
  if (!options.password.empty() && !server->tls && !server->loopback) {
    return Wrong("password", "is not sent over a network without TLS");
  }
  if (!options.ca_file.empty() && access(options.ca_file.c_str(), R_OK) != 0) {
    return Wrong("ca_file", absl::StrCat("cannot be read: ", std::strerror(errno)));
  }
  if (options.timeout < absl::Milliseconds(1) || options.timeout > kMaxSendLimit) {
    return Wrong("timeout", absl::StrCat("is not between 1ms and ", absl::FormatDuration(kMaxSendLimit)));
  }
  return server;
}

size_t Give(char* into, size_t one, size_t room, void* from) {
  absl::string_view& rest = *static_cast<absl::string_view*>(from);
  const size_t size = std::min(one * room, rest.size());
  std::memcpy(into, rest.data(), size);
  rest.remove_prefix(size);
  return size;
}

int Progress(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& asks = *static_cast<const std::function<bool()>*>(stopping);
  return asks != nullptr && asks() ? 1 : 0;
}

// libcurl tells what it says and hears. Some of it is secret: SmtpDialogue keeps verbs and codes and nothing else.
int Overhear(CURL*, curl_infotype type, char* bytes, size_t size, void* to) {
  SmtpDialogue& dialogue = *static_cast<SmtpDialogue*>(to);
  if (type == CURLINFO_HEADER_OUT) dialogue.Said(absl::string_view(bytes, size));
  if (type == CURLINFO_HEADER_IN) dialogue.Heard(absl::string_view(bytes, size));
  return 0;
}

}  // namespace

// What libcurl holds pointers to, so it does not move.
class SmtpSender::Connection {
 public:
  // Null when libcurl cannot be used.
  static std::unique_ptr<Connection> Make(const Server& server, SmtpOptions options) {
    std::unique_ptr<Connection> connection(new Connection(server.url, std::move(options.stopping)));
    if (connection->curl_ == nullptr) return nullptr;
    connection->SetUp(server, options);
    return connection;
  }
  // QUIT is said, but its answer is not waited for: a server that hangs would hold this up for two minutes.
  ~Connection() { Cut(SHUT_RD); }

  absl::Status Send(const Mail& mail, absl::string_view message);

 private:
  Connection(std::string url, std::function<bool()> stopping)
      : url_(std::move(url)), stopping_(std::move(stopping)), curl_(curl_easy_init(), &curl_easy_cleanup) {}

  void SetUp(const Server& server, const SmtpOptions& options);
  // Shuts the connection down (as shutdown(2) has it), if there is one.
  void Cut(int how);

  const std::string url_;
  const std::function<bool()> stopping_;
  SmtpDialogue dialogue_;
  char error_[CURL_ERROR_SIZE] = "";
  const curl::Handle curl_;  // the last member: its end may still speak to the server
};

void SmtpSender::Connection::SetUp(const Server& server, const SmtpOptions& options) {
  CURL* const handle = curl_.get();
  const auto milliseconds = [](absl::Duration limit) { return static_cast<long>(absl::ToInt64Milliseconds(limit)); };
  curl_easy_setopt(handle, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, server.smtps ? "smtps" : "smtp");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // whatever the environment says
  curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(server.tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);  // Debian's libcurl would go on trusting /etc/ssl/certs
  }
  if (!options.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, options.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, options.password.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, &Give);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(kConnectLimit, options.timeout)));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, milliseconds(options.timeout));
  // The limit above does not hold for QUIT, which libcurl says after a refusal. This one does, in whole seconds.
  curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                   static_cast<long>(absl::ToInt64Seconds(options.timeout)) + 1);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &Progress);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &stopping_);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error_);
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, &Overhear);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &dialogue_);
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);  // to the function above; nothing is printed
}

void SmtpSender::Connection::Cut(int how) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(curl_.get(), CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK || socket == CURL_SOCKET_BAD) return;
  shutdown(socket, how);
}

absl::Status SmtpSender::Connection::Send(const Mail& mail, absl::string_view message) {
  CURL* const handle = curl_.get();
  const curl::List recipients(curl_slist_append(nullptr, mail.to.c_str()), &curl_slist_free_all);
  absl::string_view rest = message;
  dialogue_ = SmtpDialogue();
  error_[0] = '\0';
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, mail.from.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(handle, CURLOPT_READDATA, &rest);
  curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  const CURLcode result = curl_easy_perform(handle);
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, nullptr);
  if (result == CURLE_OK) return absl::OkStatus();
  // libcurl keeps a connection on which the answer to a mail did not come in time. When that answer comes after all, it
  // would be taken for one to the next mail. libcurl replaces a connection that has ended.
  Cut(SHUT_RDWR);
  if (dialogue_.refused()) {
    const std::string what = absl::StrCat(url_, " answers ", dialogue_.reply(), " to ", dialogue_.command());
    return dialogue_.for_good() ? absl::InvalidArgumentError(what) : absl::UnavailableError(what);
  }
  return absl::UnavailableError(absl::StrCat(url_, ", after ", dialogue_.command(), ": ",
                                             error_[0] != '\0' ? error_ : curl_easy_strerror(result)));
}

absl::StatusOr<std::unique_ptr<SmtpSender>> SmtpSender::Create(SmtpOptions options) {
  curl::Prepare();
  const absl::StatusOr<Server> server = CheckOptions(options);
  if (!server.ok()) return server.status();
  std::unique_ptr<Connection> connection = Connection::Make(*server, std::move(options));
  if (connection == nullptr) return absl::UnavailableError("libcurl cannot be used");
  return std::unique_ptr<SmtpSender>(new SmtpSender(std::move(connection)));
}

SmtpSender::SmtpSender(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

SmtpSender::~SmtpSender() = default;

absl::Status SmtpSender::Send(const Mail& mail) {
  const absl::StatusOr<std::string> message = WriteMessage(mail);
  if (!message.ok()) return message.status();
  return connection_->Send(mail, *message);
}

}  // namespace phoihop::delivery
