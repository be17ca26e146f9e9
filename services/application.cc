#include "services/application.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/delivery/secret_file.h"
#include "services/delivery/systems_file.h"
#include "services/files/limits.h"
#include "services/files/s3_client.h"
#include "services/files/s3_contents.h"
#include "services/handlers/log.h"
#include "services/rpc/limits.h"
#include "services/store/event_reader.h"
#include "services/store/follow_up_reader.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {

engine::EngineOptions EngineOptionsFor(const ApplicationOptions& options, engine::Feed& feed,
                                       std::atomic<worker::DeadlineSweep*>& armed,
                                       std::atomic<worker::RehomingRunner*>& committed,
                                       std::atomic<worker::FollowUpWorker*>& followed_up,
                                       std::atomic<worker::BulkWorker*>& bulk_changed) {
  engine::EngineOptions engine_options{.uri = options.database_url, .lanes = options.lanes, .clock = options.clock};
  engine_options.hooks.committed = [&feed, &committed](absl::string_view province,
                                                       std::vector<std::shared_ptr<const v1::Event>> events) {
    if (worker::RehomingRunner* runner = committed.load()) {
      for (const auto& event : events) runner->Committed(*event);
    }
    feed.Committed(province, std::move(events));
  };
  engine_options.hooks.armed = [&armed](absl::string_view, absl::Time wake) {
    if (worker::DeadlineSweep* sweep = armed.load()) sweep->Armed(wake);
  };
  engine_options.hooks.followed_up = [&followed_up](absl::string_view) {
    if (worker::FollowUpWorker* worker = followed_up.load()) worker->Poke();
  };
  engine_options.hooks.bulk_changed = [&bulk_changed](absl::string_view) {
    if (worker::BulkWorker* worker = bulk_changed.load()) worker->Poke();
  };
  return engine_options;
}

// Resource names of reorganisations.
std::vector<std::string> HeldOf(const std::vector<rpc::ProvinceHealth>& provinces) {
  std::vector<std::string> names;
  for (const rpc::ProvinceHealth& entry : provinces) {
    for (const std::string& id : entry.held) {
      names.push_back(ChildName(ProvinceName(entry.province), "reorganisations", id));
    }
  }
  return names;
}

std::vector<std::string> SetAsideOf(const std::vector<rpc::ProvinceHealth>& provinces) {
  std::vector<std::string> lines;
  for (const rpc::ProvinceHealth& entry : provinces) {
    const auto add = [&](int64_t count, absl::string_view what) {
      if (count == 0) return;
      const absl::string_view more = count >= store::kCountedAside ? " or more " : " ";
      lines.push_back(absl::StrCat(count, more, what, " of ", entry.province));
    };
    add(entry.follow_ups_aside, "follow-ups");
    add(entry.tasks_aside, "tasks");
  }
  return lines;
}

}  // namespace

std::unique_ptr<Application> Application::Open(ApplicationOptions options) {
  return std::unique_ptr<Application>(new Application(std::move(options)));
}

Application::Application(ApplicationOptions options)
    : options_(std::move(options)),
      database_(store::Database::Open({.uri = options_.database_url})),
      feed_(database_.get()),
      downloads_(files::kDownloadThreads),
      engine_(EngineOptionsFor(options_, feed_, armed_, committed_, followed_up_, bulk_changed_)),
      files_(*database_, [this](std::function<void()> work) { downloads_.Submit(std::move(work)); }),
      services_{engine_, *database_, feed_, *options_.clock, files_, pool_, systems_} {}

Application::~Application() { Stop(); }

