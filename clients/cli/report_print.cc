#include "clients/cli/report_print.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "clients/cli/format.h"
#include "clients/cli/task_words.h"

namespace phoihop::cli {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

// Columns of one week of the heat map, and of the names before it at least and at most.
constexpr int kCellWidth = 7, kLeastNameWidth = 16, kMostNameWidth = 40;
constexpr char kPlain[] = "\033[0m", kOverdue[] = "\033[31m";
// Backgrounds of the 256 colours, from little to much.
constexpr const char* kShades[] = {"\033[48;5;255m", "\033[48;5;153m", "\033[48;5;111m", "\033[48;5;68m"};

// What is not zero is what one looks for.
std::string Count(int64_t count) { return count == 0 ? "" : absl::StrCat(count); }

std::string Padded(const std::string& text, int width, bool right) {
  const std::string blanks(std::max(0, width - DisplayWidth(text)), ' ');
  return right ? blanks + text : text + blanks;
}

std::string NameOf(const v1::ResultRow& row) {
  std::vector<std::string> parts;
  if (!row.unit().empty()) parts.push_back(row.unit_display_name());
  if (!row.plan().empty()) {
    parts.push_back(row.plan_display_name().empty() ? ShortName(row.plan()) : row.plan_display_name());
  }
  return parts.empty() ? "(ngoài kế hoạch)" : absl::StrJoin(parts, " · ");
}

// What is beside the four classes, in words: `không hạn 2, từ chối 1`.
std::string Others(const v1::ProgressCounts& counts) {
  std::vector<std::string> parts;
  const auto add = [&](const char* word, int n) {
    if (n > 0) parts.push_back(absl::StrCat(word, " ", n));
  };
  add("không hạn", counts.open_no_deadline());
  add("tạm dừng", counts.suspended());
  add("từ chối", counts.refused());
  add("chưa giao", counts.not_yet_issued());
  add("thôi", counts.ended_without_result());
  return absl::StrJoin(parts, ", ");
}

void AddResultRow(const std::string& name, const v1::ResultRow& row, Sheet& sheet) {
  const v1::ProgressCounts& counts = row.counts();
  sheet.rows.push_back({name, absl::StrCat(counts.total()), RatioForPeople(row.completed()),
                        RatioForPeople(row.on_time()), Count(counts.completed_late()), Count(counts.open_in_time()),
                        counts.open_overdue() == 0 ? "" : RatioForPeople(row.overdue()), Others(counts)});
}

// The counts as the API calls them, in its order.
void AddCountNames(Sheet& sheet) {
  const auto* type = v1::ProgressCounts::descriptor();
  for (int i = 0; i < type->field_count(); ++i) sheet.header.push_back(type->field(i)->name());
}
void AddCounts(const v1::ProgressCounts& counts, std::vector<std::string>& row) {
  const auto* type = counts.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    row.push_back(absl::StrCat(counts.GetReflection()->GetInt32(counts, type->field(i))));
  }
}

std::string Cell(const v1::ProgressCounts& counts) {
  if (counts.total() == 0) return "·";
  return counts.open_overdue() == 0 ? absl::StrCat(counts.total())
                                    : absl::StrCat(counts.total(), "!", counts.open_overdue());
}

std::string Coloured(const std::string& padded, const v1::ProgressCounts& counts, int most) {
  if (counts.total() == 0) return padded;
  const size_t shade = std::min(std::size(kShades) - 1, std::size(kShades) * (counts.total() - 1) / std::max(1, most));
  return absl::StrCat(kShades[shade], "\033[30m", counts.open_overdue() > 0 ? kOverdue : "", padded, kPlain);
}

struct HeatRow {
  std::string name;
  std::map<int, v1::ProgressCounts> weeks;
};

