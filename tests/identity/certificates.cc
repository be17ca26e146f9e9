#include "tests/identity/certificates.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>

#include "gtest/gtest.h"

namespace phoihop::testing {
namespace {

constexpr long kDay = 24 * 60 * 60;  // seconds

void Extend(X509* certificate, X509* issuer, int extension, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const made = X509V3_EXT_conf_nid(nullptr, &context, extension, value.c_str());
  ASSERT_NE(made, nullptr) << value;
  EXPECT_EQ(X509_add_ext(certificate, made, -1), 1);
  X509_EXTENSION_free(made);
}

// Not signed yet, good from yesterday to tomorrow.
std::shared_ptr<X509> Draft(EVP_PKEY* key, const std::string& name, X509_NAME* issuer) {
  static std::atomic<long> serial{1};
  std::shared_ptr<X509> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial.fetch_add(1));
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.data()),
                             static_cast<int>(name.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), issuer != nullptr ? issuer : subject);
  return certificate;
}

template <typename Write>
std::string ToPem(Write write) {
  BIO* const memory = BIO_new(BIO_s_mem());
  EXPECT_EQ(write(memory), 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  std::string pem(bytes, static_cast<size_t>(size));
  BIO_free(memory);
  return pem;
}

std::string ToPem(X509* certificate) {
  return ToPem([certificate](BIO* memory) { return PEM_write_bio_X509(memory, certificate); });
}

}  // namespace

Authority::Authority(const std::string& name) : certificate_(Draft(key_.key(), name, nullptr)) {
  Extend(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate_.get(), certificate_.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  EXPECT_GT(X509_sign(certificate_.get(), key_.key(), EVP_sha256()), 0);
}

Certified Authority::Issue(const std::string& alternative_names) const {
  const SigningKey key = SigningKey::P256("subject");
  const std::shared_ptr<X509> certificate = Draft(key.key(), "Subject", X509_get_subject_name(certificate_.get()));
  Extend(certificate.get(), certificate_.get(), NID_basic_constraints, "critical,CA:FALSE");
  Extend(certificate.get(), certificate_.get(), NID_subject_alt_name, alternative_names);
  EXPECT_GT(X509_sign(certificate.get(), key_.key(), EVP_sha256()), 0);
  return {.certificate = ToPem(certificate.get()), .key = ToPem([&key](BIO* memory) {
                                                     return PEM_write_bio_PrivateKey(memory, key.key(), nullptr,
                                                                                     nullptr, 0, nullptr, nullptr);
                                                   })};
}

std::string Authority::certificate() const { return ToPem(certificate_.get()); }

}  // namespace phoihop::testing
