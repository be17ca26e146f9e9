// The feed as clients see it.
#include "services/handlers/event_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cpp/journal.h"
#include "phoihop/v1/event_service.grpc.pb.h"
#include "phoihop/v1/task_service.grpc.pb.h"
#include "tests/services/server_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Not;
using Tasks = v1::TaskService::Stub;
using Events = v1::EventService::Stub;

constexpr char kOffice[] = "vp-ubnd";

class EventServiceTest : public ServerFixture {
 protected:
  void SetUp() override {
    StartServer();
    start_ = LastSequence();
  }

  // One event each.
  void CreateTasks(int count, const std::string& prefix) {
    for (int i = 0; i < count; ++i) {
      v1::CreateTaskRequest request;
      request.set_parent("provinces/dong-nai");
      request.set_task_id(absl::StrCat(prefix, i));
      request.mutable_task()->set_title("Nhiệm vụ");
      request.mutable_task()->set_lead_unit("provinces/dong-nai/units/so-vhttdl");
      request.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
      const auto task = Call(&Tasks::CreateTask, request, "ubnd/nguyen-minh-an");
      ASSERT_TRUE(task.ok()) << task.status();
    }
  }

  struct Stream {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<v1::WatchEventsResponse>> reader;

    v1::WatchEventsResponse Next() {
      v1::WatchEventsResponse response;
      EXPECT_TRUE(reader->Read(&response));
      return response;
    }
  };

  std::unique_ptr<Stream> Watch(std::optional<int64_t> after, const std::string& filter = "",
                                const std::string& act_as = kOffice) {
    v1::WatchEventsRequest request;
    request.set_parent("provinces/dong-nai");
    if (after.has_value()) request.set_after_sequence(*after);
    request.set_filter(filter);
    auto stream = std::make_unique<Stream>();
    PrepareContext(stream->context, act_as);
    stream->reader = Events(NewChannel()).WatchEvents(&stream->context, request);
    return stream;
  }

  std::string RefusalOf(Stream& stream) {
    v1::WatchEventsResponse response;
    EXPECT_FALSE(stream.reader->Read(&response));
    return client::ReasonOf(client::FromGrpc(stream.reader->Finish()));
  }

  int64_t start_ = 0;
};

TEST_F(EventServiceTest, PagesHoldEveryEventOnceAndInOrder) {
  CreateTasks(7, "p");
  v1::ListEventsRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_after_sequence(start_);
  request.set_page_size(3);
  int64_t expected = start_;
  int pages = 0;
  do {
    const auto page = Call(&Events::ListEvents, request, kOffice);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->last_sequence(), start_ + 7);
    for (const v1::Event& event : page->events()) EXPECT_EQ(event.sequence(), ++expected);
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(expected, start_ + 7);
  EXPECT_EQ(pages, 3);
}

TEST_F(EventServiceTest, ListsAreFiltered) {
  CreateTasks(3, "p");
  v1::ListEventsRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_filter("type = task.created AND unit = ubnd AND subject = \"provinces/dong-nai/tasks/p1\"");
  const auto page = Call(&Events::ListEvents, request, kOffice);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->events_size(), 1);
  EXPECT_EQ(page->events(0).sequence(), start_ + 2);
  EXPECT_THAT(page->next_page_token(), IsEmpty());
}

TEST_F(EventServiceTest, AWatchBeginsWithACheckpoint) {
  const auto stream = Watch(std::nullopt);
  const auto first = stream->Next();
  ASSERT_TRUE(first.has_checkpoint());
  EXPECT_EQ(first.checkpoint().sequence(), start_);
  CreateTasks(2, "w");
  EXPECT_EQ(stream->Next().event().sequence(), start_ + 1);
  EXPECT_EQ(stream->Next().event().sequence(), start_ + 2);
}

TEST_F(EventServiceTest, AWatchResumesFromAnySequence) {
  CreateTasks(3, "w");
  for (int64_t after = 0; after <= start_ + 3; after += start_ / 3) {
    const auto stream = Watch(after);
    EXPECT_EQ(stream->Next().checkpoint().sequence(), after);
    for (int64_t sequence = after + 1; sequence <= start_ + 3; ++sequence) {
      ASSERT_EQ(stream->Next().event().sequence(), sequence);
    }
    stream->context.TryCancel();
  }
}

TEST_F(EventServiceTest, AWatchIsFiltered) {
  const auto stream = Watch(0, "subject = \"provinces/dong-nai/tasks/w4\"");
  EXPECT_TRUE(stream->Next().has_checkpoint());
  CreateTasks(5, "w");
  EXPECT_EQ(stream->Next().event().sequence(), start_ + 5);
}

TEST_F(EventServiceTest, SequencesThatAreNoneAreRefused) {
  EXPECT_EQ(RefusalOf(*Watch(start_ + 1)), "SEQUENCE_OUT_OF_RANGE");
  EXPECT_EQ(RefusalOf(*Watch(-1)), "SEQUENCE_OUT_OF_RANGE");
  EXPECT_EQ(RefusalOf(*Watch(0, "colour = red")), "INVALID_FILTER");
}

