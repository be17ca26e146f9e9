// A real OpenID provider (tests/identity/provider) as a process of its own, on a port of the loopback.
#ifndef TESTS_IDENTITY_REAL_PROVIDER_H_
#define TESTS_IDENTITY_REAL_PROVIDER_H_

#include <memory>
#include <string>

#include "services/embedded/process.h"
#include "tests/identity/signing_key.h"

namespace phoihop::testing {

class RealProvider {
 public:
  // A client and what every token says that it gets.
  struct Client {
    std::string id;
    nlohmann::json claims;
  };
  static constexpr char kAudience[] = "phoihop";

  // What it writes goes into the directory.
  RealProvider(std::string directory, std::vector<Client> clients);

  // Returns when it serves; fails the test when it does not. Again on the same port, with this key only.
  void Start(const SigningKey& key);
  void Stop() { process_.reset(); }

  const std::string& issuer() const { return issuer_; }
  // An access token of the client for the resource (see provider.mjs); fails the test when there is none.
  std::string Token(const std::string& client, const std::string& resource = "urn:phoihop") const;

 private:
  const std::string directory_;
  const std::vector<Client> clients_;
  std::unique_ptr<embedded::Process> process_;
  std::string issuer_;
  int port_ = 0;
};

}  // namespace phoihop::testing

#endif  // TESTS_IDENTITY_REAL_PROVIDER_H_
