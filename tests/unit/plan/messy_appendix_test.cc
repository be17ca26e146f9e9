// Whole appendices as officials write them, with the truth known: agencies by any of their names of today and of the
// past, sets with exclusions, lists behind a head, who sums up, deadlines of every kind, headings, empty rows, "nt",
// junk; written as CSV and imported as a file is. Whatever comes out, an import never names anybody or any day that is
// not in the truth; what it understands without a question is the truth, the rest it asks.
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "services/import/plan_table.h"
#include "tests/unit/plan/dong_nai.h"
#include "tests/unit/plan/party_writer.h"
#include "unicode/normalizer2.h"
#include "unicode/unistr.h"
#include "workflow/civil_time.h"
#include "workflow/organisation/function_terms.h"
#include "workflow/plan/recurrence.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

// -- Cells of deadlines

struct DeadlineTruth {
  std::set<absl::CivilDay> days;  // of one plan year, all of them
  bool rhythm = false;            // repeated each year: the days of 2026
  bool no_day = false;            // continuous, or waits for an event
  bool unclear = false;           // has to be asked
};

struct DeadlineCell {
  std::string text;
  DeadlineTruth truth;
};

absl::CivilDay EndOfMonth(int month) { return absl::CivilDay(absl::CivilMonth(2026, month) + 1) - 1; }

std::string DayText(absl::CivilDay day) {
  const std::string separator = OneOf(std::vector<std::string>{"/", "-", "."});
  const std::string year = Chance(3) ? "" : absl::StrCat(separator, day.year());
  if (year.empty()) return absl::StrCat(day.day(), "/", day.month());
  return absl::StrCat(Chance(2) && day.day() < 10 ? "0" : "", day.day(), separator, day.month(), year);
}

std::set<absl::CivilDay> EachMonth(const std::vector<int>& months, int day) {
  std::set<absl::CivilDay> days;
  for (int month : months) days.insert(day == 0 ? EndOfMonth(month) : absl::CivilDay(2026, month, day));
  return days;
}

DeadlineCell OneDay() {
  const absl::CivilDay day = absl::CivilDay(2026, 1, 1) + Pick(364);
  const int month = 1 + Pick(12), quarter = 1 + Pick(4);
  const std::string in_year = Chance(2) ? "/2026" : Chance(2) ? " năm 2026" : "";
  constexpr const char* kRoman[] = {"I", "II", "III", "IV"};
  switch (Pick(12)) {
    case 0:
      return {absl::StrCat("Trước ngày ", DayText(day)), {{day}}};
    case 1:
      return {absl::StrCat("Chậm nhất ngày ", DayText(day)), {{day}}};
    case 2:
      return {absl::StrCat("Trước 17 giờ ngày ", DayText(day)), {{day}}};
    case 3:
      return {absl::StrCat(Chance(2) ? "Trong tháng " : "Tháng ", month, in_year), {{EndOfMonth(month)}}};
    case 4:
      return {absl::StrCat(Chance(2) ? "Đến hết quý " : "Quý ", kRoman[quarter - 1], in_year),
              {{EndOfMonth(quarter * 3)}}};
    case 5:
      return {absl::StrCat("Đầu tháng ", month, in_year), {{absl::CivilDay(2026, month, 1)}}};
    case 6:
      return {absl::StrCat("Giữa tháng ", month, in_year), {{absl::CivilDay(2026, month, 15)}}};
    case 7: {
      const absl::CivilDay start = day - 1 - Pick(60);
      if (start.year() != 2026) return {DayText(day), {{day}}};
      return {absl::StrCat("Từ ngày ", start.day(), "/", start.month(), " đến ngày ", DayText(day)), {{day}}};
    }
    case 8:
      return {absl::StrCat("6 tháng ", month <= 6 ? "đầu" : "cuối", " năm 2026"), {{EndOfMonth(month <= 6 ? 6 : 12)}}};
    case 9:
      return {absl::StrCat("Hoàn thành trong năm", Chance(2) ? " 2026" : ""), {{absl::CivilDay(2026, 12, 31)}}};
    case 10:
      if (month == 12) return {DayText(day), {{day}}};
      return {absl::StrCat("Tháng ", month, " - ", 12, "/2026"), {{absl::CivilDay(2026, 12, 31)}}};
    default:
      return {DayText(day), {{day}}};
  }
}

