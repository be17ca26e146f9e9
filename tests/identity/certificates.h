// Certificates made at test time.
#ifndef TESTS_IDENTITY_CERTIFICATES_H_
#define TESTS_IDENTITY_CERTIFICATES_H_

#include <openssl/x509.h>

#include <memory>
#include <string>

#include "tests/identity/signing_key.h"

namespace phoihop::testing {

// A certificate and its key, as PEM.
struct Certified {
  std::string certificate, key;
};

class Authority {
 public:
  // Of two with one name OpenSSL tries the key of either.
  explicit Authority(const std::string& name = "Authority of a test");

  // One that is signed by this authority, with alternative names as openssl.cnf writes them:
  // `URI:phoihop://dong-nai/systems/so-vhttdl`, `IP:127.0.0.1,DNS:localhost`.
  Certified Issue(const std::string& alternative_names) const;
  // That of the authority, as PEM.
  std::string certificate() const;

 private:
  const SigningKey key_ = SigningKey::P256("authority");
  std::shared_ptr<X509> certificate_;
};

}  // namespace phoihop::testing

#endif  // TESTS_IDENTITY_CERTIFICATES_H_
