#include "services/summary.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "phoihop/v1/plan.pb.h"
#include "services/engine/engine.h"
#include "services/store/filter.h"
#include "services/store/follow_up_reader.h"
#include "services/store/plan_reader.h"
#include "services/store/task_reader.h"
#include "services/text_table.h"
#include "workflow/access/visibility.h"
#include "workflow/civil_time.h"
#include "workflow/resource_name.h"

namespace phoihop {
namespace {

// The operator of the server is told counts and names of tasks, whoever takes part; none that are secret.
const access::Visibility kEverything{
    .everything = false,
    .scopes = {{.units = std::nullopt, .max_secrecy = v1::SECRECY_NORMAL, .plan = {}, .territories = {}}}};

struct KindName {
  v1::UnitKind kind;
  const char* name;
};

constexpr KindName kKindNames[] = {
    {v1::UNIT_KIND_PROVINCE, "tỉnh, thành phố / province"},
    {v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE, "UBND cấp tỉnh / People's Committee"},
    {v1::UNIT_KIND_PEOPLES_COUNCIL, "HĐND / People's Council"},
    {v1::UNIT_KIND_OFFICE, "văn phòng / offices"},
    {v1::UNIT_KIND_DEPARTMENT, "sở / departments"},
    {v1::UNIT_KIND_COMMUNE, "xã / communes"},
    {v1::UNIT_KIND_WARD, "phường / wards"},
    {v1::UNIT_KIND_TOWNSHIP, "thị trấn / townships"},
    {v1::UNIT_KIND_SPECIAL_ZONE, "đặc khu / special zones"},
    {v1::UNIT_KIND_DISTRICT, "cấp huyện / districts"},
    {v1::UNIT_KIND_ARMED_FORCE, "lực lượng vũ trang / armed forces"},
    {v1::UNIT_KIND_PARTY_BODY, "cơ quan Đảng / Party bodies"},
    {v1::UNIT_KIND_MASS_ORGANISATION, "Mặt trận, đoàn thể / mass organisations"},
    {v1::UNIT_KIND_ASSOCIATION, "tổ chức hội / associations"},
    {v1::UNIT_KIND_PUBLIC_SERVICE_UNIT, "đơn vị sự nghiệp / public service units"},
    {v1::UNIT_KIND_INSPECTORATE, "thanh tra / inspectorates"},
    {v1::UNIT_KIND_MANAGEMENT_BOARD, "ban quản lý / management boards"},
    {v1::UNIT_KIND_PRESS, "báo chí / press"},
    {v1::UNIT_KIND_DIVISION, "phòng, ban / divisions"},
    {v1::UNIT_KIND_CHANNEL, "kênh thông tin / channels"},
    {v1::UNIT_KIND_UNSPECIFIED, "khác / other"},
};

const char* PurposeName(v1::ClockPurpose purpose) {
  switch (purpose) {
    case v1::CLOCK_PURPOSE_START:
      return "bắt đầu / start";
    case v1::CLOCK_PURPOSE_ACKNOWLEDGE:
      return "tiếp nhận / accept";
    case v1::CLOCK_PURPOSE_COMPLETE:
      return "hoàn thành / complete";
    case v1::CLOCK_PURPOSE_APPROVE:
      return "phê duyệt / approve";
    case v1::CLOCK_PURPOSE_ISSUER_DECISION:
      return "nơi giao quyết định / decide";
    case v1::CLOCK_PURPOSE_HANDOFF_REPLY:
      return "trả lời bàn giao / reply";
    case v1::CLOCK_PURPOSE_CONTRIBUTE:
      return "nội dung phối hợp / contribute";
    case v1::CLOCK_PURPOSE_INTERIM:
      return "một bước / step";
    case v1::CLOCK_PURPOSE_RESUME:
      return "tiếp tục / resume";
    default:
      return "";
  }
}

// Where the build put `phoihop`, seen from this program; empty when it is not there (installed elsewhere, an image).
std::string CommandLineClient() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path client = (self.parent_path() / "../clients/cli/phoihop").lexically_normal();
  return !error && std::filesystem::exists(client, error) ? client.string() : std::string();
}

class Summary {
 public:
  Summary(const handlers::Services& services, absl::string_view province, std::shared_ptr<const Facts> facts)
      : services_(services), province_(province), facts_(std::move(facts)), now_(services.clock.Now()) {}

