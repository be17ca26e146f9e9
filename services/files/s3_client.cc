#include "services/files/s3_client.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/engine/clock.h"
#include "services/files/s3_limits.h"

namespace phoihop::files {
namespace {

constexpr size_t kToTheEnd = std::numeric_limits<size_t>::max();
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
constexpr int kForbidden = 403, kNotFound = 404;

// Of Check: an object that is put and read, and one that never is, to be removed.
constexpr char kCheckKey[] = "check", kNothingKey[] = "check-nothing";
constexpr char kCheckContent[] = "Phoi Hop keeps files here.\n";

// What an operator should do about what a store calls its error.
struct Advice {
  absl::string_view error, advice;
};
constexpr Advice kAdvice[] = {
    {"NoSuchBucket", "make the bucket, or name another one"},
    {"InvalidBucketName", "name another bucket"},
    {"InvalidAccessKeyId", "the store does not know the access key"},
    {"SignatureDoesNotMatch", "the secret key is not that of the access key"},
    {"AccessDenied", "let the access key put, read and delete objects of the bucket"},
    {"AuthorizationHeaderMalformed", "name the region that the store is in"},
    {"AuthorizationQueryParametersError", "name the region that the store is in"},
    {"PermanentRedirect", "name the endpoint and the region that the bucket is in"},
    {"TemporaryRedirect", "name the endpoint and the region that the bucket is in"},
    {"RequestTimeTooSkewed", "set the clock of this machine or of the store right"},
};

std::string AdviceFor(const S3Answer& answer) {
  for (const Advice& row : kAdvice) {
    if (answer.error == row.error) return absl::StrCat("; ", row.advice);
  }
  return "";
}

S3Answer NoLibcurl() {
  S3Answer answer;
  answer.failure = "libcurl cannot be used";
  return answer;
}

bool IsMissing(const S3Answer& answer) {
  return answer.code == kNotFound && (answer.error.empty() || answer.error == "NoSuchKey");
}

}  // namespace

// How often one call is tried.
class S3Client::Tries {
 public:
  explicit Tries(S3Client& client)
      : client_(client),
        end_(engine::RealElapsed() + client.options_.patience.retry),
        pause_(client.options_.patience.pause) {}

  int count() const { return count_; }
  // After a failure that passes: waits, and says whether to try again.
  bool Again() {
    if (count_ == kS3Attempts || engine::RealElapsed() + pause_ > end_ || !client_.Pause(pause_)) return false;
    pause_ *= 2;
    ++count_;
    return true;
  }

 private:
  S3Client& client_;
  const absl::Duration end_;
  absl::Duration pause_;
  int count_ = 1;
};

class S3Client::Download : public ContentReader {
 public:
  Download(S3Client& client, std::string key, int64_t size)
      : client_(client), request_{.method = S3Method::kGet, .key = std::move(key), .size = size} {}
  ~Download() override {
    if (exchange_ != nullptr) client_.GiveBack(std::move(exchange_));
  }

  absl::StatusOr<std::string> Next() override {
    if (handed_on_ == request_.size) return std::string();
    Tries tries(client_);
    while (true) {
      const S3Progress progress = GoOn();
      if (progress == S3Progress::kFailed) {
        begun_ = false;
        S3Answer answer = exchange_ != nullptr ? exchange_->answer() : NoLibcurl();
        if (answer.passing() && tries.Again()) continue;
        answer.tries = tries.count();
        return client_.ToStatus(request_, answer);
      }
      std::string piece = exchange_->Take(kS3PieceBytes);
      if (piece.empty()) return absl::DataLossError("the object is shorter than it was put");
      handed_on_ += static_cast<int64_t>(piece.size());
      return piece;
    }
  }

 private:
  S3Progress GoOn() {
    if (exchange_ == nullptr) exchange_ = client_.TakeExchange();
    if (exchange_ == nullptr) return S3Progress::kFailed;
    if (!begun_) {
      request_.from = handed_on_;
      exchange_->Begin(request_);
      begun_ = true;
    }
    return exchange_->Run(kS3PieceBytes);
  }

