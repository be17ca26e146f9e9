#include "services/embedded/settings.h"

#include "absl/strings/str_cat.h"
#include "services/embedded/socket_directory.h"

namespace phoihop::embedded {
namespace {

std::vector<Setting> CommonSettings() {
  return {
      // Lanes, read pools and workers of a few phoihopd roles on one machine need some 30; the rest is for people with
      // psql. Every allowed connection costs shared memory and snapshot time.
      {"max_connections", "60"},
      // Millions of short statements: compiling them costs more than it gains, and loads some 100 MB of LLVM.
      {"jit", "off"},
      // The working set of one province; the rest is in the page cache of the operating system.
      {"shared_buffers", "128MB"},
      // Two cores are busy with phoihopd and the lanes; a list must not take them all.
      {"max_parallel_workers_per_gather", "0"},
      {"max_worker_processes", "4"},
      {"max_logical_replication_workers", "0"},
      {"autovacuum_max_workers", "2"},
      // Solid-state disks: a random page costs about as much as the next one.
      {"random_page_cost", "1.1"},
      // Right after a checkpoint every changed page is written whole to the log (12 kB per transition instead of 1.4).
      // Checkpoints are therefore far apart and spread; crash recovery replays at most about 2 GB.
      {"checkpoint_timeout", "15min"},
      {"max_wal_size", "2GB"},
      {"checkpoint_completion_target", "0.9"},
      // Keeps some log files for reuse: writing over an old file is cheaper than making a new one.
      {"min_wal_size", "256MB"},
      // A batch of a lane fits without a write before its commit.
      {"wal_buffers", "16MB"},
      // No setting of the machine changes what a statement answers.
      {"timezone", "UTC"},
      {"log_timezone", "UTC"},
      {"lc_messages", "C"},
      {"log_line_prefix", "%m [%p] "},
      // The log says what failed but not with which personal data: a failed statement is known to phoihopd anyway.
      {"log_min_error_statement", "panic"},
  };
}

std::vector<Setting> DurableSettings(bool has_lz4) {
  return {
      {"fsync", "on"},
      {"full_page_writes", "on"},
      // Answered means on the disk.
      {"synchronous_commit", "on"},
      // Halves the whole pages above; lz4 costs a fraction of the processor time of the older method.
      {"wal_compression", has_lz4 ? "lz4" : "on"},
      // Backups with pg_basebackup are possible while it runs.
      {"wal_level", "replica"},
      {"max_wal_senders", "3"},
  };
}

// For tests, whose data nobody will miss after a power cut. Commits still wait for the operating system to have the
// log, which costs next to nothing: a crash of PostgreSQL itself is survived.
std::vector<Setting> FleetingSettings() {
  return {
      {"fsync", "off"},
      {"full_page_writes", "off"},
      // No backups, so that what fills a new table need not go through the log.
      {"wal_level", "minimal"},
      {"max_wal_senders", "0"},
      // Little data and many clusters at once.
      {"shared_buffers", "32MB"},
      {"wal_buffers", "4MB"},
      {"min_wal_size", "32MB"},
  };
}

std::vector<Setting> MandatorySettings(const std::string& socket_directory) {
  return {
      {"listen_addresses", ""},
      {"port", absl::StrCat(kPort)},
      {"unix_socket_directories", socket_directory},
      {"unix_socket_permissions", "0700"},
      {"unix_socket_group", ""},
      // Standard error goes to the log file that PrivateCluster reads when something fails.
      {"log_destination", "stderr"},
      {"logging_collector", "off"},
  };
}

}  // namespace

std::vector<Setting> ServerSettings(bool durable, bool has_lz4, const std::vector<Setting>& extra,
                                    const std::string& socket_directory) {
  std::vector<Setting> all;
  for (const std::vector<Setting>& part : {CommonSettings(), durable ? DurableSettings(has_lz4) : FleetingSettings(),
                                           extra, MandatorySettings(socket_directory)}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::vector<std::string> AsArguments(const std::vector<Setting>& settings) {
  std::vector<std::string> arguments;
  for (const auto& [name, value] : settings) {
    arguments.emplace_back("-c");
    arguments.push_back(absl::StrCat(name, "=", value));
  }
  return arguments;
}

}  // namespace phoihop::embedded
