// The API over HTTP: transcoding, errors, events, limits, the web client and the status page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/gateway/limits.h"
#include "tests/services/server_fixture.h"

namespace phoihop::testing {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const HttpHeaders kIssuer = {{"X-Phoihop-Act-As", "ubnd/nguyen-minh-an"}, {"Content-Type", "application/json"}};
const HttpHeaders kLead = {{"X-Phoihop-Act-As", "so-vhttdl"}, {"Content-Type", "application/json"}};
const HttpHeaders kOffice = {{"X-Phoihop-Act-As", "vp-ubnd"}};
constexpr char kTasks[] = "/v1/provinces/dong-nai/tasks";
constexpr char kTask[] =
    R"({"title": "Việc \"thử\" <b>", "leadUnit": "provinces/dong-nai/units/so-vhttdl", "basis": {"text": "431/QĐ-UBND"}})";

class GatewayTest : public ServerFixture {
 protected:
  void SetUp() override { StartServer(); }

  std::string Text(const HttpAnswer& answer, const std::string& field) {
    const auto& json = answer.json();
    const auto found = json.fields().find(field);
    return found == json.fields().end() ? "" : found->second.string_value();
  }

  void CreateTask(const std::string& id) {
    const HttpAnswer created = Http("POST", absl::StrCat(kTasks, "?taskId=", id, "&issue=true"), kIssuer, kTask);
    ASSERT_EQ(created.code, 200) << created.body;
  }
};

