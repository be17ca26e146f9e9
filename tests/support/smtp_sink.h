// A real mail server for tests (smtp_sink.py, which is aiosmtpd of Debian) as a process of its own: whatever reaches it
// was sent over TCP, and was read by Python's e-mail package.
#ifndef TESTS_SUPPORT_SMTP_SINK_H_
#define TESTS_SUPPORT_SMTP_SINK_H_

#include <cstddef>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/embedded/process.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::testing {

// A mail that the sink has kept.
struct ReceivedMail {
  int number = 0;      // 1, 2, … in the order in which they came
  int connection = 0;  // 1, 2, … since the sink was started: mails with the same number shared one
  bool tls = false;    // how it came
  std::string user;    // who had logged in; empty: nobody
  // The envelope: MAIL FROM and RCPT TO.
  std::string from;
  std::vector<std::string> to;
  // The headers in their order, decoded.
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> to_names;  // the names in the To header, decoded
  std::string text;                   // decoded; lines end with "\n"
  std::vector<std::string> defects;   // what the reader found wrong with the format; empty for a good mail
  std::string raw;                    // the bytes, with CRLF

  // Of the first header of that name, whatever its case; empty when there is none.
  std::string Header(absl::string_view name) const;
};

// Thread-safe, other than while it is stopped or restarted. It ends with the test, however that ends.
class SmtpSink {
 public:
  struct Options {
    // Who may send; empty: everybody. With a certificate only over TLS.
    std::string user, password;
    // PEM. With them STARTTLS is offered …
    std::string certificate, key;
    // … or, with this, TLS is spoken from the first byte.
    bool smtps = false;
  };

  // Returns when it serves.
  static absl::StatusOr<std::unique_ptr<SmtpSink>> Start(Options options);
  static absl::StatusOr<std::unique_ptr<SmtpSink>> Start() { return Start(Options()); }
  ~SmtpSink();
  SmtpSink(const SmtpSink&) = delete;
  SmtpSink& operator=(const SmtpSink&) = delete;

  int port() const { return port_; }
  // smtp://127.0.0.1:port, or smtps://…
  std::string url() const;

  // Everything that was kept so far, in the order in which it came: each mail whose sender has had its answer, too.
  std::vector<ReceivedMail> mails();
  // Returns when at least so many were kept; false when they were not in time.
  bool WaitForMails(size_t count, absl::Duration limit) const;

  // How it answers. Each call returns when what it says is in effect. An answer is a line such as
  // "451 4.3.0 Try again later" or "550 5.1.1 No such user"; whether it is a refusal is in its first digit.

  // What is answered to RCPT for this address from now on; "" accepts it again.
  void AnswerRecipient(absl::string_view address, absl::string_view answer);

  // What a server is asked in the course of a mail.
  enum class Stage { kSender, kRecipient, kEnd };  // MAIL, RCPT, the end of the mail
  // The next `count` times; a mail whose end is answered so is not kept.
  void AnswerNext(Stage stage, int count, absl::string_view answer);

  // The next `count` mails are read to their end, and then the connection is cut without an answer. `keep`: the mail
  // was taken all the same, as by a server that dies after it has written a mail down.
  void LoseAnswers(int count, bool keep);

  // How long the end of a mail, and QUIT, wait for their answer, from now on; those that are waiting start anew. Until
  // the answer a mail is not kept, and a sender that leaves takes it along. absl::InfiniteDuration() waits until this
  // is called again.
  void SetDelay(absl::Duration delay);

  // No server, so that connecting is refused; what was kept stays.
  void Stop();
  // On the same port, accepting everything.
  absl::Status Restart();

 private:
  explicit SmtpSink(Options options) : options_(std::move(options)) {}

  absl::Status Launch();
  // Body of listener_: what the process says.
  void Listen();
  // Takes in one line of it.
  void Hear(absl::string_view line);
  // Sends an order, a JSON object without its end, and waits until it is obeyed.
  void Order(absl::string_view order);

  const Options options_;
  TemporaryDirectory directory_;
  int port_ = 0;
  std::unique_ptr<embedded::Process> process_;
  int control_ = -1;  // our end of the socket
  std::thread listener_;

  mutable absl::Mutex mutex_;
  int heard_port_ ABSL_GUARDED_BY(mutex_) = 0;
  int orders_ ABSL_GUARDED_BY(mutex_) = 0;
  int done_ ABSL_GUARDED_BY(mutex_) = 0;
  bool silent_ ABSL_GUARDED_BY(mutex_) = true;  // nothing will be heard any more
  std::vector<ReceivedMail> mails_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace phoihop::testing

#endif  // TESTS_SUPPORT_SMTP_SINK_H_
