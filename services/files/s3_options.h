// How a store that speaks S3 is reached: Amazon's, or one of the province's own (Ceph, MinIO, Swift …).
#ifndef SERVICES_FILES_S3_OPTIONS_H_
#define SERVICES_FILES_S3_OPTIONS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace phoihop::files {

// Where the name of the bucket stands: `https://host/bucket/key`, or `https://bucket.host/key`.
enum class S3Addressing { kPath, kVirtualHost };

// How long the store is waited for. Real time.
struct S3Patience {
  // Until connected, TLS included.
  absl::Duration connect = absl::Seconds(5);
  // While nothing moves in either direction.
  absl::Duration stall = absl::Seconds(20);
  // One try: a whole upload or removal, or a piece of a download.
  absl::Duration attempt = absl::Minutes(2);
  // No try begins this long after the first one.
  absl::Duration retry = absl::Seconds(15);
  // Before the second try; twice as long before each further one.
  absl::Duration pause = absl::Milliseconds(200);
};

struct S3Options {
  // `https://host` or `https://host:port`; `http://` to this machine only (localhost, 127.0.0.1, [::1]). Empty: there
  // is no such store.
  std::string endpoint;
  std::string region = "us-east-1";
  std::string bucket;
  // In front of every key: letters, digits and - . _ /. May be empty.
  std::string prefix;
  S3Addressing addressing = S3Addressing::kPath;
  std::string access_key, secret_key;
  // Certificates (PEM) that replace those that the machine trusts; empty: those. TLS always means that the store's
  // certificate is good for the host's name.
  std::string ca_file;
  S3Patience patience;
  // Told what went wrong, one line: the call, the store's code and the id that it gave the request. Neither secrets nor
  // what the store wrote. Thread-safe.
  std::function<void(absl::string_view)> log = [](absl::string_view) {};
};

// What the options come down to.
struct S3Address {
  // Of keys: `https://host:port/bucket/prefix`.
  std::string base;
  bool tls = true;
};

// INVALID_ARGUMENT says which option is wrong; the secret is never repeated.
absl::StatusOr<S3Address> CheckS3Options(const S3Options& options);

}  // namespace phoihop::files

#endif  // SERVICES_FILES_S3_OPTIONS_H_
