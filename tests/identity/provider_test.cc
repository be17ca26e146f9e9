// phoihopd as a process of its own, with a real OpenID provider: what gets in, what does not, and what of it is written
// down (nothing).
#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cpp/client.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "services/embedded/process.h"
#include "services/engine/clock.h"
#include "services/gateway/limits.h"
#include "services/identity/limits.h"
#include "tests/identity/real_provider.h"
#include "tests/services/http_client.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/test_database.h"

namespace phoihop::testing {
namespace {

using nlohmann::json;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr absl::Duration kLimit = absl::Seconds(60);
constexpr char kTasks[] = "/v1/provinces/dong-nai/tasks";

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Đồng Nai, loaded by phoihopd once for all tests; they only read.
const std::string& Database() {
  static const auto* const kUrl = [] {
    static const auto* const kLogs = new TemporaryDirectory;
    auto* url = new std::string(TestCluster::Get().CreateDatabase());
    for (const char* command : {"migrate", "load"}) {
      const absl::Status done = RunServerCommand(PHOIHOP_SERVER_BINARY, *url, {command}, kLogs->path());
      EXPECT_TRUE(done.ok()) << done;
    }
    return url;
  }();
  return *kUrl;
}

class ProviderTest : public ::testing::Test {
 protected:
  void StartServer(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"--oidc-issuer",         provider_.issuer(),  "--oidc-audience",
                                          RealProvider::kAudience, "--oidc-clock-skew", "0"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    StartServerWith(arguments, /*local_mode=*/false);
  }
  void StartServerWith(const std::vector<std::string>& arguments, bool local_mode) {
    auto server = ServerProcess::Start({.binary = PHOIHOP_SERVER_BINARY,
                                        .database_url = Database(),
                                        .log_directory = directory_.path(),
                                        .arguments = arguments,
                                        .local_mode = local_mode});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // Lists tasks over gRPC: OK, or the case of the token's refusal, or else the reason.
  std::string Grpc(const std::string& token, const std::string& act_as = "") {
    client::Client client({.target = server_->target(), .act_as = act_as, .token = token, .max_attempts = 1});
    v1::ListTasksRequest request;
    request.set_parent("provinces/dong-nai");
    const auto answer = client.Call(&v1::TaskService::Stub::ListTasks, request);
    Remember(token, answer.status().ToString());
    return answer.ok() ? "OK" : CaseOf(client::ToRpcStatus(answer.status()));
  }

  // The same over HTTP, with the code before it.
  std::string Http(const std::string& token, const HttpHeaders& more = {}) {
    HttpHeaders headers = {{"Authorization", absl::StrCat("Bearer ", token)}};
    headers.insert(headers.end(), more.begin(), more.end());
    last_ = SendHttp(server_->http_port(), "GET", kTasks, headers);
    std::string all = last_.body;
    for (const auto& [name, value] : last_.headers) absl::StrAppend(&all, name, value);
    Remember(token, all);
    return absl::StrCat(last_.code, " ", last_.code == 200 ? "OK" : CaseOf(last_.error()));
  }

  static std::string CaseOf(const google::rpc::Status& status) {
    google::rpc::ErrorInfo info;
    for (const auto& detail : status.details()) {
      if (!detail.UnpackTo(&info)) continue;
      const auto found = info.metadata().find("token");
      return found == info.metadata().end() ? info.reason() : found->second;
    }
    return status.message();
  }

  // Until the call ends so. The server learns of new keys by itself.
  ::testing::AssertionResult Eventually(const std::string& expected, const std::function<std::string()>& call) {
    const absl::Duration end = engine::RealElapsed() + kLimit;
    std::string answer;
    while (engine::RealElapsed() < end) {
      answer = call();
      if (answer == expected) return ::testing::AssertionSuccess();
    }
    return ::testing::AssertionFailure() << "in the end it was " << answer;
  }

  void Remember(const std::string& token, const std::string& answer) {
    for (const absl::string_view part : absl::StrSplit(token, '.')) {
      if (part.size() > 8) seen_.emplace_back(part);
    }
    if (token.empty()) return;
    EXPECT_THAT(answer, Not(HasSubstr(token)));
  }

  void TearDown() override {
    if (server_ == nullptr) return;
    EXPECT_TRUE(server_->Stop().ok());
    const std::string log = Contents(server_->log_file());
    EXPECT_THAT(log, HasSubstr("Đang phục vụ"));
    for (const std::string& part : seen_) ASSERT_THAT(log, Not(HasSubstr(part)));
  }

  TemporaryDirectory directory_;
  RealProvider provider_{directory_.path(),
                         {{"he-thong", {{"phoihop_unit", "vp-ubnd"}}},
                          {"minh-an", {{"phoihop_person", "nguyen-minh-an"}}},
                          {"nguoi-la", {{"phoihop_person", "khong-co-that"}}},
                          {"khong-gi", json::object()}}};
  std::unique_ptr<ServerProcess> server_;
  HttpAnswer last_;
  std::vector<std::string> seen_;  // parts of tokens
};

TEST_F(ProviderTest, TokensOfEachAlgorithmGetInAndKeysRotateWithoutARestart) {
  std::string before;
  for (const SigningKey& key : {SigningKey::Rsa("r"), SigningKey::P256("e"), SigningKey::Ed25519("o")}) {
    provider_.Start(key);
    if (server_ == nullptr) StartServer();
    const std::string token = provider_.Token("he-thong");
    EXPECT_TRUE(Eventually("OK", [&] { return Grpc(token); })) << key.algorithm();
    EXPECT_EQ(Http(token), "200 OK") << key.algorithm();
    // What an earlier key signed is over.
    if (!before.empty()) {
      EXPECT_TRUE(Eventually("UNKNOWN_KEY", [&] { return Grpc(before); }));
      EXPECT_EQ(Http(before), "401 UNKNOWN_KEY");
    }
    before = token;
  }
}

TEST_F(ProviderTest, WhatIsNotGoodIsRefusedByNameOverBothEdges) {
  const SigningKey key = SigningKey::P256("e");
  provider_.Start(key);
  StartServer();
  const std::string token = provider_.Token("he-thong");
  ASSERT_EQ(Grpc(token), "OK");

  const auto refused = [&](const std::string& what, const std::string& bad) {
    EXPECT_EQ(Grpc(bad), what);
    EXPECT_EQ(Http(bad), absl::StrCat("401 ", what));
    EXPECT_EQ(last_.headers["www-authenticate"], "Bearer");
  };
  refused("WRONG_AUDIENCE", provider_.Token("he-thong", "urn:other"));
  const std::string brief = provider_.Token("he-thong", "urn:phoihop:short");
  EXPECT_TRUE(Eventually("EXPIRED", [&] { return Grpc(brief); }));
  refused("EXPIRED", brief);
  refused("MALFORMED", "day-khong-phai-la-mot-ma-dang-nhap");
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  refused("BAD_SIGNATURE", absl::StrCat(parts[0], ".", parts[1], ".", Base64Url(std::string(64, 'x'))));
  refused("ALGORITHM_NOT_ALLOWED",
          absl::StrCat(Base64Url(R"({"alg":"none","kid":"e"})"), ".", parts[1], ".", parts[2]));
  refused("WRONG_ISSUER", MakeToken(key, {{"iss", "https://khac.example.vn"},
                                          {"sub", "s"},
                                          {"aud", RealProvider::kAudience},
                                          {"exp", 4'000'000'000}}));
  refused("NOT_YET_VALID", MakeToken(key, {{"iss", provider_.issuer()},
                                           {"sub", "s"},
                                           {"aud", RealProvider::kAudience},
                                           {"nbf", 3'900'000'000},
                                           {"exp", 4'000'000'000}}));
  refused("TOO_LARGE", absl::StrCat(token, std::string(identity::kMaxTokenBytes, 'x')));
  // More than the edges read of any header.
  EXPECT_EQ(Http(std::string(gateway::kMaxHeaderBytes, 'x')), "431 TOO_LARGE");
  const std::string hundred_kilobytes = absl::StrCat(token, std::string(100 << 10, 'x'));
  EXPECT_THAT(Grpc(hundred_kilobytes), HasSubstr("metadata"));
  // The server hangs up while the client still sends, so the answer may be lost on the way.
  EXPECT_THAT(SendRaw(server_->http_port(), absl::StrCat("GET ", kTasks, " HTTP/1.1\r\nHost: localhost\r\n",
                                                         "Authorization: Bearer ", hundred_kilobytes, "\r\n\r\n")),
              AnyOf(IsEmpty(), HasSubstr(" 431 ")));
  EXPECT_EQ(Grpc(token), "OK");
}

TEST_F(ProviderTest, AnOutageLeavesTheKeysThatAreKnown) {
  const SigningKey key = SigningKey::P256("e");
  provider_.Start(key);
  StartServer();
  const std::string token = provider_.Token("he-thong");
  ASSERT_EQ(Grpc(token), "OK");
  provider_.Stop();
  EXPECT_EQ(Grpc(token), "OK");
  const std::string unknown = MakeToken(SigningKey::P256("moi"), {{"sub", "s"}});
  // Whether the provider has it cannot be known now.
  EXPECT_TRUE(Eventually("503 KEYS_AWAITED", [&] { return Http(unknown); }));
  EXPECT_EQ(last_.headers["retry-after"], "1");
  EXPECT_EQ(Grpc(unknown), "KEYS_AWAITED");
  EXPECT_EQ(Grpc(token), "OK");
  provider_.Start(key);
  EXPECT_TRUE(Eventually("UNKNOWN_KEY", [&] { return Grpc(unknown); }));
}

TEST_F(ProviderTest, APersonActsForUnitsOfTheFactsOnly) {
  provider_.Start(SigningKey::Ed25519("o"));
  StartServer();
  const std::string an = provider_.Token("minh-an");
  EXPECT_EQ(Grpc(an), "OK");
  EXPECT_EQ(Grpc(an, "ubnd/nguyen-minh-an"), "OK");
  EXPECT_EQ(Grpc(an, "so-vhttdl"), "PERMISSION_DENIED");
  EXPECT_EQ(Grpc(an, "ubnd/tran-minh-khanh"), "PERMISSION_DENIED");
  EXPECT_EQ(Http(an, {{"X-Phoihop-Act-As", "ubnd"}}), "200 OK");
  EXPECT_EQ(Http(an, {{"X-Phoihop-Act-As", "so-vhttdl"}}), "403 PERMISSION_DENIED");
  EXPECT_EQ(Grpc(provider_.Token("nguoi-la")), "PERMISSION_DENIED");
  EXPECT_EQ(Grpc(provider_.Token("khong-gi")), "PERMISSION_DENIED");
  EXPECT_EQ(Grpc("", "ubnd"), "LOCAL_MODE_OFF");
  EXPECT_EQ(Grpc(""), "ACTOR_MISSING");
}

TEST_F(ProviderTest, InLocalModeATokenStillCountsFirst) {
  provider_.Start(SigningKey::P256("e"));
  StartServerWith({"--oidc-issuer", provider_.issuer(), "--oidc-audience", RealProvider::kAudience}, true);
  EXPECT_EQ(Grpc("", "so-vhttdl"), "OK");
  EXPECT_EQ(Grpc(provider_.Token("he-thong"), "so-vhttdl"), "PERMISSION_DENIED");
  EXPECT_EQ(Grpc("hong", "so-vhttdl"), "MALFORMED");
}

TEST_F(ProviderTest, WithoutAProviderNoTokenIsTaken) {
  StartServerWith({}, true);
  EXPECT_EQ(Grpc("x.y.z", "so-vhttdl"), "NOT_ACCEPTED");
  const json config = json::parse(SendHttp(server_->http_port(), "GET", "/v1/identity/config").body);
  EXPECT_EQ(config, (json{{"localMode", true}}));
}

TEST_F(ProviderTest, TheWebClientIsToldHowToSignIn) {
  provider_.Start(SigningKey::P256("e"));
  StartServer({"--oidc-client-id", "trang-web", "--oidc-scope", "openid", "--oidc-scope", "email"});
  const HttpAnswer answer = SendHttp(server_->http_port(), "GET", "/v1/identity/config");
  EXPECT_EQ(answer.code, 200);
  EXPECT_EQ(json::parse(answer.body), (json{{"localMode", false},
                                            {"issuer", provider_.issuer()},
                                            {"clientId", "trang-web"},
                                            {"scopes", {"openid", "email"}}}));
  EXPECT_EQ(SendHttp(server_->http_port(), "POST", "/v1/identity/config").code, 405);
  const HttpAnswer page = SendHttp(server_->http_port(), "GET", "/");
  EXPECT_THAT(page.headers.at("content-security-policy"),
              HasSubstr(absl::StrCat("connect-src 'self' ", provider_.issuer(), ";")));
}

// `phoihop task list` with this environment and these arguments: the exit code, and all that it writes.
std::pair<int, std::string> RunClient(const std::string& directory, std::vector<std::string> arguments,
                                      std::vector<std::string> environment) {
  const std::string log = absl::StrCat(directory, "/client.log");
  FILE* const file = std::fopen(log.c_str(), "we");
  arguments.insert(arguments.begin(), PHOIHOP_CLI_BINARY);
  for (const char* word : {"task", "list"}) arguments.emplace_back(word);
  environment.emplace_back("LANG=C.UTF-8");
  const auto ended =
      embedded::RunProgram({.argv = arguments, .environment = environment, .output_fd = fileno(file)}, kLimit);
  std::fclose(file);
  EXPECT_TRUE(ended.ok()) << ended.status();
  return {ended.ok() && WIFEXITED(*ended) ? WEXITSTATUS(*ended) : -1, Contents(log)};
}

TEST_F(ProviderTest, TheCommandLineTakesATokenFromTheEnvironmentOrAFile) {
  provider_.Start(SigningKey::P256("e"));
  StartServer();
  const std::string token = provider_.Token("he-thong");
  const std::string file = absl::StrCat(directory_.path(), "/token");
  std::ofstream(file) << token << "\n";
  const std::vector<std::string> server = {"--server", server_->target()};
  EXPECT_EQ(RunClient(directory_.path(), server, {"PHOIHOP_TOKEN=" + token}).first, 0);
  EXPECT_EQ(RunClient(directory_.path(), {"--server", server_->target(), "--token-file", file}, {}).first, 0);
  EXPECT_EQ(RunClient(directory_.path(), server, {"PHOIHOP_TOKEN_FILE=" + file}).first, 0);
  EXPECT_EQ(RunClient(directory_.path(), server, {}).first, 1);
  const auto [code, said] = RunClient(directory_.path(), server, {"PHOIHOP_TOKEN=" + token + "x"});
  EXPECT_EQ(code, 1);
  EXPECT_THAT(said, Not(HasSubstr(token)));
  EXPECT_EQ(RunClient(directory_.path(), {"--server", server_->target(), "--token-file", "/khong/co"}, {}).first, 1);
}

}  // namespace
}  // namespace phoihop::testing
