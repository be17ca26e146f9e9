// Signed checkpoints: when they are made, by whom, and that nobody changes them.
#include "services/worker/checkpoints.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cpp/journal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/store/connection.h"
#include "tests/store/world.h"

namespace phoihop {
namespace {
using testing::Create;
using testing::Get;
using testing::kProvince;

class CheckpointsTest : public testing::World {
 protected:
  std::unique_ptr<worker::CheckpointSigner> NewSigner(int64_t events = worker::kCheckpointEvents) {
    return std::make_unique<worker::CheckpointSigner>(
        worker::CheckpointOptions{.database = &database(), .clock = &clock(), .key = key_, .events = events});
  }

  std::vector<store::CheckpointRow> All() { return Get(store::ListCheckpoints(database(), kProvince, 0, 0, 1000)); }

  const engine::CheckpointKey key_ = *engine::CheckpointKey::Generate();
};

TEST_F(CheckpointsTest, AreMadeEveryHourWhenTheJournalMoved) {
  engine();
  const auto signer = NewSigner();
  ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  ASSERT_EQ(All().size(), 1u);
  EXPECT_EQ(All()[0].checkpoint.sequence(), 5);
  clock().Advance(absl::Hours(3));
  ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  EXPECT_EQ(All().size(), 1u);  // nothing happened
  EXPECT_OK(engine().Apply(Create("t1")));
  ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  ASSERT_EQ(All().size(), 2u);
  EXPECT_OK(engine().Apply(Create("t2")));
  clock().Advance(absl::Minutes(59));
  ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  EXPECT_EQ(All().size(), 2u);
  clock().Advance(absl::Minutes(1));
  ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  EXPECT_EQ(All().size(), 3u);

  const std::vector<v1::Event> journal = Journal();
  for (const store::CheckpointRow& row : All()) {
    EXPECT_OK(client::CheckSignature(row.checkpoint, row.public_key));
    EXPECT_EQ(row.checkpoint.event_hash(), journal[row.checkpoint.sequence() - 1].hash());
    EXPECT_EQ(row.checkpoint.province(), "provinces/dong-nai");
    EXPECT_EQ(row.checkpoint.time().nanos(), 0);
  }
  EXPECT_EQ(signer->status().made, 3);
}

TEST_F(CheckpointsTest, AreMadeAfterManyEvents) {
  engine();
  const auto signer = NewSigner(/*events=*/4);
  ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  while (Journal().size() < 8) {
    EXPECT_OK(engine().Apply(Create(absl::StrCat("t", Journal().size()))));
    ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  }
  while (Journal().size() < 9) EXPECT_OK(engine().Apply(Create("last")));
  ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  EXPECT_EQ(All().size(), 2u);
  EXPECT_GE(All()[1].checkpoint.sequence(), 9);
}

TEST_F(CheckpointsTest, OfManyReplicasOneSigns) {
  engine();
  std::vector<std::unique_ptr<worker::CheckpointSigner>> signers;
  for (int i = 0; i < 4; ++i) signers.push_back(NewSigner());
  for (int round = 0; round < 5; ++round) {
    EXPECT_OK(engine().Apply(Create(absl::StrCat("t", round))));
    clock().Advance(absl::Hours(1));
    for (const auto& signer : signers) ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  }
  // One before the first round or in it, then one a round.
  EXPECT_GE(All().size(), 5u);
  EXPECT_LE(All().size(), 6u);
  int64_t made = 0;
  for (const auto& signer : signers) made += signer->status().made;
  EXPECT_EQ(made, static_cast<int64_t>(All().size()));
}

TEST_F(CheckpointsTest, AnotherKeyGoesOnAndTheOldOneIsKept) {
  engine();
  {
    const auto signer = NewSigner();
    ASSERT_TRUE(signer->WaitUntilIdle(absl::Seconds(30)));
  }
  EXPECT_OK(engine().Apply(Create("t1")));
  clock().Advance(absl::Hours(1));
  const auto other = engine::CheckpointKey::Generate();
  ASSERT_TRUE(other.ok());
  worker::CheckpointSigner signer({.database = &database(), .clock = &clock(), .key = *other});
  ASSERT_TRUE(signer.WaitUntilIdle(absl::Seconds(30)));
  const auto all = All();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].public_key, key_.public_key());
  EXPECT_EQ(all[1].public_key, other->public_key());
  EXPECT_OK(client::CheckSignature(all[0].checkpoint, key_.public_key()));
  EXPECT_FALSE(client::CheckSignature(all[0].checkpoint, other->public_key()).ok());
}

TEST_F(CheckpointsTest, TheServerCannotChangeThemAndSignsOnlyWhatIsThere) {
  engine();
  auto connection = Get(store::Connection::Open(uri(), store::ConnectionUse::kMigrate));
  ASSERT_NE(connection, nullptr);
  EXPECT_OK(connection->RunScript(absl::StrCat("SET ROLE ", store::kServerRole)));
  for (const char* sql : {"UPDATE journal_checkpoints SET sequence = 1", "DELETE FROM journal_checkpoints",
                          "TRUNCATE journal_checkpoints"}) {
    EXPECT_EQ(store::SqlStateOf(connection->RunScript(sql)), "42501") << sql;
  }
  store::CheckpointRow row{.ordinal = 1, .public_key = key_.public_key()};
  row.checkpoint.set_sequence(5);
  row.checkpoint.set_event_hash(std::string(32, 'x'));
  EXPECT_OK(key_.Sign(row.checkpoint));
  EXPECT_FALSE(Get(store::InsertCheckpoint(database(), kProvince, row)));
}

TEST_F(CheckpointsTest, KeysAreWrittenAndReadAgain) {
  const auto pem = key_.PrivatePem();
  ASSERT_TRUE(pem.ok());
  const auto again = engine::CheckpointKey::FromPem(*pem);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->id(), key_.id());
  EXPECT_EQ(client::KeyIdOf(key_.public_key()), key_.id());
  const auto public_pem = key_.PublicPem();
  ASSERT_TRUE(public_pem.ok());
  EXPECT_EQ(Get(client::ReadPublicKey(*public_pem)), key_.public_key());
  EXPECT_FALSE(engine::CheckpointKey::FromPem(*public_pem).ok());
  EXPECT_FALSE(engine::CheckpointKey::FromPem("").ok());
  EXPECT_FALSE(client::ReadPublicKey("abc").ok());
  v1::JournalCheckpoint checkpoint;
  checkpoint.set_province("provinces/dong-nai");
  checkpoint.set_sequence(12345);
  checkpoint.set_event_hash(std::string(32, '\x8f'));
  checkpoint.mutable_time()->set_seconds(1795852800);
  EXPECT_EQ(engine::CheckpointText(checkpoint), client::CheckpointText(checkpoint));
  std::string hash;
  for (int i = 0; i < 32; ++i) hash += "8f";
  EXPECT_EQ(
      client::CheckpointText(checkpoint),
      absl::StrCat("phoihop journal checkpoint v1\nprovinces/dong-nai\n12345\n", hash, "\n2026-11-28T08:00:00Z\n"));
}

}  // namespace
}  // namespace phoihop
