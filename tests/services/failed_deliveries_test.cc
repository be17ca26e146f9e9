// Digests that were given up, and having them sent again: what arrives in the end, with a real mail server and real
// endpoints.
#include "services/handlers/failed_deliveries.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "phoihop/internal/v1/command.pb.h"
#include "phoihop/v1/escalation_policy_service.grpc.pb.h"
#include "phoihop/v1/escalation_service.grpc.pb.h"
#include "services/store/connection.h"
#include "tests/services/digest_fixture.h"
#include "tests/support/smtp_sink.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/webhook_receiver.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Escalation = v1::EscalationService::Stub;
using Organisation = v1::OrganisationService::Stub;

constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr char kUnit[] = "so-tu-phap";
constexpr char kHead[] = "provinces/dong-nai/persons/giam-doc-moi";
constexpr char kAddress[] = "giam-doc@example.vn";
constexpr v1::DeliveryChannel kMail = v1::DELIVERY_CHANNEL_EMAIL;
constexpr v1::DeliveryChannel kWebhook = v1::DELIVERY_CHANNEL_WEBHOOK;
constexpr v1::DeliveryChannel kAny = v1::DELIVERY_CHANNEL_UNSPECIFIED;

std::tuple<int64_t, int> PlaceOf(const v1::FailedDelivery& failed) { return {failed.digest_id(), failed.channel()}; }

class FailedDeliveriesTest : public DigestFixture {
 protected:
  void SetUp() override {
    Options options;
    options.mail.smtp.url = sink_->url();
    options.mail.from = "phoihop@example.vn";
    options.webhook.endpoint.url = people_.url();
    options.webhook.secret_file = Write("secret", kSecret);
    options.webhook.systems_file = Write("systems.json", absl::StrCat(R"({"systems": [{"name": "ioc", "url": ")",
                                                                      ioc_.url(), R"(", "secret_file": "secret"}]})"));
    StartServer(options);
    RecordHead(kAddress);
    v1::CreateMembershipRequest membership;
    membership.set_parent(Unit(kUnit));
    membership.mutable_membership()->set_person(kHead);
    membership.mutable_membership()->set_display_name("Giám đốc");
    membership.mutable_membership()->set_role(v1::MEMBERSHIP_ROLE_HEAD);
    membership.mutable_membership()->set_valid_from("2026-03-01");
    MustCall(&Organisation::CreateMembership, membership, kRegistrar);
  }

  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = absl::StrCat(directory_.path(), "/", name);
    std::ofstream(path) << text;
    return path;
  }

  // The head of kUnit with the address that is right from now on.
  void RecordHead(const std::string& email) {
    internal::v1::Command command;
    command.set_province("dong-nai");
    command.mutable_actor()->set_system("loader");
    command.set_request_digest(absl::StrCat("head ", email));
    v1::Person& head =
        *command.mutable_reference()->mutable_record()->add_entries()->mutable_person_recorded()->mutable_person();
    head.set_name(kHead);
    head.set_display_name("Nguyễn Thị Giám Đốc");
    head.set_email(email);
    const auto applied = engine().Apply(std::move(command));
    ASSERT_TRUE(applied.ok()) << applied.status();
    EXPECT_EQ(applied->event_count, 1);
  }

  // A ladder that calls the operations centre on the day when a task is due.
  void PublishLadder() {
    v1::PublishEscalationPolicyRequest request;
    request.set_parent(kParent);
    v1::EscalationPolicy& policy = *request.mutable_escalation_policy();
    policy.set_name("provinces/dong-nai/escalationPolicies/complete");
    policy.set_display_name("Đôn đốc có gọi hệ thống");
    policy.add_purposes(v1::CLOCK_PURPOSE_COMPLETE);
    policy.mutable_basis()->set_instrument_number("77/QĐ-UBND");
    v1::Rung& rung = *policy.add_rungs();
    rung.add_audiences(v1::AUDIENCE_HEAD_OF_LEAD);
    rung.add_systems("ioc");
    MustCall(&v1::EscalationPolicyService::Stub::PublishEscalationPolicy, request, kRegistrar);
  }

  void Sql(const std::string& sql) {
    const auto connection = store::Connection::Open(database_url(), store::ConnectionUse::kMigrate);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const auto run = (*connection)->RunText(sql);
    ASSERT_TRUE(run.ok()) << run.status();
  }

  static v1::ListFailedDeliveriesRequest ListOf(v1::DeliveryChannel channel, const std::string& system = "") {
    v1::ListFailedDeliveriesRequest request;
    request.set_parent(kParent);
    request.set_channel(channel);
    request.set_system(system);
    return request;
  }
  static v1::RetryFailedDeliveriesRequest RetryOf(v1::DeliveryChannel channel, const std::string& system = "",
                                                  const std::vector<int64_t>& digests = {}) {
    v1::RetryFailedDeliveriesRequest request;
    request.set_parent(kParent);
    request.set_channel(channel);
    request.set_system(system);
    for (const int64_t digest : digests) request.add_digest_ids(digest);
    return request;
  }

  std::vector<v1::FailedDelivery> Failed(v1::DeliveryChannel channel = kAny, const std::string& system = "",
                                         int page_size = 0) {
    std::vector<v1::FailedDelivery> all;
    v1::ListFailedDeliveriesRequest request = ListOf(channel, system);
    request.set_page_size(page_size);
    do {
      const auto page = MustCall(&Escalation::ListFailedDeliveries, request, kRegistrar);
      EXPECT_TRUE(page_size == 0 || page.failed_deliveries_size() <= page_size);
      all.insert(all.end(), page.failed_deliveries().begin(), page.failed_deliveries().end());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_TRUE(
        std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) { return PlaceOf(a) < PlaceOf(b); }));
    return all;
  }
  v1::RetryFailedDeliveriesResponse Retry(v1::DeliveryChannel channel = kAny, const std::string& system = "",
                                          const std::vector<int64_t>& digests = {}) {
    return MustCall(&Escalation::RetryFailedDeliveries, RetryOf(channel, system, digests), kRegistrar);
  }

  // A mail that the server refuses for good.
  v1::FailedDelivery FailOne(const std::string& task, const std::string& title) {
    sink_->AnswerRecipient(kAddress, "550 5.1.1 No such user");
    Tell(task, title, kUnit);
    EndWindow();
    sink_->AnswerRecipient(kAddress, "");
    const auto failed = Failed(kMail);
    EXPECT_THAT(failed, SizeIs(1));
    return failed.empty() ? v1::FailedDelivery() : failed[0];
  }

  const std::unique_ptr<SmtpSink> sink_ = SmtpSink::Start().value();
  const TemporaryDirectory directory_;
  WebhookReceiver people_, ioc_;
};

