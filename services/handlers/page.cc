#include "services/handlers/page.h"

#include <algorithm>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "services/handlers/digest.h"
#include "workflow/errors.h"

namespace phoihop::handlers {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Of the checksum; enough to tell tokens apart, not meant to resist anybody.
constexpr size_t kChecksumBytes = 12;

std::string Checksum(const Message& request, absl::string_view cursor) {
  const std::unique_ptr<Message> list(request.New());
  list->CopyFrom(request);
  ClearField(*list, "page_size");
  ClearField(*list, "page_token");
  const std::string digest = Sha256(absl::StrCat("phoihop page token 1\n", request.GetDescriptor()->full_name(), "\n",
                                                 Sha256(DeterministicBytes(*list)), cursor));
  return digest.substr(0, kChecksumBytes);
}

absl::Status ForeignToken() {
  return InvalidRequest(
      v1::ERROR_REASON_INVALID_PAGE_TOKEN,
      {{"page_token", "was not made by this list with this filter and order; start again without it"}});
}

}  // namespace

absl::StatusOr<Page> ReadPage(const Message& request, int default_size) {
  Page page;
  const auto* reflection = request.GetReflection();
  const FieldDescriptor* size = request.GetDescriptor()->FindFieldByName("page_size");
  page.size = size == nullptr ? 0 : reflection->GetInt32(request, size);
  if (page.size < 0) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_PAGE_SIZE, {{"page_size", "must not be negative"}});
  }
  page.size = std::min(page.size == 0 ? default_size : page.size, kMaxPageSize);

  const FieldDescriptor* token_field = request.GetDescriptor()->FindFieldByName("page_token");
  if (token_field == nullptr) return page;
  const std::string token = reflection->GetString(request, token_field);
  if (token.empty()) return page;
  std::string bytes;
  if (token.size() > kMaxPageTokenBytes || !absl::WebSafeBase64Unescape(token, &bytes) ||
      bytes.size() <= kChecksumBytes) {
    return ForeignToken();
  }
  page.cursor = bytes.substr(kChecksumBytes);
  if (bytes.substr(0, kChecksumBytes) != Checksum(request, page.cursor)) return ForeignToken();
  return page;
}

std::string NextPageToken(const Message& request, absl::string_view cursor) {
  return absl::WebSafeBase64Escape(absl::StrCat(Checksum(request, cursor), cursor));
}

}  // namespace phoihop::handlers
