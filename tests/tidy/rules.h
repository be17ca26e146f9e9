// What the tree has to look like, as tables. The checkers know nothing but
// these; a rule is changed here and nowhere else.
#ifndef TESTS_TIDY_RULES_H_
#define TESTS_TIDY_RULES_H_

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"

namespace phoihop::tidy {

// -----------------------------------------------------------------------------
// Arrows. An #include leads to a place; a folder may include itself and the
// places that its row names. An include that leads to no place listed in
// kPlaces (the standard library, Abseil, protobuf itself …) is free.

struct Place {
  absl::string_view name;
  // The include path begins or, if it starts with '*', ends like one of these.
  std::vector<absl::string_view> paths;
};

// The first that matches counts. Folders of the tree (workflow, services/store …) are places of their own and need no
// row.
inline const std::vector<Place>& Places() {
  static const auto* const kPlaces = new std::vector<Place>{
      {"gRPC stubs", {"*.grpc.pb.h"}},
      {"protobuf", {"google/protobuf/"}},
      {"messages", {"*.pb.h"}},
      {"gRPC", {"grpcpp/", "grpc/", "grpc++/"}},
      {"PostgreSQL", {"pqxx/", "libpq-fe.h", "libpq/", "postgresql/"}},
      {"threads",
       {"thread", "mutex", "shared_mutex", "condition_variable", "future", "atomic", "stop_token", "semaphore", "latch",
        "barrier", "pthread.h", "absl/synchronization/"}},
      {"clock", {"chrono", "ctime", "time.h", "sys/time.h", "absl/time/clock.h"}},
      {"random", {"random", "absl/random/", "sys/random.h", "uuid/"}},
      {"network", {"boost/asio", "boost/beast", "sys/socket.h", "netinet/", "arpa/inet.h", "netdb.h", "curl/"}},
      {"files", {"filesystem", "fstream", "cstdio", "stdio.h", "unistd.h", "fcntl.h", "sys/stat.h"}},
  };
  return *kPlaces;
}

struct Arrow {
  absl::string_view from;  // a folder; the longest that matches counts
  std::vector<absl::string_view> to;
};

inline const std::vector<Arrow>& Arrows() {
  static const auto* const kArrows = new std::vector<Arrow>{
      // The rules are pure: messages in, messages out.
      {"workflow", {"messages", "protobuf"}},

      // Inside services: main → rpc, gateway, worker → handlers → engine → store.
      {"services/store", {"workflow", "messages", "protobuf", "PostgreSQL", "threads", "clock", "random", "files"}},
      {"services/engine",
       {"services/store", "workflow", "messages", "protobuf", "threads", "clock", "random", "files"}},
      {"services/files",
       {"services/curl", "services/engine", "services/store", "workflow", "messages", "protobuf", "threads", "network",
        "files"}},
      {"services/import", {"workflow", "messages", "protobuf", "files"}},
      {"services/embedded", {"messages", "protobuf", "threads", "clock", "random", "network", "files"}},
      {"services/handlers",
       {"services/engine", "services/files", "services/identity", "services/store", "services/import", "workflow",
        "messages", "gRPC stubs", "gRPC", "protobuf", "threads", "clock", "random", "files"}},
      {"services/identity",
       {"services/curl", "workflow", "messages", "protobuf", "threads", "random", "network", "files"}},
      {"services/curl", {"threads", "network"}},
      {"services/delivery", {"services/curl", "workflow", "threads", "network", "files"}},
      {"services/rpc",
       {"services/identity", "services/handlers", "services/engine", "services/store", "workflow", "messages",
        "gRPC stubs", "gRPC", "protobuf", "threads", "clock", "random", "network", "files"}},
      {"services/gateway",
       {"services/identity", "services/files", "services/handlers", "services/engine", "services/store", "workflow",
        "messages", "gRPC stubs", "gRPC", "protobuf", "threads", "clock", "random", "network", "files"}},
      {"services/worker",
       {"services/delivery", "services/files", "services/handlers", "services/engine", "services/store", "workflow",
        "messages", "gRPC stubs", "gRPC", "protobuf", "threads", "clock", "random", "network", "files"}},
      // main.cc and what stands beside it put everything together, but write no SQL.
      {"services",
       {"services/rpc",
        "services/gateway",
        "services/worker",
        "services/files",
        "services/identity",
        "services/delivery",
        "services/handlers",
        "services/engine",
        "services/store",
        "services/import",
        "services/embedded",
        "workflow",
        "messages",
        "gRPC stubs",
        "gRPC",
        "protobuf",
        "threads",
        "clock",
        "random",
        "network",
        "files"}},

      // Clients know the API and nothing of how it is served.
      {"clients/cpp", {"messages", "gRPC stubs", "gRPC", "protobuf", "threads", "clock", "random", "files"}},
      {"clients/cli",
       {"clients/cpp", "messages", "gRPC stubs", "gRPC", "protobuf", "threads", "clock", "random", "files"}},

      {"tests",
       {"workflow",
        "services",
        "services/rpc",
        "services/gateway",
        "services/worker",
        "services/handlers",
        "services/files",
        "services/engine",
        "services/store",
        "services/import",
        "services/embedded",
        "services/identity",
        "services/delivery",
        "clients/cpp",
        "clients/cli",
        "messages",
        "gRPC stubs",
        "gRPC",
        "protobuf",
        "PostgreSQL",
        "threads",
        "clock",
        "random",
        "network",
        "files"}},
  };
  return *kArrows;
}

// -----------------------------------------------------------------------------
// Words that must not stand in a file.

struct Word {
  absl::string_view word;
  std::vector<absl::string_view> in;      // path prefixes; "" is everywhere
  std::vector<absl::string_view> except;  // path prefixes, each with its reason
  bool comments_too;
  absl::string_view why;
};

inline const std::vector<Word>& Words() {
  static const auto* const kWords = new std::vector<Word>{
      // Pure code: whatever differs from call to call is an argument.
      {"getenv(", {"workflow/"}, {}, false, "the rules do not read the environment"},
      {"rand(", {"workflow/"}, {}, false, "the rules are deterministic"},
      {"std::random_device", {"workflow/"}, {}, false, "the rules are deterministic"},
      {"std::chrono", {"workflow/"}, {}, false, "time is an argument, and an absl::Time"},
      {"std::thread", {"workflow/"}, {}, false, "the rules know no threads"},
      {"time(nullptr", {"workflow/", "services/", "clients/"}, {}, false, "the server has one clock"},
      {"absl::Now(",
       {"workflow/", "services/"},
       {"services/engine/clock.cc"},  // the clock itself
       false,
       "the server has one clock, services/engine/clock.h, which tests can turn"},
      {"system_clock::now(",
       {"workflow/", "services/"},
       {"services/engine/clock.cc"},  // the clock itself
       false,
       "the server has one clock, services/engine/clock.h, which tests can turn"},

      // Waiting is for a condition.
      {"sleep_for(", {""}, {}, false, "wait for a condition instead"},
      {"sleep_until(", {""}, {}, false, "wait for a condition instead"},
      {"absl::SleepFor(", {""}, {}, false, "wait for a condition instead"},
      {"usleep(", {""}, {}, false, "wait for a condition instead"},
      {"nanosleep(", {""}, {}, false, "wait for a condition instead"},
      {"pg_sleep(", {"services/"}, {}, false, "wait for a condition instead"},

      // What is to be done is written down where work is planned, not here.
      {"TODO", {""}, {}, true, "finish it or leave it out"},
      {"FIXME", {""}, {}, true, "finish it or leave it out"},

      // A lock file that names a registry ties every user to it.
      {"\"resolved\":", {"proto/", "clients/", "tests/"}, {}, true, "lock files name no registry (see proto/.npmrc)"},
  };
  return *kWords;
}

// -----------------------------------------------------------------------------
// Files.

// The folders that the rules are about.
inline const std::vector<absl::string_view>& Folders() {
  static const auto* const kFolders =
      new std::vector<absl::string_view>{"proto", "workflow", "services", "clients", "tests", "k8s"};
  return *kFolders;
}

// This folder speaks of the forbidden words, to forbid them.
inline constexpr absl::string_view kOwnFolder = "tests/tidy/";

// Folders of that name are not ours, wherever they stand.
inline const std::vector<absl::string_view>& ForeignFolders() {
  static const auto* const kForeign = new std::vector<absl::string_view>{"node_modules", "dist", "build"};
  return *kForeign;
}

// Endings of files that people write and read; kMaxLines holds for them.
inline const std::vector<absl::string_view>& SourceEndings() {
  static const auto* const kEndings = new std::vector<absl::string_view>{
      ".h",   ".cc",   ".proto", ".sql", ".ts",   ".tsx",   ".js",  ".jsx",          ".svelte",
      ".css", ".html", ".sh",    ".md",  ".yaml", ".cmake", ".mjs", "CMakeLists.txt"};
  return *kEndings;
}

// A longer file has more than one subject.
inline constexpr size_t kMaxLines = 500;

// Names that say nothing; a file is named after the noun it is about.
inline const std::vector<absl::string_view>& EmptyNames() {
  static const auto* const kNames =
      new std::vector<absl::string_view>{"util", "utils", "helper", "helpers", "misc", "common_util"};
  return *kNames;
}

}  // namespace phoihop::tidy

#endif  // TESTS_TIDY_RULES_H_