TEST_F(FailedDeliveriesTest, WhatAServerThatWasAwayForDaysDidNotTakeIsSentAgainInOrder) {
  sink_->Stop();
  Tell("t1", "Một", kUnit);
  EndWindow();
  const absl::Time closed = clock().Now();
  Tell("t2", "Hai", kUnit);
  EndWindow();
  for (int hour = 0; hour < 200 && DeliveryOf("t2", kMail).state() != v1::Delivery::STATE_FAILED; ++hour) {
    clock().Advance(absl::Hours(1));
    Settle();
  }
  const auto failed = Failed();
  ASSERT_THAT(failed, SizeIs(Gt(1u)));
  EXPECT_EQ(failed[0].channel(), kMail);
  EXPECT_EQ(failed[0].unit(), Unit(kUnit));
  EXPECT_EQ(failed[0].person(), kHead);
  EXPECT_EQ(failed[0].system(), "");
  EXPECT_EQ(failed[0].create_time().seconds(), absl::ToUnixSeconds(closed));
  EXPECT_EQ(failed[0].attempts(), worker::kMaxDeliveryAttempts);
  EXPECT_THAT(failed[0].last_error(), AllOf(Not(IsEmpty()), Not(HasSubstr(kAddress))));
  EXPECT_EQ(failed[0].notice_count(), 1);
  v1::GetEscalationStatusRequest status;
  status.set_name(kParent);
  EXPECT_EQ(MustCall(&Escalation::GetEscalationStatus, status, kRegistrar).failed_deliveries().count(), failed.size());

  ASSERT_TRUE(sink_->Restart().ok());
  clock().Set(At("2026-03-16 09:00"));
  Settle();
  ASSERT_THAT(Failed(), SizeIs(failed.size())) << "what was given up is not tried by itself";
  const size_t before = sink_->mails().size();
  const auto retried = Retry();
  EXPECT_EQ(retried.retried_count(), failed.size());
  EXPECT_EQ(retried.without_address_count(), 0);
  EXPECT_FALSE(retried.more());
  // Nobody tells the senders: they look by themselves.
  ASSERT_TRUE(sink_->WaitForMails(before + failed.size(), kFixtureLimit));
  const auto mails = sink_->mails();
  EXPECT_THAT(mails[before].text, HasSubstr("“Một”"));
  EXPECT_THAT(mails[before + 1].text, HasSubstr("“Hai”"));
  Settle();
  for (const char* task : {"t1", "t2"}) {
    EXPECT_EQ(DeliveryOf(task, kMail).state(), v1::Delivery::STATE_SENT) << task;
    EXPECT_EQ(DeliveryOf(task, kMail).attempts(), 1) << task;
    EXPECT_EQ(DeliveryOf(task, kMail).last_error(), "") << task;
  }
  EXPECT_THAT(Failed(), IsEmpty());
  EXPECT_EQ(Retry().retried_count(), 0);
}

