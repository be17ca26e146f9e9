// One request to the store and its answer, for the .cc files of this folder only (s3_client.h is what others use).
// Signed by libcurl (AWS Signature Version 4).
#ifndef SERVICES_FILES_S3_EXCHANGE_H_
#define SERVICES_FILES_S3_EXCHANGE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/files/s3_options.h"
#include "services/files/spool.h"

namespace phoihop::files {

enum class S3Method { kGet, kHead, kPut, kDelete };

absl::string_view NameOf(S3Method method);

struct S3Request {
  S3Method method = S3Method::kGet;
  // Without the prefix: `dong-nai/9f86…`.
  std::string key;
  // Of a PUT: the content, and its SHA-256 (32 bytes), which the store compares. Must outlive the exchange.
  Spool* content = nullptr;
  // Of a GET: what is left of the content …
  int64_t from = 0;
  // … and how large all of it is, bytes. A store that sends more is not read on.
  int64_t size = 0;
};

// How far an exchange is.
enum class S3Progress { kGoingOn, kDone, kFailed };

// What is known of an answer when it is over, or cannot be had.
struct S3Answer {
  // Of HTTP; 0 when there was none.
  int code = 0;
  // What the store calls its error (`NoSuchKey`), and the request. Either may be empty; both are of letters, digits, -
  // and . only.
  std::string error, request_id;
  // Why there is no (whole) answer, in libcurl's words.
  std::string failure;
  // Another try changes nothing: the store's certificate was refused, or it does not know ranges.
  bool hopeless = false;
  // It sent more than the content has.
  bool too_long = false;
  // Of a HEAD that was answered: how large the object is.
  int64_t size = -1;
  // Of how many tries this is the last.
  int tries = 1;

  bool ok() const { return failure.empty() && code >= 200 && code < 300; }
  // Whether the same request may be answered better another time: no connection, 5xx, 429 …
  bool passing() const;
  // For the log: `503 SlowDown, request id tx…`.
  std::string ToString() const;
};

// One connection, which the next exchange uses too. For one thread at a time.
class S3Exchange {
 public:
  // Null when libcurl cannot be used. `options` must outlive it; `stopping` answers true when whatever is under way is
  // to be given up.
  static std::unique_ptr<S3Exchange> Make(const S3Options& options, S3Address address, std::function<bool()> stopping);
  ~S3Exchange();
  S3Exchange(const S3Exchange&) = delete;
  S3Exchange& operator=(const S3Exchange&) = delete;

  // Says nothing yet. What was begun before is given up.
  void Begin(const S3Request& request);
  // Returns when `bytes` of the content are there (of a GET), or the answer is over. Nothing is taken from the line
  // while nobody is in here, so a slow reader slows the store down.
  S3Progress Run(size_t bytes);
  // What has come of the content so far, `bytes` of it at most.
  std::string Take(size_t bytes);
  // When Run is done or has failed.
  const S3Answer& answer() const { return answer_; }
  // Closes the connection of an exchange that is not over.
  void GiveUp();

 private:
  struct Libcurl;

  S3Exchange(const S3Options& options, S3Address address, std::function<bool()> stopping);

  static size_t OnBody(char* bytes, size_t one, size_t size, void* exchange);
  static size_t OnUpload(char* into, size_t one, size_t room, void* exchange);
  static int OnSeek(void* exchange, int64_t offset, int origin);

  void SetUp(const S3Request& request);
  void SetUpMethod(const S3Request& request);
  size_t TakeIn(absl::string_view bytes);
  size_t TakeContent(absl::string_view bytes);
  // True when the answer is over.
  bool ReadResult();
  void ReadAnswer(int result);
  // Why waiting has no point any more; empty: it has.
  std::string LimitReached() const;

  const S3Options& options_;
  const S3Address address_;
  const std::function<bool()> stopping_;
  std::unique_ptr<Libcurl> libcurl_;
  S3Request request_;
  S3Answer answer_;
  std::string content_;     // taken in and not handed on
  std::string error_body_;  // of an answer that is no content
  int64_t received_ = 0;    // of the content, in this exchange
  int64_t sent_ = 0;        // of a PUT
  bool begun_ = false, over_ = true, paused_ = false, no_ranges_ = false, unreadable_ = false;
  absl::Duration moved_;  // engine::RealElapsed() when something last moved
};

}  // namespace phoihop::files

#endif  // SERVICES_FILES_S3_EXCHANGE_H_
