#include "services/handlers/notice_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/page.h"
#include "services/handlers/visibility.h"
#include "services/store/notice_reader.h"
#include "workflow/errors.h"
#include "workflow/notice/notice_text.h"
#include "workflow/resource_name.h"

namespace phoihop::handlers {
namespace {

absl::Status CheckParent(const std::string& parent, const CallContext& call) {
  if (parent == ProvinceName(call.province)) return absl::OkStatus();
  return InvalidRequest(v1::ERROR_REASON_INVALID_NAME, {{"parent", "has to be of the form provinces/{province}"}});
}

store::RecipientKey CallerOf(const CallContext& call) { return {call.actor.unit(), call.actor.person()}; }

void Present(v1::Notice& notice, const CallContext& call) {
  notice.set_text(notice::TextOf(notice, call.facts->directory(), notice::Language::kVietnamese));
  notice.set_text_en(notice::TextOf(notice, call.facts->directory(), notice::Language::kEnglish));
}

absl::StatusOr<store::NoticeKey> KeyOfCursor(const Page& page, const store::NoticeKey& first) {
  if (page.cursor.empty()) return first;
  return store::ParseNoticeId(page.cursor);
}

}  // namespace

absl::StatusOr<v1::ListNoticesResponse> ListNotices(const v1::ListNoticesRequest& request, const CallContext& call,
                                                    const Services& services) {
  if (absl::Status checked = CheckParent(request.parent(), call); !checked.ok()) return checked;
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  const auto before = KeyOfCursor(*page, store::kAfterAllNotices);
  if (!before.ok()) return before.status();
  auto notices = store::ListInbox(services.database, {.province = call.province,
                                                      .recipient = CallerOf(call),
                                                      .unread_only = request.unread_only(),
                                                      .before = *before,
                                                      .limit = page->size + 1});
  if (!notices.ok()) return notices.status();
  const auto unread = store::CountUnread(services.database, call.province, CallerOf(call));
  if (!unread.ok()) return unread.status();
  v1::ListNoticesResponse response;
  response.set_unread_count(static_cast<int32_t>(*unread));
  for (v1::Notice& notice : *notices) {
    if (response.notices_size() == page->size) {
      const v1::Notice& last = response.notices(page->size - 1);
      response.set_next_page_token(NextPageToken(request, LastSegment(last.name())));
      break;
    }
    Present(notice, call);
    *response.add_notices() = std::move(notice);
  }
  return response;
}

absl::StatusOr<v1::ListTaskNoticesResponse> ListTaskNotices(const v1::ListTaskNoticesRequest& request,
                                                            const CallContext& call, const Services& services) {
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  const auto after = KeyOfCursor(*page, {});
  if (!after.ok()) return after.status();
  const auto task = ReadVisibleTask(request.parent(), call, services);
  if (!task.ok()) return task.status();
  auto notices =
      store::ListTaskNotices(services.database, call.province, LastSegment(request.parent()), *after, page->size + 1);
  if (!notices.ok()) return notices.status();
  v1::ListTaskNoticesResponse response;
  for (v1::Notice& notice : *notices) {
    if (response.notices_size() == page->size) {
      const v1::Notice& last = response.notices(page->size - 1);
      response.set_next_page_token(NextPageToken(request, LastSegment(last.name())));
      break;
    }
    Present(notice, call);
    *response.add_notices() = std::move(notice);
  }
  return response;
}

absl::StatusOr<v1::MarkNoticesReadResponse> MarkNoticesRead(const v1::MarkNoticesReadRequest& request,
                                                            const CallContext& call, const Services& services) {
  if (absl::Status checked = CheckParent(request.parent(), call); !checked.ok()) return checked;
  std::vector<FieldViolation> violations;
  if (request.names().empty() == !request.all()) {
    violations.push_back({"names", "give the names of notices, or set `all`; one of the two"});
  }
  if (request.names_size() > kMaxMarkedNotices) {
    violations.push_back({"names", absl::StrCat("at most ", kMaxMarkedNotices, " in one call")});
  }
  std::vector<store::NoticeKey> keys;
  for (const std::string& name : request.names()) {
    const auto id = IdOf(name, "notices");
    const auto key = id.ok() ? store::ParseNoticeId(*id) : id.status();
    if (key.ok()) {
      keys.push_back(*key);
    } else {
      violations.push_back({"names", absl::StrCat("'", Excerpt(name), "' is no name of a notice")});
      break;
    }
  }
  if (!violations.empty()) return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD, violations);
  const auto marked =
      store::MarkNoticesRead(services.database, call.province, CallerOf(call), keys, request.all(), call.now);
  if (!marked.ok()) return marked.status();
  v1::MarkNoticesReadResponse response;
  response.set_marked(static_cast<int32_t>(*marked));
  return response;
}

void AddNoticeService(MethodTable& table) {
  table.Read("phoihop.v1.NoticeService.ListNotices", ListNotices, Caller::kRequired);
  table.Read("phoihop.v1.NoticeService.ListTaskNotices", ListTaskNotices, Caller::kRequired);
  table.Read("phoihop.v1.NoticeService.MarkNoticesRead", MarkNoticesRead, Caller::kRequired);
}

}  // namespace phoihop::handlers
