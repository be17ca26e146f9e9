// Deciding. batch_rows.cc loads and writes, batch_sweep.cc fires due clocks, batch_rehoming.cc moves open work,
// batch_follow_ups.cc runs what followed from earlier commits.
#include "services/engine/batch.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "services/engine/outcomes.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/message_digest.h"
#include "workflow/organisation/named_list.h"
#include "workflow/organisation/reference.h"
#include "workflow/organisation/reorganisation.h"
#include "workflow/plan/plan.h"
#include "workflow/plan/plan_answers.h"
#include "workflow/resource_name.h"
#include "workflow/task/task.h"

namespace phoihop::engine {
namespace {
absl::Status RequestIdReused(absl::string_view request_id) {
  return Error(v1::ERROR_REASON_REQUEST_ID_REUSED,
               absl::StrCat("request_id ", Excerpt(request_id),
                            " was used before for another request; use a new one for every new request."));
}

// Whose aggregate an event is about: the first word of its payload's name.
enum class Group { kTask, kPlan, kBulk, kReference };
Group GroupOf(const v1::Event& event) {
  const auto* field = v1::Event::descriptor()->FindFieldByNumber(event.payload_case());
  if (field != nullptr && absl::StartsWith(field->name(), "task_")) return Group::kTask;
  if (field != nullptr && absl::StartsWith(field->name(), "plan_")) return Group::kPlan;
  if (field != nullptr && absl::StartsWith(field->name(), "bulk_operation_")) return Group::kBulk;
  return Group::kReference;
}
bool IsTask(const v1::Event& event) { return GroupOf(event) == Group::kTask; }
bool IsPlan(const v1::Event& event) { return GroupOf(event) == Group::kPlan; }
bool IsBulk(const v1::Event& event) { return GroupOf(event) == Group::kBulk; }

// Whether it may have changed which units a set has, or that some of them wait for open work to arrive.
bool ChangesOrganisation(const v1::Event& event) {
  switch (event.payload_case()) {
    case v1::Event::kUnitRecorded:
    case v1::Event::kUnitSetRecorded:
    case v1::Event::kReorganisationRecorded:
    case v1::Event::kReorganisationEnacted:
    case v1::Event::kReorganisationUndoStarted:
    case v1::Event::kReorganisationVerified:
    case v1::Event::kReorganisationAnnulled:
      return true;
    default:
      return false;
  }
}

// Reference data: the thing inside the payload, and the list that it belongs to.
store::ReferenceChange ChangeOf(const v1::Event& event) {
  const auto* payload_field = event.GetDescriptor()->FindFieldByNumber(event.payload_case());
  const auto& payload = event.GetReflection()->GetMessage(event, payload_field);
  const auto* item_field = payload.GetDescriptor()->field(0);
  store::ReferenceChange change;
  change.item = &payload.GetReflection()->GetMessage(payload, item_field);
  const auto* data = internal::v1::ReferenceData::descriptor();
  for (int i = 0; i < data->field_count(); ++i) {
    if (data->field(i)->message_type() == item_field->message_type()) change.kind = data->field(i)->name();
  }
  const auto* name = item_field->message_type()->FindFieldByName("name");
  change.name = change.item->GetReflection()->GetString(*change.item, name);
  return change;
}
// What the checks found is about the reorganisation as it was when they were made, which the etag of the command says:
// once somebody has decided about an item, paused it or taken it back, it is checked again.
absl::Status CheckVerified(const internal::v1::Command& command, const internal::v1::ReferenceData& state) {
  if (!command.reference().has_record_verification() || command.etag().empty()) return absl::OkStatus();
  const auto* checked = organisation::FindReorganisation(state, command.reference().record_verification().name());
  if (checked != nullptr && organisation::DigestOf(*checked) == command.etag()) return absl::OkStatus();
  return Error(v1::ERROR_REASON_ETAG_MISMATCH, "The reorganisation changed since it was checked; check it again.");
}
}  // namespace

Batch::Batch(std::string province, std::vector<Pending*> commands, absl::Time now)
    : province_(std::move(province)), commands_(std::move(commands)), now_(now) {}

Batch::Batch(std::string province, ClaimedWork work, absl::Time now)
    : province_(std::move(province)), now_(now), work_(std::move(work)) {}

const v1::Task& Batch::TaskEntry::current() const {
  if (changed != nullptr) return *changed;
  return stored != nullptr ? *stored : v1::Task::default_instance();
}

v1::Task* Batch::NewTask(const v1::Task& like) {
  auto* task = google::protobuf::Arena::CreateMessage<v1::Task>(&arena_);
  *task = like;
  return task;
}

Context Batch::ContextOf(const Pending& pending) const {
  const internal::v1::Command& command = pending.command;
  Context context{now_, command.actor(), command.acting_for(), command.request_id()};
  const auto seen = seen_.wholes.find(pending.subject.name);
  if (seen != seen_.wholes.end()) context.parts = &seen->second;
  return context;
}

void Batch::Decide(const ProvinceFacts& facts) {
  if (work_.has_value()) {
    switch (work_->kind) {
      case ClaimedWork::Kind::kDueClocks:
        return DecideSweep(facts);
      case ClaimedWork::Kind::kRehoming:
        return DecideRehoming(facts);
      case ClaimedWork::Kind::kFollowUps:
        return DecideFollowUps(facts);
      case ClaimedWork::Kind::kBulkItems:
        return DecideBulkItems(facts);
    }
  }
  answers_.reserve(commands_.size());
  for (size_t i = 0; i < commands_.size(); ++i) answers_.push_back(Handle(static_cast<int>(i), facts));
}

absl::StatusOr<Applied> Batch::Handle(int index, const ProvinceFacts& facts) {
  const Pending& pending = *commands_[index];
  const internal::v1::Command& command = pending.command;
  const auto known = requests_.find(command.request_id());
  if (known != requests_.end()) return Replay(index, known->second);
  if (pending.subject.kind == Subject::Kind::kReference && !reference_.has_value()) {
    reference_.emplace(Reference{{facts.facts->data(), facts.versions}, {}});
  }
  const Context context = ContextOf(pending);
  auto decision = DecideSubject(pending, *facts.facts, context);
  if (!decision.ok()) return decision.status();
  if (auto status = CheckNew(pending, *decision); !status.ok()) return status;
  if (command.validate_only()) return Preview(pending, *std::move(decision), context);
  return Take(pending, *std::move(decision), context);
}

absl::StatusOr<Applied> Batch::Replay(int index, const Request& known) {
  const Pending& pending = *commands_[index];
  if (known.digest != pending.command.request_digest()) return RequestIdReused(pending.command.request_id());
  Applied applied;
  applied.replayed = true;
  applied.name = known.subject;
  if (pending.subject.kind == Subject::Kind::kReference) return applied;
  const auto task = tasks_.find(std::string(LastSegment(known.subject)));
  if (pending.subject.kind == Subject::Kind::kTask && task != tasks_.end()) {
    applied.resource = task->second.current();
    if (const auto seen = seen_.wholes.find(known.subject); seen != seen_.wholes.end()) applied.parts = seen->second;
  } else {
    replays_.emplace_back(index, known.subject);
  }
  return applied;
}

absl::StatusOr<Decision> Batch::DecideSubject(const Pending& pending, const Facts& facts, const Context& context) {
  switch (pending.subject.kind) {
    case Subject::Kind::kTask: {
      const TaskEntry& entry = tasks_[pending.subject.id];
      if (!entry.unreadable.ok()) return entry.unreadable;
      Context with_dependency = context;
      const std::optional<DependencySeen> dependency = DependencyOf(pending);
      if (dependency.has_value()) with_dependency.dependency = &*dependency;
      if (!pending.command.task().has_release_set_aside())
        return task::Decide(entry.current(), pending.command.task(), facts, with_dependency);
      internal::v1::TaskCommand filled = pending.command.task();
      Fill(filled, pending.subject.id);
      return task::Decide(entry.current(), filled, facts, with_dependency);
    }
    case Subject::Kind::kPlan:
      return DecidePlan(pending, facts, context);
    case Subject::Kind::kBulk:
      return DecideBulk(pending, facts, context);
    case Subject::Kind::kReference:
      break;
  }
  if (auto status = CheckVerified(pending.command, reference_->loaded.data); !status.ok()) return status;
  return organisation::Decide(reference_->loaded.data, pending.command.reference(), facts, context);
}

// A plan does not know its version, so its etag is checked here; tasks check theirs themselves.
absl::StatusOr<Decision> Batch::DecidePlan(const Pending& pending, const Facts& facts, const Context& context) {
  const PlanEntry& entry = plans_[pending.subject.id];
  const std::string& etag = pending.command.etag();
  auto decision = plan::Decide(entry.plan, pending.command.plan(), facts, context);
  const bool mismatch = !etag.empty() && !entry.plan.name().empty() && etag != plan::Etag(entry.plan, entry.version);
  // Who may not do it is not told that somebody else was faster.
  if (mismatch && (decision.ok() || decision.status().code() != absl::StatusCode::kPermissionDenied)) {
    return Error(v1::ERROR_REASON_ETAG_MISMATCH,
                 absl::StrCat("The plan changed since it was read: its etag is ", plan::Etag(entry.plan, entry.version),
                              ", not ", Excerpt(etag), ". Read it again and decide again."));
  }
  return decision;
}

// A decision writes its own subject; every other thing that it names has to be new.
absl::Status Batch::CheckNew(const Pending& pending, const Decision& decision) const {
  if (decision.events.empty() && !decision.follow_ups.empty()) {
    return Error(v1::ERROR_REASON_INTERNAL, "A decision without events had something follow from it.");
  }
  if (pending.subject.kind == Subject::Kind::kReference) return absl::OkStatus();
  for (const v1::Event& event : decision.events) {
    if (event.payload_case() != v1::Event::kTaskCreated || event.subject() == pending.subject.name) continue;
    const auto found = tasks_.find(std::string(LastSegment(event.subject())));
    if (found == tasks_.end() || found->second.current().name().empty()) continue;
    return Error(v1::ERROR_REASON_ALREADY_EXISTS, absl::StrCat("There is a task ", event.subject(), " already."));
  }
  return absl::OkStatus();
}

int64_t Batch::NextVersion(const v1::Event& event) const {
  const std::string id(LastSegment(event.subject()));
  if (IsTask(event)) {
    const auto found = tasks_.find(id);
    return found == tasks_.end() ? 1 : found->second.current().version() + 1;
  }
  if (IsPlan(event)) {
    const auto found = plans_.find(id);
    return found == plans_.end() ? 1 : found->second.version + 1;
  }
  if (IsBulk(event)) {
    const auto found = bulks_.find(id);
    return found == bulks_.end() ? 1 : found->second.version + 1;
  }
  const auto found = reference_->loaded.versions.find(event.subject());
  return found == reference_->loaded.versions.end() ? 1 : found->second + 1;
}

void Batch::Complete(v1::Event& event, const Pending& pending, const Context& context) const {
  const internal::v1::Command& command = pending.command;
  event.set_province(ProvinceName(province_));
  *event.mutable_time() = ToTimestamp(context.now);
  *event.mutable_actor() = command.actor();
  if (command.has_acting_for()) *event.mutable_acting_for() = command.acting_for();
  event.set_request_id(command.request_id());
  if (pending.cause_sequence != 0) event.set_cause_sequence(pending.cause_sequence);
  event.set_subject_version(NextVersion(event));
}

void Batch::Fold(v1::Event& event) {
  const std::string id(LastSegment(event.subject()));
  if (IsTask(event)) {
    TaskEntry& entry = tasks_[id];
    if (entry.changed == nullptr) entry.changed = NewTask(entry.current());
    task::Evolve(*entry.changed, event);
  } else if (IsPlan(event)) {
    PlanEntry& entry = plans_[id];
    plan::Evolve(entry.plan, event);
    entry.version = event.subject_version();
    entry.plan.set_etag(plan::Etag(entry.plan, entry.version));
    entry.changed = true;
  } else if (IsBulk(event)) {
    FoldBulk(event);
  } else {
    FoldReference(event);
  }
}

void Batch::FoldReference(const v1::Event& event) {
  KeepEarlierPolicy(event);
  organisation::Evolve(reference_->loaded.data, event);
  store::ReferenceChange change = ChangeOf(event);
  change.version = event.subject_version();
  reference_->loaded.versions[event.subject()] = change.version;
  reference_->changes[absl::StrCat(change.kind, " ", change.name)] = std::move(change);
}

// Clocks are pinned to versions of ladders: the one that is replaced stays, under a name that no ladder can have and
// that stands behind it in the order of names.
void Batch::KeepEarlierPolicy(const v1::Event& event) {
  if (!event.has_escalation_policy_published()) return;
  const v1::EscalationPolicy* earlier =
      organisation::FindByName(reference_->loaded.data.escalation_policies(), event.subject());
  if (earlier == nullptr) return;
  store::ReferenceChange change = ChangeOf(event);
  reference_->earlier_policies.push_back(std::make_unique<v1::EscalationPolicy>(*earlier));
  change.item = reference_->earlier_policies.back().get();
  change.name = absl::StrCat(event.subject(), "+", absl::Dec(earlier->version(), absl::kZeroPad10));
  change.version = 1;
  reference_->loaded.versions[change.name] = change.version;
  reference_->changes[absl::StrCat(change.kind, " ", change.name)] = std::move(change);
}

void Batch::Present(const Subject& subject, Applied& applied) const {
  applied.name = subject.name;
  if (subject.kind == Subject::Kind::kTask) {
    const v1::Task& task = tasks_.at(subject.id).current();
    applied.resource = task;
    if (const auto seen = seen_.wholes.find(task.name()); seen != seen_.wholes.end()) applied.parts = seen->second;
  } else if (subject.kind == Subject::Kind::kPlan) {
    applied.resource = plans_.at(subject.id).plan;
  } else if (subject.kind == Subject::Kind::kBulk) {
    applied.resource = PresentBulk(subject.id);
  }
}

Applied Batch::Take(const Pending& pending, Decision decision, const Context& context) {
  bool first = true;
  Applied applied;
  const size_t begin = events_.size();
  size_t cause = begin;
  for (v1::Event& decided : decision.events) {
    auto event = std::make_shared<v1::Event>(std::move(decided));
    Complete(*event, pending, context);
    const bool creates = event->payload_case() == v1::Event::kTaskCreated && event->subject() != pending.subject.name;
    if (creates) applied.created.push_back(event);
    // What is only shown is not written.
    if (!preview_ || !creates) Fold(*event);
    if (event->has_task_set_aside_released()) released_.push_back(pending.subject.id);
    for (v1::RehomingItem& item : OutcomesIn(*event)) RecordOutcome(std::move(item));
    for (const v1::PlanAnswer& answer : event->plan_item_updated().answers()) {
      plan_answers_[absl::StrCat(answer.field(), " ", plan::AnswerKey(answer.text()))] = answer;
    }
    meta_.push_back({first, first ? pending.command.request_digest() : std::string(),
                     preview_ ? std::string() : store::EventJson(*event)});
    first = false;
    if (event->subject() == pending.subject.name) cause = events_.size();
    changes_organisation_ = changes_organisation_ || ChangesOrganisation(*event);
    events_.push_back(std::move(event));
  }
  for (internal::v1::TaskCommand& command : decision.follow_ups) AddFollowUp(cause, std::move(command));
  Present(pending.subject, applied);
  applied.event_count = static_cast<int>(decision.events.size());
  if (applied.event_count > 0) {
    const v1::Event& event = *events_[begin];
    if (applied.name.empty()) applied.name = event.subject();
    requests_[context.request_id] = {pending.command.request_digest(),
                                     pending.subject.name.empty() ? event.subject() : pending.subject.name};
  }
  return applied;
}

// The same on copies, which are thrown away.
absl::StatusOr<Applied> Batch::Preview(const Pending& pending, Decision decision, const Context& context) {
  Batch scratch(province_, std::vector<Pending*>(), now_);
  scratch.preview_ = true;
  if (const auto seen = seen_.wholes.find(pending.subject.name); seen != seen_.wholes.end()) {
    scratch.seen_.wholes.insert(*seen);
  }
  if (pending.subject.kind == Subject::Kind::kTask) scratch.tasks_[pending.subject.id] = tasks_[pending.subject.id];
  if (pending.subject.kind == Subject::Kind::kPlan) scratch.plans_[pending.subject.id] = plans_[pending.subject.id];
  if (auto& entry = scratch.tasks_[pending.subject.id]; entry.changed != nullptr) {
    entry.changed = scratch.NewTask(*entry.changed);
  }
  if (reference_.has_value()) scratch.reference_.emplace(Reference{reference_->loaded, {}});
  return scratch.Take(pending, std::move(decision), context);
}

}  // namespace phoihop::engine
