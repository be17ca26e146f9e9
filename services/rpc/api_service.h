// One gRPC service with all its methods, made from its descriptor. It takes and gives bytes, so that a request that is
// not what it should be gets an answer of ours (gRPC's own stubs would say UNIMPLEMENTED), and a new RPC needs no code
// here. To clients and to reflection it looks like any other service.
#ifndef SERVICES_RPC_API_SERVICE_H_
#define SERVICES_RPC_API_SERVICE_H_

#include <grpcpp/impl/service_type.h>

#include <deque>
#include <string>

#include "google/protobuf/descriptor.h"
#include "services/handlers/method_table.h"
#include "services/rpc/dispatcher.h"

namespace phoihop::rpc {

class ApiService : public grpc::Service {
 public:
  // `methods` and `dispatcher` must outlive it. Methods that the table does not have are not offered.
  ApiService(const google::protobuf::ServiceDescriptor& descriptor, const handlers::MethodTable& methods,
             Dispatcher& dispatcher);

 private:
  void Add(int index, const handlers::Method& method, Dispatcher& dispatcher);

  std::deque<std::string> paths_;  // gRPC keeps pointers to them
};

}  // namespace phoihop::rpc

#endif  // SERVICES_RPC_API_SERVICE_H_
