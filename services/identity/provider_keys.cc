#include "services/identity/provider_keys.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/identity/fetch.h"
#include "services/identity/json.h"

namespace phoihop::identity {
namespace {

constexpr absl::string_view kDiscoveryPath = "/.well-known/openid-configuration";

}  // namespace

absl::StatusOr<std::unique_ptr<ProviderKeys>> ProviderKeys::Start(ProviderOptions options) {
  if (const absl::Status allowed = CheckUrl(options.issuer); !allowed.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the issuer '", options.issuer, "' cannot be used: ", allowed.message()));
  }
  if (!options.ca_file.empty() && !std::ifstream(options.ca_file).good()) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read ", options.ca_file));
  }
  std::unique_ptr<ProviderKeys> keys(new ProviderKeys(std::move(options)));
  keys->thread_ = std::thread([pointer = keys.get()] { pointer->Run(); });
  return keys;
}

ProviderKeys::~ProviderKeys() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

std::shared_ptr<const KeySet> ProviderKeys::Keys(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  return keys_ != nullptr && now - fetched_ <= options_.max_key_age ? keys_ : nullptr;
}

bool ProviderKeys::MayHaveNewer(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  if (fetching_ || wanted_) return true;
  // Also when the clock was put back.
  if (now - tried_ >= kMinRefreshInterval || now < tried_) {
    wanted_ = true;
    return true;
  }
  return !last_.ok();
}

absl::Status ProviderKeys::readiness() const {
  absl::MutexLock lock(&mutex_);
  if (keys_ != nullptr) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("the keys of ", options_.issuer, " are not known: ", last_.message()));
}

int ProviderKeys::fetches() const {
  absl::MutexLock lock(&mutex_);
  return fetches_;
}

bool ProviderKeys::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

bool ProviderKeys::Wait(absl::Duration limit) {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(
      absl::Condition(
          +[](ProviderKeys* self) ABSL_NO_THREAD_SAFETY_ANALYSIS { return self->wanted_ || self->stopping_; }, this),
      limit);
  return !stopping_;
}

void ProviderKeys::Run() {
  absl::Duration retry = kFirstRetry;
  absl::Duration wait = absl::ZeroDuration();
  while (Wait(wait)) {
    const absl::Time began = options_.now();
    {
      absl::MutexLock lock(&mutex_);
      wanted_ = false;
      fetching_ = true;
      tried_ = began;
      ++fetches_;
    }
    absl::StatusOr<KeySet> keys = FetchKeys();
    if (stopping()) return;
    wait = keys.ok() ? options_.refresh_interval : retry;
    retry = keys.ok() ? kFirstRetry : std::min(retry * 2, kLastRetry);
    Store(std::move(keys), began);
  }
}

absl::StatusOr<KeySet> ProviderKeys::FetchKeys() const {
  const auto stopping = [this] { return this->stopping(); };
  const std::string url = absl::StrCat(absl::StripSuffix(options_.issuer, "/"), kDiscoveryPath);
  const absl::StatusOr<std::string> document = Fetch(url, options_.ca_file, stopping);
  if (!document.ok()) return document.status();
  const std::optional<nlohmann::json> object = ParseObject(*document);
  if (!object.has_value()) return absl::UnavailableError(absl::StrCat(url, " is no JSON object"));
  const std::optional<std::string> issuer = TextOf(*object, "issuer"), keys_url = TextOf(*object, "jwks_uri");
  // As OpenID Connect Discovery asks: somebody else's document must not be taken for the provider's.
  if (!issuer.has_value() || *issuer != options_.issuer) {
    return absl::UnavailableError(absl::StrCat(url, " is the document of another issuer"));
  }
  if (!keys_url.has_value() || keys_url->empty()) return absl::UnavailableError(absl::StrCat(url, " has no jwks_uri"));
  const absl::StatusOr<std::string> text = Fetch(*keys_url, options_.ca_file, stopping);
  if (!text.ok()) return text.status();
  absl::StatusOr<KeySet> keys = KeySet::Parse(*text);
  if (!keys.ok()) return absl::UnavailableError(absl::StrCat(*keys_url, ": ", keys.status().message()));
  if (keys->keys().empty()) {
    return absl::UnavailableError(absl::StrCat(*keys_url, " has no key for RS256, ES256 or EdDSA"));
  }
  return keys;
}

void ProviderKeys::Store(absl::StatusOr<KeySet> keys, absl::Time began) {
  std::string line;
  {
    absl::MutexLock lock(&mutex_);
    fetching_ = false;
    const bool first = fetches_ == 1;
    if (keys.ok()) {
      if (first || !last_.ok()) line = absl::StrCat("identity: ", keys->keys().size(), " keys of ", options_.issuer);
      keys_ = std::make_shared<const KeySet>(*std::move(keys));
      fetched_ = began;
      last_ = absl::OkStatus();
    } else {
      if (first || last_.ok()) {
        line = absl::StrCat("identity: the keys of the provider cannot be fetched: ", keys.status().message());
      }
      last_ = keys.status();
    }
  }
  if (!line.empty()) options_.log(line);
}

}  // namespace phoihop::identity