absl::Status Application::Serve(const ServeOptions& options) {
  if (const absl::Status status = StartFiles(options.files); !status.ok()) return status;
  if (const absl::Status status = StartSignIn(options.sign_in); !status.ok()) return status;
  sweep_ = std::make_unique<worker::DeadlineSweep>(
      worker::SweepOptions{.engine = &engine_, .database = database_.get(), .quiet_interval = worker::kQuietInterval});
  armed_.store(sweep_.get());
  rehoming_ = std::make_unique<worker::RehomingRunner>(worker::RehomingOptions{
      .engine = &engine_, .database = database_.get(), .quiet_interval = worker::kQuietInterval});
  committed_.store(rehoming_.get());
  follow_ups_ = std::make_unique<worker::FollowUpWorker>(worker::FollowUpOptions{
      .engine = &engine_, .database = database_.get(), .quiet_interval = worker::kQuietInterval});
  followed_up_.store(follow_ups_.get());
  bulk_ = std::make_unique<worker::BulkWorker>(
      worker::BulkOptions{.engine = &engine_, .database = database_.get(), .quiet_interval = worker::kQuietInterval});
  bulk_changed_.store(bulk_.get());
  if (const absl::Status status = StartCourier(options.mail, options.webhook); !status.ok()) return status;
  file_cleaner_ =
      std::make_unique<worker::FileCleaner>(worker::FileCleanerOptions{.clock = options_.clock, .files = &files_});
  figures_ = std::make_unique<worker::FigureCounter>(
      worker::FigureOptions{.database = database_.get(), .clock = options_.clock});
  if (options.checkpoints.key.has_value()) {
    checkpoints_ = std::make_unique<worker::CheckpointSigner>(
        worker::CheckpointOptions{.database = database_.get(),
                                  .clock = options_.clock,
                                  .key = *options.checkpoints.key,
                                  .interval = absl::Seconds(options.checkpoints.interval_seconds),
                                  .events = options.checkpoints.events});
  }
  pulse_ = std::make_unique<worker::Pulse>(
      worker::PulseOptions{.clock = options_.clock, .database = database_.get(), .changed = [this] { PokeWorkers(); }});
  if (const absl::Status status = ServeGrpc(options); !status.ok()) return status;
  return options.http_address.empty() ? absl::OkStatus() : ServeHttp(options);
}

void Application::PokeWorkers() {
  sweep_->Poke();
  rehoming_->Poke();
  follow_ups_->Poke();
  bulk_->Poke();
  courier_->Poke();
}

absl::Status Application::StartMailer(const MailServing& options) {
  if (options.smtp.url.empty()) return absl::OkStatus();
  const absl::Status from = delivery::CheckAddress(options.from);
  if (!from.ok()) return absl::InvalidArgumentError(absl::StrCat("--smtp-from: ", from.message()));
  absl::StatusOr<std::unique_ptr<delivery::SmtpSender>> smtp = delivery::SmtpSender::Create(options.smtp);
  if (!smtp.ok()) return smtp.status();
  smtp_ = *std::move(smtp);
  mailer_ = std::make_unique<worker::Mailer>(
      worker::MailerOptions{.engine = &engine_,
                            .database = database_.get(),
                            .send = [smtp = smtp_.get()](const delivery::Mail& letter) { return smtp->Send(letter); },
                            .from = options.from,
                            .language = options.language,
                            .quiet_interval = worker::kQuietInterval});
  return absl::OkStatus();
}

absl::Status Application::StartWebhookCaller(const WebhookServing& options) {
  if (options.endpoint.url.empty()) return absl::OkStatus();
  delivery::WebhookOptions endpoint = options.endpoint;
  if (endpoint.secret.empty()) {
    if (options.secret_file.empty()) {
      return absl::InvalidArgumentError(
          "with an endpoint of webhooks goes the file with its secret (--webhook-secret-file)");
    }
    absl::StatusOr<std::string> secret = delivery::ReadSecretFile(options.secret_file);
    if (!secret.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("--webhook-secret-file: ", secret.status().message()));
    }
    endpoint.secret = *std::move(secret);
  }
  absl::StatusOr<std::unique_ptr<delivery::WebhookSender>> webhook =
      delivery::WebhookSender::Create(std::move(endpoint));
  if (!webhook.ok()) return webhook.status();
  webhook_ = *std::move(webhook);
  webhook_caller_ = std::make_unique<worker::WebhookCaller>(worker::WebhookCallerOptions{
      .engine = &engine_,
      .database = database_.get(),
      .send = [sender = webhook_.get()](const auto& message) { return sender->Send(message); },
      .quiet_interval = worker::kQuietInterval});
  return absl::OkStatus();
}

