// Whose certificates are believed: those of the file that the operator names, and then no others, not even those that
// the machine trusts. Debian's libcurl reads /etc/ssl/certs besides unless it is told not to; the test puts a folder of
// its own there, in a mount namespace, so nothing of the machine changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/identity/fetch.h"
#include "tests/files/s3_fixture.h"
#include "tests/files/s3_server.h"
#include "tests/identity/certificates.h"
#include "tests/support/temporary_directory.h"

namespace phoihop::files {
namespace {

using ::phoihop::testing::Authority;
using ::phoihop::testing::Certified;
using ::phoihop::testing::S3Server;
using ::phoihop::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOfTheMachine[] = "/etc/ssl/certs";
constexpr int kTrusted = 0, kRefused = 1, kNoNamespace = 2, kBroken = 3;

class TrustTest : public S3Fixture {
 protected:
  void SetUp() override {
    const Certified certified = authority_.Issue("IP:127.0.0.1");
    server_ = S3Server::Start({.certificate = certified.certificate, .key = certified.key}).value();
    // As c_rehash names it, for OpenSSL.
    machine_ = directory_.path() + "/machine";
    std::filesystem::create_directory(machine_);
    std::ofstream(absl::StrCat(machine_, "/", HashOf(authority_.certificate()), ".0")) << authority_.certificate();
    // The other place that libcurl reads by itself; it has to be there.
    std::ofstream(machine_ + "/ca-certificates.crt") << stranger_.Issue("DNS:example.vn").certificate;
    strangers_ = directory_.path() + "/stranger.pem";
    std::ofstream(strangers_) << stranger_.certificate();
    ours_ = directory_.path() + "/ours.pem";
    std::ofstream(ours_) << authority_.certificate();
  }

  static std::string HashOf(const std::string& pem) {
    BIO* const memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* const certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
    EXPECT_NE(certificate, nullptr);
    const std::string hash = absl::StrFormat("%08x", X509_subject_name_hash(certificate));
    X509_free(certificate);
    BIO_free(memory);
    return hash;
  }

  S3Options WithFile(const std::string& ca_file) {
    S3Options options = server_->options();
    options.ca_file = ca_file;
    return options;
  }

  // The exit code of a process that trusts `machine_` as the machine's own and then asks.
  int Ask(const std::function<bool()>& asks) {
    const pid_t child = fork();
    if (child == 0) {
      // Root may have a mount namespace of its own; others need a user namespace with it.
      const bool alone = unshare(CLONE_NEWNS) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0;
      if (!alone || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
          mount(machine_.c_str(), kOfTheMachine, nullptr, MS_BIND, nullptr) != 0) {
        // Only where the machine forbids it; anything else is a fault of the test.
        _exit(errno == EPERM || errno == EACCES || errno == ENOSYS ? kNoNamespace : kBroken);
      }
      _exit(asks() ? kTrusted : kRefused);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  const Authority authority_, stranger_{"A stranger"};
  TemporaryDirectory directory_;
  std::string machine_, strangers_, ours_;
  std::unique_ptr<S3Server> server_;
};

TEST_F(TrustTest, OnlyACertificateForTheHostOfSomebodyTrusted) {
  EXPECT_EQ(Client(WithFile(ours_))->Check(), absl::OkStatus()) << log_.text();
  const absl::Status strange = Client(WithFile(strangers_))->Check();
  EXPECT_EQ(strange.code(), absl::StatusCode::kFailedPrecondition) << strange;
  EXPECT_EQ(Client(WithFile(""))->Check().code(), absl::StatusCode::kFailedPrecondition);
  S3Options other_host = WithFile(ours_);
  other_host.endpoint = absl::StrCat("https://localhost:", server_->port());
  const absl::Status of_another = Client(other_host)->Check();
  EXPECT_EQ(of_another.code(), absl::StatusCode::kFailedPrecondition) << of_another;
  EXPECT_THAT(std::string(of_another.message()), HasSubstr("localhost"));
  // None of it was tried again.
  EXPECT_THAT(log_.text(), AllOf(HasSubstr("certificate"), Not(HasSubstr("tries"))));
}

TEST_F(TrustTest, AFileReplacesWhatTheMachineTrusts) {
  const auto checks = [&](const std::string& ca_file) {
    return Ask([&, ca_file] { return Client(WithFile(ca_file))->Check().ok(); });
  };
  const std::string url = absl::StrCat(server_->options().endpoint, "/");
  const auto fetches = [&](const std::string& ca_file) {
    return Ask([&, ca_file] {
      const absl::Status fetched = identity::Fetch(url, ca_file, [] { return false; }).status();
      // The store answers 4xx to whom it does not know: the certificate was believed.
      return fetched.ok() || absl::StrContains(fetched.message(), " answers ");
    });
  };
  const int by_machine = checks("");
  if (by_machine == kNoNamespace) GTEST_SKIP() << "mount namespaces are not allowed here";
  // That the folder is the machine's shows when no file is named.
  EXPECT_EQ(by_machine, kTrusted);
  EXPECT_EQ(checks(strangers_), kRefused);
  EXPECT_EQ(fetches(""), kTrusted);
  EXPECT_EQ(fetches(strangers_), kRefused);
  EXPECT_EQ(fetches(ours_), kTrusted);
}

}  // namespace
}  // namespace phoihop::files
