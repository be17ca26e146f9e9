#include "services/worker/pulse.h"

#include <utility>

#include "services/store/event_reader.h"

namespace phoihop::worker {

Pulse::Pulse(PulseOptions options) : options_(std::move(options)), loop_(*options_.clock, [this] { return Look(); }) {}

Pulse::~Pulse() { Stop(); }

void Pulse::Stop() { loop_.Stop(); }

Looked Pulse::Look() {
  Looked looked{.error = absl::OkStatus(), .idle = true, .wait = kPulseInterval};
  const auto sequences = store::AllLastSequences(*options_.database);
  looked.error = sequences.status();
  if (!looked.error.ok()) return looked;
  bool changed = false;
  for (const store::ProvinceSequence& entry : *sequences) {
    const auto [known, added] = sequences_.try_emplace(entry.province, entry.last_sequence);
    changed |= added || known->second != entry.last_sequence;
    known->second = entry.last_sequence;
  }
  // And once more: what a worker knew of the province's facts may have been as old as kFactsMaxAge.
  if (changed || changed_before_) options_.changed();
  changed_before_ = changed;
  return looked;
}

}  // namespace phoihop::worker
