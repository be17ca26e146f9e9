#include "workflow/organisation/reorganisation_state.h"

namespace phoihop::organisation {

bool IsEnacted(const v1::Reorganisation& reorganisation) {
  switch (reorganisation.state()) {
    case v1::Reorganisation::STATE_EXECUTING:
    case v1::Reorganisation::STATE_VERIFIED:
      return true;
    case v1::Reorganisation::STATE_HELD:
      // An undo that is held has switched the organisation back already.
      return !reorganisation.has_annul_basis();
    default:
      return false;
  }
}

}  // namespace phoihop::organisation