TEST_F(GatewayTest, ATaskFromCreationToAcceptance) {
  const HttpAnswer created = Http("POST", absl::StrCat(kTasks, "?taskId=t1&issue=true"), kIssuer, kTask);
  ASSERT_EQ(created.code, 200) << created.body;
  EXPECT_EQ(created.headers.at("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(Text(created, "name"), "provinces/dong-nai/tasks/t1");
  EXPECT_EQ(Text(created, "title"), "Việc \"thử\" <b>");
  EXPECT_EQ(Text(created, "state"), "TASK_STATE_ISSUED");

  const HttpAnswer accepted =
      Http("POST", absl::StrCat(kTasks, "/t1:accept"), kLead,
           absl::StrCat(R"({"etag": )", "\"", Text(created, "etag"), "\"", R"(, "requestId": "r1"})"));
  ASSERT_EQ(accepted.code, 200) << accepted.body;
  EXPECT_EQ(Text(accepted, "state"), "TASK_STATE_ACCEPTED");

  const HttpAnswer list = Http("GET", absl::StrCat(kTasks, "?filter=state%20%3D%20ACCEPTED&pageSize=5"), kOffice);
  ASSERT_EQ(list.code, 200) << list.body;
  EXPECT_EQ(list.json().fields().at("tasks").list_value().values_size(), 1);
}

TEST_F(GatewayTest, OpenReadsNeedNobody) {
  const HttpAnswer calendar = Http("GET", "/v1/provinces/dong-nai/calendars/default");
  ASSERT_EQ(calendar.code, 200) << calendar.body;
  EXPECT_EQ(Text(calendar, "name"), "provinces/dong-nai/calendars/default");
}

TEST_F(GatewayTest, ErrorsHaveTheCodesOfHttp) {
  CreateTask("t1");
  const struct {
    const char* verb;
    std::string target;
    HttpHeaders headers;
    std::string body;
    int code;
    const char* reason;
  } kCases[] = {
      {"GET", absl::StrCat(kTasks, "/khong-co"), kOffice, "", 404, "NOT_FOUND"},
      {"GET", "/v1/provinces/dong-nai/nothing", kOffice, "", 404, "NOT_FOUND"},
      {"GET", "/v1/provinces/lam-dong/tasks", kOffice, "", 404, "NOT_FOUND"},
      {"GET", "/static/../server.cc", {}, "", 404, "NOT_FOUND"},
      {"GET", absl::StrCat(kTasks, "/t1"), {}, "", 401, "ACTOR_MISSING"},
      {"GET", absl::StrCat(kTasks, "/t1"), {{"X-Phoihop-Act-As", "khong-co"}}, "", 403, "PERMISSION_DENIED"},
      {"GET", absl::StrCat(kTasks, "/t1"), {{"X-Phoihop-Act-As", "\xC4\x90"}}, "", 400, "INVALID_FIELD"},
      {"GET", absl::StrCat(kTasks, "/T%201"), kOffice, "", 400, "INVALID_NAME"},
      {"GET", absl::StrCat(kTasks, "?pageSize=-1"), kOffice, "", 400, "INVALID_PAGE_SIZE"},
      {"GET", absl::StrCat(kTasks, "?filter=%ff"), kOffice, "", 400, "INVALID_FIELD"},
      {"GET", absl::StrCat(kTasks, "?colour=red"), kOffice, "", 400, "INVALID_FIELD"},
      {"POST", absl::StrCat(kTasks, "/t1:start"), kLead, "{}", 400, "TRANSITION_NOT_ALLOWED"},
      {"POST", absl::StrCat(kTasks, "/t1:accept"), kLead, R"({"etag": "x"})", 409, "ETAG_MISMATCH"},
      {"POST", absl::StrCat(kTasks, "/t1:accept"), kLead, "{", 400, "INVALID_FIELD"},
      {"POST", absl::StrCat(kTasks, "?taskId=t1"), kIssuer, kTask, 409, "ALREADY_EXISTS"},
      {"POST",
       absl::StrCat(kTasks, "/t1:accept"),
       {{"X-Phoihop-Act-As", "so-vhttdl"}, {"Content-Type", "text/plain"}},
       "{}",
       415,
       "INVALID_FIELD"},
      {"DELETE", absl::StrCat(kTasks, "/t1"), kLead, "", 405, "INVALID_FIELD"},
      {"GET", absl::StrCat(kTasks, "/t1:accept"), kLead, "", 405, "INVALID_FIELD"},
  };
  const int64_t before = LastSequence();
  for (const auto& entry : kCases) {
    const HttpAnswer answer = Http(entry.verb, entry.target, entry.headers, entry.body);
    EXPECT_EQ(answer.code, entry.code) << entry.verb << " " << entry.target << "\n" << answer.body;
    EXPECT_EQ(answer.reason(), entry.reason) << entry.target;
  }
  EXPECT_EQ(LastSequence(), before);
  EXPECT_EQ(Http("DELETE", absl::StrCat(kTasks, "/t1"), kLead).headers.at("allow"), "GET");
}

TEST_F(GatewayTest, LimitsAreToldAsSuch) {
  const std::string body = absl::StrCat("{\"title\": \"", std::string(gateway::kMaxBodyBytes, 'x'), "\"}");
  EXPECT_EQ(Http("POST", kTasks, kIssuer, body).code, 413);
  HttpHeaders headers = kOffice;
  headers.emplace_back("X-Long", std::string(gateway::kMaxHeaderBytes, 'x'));
  EXPECT_EQ(Http("GET", kTasks, headers).code, 431);
  EXPECT_THAT(SendRaw(http_port(), "SSH-2.0-OpenSSH_9.2\r\n\r\n"), HasSubstr("HTTP/1.1 400"));
}

TEST_F(GatewayTest, ManyRequestsOnOneConnection) {
  const std::string request = absl::StrCat("GET /healthz HTTP/1.1\r\nHost: localhost:", http_port(), "\r\n\r\n");
  const std::string last = absl::StrCat("GET /healthz HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n");
  const std::string answer = SendRaw(http_port(), request + request + last);
  size_t count = 0;
  for (size_t at = answer.find("HTTP/1.1 200"); at != std::string::npos; at = answer.find("HTTP/1.1 200", at + 1)) {
    ++count;
  }
  EXPECT_EQ(count, 3u) << answer;
}

// A page of the web that got a browser here to believe that its name is this machine's address.
TEST_F(GatewayTest, HeadAnswersWithTheHeadersOfGet) {
  const HttpAnswer page = SendHttp(http_port(), "GET", "/");
  const std::string host = "Host: localhost\r\n";
  const std::string answers = SendRaw(
      http_port(), absl::StrCat("HEAD / HTTP/1.1\r\n", host, "\r\nHEAD /v1/provinces/dong-nai/units HTTP/1.1\r\n", host,
                                "\r\nHEAD /v1/provinces/dong-nai/events:watch HTTP/1.1\r\n", host,
                                "\r\nGET /healthz HTTP/1.1\r\n", host, "Connection: close\r\n\r\n"));
  const std::vector<std::string> parts = absl::StrSplit(answers, "\r\n\r\n");
  ASSERT_EQ(parts.size(), 5u) << answers;
  EXPECT_THAT(parts[0], HasSubstr("200 OK"));
  EXPECT_THAT(parts[0], HasSubstr(absl::StrCat("Content-Length: ", page.body.size(), "\r\n")));
  EXPECT_THAT(parts[1], AllOf(HasSubstr("200 OK"), HasSubstr("application/json")));
  EXPECT_THAT(parts[2], AllOf(HasSubstr("405"), EndsWith("\r\nAllow: GET")));
  EXPECT_EQ(parts[4], "ok\n");
}

TEST_F(GatewayTest, OtherHostsAreRefusedInLocalMode) {
  HttpHeaders headers = kOffice;
  headers.emplace_back("Host", "evil.example.org");
  EXPECT_EQ(Http("GET", kTasks, headers).code, 403);
  EXPECT_EQ(Http("GET", "/", {{"Host", "127.0.0.1.evil.example.org"}}).code, 403);
  EXPECT_EQ(Http("GET", "/", {{"Host", "localhost"}}).code, 200);
}

TEST_F(GatewayTest, EventsComeWithTheirSequenceAndResume) {
  const int64_t start = LastSequence();
  CreateTask("t1");
  const std::string watch = "/v1/provinces/dong-nai/events:watch";
  std::string last_id;
  {
    EventSource events(http_port(), absl::StrCat(watch, "?afterSequence=", start), kOffice);
    ASSERT_EQ(events.code(), 200);
    const auto checkpoint = events.Next();
    ASSERT_TRUE(checkpoint.has_value());
    EXPECT_EQ(checkpoint->event, "checkpoint");
    EXPECT_EQ(checkpoint->id, absl::StrCat(start));
    const auto first = events.Next();
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->event, "event");
    EXPECT_EQ(first->id, absl::StrCat(start + 1));
    EXPECT_THAT(first->data, HasSubstr("\"type\":\"task.created\""));
    last_id = first->id;
  }
  HttpHeaders resume = kOffice;
  resume.emplace_back("Last-Event-ID", last_id);
  EventSource events(http_port(), watch, resume);
  ASSERT_EQ(events.code(), 200);
  EXPECT_EQ(events.Next()->event, "checkpoint");
  EXPECT_EQ(events.Next()->id, absl::StrCat(start + 2)) << "the next one, and not the one that was seen";
  // What happens while somebody watches.
  ASSERT_EQ(Http("POST", absl::StrCat(kTasks, "/t1:accept"), kLead, "{}").code, 200);
  const auto live = events.Next();
  ASSERT_TRUE(live.has_value());
  EXPECT_THAT(live->data, HasSubstr("task.accepted"));
}

TEST_F(GatewayTest, AStreamThatCannotStartIsAnError) {
  const HttpAnswer beyond = Http("GET", "/v1/provinces/dong-nai/events:watch?afterSequence=999999", kOffice);
  EXPECT_EQ(beyond.code, 400);
  EXPECT_EQ(beyond.reason(), "SEQUENCE_OUT_OF_RANGE");
  EXPECT_EQ(Http("GET", "/v1/provinces/dong-nai/events:watch").code, 401);
}

TEST_F(GatewayTest, TheStatusPageRunsOnlyItsOwnFiles) {
  const HttpAnswer page = Http("GET", "/status");
  ASSERT_EQ(page.code, 200);
  EXPECT_EQ(page.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.headers.at("content-security-policy"), HasSubstr("default-src 'none'; script-src 'self'"));
  EXPECT_THAT(page.headers.at("content-security-policy"), Not(HasSubstr("unsafe")));
  EXPECT_EQ(page.headers.at("x-content-type-options"), "nosniff");
  // Scripts and styles in files only.
  EXPECT_THAT(page.body, Not(HasSubstr("<style")));
  EXPECT_THAT(page.body, Not(HasSubstr(" style=")));
  EXPECT_THAT(page.body, Not(HasSubstr(" onclick=")));
  EXPECT_THAT(page.body, HasSubstr("<script src=\"/static/status.js\"></script>"));
  const HttpAnswer script = Http("GET", "/static/status.js");
  EXPECT_EQ(script.code, 200);
  EXPECT_EQ(script.headers.at("content-type"), "text/javascript; charset=utf-8");
  EXPECT_THAT(script.body, Not(HasSubstr("innerHTML")));
  EXPECT_EQ(Http("GET", "/static/status.css").code, 200);
  EXPECT_EQ(Http("POST", "/status", {{"Content-Type", "application/json"}}).code, 405);
}

// The address of the script in the page of the client.
std::string ScriptOf(const std::string& page) {
  const size_t begin = page.find("/assets/app-");
  return begin == std::string::npos ? "" : page.substr(begin, page.find('"', begin) - begin);
}

TEST_F(GatewayTest, TheClientIsAtItsPages) {
  const HttpAnswer page = Http("GET", "/");
  ASSERT_EQ(page.code, 200);
  EXPECT_EQ(page.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.headers.at("cache-control"), "no-cache");
  EXPECT_THAT(page.headers.at("content-security-policy"), HasSubstr("default-src 'none'; script-src 'self'"));
  EXPECT_THAT(page.headers.at("content-security-policy"), Not(HasSubstr("unsafe")));
  EXPECT_EQ(page.headers.at("cross-origin-opener-policy"), "same-origin");
  for (const char* path : {"/app/tasks/kh-2026-1", "/app/inbox", "/app/signed-in?code=1&state=2"}) {
    EXPECT_EQ(Http("GET", path).body, page.body) << path;
  }
  EXPECT_EQ(Http("GET", "/application").code, 404);
  EXPECT_EQ(Http("GET", "/assets/none.js").code, 404);
  EXPECT_EQ(Http("POST", "/app/inbox", {{"Content-Type", "application/json"}}).code, 405);
}

TEST_F(GatewayTest, FilesOfTheClientAreKeptByBrowsers) {
  const std::string script = ScriptOf(Http("GET", "/").body);
  const HttpAnswer plain = Http("GET", script);
  ASSERT_EQ(plain.code, 200) << script;
  EXPECT_EQ(plain.headers.at("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(plain.headers.at("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(plain.headers.count("content-encoding"), 0u);
  const HttpAnswer compressed = Http("GET", script, {{"Accept-Encoding", "br, gzip;q=0.5"}});
  EXPECT_EQ(compressed.headers.at("content-encoding"), "gzip");
  EXPECT_LT(compressed.body.size(), plain.body.size() / 2);
  EXPECT_EQ(Http("GET", script, {{"Accept-Encoding", "gzip;q=0"}}).body, plain.body);
  EXPECT_EQ(Http("GET", "/sw.js").headers.at("cache-control"), "no-cache");
  EXPECT_EQ(Http("GET", "/manifest.webmanifest").headers.at("content-type"), "application/manifest+json");
}

TEST_F(GatewayTest, APageThatDidNotChangeIsNotSentAgain) {
  const std::string etag = Http("GET", "/").headers.at("etag");
  const HttpAnswer again = Http("GET", "/app/inbox", {{"If-None-Match", absl::StrCat("\"other\", ", etag)}});
  EXPECT_EQ(again.code, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.headers.at("etag"), etag);
  EXPECT_EQ(Http("GET", "/", {{"If-None-Match", "\"other\""}}).code, 200);
}

TEST_F(GatewayTest, LongAnswersAreCompressedForWhoTakesIt) {
  const std::string units = "/v1/provinces/dong-nai/units?pageSize=1000";
  const HttpAnswer plain = Http("GET", units);
  ASSERT_EQ(plain.code, 200);
  HttpHeaders takes = {{"Accept-Encoding", "gzip, deflate, br"}};
  const HttpAnswer compressed = Http("GET", units, takes);
  EXPECT_EQ(compressed.headers.at("content-encoding"), "gzip");
  EXPECT_EQ(compressed.headers.at("vary"), "Accept-Encoding");
  EXPECT_LT(compressed.body.size(), plain.body.size() / 4);
  // What is short stays as it is.
  takes.emplace_back("X-Phoihop-Act-As", "vp-ubnd");
  EXPECT_EQ(Http("GET", kTasks, takes).headers.count("content-encoding"), 0u);
}

}  // namespace
}  // namespace phoihop::testing