std::vector<HeatRow> HeatRows(const v1::ListWeeklyLoadResponse& response) {
  std::vector<HeatRow> rows;
  for (const auto& unit : response.units()) {
    HeatRow& row = rows.emplace_back(HeatRow{unit.display_name(), {}});
    for (const auto& cell : unit.cells()) row.weeks[cell.week()] = cell.counts();
  }
  HeatRow& total = rows.emplace_back(HeatRow{"Tổng cộng", {}});
  for (const auto& cell : response.totals()) total.weeks[cell.week()] = cell.counts();
  return rows;
}

std::string DayOrNothing(const google::protobuf::Timestamp& time) {
  return time.seconds() == 0 ? std::string() : DateForPeople(DayOf(time));
}

}  // namespace

Table ToTable(const Sheet& sheet) {
  Table table(sheet.header);
  for (const std::vector<std::string>& row : sheet.rows) table.Add(row);
  return table;
}

std::string ToCsv(const Sheet& sheet) {
  std::string csv = kByteOrderMark;
  const auto add = [&](const std::vector<std::string>& row) {
    absl::StrAppend(
        &csv,
        absl::StrJoin(row, ",",
                      [](std::string* out, const std::string& field) {
                        const bool plain = field.find_first_of(",\"\r\n") == std::string::npos;
                        absl::StrAppend(
                            out,
                            plain ? field : absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\""));
                      }),
        "\r\n");
  };
  add(sheet.header);
  for (const std::vector<std::string>& row : sheet.rows) add(row);
  return csv;
}

std::string RatioForPeople(const v1::ResultRatio& ratio) {
  return ratio.denominator() == 0 ? "–" : absl::StrCat(ratio.numerator(), "/", ratio.denominator());
}

std::string ResultForPeople(v1::ResultClass result) {
  switch (result) {
    case v1::RESULT_CLASS_COMPLETED_ON_TIME:
      return "xong đúng hạn";
    case v1::RESULT_CLASS_COMPLETED_LATE:
      return "xong quá hạn";
    case v1::RESULT_CLASS_OPEN_IN_TIME:
      return "trong hạn";
    case v1::RESULT_CLASS_OPEN_OVERDUE:
      return "quá hạn";
    case v1::RESULT_CLASS_COMPLETED_NO_DEADLINE:
      return "xong, không hạn";
    case v1::RESULT_CLASS_OPEN_NO_DEADLINE:
      return "không hạn";
    case v1::RESULT_CLASS_NOT_YET_ISSUED:
      return "chưa giao";
    case v1::RESULT_CLASS_REFUSED:
      return "bị từ chối";
    case v1::RESULT_CLASS_ENDED_WITHOUT_RESULT:
      return "thôi";
    case v1::RESULT_CLASS_SUSPENDED:
      return "tạm dừng";
    default:
      return "khác";
  }
}

Sheet ResultsForPeople(const v1::SummariseResultsResponse& response) {
  Sheet sheet{{"Tên", "Tổng", "Xong", "Đúng hạn", "Xong trễ", "Trong hạn", "Quá hạn", "Khác"}, {}};
  for (const v1::ResultRow& row : response.rows()) AddResultRow(NameOf(row), row, sheet);
  AddResultRow("Tổng cộng", response.total(), sheet);
  return sheet;
}

Sheet ResultsForPrograms(const v1::SummariseResultsResponse& response) {
  Sheet sheet{{"unit", "unit_display_name", "plan", "plan_display_name"}, {}};
  AddCountNames(sheet);
  for (const v1::ResultRow& row : response.rows()) {
    std::vector<std::string> line = {row.unit(), row.unit_display_name(), row.plan(), row.plan_display_name()};
    AddCounts(row.counts(), line);
    sheet.rows.push_back(std::move(line));
  }
  return sheet;
}

Sheet StandingsForPeople(const v1::ListResultsResponse& response) {
  Sheet sheet{{"Mã", "Nhiệm vụ", "Chủ trì", "Hạn", "Nộp", "Kết quả"}, {}};
  for (const v1::TaskStanding& result : response.results()) {
    sheet.rows.push_back({ShortName(result.task()), Cut(result.title(), kMostNameWidth),
                          result.lead_unit_display_name(), DayOrNothing(result.due_time()),
                          DayOrNothing(result.submit_time()), ResultForPeople(result.result())});
  }
  return sheet;
}

