// Answers about texts of appendix tables into rows.
#include "services/store/message_json.h"
#include "services/store/write_session.h"
#include "workflow/civil_time.h"
#include "workflow/plan/plan_answers.h"

namespace phoihop::store {

absl::Status WriteSession::SendPlanAnswers(const std::string& province, const std::vector<v1::PlanAnswer>& answers) {
  if (answers.empty()) return absl::OkStatus();
  ArrayValue fields = ArrayValue::OfText(), keys = ArrayValue::OfText(), times = ArrayValue::OfTime(),
             messages = ArrayValue::OfJson();
  for (const v1::PlanAnswer& answer : answers) {
    fields.Text(answer.field());
    keys.Text(plan::AnswerKey(answer.text()));
    times.Time(FromTimestamp(answer.answer_time()));
    messages.Json(ToJson(answer));
  }
  Values values = Values().Text(province);
  for (ArrayValue* array : {&fields, &keys, &times, &messages}) values.Array(std::move(*array));
  return connection_->Send("PutPlanAnswers", values);
}

}  // namespace phoihop::store
