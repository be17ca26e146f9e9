// phoihop events verify, phoihop events checkpoints

#include <google/protobuf/util/json_util.h>

#include <CLI/App.hpp>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/event_file.h"
#include "clients/cli/event_selection.h"
#include "clients/cpp/journal.h"

namespace phoihop::cli {
namespace {

// As many as one page of the server holds.
constexpr int kPageSize = 1000;

struct Arguments {
  std::string file, checkpoints, out;
  std::vector<std::string> public_keys;
  bool filtered = false;
};

// The whole journal, as the server gives it.
void VerifyServer(Session& session) {
  client::JournalVerifier verifier;
  v1::ListEventsRequest request;
  request.set_parent(session.Province());
  request.set_page_size(kPageSize);
  absl::Status broken;
  int64_t last_sequence = 0;
  const absl::Status status =
      session.Client().ForEachPage<v1::EventService::Stub, v1::ListEventsRequest, v1::ListEventsResponse>(
          &v1::EventService::Stub::ListEvents, request, [&](const v1::ListEventsResponse& page) {
            last_sequence = page.last_sequence();
            for (const auto& event : page.events()) {
              broken = verifier.Check(event);
              if (!broken.ok()) return false;
            }
            return true;
          });
  if (!status.ok()) session.Fail(status);
  if (!broken.ok()) {
    session.Fail(
        absl::StrCat(std::string(broken.message()), ". Chỉ ai được xem toàn tỉnh mới kiểm tra được toàn bộ nhật ký."));
  }
  if (verifier.sequence() < last_sequence) {
    session.Fail(absl::StrCat("the list ends at event ", verifier.sequence(), ", the journal at ", last_sequence));
  }
  session.Say(absl::StrCat("Nhật ký nguyên vẹn: ", verifier.sequence(), " sự kiện, không đứt quãng, chuỗi băm khớp."));
  session.Say(absl::StrCat("Journal intact; head hash ", absl::BytesToHexString(verifier.hash())));
}

void SayGaps(const Session& session, const client::ExportVerifier& verifier) {
  if (verifier.gap_count() == 0) return;
  session.Say(absl::StrCat(
      "Tệp thiếu ", verifier.missing(), " sự kiện ở ", verifier.gap_count(), " chỗ: ",
      absl::StrJoin(verifier.gaps(), ", ",
                    [](std::string* out, const client::Gap& gap) { absl::StrAppend(out, gap.first, "–", gap.last); }),
      verifier.gap_count() > static_cast<int64_t>(verifier.gaps().size()) ? ", …" : "",
      ". Các sự kiện có trong tệp đúng với mã băm của mình; ở những chỗ thiếu, chuỗi KHÔNG được kiểm chứng."));
}

void SayConfirmed(const Session& session, const Confirmed& confirmed, const client::ExportVerifier& verifier) {
  if (confirmed.agreed > 0) {
    session.Say(absl::StrCat(confirmed.agreed, " điểm kiểm chứng khớp; điểm mới nhất xác nhận sự kiện ", confirmed.last,
                             verifier.gap_count() == 0 ? " và mọi sự kiện trước nó trong tệp." : "."));
  }
  if (confirmed.not_in_file > 0) {
    session.Say(absl::StrCat(confirmed.not_in_file,
                             " điểm kiểm chứng nói về sự kiện không có trong tệp, không đối chiếu được."));
  }
  if (confirmed.after_file > 0) {
    session.Say(absl::StrCat("Tệp kết thúc ở sự kiện ", verifier.last(), ", nhật ký đã có đến sự kiện ",
                             confirmed.after_file, ": tệp được xuất trước đó, hoặc đã bị cắt phần cuối."));
  }
}

// Without any server.
void VerifyFile(Session& session, const Arguments& arguments) {
  std::vector<v1::JournalCheckpoint> checkpoints;
  if (!arguments.checkpoints.empty()) {
    if (arguments.public_keys.empty()) {
      session.Fail("--checkpoints cần --public-key: tệp khóa công khai mà tỉnh đã công bố");
    }
    std::vector<std::string> keys;
    for (const std::string& path : arguments.public_keys) {
      keys.push_back(session.OrFail(client::ReadPublicKey(session.ReadFile(path))));
    }
    std::ifstream file(arguments.checkpoints, std::ios::binary);
    if (!file) session.Fail(absl::StrCat("không mở được tệp '", arguments.checkpoints, "'"));
    checkpoints = session.OrFail(ReadCheckpoints(file));
    if (checkpoints.empty()) session.Fail(absl::StrCat("'", arguments.checkpoints, "' không có điểm kiểm chứng nào"));
    if (const absl::Status status = CheckSignatures(checkpoints, keys); !status.ok()) session.Fail(status);
  }
  std::ifstream file(arguments.file, std::ios::binary);
  if (!file) session.Fail(absl::StrCat("không mở được tệp '", arguments.file, "': kiểm tra đường dẫn và quyền đọc"));
  client::ExportVerifier verifier(arguments.filtered);
  for (const v1::JournalCheckpoint& checkpoint : checkpoints) verifier.WatchFor(checkpoint.sequence());
  if (const absl::Status status = CheckEventFile(file, verifier); !status.ok()) session.Fail(status);
  if (verifier.events() == 0) session.Fail(absl::StrCat("'", arguments.file, "' không có sự kiện nào"));
  session.Say(absl::StrCat(verifier.gap_count() == 0 ? "Tệp nguyên vẹn: " : "Từng sự kiện nguyên vẹn: ",
                           verifier.events(), " sự kiện, từ số ", verifier.first(), " đến số ", verifier.last(),
                           verifier.gap_count() == 0 ? ", không đứt quãng, chuỗi băm khớp." : "."));
  if (verifier.first() > 1) {
    session.Say(absl::StrCat("Tệp bắt đầu từ sự kiện ", verifier.first(), ": phần trước đó không có trong tệp."));
  }
  SayGaps(session, verifier);
  session.Say(absl::StrCat("Head hash ", absl::BytesToHexString(verifier.last_hash())));
  if (checkpoints.empty()) return;
  const Confirmed confirmed = session.OrFail(Compare(checkpoints, session.Province(), verifier));
  SayConfirmed(session, confirmed, verifier);
  if (confirmed.agreed == 0) session.Fail("không điểm kiểm chứng nào đối chiếu được với tệp này");
}

void Verify(Session& session, const Arguments& arguments) {
  if (arguments.file.empty()) {
    if (!arguments.checkpoints.empty()) session.Fail("--checkpoints cần --file: tệp do 'events export' xuất ra");
    return VerifyServer(session);
  }
  VerifyFile(session, arguments);
}

void Checkpoints(Session& session, const Arguments& arguments) {
  v1::ListJournalCheckpointsRequest request;
  request.set_parent(session.Province());
  request.set_page_size(kPageSize);
  v1::ListJournalCheckpointsResponse all;
  const absl::Status status =
      session.Client()
          .ForEachPage<v1::EventService::Stub, v1::ListJournalCheckpointsRequest, v1::ListJournalCheckpointsResponse>(
              &v1::EventService::Stub::ListJournalCheckpoints, request,
              [&](const v1::ListJournalCheckpointsResponse& page) {
                all.MergeFrom(page);
                return true;
              });
  if (!status.ok()) session.Fail(status);
  all.clear_next_page_token();
  if (!arguments.out.empty()) {
    std::ofstream file(arguments.out, std::ios::binary | std::ios::trunc);
    for (const v1::JournalCheckpoint& checkpoint : all.journal_checkpoints()) {
      std::string line;
      if (google::protobuf::util::MessageToJsonString(checkpoint, &line).ok()) file << line << "\n";
    }
    file.close();
    if (!file) session.Fail(absl::StrCat("không ghi được tệp '", arguments.out, "'"));
    return session.Say(absl::StrCat("Đã ghi ", all.journal_checkpoints_size(), " điểm kiểm chứng vào ", arguments.out));
  }
  if (session.json) return session.PrintJson(all);
  Table table({"Sự kiện", "Ký lúc", "Khóa", "Mã băm của sự kiện"});
  for (const v1::JournalCheckpoint& checkpoint : all.journal_checkpoints()) {
    table.Add({absl::StrCat(checkpoint.sequence()), TimeForPeople(checkpoint.time()), checkpoint.key_id(),
               absl::BytesToHexString(checkpoint.event_hash())});
  }
  session.Print(table);
  for (const auto& [id, key] : all.public_keys()) {
    session.Say(absl::StrCat("Khóa công khai ", id, ": ", absl::BytesToHexString(key)));
  }
  session.Say(all.journal_checkpoints().empty()
                  ? "Chưa có điểm kiểm chứng: máy chủ cần --checkpoint-key-file."
                  : "So khóa công khai với khóa mà tỉnh đã công bố trước khi tin chữ ký.");
}

}  // namespace

void AddEventVerifyCommands(CLI::App& events, Session& session) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verify =
      events.add_subcommand("verify", "Kiểm tra nhật ký không bị sửa, không thiếu / check the hash chain");
  verify->add_option("--file", arguments->file,
                     "Tệp jsonl đã xuất, kiểm tra không cần máy chủ / an export, checked without a server");
  verify->add_flag("--filtered", arguments->filtered, "Tệp được lọc: cho phép thiếu / gaps are allowed");
  verify->add_option("--checkpoints", arguments->checkpoints,
                     "Tệp điểm kiểm chứng đã ký / signed checkpoints, as 'events checkpoints --out' writes them");
  verify->add_option("--public-key", arguments->public_keys,
                     "Tệp khóa công khai (PEM), có thể nhiều / public keys (PEM) that the province published");
  verify->callback([&session, arguments] { Verify(session, *arguments); });

  CLI::App* checkpoints =
      events.add_subcommand("checkpoints", "Điểm kiểm chứng đã ký / signed statements about the journal");
  checkpoints->add_option("--out", arguments->out, "Ghi ra tệp để lưu giữ / keep them in a file");
  checkpoints->callback([&session, arguments] { Checkpoints(session, *arguments); });
}

}  // namespace phoihop::cli
