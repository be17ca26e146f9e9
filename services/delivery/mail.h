// One e-mail as the bytes that go over the wire (RFC 5322, RFC 2045, RFC 2047).
#ifndef SERVICES_DELIVERY_MAIL_H_
#define SERVICES_DELIVERY_MAIL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace phoihop::delivery {

struct Mail {
  // `something@domain`, without the angle brackets of the header. The same whenever the same mail is sent again: it is
  // what a mail program knows a repetition by.
  std::string message_id;
  std::string from;     // an address
  std::string to;       // an address
  std::string to_name;  // of the person; may be empty
  std::string subject;  // one line
  // UTF-8. Lines end with "\n"; "\r\n" and "\r" mean the same. Tabs are fine.
  std::string text;
  absl::Time date;
};

// OK for `local@domain` in ASCII with the sizes of RFC 5321. The local part is a dot-atom, the domain a host name:
// quoted local parts, [addresses of machines] and letters beyond ASCII, which few servers take, are refused; a domain
// such as đồngnai.vn is written in its xn-- form. INVALID_ARGUMENT says what is wrong and does not repeat the address.
absl::Status CheckAddress(absl::string_view address);

// The message, with CRLF at the end of every line. The time is given as that of Vietnam, subject and name are encoded
// words unless they are short and plain ASCII, the text is base64, and `Auto-Submitted: auto-generated` (RFC 3834)
// keeps answering machines from answering.
//
// INVALID_ARGUMENT names the field that is wrong and repeats nothing of it: not UTF-8, too long (limits.h), or with a
// control character (line ends of any kind included, other than in the text). So no field can become another header.
absl::StatusOr<std::string> WriteMessage(const Mail& mail);

}  // namespace phoihop::delivery

#endif  // SERVICES_DELIVERY_MAIL_H_
