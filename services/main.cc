// phoihopd: the command line.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string>

#include "services/commands.h"

namespace phoihop {
namespace {

// Not in the arguments when it has a password: everybody on a machine can list those.
constexpr char kDatabaseVariable[] = "PHOIHOP_DATABASE_URL";

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
