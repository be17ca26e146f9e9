// TLS of the gRPC server. Files are read again when they change, so that certificates are renewed without a restart.
#ifndef SERVICES_RPC_TLS_H_
#define SERVICES_RPC_TLS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace phoihop::rpc {

// Names of files, PEM.
struct TlsOptions {
  std::string certificate;  // with the chain that leads to it; empty: no TLS
  std::string key;
  // Who signs certificates of systems: one that is shown has to be signed by it. Callers without one are served, too:
  // they bring tokens. Empty: none is asked for.
  std::string client_ca;
};

// FAILED_PRECONDITION when a file is missing, is none, or certificate and key do not belong together.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(const TlsOptions& options);

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_TLS_H_
