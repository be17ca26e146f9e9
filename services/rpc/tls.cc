#include "services/rpc/tls.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/rpc/limits.h"

namespace phoihop::rpc {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// What `read` makes of the file; null when it is missing or something else.
template <typename Result, typename Read>
Result ReadPem(const std::string& path, Result nothing, Read read) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.c_str(), "r"), &BIO_free);
  if (file != nullptr) nothing.reset(read(file.get()));
  ERR_clear_error();
  return nothing;
}

Certificate ReadCertificate(const std::string& path) {
  return ReadPem(path, Certificate(nullptr, &X509_free),
                 [](BIO* file) { return PEM_read_bio_X509(file, nullptr, nullptr, nullptr); });
}

Key ReadKey(const std::string& path) {
  // An encrypted key is none: there is nobody to ask.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  return ReadPem(path, Key(nullptr, &EVP_PKEY_free),
                 [&](BIO* file) { return PEM_read_bio_PrivateKey(file, nullptr, no_password, nullptr); });
}

absl::Status Check(const TlsOptions& options) {
  if (options.certificate.empty() || options.key.empty()) {
    return absl::FailedPreconditionError("TLS needs both a certificate and its key, in files of their own");
  }
  const Certificate certificate = ReadCertificate(options.certificate);
  if (certificate == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat(options.certificate, " is no certificate (PEM) that can be read"));
  }
  const Key key = ReadKey(options.key);
  if (key == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat(options.key, " is no private key (PEM, without password) that can be read"));
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return absl::FailedPreconditionError(
        absl::StrCat("the key ", options.key, " is not that of the certificate ", options.certificate));
  }
  if (!options.client_ca.empty() && ReadCertificate(options.client_ca) == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(options.client_ca, " is no certificate (PEM) that can be read"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(const TlsOptions& options) {
  if (options.certificate.empty() && options.key.empty() && options.client_ca.empty()) {
    return grpc::InsecureServerCredentials();
  }
  if (const absl::Status good = Check(options); !good.ok()) return good;
  auto files = std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      options.key, options.certificate, options.client_ca,
      static_cast<unsigned>(absl::ToInt64Seconds(kCertificateReadInterval)));
  grpc::experimental::TlsServerCredentialsOptions tls(files);
  tls.watch_identity_key_cert_pairs();
  if (options.client_ca.empty()) {
    tls.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  } else {
    tls.watch_root_certs();
    tls.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(tls);
}

}  // namespace phoihop::rpc
