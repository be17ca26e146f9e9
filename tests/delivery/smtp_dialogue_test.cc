#include "services/delivery/smtp_dialogue.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace phoihop::delivery {
namespace {

struct Case {
  std::vector<std::string> lines;  // ">…" to the server, "<…" from it
  bool refused;
  bool for_good;
  std::string command, reply;
};

SmtpDialogue After(const std::vector<std::string>& lines) {
  SmtpDialogue dialogue;
  for (const std::string& line : lines) {
    const std::string rest = line.substr(1) + "\r\n";
    if (line[0] == '>') {
      dialogue.Said(rest);
    } else {
      dialogue.Heard(rest);
    }
  }
  return dialogue;
}

TEST(SmtpDialogueTest, WhatWasRefusedAndForHowLong) {
  for (const Case& c : std::vector<Case>{
           {{}, false, false, "connecting", ""},
           {{"<220 mail"}, false, false, "connecting", "220"},
           {{"<554 no"}, true, false, "connecting", "554"},
           {{"<220 a", ">EHLO x", "<250-a", "<250 SIZE", ">MAIL FROM:<a@b>"}, false, false, "MAIL", ""},
           {{">STARTTLS", "<454 4.7.0 no"}, true, false, "STARTTLS", "454 4.7.0"},
           {{">AUTH PLAIN", "<334 ", ">AHUAcA==", "<535 5.7.8 no"}, true, false, "AUTH", "535 5.7.8"},
           {{">MAIL FROM:<a@b>", "<550 5.7.1 not you"}, true, false, "MAIL", "550 5.7.1"},
           {{">MAIL FROM:<a@b> SIZE=9", "<552 5.3.4 large"}, true, true, "MAIL", "552 5.3.4"},
           {{">RCPT TO:<c@d>", "<450 4.2.0 greylisted"}, true, false, "RCPT", "450 4.2.0"},
           {{">RCPT TO:<c@d>", "<550-5.1.1 no", "<550 5.1.1 user"}, true, true, "RCPT", "550 5.1.1"},
           {{">RCPT TO:<c@d>", "<530 5.7.0 log in"}, true, false, "RCPT", "530 5.7.0"},
           {{">RCPT TO:<c@d>", "<421 closing"}, true, false, "RCPT", "421"},
           {{">DATA", "<354 go on"}, false, false, "the end of the mail", "354"},
           {{">DATA", "<554 no"}, true, true, "DATA", "554"},
           {{">DATA", "<354 go on", "<554 5.6.0 spam"}, true, true, "the end of the mail", "554 5.6.0"},
           {{">DATA", "<354 go on", "<451 busy"}, true, false, "the end of the mail", "451"},
           // What libcurl says after a failure changes nothing.
           {{">RCPT TO:<c@d>", "<550 no", ">QUIT", "<221 bye"}, true, true, "RCPT", "550"},
           // A new connection begins anew.
           {{">QUIT", "<221 bye", ">EHLO x", "<250 a", ">MAIL FROM:<a@b>", "<451 no"}, true, false, "MAIL", "451"},
           // Nothing that is not a code gets into the message.
           {{">RCPT TO:<c@d>", "<550 c@d is unknown"}, true, true, "RCPT", "550"},
           {{">RCPT TO:<c@d>", "<550 5.1.secret x"}, true, true, "RCPT", "550"},
           {{">RCPT TO:<c@d>", "<nonsense"}, false, false, "RCPT", ""},
           {{">RCPT TO:<c@d>", "<5"}, false, false, "RCPT", ""}}) {
    const SmtpDialogue dialogue = After(c.lines);
    const std::string last = c.lines.empty() ? "nothing" : c.lines.back();
    EXPECT_EQ(dialogue.refused(), c.refused) << last;
    EXPECT_EQ(dialogue.for_good(), c.for_good) << last;
    EXPECT_EQ(std::string(dialogue.command()), c.command) << last;
    EXPECT_EQ(dialogue.reply(), c.reply) << last;
  }
}

}  // namespace
}  // namespace phoihop::delivery
