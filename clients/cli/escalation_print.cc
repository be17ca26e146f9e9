#include "clients/cli/escalation_print.h"

#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/delivery_words.h"
#include "clients/cli/format.h"

namespace phoihop::cli {
namespace {

struct Unit {
  int64_t seconds;
  const char* name;
};
constexpr Unit kUnits[] = {{86'400, "ngày"}, {3'600, "giờ"}, {60, "phút"}, {1, "giây"}};

std::string CountForPeople(const v1::BoundedCount& count) {
  return count.more() ? absl::StrCat("từ ", count.count(), " trở lên") : absl::StrCat(count.count());
}

void AddRungs(const char* span, const v1::EscalationStatus::FiredRungs& rungs, Table& table) {
  table.Add({absl::StrCat("Đã đôn đốc trong ", span), absl::StrCat(rungs.count()),
             absl::StrCat("tính từ ", TimeForPeople(rungs.since()))});
  if (rungs.count() == 0) return;
  table.Add({"– chậm so với lịch", DurationForPeople(rungs.lateness_p99()),
             absl::StrCat("99%; một nửa: ", DurationForPeople(rungs.lateness_p50()),
                          "; chậm nhất: ", DurationForPeople(rungs.lateness_max()))});
}

}  // namespace

std::string DurationForPeople(const google::protobuf::Duration& duration) {
  int64_t seconds = duration.seconds();
  if (seconds < 10) {
    const int64_t hundredths = seconds * 100 + duration.nanos() / 10'000'000;
    return absl::StrCat(hundredths / 100, ",", hundredths % 100 < 10 ? "0" : "", hundredths % 100, " giây");
  }
  for (size_t i = 0; i < std::size(kUnits); ++i) {
    if (seconds < kUnits[i].seconds) continue;
    std::string text = absl::StrCat(seconds / kUnits[i].seconds, " ", kUnits[i].name);
    seconds %= kUnits[i].seconds;
    if (i + 1 < std::size(kUnits) && seconds >= kUnits[i + 1].seconds) {
      absl::StrAppend(&text, " ", seconds / kUnits[i + 1].seconds, " ", kUnits[i + 1].name);
    }
    return text;
  }
  return "";
}

Table EscalationTable(const v1::EscalationStatus& status) {
  Table table({"Mục", "Giá trị", "Ghi chú"});
  table.Add({"Nhiệm vụ đang đặt giờ", CountForPeople(status.armed_tasks()),
             status.has_next_time() ? absl::StrCat("lần tới: ", TimeForPeople(status.next_time())) : ""});
  table.Add({"Đã đến giờ, chưa xử lý", CountForPeople(status.due_tasks()),
             status.has_oldest_lateness()
                 ? absl::StrCat("lâu nhất đã chờ ", DurationForPeople(status.oldest_lateness()))
                 : ""});
  AddRungs("1 giờ qua", status.last_hour(), table);
  AddRungs("24 giờ qua", status.last_day(), table);
  table.Add({"Tập thông báo chưa gửi", CountForPeople(status.open_digests()), "gửi trong giờ làm việc"});
  table.Add({"Thư, webhook đang chờ", CountForPeople(status.pending_deliveries()), ""});
  table.Add(
      {"Thư, webhook không gửi được", CountForPeople(status.failed_deliveries()), "xem: escalation deliveries list"});
  table.Add({"Nhiệm vụ bị gác lại", CountForPeople(status.set_aside_tasks()), "xem: escalation set-aside list"});
  table.Add({"Việc kéo theo bị gác lại", CountForPeople(status.set_aside_follow_ups()), ""});
  table.Add(
      {"Thiếu giờ đôn đốc", absl::StrCat(status.self_check().missing()),
       absl::StrCat("tự kiểm tra ", CountForPeople(status.self_check().checked()), " nhiệm vụ đang mở không đặt giờ")});
  return table;
}

std::vector<std::string> EscalationWarnings(const v1::EscalationStatus& status) {
  std::vector<std::string> warnings;
  if (status.due_tasks().count() > 0) {
    warnings.push_back(absl::StrCat("Có nhiệm vụ đã đến giờ mà chưa được xử lý (lâu nhất ",
                                    DurationForPeople(status.oldest_lateness()),
                                    "); nếu số này không giảm, xem nhật ký của máy chủ."));
  }
  if (status.set_aside_tasks().count() > 0) {
    warnings.push_back(
        "Có nhiệm vụ bị gác lại: khắc phục nguyên nhân rồi chạy phoihop escalation set-aside release MÃ --reason …");
  }
  if (status.set_aside_follow_ups().count() > 0) {
    warnings.push_back("Có việc kéo theo bị gác lại; nhật ký của máy chủ ghi nguyên nhân.");
  }
  if (status.failed_deliveries().count() > 0) {
    warnings.push_back(
        "Có thư, webhook không gửi được: xem phoihop escalation deliveries list, khắc phục nguyên nhân rồi chạy "
        "phoihop escalation deliveries retry");
  }
  if (status.self_check().missing() > 0) {
    std::string names;
    for (const std::string& name : status.self_check().missing_tasks()) absl::StrAppend(&names, " ", ShortName(name));
    warnings.push_back(absl::StrCat("Thời hạn đang chạy mà không có giờ đôn đốc tiếp theo (lỗi của hệ thống):", names));
  }
  return warnings;
}

Table SetAsideTable(const v1::ListSetAsideTasksResponse& list) {
  Table table({"Nhiệm vụ", "Từ lúc", "Tên", "Vì sao", "Đã thử lại"});
  for (const v1::SetAsideTask& task : list.set_aside_tasks()) {
    std::string releases;
    for (const v1::SetAsideRelease& release : task.releases()) {
      absl::StrAppend(&releases, releases.empty() ? "" : "; ", TimeForPeople(release.release_time()), " ",
                      ActorForPeople(release.actor()), ": ", release.reason());
    }
    table.Add({ShortName(task.name()), TimeForPeople(task.set_aside_time()), task.title(), task.reason(),
               std::move(releases)});
  }
  return table;
}

Table FailedDeliveryTable(const v1::ListFailedDeliveriesResponse& list) {
  Table table({"Tập", "Lúc", "Qua", "Gửi cho", "Thông báo", "Đã thử", "Vì sao"});
  for (const v1::FailedDelivery& failed : list.failed_deliveries()) {
    table.Add({absl::StrCat(failed.digest_id()), TimeForPeople(failed.create_time()),
               ChannelForPeople(failed.channel()), RecipientForPeople(failed.system(), failed.unit(), failed.person()),
               absl::StrCat(failed.notice_count()), absl::StrCat(failed.attempts(), " lần"), failed.last_error()});
  }
  return table;
}

std::vector<std::string> RetryLines(const v1::RetryFailedDeliveriesResponse& response) {
  std::vector<std::string> lines = {
      response.retried_count() == 0
          ? "Không có gì để gửi lại."
          : absl::StrCat("Sẽ gửi lại ", response.retried_count(),
                         "; tập thông báo thường gửi trong giờ làm việc. Xem: phoihop escalation status")};
  if (response.without_address_count() > 0) {
    lines.push_back(absl::StrCat("! ", response.without_address_count(),
                                 " thư chưa gửi lại được vì người nhận không còn địa chỉ thư điện tử."));
  }
  if (response.more()) lines.push_back("Còn nữa; chạy lại lệnh này sau khi đã gửi xong.");
  return lines;
}

}  // namespace phoihop::cli
