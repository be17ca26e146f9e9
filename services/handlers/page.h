// Pages of lists (AIP-158).
//
//   const absl::StatusOr<Page> page = ReadPage(request);
//   …read page->size things after page->cursor…
//   if (there are more) response.set_next_page_token(NextPageToken(request, cursor_of_the_last));
//
// A cursor is whatever bytes the list needs to go on: the sort key of the last row. A token is the cursor, bound to the
// list: the method's request without page_size and page_token. It carries a checksum, not a secret: it says nothing and
// opens nothing that its caller could not ask for anyway; the checksum only tells a foreign token from one's own.
#ifndef SERVICES_HANDLERS_PAGE_H_
#define SERVICES_HANDLERS_PAGE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace phoihop::handlers {

inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;
// Longer tokens are nobody's.
inline constexpr size_t kMaxPageTokenBytes = 4096;

struct Page {
  int size = kDefaultPageSize;
  // Empty: from the start.
  std::string cursor;
};

// Reads `page_size` and, if the request has it, `page_token`. 0 is the default size; more than kMaxPageSize is
// kMaxPageSize. INVALID_PAGE_SIZE, INVALID_PAGE_TOKEN.
absl::StatusOr<Page> ReadPage(const google::protobuf::Message& request, int default_size = kDefaultPageSize);

std::string NextPageToken(const google::protobuf::Message& request, absl::string_view cursor);

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_PAGE_H_
