// Pages of lists that are held in memory: filter, order, count.
#ifndef SERVICES_HANDLERS_MEMORY_LIST_H_
#define SERVICES_HANDLERS_MEMORY_LIST_H_

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "services/handlers/call.h"
#include "services/handlers/page.h"

namespace phoihop::handlers {

// `parent` is the call's province; INVALID_NAME otherwise.
absl::Status CheckProvinceParent(absl::string_view parent, const CallContext& call);

// The day of an `as_of` field, today when it is empty. INVALID_DATE otherwise.
absl::StatusOr<absl::CivilDay> ReadAsOf(absl::string_view as_of, absl::Time now);

template <typename Thing>
struct MemoryPage {
  std::vector<const Thing*> things;
  int total_size = 0;
  std::string next_page_token;
};

// Cuts the request's page out of `things`, which are in the order of `key`. A key is unique and never changes, so that
// a page goes on where the one before ended, whatever was added since.
template <typename Thing>
absl::StatusOr<MemoryPage<Thing>> CutPage(const google::protobuf::Message& request,
                                          const std::vector<const Thing*>& things,
                                          const std::function<std::string(const Thing&)>& key) {
  const auto page = ReadPage(request);
  if (!page.ok()) return page.status();
  MemoryPage<Thing> result;
  result.total_size = static_cast<int>(things.size());
  for (const Thing* thing : things) {
    if (!page->cursor.empty() && key(*thing) <= page->cursor) continue;
    if (result.things.size() == static_cast<size_t>(page->size)) {
      result.next_page_token = NextPageToken(request, key(*result.things.back()));
      break;
    }
    result.things.push_back(thing);
  }
  return result;
}

}  // namespace phoihop::handlers

#endif  // SERVICES_HANDLERS_MEMORY_LIST_H_