absl::Status Application::StartSystemCallers(const std::string& systems_file) {
  worker::SystemCallersOptions callers{
      .engine = &engine_, .database = database_.get(), .quiet_interval = worker::kQuietInterval};
  std::vector<delivery::SystemEndpoint> endpoints;
  if (!systems_file.empty()) {
    absl::StatusOr<std::vector<delivery::SystemEndpoint>> read = delivery::ReadSystemsFile(systems_file);
    if (!read.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("--systems-file ", systems_file, ": ", read.status().message()));
    }
    endpoints = *std::move(read);
  }
  for (delivery::SystemEndpoint& endpoint : endpoints) {
    // Several that hang do not make the end of the server wait for one after the other.
    endpoint.webhook.stopping = [this] { return stopping_.load(); };
    absl::StatusOr<std::unique_ptr<delivery::WebhookSender>> sender =
        delivery::WebhookSender::Create(std::move(endpoint.webhook));
    if (!sender.ok()) return sender.status();
    callers.systems[endpoint.name] = [sender = std::shared_ptr<delivery::WebhookSender>(*std::move(sender))](
                                         const delivery::WebhookMessage& message) { return sender->Send(message); };
    systems_.insert(endpoint.name);
  }
  system_callers_ = std::make_unique<worker::SystemCallers>(callers);
  return absl::OkStatus();
}

absl::Status Application::StartCourier(const MailServing& mail, const WebhookServing& webhook) {
  absl::Status started = StartMailer(mail);
  if (started.ok()) started = StartWebhookCaller(webhook);
  if (started.ok()) started = StartSystemCallers(webhook.systems_file);
  if (!started.ok()) return started;
  courier_ = std::make_unique<worker::Courier>(worker::CourierOptions{.engine = &engine_,
                                                                      .database = database_.get(),
                                                                      .mail = mailer_ != nullptr,
                                                                      .webhook = webhook_caller_ != nullptr,
                                                                      .quiet_interval = worker::kQuietInterval,
                                                                      .let_out = [this] {
                                                                        if (mailer_ != nullptr) mailer_->Poke();
                                                                        if (webhook_caller_ != nullptr)
                                                                          webhook_caller_->Poke();
                                                                        system_callers_->Poke();
                                                                      }});
  return absl::OkStatus();
}