// Sở Khoa học và Công nghệ takes no part in tasks of Sở Văn hóa.
TEST_F(EventServiceTest, EventsOfTasksAreShownToThoseWhoTakePart) {
  CreateTasks(3, "p");
  v1::ListEventsRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_after_sequence(start_);
  for (const auto& [who, seen] : {std::pair("so-khcn", 0), std::pair("so-vhttdl", 3), std::pair(kOffice, 3)}) {
    const auto page = Call(&Events::ListEvents, request, who);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->events_size(), seen) << who;
    EXPECT_EQ(page->last_sequence(), start_ + 3);
    EXPECT_THAT(page->next_page_token(), IsEmpty());
  }
  // A filter is no way around it.
  request.set_filter("subject = \"provinces/dong-nai/tasks/p1\"");
  EXPECT_EQ(MustCall(&Events::ListEvents, request, "so-khcn").events_size(), 0);
  EXPECT_EQ(MustCall(&Events::ListEvents, request, "so-vhttdl").events_size(), 1);
  // Reference data are everybody's.
  request.set_filter("");
  request.set_after_sequence(0);
  request.set_page_size(5);
  EXPECT_EQ(MustCall(&Events::ListEvents, request, "so-khcn").events_size(), 5);
}

TEST_F(EventServiceTest, AWatchShowsWhatItsCallerMaySee) {
  const auto stranger = Watch(start_, "", "so-khcn");
  const auto lead = Watch(start_, "", "so-vhttdl");
  EXPECT_TRUE(stranger->Next().has_checkpoint());
  EXPECT_TRUE(lead->Next().has_checkpoint());
  CreateTasks(3, "w");
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(lead->Next().event().sequence(), start_ + i);
  // The next thing that the stranger sees is the task that comes to it, not those before.
  v1::CreateTaskRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_task_id("theirs");
  request.mutable_task()->set_title("Nhiệm vụ");
  request.mutable_task()->set_lead_unit("provinces/dong-nai/units/so-khcn");
  request.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
  MustCall(&Tasks::CreateTask, request, "ubnd/nguyen-minh-an");
  const auto next = stranger->Next();
  EXPECT_EQ(next.event().sequence(), start_ + 4);
  EXPECT_EQ(next.event().subject(), "provinces/dong-nai/tasks/theirs");
  // Resumed from the start, by the store and not by what is kept in memory.
  const auto again = Watch(start_, "subject : tasks", "so-khcn");
  EXPECT_TRUE(again->Next().has_checkpoint());
  EXPECT_EQ(again->Next().event().sequence(), start_ + 4);
}

TEST_F(EventServiceTest, APersonIsAskedFor) {
  CreateTasks(2, "p");
  v1::ListEventsRequest request;
  request.set_parent("provinces/dong-nai");
  request.set_filter("person = nguyen-minh-an");
  const auto page = MustCall(&Events::ListEvents, request, kOffice);
  ASSERT_EQ(page.events_size(), 2);
  EXPECT_EQ(page.events(0).actor().person(), "provinces/dong-nai/persons/nguyen-minh-an");
  request.set_filter("person = tran-minh-khanh");
  EXPECT_EQ(MustCall(&Events::ListEvents, request, kOffice).events_size(), 0);
  const auto stream = Watch(0, "person = nguyen-minh-an");
  EXPECT_TRUE(stream->Next().has_checkpoint());
  EXPECT_EQ(stream->Next().event().sequence(), start_ + 1);
}

class CheckpointServiceTest : public ServerFixture {
 protected:
  void SetUp() override {
    StartServer({.checkpoints = {.key = key_}});
    ASSERT_TRUE(application().checkpoints()->WaitUntilIdle(kFixtureLimit));
  }
  const engine::CheckpointKey key_ = *engine::CheckpointKey::Generate();
};

TEST_F(CheckpointServiceTest, AreListedWithTheirKeys) {
  v1::ListJournalCheckpointsRequest request;
  request.set_parent("provinces/dong-nai");
  const auto all = MustCall(&Events::ListJournalCheckpoints, request, kOffice);
  ASSERT_EQ(all.journal_checkpoints_size(), 1);
  const v1::JournalCheckpoint& checkpoint = all.journal_checkpoints(0);
  EXPECT_EQ(checkpoint.sequence(), LastSequence());
  ASSERT_EQ(all.public_keys().count(key_.id()), 1u);
  EXPECT_EQ(all.public_keys().at(key_.id()), key_.public_key());
  const absl::Status signature = client::CheckSignature(checkpoint, key_.public_key());
  EXPECT_TRUE(signature.ok()) << signature;
  request.set_from_sequence(LastSequence() + 1);
  EXPECT_EQ(MustCall(&Events::ListJournalCheckpoints, request, kOffice).journal_checkpoints_size(), 0);
  request.set_from_sequence(-1);
  EXPECT_EQ(Refusal(&Events::ListJournalCheckpoints, request, kOffice), "INVALID_FIELD");
  EXPECT_EQ(Refusal(&Events::ListJournalCheckpoints, request), "ACTOR_MISSING");
  const HttpAnswer answer = Http("GET", "/v1/provinces/dong-nai/journalCheckpoints", {{"X-Phoihop-Act-As", kOffice}});
  EXPECT_EQ(answer.code, 200);
}

// Watchers come and go while others write; nothing is lost and nobody waits.
TEST_F(EventServiceTest, WatchersMayGoAtAnyTime) {
  for (int round = 0; round < 20; ++round) {
    const auto left = Watch(0);
    if (round % 2 == 0) left->Next();
    left->context.TryCancel();
  }
  const auto stays = Watch(start_);
  EXPECT_TRUE(stays->Next().has_checkpoint());
  CreateTasks(1, "w");
  EXPECT_EQ(stays->Next().event().sequence(), start_ + 1);
}

TEST_F(EventServiceTest, ManyWatchersSeeTheSame) {
  std::vector<std::unique_ptr<Stream>> streams;
  for (int i = 0; i < 50; ++i) streams.push_back(Watch(start_));
  for (const auto& stream : streams) EXPECT_TRUE(stream->Next().has_checkpoint());
  CreateTasks(3, "w");
  for (const auto& stream : streams) {
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(stream->Next().event().sequence(), start_ + i);
  }
}

}  // namespace
}  // namespace phoihop::testing
