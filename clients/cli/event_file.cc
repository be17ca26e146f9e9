#include "clients/cli/event_file.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace phoihop::cli {
namespace {

// Of what cannot be read, as much as fits a line.
constexpr size_t kExcerptBytes = 60;

absl::Status NoSuchLine(int64_t number, absl::string_view what, const std::string& line) {
  return absl::InvalidArgumentError(absl::StrCat("dòng ", number, " không phải là ", what, " dạng JSON: ",
                                                 absl::string_view(line).substr(0, kExcerptBytes), " …"));
}

}  // namespace

absl::Status CheckEventFile(std::istream& file, client::ExportVerifier& verifier) {
  std::string line;
  v1::Event event;
  for (int64_t number = 1; std::getline(file, line); ++number) {
    event.Clear();
    if (!google::protobuf::util::JsonStringToMessage(line, &event).ok()) return NoSuchLine(number, "một sự kiện", line);
    if (const absl::Status status = verifier.Check(event); !status.ok()) {
      return absl::Status(status.code(), absl::StrCat("dòng ", number, ": ", status.message()));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::JournalCheckpoint>> ReadCheckpoints(std::istream& file) {
  std::vector<v1::JournalCheckpoint> checkpoints;
  std::string line;
  for (int64_t number = 1; std::getline(file, line); ++number) {
    if (!google::protobuf::util::JsonStringToMessage(line, &checkpoints.emplace_back()).ok()) {
      return NoSuchLine(number, "một điểm kiểm chứng", line);
    }
  }
  return checkpoints;
}

absl::Status CheckSignatures(const std::vector<v1::JournalCheckpoint>& checkpoints,
                             const std::vector<std::string>& public_keys) {
  for (const v1::JournalCheckpoint& checkpoint : checkpoints) {
    const auto key = std::find_if(public_keys.begin(), public_keys.end(), [&](const std::string& candidate) {
      return client::KeyIdOf(candidate) == checkpoint.key_id();
    });
    if (key == public_keys.end()) {
      return absl::DataLossError(
          absl::StrCat("the checkpoint of event ", checkpoint.sequence(), " is of another key, ", checkpoint.key_id(),
                       ": if the province published that one too, give it with another --public-key"));
    }
    if (const absl::Status status = client::CheckSignature(checkpoint, *key); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Confirmed> Compare(const std::vector<v1::JournalCheckpoint>& checkpoints, absl::string_view province,
                                  const client::ExportVerifier& verifier) {
  Confirmed confirmed;
  for (const v1::JournalCheckpoint& checkpoint : checkpoints) {
    if (checkpoint.province() != province) {
      return absl::DataLossError(absl::StrCat("the checkpoint of event ", checkpoint.sequence(), " is of ",
                                              checkpoint.province(), ", the file of ", province));
    }
    const std::string& hash = verifier.HashOf(checkpoint.sequence());
    if (hash.empty()) {
      ++confirmed.not_in_file;
      if (checkpoint.sequence() > verifier.last()) {
        confirmed.after_file = std::max(confirmed.after_file, checkpoint.sequence());
      }
      continue;
    }
    if (hash != checkpoint.event_hash()) {
      return absl::DataLossError(
          absl::StrCat("event ", checkpoint.sequence(),
                       " has another hash than its checkpoint says: the journal was rewritten up "
                       "to there"));
    }
    ++confirmed.agreed;
    confirmed.last = std::max(confirmed.last, checkpoint.sequence());
  }
  return confirmed;
}

}  // namespace phoihop::cli
