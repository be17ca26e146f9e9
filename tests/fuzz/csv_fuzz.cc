// CSV: any bytes as a table, and as the table of a plan.
#include <cstdint>

#include "services/import/csv.h"
#include "services/import/plan_table.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using phoihop::fuzz::Demand;
  namespace import = phoihop::import;
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto rows = import::ReadCsv(bytes);
  if (!rows.ok()) phoihop::fuzz::DemandRefusal(rows.status());
  if (rows.ok()) {
    Demand(rows->size() <= import::kMaxCsvRows, "no more rows than the limit");
    int last = 0;
    for (const import::CsvRow& row : *rows) {
      Demand(row.line > last, "rows know the line on which they begin");
      last = row.line;
      Demand(!row.cells.empty() && row.cells.size() <= import::kMaxCsvColumns, "columns are limited");
      for (const std::string& cell : row.cells) {
        Demand(cell.size() <= import::kMaxCsvCellBytes && import::IsUtf8(cell), "cells are limited texts");
      }
    }
  }
  const auto appendix = import::ReadCsvAppendix(bytes);
  if (!appendix.ok()) phoihop::fuzz::DemandRefusal(appendix.status());
  if (appendix.ok()) phoihop::fuzz::DemandAppendix(*appendix);
  return 0;
}
