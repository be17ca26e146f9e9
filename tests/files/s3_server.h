// A real store that speaks S3 (OpenStack Swift, s3_server.py) as a process of its own, on a port of the loopback.
#ifndef TESTS_FILES_S3_SERVER_H_
#define TESTS_FILES_S3_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/embedded/process.h"
#include "services/files/s3_options.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::testing {

// For one thread at a time. It ends with the test, however that ends.
class S3Server {
 public:
  struct Options {
    // PEM; with them TLS is spoken.
    std::string certificate, key;
  };
  static constexpr char kBucket[] = "tep", kRegion[] = "vn-1", kSecret[] = "bi-mat-chi-co-trong-kiem-thu";

  // Returns when it serves.
  static absl::StatusOr<std::unique_ptr<S3Server>> Start(Options options);
  static absl::StatusOr<std::unique_ptr<S3Server>> Start() { return Start(Options()); }
  ~S3Server();
  S3Server(const S3Server&) = delete;
  S3Server& operator=(const S3Server&) = delete;

  int port() const { return port_; }
  // How it is reached, by path; certificates are left to the caller.
  files::S3Options options() const;

  // kill -9: connections break, and connecting is refused. What was put stays.
  void Kill() { process_.reset(); }
  // On the same port.
  absl::Status Restart();

 private:
  explicit S3Server(Options options) : options_(std::move(options)) {}
  absl::Status Launch();

  const Options options_;
  TemporaryDirectory directory_;
  std::string data_;  // in a file system with extended attributes
  std::unique_ptr<embedded::Process> process_;
  int port_ = 0;
};

}  // namespace phoihop::testing

#endif  // TESTS_FILES_S3_SERVER_H_
