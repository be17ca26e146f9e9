#include "clients/cli/vocabulary.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/types/span.h"
#include "clients/cli/format.h"

namespace phoihop::cli {
namespace {

// A value, what people read, and the short word that people may type for it.
template <typename Enum>
struct Word {
  Enum value;
  const char* text;
  const char* typed;
};

constexpr Word<v1::UnitKind> kKinds[] = {
    {v1::UNIT_KIND_PROVINCE, "tỉnh, thành phố", "tinh"},
    {v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE, "UBND cấp tỉnh", "ubnd"},
    {v1::UNIT_KIND_PEOPLES_COUNCIL, "HĐND", "hdnd"},
    {v1::UNIT_KIND_OFFICE, "văn phòng", "van-phong"},
    {v1::UNIT_KIND_DEPARTMENT, "sở", "so"},
    {v1::UNIT_KIND_COMMUNE, "xã", "xa"},
    {v1::UNIT_KIND_WARD, "phường", "phuong"},
    {v1::UNIT_KIND_TOWNSHIP, "thị trấn", "thi-tran"},
    {v1::UNIT_KIND_SPECIAL_ZONE, "đặc khu", "dac-khu"},
    {v1::UNIT_KIND_DISTRICT, "cấp huyện", "huyen"},
    {v1::UNIT_KIND_ARMED_FORCE, "lực lượng vũ trang", "luc-luong-vu-trang"},
    {v1::UNIT_KIND_PARTY_BODY, "cơ quan Đảng", "co-quan-dang"},
    {v1::UNIT_KIND_MASS_ORGANISATION, "Mặt trận, đoàn thể", "doan-the"},
    {v1::UNIT_KIND_ASSOCIATION, "tổ chức hội", "hoi"},
    {v1::UNIT_KIND_PUBLIC_SERVICE_UNIT, "đơn vị sự nghiệp", "don-vi-su-nghiep"},
    {v1::UNIT_KIND_INSPECTORATE, "thanh tra", "thanh-tra"},
    {v1::UNIT_KIND_MANAGEMENT_BOARD, "ban quản lý", "ban-quan-ly"},
    {v1::UNIT_KIND_PRESS, "báo chí", "bao-chi"},
    {v1::UNIT_KIND_DIVISION, "phòng, ban", "phong"},
    {v1::UNIT_KIND_CHANNEL, "kênh thông tin", "kenh"},
};

constexpr Word<v1::ReorganisationType> kTypes[] = {
    {v1::REORGANISATION_TYPE_CREATE, "thành lập", "create"},
    {v1::REORGANISATION_TYPE_RENAME, "đổi tên", "rename"},
    {v1::REORGANISATION_TYPE_RETYPE, "đổi loại", "retype"},
    {v1::REORGANISATION_TYPE_RENUMBER, "đổi mã", "renumber"},
    {v1::REORGANISATION_TYPE_REPARENT, "đổi cấp trên", "reparent"},
    {v1::REORGANISATION_TYPE_MERGE, "sáp nhập", "merge"},
    {v1::REORGANISATION_TYPE_SPLIT, "chia", "split"},
    {v1::REORGANISATION_TYPE_PARTIAL_TRANSFER, "chuyển một phần", "partial-transfer"},
    {v1::REORGANISATION_TYPE_ABOLISH, "giải thể", "abolish"},
    {v1::REORGANISATION_TYPE_END_MEMBERSHIP, "người rời đơn vị", "end-membership"},
    {v1::REORGANISATION_TYPE_END_POST, "bỏ chức danh", "end-post"},
};

constexpr Word<v1::Reorganisation::State> kStates[] = {
    {v1::Reorganisation::STATE_DRAFT, "dự thảo", "draft"},
    {v1::Reorganisation::STATE_PREVIEWED, "đã xem trước, chờ phê duyệt", "previewed"},
    {v1::Reorganisation::STATE_APPROVED, "đã phê duyệt", "approved"},
    {v1::Reorganisation::STATE_EXECUTING, "đang thực hiện", "executing"},
    {v1::Reorganisation::STATE_HELD, "CÒN VƯỚNG, chờ người quyết định", "held"},
    {v1::Reorganisation::STATE_VERIFIED, "xong, đã kiểm chứng", "verified"},
    {v1::Reorganisation::STATE_UNDOING, "đang hoàn tác", "undoing"},
    {v1::Reorganisation::STATE_ANNULLED, "đã hủy bỏ", "annulled"},
};

constexpr Word<v1::MembershipRole> kMembershipRoles[] = {
    {v1::MEMBERSHIP_ROLE_HEAD, "thủ trưởng", "thu-truong"},
    {v1::MEMBERSHIP_ROLE_DEPUTY_HEAD, "phó thủ trưởng", "pho-thu-truong"},
    {v1::MEMBERSHIP_ROLE_CLERK, "văn thư", "van-thu"},
    {v1::MEMBERSHIP_ROLE_OFFICER, "chuyên viên", "chuyen-vien"},
    {v1::MEMBERSHIP_ROLE_MONITOR, "theo dõi", "theo-doi"},
};

constexpr Word<v1::RehomingRole> kRehomingRoles[] = {
    {v1::REHOMING_ROLE_LEAD, "chủ trì", "lead"},
    {v1::REHOMING_ROLE_COORDINATOR, "phối hợp", "coordinator"},
    {v1::REHOMING_ROLE_ISSUER, "nơi giao", "issuer"},
    {v1::REHOMING_ROLE_APPROVER, "phê duyệt", "approver"},
    {v1::REHOMING_ROLE_ASSIGNEE, "người thực hiện", "assignee"},
    {v1::REHOMING_ROLE_HANDOFF_SENDER, "bên bàn giao", "handoff-sender"},
    {v1::REHOMING_ROLE_HANDOFF_RECEIVER, "bên nhận bàn giao", "handoff-receiver"},
    {v1::REHOMING_ROLE_HOLDER, "giữ trách nhiệm", "holder"},
    {v1::REHOMING_ROLE_PROPOSED, "được đề nghị", "proposed"},
};

constexpr Word<v1::RehomingItem::Kind> kItemKinds[] = {
    {v1::RehomingItem::KIND_TASK, "nhiệm vụ", "task"},
    {v1::RehomingItem::KIND_HANDOFF, "bàn giao", "handoff"},
    {v1::RehomingItem::KIND_PLAN_ITEM, "mục kế hoạch", "plan-item"},
    {v1::RehomingItem::KIND_DUTY, "trách nhiệm", "duty"},
};

constexpr Word<v1::RehomingItem::Outcome> kOutcomes[] = {
    {v1::RehomingItem::OUTCOME_MOVE, "chuyển", "move"},
    {v1::RehomingItem::OUTCOME_MERGE_ROLE, "gộp vai trò", "merge-role"},
    {v1::RehomingItem::OUTCOME_SPLIT, "chia việc", "split"},
    {v1::RehomingItem::OUTCOME_KEEP, "giữ nguyên", "keep"},
    {v1::RehomingItem::OUTCOME_CLOSE, "kết thúc", "close"},
    {v1::RehomingItem::OUTCOME_MANUAL, "CẦN NGƯỜI QUYẾT ĐỊNH", "manual"},
};

constexpr Word<v1::RehomingItem::State> kItemStates[] = {
    {v1::RehomingItem::STATE_DONE, "xong", "done"},
    {v1::RehomingItem::STATE_WAITING, "CHỜ QUYẾT ĐỊNH", "waiting"},
    {v1::RehomingItem::STATE_FAILED, "LỖI", "failed"},
    {v1::RehomingItem::STATE_UNDONE, "đã hoàn tác", "undone"},
    {v1::RehomingItem::STATE_UNDO_WAITING, "CHỜ QUYẾT ĐỊNH (hoàn tác)", "undo-waiting"},
};

constexpr Word<v1::ConservationCheck::Kind> kChecks[] = {
    {v1::ConservationCheck::KIND_EVERY_ITEM_HAS_ONE_OUTCOME, "mỗi việc có đúng một kết quả", ""},
    {v1::ConservationCheck::KIND_NOTHING_WITH_CLOSED_UNIT, "không còn việc ở đơn vị đã kết thúc", ""},
    {v1::ConservationCheck::KIND_ONE_LIVE_LEAD, "mỗi nhiệm vụ có đúng một chủ trì đang hoạt động", ""},
    {v1::ConservationCheck::KIND_BUDGET_CONSERVED, "thời gian còn lại được bảo toàn (giây)", ""},
    {v1::ConservationCheck::KIND_PLAN_COUNTS_UNCHANGED, "số mục của mỗi kế hoạch không đổi", ""},
    {v1::ConservationCheck::KIND_NO_FAILURE, "không việc nào lỗi", ""},
};

constexpr Word<v1::ReorganisationPreview::Consequence::Kind> kConsequences[] = {
    {v1::ReorganisationPreview::Consequence::KIND_GAP, "bỏ sót", ""},
    {v1::ReorganisationPreview::Consequence::KIND_OVERLAP, "chồng chéo", ""},
    {v1::ReorganisationPreview::Consequence::KIND_DUPLICATE, "trùng việc", ""},
    {v1::ReorganisationPreview::Consequence::KIND_MEMBERSHIP_ENDS, "người hết vị trí", ""},
    {v1::ReorganisationPreview::Consequence::KIND_SET_NAMES_CLOSED_UNIT, "nhóm nêu tên đơn vị cũ", ""},
};

constexpr Word<v1::ResolveSuccessorsResponse::Outcome> kResolved[] = {
    {v1::ResolveSuccessorsResponse::OUTCOME_UNIQUE, "UNIQUE: một đơn vị giữ toàn bộ", ""},
    {v1::ResolveSuccessorsResponse::OUTCOME_MANY, "MANY: nhiều đơn vị, mỗi đơn vị giữ một phần", ""},
    {v1::ResolveSuccessorsResponse::OUTCOME_NONE, "NONE: không đơn vị nào", ""},
    {v1::ResolveSuccessorsResponse::OUTCOME_AMBIGUOUS, "AMBIGUOUS: dữ liệu mâu thuẫn", ""},
};

constexpr Word<v1::InstrumentStatus> kInstrumentStatuses[] = {
    {v1::INSTRUMENT_STATUS_NOT_YET_IN_FORCE, "chưa có hiệu lực", "not-yet-in-force"},
    {v1::INSTRUMENT_STATUS_IN_FORCE, "còn hiệu lực", "in-force"},
    {v1::INSTRUMENT_STATUS_TEMPORARILY_APPLIED, "áp dụng tạm thời", "temporarily-applied"},
    {v1::INSTRUMENT_STATUS_REPLACED, "đã bị thay thế", "replaced"},
    {v1::INSTRUMENT_STATUS_REPEALED, "đã bị bãi bỏ", "repealed"},
    {v1::INSTRUMENT_STATUS_EXPIRED, "hết thời hạn", "expired"},
    {v1::INSTRUMENT_STATUS_NOT_CHOSEN, "không được chọn áp dụng", "not-chosen"},
    {v1::INSTRUMENT_STATUS_UNKNOWN, "không rõ", "unknown"},
};

constexpr Word<v1::DutyRole> kDutyRoles[] = {
    {v1::DUTY_ROLE_LEAD, "chủ trì", "lead"},         {v1::DUTY_ROLE_COORDINATE, "phối hợp", "coordinate"},
    {v1::DUTY_ROLE_ADVISE, "tham mưu", "advise"},    {v1::DUTY_ROLE_APPROVE, "phê duyệt", "approve"},
    {v1::DUTY_ROLE_MONITOR, "giám sát", "monitor"},  {v1::DUTY_ROLE_RECEIVE_REPORT, "nhận báo cáo", "receive-report"},
    {v1::DUTY_ROLE_INFORMED, "để biết", "informed"},
};

constexpr Word<v1::Regulation::State> kRegulationStates[] = {
    {v1::Regulation::STATE_DRAFT, "dự thảo", "draft"},
    {v1::Regulation::STATE_ENACTED, "đã ban hành", "enacted"},
    {v1::Regulation::STATE_WITHDRAWN, "đã rút", "withdrawn"},
};

constexpr Word<v1::FindingKind> kFindingKinds[] = {
    {v1::FINDING_KIND_GAP, "bỏ sót: không có đơn vị chủ trì", "bo-sot"},
    {v1::FINDING_KIND_OVERLAP, "chồng chéo: nhiều đơn vị cùng chủ trì", "chong-cheo"},
    {v1::FINDING_KIND_DANGLING, "giao cho đơn vị không hoạt động", "don-vi-khong-con"},
    {v1::FINDING_KIND_LEVEL_MISMATCH, "giao cho cấp hành chính không còn", "cap-khong-con"},
    {v1::FINDING_KIND_BASIS_EXPIRED, "căn cứ không còn hiệu lực", "het-hieu-luc"},
    {v1::FINDING_KIND_BASIS_TEMPORARY, "căn cứ chỉ áp dụng tạm thời", "tam-thoi"},
    {v1::FINDING_KIND_ROLE_CONFLICT, "vừa làm vừa tự xét", "xung-dot-vai-tro"},
    {v1::FINDING_KIND_UNASSIGNED_ITEM, "nhiệm vụ chưa có đơn vị chủ trì", "chua-giao"},
    {v1::FINDING_KIND_DUPLICATE_ITEM, "nhiệm vụ trùng nhau giữa các kế hoạch", "trung-nhau"},
    {v1::FINDING_KIND_NO_RESULT_MEASURE, "nhiệm vụ không đo được kết quả", "khong-do-duoc"},
};

template <typename Enum>
std::string TextOf(absl::Span<const Word<Enum>> words, Enum value) {
  for (const Word<Enum>& word : words) {
    if (word.value == value) return word.text;
  }
  return "";
}

template <typename Enum>
std::string Typed(absl::Span<const Word<Enum>> words) {
  return absl::StrJoin(words, ", ", [](std::string* out, const Word<Enum>& word) { out->append(word.typed); });
}

// By the short word, the Vietnamese text, or the name in the API with or without its prefix.
template <typename Enum>
std::optional<Enum> ValueOf(absl::Span<const Word<Enum>> words, absl::string_view typed, absl::string_view prefix,
                            const std::string& (*name_of)(Enum)) {
  const std::string api_name = absl::AsciiStrToUpper(absl::StrReplaceAll(typed, {{"-", "_"}}));
  for (const Word<Enum>& word : words) {
    if (absl::EqualsIgnoreCase(typed, word.typed) || typed == word.text) return word.value;
    const std::string& name = name_of(word.value);
    if (api_name == name || absl::StrCat(prefix, api_name) == name) return word.value;
  }
  return std::nullopt;
}

}  // namespace

std::string KindForPeople(v1::UnitKind kind) { return TextOf<v1::UnitKind>(kKinds, kind); }
std::string TypeForPeople(v1::ReorganisationType type) { return TextOf<v1::ReorganisationType>(kTypes, type); }
std::string StateForPeople(v1::Reorganisation::State state) {
  return TextOf<v1::Reorganisation::State>(kStates, state);
}
std::string RoleForPeople(v1::MembershipRole role) { return TextOf<v1::MembershipRole>(kMembershipRoles, role); }
std::string RoleForPeople(v1::RehomingRole role) { return TextOf<v1::RehomingRole>(kRehomingRoles, role); }
std::string ItemKindForPeople(v1::RehomingItem::Kind kind) { return TextOf<v1::RehomingItem::Kind>(kItemKinds, kind); }
std::string OutcomeForPeople(v1::RehomingItem::Outcome outcome) {
  return TextOf<v1::RehomingItem::Outcome>(kOutcomes, outcome);
}
std::string ItemStateForPeople(v1::RehomingItem::State state) {
  return TextOf<v1::RehomingItem::State>(kItemStates, state);
}
std::string CheckForPeople(v1::ConservationCheck::Kind kind) {
  return TextOf<v1::ConservationCheck::Kind>(kChecks, kind);
}
std::string ConsequenceForPeople(v1::ReorganisationPreview::Consequence::Kind kind) {
  return TextOf<v1::ReorganisationPreview::Consequence::Kind>(kConsequences, kind);
}
std::string OutcomeForPeople(v1::ResolveSuccessorsResponse::Outcome outcome) {
  return TextOf<v1::ResolveSuccessorsResponse::Outcome>(kResolved, outcome);
}

std::string InstrumentStatusForPeople(v1::InstrumentStatus status) {
  return TextOf<v1::InstrumentStatus>(kInstrumentStatuses, status);
}
std::string DutyRoleForPeople(v1::DutyRole role) { return TextOf<v1::DutyRole>(kDutyRoles, role); }
std::string RegulationStateForPeople(v1::Regulation::State state) {
  return TextOf<v1::Regulation::State>(kRegulationStates, state);
}
std::string FindingKindForPeople(v1::FindingKind kind) {
  const std::string text = TextOf<v1::FindingKind>(kFindingKinds, kind);
  return text.empty() ? "khác" : text;
}

std::string ClockPolicyForPeople(const v1::ClockPolicy& policy) {
  switch (policy.kind()) {
    case v1::ClockPolicy::KIND_GRACE:
      return absl::StrCat("thời hạn của việc đổi chủ trì lùi ", policy.grace_working_days(), " ngày làm việc");
    case v1::ClockPolicy::KIND_RESTART:
      return "thời hạn của việc đổi chủ trì tính lại từ đầu";
    case v1::ClockPolicy::KIND_SUSPEND_UNTIL:
      return absl::StrCat("thời hạn của việc đổi chủ trì tạm dừng đến ", DateForPeople(policy.suspend_until()));
    default:
      return "thời hạn giữ nguyên";
  }
}

std::optional<v1::UnitKind> KindOfWord(absl::string_view word) {
  return ValueOf<v1::UnitKind>(kKinds, word, "UNIT_KIND_", &v1::UnitKind_Name<v1::UnitKind>);
}
std::optional<v1::ReorganisationType> TypeOfWord(absl::string_view word) {
  return ValueOf<v1::ReorganisationType>(kTypes, word, "REORGANISATION_TYPE_",
                                         &v1::ReorganisationType_Name<v1::ReorganisationType>);
}
std::optional<v1::MembershipRole> RoleOfWord(absl::string_view word) {
  return ValueOf<v1::MembershipRole>(kMembershipRoles, word, "MEMBERSHIP_ROLE_",
                                     &v1::MembershipRole_Name<v1::MembershipRole>);
}
std::optional<v1::Reorganisation::State> StateOfWord(absl::string_view word) {
  return ValueOf<v1::Reorganisation::State>(kStates, word, "STATE_",
                                            &v1::Reorganisation::State_Name<v1::Reorganisation::State>);
}
std::optional<v1::RehomingItem::State> ItemStateOfWord(absl::string_view word) {
  return ValueOf<v1::RehomingItem::State>(kItemStates, word, "STATE_",
                                          &v1::RehomingItem::State_Name<v1::RehomingItem::State>);
}
std::optional<v1::RehomingItem::Outcome> OutcomeOfWord(absl::string_view word) {
  return ValueOf<v1::RehomingItem::Outcome>(kOutcomes, word, "OUTCOME_",
                                            &v1::RehomingItem::Outcome_Name<v1::RehomingItem::Outcome>);
}
std::optional<v1::RehomingItem::Kind> ItemKindOfWord(absl::string_view word) {
  return ValueOf<v1::RehomingItem::Kind>(kItemKinds, word, "KIND_",
                                         &v1::RehomingItem::Kind_Name<v1::RehomingItem::Kind>);
}

std::optional<v1::InstrumentStatus> InstrumentStatusOfWord(absl::string_view word) {
  return ValueOf<v1::InstrumentStatus>(kInstrumentStatuses, word, "INSTRUMENT_STATUS_",
                                       &v1::InstrumentStatus_Name<v1::InstrumentStatus>);
}
std::optional<v1::DutyRole> DutyRoleOfWord(absl::string_view word) {
  return ValueOf<v1::DutyRole>(kDutyRoles, word, "DUTY_ROLE_", &v1::DutyRole_Name<v1::DutyRole>);
}
std::optional<v1::Regulation::State> RegulationStateOfWord(absl::string_view word) {
  return ValueOf<v1::Regulation::State>(kRegulationStates, word, "STATE_",
                                        &v1::Regulation::State_Name<v1::Regulation::State>);
}
std::optional<v1::FindingKind> FindingKindOfWord(absl::string_view word) {
  return ValueOf<v1::FindingKind>(kFindingKinds, word, "FINDING_KIND_", &v1::FindingKind_Name<v1::FindingKind>);
}

std::string TypedFindingKind(v1::FindingKind kind) {
  return absl::StrReplaceAll(LowerName(v1::FindingKind_Name(kind), "FINDING_KIND_"), {{"_", "-"}});
}

std::string KindWords() { return Typed<v1::UnitKind>(kKinds); }
std::string TypeWords() { return Typed<v1::ReorganisationType>(kTypes); }
std::string RoleWords() { return Typed<v1::MembershipRole>(kMembershipRoles); }
std::string StateWords() { return Typed<v1::Reorganisation::State>(kStates); }
std::string ItemStateWords() { return Typed<v1::RehomingItem::State>(kItemStates); }
std::string OutcomeWords() { return Typed<v1::RehomingItem::Outcome>(kOutcomes); }
std::string ItemKindWords() { return Typed<v1::RehomingItem::Kind>(kItemKinds); }
std::string InstrumentStatusWords() { return Typed<v1::InstrumentStatus>(kInstrumentStatuses); }
std::string DutyRoleWords() { return Typed<v1::DutyRole>(kDutyRoles); }
std::string RegulationStateWords() { return Typed<v1::Regulation::State>(kRegulationStates); }
std::string FindingKindWords() {
  return absl::StrJoin(kFindingKinds, ", ", [](std::string* out, const Word<v1::FindingKind>& word) {
    out->append(TypedFindingKind(word.value));
  });
}

v1::UnitLevel LevelOf(v1::UnitKind kind) {
  switch (kind) {
    case v1::UNIT_KIND_COMMUNE:
    case v1::UNIT_KIND_WARD:
    case v1::UNIT_KIND_TOWNSHIP:
    case v1::UNIT_KIND_SPECIAL_ZONE:
      return v1::UNIT_LEVEL_COMMUNE;
    case v1::UNIT_KIND_DISTRICT:
      return v1::UNIT_LEVEL_DISTRICT;
    case v1::UNIT_KIND_PROVINCE:
    case v1::UNIT_KIND_PROVINCIAL_PEOPLES_COMMITTEE:
    case v1::UNIT_KIND_PEOPLES_COUNCIL:
    case v1::UNIT_KIND_DEPARTMENT:
      return v1::UNIT_LEVEL_PROVINCE;
    default:
      return v1::UNIT_LEVEL_UNSPECIFIED;
  }
}

}  // namespace phoihop::cli
