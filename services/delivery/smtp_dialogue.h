// How far a mail came, overheard: libcurl itself does not tell which command a server refused.
#ifndef SERVICES_DELIVERY_SMTP_DIALOGUE_H_
#define SERVICES_DELIVERY_SMTP_DIALOGUE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace phoihop::delivery {

// Keeps the verb of the last command and the codes of the last reply, and nothing else of what is said: commands carry
// passwords, and replies repeat what they please.
class SmtpDialogue {
 public:
  // A line to the server. One that begins with no verb continues the last command. QUIT, which libcurl says after a
  // failure, and its answer leave everything as it is.
  void Said(absl::string_view line);
  // A line from the server.
  void Heard(absl::string_view line);

  // Whether the last reply is 4xx or 5xx.
  bool refused() const { return code_ >= 400 && code_ < 600; }
  // Whether another attempt would be refused too, because of this mail or its recipient. What is refused before a
  // recipient is named is refused to every mail, so it is for the operator to mend and for no mail to pay for.
  bool for_good() const;

  // What the server was last asked: "connecting", "AUTH", "RCPT", "DATA", and "the end of the mail".
  absl::string_view command() const;
  // "550", or "550 5.1.1" from a server with enhanced status codes (RFC 3463); empty when it has not replied.
  std::string reply() const;

 private:
  absl::string_view verb_;  // of the list in the .cc file; empty: connecting
  int code_ = 0;            // 0: none since the last command
  std::string enhanced_;
  bool mail_wanted_ = false;  // the server has asked for the mail itself
  bool leaving_ = false;      // since QUIT
};

}  // namespace phoihop::delivery

#endif  // SERVICES_DELIVERY_SMTP_DIALOGUE_H_
