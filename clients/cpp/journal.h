// The journal of a province is a chain: every event carries SHA-256 over the hash before it and its own content.
// Whoever holds the events can check that none was changed, left out or put in between; and with a signed checkpoint
// that nobody made a whole new chain.
#ifndef CLIENTS_CPP_JOURNAL_H_
#define CLIENTS_CPP_JOURNAL_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/event.pb.h"
#include "phoihop/v1/event_service.pb.h"

namespace phoihop::client {

// The event without both hashes, encoded so that equal events give equal bytes.
std::string ContentOf(v1::Event event);

// Whether the event's hash follows from its content and the hash before it that it carries.
bool HasItsHash(const v1::Event& event);

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

// Sequences that a part of the journal does not have, both ends included.
struct Gap {
  int64_t first = 0;
  int64_t last = 0;
};

// Gaps that are kept to be named; the others are counted.
inline constexpr size_t kNamedGaps = 10;

// Checks events of an export, which may begin anywhere and, when it was filtered, may have gaps: each event by itself,
// and the chain wherever two neighbours are there. Holds nothing but the last event's hash and what was asked for.
class ExportVerifier {
 public:
  // With `gaps_allowed` gaps are noted, without they are errors.
  explicit ExportVerifier(bool gaps_allowed) : gaps_allowed_(gaps_allowed) {}

  // Remembers the hashes of these sequences, for checkpoints.
  void WatchFor(int64_t sequence) { watched_[sequence]; }

  // DATA_LOSS naming the sequence. The first that is wrong ends the check.
  absl::Status Check(const v1::Event& event);

  int64_t first() const { return first_; }
  int64_t last() const { return last_; }
  int64_t events() const { return events_; }
  // The first kNamedGaps of them, and how many there are and how many events they lack.
  const std::vector<Gap>& gaps() const { return gaps_; }
  int64_t gap_count() const { return gap_count_; }
  int64_t missing() const { return missing_; }
  const std::string& last_hash() const { return last_hash_; }
  // Of a sequence that was watched for; empty when it did not come.
  const std::string& HashOf(int64_t sequence) const { return watched_.at(sequence); }

 private:
  const bool gaps_allowed_;
  std::map<int64_t, std::string> watched_;
  int64_t first_ = 0, last_ = 0, events_ = 0, gap_count_ = 0, missing_ = 0;
  std::vector<Gap> gaps_;
  std::string last_hash_;
};

// A public key of Ed25519: PEM as openssl writes it (`openssl pkey -pubout`), or its 32 bytes as 64 hexadecimal digits.
// INVALID_ARGUMENT for anything else; the answer is 32 bytes.
absl::StatusOr<std::string> ReadPublicKey(absl::string_view text);

// The first 16 hexadecimal digits of the SHA-256 of a public key.
std::string KeyIdOf(absl::string_view public_key);

// The text that a checkpoint signs.
std::string CheckpointText(const v1::JournalCheckpoint& checkpoint);

// DATA_LOSS when the signature is not that of `public_key` (32 bytes), or was made by another key.
absl::Status CheckSignature(const v1::JournalCheckpoint& checkpoint, absl::string_view public_key);

}  // namespace phoihop::client

#endif  // CLIENTS_CPP_JOURNAL_H_
