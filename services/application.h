// One phoihopd: database, write door, feed, sweep, runner of reorganisations, gRPC and HTTP, put together in the order
// in which they need each other.
//
//   auto application = Application::Open({.database_url = url});     // works on the database, serves nobody
//   (*application)->Serve({.grpc_address = …});                      // from here on it does
//   (*application)->Stop();
#ifndef SERVICES_APPLICATION_H_
#define SERVICES_APPLICATION_H_

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "services/delivery/smtp.h"
#include "services/delivery/webhook.h"
#include "services/engine/checkpoint_key.h"
#include "services/engine/clock.h"
#include "services/engine/engine.h"
#include "services/engine/feed.h"
#include "services/files/file_store.h"
#include "services/files/s3_options.h"
#include "services/gateway/server.h"
#include "services/handlers/call.h"
#include "services/handlers/work_pool.h"
#include "services/identity/provider_keys.h"
#include "services/identity/token_verifier.h"
#include "services/rpc/server.h"
#include "services/store/database.h"
#include "services/worker/bulk.h"
#include "services/worker/checkpoints.h"
#include "services/worker/courier.h"
#include "services/worker/figures.h"
#include "services/worker/file_cleaner.h"
#include "services/worker/follow_ups.h"
#include "services/worker/mailer.h"
#include "services/worker/pulse.h"
#include "services/worker/rehoming.h"
#include "services/worker/sweep.h"
#include "services/worker/system_callers.h"
#include "services/worker/webhook_caller.h"

namespace phoihop {

inline constexpr int kDefaultLanes = 2;
// Not ready when a clock that is due has been waiting for longer than this …
inline constexpr absl::Duration kMaxSweepLag = absl::Seconds(30);
// … or the sweep has not looked for this long …
inline constexpr absl::Duration kMaxSweepSilence = absl::Seconds(30);
// … or nobody has looked for follow-ups for this long …
inline constexpr absl::Duration kMaxFollowUpSilence = absl::Seconds(30);
// … or a digest that is due, or the journal, has been waiting for the courier for this long …
inline constexpr absl::Duration kMaxCourierLag = absl::Seconds(60);
// … or the feed does not know the newest events for this long.
inline constexpr absl::Duration kMaxFeedLag = absl::Seconds(10);

struct ApplicationOptions {
  std::string database_url;
  int lanes = kDefaultLanes;
  // Must outlive the application.
  engine::Clock* clock = &engine::SystemClock();
};

// The OpenID provider whose bearer tokens are believed.
struct SignInOptions {
  // Empty: there is none, and tokens are refused.
  std::string issuer;
  // One of `aud` of every token that is meant for this server. Required with an issuer.
  std::string audience;
  // Certificates (PEM) that the provider's https is checked with; empty: those that the machine trusts.
  std::string ca_file;
  // Names of the claims that say for which units somebody acts, and which person it is.
  std::string unit_claim = identity::VerifierOptions().unit_claim;
  std::string person_claim = identity::VerifierOptions().person_claim;
  // Whose units and persons the claims mean by an id.
  std::string province = "dong-nai";
  int clock_skew_seconds = static_cast<int>(absl::ToInt64Seconds(identity::kClockSkew));
  // What the web client is told (GET /v1/identity/config).
  std::string client_id = "phoihop-web";
  std::vector<std::string> scopes = {"openid", "profile"};
};

// How the journal is signed.
struct CheckpointServing {
  // Without one there are no checkpoints.
  std::optional<engine::CheckpointKey> key;
  int interval_seconds = static_cast<int>(absl::ToInt64Seconds(worker::kCheckpointInterval));
  int64_t events = worker::kCheckpointEvents;
};

// How digests are mailed.
struct MailServing {
  // `smtp.url` empty: there is no mail, and people find their notices in the product.
  delivery::SmtpOptions smtp;
  // Whose mail it is. Required with a server.
  std::string from;
  notice::Language language = notice::Language::kVietnamese;
};

// Where digests are posted to, and the systems that ladders call.
struct WebhookServing {
  // `url` empty: nowhere.
  delivery::WebhookOptions endpoint;
  // Where `endpoint.secret` is read from when it is empty. Required with an endpoint.
  std::string secret_file;
  // Where the systems are listed that ladders call (services/delivery/systems_file.h); empty: there are none.
  std::string systems_file;
};

// Where contents of files are.
struct FileServing {
  // `endpoint` empty: in PostgreSQL.
  files::S3Options s3;
  // False: new contents go to PostgreSQL all the same, and those that are in the other store are read there.
  bool new_in_s3 = true;
};

struct ServeOptions {
  std::string grpc_address = "127.0.0.1:50051";
  // Empty: no HTTP.
  std::string http_address = "127.0.0.1:8080";
  bool local_mode = false;
  SignInOptions sign_in;
  // Of gRPC; HTTP gets its TLS from a reverse proxy.
  rpc::TlsOptions tls;
  CheckpointServing checkpoints;
  MailServing mail;
  WebhookServing webhook;
  FileServing files;
};

// Used by one thread, except where it says otherwise.
class Application {
 public:
  // Does not wait for the database.
  static std::unique_ptr<Application> Open(ApplicationOptions options);
  // Stops.
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  // What handlers work with; thread-safe.
  const handlers::Services& services() const { return services_; }

