#include "services/files/s3_contents.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/files/s3_limits.h"
#include "workflow/errors.h"

namespace phoihop::files {
namespace {

std::string KeyOf(absl::string_view province, absl::string_view sha256) {
  return absl::StrCat(province, "/", absl::BytesToHexString(sha256));
}

// What callers are told. What the store said is in the log.
absl::Status ForCaller(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return status;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kDataLoss:
      return absl::DataLossError("The content of the file is not in the store as it was put there; tell the operator.");
    default:
      return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
                   "The store of files cannot be reached now; send the request again with the same request_id.");
  }
}

class Reader : public ContentReader {
 public:
  explicit Reader(std::unique_ptr<ContentReader> object) : object_(std::move(object)) {}

  absl::StatusOr<std::string> Next() override {
    absl::StatusOr<std::string> piece = object_->Next();
    if (!piece.ok()) return ForCaller(piece.status());
    return piece;
  }

 private:
  const std::unique_ptr<ContentReader> object_;
};

}  // namespace

absl::Status S3Contents::Prepare(absl::string_view province, Spool& content, absl::Time now) {
  auto transaction = store::FileTransaction::Begin(database_, std::string(province));
  if (!transaction.ok()) return transaction.status();
  absl::Status registered = (*transaction)->RegisterObject(content.Sha256(), now);
  if (registered.ok()) registered = (*transaction)->Commit();
  if (!registered.ok()) return registered;
  transaction->reset();  // the connection is not kept while the content travels
  return ForCaller(client_->Put(KeyOf(province, content.Sha256()), content));
}

absl::Status S3Contents::Put(store::FileTransaction& transaction, Spool& content, absl::Time now) {
  const absl::StatusOr<bool> named = transaction.NameObject(content.Sha256(), now);
  if (!named.ok()) return named.status();
  return *named ? absl::OkStatus() : absl::AbortedError("the object was removed since it was put");
}

absl::Status S3Contents::Confirm(absl::string_view province, Spool& content, absl::Time now) {
  const absl::StatusOr<std::optional<int64_t>> size = client_->Head(KeyOf(province, content.Sha256()));
  if (!size.ok()) return ForCaller(size.status());
  return *size == content.size() ? absl::OkStatus() : Prepare(province, content, now);
}

std::unique_ptr<ContentReader> S3Contents::Open(absl::string_view province, absl::string_view sha256, int64_t size) {
  return std::make_unique<Reader>(client_->Get(KeyOf(province, sha256), size));
}

absl::Status S3Contents::Remove(store::FileTransaction& transaction, absl::string_view sha256, absl::Time now) {
  return transaction.UnnameObject(sha256, now);
}

absl::StatusOr<std::vector<std::string>> S3Contents::ProvincesToSweep(absl::Time now) {
  return store::ProvincesWithPendingObjects(database_, now - kUnnamedObjectLimit);
}

absl::StatusOr<int64_t> S3Contents::Sweep(const std::string& province, absl::Time now) {
  const absl::Time before = now - kUnnamedObjectLimit;
  const auto pending = store::PendingObjects(database_, province, before, kRemovedObjects);
  if (!pending.ok()) return pending.status();
  int64_t removed = 0;
  absl::Status refused;
  for (const std::string& sha256 : *pending) {
    const absl::StatusOr<bool> gone = RemoveObject(province, sha256, before);
    if (absl::IsFailedPrecondition(gone.status())) {
      // Perhaps of this one only: it stops nothing.
      refused.Update(gone.status());
      continue;
    }
    if (!gone.ok()) return gone.status();
    if (*gone) ++removed;
  }
  if (!refused.ok()) return ForCaller(refused);
  return removed;
}

absl::StatusOr<bool> S3Contents::RemoveObject(const std::string& province, const std::string& sha256,
                                              absl::Time before) {
  auto transaction = store::FileTransaction::Begin(database_, province);
  if (!transaction.ok()) return transaction.status();
  const absl::StatusOr<bool> locked = (*transaction)->LockPendingObject(sha256, before);
  if (!locked.ok() || !*locked) return locked;
  // While the row is locked nobody puts it again.
  const absl::Status deleted = client_->Delete(KeyOf(province, sha256));
  if (!deleted.ok()) return absl::IsFailedPrecondition(deleted) ? deleted : ForCaller(deleted);
  if (const auto status = (*transaction)->DeleteObject(sha256); !status.ok()) return status;
  if (const auto status = (*transaction)->Commit(); !status.ok()) return status;
  return true;
}

}  // namespace phoihop::files
