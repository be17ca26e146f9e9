// Hands messages to an HTTP endpoint, signed as Standard Webhooks has it (https://www.standardwebhooks.com).
#ifndef SERVICES_DELIVERY_WEBHOOK_H_
#define SERVICES_DELIVERY_WEBHOOK_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/delivery/limits.h"

namespace phoihop::delivery {

struct WebhookOptions {
  // `https://host[:port][/path][?query]`, or `http://` to this machine (localhost, 127.0.0.1, [::1]). No user, password
  // or fragment.
  std::string url;
  // `whsec_` and the base64 of 24 to 64 random bytes, which both sides know.
  std::string secret;
  // Certificates (PEM) that replace those that the machine trusts; empty: those.
  std::string ca_file;
  // For one message, all in all.
  absl::Duration timeout = kSendLimit;
  // A message that is being sent is given up soon after this answers true; may be null.
  std::function<bool()> stopping;
};

struct WebhookMessage {
  // `webhook-id`: the same whenever the same message is sent again, by which the endpoint knows a repetition.
  std::string id;
  // `webhook-timestamp`: of this try.
  absl::Time time;
  std::string content_type;
  std::string body;
};

// INVALID_ARGUMENT says which option is wrong; repeats neither secret nor URL.
absl::Status CheckWebhookOptions(const WebhookOptions& options);

// The secret as bytes. INVALID_ARGUMENT says what is wrong and does not repeat it.
absl::StatusOr<std::string> DecodeWebhookSecret(absl::string_view secret);

// `webhook-signature`: `v1,` and the base64 of HMAC-SHA256(secret, id.timestamp.body).
std::string WebhookSignature(absl::string_view secret_bytes, absl::string_view id, absl::Time time,
                             absl::string_view body);

// Keeps one connection, which the next message uses too. For one thread at a time.
class WebhookSender {
 public:
  // Connects to nothing yet. INVALID_ARGUMENT says which option is wrong.
  static absl::StatusOr<std::unique_ptr<WebhookSender>> Create(WebhookOptions options);
  ~WebhookSender();
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;

  // Blocks. Redirects are not followed, and of the answer only the code counts.
  //  * OK: 2xx.
  //  * UNAVAILABLE: try again later. The endpoint cannot be reached or is too slow, or answers 401, 403, 404, 408, 425,
  //    429 or 5xx, which time or an operator mends.
  //  * INVALID_ARGUMENT: for good: any other answer, 410 (gone) among them, says that this message is not wanted.
  // The message is for an operator: the endpoint's host and the code. It contains nothing of what was sent.
  absl::Status Send(const WebhookMessage& message);

 private:
  class Connection;

  explicit WebhookSender(std::unique_ptr<Connection> connection);

  const std::unique_ptr<Connection> connection_;
};

}  // namespace phoihop::delivery

#endif  // SERVICES_DELIVERY_WEBHOOK_H_