  // Starts the sweep, the workers and the servers. FAILED_PRECONDITION when an address is in use or is none, or files
  // of TLS cannot be used, or the store of files refuses; INVALID_ARGUMENT when the provider is none that may be asked,
  // or an option is wrong. Once.
  absl::Status Serve(const ServeOptions& options);
  // While it serves.
  rpc::Server& rpc() { return *rpc_; }
  gateway::Server* gateway() { return gateway_.get(); }
  worker::DeadlineSweep& sweep() { return *sweep_; }
  worker::RehomingRunner& rehoming() { return *rehoming_; }
  worker::FollowUpWorker& follow_ups() { return *follow_ups_; }
  worker::BulkWorker& bulk() { return *bulk_; }
  worker::Courier& courier() { return *courier_; }
  worker::FileCleaner& file_cleaner() { return *file_cleaner_; }
  // Null without a mail server.
  worker::Mailer* mailer() { return mailer_.get(); }
  // Null without an endpoint.
  worker::WebhookCaller* webhook_caller() { return webhook_caller_.get(); }
  worker::SystemCallers& system_callers() { return *system_callers_; }
  // Null without a key.
  worker::CheckpointSigner* checkpoints() { return checkpoints_.get(); }
  worker::FigureCounter* figures() { return figures_.get(); }

  // Says "not ready", takes no new work, finishes what is at hand, ends streams and threads. A second call does
  // nothing.
  void Stop();

 private:
  explicit Application(ApplicationOptions options);
  // The provider's keys begin to be fetched.
  // The pulse saw commits: there may be work.
  void PokeWorkers();
  absl::Status StartCourier(const MailServing& mail, const WebhookServing& webhook);
  absl::Status StartMailer(const MailServing& options);
  absl::Status StartWebhookCaller(const WebhookServing& options);
  absl::Status StartSystemCallers(const std::string& systems_file);
  absl::Status StartSignIn(const SignInOptions& options);
  absl::Status StartFiles(const FileServing& options);
  absl::Status ServeGrpc(const ServeOptions& options);
  absl::Status ServeHttp(const ServeOptions& options);
  std::vector<rpc::ReadinessCheck> ReadinessChecks();
  absl::Status CheckSchema();
  absl::Status CheckSweep() const;
  absl::Status CheckFollowUps() const;
  absl::Status CheckCourier() const;
  absl::Status CheckFeed();
  // OK for good once the store of files has answered: a server that cannot reach it any more does all the rest.
  absl::Status CheckFiles();
  std::vector<std::string> provinces() const;
  // Of every province; may ask the database.
  std::vector<rpc::ProvinceHealth> HealthOfProvinces();

  // In the order of who needs whom: the last goes first.
  const ApplicationOptions options_;
  std::unique_ptr<store::Database> database_;
  engine::Feed feed_;
  handlers::WorkPool pool_;
  handlers::WorkPool downloads_;
  // Read by the engine's hooks in its threads; null until they run.
  std::atomic<worker::DeadlineSweep*> armed_{nullptr};
  std::atomic<worker::RehomingRunner*> committed_{nullptr};
  std::atomic<worker::FollowUpWorker*> followed_up_{nullptr};
  std::atomic<worker::BulkWorker*> bulk_changed_{nullptr};
  engine::Engine engine_;
  files::FileStore files_;
  std::set<std::string> systems_;  // that are known; not changed once it serves
  const handlers::Services services_;
  std::unique_ptr<worker::DeadlineSweep> sweep_;
  std::unique_ptr<worker::RehomingRunner> rehoming_;
  std::unique_ptr<worker::FollowUpWorker> follow_ups_;
  std::unique_ptr<worker::BulkWorker> bulk_;
  std::unique_ptr<worker::Courier> courier_;
  std::unique_ptr<delivery::SmtpSender> smtp_;  // null: no mail
  std::unique_ptr<worker::Mailer> mailer_;
  std::unique_ptr<delivery::WebhookSender> webhook_;  // null: there is no endpoint
  std::unique_ptr<worker::WebhookCaller> webhook_caller_;
  std::unique_ptr<worker::SystemCallers> system_callers_;
  std::unique_ptr<worker::FigureCounter> figures_;
  std::unique_ptr<worker::CheckpointSigner> checkpoints_;
  std::unique_ptr<worker::FileCleaner> file_cleaner_;
  std::unique_ptr<worker::Pulse> pulse_;          // after the workers that it pokes
  std::unique_ptr<identity::ProviderKeys> keys_;  // null: no provider
  std::unique_ptr<identity::TokenVerifier> verifier_;
  std::unique_ptr<rpc::Server> rpc_;
  std::unique_ptr<gateway::Server> gateway_;
  bool files_checked_ = false;  // of the thread of readiness, once it serves
  bool stopped_ = false;
  std::atomic<bool> stopping_{false};  // read by those who send

  mutable absl::Mutex provinces_mutex_;
  std::vector<std::string> provinces_ ABSL_GUARDED_BY(provinces_mutex_);
};

}  // namespace phoihop

#endif  // SERVICES_APPLICATION_H_