Sheet StandingsForPrograms(const v1::ListResultsResponse& response) {
  Sheet sheet{{"task", "title", "lead_unit", "plan", "result", "due_time", "issue_time", "submit_time"}, {}};
  const auto instant = [](const google::protobuf::Timestamp& time) {
    return time.seconds() == 0 ? std::string() : google::protobuf::util::TimeUtil::ToString(time);
  };
  for (const v1::TaskStanding& result : response.results()) {
    sheet.rows.push_back({result.task(), result.title(), result.lead_unit(), result.plan(),
                          LowerName(v1::ResultClass_Name(result.result()), "RESULT_CLASS_"), instant(result.due_time()),
                          instant(result.issue_time()), instant(result.submit_time())});
  }
  return sheet;
}

std::string HeatMap(const v1::ListWeeklyLoadResponse& response, int width, bool colours) {
  const std::vector<HeatRow> rows = HeatRows(response);
  int name_width = kLeastNameWidth, most = 0;
  for (const HeatRow& row : rows) name_width = std::max(name_width, DisplayWidth(row.name));
  name_width = std::min({name_width, kMostNameWidth, std::max(kLeastNameWidth, width - 4 * kCellWidth)});
  for (const auto& unit : response.units()) {
    for (const auto& cell : unit.cells()) most = std::max(most, cell.counts().total());
  }
  const int in_band = std::max(1, (width - name_width) / kCellWidth);
  std::string text;
  for (int first = 0; first < response.weeks_size(); first += in_band) {
    const int last = std::min(first + in_band, response.weeks_size());
    if (first > 0) text.append("\n");
    absl::StrAppend(&text, Padded("Tuần từ ngày", name_width, false));
    for (int week = first; week < last; ++week) {
      // 2026-03-02 → 02/03
      const std::string& day = response.weeks(week).start_date();
      absl::StrAppend(&text, Padded(absl::StrCat(day.substr(8, 2), "/", day.substr(5, 2)), kCellWidth, true));
    }
    text.append("\n");
    for (const HeatRow& row : rows) {
      const bool is_total = &row == &rows.back();
      absl::StrAppend(&text, Padded(Cut(row.name, name_width), name_width, false));
      for (int week = first; week < last; ++week) {
        const auto found = row.weeks.find(week);
        const v1::ProgressCounts counts = found == row.weeks.end() ? v1::ProgressCounts() : found->second;
        const std::string cell = Padded(Cell(counts), kCellWidth, true);
        absl::StrAppend(&text, colours && !is_total ? Coloured(cell, counts, most) : cell);
      }
      text.append("\n");
    }
  }
  return text;
}

Sheet WeeksForPrograms(const v1::ListWeeklyLoadResponse& response) {
  Sheet sheet{{"unit", "unit_display_name", "week", "start_date"}, {}};
  AddCountNames(sheet);
  for (const auto& unit : response.units()) {
    for (const auto& cell : unit.cells()) {
      const v1::ReportWeek& week = response.weeks(cell.week());
      std::vector<std::string> line = {unit.unit(), unit.display_name(), week.week(), week.start_date()};
      AddCounts(cell.counts(), line);
      sheet.rows.push_back(std::move(line));
    }
  }
  return sheet;
}

Sheet TrendForPeople(const v1::ListTrendResponse& response) {
  Sheet sheet{{"Tuần", "Từ ngày", "Giao", "Xong đúng hạn", "Xong quá hạn", "Quá hạn cuối tuần"}, {}};
  for (const auto& point : response.points()) {
    sheet.rows.push_back({point.week().week(), DateForPeople(point.week().start_date()), absl::StrCat(point.issued()),
                          absl::StrCat(point.completed_in_time()), absl::StrCat(point.completed_late()),
                          point.overdue_unknown() ? "?" : absl::StrCat(point.overdue_at_end())});
  }
  return sheet;
}

