#include "services/store/connection.h"

#include <libpq-fe.h>

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/store/database.h"
#include "workflow/errors.h"

namespace phoihop::store {
namespace {
constexpr char kSqlStatePayload[] = "phoihop.vn/sqlstate";
constexpr char kConstraintPayload[] = "phoihop.vn/constraint";

absl::string_view Field(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? absl::string_view() : absl::string_view(text);
}

// The database's own words stay in the status, which this folder and the engine translate before anybody sees it.
absl::Status StatementError(absl::string_view statement, const PGresult* result) {
  // The detail is left out: it quotes the row.
  absl::Status status =
      Error(v1::ERROR_REASON_INTERNAL, absl::StrCat(statement, ": ", Field(result, PG_DIAG_MESSAGE_PRIMARY), "."));
  status.SetPayload(kSqlStatePayload, absl::Cord(Field(result, PG_DIAG_SQLSTATE)));
  status.SetPayload(kConstraintPayload, absl::Cord(Field(result, PG_DIAG_CONSTRAINT_NAME)));
  return status;
}

absl::string_view FirstLine(absl::string_view text) { return text.substr(0, text.find('\n')); }

bool Succeeded(ExecStatusType status) { return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK; }

std::string PayloadOf(const absl::Status& status, absl::string_view name) {
  const auto payload = status.GetPayload(name);
  return payload.has_value() ? std::string(*payload) : std::string();
}

// The server ends the connection itself (shutdown, pg_terminate_backend): class 57P, or class 08.
bool EndsConnection(absl::string_view sql_state) {
  return absl::StartsWith(sql_state, "57P") || absl::StartsWith(sql_state, "08");
}

constexpr int kText = 0, kBinary = 1;

// The three arrays that libpq wants.
class BoundValues {
 public:
  BoundValues(absl::Span<const std::string> values, int format) : formats_(values.size(), format) {
    for (const std::string& value : values) {
      values_.push_back(value.data());
      lengths_.push_back(static_cast<int>(value.size()));
    }
  }
  int size() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
};

// What each use of a connection needs to be set.
std::string Settings(ConnectionUse use) {
  std::string settings = "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET bytea_output = 'hex'; SET jit = off;";
  if (use == ConnectionUse::kMigrate) return settings;
  absl::StrAppend(&settings, "SET ROLE ", kServerRole, ";");
  if (use == ConnectionUse::kRead) {
    absl::StrAppend(&settings, "SET default_transaction_read_only = on; SET statement_timeout = ",
                    absl::ToInt64Milliseconds(kReadStatementLimit), ";");
  } else {
    // The joins of write.sql are to be driven by their arrays whatever the statistics say: a plan that was made while
    // a table was empty stays good when it has grown.
    absl::StrAppend(&settings,
                    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; "
                    "SET enable_mergejoin = off;");
  }
  return settings;
}
}  // namespace

void Result::Clear::operator()(pg_result* result) const { PQclear(result); }

int Result::rows() const { return PQntuples(result_.get()); }

int Result::columns() const { return PQnfields(result_.get()); }

int64_t Result::affected() const {
  int64_t count = 0;
  return absl::SimpleAtoi(PQcmdTuples(result_.get()), &count) ? count : 0;
}

bool Result::IsNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }

absl::string_view Result::Text(int row, int column) const {
  return absl::string_view(PQgetvalue(result_.get(), row, column),
                           static_cast<size_t>(PQgetlength(result_.get(), row, column)));
}

int64_t Result::Int64(int row, int column) const {
  int64_t value = 0;
  return absl::SimpleAtoi(Text(row, column), &value) ? value : 0;
}

std::string Result::Bytes(int row, int column) const {
  absl::string_view text = Text(row, column);
  return absl::ConsumePrefix(&text, "\\x") ? absl::HexStringToBytes(text) : std::string(text);
}

absl::Time Result::Time(int row, int column) const {
  // 2026-07-30 01:02:03.456+00
  absl::Time time;
  std::string error;
  const bool parsed = absl::ParseTime("%Y-%m-%d %H:%M:%E*S%Ez", Text(row, column), &time, &error);
  return parsed ? time : absl::InfinitePast();
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& uri, ConnectionUse use) {
  const std::string limit = absl::StrCat(kConnectLimitSeconds);
  // Later entries win; the first one is expanded as a URI or keyword string.
  const char* keywords[] = {"dbname", "connect_timeout", "application_name", "client_encoding", nullptr};
  const char* values[] = {uri.c_str(), limit.c_str(), "phoihop", "UTF8", nullptr};
  std::unique_ptr<Connection> connection(new Connection(PQconnectdbParams(keywords, values, /*expand_dbname=*/1)));
  if (PQstatus(connection->connection_) != CONNECTION_OK) return connection->Broken();
  if (auto status = connection->SetUp(use); !status.ok()) return status;
  return connection;
}

Connection::~Connection() { PQfinish(connection_); }

