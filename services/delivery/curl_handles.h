// What those who speak through libcurl have in common: handles that end by themselves, and the parts of a URL.
#ifndef SERVICES_DELIVERY_CURL_HANDLES_H_
#define SERVICES_DELIVERY_CURL_HANDLES_H_

#include <curl/curl.h>

#include <memory>
#include <string>

namespace phoihop::delivery {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;
using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// Once per process, before the first handle is made.
void PrepareCurl();

// A part of a URL; empty when it has none.
std::string PartOf(CURLU* url, CURLUPart part);

}  // namespace phoihop::delivery

#endif  // SERVICES_DELIVERY_CURL_HANDLES_H_
