#include "services/handlers/findings.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/handlers/command.h"
#include "services/handlers/finding_draft.h"
#include "services/handlers/known_at.h"
#include "services/handlers/memory_list.h"
#include "services/handlers/submit.h"
#include "services/handlers/visibility.h"
#include "services/handlers/work_pool.h"
#include "services/store/filter.h"
#include "services/store/plan_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/organisation/finding_waiver.h"
#include "workflow/organisation/reference.h"
#include "workflow/resource_name.h"
#include "workflow/responsibility/finding.h"

namespace phoihop::handlers {
namespace {

using store::FieldType;
using store::FilterValue;

// Plans that are read from the store at a time, without their items.
constexpr int kPlanPage = 500;

// The days that a list is about, [from, to).
struct Days {
  absl::CivilDay from, to;
};

absl::Status Wrong(v1::ErrorReason reason, std::string field, std::string description) {
  return InvalidRequest(reason, {{std::move(field), std::move(description)}});
}

absl::StatusOr<Days> ReadPeriod(const v1::ListFindingsRequest& request) {
  if (!request.as_of().empty()) {
    return Wrong(v1::ERROR_REASON_INVALID_FIELD, "as_of", "is one day; leave it out to ask about a period");
  }
  const auto from = ParseDate(request.period_start_date());
  if (!from.ok())
    return Wrong(v1::ERROR_REASON_INVALID_DATE, "period_start_date", std::string(from.status().message()));
  const auto to = ParseDate(request.period_end_date());
  if (!to.ok()) return Wrong(v1::ERROR_REASON_INVALID_DATE, "period_end_date", std::string(to.status().message()));
  if (*to <= *from) {
    return Wrong(v1::ERROR_REASON_INVALID_FIELD, "period_end_date",
                 "has to be after period_start_date: it is the first "
                 "day that is not looked at");
  }
  if (*to - *from > responsibility::kMaxFindingDays) {
    return Wrong(v1::ERROR_REASON_INVALID_FIELD, "period_end_date",
                 absl::StrCat("is more than ", responsibility::kMaxFindingDays, " days after period_start_date"));
  }
  return Days{*from, *to};
}

absl::StatusOr<Days> ReadDays(const v1::ListFindingsRequest& request, absl::CivilDay default_day) {
  if (!request.period_start_date().empty() || !request.period_end_date().empty()) return ReadPeriod(request);
  if (request.as_of().empty()) return Days{default_day, default_day + 1};
  const auto day = ParseDate(request.as_of());
  if (!day.ok()) return Wrong(v1::ERROR_REASON_INVALID_DATE, "as_of", std::string(day.status().message()));
  return Days{*day, *day + 1};
}

// Those that are in force on one of the days, with their items, in the order of names; none when nobody says who asks.
absl::StatusOr<std::vector<v1::Plan>> ReadPlans(const Days& days, const CallContext& call, const Services& services) {
  std::vector<v1::Plan> plans;
  if (call.actor.unit().empty()) return plans;
  store::PlanQuery query;
  query.province = call.province;
  query.page_size = kPlanPage;
  query.visible_to = VisibilityOf(call);
  do {
    const auto page = store::ListPlans(services.database, query);
    if (!page.ok()) return page.status();
    for (const v1::Plan& plan : page->plans) {
      if (!responsibility::IsInForce(plan, days.from, days.to)) continue;
      auto whole = store::GetPlan(services.database, call.province, LastSegment(plan.name()));
      if (!whole.ok()) return whole.status();
      plans.push_back(std::move(whole->plan));
    }
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty());
  std::sort(plans.begin(), plans.end(), [](const v1::Plan& a, const v1::Plan& b) { return a.name() < b.name(); });
  return plans;
}

std::vector<const v1::Plan*> Pointers(const std::vector<v1::Plan>& plans) {
  std::vector<const v1::Plan*> pointers;
  for (const v1::Plan& plan : plans) pointers.push_back(&plan);
  return pointers;
}

absl::StatusOr<std::vector<v1::Finding>> Find(const v1::ListFindingsRequest& request, const Facts& facts,
                                              const CallContext& call, const Services& services) {
  const bool drafted = !request.regulation().empty() || !request.reorganisation().empty();
  std::unique_ptr<const FindingDraft> draft;
  if (drafted) {
    auto read = FindingDraft::Read(request.regulation(), request.reorganisation(), facts, call.now);
    if (!read.ok()) return read.status();
    draft = *std::move(read);
  }
  const auto days = ReadDays(request, drafted ? draft->day() : DayOf(call.now));
  if (!days.ok()) return days.status();
  std::vector<v1::FindingKind> kinds;
  for (const int kind : request.kinds()) kinds.push_back(static_cast<v1::FindingKind>(kind));
  const auto plans = responsibility::LooksAtPlans(kinds) ? ReadPlans(*days, call, services) : std::vector<v1::Plan>();
  if (!plans.ok()) return plans.status();
  const responsibility::FindingQuestion question{facts.directory(), Pointers(*plans), days->from, days->to, kinds};
  if (!drafted) return responsibility::FindFindings(question);
  const std::vector<v1::Plan> moved = draft->PlansAfter(*plans);
  return responsibility::CompareFindings(question, {draft->directory(), Pointers(moved), days->from, days->to, kinds});
}

store::FieldTable FindingFields(absl::string_view province) {
  const std::string name = ProvinceName(province);
  return {
      {.name = "kind", .type = FieldType::kEnum, .enumeration = v1::FindingKind_descriptor()},
      {.name = "function", .type = FieldType::kText, .name_prefix = absl::StrCat(name, "/functions/")},
      {.name = "unit", .type = FieldType::kMember, .name_prefix = absl::StrCat(name, "/units/")},
      {.name = "plan", .type = FieldType::kMember, .name_prefix = absl::StrCat(name, "/plans/")},
      {.name = "waived", .type = FieldType::kBool},
      {.name = "change", .type = FieldType::kEnum, .enumeration = v1::Finding::Change_descriptor()},
      {.name = "verification", .type = FieldType::kEnum, .enumeration = v1::Verification_descriptor()},
  };
}

// A finding about a plan names the plan, one about items names these.
std::vector<std::string> PlansOf(const v1::Finding& finding) {
  std::vector<std::string> plans;
  for (const std::string& item : finding.plan_items()) {
    plans.emplace_back(absl::StrContains(item, "/items/") ? ParentOf(item) : absl::string_view(item));
  }
  return plans;
}

bool Passes(const store::Filter& filter, const v1::Finding& finding) {
  return filter.Matches([&](absl::string_view field) -> FilterValue {
    if (field == "kind") return v1::FindingKind_Name(finding.kind());
    if (field == "function") return finding.function();
    if (field == "unit") return std::vector<std::string>(finding.units().begin(), finding.units().end());
    if (field == "plan") return PlansOf(finding);
    if (field == "waived") return finding.has_waiver();
    if (field == "change") return v1::Finding::Change_Name(finding.change());
    return v1::Verification_Name(finding.verification());
  });
}

// In the order of the list: kind, id, first day, change.
std::string KeyOf(const v1::Finding& finding) {
  return absl::StrCat(absl::Dec(static_cast<int>(finding.kind()), absl::kZeroPad2), " ", finding.name(), " ",
                      finding.valid_from(), " ", static_cast<int>(finding.change()));
}

void AddCounts(const std::vector<v1::Finding>& findings, v1::ListFindingsResponse& response) {
  std::map<v1::FindingKind, v1::ListFindingsResponse::Count> counts;
  for (const v1::Finding& finding : findings) {
    v1::ListFindingsResponse::Count& count = counts[finding.kind()];
    count.set_kind(finding.kind());
    count.set_count(count.count() + 1);
    if (finding.has_waiver()) count.set_waived(count.waived() + 1);
  }
  for (auto& [kind, count] : counts) *response.add_counts() = std::move(count);
}

// The kind that the id of a finding begins with; UNSPECIFIED when it is none.
v1::FindingKind KindInId(absl::string_view id) {
  v1::FindingKind kind = v1::FINDING_KIND_UNSPECIFIED;
  const size_t end = id.rfind('-');
  if (end == absl::string_view::npos) return kind;
  std::string name = absl::AsciiStrToUpper(id.substr(0, end));
  std::replace(name.begin(), name.end(), '-', '_');
  if (!v1::FindingKind_Parse(absl::StrCat("FINDING_KIND_", name), &kind)) return v1::FINDING_KIND_UNSPECIFIED;
  return kind;
}

// The kind of a finding that exists today; NOT_FOUND when there is none of this name.
absl::StatusOr<v1::FindingKind> FindToday(const std::string& name, const CallContext& call, const Services& services) {
  const auto id = IdOf(name, "findings");
  if (!id.ok()) return id.status();
  v1::ListFindingsRequest request;
  const v1::FindingKind kind = KindInId(*id);
  if (kind != v1::FINDING_KIND_UNSPECIFIED) {
    request.add_kinds(kind);
    const auto found = Find(request, *call.facts, call, services);
    if (!found.ok()) return found.status();
    for (const v1::Finding& finding : *found) {
      if (finding.name() == name) return kind;
    }
  }
  return Error(v1::ERROR_REASON_NOT_FOUND,
               absl::StrCat("there is no finding ", Excerpt(name), " today; list the findings to see their names"));
}

v1::FindingWaiver WaiverIn(const Decision& decision) {
  for (const v1::Event& event : decision.events) {
    if (event.has_finding_waived()) return event.finding_waived().finding_waiver();
    if (event.has_finding_waiver_revoked()) return event.finding_waiver_revoked().finding_waiver();
  }
  return {};
}

// Answers the waiver of that name as it is once the command is done.
void SubmitWaiver(internal::v1::Command command, std::string waiver, const CallContext& call, const Services& services,
                  Done<v1::FindingWaiver> done) {
  if (command.validate_only()) {
    const Context context{.now = call.now, .actor = call.actor};
    auto decision = organisation::Decide(call.facts->data(), command.reference(), *call.facts, context);
    if (!decision.ok()) return done(decision.status());
    if (!decision->events.empty()) return done(WaiverIn(*decision));
    return done(*organisation::FindWaiver(call.facts->data(), waiver));
  }
  SubmitAndRead<v1::FindingWaiver>(
      std::move(command), services, std::move(done),
      [waiver = std::move(waiver)](const Facts& facts, const std::string&) -> absl::StatusOr<v1::FindingWaiver> {
        const v1::FindingWaiver* found = organisation::FindWaiver(facts.data(), waiver);
        if (found == nullptr) return NotReadableYet();
        return *found;
      });
}

}  // namespace

absl::StatusOr<v1::ListFindingsResponse> ListFindings(const v1::ListFindingsRequest& request, const CallContext& call,
                                                      const Services& services) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto filter = store::Filter::Parse(request.filter(), FindingFields(call.province));
  if (!filter.ok()) return filter.status();
  const auto facts = FactsFor(request, call, services);
  if (!facts.ok()) return facts.status();
  auto findings = Find(request, **facts, call, services);
  if (!findings.ok()) return findings.status();
  findings->erase(std::remove_if(findings->begin(), findings->end(),
                                 [&](const v1::Finding& finding) { return !Passes(*filter, finding); }),
                  findings->end());
  v1::ListFindingsResponse response;
  AddCounts(*findings, response);
  std::vector<const v1::Finding*> listed;
  for (const v1::Finding& finding : *findings) {
    if (request.include_waived() || !finding.has_waiver()) listed.push_back(&finding);
  }
  const auto page = CutPage<v1::Finding>(request, listed, KeyOf);
  if (!page.ok()) return page.status();
  for (const v1::Finding* finding : page->things) *response.add_findings() = *finding;
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  return response;
}

