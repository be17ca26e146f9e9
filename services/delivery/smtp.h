// Hands mails to a mail server (RFC 5321).
#ifndef SERVICES_DELIVERY_SMTP_H_
#define SERVICES_DELIVERY_SMTP_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/delivery/limits.h"
#include "services/delivery/mail.h"

namespace phoihop::delivery {

struct SmtpOptions {
  // `smtp://host:port`, or `smtps://host:port` for a server that speaks TLS from the first byte. Without a port: 25 and
  // 465. Nothing else may stand in it.
  std::string url;
  // Both or none. They are not sent without TLS, other than to this machine.
  std::string user, password;
  // Certificates (PEM) that replace those that the machine trusts; empty: those.
  std::string ca_file;
  // Whether `smtp://` has to go over to TLS (STARTTLS) before anything is said. Absent: unless the host is this machine
  // (localhost, 127.0.0.1, [::1]). TLS always means that the server's certificate is good for the host's name.
  std::optional<bool> require_tls;
  // For one mail, all in all. A server that refuses a mail and then does not answer QUIT either takes as long again.
  absl::Duration timeout = kSendLimit;
  // A mail that is being sent is given up soon after this answers true; may be null.
  std::function<bool()> stopping;
};

// Keeps one connection, which the next mail uses too; one that has ended or failed is replaced by itself. For one
// thread at a time.
class SmtpSender {
 public:
  // Connects to nothing yet. INVALID_ARGUMENT says which option is wrong.
  static absl::StatusOr<std::unique_ptr<SmtpSender>> Create(SmtpOptions options);
  ~SmtpSender();
  SmtpSender(const SmtpSender&) = delete;
  SmtpSender& operator=(const SmtpSender&) = delete;

  // Blocks. The server is given the mail's `from` as the sender, so that reports of failure go there. Whether the mail
  // is worth another attempt is in the code:
  //  * OK: the server has taken it.
  //  * UNAVAILABLE: try again later. The server cannot be reached or is too slow, says so itself (4xx), or does not
  //    want this sender at all (TLS, password, `from`), which an operator has to mend. After a connection that was lost
  //    before the last answer the server may have taken the mail: then it arrives twice, with one Message-ID.
  //  * INVALID_ARGUMENT: for good. This mail cannot be written (see WriteMessage), or the server refuses it or its
  //    recipient (5xx).
  // The message is for an operator: the server, the command, the reply code, and why. It contains nothing of the mail
  // and neither user nor password.
  absl::Status Send(const Mail& mail);

 private:
  class Connection;

  explicit SmtpSender(std::unique_ptr<Connection> connection);

  const std::unique_ptr<Connection> connection_;
};

}  // namespace phoihop::delivery

#endif  // SERVICES_DELIVERY_SMTP_H_
