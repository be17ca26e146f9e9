// The chain of hashes that makes the journal tamper-evident: every event carries the SHA-256 over the hash of the event
// before it in its province and its own bytes.
#ifndef SERVICES_ENGINE_JOURNAL_H_
#define SERVICES_ENGINE_JOURNAL_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "phoihop/v1/event.pb.h"

struct evp_md_ctx_st;

namespace phoihop::engine {

// Length of a hash, in bytes.
inline constexpr size_t kHashBytes = 32;

// Used by one thread at a time.
class Hasher {
 public:
  Hasher();

  std::string Sha256(absl::string_view first, absl::string_view second = "");
  // Of an event without the fields previous_hash and hash.
  std::string HashOf(absl::string_view previous_hash, const v1::Event& event);

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
  std::string bytes_;
};

// Deterministic encoding of a message: the same bytes for equal messages in every process.
void EncodeDeterministically(const google::protobuf::Message& message, std::string* bytes);

// OK when the events follow each other without a gap after (`sequence`, `hash`), and every hash is right. DATA_LOSS
// that names the first event that is wrong.
absl::Status VerifyChain(absl::Span<const v1::Event> events, int64_t sequence, absl::string_view hash);

}  // namespace phoihop::engine

#endif  // SERVICES_ENGINE_JOURNAL_H_