void WaiveFinding(const v1::WaiveFindingRequest& request, const CallContext& call, const Services& services,
                  Done<v1::FindingWaiver> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  // Permission comes before existence.
  const auto may = access::CheckPermitted(v1::PERMISSION_REGULATE, call.actor, call.facts->access(),
                                          call.facts->directory(), DayOf(call.now), {});
  if (!may.ok()) return done(may.status());
  const bool accepted = services.pool.TrySubmit([request, command = *command, call, &services, done]() mutable {
    const auto kind = FindToday(request.name(), call, services);
    if (!kind.ok()) return done(kind.status());
    internal::v1::WaiveFinding& waive = *command.mutable_reference()->mutable_waive_finding();
    *waive.mutable_request() = request;
    waive.set_kind(*kind);
    SubmitWaiver(std::move(command),
                 ChildName(ProvinceName(call.province), "findingWaivers", LastSegment(request.name())), call, services,
                 std::move(done));
  });
  if (!accepted) {
    done(Error(v1::ERROR_REASON_QUEUE_FULL, "The server has too much to read at the moment; try again shortly."));
  }
}

void RevokeFindingWaiver(const v1::RevokeFindingWaiverRequest& request, const CallContext& call,
                         const Services& services, Done<v1::FindingWaiver> done) {
  auto command = NewCommand(request, call);
  if (!command.ok()) return done(command.status());
  if (const auto id = IdOf(request.name(), "findingWaivers"); !id.ok()) return done(id.status());
  *command->mutable_reference()->mutable_revoke_finding_waiver() = request;
  SubmitWaiver(*std::move(command), request.name(), call, services, std::move(done));
}

