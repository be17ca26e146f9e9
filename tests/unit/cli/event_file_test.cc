// Exports that were tampered with: whatever was done, it is found and named.
#include "clients/cli/event_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/event_export.h"
#include "google/protobuf/util/json_util.h"
#include "services/engine/checkpoint_key.h"
#include "tests/unit/cli/random_journal.h"

namespace phoihop::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::RandomJournal;

std::string Lines(const std::vector<v1::Event>& events) {
  std::string text;
  for (const v1::Event& event : events) absl::StrAppend(&text, *EventLine(event), "\n");
  return text;
}

absl::Status Check(const std::string& text, bool filtered = false) {
  std::istringstream file(text);
  client::ExportVerifier verifier(filtered);
  return CheckEventFile(file, verifier);
}

std::string WhyNot(const std::vector<v1::Event>& events, bool filtered = false) {
  return std::string(Check(Lines(events), filtered).message());
}

v1::JournalCheckpoint Checkpoint(const engine::CheckpointKey& key, const v1::Event& event) {
  v1::JournalCheckpoint checkpoint;
  checkpoint.set_province(event.province());
  checkpoint.set_sequence(event.sequence());
  checkpoint.set_event_hash(event.hash());
  checkpoint.mutable_time()->set_seconds(1795852800);
  EXPECT_TRUE(key.Sign(checkpoint).ok());
  return checkpoint;
}

RC_GTEST_PROP(EventFileProperty, EveryEventIsReadBackAsItWas, (unsigned seed)) {
  for (const v1::Event& event : RandomJournal(seed, 5)) {
    const absl::StatusOr<std::string> line = EventLine(event);
    RC_ASSERT(line.ok());
    RC_ASSERT(line->find('\n') == std::string::npos);
    v1::Event again;
    RC_ASSERT(google::protobuf::util::JsonStringToMessage(*line, &again).ok());
    std::string before, after;
    engine::EncodeDeterministically(event, &before);
    engine::EncodeDeterministically(again, &after);
    RC_ASSERT(before == after);
  }
}

// Whatever is changed in an event, left out, doubled or moved: the check fails, and at that place.
RC_GTEST_PROP(EventFileProperty, WhatWasDoneToAJournalIsFound, (unsigned seed)) {
  std::vector<v1::Event> events = RandomJournal(seed, 12);
  RC_ASSERT(Check(Lines(events)).ok());
  const size_t at = *rc::gen::inRange<size_t>(0, events.size() - 1);  // never the last
  const int kind = *rc::gen::inRange(0, 6);
  // The first event of the file that is wrong.
  int64_t wrong = events[at].sequence();
  if (kind == 0) {
    events[at].set_subject(events[at].subject() + "x");
  } else if (kind == 1) {
    std::string hash = events[at].hash();
    hash[*rc::gen::inRange<size_t>(0, hash.size())] ^= 1;
    events[at].set_hash(hash);
  } else if (kind == 2) {
    std::string hash = events[at].previous_hash();
    hash[*rc::gen::inRange<size_t>(0, hash.size())] ^= 1;
    events[at].set_previous_hash(hash);
  } else if (kind == 3) {
    RC_PRE(at > 0);  // one that is left out at the start is no gap
    events.erase(events.begin() + static_cast<ptrdiff_t>(at));
  } else if (kind == 4) {
    RC_PRE(at > 0);
    std::swap(events[at], events[at + 1]);
  } else {
    const v1::Event twice = events[at];
    events.insert(events.begin() + static_cast<ptrdiff_t>(at), twice);
  }
  const absl::Status status = Check(Lines(events));
  RC_ASSERT(!status.ok());
  RC_ASSERT(status.message().find(absl::StrCat("event ", wrong)) != absl::string_view::npos);
}

