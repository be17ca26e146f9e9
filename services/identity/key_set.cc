#include "services/identity/key_set.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/identity/json.h"
#include "services/identity/limits.h"

namespace phoihop::identity {

struct PublicKey::Handle {
  explicit Handle(EVP_PKEY* given) : key(given) {}
  ~Handle() { EVP_PKEY_free(key); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  EVP_PKEY* const key;
};

namespace {

using HandlePtr = std::shared_ptr<const PublicKey::Handle>;

constexpr size_t kP256CoordinateBytes = 32;
constexpr size_t kP256SignatureBytes = 2 * kP256CoordinateBytes;
constexpr size_t kEd25519KeyBytes = 32;
constexpr size_t kEd25519SignatureBytes = 64;
// An exponent, bytes; those that are used have three.
constexpr size_t kMaxExponentBytes = 8;

template <typename Type, void (*free)(Type*)>
struct Freeing {
  void operator()(Type* value) const { free(value); }
};
using Params = std::unique_ptr<OSSL_PARAM, Freeing<OSSL_PARAM, OSSL_PARAM_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freeing<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freeing<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freeing<BIGNUM, BN_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freeing<ECDSA_SIG, ECDSA_SIG_free>>;

const unsigned char* Bytes(absl::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Number ToNumber(absl::string_view bytes) {
  return Number(BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

// A public key of this type with these parameters, checked; null when there is none.
HandlePtr FromData(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    EVP_PKEY_free(key);
    return nullptr;
  }
  auto handle = std::make_shared<const PublicKey::Handle>(key);
  const KeyContext check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (check == nullptr || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return handle;
}

// The bytes of a member in base64url; empty when there are none.
std::string BytesOf(const nlohmann::json& key, const char* name) {
  const std::optional<std::string> text = TextOf(key, name);
  if (!text.has_value()) return "";
  return DecodeBase64Url(*text).value_or("");
}

HandlePtr ReadRsa(const nlohmann::json& key) {
  const std::string modulus = BytesOf(key, "n"), exponent = BytesOf(key, "e");
  if (modulus.size() * 8 > kMaxRsaBits || exponent.empty() || exponent.size() > kMaxExponentBytes) return nullptr;
  const Number n = ToNumber(modulus), e = ToNumber(exponent);
  if (n == nullptr || e == nullptr || BN_num_bits(n.get()) < kMinRsaBits || !BN_is_odd(e.get()) || BN_is_one(e.get())) {
    return nullptr;
  }
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (builder == nullptr || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  return FromData("RSA", builder.get());
}

HandlePtr ReadP256(const nlohmann::json& key) {
  const std::string x = BytesOf(key, "x"), y = BytesOf(key, "y");
  if (x.size() != kP256CoordinateBytes || y.size() != kP256CoordinateBytes) return nullptr;
  const std::string point = absl::StrCat("\x04", x, y);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (builder == nullptr ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
    return nullptr;
  }
  return FromData("EC", builder.get());
}

HandlePtr ReadEd25519(const nlohmann::json& key) {
  const std::string x = BytesOf(key, "x");
  if (x.size() != kEd25519KeyBytes) return nullptr;
  EVP_PKEY* const made = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(x), x.size());
  return made == nullptr ? nullptr : std::make_shared<const PublicKey::Handle>(made);
}

bool IsForSignatures(const nlohmann::json& key) {
  const std::optional<std::string> use = TextOf(key, "use");
  if (!use.has_value() || (!use->empty() && *use != "sig")) return false;
  const std::optional<std::vector<std::string>> operations = TextsOf(key, "key_ops");
  return operations.has_value() &&
         (operations->empty() || std::find(operations->begin(), operations->end(), "verify") != operations->end());
}

std::optional<PublicKey> ReadKey(const nlohmann::json& key) {
  if (!key.is_object() || !IsForSignatures(key)) return std::nullopt;
  const std::optional<std::string> type = TextOf(key, "kty"), curve = TextOf(key, "crv"), id = TextOf(key, "kid"),
                                   meant_for = TextOf(key, "alg");
  if (!type.has_value() || !curve.has_value() || !id.has_value() || id->size() > kMaxKeyIdBytes ||
      !meant_for.has_value()) {
    return std::nullopt;
  }
  std::optional<Algorithm> algorithm;
  HandlePtr handle;
  if (*type == "RSA") {
    algorithm = Algorithm::kRs256;
    handle = ReadRsa(key);
  } else if (*type == "EC" && *curve == "P-256") {
    algorithm = Algorithm::kEs256;
    handle = ReadP256(key);
  } else if (*type == "OKP" && *curve == "Ed25519") {
    algorithm = Algorithm::kEdDsa;
    handle = ReadEd25519(key);
  }
  ERR_clear_error();
  if (handle == nullptr || (!meant_for->empty() && FindAlgorithm(*meant_for) != algorithm)) return std::nullopt;
  return PublicKey(*algorithm, *id, std::move(handle));
}

// r ‖ s as OpenSSL wants it; empty when it is no signature.
std::string ToDer(absl::string_view signature) {
  if (signature.size() != kP256SignatureBytes) return "";
  const EcdsaSignature parts(ECDSA_SIG_new());
  Number r = ToNumber(signature.substr(0, kP256CoordinateBytes)), s = ToNumber(signature.substr(kP256CoordinateBytes));
  if (parts == nullptr || r == nullptr || s == nullptr) return "";
  if (ECDSA_SIG_set0(parts.get(), r.get(), s.get()) != 1) return "";
  r.release();
  s.release();
  unsigned char* bytes = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &bytes);
  if (size <= 0) return "";
  std::string der(reinterpret_cast<char*>(bytes), static_cast<size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

}  // namespace

std::optional<Algorithm> FindAlgorithm(absl::string_view name) {
  if (name == "RS256") return Algorithm::kRs256;
  if (name == "ES256") return Algorithm::kEs256;
  if (name == "EdDSA" || name == "Ed25519") return Algorithm::kEdDsa;
  return std::nullopt;
}

bool PublicKey::Verify(absl::string_view text, absl::string_view signature) const {
  std::string der;
  if (algorithm_ == Algorithm::kEs256) {
    der = ToDer(signature);
    signature = der;
  }
  if (algorithm_ == Algorithm::kEdDsa && signature.size() != kEd25519SignatureBytes) return false;
  if (signature.empty()) return false;
  const EVP_MD* digest = algorithm_ == Algorithm::kEdDsa ? nullptr : EVP_sha256();
  const DigestContext context(EVP_MD_CTX_new());
  const bool good = context != nullptr &&
                    EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, handle_->key) == 1 &&
                    EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(text), text.size()) == 1;
  ERR_clear_error();
  return good;
}

absl::StatusOr<KeySet> KeySet::Parse(absl::string_view document) {
  const std::optional<nlohmann::json> parsed = ParseObject(document);
  if (!parsed.has_value()) return absl::InvalidArgumentError("the key set is no JSON object");
  const auto keys = parsed->find("keys");
  if (keys == parsed->end() || !keys->is_array()) return absl::InvalidArgumentError("the key set has no keys");
  KeySet set;
  for (const nlohmann::json& entry : *keys) {
    if (set.keys_.size() == kMaxKeys) break;
    if (std::optional<PublicKey> key = ReadKey(entry); key.has_value()) set.keys_.push_back(*std::move(key));
  }
  return set;
}

std::vector<const PublicKey*> KeySet::Find(absl::string_view id) const {
  std::vector<const PublicKey*> found;
  for (const PublicKey& key : keys_) {
    if (id.empty() || key.id() == id) found.push_back(&key);
  }
  return found;
}

}  // namespace phoihop::identity