absl::StatusOr<v1::ListFindingWaiversResponse> ListFindingWaivers(const v1::ListFindingWaiversRequest& request,
                                                                  const CallContext& call, const Services&) {
  if (const absl::Status status = CheckProvinceParent(request.parent(), call); !status.ok()) return status;
  const auto filter = store::Filter::Parse(
      request.filter(), {{.name = "kind", .type = FieldType::kEnum, .enumeration = v1::FindingKind_descriptor()}});
  if (!filter.ok()) return filter.status();
  std::vector<const v1::FindingWaiver*> found;
  for (const v1::FindingWaiver& waiver : call.facts->data().finding_waivers()) {
    const bool passes =
        filter->Matches([&](absl::string_view) -> FilterValue { return v1::FindingKind_Name(waiver.kind()); });
    if (passes) found.push_back(&waiver);
  }
  const auto page = CutPage<v1::FindingWaiver>(request, found, [](const auto& waiver) { return waiver.name(); });
  if (!page.ok()) return page.status();
  v1::ListFindingWaiversResponse response;
  for (const v1::FindingWaiver* waiver : page->things) *response.add_finding_waivers() = *waiver;
  response.set_next_page_token(page->next_page_token);
  response.set_total_size(page->total_size);
  return response;
}

void AddFindings(MethodTable& table) {
  table.Read("phoihop.v1.ResponsibilityService.ListFindings", ListFindings, Caller::kOptional);
  table.Command("phoihop.v1.ResponsibilityService.WaiveFinding", WaiveFinding);
  table.Command("phoihop.v1.ResponsibilityService.RevokeFindingWaiver", RevokeFindingWaiver);
  table.Read("phoihop.v1.ResponsibilityService.ListFindingWaivers", ListFindingWaivers, Caller::kOptional);
}

}  // namespace phoihop::handlers
