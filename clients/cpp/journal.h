// The journal of a province is a chain: every event carries SHA-256 over the hash before it and its own content.
// Whoever holds the events can check that none was changed, left out or put in between.
#ifndef CLIENTS_CPP_JOURNAL_H_
#define CLIENTS_CPP_JOURNAL_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "phoihop/v1/event.pb.h"

namespace phoihop::client {

// Checks events one after the other, from sequence 1 or from a trusted point on.
class JournalVerifier {
 public:
  JournalVerifier() = default;
  // Continues after an event whose hash is trusted.
  JournalVerifier(int64_t sequence, std::string hash) : sequence_(sequence), hash_(std::move(hash)) {}

  // DATA_LOSS naming the sequence when the event does not follow the one before: a gap, another previous hash, or
  // content that does not give its hash.
  absl::Status Check(const v1::Event& event);

  int64_t sequence() const { return sequence_; }
  const std::string& hash() const { return hash_; }  // 32 bytes

 private:
  int64_t sequence_ = 0;
  std::string hash_ = std::string(32, '\0');
};

}  // namespace phoihop::client

#endif  // CLIENTS_CPP_JOURNAL_H_
