// The keys of an OpenID provider, as it publishes them (OpenID Connect Discovery): fetched by a thread of its own when
// it starts, every kRefreshInterval, and when a token names a key that is not among them. Keys that the provider no
// longer publishes are forgotten with the next fetch; while it cannot be reached, what it had is used for kMaxKeyAge.
#ifndef SERVICES_IDENTITY_PROVIDER_KEYS_H_
#define SERVICES_IDENTITY_PROVIDER_KEYS_H_

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/identity/limits.h"
#include "services/identity/token_verifier.h"

namespace phoihop::identity {

struct ProviderOptions {
  // `https://…`, or `http://` to this machine; its document is at `<issuer>/.well-known/openid-configuration`.
  std::string issuer;
  // Certificates (PEM) that its https is checked with; empty: those that the machine trusts.
  std::string ca_file;
  // The time of the server. Thread-safe.
  std::function<absl::Time()> now;
  // Told when fetching begins to fail, and when it works again.
  std::function<void(absl::string_view)> log = [](absl::string_view) {};
  absl::Duration refresh_interval = kRefreshInterval;
  absl::Duration max_key_age = kMaxKeyAge;
};

class ProviderKeys : public KeySource {
 public:
  // Does not wait for the provider. INVALID_ARGUMENT when the issuer is none that may be asked, or the file of
  // certificates cannot be read.
  static absl::StatusOr<std::unique_ptr<ProviderKeys>> Start(ProviderOptions options);
  // Ends the thread.
  ~ProviderKeys() override;

  std::shared_ptr<const KeySet> Keys(absl::Time now) override;
  // At most one fetch in kMinRefreshInterval, whoever asks and however often.
  bool MayHaveNewer(absl::Time now) override;

  // OK once the keys were fetched at all; UNAVAILABLE with the reason before.
  absl::Status readiness() const;
  // Fetches that were begun.
  int fetches() const;

 private:
  explicit ProviderKeys(ProviderOptions options) : options_(std::move(options)) {}
  void Run();
  absl::StatusOr<KeySet> FetchKeys() const;
  void Store(absl::StatusOr<KeySet> keys, absl::Time began);
  bool stopping() const;
  // Until the next fetch is due; false: it is over.
  bool Wait(absl::Duration limit);

  const ProviderOptions options_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const KeySet> keys_ ABSL_GUARDED_BY(mutex_);
  absl::Time fetched_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();  // when the fetch of keys_ began
  absl::Time tried_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();    // when the last fetch began
  absl::Status last_ ABSL_GUARDED_BY(mutex_) = absl::UnavailableError("they have not been fetched yet");
  bool fetching_ ABSL_GUARDED_BY(mutex_) = false;
  bool wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int fetches_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace phoihop::identity

#endif  // SERVICES_IDENTITY_PROVIDER_KEYS_H_
