// The file that says where systems are: what is taken, and that every mistake names its place and what to do.
#include "services/delivery/systems_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::delivery {
namespace {

using ::phoihop::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kSecret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class SystemsFileTest : public ::testing::Test {
 protected:
  SystemsFileTest() {
    Write("ioc-secret", absl::StrCat(kSecret, "\n"));
    Write("ca.pem", "any file: libcurl reads it when it connects");
    Write("short", "whsec_c2hvcnQ=\n");
    Write("empty", "\n");
    Write("long", std::string(1000, 'x'));
  }

  std::string Path(const std::string& name) const { return absl::StrCat(directory_.path(), "/", name); }
  void Write(const std::string& name, const std::string& text) { std::ofstream(Path(name)) << text; }

  absl::StatusOr<std::vector<SystemEndpoint>> Read(const std::string& text) {
    Write("systems.json", text);
    return ReadSystemsFile(Path("systems.json"));
  }
  std::string Error(const std::string& text) {
    const auto systems = Read(text);
    EXPECT_EQ(systems.status().code(), absl::StatusCode::kInvalidArgument) << text;
    return std::string(systems.status().message());
  }

  const TemporaryDirectory directory_;
};

constexpr char kGood[] = R"({"name": "ioc", "url": "https://ioc.example.vn/phoihop", "secret_file": "ioc-secret"})";

std::string Listed(const std::string& entries) { return absl::StrCat(R"({"systems": [)", entries, "]}"); }
// The good entry with something else in the place of one part.
std::string With(const std::string& part, const std::string& other) {
  return Listed(absl::StrReplaceAll(kGood, {{part, other}}));
}

TEST_F(SystemsFileTest, SystemsAreReadWithTheirSecrets) {
  const auto systems = Read(absl::StrCat(R"({"systems": [)", kGood,
                                         R"(, {"name": "cong-dvc", "url": "http://127.0.0.1:9/hook", "secret_file": ")",
                                         Path("ioc-secret"), R"(", "ca_file": "ca.pem"}]})"));
  ASSERT_TRUE(systems.ok()) << systems.status();
  ASSERT_THAT(*systems, SizeIs(2));
  EXPECT_EQ((*systems)[0].name, "ioc");
  EXPECT_EQ((*systems)[0].webhook.url, "https://ioc.example.vn/phoihop");
  EXPECT_EQ((*systems)[0].webhook.secret, kSecret);
  EXPECT_EQ((*systems)[0].webhook.ca_file, "");
  EXPECT_EQ((*systems)[1].name, "cong-dvc");
  EXPECT_EQ((*systems)[1].webhook.secret, kSecret);
  EXPECT_EQ((*systems)[1].webhook.ca_file, Path("ca.pem"));
  const auto none = Read(Listed(""));
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_THAT(*none, IsEmpty());
}

TEST_F(SystemsFileTest, WhatIsNotSuchAFileSaysWhatOneIs) {
  EXPECT_THAT(std::string(ReadSystemsFile(Path("khong-co")).status().message()), HasSubstr("cannot be read"));
  EXPECT_THAT(std::string(ReadSystemsFile(directory_.path()).status().message()), HasSubstr("cannot be read"));
  for (const std::string text :
       {"", "ioc", R"({"systems": [)", R"([])", R"({})", R"({"systems": {}})", R"({"systems": [], "version": 1})"}) {
    EXPECT_THAT(Error(text), HasSubstr(R"({"systems": [{"name": )")) << text;
  }
  EXPECT_THAT(Error(R"({"systems": [], "systems": []})"), HasSubstr(R"("systems" comes twice)"));
  EXPECT_THAT(Error(With(R"("name")", R"("name": "a", "name")")), HasSubstr(R"("name" comes twice)"));
  EXPECT_THAT(Error(Listed(std::string(kMaxSystemsFileBytes, ' '))), HasSubstr("262144 bytes"));
}

TEST_F(SystemsFileTest, EveryMistakeNamesItsEntryAndWhatToDo) {
  const struct {
    std::string text;
    std::vector<std::string> parts;
  } kCases[] = {
      {Listed(R"("ioc")"), {"systems[0]: ", R"("secret_file": "…")"}},
      {With(R"("secret_file")", R"("secretfile")"), {"systems[0] (ioc): ", R"("secretfile")", "there are name, url"}},
      {With(R"("url")", R"("secret": "x", "url")"), {R"("secret")", "there are name, url, secret_file and ca_file"}},
      {With(R"("ioc")", "7"), {"systems[0]: ", R"("name" has to be a text)"}},
      {With(R"("ioc-secret")", R"("")"), {"systems[0] (ioc): ", R"("secret_file" has to be a text)"}},
      {With(R"("name": "ioc",)", ""), {"systems[0]: ", R"(lacks "name")"}},
      {With(R"("url": "https://ioc.example.vn/phoihop",)", ""), {"systems[0] (ioc): ", R"(lacks "url")"}},
      {With(R"(, "secret_file": "ioc-secret")", ""), {R"(lacks "secret_file")"}},
      {With(R"("ioc")", R"("Trung tâm")"), {"systems[0]: ", "a-z, 0-9"}},
      {With("https://", "http://"), {"systems[0] (ioc): ", "https://"}},
      {With("https://", "https://user:mat-khau@"), {"systems[0] (ioc): ", "a password"}},
      {With("https://ioc.example.vn/phoihop", "ioc"), {"systems[0] (ioc): ", "url"}},
      {With(R"("ioc-secret")", R"("khong-co")"), {"systems[0] (ioc): secret_file: ", "cannot be read", "openssl rand"}},
      {With(R"("ioc-secret")", R"("empty")"), {"systems[0] (ioc): secret_file: ", "holds no secret"}},
      {With(R"("ioc-secret")", R"("long")"), {"systems[0] (ioc): secret_file: ", "holds no secret"}},
      {With(R"("ioc-secret")", R"("short")"), {"systems[0] (ioc): ", "24 to 64 bytes"}},
      {With(R"("ioc-secret")", R"("ioc-secret", "ca_file": "khong-co")"),
       {"systems[0] (ioc): ", "ca_file cannot be read"}},
      {Listed(absl::StrCat(kGood, ",", kGood)), {"systems[1]: ", "named ioc stands before it"}},
  };
  for (const auto& c : kCases) {
    const std::string error = Error(c.text);
    for (const std::string& part : c.parts) EXPECT_THAT(error, HasSubstr(part)) << c.text;
    // Neither the secret nor a URL, which may be one.
    EXPECT_THAT(error, AllOf(Not(HasSubstr("c2hvcnQ")), Not(HasSubstr("mat-khau")), Not(HasSubstr("MfKQ9r8"))));
  }
}

TEST_F(SystemsFileTest, NoMoreThanTheServerHasThreadsFor) {
  std::string entries;
  for (size_t i = 0; i < kMaxSystems; ++i) {
    absl::StrAppend(&entries, i == 0 ? "" : ",",
                    absl::StrReplaceAll(kGood, {{R"("ioc")", absl::StrCat("\"ioc-", i, "\"")}}));
  }
  const auto systems = Read(Listed(entries));
  ASSERT_TRUE(systems.ok()) << systems.status();
  EXPECT_THAT(*systems, SizeIs(kMaxSystems));
  EXPECT_THAT(Error(Listed(absl::StrCat(entries, ",", kGood))), HasSubstr("more than 32 systems"));
}

}  // namespace
}  // namespace phoihop::delivery