  absl::StatusOr<std::string> Write(absl::string_view plan) {
    Title();
    Units();
    if (!plan.empty()) {
      absl::Status status = Tasks(plan);
      if (status.ok()) status = Questions(plan);
      if (!status.ok()) return status;
    }
    absl::Status status = Deadlines();
    if (status.ok()) status = FollowUpsAside();
    if (!status.ok()) return status;
    Try(plan);
    return text_;
  }

 private:
  void Line(absl::string_view line) { absl::StrAppend(&text_, Cut(line, kSummaryWidth), "\n"); }
  void Heading(absl::string_view line) {
    absl::StrAppend(&text_, "\n");
    Line(line);
  }

  std::string NameOf(absl::string_view unit) const { return facts_->directory().DisplayName(unit, DayOf(now_)); }

  void Title() {
    std::string name = province_;
    for (const v1::Unit* unit : facts_->directory().units()) {
      const v1::UnitVersion* version = organisation::Directory::VersionOn(*unit, DayOf(now_));
      if (version != nullptr && version->kind() == v1::UNIT_KIND_PROVINCE) name = version->display_name();
    }
    Line(absl::StrCat("Phối Hợp · ", name, " (", province_, ") · ", FormatDateForPeople(DayOf(now_))));
  }

  void Units() {
    std::map<v1::UnitKind, int> counts;
    int all = 0;
    for (const v1::Unit* unit : facts_->directory().units()) {
      const v1::UnitVersion* version = organisation::Directory::VersionOn(*unit, DayOf(now_));
      if (version == nullptr) continue;
      ++counts[version->kind()];
      ++all;
    }
    Heading(absl::StrCat("Đơn vị đang hoạt động / Living units: ", all));
    constexpr size_t kColumn = kSummaryWidth / 2;
    std::string line;
    for (const KindName& entry : kKindNames) {
      if (counts[entry.kind] == 0) continue;
      const std::string cell = absl::StrCat("  ", Number(counts[entry.kind]), "  ", entry.name);
      if (line.empty()) {
        line = Pad(cell, kColumn);
      } else {
        Line(absl::StrCat(line, cell));
        line.clear();
      }
    }
    if (!line.empty()) Line(line);
  }

  static std::string Number(int number) {
    const std::string digits = absl::StrCat(number);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, ' ') + digits;
  }

  absl::Status Tasks(absl::string_view plan) {
    const store::FieldTable fields = {{.name = "plan", .type = store::FieldType::kText, .sql = "t.plan"}};
    const absl::StatusOr<store::Filter> filter = store::Filter::Parse(absl::StrCat("plan = \"", plan, "\""), fields);
    if (!filter.ok()) return filter.status();
    std::map<std::string, int> by_unit;
    int all = 0;
    store::TaskQuery query{.province = province_,
                           .filter = filter->ToSql(store::kFirstFilterParameter),
                           .visible_to = kEverything,
                           .page_size = store::kMaxPageSize};
    do {
      absl::StatusOr<store::TaskPage> page = store::ListTasks(services_.database, query);
      if (!page.ok()) return page.status();
      for (const v1::Task& task : page->tasks) {
        // The parts of a whole are counted instead of it.
        if (task.state() == v1::TASK_STATE_PLANNED || task.has_fan_out()) continue;
        ++by_unit[task.lead_unit()];
        ++all;
      }
      query.cursor = page->next_cursor;
    } while (!query.cursor.empty());

    Heading(absl::StrCat("Nhiệm vụ đã giao của ", LastSegment(plan), " / Tasks issued: ", all));
    std::vector<std::pair<std::string, int>> rows(by_unit.begin(), by_unit.end());
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    if (!rows.empty()) busiest_unit_ = rows.front().first;
    for (const auto& [unit, count] : rows) Line(absl::StrCat("  ", Number(count), "  ", NameOf(unit)));
    return absl::OkStatus();
  }

