// What fuzz targets demand of every answer.
#ifndef TESTS_FUZZ_PROPERTY_H_
#define TESTS_FUZZ_PROPERTY_H_

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "phoihop/v1/plan_service.pb.h"
#include "services/import/plan_file.h"
#include "services/import/table.h"
#include "services/import/text_encoding.h"
#include "workflow/errors.h"
#include "workflow/plan/appendix.h"

namespace phoihop::fuzz {

inline void Demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "the answer breaks a property: %s\n", what);
  std::abort();
}

// A refusal has a reason of the catalogue and a sentence of bearable length.
inline void DemandRefusal(const absl::Status& status) {
  const v1::ErrorReason reason = ReasonOf(status);
  Demand(reason == v1::ERROR_REASON_INVALID_FILE || reason == v1::ERROR_REASON_TOO_LARGE ||
             reason == v1::ERROR_REASON_INVALID_FIELD,
         "a refusal has one of three reasons");
  Demand(!status.message().empty() && status.message().size() < 1000, "a refusal says why, and briefly");
  Demand(import::IsUtf8(status.message()), "a refusal is text");
}

inline void DemandAppendix(const plan::Appendix& appendix) {
  Demand(appendix.rows.size() <= plan::kMaxRows, "no more rows than the limit");
  size_t bytes = 0;
  int last = 0;
  bool has_item = false;
  for (const plan::AppendixRow& row : appendix.rows) {
    Demand(row.row > last, "rows are numbered upwards");
    last = row.row;
    has_item = has_item || row.kind == v1::ImportedRow::KIND_ITEM;
    Demand(row.footnotes.size() <= import::kMaxFootnotesOfRow * appendix.rows.size(), "footnotes are limited");
    for (const std::string& footnote : row.footnotes) {
      Demand(footnote.size() <= import::kMaxFootnoteBytes && import::IsUtf8(footnote), "footnotes are short texts");
    }
    // Cells of rows that were merged into one item stand together.
    const bool one_row = row.kind == v1::ImportedRow::KIND_ITEM && !absl::StrContains(row.remark, "(ô gộp)");
    for (const std::string& cell : row.cells) {
      bytes += cell.size();
      Demand(!one_row || cell.size() <= import::kMaxCellBytes, "no cell longer than the limit");
      Demand(import::IsUtf8(cell), "cells are text");
    }
  }
  Demand(has_item, "a plan has a task");
  Demand(bytes <= 2 * import::kMaxTableBytes, "cells are limited together");
}

inline void DemandAnswer(const absl::StatusOr<import::PlanFile>& file) {
  if (!file.ok()) return DemandRefusal(file.status());
  DemandAppendix(file->appendix);
  Demand(file->tables.size() <= import::kMaxTables, "no more tables than the limit");
}

}  // namespace phoihop::fuzz

#endif  // TESTS_FUZZ_PROPERTY_H_