DeadlineCell WriteDeadline() {
  const absl::CivilDay day = absl::CivilDay(2026, 2, 1) + Pick(100);
  const absl::CivilDay later = day + 1 + Pick(150);
  const int of_month = 1 + Pick(28), month = 1 + Pick(12);
  switch (Pick(16)) {
    case 0:
      return {"Thường xuyên", {.no_day = true}};
    case 1:
      return {"Sau khi Quy chế được ban hành", {.no_day = true}};
    case 2:
      return {absl::StrCat("Ngày ", of_month, Chance(2) ? " hằng tháng" : " của mỗi tháng"),
              {EachMonth({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, of_month), true}};
    case 3:
      return {absl::StrCat("Trước ngày ", of_month, "/", month, " hằng năm"), {EachMonth({month}, of_month), true}};
    case 4:
      return {absl::StrCat("Chậm nhất ngày ", of_month, " của tháng cuối quý"),
              {EachMonth({3, 6, 9, 12}, of_month), true}};
    case 5:
      return {OneOf(std::vector<std::string>{"Hằng quý", "Mỗi quý một lần"}), {EachMonth({3, 6, 9, 12}, 0), true}};
    case 6:
      return {OneOf(std::vector<std::string>{"Định kỳ 6 tháng, năm", "6 tháng một lần"}),
              {EachMonth({6, 12}, 0), true}};
    case 7:
      return {absl::StrCat("02 đợt: ", DayText(day), " và ", DayText(later)), {{day, later}}};
    case 8:
      return {absl::StrCat(DayText(day), " (đơn vị); ", DayText(later), " (tổng hợp)"), {.unclear = true}};
    case 9:
      return {absl::StrCat("Đơn vị trước ", DayText(day), ", tổng hợp trước ", DayText(later)), {.unclear = true}};
    case 10:
      return {OneOf(std::vector<std::string>{"Theo kế hoạch", "Theo yêu cầu", "Dịp Tết", "Cuối quý", "sớm nhất có thể",
                                             "Tuần thứ hai của tháng 9", ""}),
              {.unclear = true}};
    default: {
      DeadlineCell cell = OneDay();
      if (!Chance(8)) return cell;
      cell.text += OneOf(std::vector<std::string>{" (dự kiến)", " hoặc sớm hơn", " nếu có kinh phí"});
      return {cell.text, {.unclear = true}};
    }
  }
}

// -- The table

struct Row {
  PartyCell leads, coordinators;
  DeadlineCell deadline;
  std::string text, product;
};

std::string Quoted(const std::string& cell) {
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

struct Table {
  std::string csv;
  std::vector<Row> rows;
};

Table WriteTable(const Registry& registry) {
  const std::string separator = Chance(2) ? "," : ";", line_end = Chance(2) ? "\n" : "\r\n";
  const auto line = [&](const std::vector<std::string>& cells) {
    return absl::StrCat(
        absl::StrJoin(cells, separator,
                      [](std::string* out, const std::string& cell) { absl::StrAppend(out, Quoted(cell)); }),
        line_end);
  };
  Table table;
  if (Chance(2)) table.csv += "\xEF\xBB\xBF";
  if (Chance(2)) table.csv += line({"PHỤ LỤC: NHIỆM VỤ", "", "", "", "", ""});
  table.csv += line({"TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm"});
  const int count = 1 + Pick(6);
  for (int i = 0; i < count; ++i) {
    if (Chance(4)) table.csv += line({OneOf(std::vector<std::string>{"I", "II", "A"}), "ĐỀ MỤC", "", "", "", ""});
    if (Chance(5)) table.csv += line({"", "", "", "", "", ""});
    Row row;
    row.text = absl::StrCat("Nhiệm vụ thứ ", i + 1);
    row.product = OneOf(std::vector<std::string>{"02 clip", "Báo cáo; kế hoạch", "", "24 bản tin", "01 hội nghị"});
    const bool same_lead = i > 0 && Chance(6), same_coordinators = i > 0 && Chance(6);
    row.leads = same_lead ? table.rows.back().leads : PartyWriter(registry).Write();
    row.coordinators = same_coordinators ? table.rows.back().coordinators : PartyWriter(registry).Write();
    row.deadline = WriteDeadline();
    row.deadline.text = Spoil(row.deadline.text);
    table.csv += line({absl::StrCat(i + 1), row.text,
                       same_lead ? OneOf(std::vector<std::string>{"nt", "-nt-", "như trên"}) : row.leads.text,
                       same_coordinators ? "-nt-" : row.coordinators.text, row.deadline.text, row.product});
    table.rows.push_back(std::move(row));
  }
  return table;
}

// -- What has to hold

bool AsksAbout(const v1::PlanItem& item, absl::string_view field) {
  return std::any_of(item.questions().begin(), item.questions().end(),
                     [field](const v1::PlanQuestion& question) { return question.field() == field; });
}

void CheckParties(const v1::PlanItem& item, bool lead, const PartyCell& cell) {
  const auto& parties = lead ? item.leads() : item.coordinators();
  Names units;
  std::set<NamedSet> sets;
  bool asked = AsksAbout(item, lead ? "lead" : "coordinators");
  for (const ResponsibleParty& party : parties) {
    RC_LOG() << (lead ? "lead " : "coordinator ") << party.ShortDebugString() << "\n";
    if (party.status() != ResponsibleParty::STATUS_UNDERSTOOD) {
      asked = true;
      RC_ASSERT(party.units().empty() && party.unit_set().empty());
      continue;
    }
    for (const std::string& unit : party.units()) {
      RC_ASSERT(cell.truth.units.contains(unit));
      units.insert(unit);
    }
    if (party.unit_set().empty()) continue;
    const NamedSet set{party.unit_set(), Names(party.excluded_units().begin(), party.excluded_units().end())};
    RC_ASSERT(cell.truth.sets.contains(set));
    sets.insert(set);
  }
  if (cell.truth.has_unknown) RC_ASSERT(asked);
  if (asked) return;
  RC_ASSERT(std::includes(units.begin(), units.end(), cell.truth.certain.begin(), cell.truth.certain.end()));
  RC_ASSERT(std::includes(sets.begin(), sets.end(), cell.truth.certain_sets.begin(), cell.truth.certain_sets.end()));
}

void CheckSpread(const v1::PlanItem& item, const PartyTruth& truth) {
  if (!item.summing_unit().empty()) RC_ASSERT(truth.summing.contains(item.summing_unit()));
  bool set = false;
  for (const ResponsibleParty& party : item.leads()) {
    if (party.status() != ResponsibleParty::STATUS_UNDERSTOOD) return;
    set = set || !party.unit_set().empty();
  }
  if (set) RC_ASSERT(item.has_fan_out() && !item.fan_out().unit_sets().empty());
  if (!truth.summing.empty() && item.leads_size() > 1) RC_ASSERT(!item.summing_unit().empty());
}

void CheckDeadline(const v1::PlanItem& item, const DeadlineTruth& truth) {
  const v1::PlanDeadline& deadline = item.deadline();
  RC_LOG() << deadline.ShortDebugString() << "\n";
  const bool asked = deadline.kind() == v1::DEADLINE_KIND_UNKNOWN;
  RC_ASSERT(asked == AsksAbout(item, "deadline"));
  RC_ASSERT(asked == truth.unclear);
  if (asked) return;
  std::set<absl::CivilDay> days;
  if (!deadline.recurrence().empty()) {
    const auto rule = Recurrence::FromRule(deadline.recurrence());
    RC_ASSERT(rule.ok());
    for (absl::CivilDay day : rule->Between(absl::CivilDay(2026, 1, 1), absl::CivilDay(2026, 12, 31))) days.insert(day);
  } else if (!deadline.dates().empty()) {
    for (const std::string& date : deadline.dates()) days.insert(*ParseDate(date));
  } else if (!deadline.nominal_due_date().empty()) {
    days.insert(*ParseDate(deadline.nominal_due_date()));
  }
  RC_ASSERT(days == truth.days);
  RC_ASSERT(deadline.recurrence().empty() == !truth.rhythm);
}

RC_GTEST_PROP(MessyAppendix, AnImportUnderstandsAsksOrRefusesAndNeverInvents, ()) {
  const absl::CivilDay today = OneOf(kImportDays);
  const Table table = WriteTable(RegistryOn(today));
  RC_LOG() << FormatDate(today) << "\n" << table.csv << "\n";
  const auto appendix = import::ReadCsvAppendix(table.csv);
  RC_ASSERT(appendix.ok());
  const auto settings = CheckSettings(SettingsOf2026(), "provinces/dong-nai/plans/kh", DongNai(), today);
  RC_ASSERT(settings.ok());
  const auto response = Understand(*appendix, *settings, DongNai(), today);
  RC_ASSERT(response.ok());
  for (const v1::ImportedRow& row : response->rows()) {
    for (const v1::ImportedCell& cell : row.cells()) {
      if (cell.outcome() == v1::ImportedCell::OUTCOME_WRONG)
        RC_LOG() << row.row() << ": " << cell.explanation() << "\n";
    }
  }
  RC_ASSERT(response->wrong_rows() == 0);
  RC_ASSERT(response->plan().items_size() == static_cast<int>(table.rows.size()));
  for (size_t i = 0; i < table.rows.size(); ++i) {
    const Row& row = table.rows[i];
    const v1::PlanItem& item = response->plan().items(static_cast<int>(i));
    RC_ASSERT(item.text() == row.text);
    CheckParties(item, /*lead=*/true, row.leads);
    CheckParties(item, /*lead=*/false, row.coordinators);
    CheckSpread(item, row.leads.truth);
    CheckDeadline(item, row.deadline.truth);
    for (const v1::EvidenceSlot& slot : item.evidence_slots()) {
      RC_ASSERT(slot.count() >= 1 && row.product.find(slot.description()) != std::string::npos);
    }
    const bool blocked = std::any_of(item.questions().begin(), item.questions().end(),
                                     [](const v1::PlanQuestion& question) { return question.blocking(); });
    RC_ASSERT((item.state() == v1::PlanItem::STATE_ASKED) == blocked);
  }
}

}  // namespace
}  // namespace phoihop::plan

// --cases=N: so many appendices.
int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--cases=") && std::getenv("RC_PARAMS") == nullptr) {
      setenv("RC_PARAMS", absl::StrCat("max_success=", argument).c_str(), 1);
    }
  }
  return RUN_ALL_TESTS();
}
