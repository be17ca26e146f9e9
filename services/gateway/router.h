// Which RPC an HTTP request means, by the google.api.http annotations of the protos.
#ifndef SERVICES_GATEWAY_ROUTER_H_
#define SERVICES_GATEWAY_ROUTER_H_

#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "services/gateway/path_template.h"

namespace phoihop::gateway {

// One HTTP binding of an RPC.
struct Route {
  std::string verb;  // GET, POST, PATCH …
  PathTemplate path;
  std::string body;  // "", "*", or a field
  const google::protobuf::MethodDescriptor* method = nullptr;
};

struct Matched {
  const Route* route = nullptr;
  Bindings bindings;
};
struct NoSuchPath {};
// The path exists with other methods: "GET, POST".
struct OtherMethods {
  std::string allow;
};

class Router {
 public:
  // Takes every binding of these methods; those without an annotation are not served over HTTP. The program ends when
  // an annotation is malformed: it is a mistake in the protos.
  explicit Router(const std::vector<const google::protobuf::MethodDescriptor*>& methods);

  std::variant<Matched, NoSuchPath, OtherMethods> Find(absl::string_view verb, absl::string_view path) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace phoihop::gateway

#endif  // SERVICES_GATEWAY_ROUTER_H_
