// What those who speak through libcurl have in common: its one start for the process, handles that end by themselves,
// and the parts of a URL.
#ifndef SERVICES_CURL_CURL_HANDLES_H_
#define SERVICES_CURL_CURL_HANDLES_H_

#include <curl/curl.h>

#include <memory>
#include <string>

namespace phoihop::curl {

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;
using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// Once per process, before the first handle is made. Thread-safe, and cheap when it was called before.
void Prepare();

// A part of a URL; empty when it has none.
std::string PartOf(CURLU* url, CURLUPart part);

}  // namespace phoihop::curl

#endif  // SERVICES_CURL_CURL_HANDLES_H_