RC_GTEST_PROP(EventFileProperty, AnyByteOfAnyLineCounts, (unsigned seed)) {
  const std::string text = Lines(RandomJournal(seed, 4));
  std::string changed = text;
  const size_t at = *rc::gen::inRange<size_t>(0, text.size());
  // A digit becomes another one, a letter another one; the rest of the line stays JSON or not.
  changed[at] = changed[at] == 'a' ? 'b' : changed[at] == '1' ? '2' : 'a';
  std::istringstream file(changed);
  client::ExportVerifier verifier(false);
  const absl::Status status = CheckEventFile(file, verifier);
  if (!status.ok()) return;
  // What passes reads as the same events.
  std::istringstream one(text), other(changed);
  std::string left, right;
  while (std::getline(one, left) && std::getline(other, right)) {
    v1::Event a, b;
    RC_ASSERT(google::protobuf::util::JsonStringToMessage(left, &a).ok());
    RC_ASSERT(google::protobuf::util::JsonStringToMessage(right, &b).ok());
    RC_ASSERT(client::ContentOf(a) == client::ContentOf(b));
  }
}

TEST(EventFileTest, WhatIsWrongIsNamed) {
  const std::vector<v1::Event> events = RandomJournal(7, 9);
  EXPECT_TRUE(Check(Lines(events)).ok());
  std::vector<v1::Event> changed = events;
  changed[4].mutable_actor()->set_person("provinces/p/persons/other");
  EXPECT_THAT(WhyNot(changed), HasSubstr("dòng 5: the content of event 5 does not give its hash"));
  changed = events;
  changed.erase(changed.begin() + 3);
  EXPECT_THAT(WhyNot(changed), HasSubstr("event 4 is missing: after event 3 comes event 5"));
  changed = events;
  std::swap(changed[5], changed[6]);
  EXPECT_THAT(WhyNot(changed), HasSubstr("event 6 is missing: after event 5 comes event 7"));
  changed = events;
  changed[0].set_previous_hash(std::string(32, 'x'));
  EXPECT_THAT(WhyNot(changed), HasSubstr("event 1 does not carry the hash of event 0"));
  EXPECT_THAT(std::string(Check("[]\n").message()), HasSubstr("dòng 1 không phải là một sự kiện"));
  // A chain that was made anew from the changed event on is sound; only a checkpoint tells.
  changed = events;
  changed[4].set_subject("provinces/p/tasks/another");
  engine::Hasher hasher;
  for (size_t i = 4; i < changed.size(); ++i) {
    v1::Event bare = changed[i];
    bare.clear_previous_hash();
    bare.clear_hash();
    changed[i].set_previous_hash(changed[i - 1].hash());
    changed[i].set_hash(hasher.HashOf(changed[i - 1].hash(), bare));
  }
  EXPECT_TRUE(Check(Lines(changed)).ok());
  const auto key = engine::CheckpointKey::Generate();
  ASSERT_TRUE(key.ok());
  client::ExportVerifier verifier(false);
  verifier.WatchFor(8);
  std::istringstream file(Lines(changed));
  ASSERT_TRUE(CheckEventFile(file, verifier).ok());
  EXPECT_THAT(std::string(Compare({Checkpoint(*key, events[7])}, "provinces/p", verifier).status().message()),
              HasSubstr("event 8 has another hash than its checkpoint says"));
}

TEST(EventFileTest, APartOfTheJournalIsCheckedAsFarAsItGoes) {
  const std::vector<v1::Event> events = RandomJournal(8, 40);
  std::vector<v1::Event> part(events.begin() + 10, events.end());
  EXPECT_TRUE(Check(Lines(part)).ok());
  std::vector<v1::Event> filtered;
  for (size_t i = 0; i < events.size(); i += 3) filtered.push_back(events[i]);
  EXPECT_THAT(WhyNot(filtered), HasSubstr("event 2 is missing"));
  std::istringstream file(Lines(filtered));
  client::ExportVerifier verifier(true);
  ASSERT_TRUE(CheckEventFile(file, verifier).ok());
  EXPECT_EQ(verifier.gap_count(), 13);
  EXPECT_EQ(verifier.missing(), 26);
  EXPECT_EQ(verifier.gaps().size(), client::kNamedGaps);
  EXPECT_EQ(verifier.gaps()[0].first, 2);
  EXPECT_EQ(verifier.gaps()[0].last, 3);
  filtered[5].set_type("task.forged");
  EXPECT_THAT(WhyNot(filtered, /*filtered=*/true), HasSubstr("the content of event 16 does not give its hash"));
}