TEST_F(FailedDeliveriesTest, ACorrectedAddressIsUsedAlsoAfterNewerMails) {
  const v1::FailedDelivery failed = FailOne("t1", "Một");
  EXPECT_THAT(failed.last_error(), HasSubstr("550"));
  EXPECT_EQ(failed.attempts(), 1);
  RecordHead("dia-chi-moi@example.vn");
  Tell("t2", "Hai", kUnit);
  EndWindow();
  ASSERT_THAT(sink_->mails(), SizeIs(1));
  EXPECT_EQ(Retry().retried_count(), 1);
  Settle();
  const auto mails = sink_->mails();
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_THAT(mails[1].text, HasSubstr("“Một”"));
  EXPECT_THAT(mails[1].to, ElementsAre("dia-chi-moi@example.vn"));
  EXPECT_THAT(mails[1].Header("Message-ID"), HasSubstr(absl::StrCat("digest-", failed.digest_id(), ".")));
  EXPECT_EQ(DeliveryOf("t1", kMail).state(), v1::Delivery::STATE_SENT);
}

TEST_F(FailedDeliveriesTest, WithoutAnAddressAMailStaysGivenUpAndSaysWhy) {
  FailOne("t1", "Một");
  RecordHead("");
  const auto kept = Retry();
  EXPECT_EQ(kept.retried_count(), 0);
  EXPECT_EQ(kept.without_address_count(), 1);
  EXPECT_FALSE(kept.more());
  Settle();
  ASSERT_THAT(Failed(), SizeIs(1));
  EXPECT_THAT(Failed()[0].last_error(), HasSubstr("no e-mail address any more"));
  EXPECT_EQ(DeliveryOf("t1", kMail).state(), v1::Delivery::STATE_FAILED);
  RecordHead("lai-co@example.vn");
  EXPECT_EQ(Retry().retried_count(), 1);
  Settle();
  ASSERT_THAT(sink_->mails(), SizeIs(1));
  EXPECT_THAT(sink_->mails()[0].to, ElementsAre("lai-co@example.vn"));
}

TEST_F(FailedDeliveriesTest, AtNightItWaitsForTheMorningAndWhatFailsAgainIsInTheListAgain) {
  FailOne("t1", "Một");
  clock().Set(At("2026-03-02 23:00"));
  EXPECT_EQ(Retry().retried_count(), 1);
  Settle();
  EXPECT_THAT(sink_->mails(), IsEmpty());
  EXPECT_EQ(DeliveryOf("t1", kMail).state(), v1::Delivery::STATE_PENDING);
  EXPECT_EQ(Retry().retried_count(), 0) << "what waits already is left alone";
  sink_->AnswerRecipient(kAddress, "550 5.1.1 No such user");
  clock().Set(At("2026-03-03 08:00"));
  Settle();
  ASSERT_THAT(Failed(), SizeIs(1));
  EXPECT_EQ(Failed()[0].attempts(), 1);
  sink_->AnswerRecipient(kAddress, "");
  EXPECT_EQ(Retry().retried_count(), 1);
  Settle();
  ASSERT_THAT(sink_->mails(), SizeIs(1));
}