Sheet TrendForPrograms(const v1::ListTrendResponse& response) {
  Sheet sheet{{"week", "start_date", "end_date", "issued", "completed_in_time", "completed_late", "overdue_at_end"},
              {}};
  for (const auto& point : response.points()) {
    sheet.rows.push_back({point.week().week(), point.week().start_date(), point.week().end_date(),
                          absl::StrCat(point.issued()), absl::StrCat(point.completed_in_time()),
                          absl::StrCat(point.completed_late()),
                          point.overdue_unknown() ? "" : absl::StrCat(point.overdue_at_end())});
  }
  return sheet;
}

Sheet WorkloadForPeople(const v1::SummariseWorkloadResponse& response) {
  Sheet sheet{{"Tên", "Đang mở", "Quá hạn", "Chưa nhận", "Chờ duyệt", "Tạm dừng", "Bị trả lại", "Bàn giao chờ", "trễ"},
              {}};
  const auto add = [&](const std::string& name, const v1::SummariseWorkloadResponse::Row& row) {
    sheet.rows.push_back({name, absl::StrCat(row.open()), Count(row.overdue()), Count(row.not_accepted()),
                          Count(row.submitted()), Count(row.suspended()), Count(row.bounced()), Count(row.handoffs()),
                          Count(row.handoffs_overdue())});
  };
  for (const auto& row : response.rows()) add(row.display_name(), row);
  add("Tổng cộng", response.total());
  return sheet;
}

Sheet WorkloadForPrograms(const v1::SummariseWorkloadResponse& response) {
  Sheet sheet{{"unit", "person", "display_name", "open", "overdue", "not_accepted", "submitted", "suspended", "bounced",
               "handoffs", "handoffs_overdue"},
              {}};
  for (const auto& row : response.rows()) {
    std::vector<std::string> line = {row.unit(), row.person(), row.display_name()};
    for (const int64_t n : {row.open(), row.overdue(), row.not_accepted(), row.submitted(), row.suspended(),
                            row.bounced(), row.handoffs(), row.handoffs_overdue()}) {
      line.push_back(absl::StrCat(n));
    }
    sheet.rows.push_back(std::move(line));
  }
  return sheet;
}

Sheet EscalationsForPeople(const v1::ListUpcomingEscalationsResponse& response) {
  Sheet sheet{{"Lúc", "Mã", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Đến hạn", "Bậc"}, {}};
  for (const auto& escalation : response.escalations()) {
    sheet.rows.push_back({TimeForPeople(escalation.fire_time()), ShortName(escalation.task()),
                          Cut(escalation.title(), kMostNameWidth), escalation.lead_unit_display_name(),
                          PurposeForPeople(escalation.purpose()), DayOrNothing(escalation.due_time()),
                          absl::StrCat(escalation.rung() + 1)});
  }
  return sheet;
}

Sheet EscalationsForPrograms(const v1::ListUpcomingEscalationsResponse& response) {
  using google::protobuf::util::TimeUtil;
  Sheet sheet{{"fire_time", "task", "title", "lead_unit", "purpose", "due_time", "escalation_policy", "rung", "state"},
              {}};
  for (const auto& escalation : response.escalations()) {
    sheet.rows.push_back(
        {TimeUtil::ToString(escalation.fire_time()), escalation.task(), escalation.title(), escalation.lead_unit(),
         LowerName(v1::ClockPurpose_Name(escalation.purpose()), "CLOCK_PURPOSE_"),
         TimeUtil::ToString(escalation.due_time()), escalation.escalation_policy(), absl::StrCat(escalation.rung()),
         LowerName(v1::TaskState_Name(escalation.state()), "TASK_STATE_")});
  }
  return sheet;
}

}  // namespace phoihop::cli
