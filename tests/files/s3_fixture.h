// What the tests of services/files/s3_client.h have in common.
#ifndef TESTS_FILES_S3_FIXTURE_H_
#define TESTS_FILES_S3_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "services/files/s3_client.h"
#include "services/files/spool.h"

namespace phoihop::files {

// Lines of a log. Thread-safe.
class LogLines {
 public:
  std::function<void(absl::string_view)> sink() {
    return [this](absl::string_view line) {
      absl::MutexLock lock(&mutex_);
      lines_.emplace_back(line);
    };
  }
  std::string text() const {
    absl::MutexLock lock(&mutex_);
    return absl::StrJoin(lines_, "\n");
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<std::string> lines_ ABSL_GUARDED_BY(mutex_);
};

class S3Fixture : public ::testing::Test {
 protected:
  static std::unique_ptr<Spool> Spooled(absl::string_view content) {
    std::unique_ptr<Spool> spool = Spool::Make().value();
    EXPECT_TRUE(spool->Append(content).ok());
    return spool;
  }

  // Fails the test when the options are wrong.
  std::unique_ptr<S3Client> Client(S3Options options) {
    options.log = log_.sink();
    return S3Client::Create(std::move(options)).value();
  }

  static absl::StatusOr<std::string> ReadAll(ContentReader& reader) {
    std::string content;
    while (true) {
      const absl::StatusOr<std::string> piece = reader.Next();
      if (!piece.ok()) return piece.status();
      if (piece->empty()) return content;
      content += *piece;
    }
  }

  // Different at every place: a piece that is left out or comes twice shows.
  static std::string Content(size_t size) {
    std::string content;
    for (uint64_t i = 0; content.size() < size; ++i) content.append(std::to_string(i * 2654435761)).push_back(' ');
    content.resize(size);
    return content;
  }

  LogLines log_;
};

}  // namespace phoihop::files

#endif  // TESTS_FILES_S3_FIXTURE_H_
