// TLS of the gRPC server, and systems that prove who they are with a certificate.
#include "services/rpc/tls.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "clients/cpp/client.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/identity/certificates.h"
#include "tests/services/server_fixture.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::testing {
namespace {

using ::testing::HasSubstr;

class TlsTest : public ServerFixture {
 protected:
  TlsTest() {
    const Certified server = authority_.Issue("IP:127.0.0.1,DNS:localhost");
    options_ = {.certificate = Write("server.crt", server.certificate),
                .key = Write("server.key", server.key),
                .client_ca = Write("systems-ca.crt", systems_.certificate())};
    server_ca_ = Write("ca.crt", authority_.certificate());
  }

  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = absl::StrCat(directory_.path(), "/", name);
    std::ofstream(path) << text;
    return path;
  }

  void StartWithTls() { StartServer({.local_mode = false, .tls = options_}); }

  // The reason with which a list of tasks is refused to who shows this certificate (null: none), OK when it is not, or
  // what is wrong with the connection.
  std::string Ask(const Certified* shown, const std::string& act_as = "") {
    client::Options options{.target = grpc_target(), .act_as = act_as, .tls = true, .tls_ca = server_ca_};
    if (shown != nullptr) {
      options.tls_certificate = Write("client.crt", shown->certificate);
      options.tls_key = Write("client.key", shown->key);
    }
    return Ask(std::move(options));
  }
  std::string Ask(client::Options options) {
    options.max_attempts = 1;
    client::Client client(std::move(options));
    v1::ListTasksRequest request;
    request.set_parent("provinces/dong-nai");
    const auto answer = client.Call(&v1::TaskService::Stub::ListTasks, request);
    if (answer.ok()) return "OK";
    const std::string reason = client::ReasonOf(answer.status());
    return reason.empty() ? absl::StatusCodeToString(answer.status().code()) : reason;
  }
  std::string AskAs(const std::string& names, const std::string& act_as = "") {
    const Certified shown = systems_.Issue(names);
    return Ask(&shown, act_as);
  }

  TemporaryDirectory directory_;
  const Authority authority_, systems_, stranger_;
  rpc::TlsOptions options_;
  std::string server_ca_;
};

TEST_F(TlsTest, ASystemActsAsTheUnitOfItsCertificate) {
  StartWithTls();
  EXPECT_EQ(AskAs("URI:phoihop://dong-nai/systems/so-vhttdl"), "OK");
  EXPECT_EQ(AskAs("URI:phoihop://dong-nai/systems/so-vhttdl", "so-vhttdl"), "OK");
  EXPECT_EQ(AskAs("DNS:he-thong.example.vn,URI:phoihop://dong-nai/systems/so-vhttdl"), "OK");
  // It sees what the unit sees, and makes what the unit makes.
  const Certified shown = systems_.Issue("URI:phoihop://dong-nai/systems/so-vhttdl");
  client::Client client({.target = grpc_target(),
                         .tls = true,
                         .tls_ca = server_ca_,
                         .tls_certificate = Write("a.crt", shown.certificate),
                         .tls_key = Write("a.key", shown.key)});
  v1::CreateTaskRequest create;
  create.set_parent("provinces/dong-nai");
  create.set_task_id("viec-cua-he-thong");
  create.mutable_task()->set_title("Việc của hệ thống");
  create.mutable_task()->set_lead_unit("provinces/dong-nai/units/so-vhttdl");
  create.mutable_task()->mutable_basis()->set_text("431/QĐ-UBND");
  const auto task = client.Call(&v1::TaskService::Stub::CreateTask, create);
  ASSERT_TRUE(task.ok()) << task.status();
  EXPECT_EQ(task->issuer_unit(), "provinces/dong-nai/units/so-vhttdl");
}

TEST_F(TlsTest, ACertificateGivesNothingElse) {
  StartWithTls();
  EXPECT_EQ(AskAs("URI:phoihop://dong-nai/systems/so-vhttdl", "so-khcn"), "PERMISSION_DENIED");
  EXPECT_EQ(AskAs("URI:phoihop://dong-nai/systems/so-vhttdl", "so-vhttdl/nguyen-van-a"), "PERMISSION_DENIED");
  EXPECT_EQ(AskAs("URI:phoihop://lam-dong/systems/so-vhttdl"), "PERMISSION_DENIED");
  EXPECT_EQ(AskAs("URI:phoihop://dong-nai/systems/khong-co"), "PERMISSION_DENIED");
  EXPECT_EQ(AskAs("URI:phoihop://dong-nai/units/so-vhttdl"), "PERMISSION_DENIED");
  EXPECT_EQ(AskAs("URI:phoihop://dong-nai/systems/so-vhttdl,URI:phoihop://dong-nai/systems/so-khcn"),
            "PERMISSION_DENIED");
  // A name that is no URI is none, and nobody is who says so.
  EXPECT_EQ(AskAs("DNS:so-vhttdl"), "ACTOR_MISSING");
  EXPECT_EQ(AskAs("DNS:so-vhttdl", "so-vhttdl"), "LOCAL_MODE_OFF");
}

