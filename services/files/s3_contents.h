// Contents as objects of a store that speaks S3, `{prefix}{province}/{sha256, hexadecimal}`.
//
// The table file_objects knows every object that may be there (migration 16): its row is committed before the object is
// put, and deleted after the object was. So whatever a crash leaves is found without listing the store.
#ifndef SERVICES_FILES_S3_CONTENTS_H_
#define SERVICES_FILES_S3_CONTENTS_H_

#include <memory>
#include <string>
#include <vector>

#include "services/files/content_store.h"
#include "services/files/s3_client.h"

namespace phoihop::files {

// As in file_contents.store.
inline constexpr char kS3StoreName[] = "s3";

class S3Contents : public ContentStore {
 public:
  // `database` must outlive it.
  S3Contents(store::Database& database, std::unique_ptr<S3Client> client)
      : database_(database), client_(std::move(client)) {}

  absl::string_view name() const override { return kS3StoreName; }
  absl::Status Prepare(absl::string_view province, Spool& content, absl::Time now) override;
  absl::Status Put(store::FileTransaction& transaction, Spool& content, absl::Time now) override;
  absl::Status Confirm(absl::string_view province, Spool& content, absl::Time now) override;
  std::unique_ptr<ContentReader> Open(absl::string_view province, absl::string_view sha256, int64_t size) override;
  absl::Status Remove(store::FileTransaction& transaction, absl::string_view sha256, absl::Time now) override;
  absl::StatusOr<std::vector<std::string>> ProvincesToSweep(absl::Time now) override;
  absl::StatusOr<int64_t> Sweep(const std::string& province, absl::Time now) override;
  absl::Status Check() override { return client_->Check(); }
  void StopWithin(absl::Duration limit) override { client_->StopWithin(limit); }

 private:
  // True when this has removed it; FAILED_PRECONDITION when the store refuses.
  absl::StatusOr<bool> RemoveObject(const std::string& province, const std::string& sha256, absl::Time before);

  store::Database& database_;
  const std::unique_ptr<S3Client> client_;
};

}  // namespace phoihop::files

#endif  // SERVICES_FILES_S3_CONTENTS_H_
