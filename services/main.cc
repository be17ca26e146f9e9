// phoihopd: the command line.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>
#include <string>

#include "services/commands.h"

namespace phoihop {
namespace {

// Not in the arguments when it has a password: everybody on a machine can list those.
constexpr char kDatabaseVariable[] = "PHOIHOP_DATABASE_URL";
// The same for the password at the mail server.
constexpr char kMailPasswordVariable[] = "PHOIHOP_SMTP_PASSWORD";
// And for the secret key of the store of files.
constexpr char kS3SecretVariable[] = "PHOIHOP_S3_SECRET_KEY";
constexpr char kS3AccessKeyVariable[] = "PHOIHOP_S3_ACCESS_KEY";
// Of --checkpoint-interval: one day.
constexpr int kMaxCheckpointIntervalSeconds = 24 * 3600;

void AddDatabase(CLI::App& app, std::string& url) {
  app.add_option("--database-url", url, "PostgreSQL 15 or newer: postgresql://user@host:port/database")
      ->envname(kDatabaseVariable);
}

void AddServing(CLI::App& app, ServeOptions& serve, int& lanes) {
  app.add_option("--grpc", serve.grpc_address, "address of gRPC, host:port")->capture_default_str();
  app.add_option("--http", serve.http_address, "address of HTTP, host:port; empty: no HTTP")->capture_default_str();
  app.add_option("--lanes", lanes, "threads, each with a connection, that commit changes")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
}

void AddSignIn(CLI::App& app, SignInOptions& sign_in) {
  constexpr char kGroup[] = "OpenID Connect";
  app.add_option("--oidc-issuer", sign_in.issuer,
                 "provider whose bearer tokens are believed, as in their iss: https://…")
      ->group(kGroup);
  app.add_option("--oidc-audience", sign_in.audience, "what their aud has to name")->group(kGroup);
  app.add_option("--oidc-ca", sign_in.ca_file, "certificates (PEM) that the provider's https is checked with")
      ->group(kGroup);
  app.add_option("--oidc-unit-claim", sign_in.unit_claim, "claim with the unit, or a list of units")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--oidc-person-claim", sign_in.person_claim, "claim with the person")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--oidc-province", sign_in.province, "province whose ids stand in these claims")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--oidc-clock-skew", sign_in.clock_skew_seconds, "how far the provider's clock may differ, seconds")
      ->check(CLI::Range(0, static_cast<int>(absl::ToInt64Seconds(identity::kMaxClockSkew))))
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--oidc-client-id", sign_in.client_id, "what the web client calls itself at the provider")
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--oidc-scope", sign_in.scopes, "what the web client asks for")->capture_default_str()->group(kGroup);
}

void AddTls(CLI::App& app, rpc::TlsOptions& tls) {
  constexpr char kGroup[] = "TLS (gRPC)";
  app.add_option("--tls-certificate", tls.certificate, "certificate with its chain (PEM); read again when it changes")
      ->group(kGroup);
  app.add_option("--tls-key", tls.key, "its key (PEM)")->group(kGroup);
  app.add_option("--tls-client-ca", tls.client_ca,
                 "who signs certificates of systems (PEM): phoihop://province/systems/unit acts as that unit")
      ->group(kGroup);
}

void AddCheckpoints(CLI::App& app, std::string& key_file, CheckpointServing& checkpoints) {
  constexpr char kGroup[] = "Journal";
  app.add_option("--checkpoint-key-file", key_file,
                 "private key (PEM, Ed25519) that signs the journal; 'up' has one in its data directory")
      ->group(kGroup);
  app.add_option("--checkpoint-interval", checkpoints.interval_seconds,
                 "a journal that has moved is signed after so many seconds …")
      ->check(CLI::Range(1, kMaxCheckpointIntervalSeconds))
      ->capture_default_str()
      ->group(kGroup);
  app.add_option("--checkpoint-events", checkpoints.events, "… or after so many events")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group(kGroup);
}

void AddMail(CLI::App& app, MailServing& mail) {
  constexpr char kGroup[] = "E-mail";
  app.add_option("--smtp-url", mail.smtp.url,
                 "mail server that takes digests: smtp://host:port (STARTTLS unless it is this machine) or smtps://…; "
                 "empty: no mail")
      ->group(kGroup);
  app.add_option("--smtp-from", mail.from, "address that the mail comes from")->group(kGroup);
  app.add_option("--smtp-user", mail.smtp.user,
                 std::string("user at the mail server; the password is read from ") + kMailPasswordVariable)
      ->group(kGroup);
  app.add_option("--smtp-ca", mail.smtp.ca_file, "certificates (PEM) that the mail server's is checked with")
      ->group(kGroup);
  app.add_option("--mail-language", mail.language, "of the mail: vi or en")
      ->transform(CLI::CheckedTransformer(std::map<std::string, notice::Language>{{"vi", notice::Language::kVietnamese},
                                                                                  {"en", notice::Language::kEnglish}}))
      ->group(kGroup);
  // Not in the arguments: everybody on a machine can list those.
  const char* password = std::getenv(kMailPasswordVariable);
  if (password != nullptr) mail.smtp.password = password;
}

void AddWebhook(CLI::App& app, WebhookServing& webhook) {
  constexpr char kGroup[] = "Webhook";
  app.add_option(
         "--webhook-url", webhook.endpoint.url,
         "endpoint that every digest is posted to, signed: https://host[:port]/path, or http:// on this machine; "
         "empty: none")
      ->group(kGroup);
  // Not in the arguments: everybody on a machine can list those.
  app.add_option("--webhook-secret-file", webhook.secret_file,
                 "file with the secret that both sides know: whsec_ and base64 (echo whsec_$(openssl rand -base64 32))")
      ->group(kGroup);
  app.add_option(
         "--systems-file", webhook.systems_file,
         "JSON file with the systems that ladders call: {\"systems\": [{\"name\": …, \"url\": …, \"secret_file\": "
         "…, \"ca_file\": …}]}; README.md shows one")
      ->group(kGroup);
  app.add_option("--webhook-ca", webhook.endpoint.ca_file, "certificates (PEM) that the endpoint's is checked with")
      ->group(kGroup);
}

void AddFiles(CLI::App& app, FileServing& files) {
  constexpr char kGroup[] = "Files (S3)";
  app.add_option("--s3-endpoint", files.s3.endpoint,
                 "store of files that speaks S3: https://host[:port], or http:// on this machine; empty: files are in "
                 "PostgreSQL")
      ->group(kGroup);
  app.add_option("--s3-bucket", files.s3.bucket, "its bucket, which has to exist")->group(kGroup);
  app.add_option("--s3-prefix", files.s3.prefix, "in front of every key: phoihop/")->group(kGroup);
  app.add_option("--s3-region", files.s3.region, "region that the store is in")->capture_default_str()->group(kGroup);
  app.add_option("--s3-addressing", files.s3.addressing, "https://host/bucket (path) or https://bucket.host (host)")
      ->transform(CLI::CheckedTransformer(std::map<std::string, files::S3Addressing>{
          {"path", files::S3Addressing::kPath}, {"host", files::S3Addressing::kVirtualHost}}))
      ->option_text("path|host [path]")
      ->group(kGroup);
  app.add_option("--s3-access-key", files.s3.access_key,
                 std::string("access key; its secret is read from ") + kS3SecretVariable)
      ->envname(kS3AccessKeyVariable)
      ->group(kGroup);
  app.add_option("--s3-ca", files.s3.ca_file, "certificates (PEM) that the store's is checked with")->group(kGroup);
  app.add_option("--s3-new", files.new_in_s3,
                 "false: new files go to PostgreSQL, and those in the store are read there (the way back)")
      ->option_text("true|false [true]")
      ->group(kGroup);
  const char* secret = std::getenv(kS3SecretVariable);
  if (secret != nullptr) files.s3.secret_key = secret;
}

void AddReference(CLI::App& app, ReferenceSource& source) {
  app.add_option("--province", source.province, "id of the province")->capture_default_str();
  app.add_option("--reference-dir", source.directory,
                 "folder with reference data as in data/dong-nai; default: what the program carries");
}

int Run(int argc, char** argv) {
  CLI::App app("Phối Hợp: ai chịu trách nhiệm, việc gì, hạn nào / who is responsible, for what, by when", "phoihopd");
  app.require_subcommand(1);

  ServeCommand serve;
  CLI::App* serve_app = app.add_subcommand("serve", "phục vụ gRPC và HTTP / serve gRPC and HTTP");
  AddDatabase(*serve_app, serve.database_url);
  AddServing(*serve_app, serve.serve, serve.lanes);
  serve_app->add_flag("--local-mode", serve.serve.local_mode,
                      "believe callers who they say they are (only on loopback addresses)");
  AddSignIn(*serve_app, serve.serve.sign_in);
  AddTls(*serve_app, serve.serve.tls);
  AddCheckpoints(*serve_app, serve.checkpoint_key_file, serve.serve.checkpoints);
  AddMail(*serve_app, serve.serve.mail);
  AddWebhook(*serve_app, serve.serve.webhook);
  AddFiles(*serve_app, serve.serve.files);

  std::string migrate_url;
  CLI::App* migrate_app = app.add_subcommand("migrate", "dựng lược đồ cơ sở dữ liệu / bring the schema up to date");
  AddDatabase(*migrate_app, migrate_url);

  std::string load_url;
  ReferenceSource load_source;
  CLI::App* load_app = app.add_subcommand("load", "nạp dữ liệu tham chiếu / load reference data of a province");
  AddDatabase(*load_app, load_url);
  AddReference(*load_app, load_source);

  UpCommand up;
  CLI::App* up_app =
      app.add_subcommand("up", "chạy mọi thứ trên máy này / run everything on this machine, with a private database");
  AddDatabase(*up_app, up.database_url);
  AddServing(*up_app, up.serve, up.lanes);
  AddReference(*up_app, up.reference);
  AddCheckpoints(*up_app, up.checkpoint_key_file, up.serve.checkpoints);
  AddMail(*up_app, up.serve.mail);
  AddWebhook(*up_app, up.serve.webhook);
  AddFiles(*up_app, up.serve.files);
  up_app->add_option("--data-dir", up.data_dir, "where the private database lives")->capture_default_str();
  up_app->add_flag("--no-serve", up.no_serve, "prepare everything, print the summary, end");

  CLI11_PARSE(app, argc, argv);
  if (serve_app->parsed()) return RunServe(serve);
  if (migrate_app->parsed()) return RunMigrate(migrate_url);
  if (load_app->parsed()) return RunLoad(load_url, load_source);
  return RunUp(up);
}

}  // namespace
}  // namespace phoihop

int main(int argc, char** argv) { return phoihop::Run(argc, argv); }
