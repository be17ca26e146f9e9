#include "clients/cli/calendar_file.h"

#include <csv.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "clients/cli/format.h"

namespace phoihop::cli {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct CsvLine {
  int number = 0;
  std::vector<std::string> cells;
};

// What libcsv's callbacks gather.
struct Gatherer {
  std::vector<CsvLine> lines;
  CsvLine line{1, {}};
};

void TakeCell(void* cell, size_t size, void* gatherer) {
  static_cast<Gatherer*>(gatherer)->line.cells.emplace_back(static_cast<const char*>(cell), size);
}

void TakeRow(int, void* gatherer) {
  auto& gathered = *static_cast<Gatherer*>(gatherer);
  const int next = gathered.line.number + 1;
  gathered.lines.push_back(std::exchange(gathered.line, CsvLine{next, {}}));
}

absl::Status Fault(int line, absl::string_view column, absl::string_view message) {
  return absl::InvalidArgumentError(
      absl::StrCat("dòng ", line, column.empty() ? "" : absl::StrCat(", cột ", column), ": ", message));
}

absl::StatusOr<std::vector<CsvLine>> LinesOf(absl::string_view csv) {
  absl::ConsumePrefix(&csv, kByteOrderMark);
  const absl::string_view head = csv.substr(0, csv.find('\n'));
  const char separator =
      std::count(head.begin(), head.end(), ';') > std::count(head.begin(), head.end(), ',') ? ';' : ',';
  csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) != 0)
    return absl::ResourceExhaustedError("không đủ bộ nhớ để đọc tệp CSV");
  csv_set_delim(&parser, static_cast<unsigned char>(separator));
  Gatherer gatherer;
  const bool whole = csv_parse(&parser, csv.data(), csv.size(), TakeCell, TakeRow, &gatherer) == csv.size() &&
                     csv_fini(&parser, TakeCell, TakeRow, &gatherer) == 0;
  csv_free(&parser);
  if (!whole) return Fault(gatherer.line.number, "", "dấu nháy kép mở hoặc đóng sai chỗ");
  return std::move(gatherer.lines);
}

template <typename Value>
using Words = std::vector<std::pair<absl::string_view, Value>>;

const Words<v1::CalendarDay::Kind>& Kinds() {
  static const auto* const words =
      new Words<v1::CalendarDay::Kind>{{"holiday", v1::CalendarDay::KIND_HOLIDAY},
                                       {"compensation_day_off", v1::CalendarDay::KIND_DAY_OFF_IN_LIEU},
                                       {"make_up_working_day", v1::CalendarDay::KIND_MAKE_UP_WORKING_DAY}};
  return *words;
}

const Words<v1::CalendarDay::Status>& Statuses() {
  static const auto* const words =
      new Words<v1::CalendarDay::Status>{{"official", v1::CalendarDay::STATUS_OFFICIAL},
                                         {"statutory_fixed", v1::CalendarDay::STATUS_STATUTORY},
                                         {"computed", v1::CalendarDay::STATUS_COMPUTED},
                                         {"computed_partial", v1::CalendarDay::STATUS_COMPUTED},
                                         {"proposed_unverified", v1::CalendarDay::STATUS_UNCONFIRMED}};
  return *words;
}

class Reader {
 public:
  // The first line names the columns.
  static absl::StatusOr<Reader> Of(const CsvLine& head) {
    Reader reader;
    for (size_t i = 0; i < head.cells.size(); ++i)
      reader.columns_[std::string(absl::StripAsciiWhitespace(head.cells[i]))] = i;
    for (const char* column : {"date", "kind", "name_vi", "status"}) {
      if (reader.columns_.count(column) == 0) return Fault(1, "", absl::StrCat("không có cột ", column));
    }
    return reader;
  }

  absl::StatusOr<v1::CalendarDay> Day(const CsvLine& line) const {
    v1::CalendarDay day;
    day.set_date(DateForServer(Cell(line, "date")));
    absl::CivilDay parsed;
    if (!absl::ParseCivilTime(day.date(), &parsed))
      return Fault(line.number, "date", absl::StrCat("'", day.date(), "' không phải ngày dd/mm/yyyy"));
    v1::CalendarDay::Kind kind = v1::CalendarDay::KIND_UNSPECIFIED;
    v1::CalendarDay::Status status = v1::CalendarDay::STATUS_UNSPECIFIED;
    if (absl::Status chosen = Choose(line, "kind", Kinds(), kind); !chosen.ok()) return chosen;
    if (absl::Status chosen = Choose(line, "status", Statuses(), status); !chosen.ok()) return chosen;
    day.set_kind(kind);
    day.set_status(status);
    day.set_display_name(Cell(line, "name_vi"));
    day.mutable_provenance()->set_source(Cell(line, "source"));
    day.mutable_provenance()->set_note(Cell(line, "note"));
    day.mutable_provenance()->set_verification(
        status == v1::CalendarDay::STATUS_UNCONFIRMED ? v1::VERIFICATION_UNVERIFIED : v1::VERIFICATION_VERIFIED);
    for (absl::string_view part : absl::StrSplit(Cell(line, "note"), ';')) {
      part = absl::StripAsciiWhitespace(part);
      if (absl::ConsumePrefix(&part, "swap_of=")) day.set_paired_date(DateForServer(std::string(part)));
    }
    return day;
  }

 private:
  std::string Cell(const CsvLine& line, const std::string& column) const {
    const auto found = columns_.find(column);
    if (found == columns_.end() || found->second >= line.cells.size()) return "";
    return std::string(absl::StripAsciiWhitespace(line.cells[found->second]));
  }

  template <typename Value>
  absl::Status Choose(const CsvLine& line, const std::string& column, const Words<Value>& words, Value& value) const {
    const std::string cell = Cell(line, column);
    std::string known;
    for (const auto& [word, meant] : words) {
      absl::StrAppend(&known, known.empty() ? "" : ", ", word);
      if (word != cell) continue;
      value = meant;
      return absl::OkStatus();
    }
    return Fault(line.number, column, absl::StrCat("'", cell, "' không phải một trong: ", known));
  }

  std::map<std::string, size_t> columns_;
};

std::string YearOf(const v1::CalendarDay& day) { return day.date().substr(0, 4); }

}  // namespace

absl::Status ReplaceDays(absl::string_view csv, v1::Calendar& calendar) {
  const auto lines = LinesOf(csv);
  if (!lines.ok()) return lines.status();
  if (lines->empty()) return absl::InvalidArgumentError("tệp không có dòng nào");
  const auto reader = Reader::Of(lines->front());
  if (!reader.ok()) return reader.status();
  std::map<std::string, v1::CalendarDay> days;
  std::set<std::string> years;
  for (size_t i = 1; i < lines->size(); ++i) {
    auto day = reader->Day((*lines)[i]);
    if (!day.ok()) return day.status();
    years.insert(YearOf(*day));
    const std::string date = day->date();
    if (!days.emplace(date, *std::move(day)).second)
      return Fault((*lines)[i].number, "date", absl::StrCat(DateForPeople(date), " đã có ở dòng trên"));
  }
  for (v1::CalendarDay& known : *calendar.mutable_days()) {
    if (years.count(YearOf(known)) == 0) days.emplace(known.date(), known);
  }
  calendar.clear_days();
  for (auto& [date, day] : days) *calendar.add_days() = std::move(day);
  return absl::OkStatus();
}

}  // namespace phoihop::cli