TEST_F(FailedDeliveriesTest, ByChannelSystemAndDigest) {
  PublishLadder();
  clock().Set(At("2026-03-16 09:00"));
  sink_->AnswerRecipient(kAddress, "550 5.1.1 No such user");
  people_.AnswerWith(422);
  ioc_.AnswerWith(422);
  Tell("t1", "Một", kUnit);
  Tell("t2", "Hai", "so-noi-vu");
  EndWindow();
  clock().Set(At("2026-03-20 07:30"));
  Settle();
  const auto all = Failed(), mails = Failed(kMail), webhooks = Failed(kWebhook), calls = Failed(kAny, "ioc");
  ASSERT_THAT(calls, SizeIs(2));
  ASSERT_THAT(mails, SizeIs(Gt(0u)));
  EXPECT_THAT(webhooks, SizeIs(Gt(calls.size())));
  EXPECT_EQ(mails.size() + webhooks.size(), all.size());
  for (const auto& mail : mails) EXPECT_EQ(mail.channel(), kMail);
  for (const auto& call : calls) {
    EXPECT_EQ(call.channel(), kWebhook);
    EXPECT_EQ(call.system(), "ioc");
    EXPECT_EQ(call.unit() + call.person(), "");
    EXPECT_THAT(call.last_error(), AllOf(HasSubstr("answers 422"), Not(HasSubstr("/hook"))));
  }
  const auto paged = Failed(kAny, "", /*page_size=*/1);
  ASSERT_EQ(paged.size(), all.size());
  for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(PlaceOf(paged[i]), PlaceOf(all[i]));

  // The system alone; under the ids of the first time.
  ioc_.AnswerWith(204);
  const auto refused = ioc_.requests();
  ASSERT_THAT(refused, SizeIs(2));
  EXPECT_EQ(Retry(kAny, "ioc").retried_count(), 2);
  Settle();
  const auto taken = ioc_.requests();
  ASSERT_THAT(taken, SizeIs(4));
  for (int i : {0, 1}) EXPECT_EQ(taken[i + 2].headers.at("webhook-id"), refused[i].headers.at("webhook-id"));
  EXPECT_THAT(Failed(kAny, "ioc"), IsEmpty());
  EXPECT_THAT(Failed(), SizeIs(all.size() - 2));

  // One digest, over one of its two channels.
  sink_->AnswerRecipient(kAddress, "");
  EXPECT_EQ(Retry(kMail, "", {mails[0].digest_id(), 999'999}).retried_count(), 1);
  Settle();
  EXPECT_THAT(sink_->mails(), SizeIs(1));
  EXPECT_THAT(Failed(kMail), SizeIs(mails.size() - 1));
  EXPECT_THAT(Failed(kWebhook), SizeIs(webhooks.size() - 2));

  people_.AnswerWith(204);
  const size_t posts = people_.requests().size();
  EXPECT_EQ(Retry(kWebhook).retried_count(), webhooks.size() - 2);
  Settle();
  EXPECT_THAT(people_.requests(), SizeIs(posts + webhooks.size() - 2));
  EXPECT_THAT(Failed(kWebhook), IsEmpty());
}

TEST_F(FailedDeliveriesTest, NoMoreThanALimitInOneCall) {
  // Calls of a system that nobody knows, of which the first holds up the others.
  constexpr int kCalls = handlers::kMaxRetriedDeliveries + 500;
  constexpr int kMails = handlers::kMaxPassedDeliveries;
  Sql(
      absl::StrCat("INSERT INTO digests (province, digest_id, unit, person, urgent, open_time, due_time, close_time, "
                   "system) SELECT 'dong-nai', i, '', '', true, now(), now(), now(), 'kho-bac' FROM "
                   "generate_series(1, ",
                   kCalls, ") AS i"));
  Sql("INSERT INTO deliveries (province, digest_id, channel, state, address, attempts, next_attempt_time, system) "
      "SELECT 'dong-nai', digest_id, 3, 3, 'kho-bac', 10, 'infinity', 'kho-bac' FROM digests");
  const auto first = Retry();
  EXPECT_EQ(first.retried_count(), handlers::kMaxRetriedDeliveries);
  EXPECT_TRUE(first.more());
  const auto left = Failed(kAny, "", /*page_size=*/1000);
  ASSERT_THAT(left, SizeIs(500));
  EXPECT_EQ(left[0].digest_id(), handlers::kMaxRetriedDeliveries + 1) << "the oldest went first";
  const auto second = Retry();
  EXPECT_EQ(second.retried_count(), 500);
  EXPECT_FALSE(second.more());
  EXPECT_THAT(Failed(), IsEmpty());

  // Mails that have nowhere to go do not stand in the way of what has, up to a limit.
  const auto add_mails = [&](int from, int to) {
    Sql(
        absl::StrCat("INSERT INTO digests (province, digest_id, unit, person, urgent, open_time, due_time, close_time) "
                     "SELECT 'dong-nai', i, '",
                     Unit(kUnit),
                     "', 'provinces/dong-nai/persons/da-di', true, now(), now(), now() FROM "
                     "generate_series(",
                     from, ", ", to, ") AS i"));
    Sql(
        absl::StrCat("INSERT INTO deliveries (province, digest_id, channel, state, address, attempts, "
                     "next_attempt_time) SELECT 'dong-nai', i, 2, 3, 'cu@example.vn', 1, 'infinity' FROM "
                     "generate_series(",
                     from, ", ", to, ") AS i"));
  };
  add_mails(10'001, 10'000 + kMails);
  Sql("UPDATE deliveries SET digest_id = 90000, state = 3 WHERE digest_id = 1500");
  Sql("UPDATE digests SET digest_id = 90000 WHERE digest_id = 1500");
  auto behind = Retry();
  EXPECT_EQ(behind.without_address_count(), kMails);
  EXPECT_EQ(behind.retried_count(), 0);
  EXPECT_TRUE(behind.more());
  EXPECT_EQ(Retry(kWebhook).retried_count(), 1);
  Sql("UPDATE deliveries SET state = 3 WHERE digest_id = 90000");
  Sql("DELETE FROM deliveries WHERE digest_id = 10001");
  behind = Retry();
  EXPECT_EQ(behind.without_address_count(), kMails - 1);
  EXPECT_EQ(behind.retried_count(), 1);
  EXPECT_FALSE(behind.more());
}

TEST_F(FailedDeliveriesTest, WrongInputSaysWhatToDo) {
  const auto refusal = [&](const auto& status) {
    EXPECT_EQ(client::ReasonOf(status), "INVALID_FIELD");
    return std::string(status.message());
  };
  const auto list = [&](const v1::ListFailedDeliveriesRequest& request) {
    return Call(&Escalation::ListFailedDeliveries, request, kRegistrar).status();
  };
  const auto retry = [&](const v1::RetryFailedDeliveriesRequest& request) {
    return Call(&Escalation::RetryFailedDeliveries, request, kRegistrar).status();
  };
  for (const v1::DeliveryChannel channel : {v1::DELIVERY_CHANNEL_IN_APP, static_cast<v1::DeliveryChannel>(99)}) {
    EXPECT_THAT(refusal(list(ListOf(channel))), HasSubstr("DELIVERY_CHANNEL_EMAIL or DELIVERY_CHANNEL_WEBHOOK"));
    EXPECT_THAT(refusal(retry(RetryOf(channel))), HasSubstr("DELIVERY_CHANNEL_EMAIL or DELIVERY_CHANNEL_WEBHOOK"));
  }
  EXPECT_THAT(refusal(list(ListOf(kMail, "ioc"))), HasSubstr("never sent mail"));
  EXPECT_THAT(refusal(retry(RetryOf(kAny, "Kho bạc"))), HasSubstr("no name of a system"));
  EXPECT_THAT(refusal(retry(RetryOf(kAny, "", {4, -1}))), HasSubstr("-1 is no digest"));
  EXPECT_THAT(refusal(retry(RetryOf(kAny, "", std::vector<int64_t>(handlers::kMaxRetriedDeliveries + 1, 1)))),
              HasSubstr("at most 1000"));
  v1::ListFailedDeliveriesRequest elsewhere = ListOf(kAny);
  elsewhere.set_parent("provinces/dong-nai/units/ubnd");
  EXPECT_EQ(client::ReasonOf(list(elsewhere)), "INVALID_NAME");
  v1::ListFailedDeliveriesRequest foreign = ListOf(kAny);
  foreign.set_page_token("abc");
  EXPECT_EQ(client::ReasonOf(list(foreign)), "INVALID_PAGE_TOKEN");
}

TEST_F(FailedDeliveriesTest, WhoSeesTheProvinceLooksAndItsRegistrarSendsAgain) {
  FailOne("t1", "Một");
  constexpr char kLeadership[] = "vp-ubnd/bui-thanh-nam";
  EXPECT_THAT(MustCall(&Escalation::ListFailedDeliveries, ListOf(kAny), kLeadership).failed_deliveries(), SizeIs(1));
  EXPECT_EQ(Refusal(&Escalation::RetryFailedDeliveries, RetryOf(kAny), kLeadership), "PERMISSION_DENIED");
  for (const char* other : {"so-vhttdl/nguyen-van-a", "so-tu-phap"}) {
    EXPECT_EQ(Refusal(&Escalation::ListFailedDeliveries, ListOf(kAny), other), "PERMISSION_DENIED") << other;
    EXPECT_EQ(Refusal(&Escalation::RetryFailedDeliveries, RetryOf(kAny), other), "PERMISSION_DENIED") << other;
  }
  EXPECT_THAT(Failed(), SizeIs(1));
}

}  // namespace
}  // namespace phoihop::testing
