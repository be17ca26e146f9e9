// Reads a message back: written against RFC 5322, 2045 and 2047, with nothing of services/delivery.
#ifndef TESTS_DELIVERY_MAIL_READER_H_
#define TESTS_DELIVERY_MAIL_READER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::testing {

struct ReadMail {
  std::vector<std::string> lines;              // as they stand, without CRLF
  std::map<std::string, std::string> headers;  // unfolded, and decoded where there are encoded words
  std::vector<std::string> words;              // each encoded word, decoded by itself
  std::string text;                            // lines end with "\n"
};

// Fails the test where the message is not what the RFCs ask for: a CR or LF that is half of a line end, a line that is
// too long, a header that comes twice, base64 that is none.
ReadMail ReadMessage(absl::string_view message);

}  // namespace phoihop::testing

#endif  // TESTS_DELIVERY_MAIL_READER_H_
