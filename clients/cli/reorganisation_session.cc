#include "clients/cli/reorganisation_session.h"

#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/progress_line.h"
#include "clients/cpp/operation.h"

namespace phoihop::cli {
namespace {

// Switched, but the day has not come on which open work moves: neither when it was switched nor now.
bool WaitsForItsDay(const v1::Reorganisation& reorganisation) {
  google::protobuf::Timestamp now;
  now.set_seconds(absl::ToUnixSeconds(absl::Now()));
  return reorganisation.state() == v1::Reorganisation::STATE_EXECUTING &&
         DayOf(reorganisation.enact_time()) < reorganisation.effective_date() &&
         DayOf(now) < reorganisation.effective_date();
}

}  // namespace

v1::Reorganisation GetReorganisation(Session& session, const std::string& id) {
  v1::GetReorganisationRequest request;
  request.set_name(session.Name("reorganisations", id));
  return session.OrFail(session.Client().Call(&v1::ReorganisationService::Stub::GetReorganisation, request));
}

UnitNames NamesFor(Session& session, const v1::Reorganisation& reorganisation) {
  UnitNames names(session, DayBefore(reorganisation.effective_date()));
  for (const v1::Unit& unit : reorganisation.units()) names.Know(unit);
  return names;
}

Namer WithIds(UnitNames& names) {
  return [&names](const std::string& name) { return names.WithId(name); };
}

Namer WithoutIds(UnitNames& names) {
  return [&names](const std::string& name) { return names.Of(name); };
}

void Show(Session& session, const v1::Reorganisation& reorganisation) {
  if (session.json) return session.PrintJson(reorganisation);
  UnitNames names = NamesFor(session, reorganisation);
  std::cout << Describe(reorganisation, WithIds(names), TerminalWidth());
  if (reorganisation.has_verification()) {
    std::cout << "\n" << DescribeBalance(reorganisation, WithoutIds(names), TerminalWidth());
  }
  std::cout << NextSteps(reorganisation);
}

std::string RunningOperation(const Session& session, const v1::Reorganisation& reorganisation) {
  const bool undo = reorganisation.state() == v1::Reorganisation::STATE_UNDOING;
  return absl::StrCat(session.Province(), "/operations/", undo ? "undo-" : "execute-", reorganisation.attempt(), "-",
                      ShortName(reorganisation.name()));
}

void WaitAndShow(Session& session, const std::string& operation, const std::string& id, int limit_minutes) {
  const v1::Reorganisation started = GetReorganisation(session, id);
  if (WaitsForItsDay(started)) {
    Show(session, started);
    if (!session.json) {
      session.Say(absl::StrCat("Tổ chức đã được ghi nhận là thay đổi từ ", DateForPeople(started.effective_date()),
                               "; việc còn mở sẽ tự chuyển khi ngày đó đến."));
    }
    return;
  }
  client::OperationWait wait;
  wait.limit = absl::Minutes(limit_minutes);
  v1::ReorganisationProgress progress;
  {
    ProgressLine line(session.json);
    const auto on_answer = [&](const google::longrunning::Operation& answer) {
      if (answer.metadata().UnpackTo(&progress)) line.Show(DescribeProgress(progress));
      return !progress.paused();
    };
    const auto done = client::WaitUntilDone(session.Client(), operation, wait, on_answer);
    if (!done.ok()) session.Fail(done.status());
    if (const absl::Status error = client::ErrorOf(*done); !error.ok()) session.Fail(error);
  }
  const v1::Reorganisation ended = GetReorganisation(session, id);
  Show(session, ended);
  if (ended.state() == v1::Reorganisation::STATE_HELD) throw Failure();
}

}  // namespace phoihop::cli
