#include "services/handlers/read_plan.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/handlers/digest.h"
#include "services/import/plan_file.h"
#include "services/store/plan_answer_reader.h"
#include "workflow/civil_time.h"
#include "workflow/errors.h"
#include "workflow/plan/appendix.h"
#include "workflow/plan/remembered.h"
#include "workflow/plan/understand.h"

namespace phoihop::handlers {
namespace {

constexpr size_t kMaxFilenameBytes = 255;

absl::Status CheckFile(const PlanFileToRead& file) {
  if (file.content.size() > plan::kMaxFileBytes) {
    return Error(v1::ERROR_REASON_TOO_LARGE, absl::StrCat("the file has ", file.content.size(), " bytes, at most ",
                                                          plan::kMaxFileBytes, " are read"));
  }
  if (file.filename.size() > kMaxFilenameBytes) {
    return InvalidRequest(v1::ERROR_REASON_INVALID_FIELD,
                          {{"filename", absl::StrCat("is longer than ", kMaxFilenameBytes, " bytes")}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::ImportPlanResponse> ReadPlan(const PlanFileToRead& file, const v1::Plan& settings,
                                                absl::string_view plan_name, const CallContext& call,
                                                const Services& services) {
  if (absl::Status checked = CheckFile(file); !checked.ok()) return checked;
  const absl::CivilDay today = DayOf(call.now);
  auto plan = plan::CheckSettings(settings, plan_name, *call.facts, today);
  if (!plan.ok()) return plan.status();
  plan->set_source_sha256(Sha256(file.content));
  plan->set_source_filename(file.filename);
  auto read = import::ReadPlanFile(file.content, file.table);
  if (!read.ok()) return read.status();
  auto response = plan::Understand(read->appendix, *plan, *call.facts, today);
  if (!response.ok()) return response;
  for (v1::ImportedTable& table : read->tables) *response->add_tables() = std::move(table);
  std::vector<store::AnswerPlace> places;
  for (auto& [field, key] : plan::AskedTexts(*response)) places.push_back({field, key});
  const auto answers = store::FindPlanAnswers(services.database, call.province, places);
  if (!answers.ok()) return answers.status();
  plan::OfferAnswers(*answers, file.use_remembered_answers, *call.facts, today, *response);
  return response;
}

}  // namespace phoihop::handlers
