#include "workflow/notice/digest.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflow/resource_name.h"

namespace phoihop::notice {
namespace {

// What has to be done comes before what is only to be known.
int Rank(const v1::Notice& notice) {
  switch (notice.kind()) {
    case v1::NOTICE_KIND_ESCALATION:
      // What is overdue longest comes first.
      return -1000 - notice.offset_working_days();
    case v1::NOTICE_KIND_ORDERED:
    case v1::NOTICE_KIND_REMINDER:
      return -500;
    case v1::NOTICE_KIND_CLOCKS_MOVED:
    case v1::NOTICE_KIND_LADDER_SWITCHED:
    case v1::NOTICE_KIND_COPY:
    case v1::NOTICE_KIND_REVOKED:
      return 1;
    default:
      return 0;
  }
}

std::string SubjectOf(const std::vector<const v1::Notice*>& standing, const organisation::Directory& directory,
                      Language language) {
  const bool vietnamese = language == Language::kVietnamese;
  if (standing.size() == 1) return absl::StrCat("[Phối Hợp] ", TextOf(*standing[0], directory, language));
  const auto escalations = std::count_if(standing.begin(), standing.end(), [](const v1::Notice* notice) {
    return notice->kind() == v1::NOTICE_KIND_ESCALATION;
  });
  std::string subject = absl::StrCat("[Phối Hợp] ", standing.size(), vietnamese ? " thông báo" : " notices");
  if (escalations > 0) {
    absl::StrAppend(&subject, vietnamese ? ", trong đó có " : ", of these ", escalations,
                    vietnamese ? " đôn đốc về thời hạn" : " about deadlines");
  }
  return subject;
}

}  // namespace

Mail MailOf(const std::vector<v1::Notice>& notices, const organisation::Directory& directory, Language language) {
  const bool vietnamese = language == Language::kVietnamese;
  std::vector<const v1::Notice*> standing;
  for (const v1::Notice& notice : notices) {
    if (!notice.superseded()) standing.push_back(&notice);
  }
  std::stable_sort(standing.begin(), standing.end(),
                   [](const v1::Notice* a, const v1::Notice* b) { return Rank(*a) < Rank(*b); });
  Mail mail{.subject = SubjectOf(standing, directory, language)};
  int number = 0;
  for (const v1::Notice* notice : standing) {
    if (++number > kListedNotices) break;
    absl::StrAppend(&mail.text, number, ". ", TextOf(*notice, directory, language), "\n",
                    vietnamese ? "   Mã nhiệm vụ: " : "   Task: ", LastSegment(notice->task()), "\n");
    if (!notice->note().empty()) absl::StrAppend(&mail.text, "   (", notice->note(), ")\n");
    absl::StrAppend(&mail.text, "\n");
  }
  if (static_cast<int>(standing.size()) > kListedNotices) {
    absl::StrAppend(&mail.text, vietnamese ? "… và " : "… and ", standing.size() - kListedNotices,
                    vietnamese ? " thông báo khác trong hộp thông báo.\n\n" : " more in your inbox.\n\n");
  }
  absl::StrAppend(&mail.text, "-- \n",
                  vietnamese ? "Thư tự động của hệ thống Phối Hợp, xin không trả lời. Xem tất cả: phoihop inbox\n"
                             : "Sent by Phối Hợp; please do not reply. See all: phoihop inbox\n");
  return mail;
}

}  // namespace phoihop::notice
