// A short digest by which two states of a message are told apart.
#ifndef WORKFLOW_ORGANISATION_MESSAGE_DIGEST_H_
#define WORKFLOW_ORGANISATION_MESSAGE_DIGEST_H_

#include <string>

#include "google/protobuf/message.h"

namespace phoihop::organisation {

// 16 hexadecimal digits, the same for equal messages in every process (maps are sorted). Against accident, not against
// somebody who makes two messages on purpose.
std::string DigestOf(const google::protobuf::Message& message);

}  // namespace phoihop::organisation

#endif  // WORKFLOW_ORGANISATION_MESSAGE_DIGEST_H_
