// What a notice says to people, in Vietnamese and English.
#ifndef WORKFLOW_NOTICE_NOTICE_TEXT_H_
#define WORKFLOW_NOTICE_NOTICE_TEXT_H_

#include <string>

#include "phoihop/v1/notice.pb.h"
#include "workflow/organisation/directory.h"

namespace phoihop::notice {

enum class Language { kVietnamese, kEnglish };

// One or two sentences: `Quá hạn 1 ngày làm việc: “Ban hành quy chế” (hạn 30/06/2026), đơn vị chủ trì Sở VHTTDL.` A
// task without a title is named by its number: `nhiệm vụ mật số k26-1`.
std::string TextOf(const v1::Notice& notice, const organisation::Directory& directory, Language language);

}  // namespace phoihop::notice

#endif  // WORKFLOW_NOTICE_NOTICE_TEXT_H_