  S3Client& client_;
  S3Request request_;
  std::unique_ptr<S3Exchange> exchange_;
  int64_t handed_on_ = 0;
  bool begun_ = false;
};

absl::StatusOr<std::unique_ptr<S3Client>> S3Client::Create(S3Options options) {
  absl::StatusOr<S3Address> address = CheckS3Options(options);
  if (!address.ok()) return address.status();
  return std::unique_ptr<S3Client>(new S3Client(std::move(options), *std::move(address)));
}

S3Client::S3Client(S3Options options, S3Address address)
    : options_(std::move(options)), address_(std::move(address)), stop_at_(kNever) {}

S3Client::~S3Client() = default;

std::unique_ptr<S3Exchange> S3Client::TakeExchange() {
  {
    absl::MutexLock lock(&mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<S3Exchange> exchange = std::move(idle_.back());
      idle_.pop_back();
      return exchange;
    }
  }
  return S3Exchange::Make(options_, address_, [this] { return stopping(); });
}

void S3Client::GiveBack(std::unique_ptr<S3Exchange> exchange) {
  exchange->GiveUp();
  absl::MutexLock lock(&mutex_);
  if (idle_.size() < kMaxIdleS3Connections) idle_.push_back(std::move(exchange));
}

S3Answer S3Client::Perform(const S3Request& request) {
  std::unique_ptr<S3Exchange> exchange = TakeExchange();
  if (exchange == nullptr) return NoLibcurl();
  Tries tries(*this);
  do {
    exchange->Begin(request);
    exchange->Run(kToTheEnd);
  } while (exchange->answer().passing() && tries.Again());
  S3Answer answer = exchange->answer();
  answer.tries = tries.count();
  GiveBack(std::move(exchange));
  return answer;
}

absl::Status S3Client::ToStatus(const S3Request& request, const S3Answer& answer) {
  if (answer.ok()) {
    absl::MutexLock lock(&mutex_);
    said_.clear();
    return absl::OkStatus();
  }
  const std::string text = absl::StrCat("S3 store: ", NameOf(request.method), " ", options_.bucket, "/",
                                        options_.prefix, request.key, ": ", answer.ToString(), AdviceFor(answer),
                                        answer.tries > 1 ? absl::StrCat(" (", answer.tries, " tries)") : "");
  Say(text);
  if (answer.too_long) return absl::DataLossError(text);
  if (answer.passing()) return absl::UnavailableError(text);
  return IsMissing(answer) ? absl::NotFoundError(text) : absl::FailedPreconditionError(text);
}

void S3Client::Say(const std::string& line) {
  {
    absl::MutexLock lock(&mutex_);
    if (line == said_) return;
    said_ = line;
  }
  options_.log(line);
}

absl::Status S3Client::Put(const std::string& key, Spool& content) {
  const S3Request request{.method = S3Method::kPut, .key = key, .content = &content};
  return ToStatus(request, Perform(request));
}

absl::StatusOr<std::optional<int64_t>> S3Client::Head(const std::string& key) {
  const S3Request request{.method = S3Method::kHead, .key = key};
  const S3Answer answer = Perform(request);
  // The answer to a HEAD has no body: a bucket that is missing is not told from an object that is, nor what is
  // forbidden from what a key that may not list is not told. A PUT will say.
  if (IsMissing(answer) || answer.code == kForbidden) return std::optional<int64_t>();
  if (!answer.ok()) return ToStatus(request, answer);
  return std::optional<int64_t>(answer.size);
}

absl::Status S3Client::Delete(const std::string& key) {
  const S3Request request{.method = S3Method::kDelete, .key = key};
  const S3Answer answer = Perform(request);
  return IsMissing(answer) ? absl::OkStatus() : ToStatus(request, answer);
}

std::unique_ptr<ContentReader> S3Client::Get(const std::string& key, int64_t size) {
  return std::make_unique<Download>(*this, key, size);
}

absl::Status S3Client::Check() {
  const absl::StatusOr<std::unique_ptr<Spool>> content = Spool::Make();
  if (!content.ok()) return content.status();
  if (const absl::Status kept = (*content)->Append(kCheckContent); !kept.ok()) return kept;
  if (const absl::Status put = Put(kCheckKey, **content); !put.ok()) return put;
  const absl::StatusOr<std::string> read = Get(kCheckKey, (*content)->size())->Next();
  if (!read.ok()) return read.status();
  if (*read != kCheckContent) return absl::FailedPreconditionError("the S3 store does not give back what was put");
  return Delete(kNothingKey);
}

bool S3Client::Pause(absl::Duration pause) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&leaving_), pause);
}

bool S3Client::stopping() const { return absl::ToInt64Nanoseconds(engine::RealElapsed()) >= stop_at_.load(); }

void S3Client::StopWithin(absl::Duration limit) {
  stop_at_.store(absl::ToInt64Nanoseconds(engine::RealElapsed() + limit));
  absl::MutexLock lock(&mutex_);
  leaving_ = true;
}

}  // namespace phoihop::files
