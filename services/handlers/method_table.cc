#include "services/handlers/method_table.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "services/handlers/authorisation.h"

namespace phoihop::handlers {
namespace {

[[noreturn]] void Mistake(absl::string_view method, absl::string_view what) {
  const std::string line = absl::StrCat("MethodTable: ", method, " ", what, "\n");
  std::fputs(line.c_str(), stderr);
  std::abort();
}

}  // namespace

void MethodTable::Add(absl::string_view name, Method method, const google::protobuf::Descriptor& request,
                      const google::protobuf::Descriptor& response) {
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(std::string(name));
  if (descriptor == nullptr) Mistake(name, "is not in the protos");
  if (descriptor->input_type() != &request || descriptor->output_type() != &response) Mistake(name, "has other types");
  if (descriptor->client_streaming() != (method.kind == Method::Kind::kUpload) ||
      descriptor->server_streaming() != (method.kind == Method::Kind::kStream)) {
    Mistake(name, "streams otherwise");
  }
  if (FindAuthorisation(name) == nullptr) Mistake(name, "has no row in the table of authorisation");
  method.descriptor = descriptor;
  if (!methods_.emplace(std::string(name), std::move(method)).second) Mistake(name, "was added before");
}

std::vector<const google::protobuf::ServiceDescriptor*> MethodTable::services() const {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const auto& [name, method] : methods_) {
    // Methods of one service stand together, because the map is in the order of full names.
    if (services.empty() || services.back() != method.descriptor->service()) {
      services.push_back(method.descriptor->service());
    }
  }
  return services;
}

}  // namespace phoihop::handlers