TEST_F(TlsTest, WithoutACertificateACallerIsNobody) {
  StartWithTls();
  EXPECT_EQ(Ask(nullptr), "ACTOR_MISSING");
  EXPECT_EQ(Ask(nullptr, "so-vhttdl"), "LOCAL_MODE_OFF");
}

TEST_F(TlsTest, AStrangersCertificateDoesNotConnect) {
  StartWithTls();
  const Certified shown = stranger_.Issue("URI:phoihop://dong-nai/systems/so-vhttdl");
  EXPECT_EQ(Ask(&shown), "UNAVAILABLE");
  // The authority of the server signs no systems.
  const Certified server = authority_.Issue("URI:phoihop://dong-nai/systems/so-vhttdl");
  EXPECT_EQ(Ask(&server), "UNAVAILABLE");
  EXPECT_EQ(AskAs("URI:phoihop://dong-nai/systems/so-vhttdl"), "OK");
}

TEST_F(TlsTest, TheClientChecksTheServer) {
  StartWithTls();
  const std::string other = Write("other.crt", stranger_.certificate());
  EXPECT_EQ(Ask({.target = grpc_target(), .tls = true, .tls_ca = other}), "UNAVAILABLE");
  EXPECT_EQ(Ask({.target = grpc_target(), .tls = true, .tls_ca = "/khong/co"}), "UNAVAILABLE");
  EXPECT_EQ(Ask({.target = grpc_target()}), "UNAVAILABLE");
  EXPECT_EQ(Ask({.target = grpc_target(), .tls = true, .tls_ca = server_ca_}), "ACTOR_MISSING");
}

TEST_F(TlsTest, ARenewedCertificateIsShownWithoutARestart) {
  StartWithTls();
  const client::Options with_other{
      .target = grpc_target(), .tls = true, .tls_ca = Write("other.crt", stranger_.certificate())};
  ASSERT_EQ(Ask(with_other), "UNAVAILABLE");
  const Certified renewed = stranger_.Issue("IP:127.0.0.1");
  Write("server.crt", renewed.certificate);
  Write("server.key", renewed.key);
  const absl::Duration end = engine::RealElapsed() + kFixtureLimit;
  std::string answer;
  while (answer != "ACTOR_MISSING" && engine::RealElapsed() < end) answer = Ask(with_other);
  EXPECT_EQ(answer, "ACTOR_MISSING");
}

TEST_F(TlsTest, FilesThatCannotBeUsedAreSaidAtOnce) {
  const auto refusal = [](const rpc::TlsOptions& options) {
    const absl::Status status = rpc::MakeCredentials(options).status();
    return status.code() == absl::StatusCode::kFailedPrecondition ? std::string(status.message()) : "not refused";
  };
  rpc::TlsOptions wrong = options_;
  wrong.key.clear();
  EXPECT_THAT(refusal(wrong), HasSubstr("needs both"));
  wrong.certificate.clear();
  EXPECT_THAT(refusal(wrong), HasSubstr("needs both"));
  wrong = options_;
  wrong.key = Write("stranger.key", stranger_.Issue("DNS:localhost").key);
  EXPECT_THAT(refusal(wrong), HasSubstr("is not that of the certificate"));
  wrong = options_;
  wrong.key = options_.certificate;
  EXPECT_THAT(refusal(wrong), HasSubstr("no private key"));
  wrong = options_;
  wrong.certificate = "/khong/co";
  EXPECT_THAT(refusal(wrong), HasSubstr("no certificate"));
  wrong = options_;
  wrong.client_ca = options_.key;
  EXPECT_THAT(refusal(wrong), HasSubstr("no certificate"));
  EXPECT_TRUE(rpc::MakeCredentials(options_).ok());
}

}  // namespace
}  // namespace phoihop::testing