  // The first blocking question of each item says why; others can be read with the command below.
  absl::Status Questions(absl::string_view plan) {
    const absl::StatusOr<store::StoredPlan> stored = store::GetPlan(services_.database, province_, LastSegment(plan));
    if (!stored.ok()) return stored.status();
    plan_issuer_ = stored->plan.issuer_unit();
    std::vector<std::pair<const v1::PlanItem*, const v1::PlanQuestion*>> asked;
    for (const v1::PlanItem& item : stored->plan.items()) {
      if (item.state() != v1::PlanItem::STATE_ASKED) continue;
      for (const v1::PlanQuestion& question : item.questions()) {
        if (!question.blocking()) continue;
        asked.emplace_back(&item, &question);
        break;
      }
    }
    Heading(absl::StrCat("Dòng cần trả lời / Rows that need an answer: ", asked.size()));
    for (const auto& [item, question] : asked) {
      Line(absl::StrCat("  ", Pad(item->ordinal(), 4), item->text()));
      const std::string why = absl::StrCat(question->text(), ": ", question->question());
      const char* margin = "      → ";
      for (const std::string& line : Wrap(why, kSummaryWidth - Width(margin))) {
        Line(absl::StrCat(margin, line));
        margin = "        ";
      }
    }
    return absl::OkStatus();
  }

  absl::Status Deadlines() {
    const auto upcoming =
        store::ListUpcomingDeadlines(services_.database, province_, now_, kSummaryDeadlines, kEverything);
    if (!upcoming.ok()) return upcoming.status();
    Heading(absl::StrCat("Thời hạn sắp tới / Next deadlines: ", upcoming->size()));
    for (const store::UpcomingDeadline& entry : *upcoming) {
      const absl::StatusOr<absl::CivilDay> day = ParseDate(entry.clock.due_date());
      Line(absl::StrCat("  ", day.ok() ? FormatDateForPeople(*day) : entry.clock.due_date(), "  ",
                        Pad(PurposeName(entry.clock.purpose()), 21), "  ", Pad(entry.title, 31), "  ",
                        NameOf(entry.lead_unit)));
    }
    return absl::OkStatus();
  }

  // Only when there are some.
  absl::Status FollowUpsAside() {
    const auto aside = store::ListFollowUpsAside(services_.database, province_);
    if (!aside.ok()) return aside.status();
    if (aside->empty()) return absl::OkStatus();
    Heading(absl::StrCat("Việc tiếp theo không thực hiện được / Follow-ups set aside: ", aside->size()));
    for (const store::FollowUpAside& entry : *aside) {
      Line(absl::StrCat("  ", LastSegment(entry.task), "  (sự kiện / event ", entry.cause_sequence, ")  ",
                        entry.reason));
    }
    return absl::OkStatus();
  }

  void Try(absl::string_view plan) {
    Heading("Thử ngay / Try (trong cửa sổ khác / in another terminal):");
    const std::string cli = CommandLineClient();
    // Not cut: it has to work.
    if (!cli.empty()) absl::StrAppend(&text_, "  alias phoihop=", cli, "\n");
    Line("  phoihop unit lookup \"Sở TT&TT\"");
    Line(plan_issuer_.empty()
             ? "  phoihop unit list"
             : absl::StrCat("  phoihop plan show ", LastSegment(plan), " --as ", LastSegment(plan_issuer_)));
    Line(absl::StrCat("  phoihop task list", busiest_unit_.empty() ? "" : " --as ", LastSegment(busiest_unit_)));
  }

  const handlers::Services& services_;
  const std::string province_;
  const std::shared_ptr<const Facts> facts_;
  const absl::Time now_;
  std::string text_;
  // For the commands to try.
  std::string plan_issuer_, busiest_unit_;
};

}  // namespace

absl::StatusOr<std::string> Summarise(const handlers::Services& services, absl::string_view province,
                                      absl::string_view plan) {
  absl::StatusOr<std::shared_ptr<const Facts>> facts = services.engine.FactsOf(province);
  if (!facts.ok()) return facts.status();
  return Summary(services, province, *std::move(facts)).Write(plan);
}

}  // namespace phoihop
