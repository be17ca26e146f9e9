// A digest (bản tin): what a recipient is told at one time.
#ifndef WORKFLOW_NOTICE_DIGEST_H_
#define WORKFLOW_NOTICE_DIGEST_H_

#include <string>
#include <vector>

#include "phoihop/v1/notice.pb.h"
#include "workflow/notice/notice_text.h"
#include "workflow/organisation/directory.h"

namespace phoihop::notice {

// Notices that one mail lists; of more it says how many there are, and where.
inline constexpr int kListedNotices = 100;

struct Mail {
  std::string subject;
  std::string text;
};

// The mail of a digest: the notices that stand, the most pressing kind first and then in the order of the journal.
Mail MailOf(const std::vector<v1::Notice>& notices, const organisation::Directory& directory, Language language);

}  // namespace phoihop::notice

#endif  // WORKFLOW_NOTICE_DIGEST_H_