absl::Status Application::StartFiles(const FileServing& options) {
  if (options.s3.endpoint.empty()) {
    if (options.s3.bucket.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError("with a bucket of files goes the store that it is in (--s3-endpoint)");
  }
  if (options.s3.secret_key.empty()) {
    return absl::InvalidArgumentError(
        "with a store of files goes the secret of its access key (the environment variable PHOIHOP_S3_SECRET_KEY)");
  }
  files::S3Options s3 = options.s3;
  s3.log = handlers::LogLine;
  absl::StatusOr<std::unique_ptr<files::S3Client>> client = files::S3Client::Create(std::move(s3));
  if (!client.ok()) return client.status();
  files_.Add(std::make_unique<files::S3Contents>(*database_, *std::move(client)), options.new_in_s3);
  // A mistake of the operator's is told now. What may pass is waited for: until then the server is not ready.
  const absl::Status status = CheckFiles();
  return absl::IsUnavailable(status) ? absl::OkStatus() : status;
}

absl::Status Application::StartSignIn(const SignInOptions& options) {
  if (options.issuer.empty()) return absl::OkStatus();
  if (options.audience.empty()) {
    return absl::InvalidArgumentError(
        "with an issuer goes the audience that its tokens for this server have (--oidc-audience)");
  }
  absl::StatusOr<std::unique_ptr<identity::ProviderKeys>> keys =
      identity::ProviderKeys::Start({.issuer = options.issuer,
                                     .ca_file = options.ca_file,
                                     .now = [clock = options_.clock] { return clock->Now(); },
                                     .log = handlers::LogLine});
  if (!keys.ok()) return keys.status();
  keys_ = *std::move(keys);
  verifier_ = std::make_unique<identity::TokenVerifier>(
      identity::VerifierOptions{.issuer = options.issuer,
                                .audience = options.audience,
                                .unit_claim = options.unit_claim,
                                .person_claim = options.person_claim,
                                .clock_skew = absl::Seconds(options.clock_skew_seconds)},
      *keys_);
  return absl::OkStatus();
}

absl::Status Application::ServeGrpc(const ServeOptions& options) {
  rpc::ServerOptions rpc_options{.address = options.grpc_address,
                                 .local_mode = options.local_mode,
                                 .verifier = verifier_.get(),
                                 .token_province = options.sign_in.province,
                                 .tls = options.tls,
                                 .readiness = ReadinessChecks(),
                                 .provinces = [this] { return HealthOfProvinces(); }};
  if (!options.http_address.empty()) rpc_options.other_addresses.push_back(options.http_address);
  absl::StatusOr<std::unique_ptr<rpc::Server>> rpc = rpc::Server::Start(services_, std::move(rpc_options));
  if (!rpc.ok()) return rpc.status();
  rpc_ = *std::move(rpc);
  return absl::OkStatus();
}

absl::Status Application::ServeHttp(const ServeOptions& options) {
  gateway::ServerOptions http_options{.address = options.http_address,
                                      .channel = rpc_->InProcessChannel(),
                                      .local_mode = rpc_->local_mode(),
                                      .sign_in = {.issuer = options.sign_in.issuer,
                                                  .client_id = options.sign_in.client_id,
                                                  .scopes = options.sign_in.scopes},
                                      .readiness = [server = rpc_.get()] { return server->readiness(); },
                                      .provinces = [this] { return provinces(); },
                                      .held = [server = rpc_.get()] { return HeldOf(server->provinces()); },
                                      .set_aside = [server = rpc_.get()] { return SetAsideOf(server->provinces()); }};
  for (const auto& [name, method] : rpc_->methods().methods()) http_options.methods.push_back(method.descriptor);
  absl::StatusOr<std::unique_ptr<gateway::Server>> gateway = gateway::Server::Start(std::move(http_options));
  if (!gateway.ok()) return gateway.status();
  gateway_ = *std::move(gateway);
  return absl::OkStatus();
}

void Application::Stop() {
  if (stopped_) return;
  stopped_ = true;
  stopping_.store(true);
  if (rpc_ != nullptr) rpc_->Drain();
  if (gateway_ != nullptr) gateway_->Drain();
  files_.StopWithin(rpc::kDrainLimit);
  // Ends the streams of watchers, who resume elsewhere.
  feed_.Stop();
  if (gateway_ != nullptr) gateway_->Stop();
  if (rpc_ != nullptr) rpc_->Stop();
  if (pulse_ != nullptr) pulse_->Stop();
  if (sweep_ != nullptr) sweep_->Stop();
  if (rehoming_ != nullptr) rehoming_->Stop();
  if (follow_ups_ != nullptr) follow_ups_->Stop();
  if (bulk_ != nullptr) bulk_->Stop();
  if (courier_ != nullptr) courier_->Stop();
  if (mailer_ != nullptr) mailer_->Stop();
  if (webhook_caller_ != nullptr) webhook_caller_->Stop();
  if (system_callers_ != nullptr) system_callers_->Stop();
  if (figures_ != nullptr) figures_->Stop();
  if (checkpoints_ != nullptr) checkpoints_->Stop();
  if (file_cleaner_ != nullptr) file_cleaner_->Stop();
  downloads_.Stop();
  pool_.Stop();
  engine_.Stop();
  armed_.store(nullptr);
  committed_.store(nullptr);
  followed_up_.store(nullptr);
  bulk_changed_.store(nullptr);
}

std::vector<rpc::ReadinessCheck> Application::ReadinessChecks() {
  std::vector<rpc::ReadinessCheck> checks = {{"schema", [this] { return CheckSchema(); }},
                                             {"sweep", [this] { return CheckSweep(); }},
                                             {"follow-ups", [this] { return CheckFollowUps(); }},
                                             {"notices", [this] { return CheckCourier(); }},
                                             {"feed", [this] { return CheckFeed(); }},
                                             {"files", [this] { return CheckFiles(); }}};
  if (keys_ != nullptr) checks.push_back({"identity", [this] { return keys_->readiness(); }});
  return checks;
}

absl::Status Application::CheckSchema() {
  absl::Status schema = database_->CheckSchema();
  if (!schema.ok()) return schema;
  absl::StatusOr<std::vector<std::string>> provinces = store::ListProvinces(*database_);
  if (!provinces.ok()) return provinces.status();
  absl::MutexLock lock(&provinces_mutex_);
  provinces_ = *std::move(provinces);
  return absl::OkStatus();
}

absl::Status Application::CheckSweep() const {
  const worker::SweepStatus status = sweep_->status();
  if (status.since_last_look > kMaxSweepSilence) {
    return absl::UnavailableError(
        absl::StrCat("nobody has looked for due clocks for ", absl::FormatDuration(status.since_last_look)));
  }
  if (status.lag > kMaxSweepLag) {
    return absl::UnavailableError(
        absl::StrCat("a clock that is due has been waiting for ", absl::FormatDuration(status.lag)));
  }
  return absl::OkStatus();
}

absl::Status Application::CheckFollowUps() const {
  const worker::FollowUpStatus status = follow_ups_->status();
  if (status.since_last_look <= kMaxFollowUpSilence) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("nobody has looked for follow-ups for ", absl::FormatDuration(status.since_last_look)));
}

