// Two people of the provincial People's Committee who take a reorganisation from its draft to its proof over gRPC: one
// drafts and executes, the other one approves.
#ifndef TESTS_SIMULATION_REGISTRAR_H_
#define TESTS_SIMULATION_REGISTRAR_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"
#include "phoihop/v1/reorganisation_service.pb.h"

namespace phoihop::testing {

class Registrar {
 public:
  Registrar(std::string target, const std::string& unit);

  // Draft, preview, approval by the other, execution, and its end: VERIFIED, or HELD when something waits. Follows the
  // committee itself when that is what is reorganised.
  absl::StatusOr<v1::Reorganisation> Enact(const v1::Reorganisation& draft);
  // The same step by step: up to the approval; the execution, which answers the operation's name; its end.
  absl::Status Prepare(const v1::Reorganisation& draft);
  absl::StatusOr<std::string> Execute(const v1::Reorganisation& draft);
  absl::StatusOr<v1::Reorganisation> AwaitEnd(const std::string& operation);

  absl::StatusOr<std::vector<v1::RehomingItem>> Items(const std::string& reorganisation, const std::string& filter);
  // Decides about every item that waits, as `choose` says, and answers the reorganisation when nothing waits any more.
  absl::StatusOr<v1::Reorganisation> Answer(const std::string& reorganisation,
                                            const std::function<std::string(const v1::RehomingItem&)>& choose);
  absl::StatusOr<v1::Reorganisation> Get(const std::string& reorganisation);
  // Of one that is HELD; and waits for its end.
  absl::StatusOr<v1::Reorganisation> Resume(const std::string& reorganisation);
  // And waits for its end.
  absl::StatusOr<v1::Reorganisation> Undo(const std::string& reorganisation);

  // What the last preview counted: items in all, and those that a person would have to decide.
  int64_t previewed() const { return previewed_; }
  int64_t previewed_manual() const { return previewed_manual_; }
  // Where the time goes.
  const std::map<std::string, absl::Duration>& spent() const { return spent_; }

  client::Client& client() { return *drafter_; }

 private:
  void ActFor(const std::string& unit);
  template <typename Method, typename Request>
  auto Timed(const std::string& what, client::Client& client, Method method, const Request& request);

  const std::string target_;
  std::unique_ptr<client::Client> drafter_, approver_;
  int64_t previewed_ = 0, previewed_manual_ = 0;
  std::map<std::string, absl::Duration> spent_;
};

}  // namespace phoihop::testing

#endif  // TESTS_SIMULATION_REGISTRAR_H_