TEST(EventFileTest, CheckpointsAreSignedByAKnownKey) {
  const std::vector<v1::Event> events = RandomJournal(9, 6);
  const auto key = engine::CheckpointKey::Generate();
  const auto other = engine::CheckpointKey::Generate();
  ASSERT_TRUE(key.ok() && other.ok());
  std::vector<v1::JournalCheckpoint> checkpoints = {Checkpoint(*key, events[2]), Checkpoint(*key, events[5])};
  EXPECT_TRUE(CheckSignatures(checkpoints, {key->public_key()}).ok());
  EXPECT_THAT(std::string(CheckSignatures(checkpoints, {other->public_key()}).message()),
              AllOf(HasSubstr("the checkpoint of event 3 is of another key"), HasSubstr(key->id())));
  // Forged: any field, or one that claims to be of the key.
  for (int field = 0; field < 5; ++field) {
    v1::JournalCheckpoint forged = checkpoints[1];
    if (field == 0) forged.set_sequence(7);
    if (field == 1) forged.set_event_hash(std::string(32, 'x'));
    if (field == 2) forged.mutable_time()->set_seconds(1);
    if (field == 3) forged.set_province("provinces/q");
    if (field == 4) {
      forged = Checkpoint(*other, events[5]);
      forged.set_key_id(key->id());
    }
    EXPECT_THAT(std::string(CheckSignatures({checkpoints[0], forged}, {key->public_key()}).message()),
                HasSubstr("is not that of the key"))
        << field;
  }
  // Read back from a file.
  std::string text;
  for (const v1::JournalCheckpoint& checkpoint : checkpoints) {
    std::string line;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(checkpoint, &line).ok());
    absl::StrAppend(&text, line, "\n");
  }
  std::istringstream file(text);
  const auto read = ReadCheckpoints(file);
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(CheckSignatures(*read, {key->public_key()}).ok());
  std::istringstream wrong("x\n");
  EXPECT_FALSE(ReadCheckpoints(wrong).ok());
}

TEST(EventFileTest, CheckpointsSayHowFarTheyReach) {
  const std::vector<v1::Event> events = RandomJournal(10, 6);
  const auto key = engine::CheckpointKey::Generate();
  ASSERT_TRUE(key.ok());
  v1::Event later = events[5];
  later.set_sequence(9);
  const std::vector<v1::JournalCheckpoint> checkpoints = {Checkpoint(*key, events[1]), Checkpoint(*key, events[3]),
                                                          Checkpoint(*key, later)};
  client::ExportVerifier verifier(false);
  for (const auto& checkpoint : checkpoints) verifier.WatchFor(checkpoint.sequence());
  std::istringstream file(Lines(events));
  ASSERT_TRUE(CheckEventFile(file, verifier).ok());
  const auto confirmed = Compare(checkpoints, "provinces/p", verifier);
  ASSERT_TRUE(confirmed.ok());
  EXPECT_EQ(confirmed->agreed, 2);
  EXPECT_EQ(confirmed->last, 4);
  EXPECT_EQ(confirmed->not_in_file, 1);
  EXPECT_EQ(confirmed->after_file, 9);
  EXPECT_THAT(std::string(Compare(checkpoints, "provinces/q", verifier).status().message()), HasSubstr("provinces/p"));
}

}  // namespace
}  // namespace phoihop::cli
