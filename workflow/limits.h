// Every limit of what a caller may send, with its unit. A request beyond one of them is INVALID_ARGUMENT
// (INVALID_FIELD) and the message names the limit.
#ifndef WORKFLOW_LIMITS_H_
#define WORKFLOW_LIMITS_H_

#include <cstddef>

namespace phoihop::limits {

// Texts, in bytes of UTF-8. A Vietnamese letter takes one to three.
inline constexpr size_t kTitleBytes = 1'000;
inline constexpr size_t kDescriptionBytes = 20'000;
inline constexpr size_t kExplanationBytes = 4'000;  // reasons, comments, awaited events, whole citations
inline constexpr size_t kSummaryBytes = 20'000;     // of a result
inline constexpr size_t kProductBytes = 4'000;
inline constexpr size_t kNotationBytes = 300;  // numbers of instruments and documents, articles, correlation ids
inline constexpr size_t kUriBytes = 2'000;
inline constexpr size_t kFunctionBytes = 1'000;  // what a task is about, in the words of the province's functions
inline constexpr size_t kSha256Bytes = 32;       // exactly, when given

// Lists, in entries.
inline constexpr int kDocuments = 50;
inline constexpr int kCoordinators = 300;  // every commune, ward and agency of a province is about 150
inline constexpr int kEvidenceSlots = 30;  // products that a result has to contain
inline constexpr int kTerritories = 100;   // of a task; what concerns more is tied to none

inline constexpr int kCopies = 300;       // units that a task was sent to for information
inline constexpr int kReceipts = 100;     // of one hand-off
inline constexpr int kWatchers = 300;     // of one task
inline constexpr int kDelegations = 100;  // tasks that one was delegated into
inline constexpr int kDependencies = 50;  // tasks that one waits for
inline constexpr int kChecklistItems = 200;
inline constexpr int kReminders = 20;            // of one task, the newest; the journal has all
inline constexpr int kEscalationResponses = 20;  // of one task, the newest; the journal has all
// Of one task. Beyond them the oldest repetitions, and rungs that were passed over, are in the journal only.
inline constexpr int kEscalations = 200;
inline constexpr size_t kLabelBytes = 200;  // of progress, of an item of a checklist

// Of one task. Settings of the product, not law.
inline constexpr int kExtensions = 3;
inline constexpr int kExtensionDays = 180;   // calendar days that all extensions together may add
inline constexpr int kSuspensionDays = 180;  // calendar days that all standstills together may last

// Count of a period such as "30 days"; in the period's own unit.
inline constexpr int kPeriodCount = 10'000;

// Rungs and planned issues that one sweep of one task fires; what is left fires in the next sweep.
inline constexpr int kFiresPerSweep = 32;

}  // namespace phoihop::limits

#endif  // WORKFLOW_LIMITS_H_
