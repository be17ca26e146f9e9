#include "services/files/s3_options.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/curl/curl_handles.h"
#include "services/files/s3_limits.h"

namespace phoihop::files {
namespace {

using curl::PartOf;

// Of an address of IPv4.
constexpr char kOfNumbers[] = "0123456789.";
constexpr char kExtraInRegion[] = "-_";
constexpr char kExtraInBucket[] = "-.";
constexpr char kExtraInPrefix[] = "-._/";
// They part what is signed.
constexpr char kNotInAccessKey[] = "/, =";

absl::Status Wrong(absl::string_view option, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("the S3 store's ", option, " ", what));
}

// Letters, digits, and what is named besides.
bool HasOnly(absl::string_view text, absl::string_view besides) {
  return std::all_of(text.begin(), text.end(),
                     [besides](char c) { return absl::ascii_isalnum(c) || absl::StrContains(besides, c); });
}

bool IsVisible(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isgraph(c); });
}

absl::Status CheckBucket(const S3Options& options, bool tls) {
  const std::string& bucket = options.bucket;
  if (bucket.size() < kMinS3BucketBytes || bucket.size() > kMaxS3BucketBytes) {
    return Wrong("bucket", absl::StrCat("has to have ", kMinS3BucketBytes, " to ", kMaxS3BucketBytes, " characters"));
  }
  const bool lower = absl::AsciiStrToLower(bucket) == bucket;
  if (!lower || !HasOnly(bucket, kExtraInBucket) || !absl::ascii_isalnum(bucket.front()) ||
      !absl::ascii_isalnum(bucket.back()) || absl::StrContains(bucket, "..")) {
    return Wrong("bucket", "has to be of small letters, digits, - and ., with a letter or digit at both ends");
  }
  if (options.addressing == S3Addressing::kVirtualHost && tls && absl::StrContains(bucket, '.')) {
    return Wrong("bucket", "has a dot, so no certificate fits bucket.host: use path addressing");
  }
  return absl::OkStatus();
}

absl::Status CheckPrefix(const std::string& prefix) {
  if (prefix.size() > kMaxS3PrefixBytes) {
    return Wrong("prefix", absl::StrCat("has more than ", kMaxS3PrefixBytes, " characters"));
  }
  if (!HasOnly(prefix, kExtraInPrefix)) return Wrong("prefix", "has to be of letters, digits and - . _ /");
  if (absl::StartsWith(prefix, "/") || absl::StrContains(prefix, "//")) {
    return Wrong("prefix", "begins with a slash or has two in a row, which not every store keeps apart");
  }
  for (const absl::string_view segment : absl::StrSplit(prefix, '/')) {
    if (segment == "." || segment == "..") return Wrong("prefix", "has . or .. between slashes");
  }
  return absl::OkStatus();
}

absl::Status CheckCredentials(const S3Options& options) {
  if (options.access_key.empty() || options.access_key.size() > kMaxS3CredentialBytes ||
      !IsVisible(options.access_key) || options.access_key.find_first_of(kNotInAccessKey) != std::string::npos) {
    return Wrong("access key", "is missing, too long, or has a character that none has");
  }
  if (options.secret_key.empty() || options.secret_key.size() > kMaxS3CredentialBytes ||
      !IsVisible(options.secret_key)) {
    return Wrong("secret key", "is missing, too long, or has a character that none has");
  }
  return absl::OkStatus();
}

absl::Status CheckRest(const S3Options& options, bool tls) {
  if (options.region.empty() || options.region.size() > kMaxS3RegionBytes || !HasOnly(options.region, kExtraInRegion)) {
    return Wrong("region", "has to be of letters, digits, - and _: us-east-1");
  }
  for (const absl::Status& status :
       {CheckBucket(options, tls), CheckPrefix(options.prefix), CheckCredentials(options)}) {
    if (!status.ok()) return status;
  }
  if (!options.ca_file.empty() && access(options.ca_file.c_str(), R_OK) != 0) {
    return Wrong("file of certificates", absl::StrCat("cannot be read: ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<S3Address> CheckS3Options(const S3Options& options) {
  const curl::Url parsed(curl_url(), &curl_url_cleanup);
  // A URL with a password may be among the wrong ones: none of them is repeated.
  if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, options.endpoint.c_str(), 0) != CURLUE_OK) {
    return Wrong("endpoint", "is not a URL");
  }
  const std::string scheme = PartOf(parsed.get(), CURLUPART_SCHEME), host = PartOf(parsed.get(), CURLUPART_HOST),
                    port = PartOf(parsed.get(), CURLUPART_PORT);
  for (const CURLUPart part :
       {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_ZONEID, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    if (!PartOf(parsed.get(), part).empty()) return Wrong("endpoint", "has more than a host and a port");
  }
  if (PartOf(parsed.get(), CURLUPART_PATH) != "/" || absl::StrContains(options.endpoint, '@')) {
    return Wrong("endpoint", "has more than a host and a port; the bucket is an option of its own");
  }
  if (port == "0") return Wrong("endpoint", "has the port 0");
  const bool loopback = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
  if (scheme != "https" && !(scheme == "http" && loopback)) {
    return Wrong("endpoint", "has to begin with https://, or with http:// and name this machine");
  }
  const bool path = options.addressing == S3Addressing::kPath;
  const bool is_number = host.front() == '[' || host.find_first_not_of(kOfNumbers) == std::string::npos;
  if (!path && is_number)
    return Wrong("endpoint", "has no name that a bucket could stand in front of: use path addressing");
  const bool tls = scheme == "https";
  if (const absl::Status status = CheckRest(options, tls); !status.ok()) return status;
  return S3Address{.base = absl::StrCat(scheme, "://", path ? "" : absl::StrCat(options.bucket, "."), host,
                                        port.empty() ? "" : absl::StrCat(":", port), "/",
                                        path ? absl::StrCat(options.bucket, "/") : "", options.prefix),
                   .tls = tls};
}

}  // namespace phoihop::files