absl::Status Connection::SetUp(ConnectionUse use) {
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  if (auto status = RunScript(Settings(use)); !status.ok()) return status;
  return use == ConnectionUse::kWrite ? EnterPipeline() : absl::OkStatus();
}

bool Connection::usable() const { return PQstatus(connection_) == CONNECTION_OK; }

bool Connection::in_transaction() const { return PQtransactionStatus(connection_) != PQTRANS_IDLE; }

int Connection::backend_pid() const { return PQbackendPID(connection_); }

absl::Status Connection::Broken() const {
  return Error(v1::ERROR_REASON_STORE_UNAVAILABLE,
               absl::StrCat("The database cannot be reached; try again with the same request_id. (",
                            FirstLine(PQerrorMessage(connection_)), ")"));
}

absl::Status Connection::RunScript(const std::string& sql) {
  auto result = Check("script", PQexec(connection_, sql.c_str()));
  return result.status();
}

absl::StatusOr<Result> Connection::Check(absl::string_view statement, pg_result* raw) {
  Result result(raw);
  if (!usable()) return Broken();
  if (!Succeeded(PQresultStatus(raw))) {
    absl::Status error = StatementError(statement, raw);
    // The connection is closed a moment later; nobody should have to wait for that to know.
    return EndsConnection(SqlStateOf(error)) ? Broken() : error;
  }
  return result;
}

absl::Status Connection::Prepare(absl::string_view statement) {
  if (prepared_.contains(statement)) return absl::OkStatus();
  const std::string* text = FindStatement(statement);
  if (text == nullptr) return Error(v1::ERROR_REASON_INTERNAL, absl::StrCat("There is no statement ", statement, "."));
  const std::string name(statement);
  auto result = Check(statement, PQprepare(connection_, name.c_str(), text->c_str(), 0, nullptr));
  if (!result.ok()) return result.status();
  prepared_.insert(name);
  return absl::OkStatus();
}

absl::Status Connection::EnterPipeline() {
  for (const std::string& name : StatementNames()) {
    if (auto status = Prepare(name); !status.ok()) return status;
  }
  return PQenterPipelineMode(connection_) == 1 ? absl::OkStatus() : Broken();
}

absl::StatusOr<Result> Connection::Run(absl::string_view statement, const Values& values) {
  if (PQpipelineStatus(connection_) != PQ_PIPELINE_OFF) {
    if (auto status = Send(statement, values); !status.ok()) return status;
    auto results = Receive();
    if (!results.ok()) return results.status();
    return std::move(results->front());
  }
  if (auto status = Prepare(statement); !status.ok()) return status;
  const BoundValues bound(values.values(), kBinary);
  return Check(statement, PQexecPrepared(connection_, std::string(statement).c_str(), bound.size(), bound.values(),
                                         bound.lengths(), bound.formats(), kText));
}

absl::StatusOr<Result> Connection::RunText(const std::string& sql, absl::Span<const std::string> values) {
  const BoundValues bound(values, kText);
  return Check("list", PQexecParams(connection_, sql.c_str(), bound.size(), nullptr, bound.values(), bound.lengths(),
                                    bound.formats(), kText));
}

absl::Status Connection::Send(absl::string_view statement, const Values& values) {
  const BoundValues bound(values.values(), kBinary);
  const std::string name(statement);
  const int sent = prepared_.contains(statement)
                       ? PQsendQueryPrepared(connection_, name.c_str(), bound.size(), bound.values(), bound.lengths(),
                                             bound.formats(), kText)
                       : PQsendQueryParams(connection_, name.c_str(), 0, nullptr, nullptr, nullptr, nullptr, kText);
  if (sent != 1) return Broken();
  in_flight_.push_back(name);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Result>> Connection::Receive() {
  const std::vector<std::string> statements = std::exchange(in_flight_, {});
  if (PQpipelineSync(connection_) != 1) return Broken();
  std::vector<Result> results;
  absl::Status error;
  for (const std::string& statement : statements) {
    pg_result* raw = PQgetResult(connection_);
    if (raw == nullptr) return Broken();
    if (PQresultStatus(raw) == PGRES_PIPELINE_ABORTED) {
      PQclear(raw);
    } else {
      auto result = Check(statement, raw);
      if (result.ok()) {
        results.push_back(*std::move(result));
      } else {
        error.Update(result.status());
      }
    }
    if (!usable()) return Broken();
    while (pg_result* rest = PQgetResult(connection_)) PQclear(rest);
  }
  Result sync(PQgetResult(connection_));
  if (!usable()) return Broken();
  if (!error.ok()) return error;
  return results;
}

void Connection::Rollback() {
  if (!usable() || !in_transaction()) return;
  if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF) {
    RunScript("ROLLBACK").IgnoreError();
  } else if (Send("ROLLBACK").ok()) {
    Receive().IgnoreError();
  }
}

std::string SqlStateOf(const absl::Status& status) { return PayloadOf(status, kSqlStatePayload); }

std::string ConstraintOf(const absl::Status& status) { return PayloadOf(status, kConstraintPayload); }

}  // namespace phoihop::store
