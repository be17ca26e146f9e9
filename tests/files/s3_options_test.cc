#include "services/files/s3_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "services/files/s3_limits.h"

namespace phoihop::files {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecret[] = "wJalrXUtnFEMI/K7MDENG";

S3Options Good() {
  return {.endpoint = "https://s3.example.vn", .bucket = "tep", .access_key = "AKIA123", .secret_key = kSecret};
}

std::string BaseOf(const std::function<void(S3Options&)>& change) {
  S3Options options = Good();
  change(options);
  const auto address = CheckS3Options(options);
  return address.ok() ? address->base : address.status().ToString();
}

std::string Refusal(const std::function<void(S3Options&)>& change) {
  S3Options options = Good();
  change(options);
  const auto address = CheckS3Options(options);
  EXPECT_EQ(address.status().code(), absl::StatusCode::kInvalidArgument) << address->base;
  EXPECT_THAT(std::string(address.status().message()), Not(HasSubstr(kSecret)));
  return std::string(address.status().message());
}

TEST(S3OptionsTest, Addresses) {
  EXPECT_EQ(BaseOf([](S3Options&) {}), "https://s3.example.vn/tep/");
  EXPECT_EQ(BaseOf([](S3Options& o) { o.prefix = "a/b-"; }), "https://s3.example.vn/tep/a/b-");
  EXPECT_EQ(BaseOf([](S3Options& o) {
              o.endpoint = "https://s3.example.vn:9000/";
              o.addressing = S3Addressing::kVirtualHost;
            }),
            "https://tep.s3.example.vn:9000/");
  EXPECT_EQ(BaseOf([](S3Options& o) { o.endpoint = "http://127.0.0.1:9000"; }), "http://127.0.0.1:9000/tep/");
  EXPECT_EQ(BaseOf([](S3Options& o) { o.endpoint = "http://[::1]:9000"; }), "http://[::1]:9000/tep/");
}

TEST(S3OptionsTest, WrongEndpoints) {
  for (const char* endpoint : {"", "s3", "://", "ftp://s3.example.vn", "https://"}) {
    EXPECT_THAT(Refusal([&](S3Options& o) { o.endpoint = endpoint; }), HasSubstr("endpoint")) << endpoint;
  }
  EXPECT_THAT(Refusal([](S3Options& o) { o.endpoint = "http://s3.example.vn"; }), HasSubstr("https://"));
  for (const char* endpoint : {"https://key:wJalrXUtnFEMI@s3.example.vn", "https://s3.example.vn/tep",
                               "https://s3.example.vn?a=b", "https://s3.example.vn#a", "https://@s3.example.vn"}) {
    EXPECT_THAT(Refusal([&](S3Options& o) { o.endpoint = endpoint; }),
                AllOf(HasSubstr("more than a host"), Not(HasSubstr("wJalr"))))
        << endpoint;
  }
}

TEST(S3OptionsTest, WrongNames) {
  for (const char* endpoint : {"https://192.0.2.1", "http://[::1]:9000"}) {
    EXPECT_THAT(Refusal([&](S3Options& o) {
                  o.endpoint = endpoint;
                  o.addressing = S3Addressing::kVirtualHost;
                }),
                HasSubstr("path addressing"));
  }
  for (const std::string& bucket : {std::string(), std::string("ab"), std::string(kMaxS3BucketBytes + 1, 'a'),
                                    std::string("Tep"), std::string("te p"), std::string("-tep"), std::string("tep."),
                                    std::string("te..p"), std::string("tệp"), std::string("te/p")}) {
    EXPECT_THAT(Refusal([&](S3Options& o) { o.bucket = bucket; }), HasSubstr("bucket")) << bucket;
  }
  EXPECT_THAT(Refusal([](S3Options& o) {
                o.bucket = "tep.dong-nai";
                o.addressing = S3Addressing::kVirtualHost;
              }),
              HasSubstr("path addressing"));
  for (const std::string& prefix :
       {std::string("/a"), std::string("a//b"), std::string("../a"), std::string("a/./"), std::string("a b"),
        std::string("a%2F"), std::string("tệp/"), std::string(kMaxS3PrefixBytes + 1, 'a')}) {
    EXPECT_THAT(Refusal([&](S3Options& o) { o.prefix = prefix; }), HasSubstr("prefix")) << prefix;
  }
  for (const char* region : {"", "us east", "us/east", "vùng"}) {
    EXPECT_THAT(Refusal([&](S3Options& o) { o.region = region; }), HasSubstr("region")) << region;
  }
}

TEST(S3OptionsTest, WrongCredentials) {
  for (const std::string& key : {std::string(), std::string("a/b"), std::string("a b"), std::string("a,b"),
                                 std::string("a\nb"), std::string(kMaxS3CredentialBytes + 1, 'a')}) {
    EXPECT_THAT(Refusal([&](S3Options& o) { o.access_key = key; }), HasSubstr("access key")) << key;
  }
  for (const std::string& secret : {std::string(), std::string("a\r\nX-Header: b"), std::string("a b"),
                                    std::string(kMaxS3CredentialBytes + 1, 'a')}) {
    EXPECT_THAT(Refusal([&](S3Options& o) { o.secret_key = secret; }), HasSubstr("secret key"));
  }
  EXPECT_THAT(Refusal([](S3Options& o) { o.ca_file = "/nonexistent"; }), HasSubstr("certificates"));
}

}  // namespace
}  // namespace phoihop::files
