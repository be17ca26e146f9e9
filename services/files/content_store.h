// Where contents are: in PostgreSQL, or in a store that speaks S3. A content is put once, under its hash, and never
// changed.
#ifndef SERVICES_FILES_CONTENT_STORE_H_
#define SERVICES_FILES_CONTENT_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/files/content_reader.h"
#include "services/files/spool.h"
#include "services/store/database.h"
#include "services/store/file_rows.h"

namespace phoihop::files {

// Thread-safe; blocks. Errors are those that a caller is told: STORE_UNAVAILABLE when the store cannot be reached or
// refuses, DATA_LOSS when a content is not there any more.
class ContentStore {
 public:
  virtual ~ContentStore() = default;

  // As in file_contents.store.
  virtual absl::string_view name() const = 0;

  // Before the transaction that inserts the content's row: what takes longer than a transaction should. What comes of
  // it is removed by Sweep unless Put follows.
  virtual absl::Status Prepare(absl::string_view province, Spool& content, absl::Time now) = 0;
  // Within that transaction. ABORTED when what was prepared is gone again: prepare anew.
  virtual absl::Status Put(store::FileTransaction& transaction, Spool& content, absl::Time now) = 0;
  // Somebody uploads what the store has already: makes sure that it does have it, and mends it otherwise.
  virtual absl::Status Confirm(absl::string_view province, Spool& content, absl::Time now) = 0;

  // Says nothing of whether it is there; the first Next does.
  virtual std::unique_ptr<ContentReader> Open(absl::string_view province, absl::string_view sha256, int64_t size) = 0;

  // Within the transaction that deletes the content's row.
  virtual absl::Status Remove(store::FileTransaction& transaction, absl::string_view sha256, absl::Time now) = 0;
  // Provinces for which Sweep has something to do.
  virtual absl::StatusOr<std::vector<std::string>> ProvincesToSweep(absl::Time now) = 0;
  // Removes what no row names since long: what Remove left, and what Prepare did before a crash. How much.
  virtual absl::StatusOr<int64_t> Sweep(const std::string& province, absl::Time now) = 0;

  // Whether contents can be put here, for a server that starts. FAILED_PRECONDITION: an operator has to mend something;
  // UNAVAILABLE: perhaps later.
  virtual absl::Status Check() = 0;
  // What is under way is given up this much later.
  virtual void StopWithin(absl::Duration limit) = 0;
};

// Pieces in the table file_chunks.
class PostgresContents : public ContentStore {
 public:
  explicit PostgresContents(store::Database& database) : database_(database) {}

  absl::string_view name() const override { return "postgresql"; }
  absl::Status Prepare(absl::string_view, Spool&, absl::Time) override { return absl::OkStatus(); }
  absl::Status Put(store::FileTransaction& transaction, Spool& content, absl::Time now) override;
  absl::Status Confirm(absl::string_view, Spool&, absl::Time) override { return absl::OkStatus(); }
  std::unique_ptr<ContentReader> Open(absl::string_view province, absl::string_view sha256, int64_t size) override;
  // The row takes its pieces with it.
  absl::Status Remove(store::FileTransaction&, absl::string_view, absl::Time) override { return absl::OkStatus(); }
  absl::StatusOr<std::vector<std::string>> ProvincesToSweep(absl::Time) override { return std::vector<std::string>(); }
  absl::StatusOr<int64_t> Sweep(const std::string&, absl::Time) override { return 0; }
  absl::Status Check() override { return absl::OkStatus(); }
  void StopWithin(absl::Duration) override {}

 private:
  store::Database& database_;
};

}  // namespace phoihop::files

#endif  // SERVICES_FILES_CONTENT_STORE_H_
