// One entry of a recording of reference data: what it carries, and whether it says anything new.
#ifndef WORKFLOW_ORGANISATION_REFERENCE_ENTRY_H_
#define WORKFLOW_ORGANISATION_REFERENCE_ENTRY_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "phoihop/internal/v1/reference.pb.h"
#include "phoihop/v1/event.pb.h"

namespace phoihop::organisation {

// The name of the thing that an entry carries; empty when it carries none.
const std::string& SubjectOf(const v1::Event& entry);

// What is known, by name; made once per command, so that a load is linear. The data must outlive it.
class KnownThings {
 public:
  explicit KnownThings(const internal::v1::ReferenceData& state);
  ~KnownThings();

  // Fills in what the system knows by itself and completes the event. False when it says nothing new: the thing is as
  // it is known, or as it was before a reorganisation changed it here, which the recorder cannot know of.
  bool Complete(v1::Event& event, absl::Time now) const;

 private:
  struct Lists;
  const std::unique_ptr<const Lists> lists_;
};

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_REFERENCE_ENTRY_H_
