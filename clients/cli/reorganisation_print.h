// Reorganisations, previews and balances for people.
#ifndef CLIENTS_CLI_REORGANISATION_PRINT_H_
#define CLIENTS_CLI_REORGANISATION_PRINT_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/table.h"
#include "phoihop/v1/reorganisation.pb.h"
#include "phoihop/v1/reorganisation_service.pb.h"

namespace phoihop::cli {

// A unit's or person's name for tables, from its resource name.
using Namer = std::function<std::string(const std::string& name)>;

// Everything here is text of lines of at most `width` columns.

// What it is: type, units, day, basis, clocks, who drafted and approved it, how far it has come.
std::string Describe(const v1::Reorganisation& reorganisation, const Namer& names, int width);

// What would happen: counts by outcome, what a person has to decide, what follows.
std::string Describe(const v1::ReorganisationPreview& preview, const Namer& names, int width);

// The balance: what should be and what was found. Empty when nothing was verified yet.
std::string DescribeBalance(const v1::Reorganisation& reorganisation, const Namer& names, int width);

// A page of outcomes; those that wait come last, by what they wait for.
std::string DescribeItems(const google::protobuf::RepeatedPtrField<v1::RehomingItem>& items, const Namer& names,
                          int width);

// One line: `đang thực hiện: xong 1.024 · chờ quyết định 3 · lỗi 0 · còn lại 512`.
std::string DescribeProgress(const v1::ReorganisationProgress& progress);

// What can be done next, as commands to type; empty when it is over.
std::string NextSteps(const v1::Reorganisation& reorganisation);

// Counts of roles, the most frequent first; lines beyond `limit` are summed up in the last.
std::string DescribeCounts(const google::protobuf::RepeatedPtrField<v1::RehomingCount>& counts, const Namer& names,
                           size_t limit, int width);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_REORGANISATION_PRINT_H_