absl::Status Application::CheckCourier() const {
  const worker::CourierStatus status = courier_->status();
  const absl::Duration late = std::max(status.lag, status.since_last_look);
  if (late <= kMaxCourierLag) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("notices that are due have been waiting for the courier for ", absl::FormatDuration(late)));
}

absl::Status Application::CheckFeed() {
  const absl::Duration lag = feed_.Lag();
  if (lag <= kMaxFeedLag) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("the newest events have not been looked for since ", absl::FormatDuration(lag)));
}

absl::Status Application::CheckFiles() {
  if (files_checked_) return absl::OkStatus();
  absl::Status status = files_.Check();
  files_checked_ = status.ok();
  return status;
}

std::vector<std::string> Application::provinces() const {
  absl::MutexLock lock(&provinces_mutex_);
  return provinces_;
}

std::vector<rpc::ProvinceHealth> Application::HealthOfProvinces() {
  std::vector<rpc::ProvinceHealth> all;
  for (const std::string& province : provinces()) {
    rpc::ProvinceHealth& health = all.emplace_back();
    health.province = province;
    const auto facts = engine_.FactsOf(province);
    health.serving = facts.ok();
    if (!facts.ok()) continue;
    for (const v1::Reorganisation& reorganisation : (*facts)->data().reorganisations()) {
      if (reorganisation.state() != v1::Reorganisation::STATE_HELD) continue;
      health.held.emplace_back(LastSegment(reorganisation.name()));
      health.serving = false;
    }
    const auto aside = store::CountSetAside(*database_, province);
    health.follow_ups_aside = aside.ok() ? aside->follow_ups : 0;
    health.tasks_aside = aside.ok() ? aside->tasks : 0;
    if (!aside.ok() || health.follow_ups_aside > 0 || health.tasks_aside > 0) health.serving = false;
  }
  return all;
}

}  // namespace phoihop
