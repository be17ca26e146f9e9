// Party phrases against the names of Đồng Nai: nobody is made up, and what is not found is asked. The second line of
// the input is the text of the task.
#include <cstdint>
#include <string>

#include "tests/fuzz/property.h"
#include "tests/unit/plan/dong_nai.h"
#include "workflow/plan/party_phrase.h"

namespace {

using phoihop::fuzz::Demand;
using phoihop::v1::ResponsibleParty;

void DemandReading(const phoihop::plan::PartyReading& reading) {
  const auto& directory = phoihop::plan::DongNai().directory();
  bool asked = false;
  for (const ResponsibleParty& party : reading.parties) {
    Demand(!party.text().empty() && phoihop::import::IsUtf8(party.text()), "a party has the words of the cell");
    for (const std::string& unit : party.units())
      Demand(directory.FindUnit(unit) != nullptr, "a unit is one that exists");
    if (party.status() == ResponsibleParty::STATUS_ASKED) {
      asked = true;
      continue;
    }
    Demand(party.status() == ResponsibleParty::STATUS_UNDERSTOOD, "a party is understood or asked");
    Demand(party.units_size() > 0 || !party.unit_set().empty(), "who is understood is somebody");
    Demand(!party.explanation().empty(), "what is understood is explained");
  }
  Demand(!asked || !reading.questions.empty(), "who is asked for has a question");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace plan = phoihop::plan;
  const std::string input(reinterpret_cast<const char*>(data), size);
  if (size > plan::kMaxShortCellBytes) return -1;
  const size_t line = input.find('\n');
  const std::string task = line == std::string::npos ? "" : input.substr(line + 1);
  const plan::PartySettings settings = {.written_on = absl::CivilDay(2024, 5, 23),
                                        .today = absl::CivilDay(2026, 1, 15),
                                        .issuer_unit = plan::UnitIn("ubnd"),
                                        .functions = {"thông tin đối ngoại"}};
  plan::PartyReader reader(settings, plan::DongNai());
  for (const plan::PartyColumn column : {plan::PartyColumn::kLead, plan::PartyColumn::kCoordinators}) {
    DemandReading(reader.Read(input.substr(0, line), column, task));
  }
  return 0;
}
