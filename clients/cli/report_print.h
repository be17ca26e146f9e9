// Figures for people, and for programs that read tables.
#ifndef CLIENTS_CLI_REPORT_PRINT_H_
#define CLIENTS_CLI_REPORT_PRINT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/table.h"
#include "phoihop/v1/report_service.pb.h"

namespace phoihop::cli {

// Rows under a header, all of them whole: for a table or for CSV.
struct Sheet {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};
Table ToTable(const Sheet& sheet);
// RFC 4180, with a byte order mark, by which spreadsheets know that it is UTF-8.
std::string ToCsv(const Sheet& sheet);

// `3/7`; `–` where there is nothing to divide by. A share is never shown without what it is a share of.
std::string RatioForPeople(const v1::ResultRatio& ratio);
// How a task stands, in words: `quá hạn`.
std::string ResultForPeople(v1::ResultClass result);

// For people: with ratios, totals last. For programs: names and every count, without totals.
Sheet ResultsForPeople(const v1::SummariseResultsResponse& response);
Sheet ResultsForPrograms(const v1::SummariseResultsResponse& response);
Sheet StandingsForPeople(const v1::ListResultsResponse& response);
Sheet StandingsForPrograms(const v1::ListResultsResponse& response);
// Units × weeks: what is due, and after `!` how much of it is overdue. In bands of so many weeks that a line fits into
// `width` columns; with colours darker for more, and red where something is overdue.
std::string HeatMap(const v1::ListWeeklyLoadResponse& response, int width, bool colours);
Sheet WeeksForPrograms(const v1::ListWeeklyLoadResponse& response);
Sheet TrendForPeople(const v1::ListTrendResponse& response);
Sheet TrendForPrograms(const v1::ListTrendResponse& response);
Sheet WorkloadForPeople(const v1::SummariseWorkloadResponse& response);
Sheet WorkloadForPrograms(const v1::SummariseWorkloadResponse& response);
Sheet EscalationsForPeople(const v1::ListUpcomingEscalationsResponse& response);
Sheet EscalationsForPrograms(const v1::ListUpcomingEscalationsResponse& response);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_REPORT_PRINT_H_
