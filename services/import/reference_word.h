// A cell that has to be one of a few words.
#ifndef SERVICES_IMPORT_REFERENCE_WORD_H_
#define SERVICES_IMPORT_REFERENCE_WORD_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/import/reference_table.h"
#include "workflow/errors.h"

namespace phoihop::import {

template <typename Value>
struct Word {
  absl::string_view word;
  Value value;
};

// The value of the word in the column; a fault that lists the words when it is none of them.
template <typename Value, size_t kSize>
absl::StatusOr<Value> Choose(const ReferenceRow& row, absl::string_view column, const Word<Value> (&words)[kSize]) {
  std::string known;
  for (const auto& entry : words) {
    if (entry.word == row[column]) return entry.value;
    absl::StrAppend(&known, known.empty() ? "" : ", ", entry.word);
  }
  return row.Fault(column, absl::StrCat("'", Excerpt(row[column]), "' is not one of ", known));
}

}  // namespace phoihop::import

#endif  // SERVICES_IMPORT_REFERENCE_WORD_H_
