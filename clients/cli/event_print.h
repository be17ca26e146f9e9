// Events for people: a table, one in full, and cells of a spreadsheet.
#ifndef CLIENTS_CLI_EVENT_PRINT_H_
#define CLIENTS_CLI_EVENT_PRINT_H_

#include <google/protobuf/repeated_field.h>

#include <string>

#include "absl/strings/string_view.h"
#include "phoihop/v1/event.pb.h"

namespace phoihop::cli {

// What happened: `đơn vị nhận việc`; the type itself for one that this program does not know.
std::string EventForPeople(const v1::Event& event);
// `so-vhttdl/nguyen-van-a thay mặt tran-thi-b`.
std::string WhoForPeople(const v1::Event& event);
// `lead_unit: so-a → so-b; state: …`.
std::string ChangesForPeople(const v1::Event& event);

std::string PrintEvents(const google::protobuf::RepeatedPtrField<v1::Event>& events, int width);
// Who, in whose place, unit, authority, basis, what, before → after.
std::string PrintEvent(const v1::Event& event, int width);

// Starts a file that Excel opens as UTF-8: the byte order mark and the headings.
std::string EventCsvHead();
// One row for each field that changed, with what all have in common; one row when none did.
std::string EventCsvRows(const v1::Event& event);
// A cell (RFC 4180). What a spreadsheet would calculate gets an apostrophe in front.
std::string CsvCell(absl::string_view text);

}  // namespace phoihop::cli

#endif  // CLIENTS_CLI_EVENT_PRINT_H_
