#include "services/handlers/policy_switch_preview.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/handlers/digest.h"
#include "services/store/calendar_reader.h"
#include "services/store/event_reader.h"
#include "workflow/civil_time.h"
#include "workflow/deadline/clocks.h"
#include "workflow/errors.h"
#include "workflow/escalation/ladder.h"
#include "workflow/escalation/line.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/publish_policy.h"
#include "workflow/resource_name.h"
#include "workflow/task/policy_switch.h"
#include "workflow/task/task.h"

namespace phoihop::handlers {
namespace {

// Makes one preview, task by task.
class Maker {
 public:
  Maker(const v1::EscalationPolicy& next, const CallContext& call, const Services& services)
      : next_(next), call_(call), services_(services) {}

  absl::StatusOr<PolicySwitchPreview> Make() {
    // First: whoever changes later is seen twice, not never.
    const auto last_sequence = store::LastSequence(services_.database, call_.province);
    if (!last_sequence.ok()) return last_sequence.status();
    preview_.last_sequence = *last_sequence;
    std::string after;
    while (true) {
      const auto tasks = store::OpenTasksAfter(services_.database, call_.province, after, kPolicySwitchBatch);
      if (!tasks.ok()) return tasks.status();
      for (const v1::Task& task : *tasks) Look(task);
      if (tasks->size() < static_cast<size_t>(kPolicySwitchBatch)) break;
      after = std::string(LastSegment(tasks->back().name()));
    }
    return Finish();
  }

 private:
  void Look(const v1::Task& task) {
    const auto switched = task::SwitchedClocksOf(task, next_, *call_.facts, call_.now);
    int earlier = 0;
    for (const v1::Clock& clock : task.clocks()) {
      const bool follows_earlier = deadline::IsOpen(clock) && clock.escalation_policy() == next_.name() &&
                                   clock.escalation_policy_version() < next_.version();
      earlier += follows_earlier ? 1 : 0;
    }
    v1::PreviewPolicySwitchResponse& response = preview_.response;
    response.set_staying_clocks(response.staying_clocks() + earlier - static_cast<int>(switched.size()));
    if (switched.empty()) return;
    preview_.tasks.push_back(task.name());
    const bool seen = task::MayView(task, call_.actor, *call_.facts, call_.now);
    for (const task::SwitchedClock& clock : switched) Add(task, clock, seen);
  }

  void Add(const v1::Task& task, const task::SwitchedClock& clock, bool seen) {
    v1::PreviewPolicySwitchResponse& response = preview_.response;
    response.set_total_clocks(response.total_clocks() + 1);
    const bool at_once = clock.after.state() == v1::CLOCK_STATE_RUNNING && clock.after.has_next_fire_time() &&
                         FromTimestamp(clock.after.next_fire_time()) <= call_.now;
    if (at_once) response.set_firing_at_once(response.firing_at_once() + 1);
    if (clock.before.purpose() == v1::CLOCK_PURPOSE_COMPLETE) {
      ++deadlines_;
      absl::StrAppend(&seen_, task.name(), " ", clock.before.id(), " ", clock.before.escalation_policy_version(), "\n");
    }
    if (!seen || response.clocks_size() >= kMaxSwitchedClocks) return;
    v1::SwitchedClock& listed = *response.add_clocks();
    listed.set_task(task.name());
    if (task.secrecy() <= v1::SECRECY_NORMAL) listed.set_title(task.title());
    listed.set_lead_unit(task.lead_unit());
    listed.set_clock_id(clock.before.id());
    listed.set_purpose(clock.before.purpose());
    listed.set_due_date(clock.before.due_date());
    listed.set_old_version(clock.before.escalation_policy_version());
    if (clock.before.state() != v1::CLOCK_STATE_RUNNING) return;
    if (clock.before.has_next_fire_time()) {
      *listed.mutable_old_next_time() = clock.before.next_fire_time();
      listed.set_old_next_offset(NextOffset(clock.before));
    }
    if (clock.after.has_next_fire_time()) {
      *listed.mutable_new_next_time() = clock.after.next_fire_time();
      listed.set_new_next_offset(NextOffset(clock.after));
    }
  }

  int NextOffset(const v1::Clock& clock) const {
    const v1::Rung* rung = escalation::NextRung(clock, call_.facts->policies());
    return rung == nullptr ? 0 : static_cast<int>(escalation::OffsetOf(*rung, clock.next_repetition()));
  }

  PolicySwitchPreview Finish() {
    preview_.response.set_concerned_tasks(static_cast<int>(preview_.tasks.size()));
    const std::string digest =
        absl::BytesToHexString(Sha256(absl::StrCat("phoihop ladder 1\n", DeterministicBytes(next_), "\n", seen_)));
    preview_.response.set_preview_token(organisation::PolicySwitchToken{next_.version(), deadlines_, digest}.Text());
    *preview_.response.mutable_escalation_policy() = next_;
    return std::move(preview_);
  }

  const v1::EscalationPolicy& next_;
  const CallContext& call_;
  const Services& services_;
  int64_t deadlines_ = 0;
  std::string seen_;  // the deadlines that would follow
  PolicySwitchPreview preview_;
};

}  // namespace

absl::StatusOr<PolicySwitchPreview> PreviewSwitch(const std::string& policy, const CallContext& call,
                                                  const Services& services) {
  const v1::EscalationPolicy* newest = organisation::FindByName(call.facts->data().escalation_policies(), policy);
  if (newest == nullptr) {
    return Error(v1::ERROR_REASON_NOT_FOUND,
                 absl::StrCat("There is no ladder ", Excerpt(policy), "; list those there are, or publish it first."));
  }
  return Maker(*newest, call, services).Make();
}

}  // namespace phoihop::handlers
