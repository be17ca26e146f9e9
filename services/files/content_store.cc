#include "services/files/content_store.h"

namespace phoihop::files {
namespace {

class ChunkReader : public ContentReader {
 public:
  ChunkReader(store::Database& database, absl::string_view province, absl::string_view sha256)
      : database_(database), province_(province), sha256_(sha256) {}

  absl::StatusOr<std::string> Next() override {
    return store::ReadFileChunk(database_, province_, sha256_, ordinal_++);
  }

 private:
  store::Database& database_;
  const std::string province_, sha256_;
  int64_t ordinal_ = 0;
};

}  // namespace

absl::Status PostgresContents::Put(store::FileTransaction& transaction, Spool& content, absl::Time) {
  int64_t ordinal = 0;
  for (int64_t offset = 0; offset < content.size(); offset += static_cast<int64_t>(store::kFileChunkBytes)) {
    const absl::StatusOr<std::string> piece = content.Read(offset, store::kFileChunkBytes);
    if (!piece.ok()) return piece.status();
    if (const auto status = transaction.InsertChunk(content.Sha256(), ordinal++, *piece); !status.ok()) return status;
  }
  return absl::OkStatus();
}

std::unique_ptr<ContentReader> PostgresContents::Open(absl::string_view province, absl::string_view sha256, int64_t) {
  return std::make_unique<ChunkReader>(database_, province, sha256);
}

}  // namespace phoihop::files
