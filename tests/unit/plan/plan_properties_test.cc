// Cells as people spoil them, with the truth known: reading one never contradicts the truth, and never brings in an
// agency or a day that is not in it.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"
#include "tests/unit/plan/dong_nai.h"
#include "unicode/normalizer2.h"
#include "unicode/unistr.h"
#include "workflow/civil_time.h"
#include "workflow/plan/appendix.h"
#include "workflow/plan/deadline_phrase.h"
#include "workflow/plan/party_phrase.h"
#include "workflow/plan/phrase_text.h"
#include "workflow/plan/understand.h"
#include "workflow/resource_name.h"

namespace phoihop::plan {
namespace {

using v1::ResponsibleParty;

constexpr absl::CivilDay kToday(2026, 1, 15);

// A way of writing somebody, and who is meant; nobody for names that the province does not know.
struct Writing {
  const char* text;
  const char* id;
};

constexpr Writing kKnown[] = {
    {"Sở Văn hóa, Thể thao và Du lịch", "so-vhttdl"},
    {"Sở VH,TT&DL", "so-vhttdl"},
    {"Sở VHTTDL", "so-vhttdl"},
    {"Sở VH-TT&DL", "so-vhttdl"},
    {"Sở Nội vụ", "so-noi-vu"},
    {"Sở Ngoại vụ", "so-ngoai-vu"},
    {"Sở Tư pháp", "so-tu-phap"},
    {"Sở Tài chính", "so-tai-chinh"},
    {"Sở TC", "so-tai-chinh"},
    {"Sở KH&ĐT", "so-tai-chinh"},
    {"Sở Y tế", "so-y-te"},
    {"Sở KH&CN", "so-khcn"},
    {"Sở Dân tộc và Tôn giáo", "so-dttg"},
    {"Sở DT&TG", "so-dttg"},
    {"Văn phòng UBND tỉnh", "vp-ubnd"},
    {"VP UBND tỉnh", "vp-ubnd"},
    {"VP.UBND tỉnh", "vp-ubnd"},
    {"Thanh tra tỉnh", "thanh-tra"},
    {"Công an tỉnh", "cong-an"},
    {"CA tỉnh", "cong-an"},
    {"Bộ CHQS tỉnh", "bchqs"},
    {"BCH BĐBP tỉnh", "bch-bdbp"},
    {"Báo và Phát thanh, truyền hình Đồng Nai", "bao-ptth"},
    {"Báo và PT-TH Đồng Nai", "bao-ptth"},
    {"BQL các KCN, KKT", "bql-kcn-kkt"},
    {"Hội Nhà báo tỉnh", "hoi-nha-bao"},
    {"LH các TCHN tỉnh", "lhtchn"},
    {"Ban TG&DV Tỉnh ủy", "ban-tgdv"},
    {"UBND các xã, phường", "ubnd-cap-xa"},
    {"UBND cấp huyện", "ubnd-cap-xa"},
    {"UBND các huyện, thành phố", "ubnd-cap-xa"},
    {"UBND 95 xã, phường", "ubnd-cap-xa"},
    {"UBND xã Lộc Thạnh", "xp-25280"},
    {"UBND xã Bù Gia Mập", "xp-25222"},
    {"UBND xã Đắk Ơ", "xp-25225"},
};
constexpr Writing kUnknown[] = {
    {"Hội VHNT tỉnh", ""},
    {"VNPT Đồng Nai", ""},
    {"Trường Chính trị tỉnh", ""},
    {"Chi cục Thống kê", ""},
    {"các đơn vị có liên quan", ""},
    {"Các sở, ban, ngành", ""},
    {"các đoàn thể", ""},
    {"Trung tâm Nghiên cứu Sao Hỏa", ""},
};

std::string WithoutDiacritics(const std::string& text) {
  // Only the marks: the case stays.
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString decomposed =
      icu::Normalizer2::getNFDInstance(status)->normalize(icu::UnicodeString::fromUTF8(text), status);
  icu::UnicodeString plain;
  for (int32_t i = 0; i < decomposed.length(); ++i) {
    const char16_t c = decomposed.charAt(i);
    if (u_getCombiningClass(c) != 0) continue;
    plain.append(c == 0x0111 ? u'd' : c == 0x0110 ? u'D' : c);
  }
  std::string result;
  plain.toUTF8String(result);
  return result;
}

std::string Decomposed(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string result;
  icu::Normalizer2::getNFDInstance(status)->normalize(icu::UnicodeString::fromUTF8(text), status).toUTF8String(result);
  return result;
}

std::string Upper(const std::string& text) {
  std::string result;
  icu::UnicodeString::fromUTF8(text).toUpper().toUTF8String(result);
  return result;
}

std::string Lower(const std::string& text) {
  std::string result;
  icu::UnicodeString::fromUTF8(text).toLower().toUTF8String(result);
  return result;
}

// How a text is spoiled. The first ones leave everything readable.
enum Noise { kNone, kDecomposed, kNoBreakBlanks, kManyBlanks, kHarmless, kLower, kUpper, kNoDiacritics, kNoises };

std::string Spoil(const std::string& text, int noise) {
  switch (noise) {
    case kDecomposed:
      return Decomposed(text);
    case kNoBreakBlanks:
      return absl::StrReplaceAll(text, {{" ", "\u00A0"}});
    case kManyBlanks:
      return absl::StrCat(" ", absl::StrReplaceAll(text, {{" ", "  "}}), "\t");
    case kLower:
      return Lower(text);
    case kUpper:
      return Upper(text);
    case kNoDiacritics:
      return WithoutDiacritics(text);
    default:
      return text;
  }
}

struct Cell {
  std::string text;
  std::set<std::string> truth;
  bool all_known = true;
  bool harmless = true;
};

Cell GenerateCell() {
  constexpr const char* kSeparators[] = {", ", "; ", " và ", "\n", ";\n- ", ",", " ;"};
  Cell cell;
  const int count = *rc::gen::inRange(1, 6);
  for (int i = 0; i < count; ++i) {
    const bool known = *rc::gen::inRange(0, 5) != 0;
    const Writing writing = known ? kKnown[*rc::gen::inRange<size_t>(0, std::size(kKnown))]
                                  : kUnknown[*rc::gen::inRange<size_t>(0, std::size(kUnknown))];
    const int noise = *rc::gen::inRange<int>(kNone, kNoises);
    if (i > 0) cell.text += kSeparators[*rc::gen::inRange<size_t>(0, std::size(kSeparators))];
    cell.text += Spoil(writing.text, noise);
    cell.harmless = cell.harmless && noise <= kHarmless;
    cell.all_known = cell.all_known && known;
    if (known) cell.truth.insert(writing.id);
  }
  return cell;
}

struct Read {
  std::set<std::string> understood;
  int asked = 0;
};

Read ReadOf(const std::vector<ResponsibleParty>& parties) {
  Read read;
  for (const ResponsibleParty& party : parties) {
    if (party.status() == ResponsibleParty::STATUS_ASKED) ++read.asked;
    for (const std::string& unit : party.units()) read.understood.emplace(LastSegment(unit));
    if (!party.unit_set().empty()) read.understood.emplace(LastSegment(party.unit_set()));
  }
  return read;
}

PartySettings Settings() {
  return {.written_on = kToday, .today = kToday, .issuer_unit = UnitIn("ubnd"), .functions = {"thông tin đối ngoại"}};
}

RC_GTEST_PROP(PartyPhraseProperty, NeverInventsAnAgency, ()) {
  const Cell cell = GenerateCell();
  RC_LOG() << cell.text << "\n";
  const bool lead = *rc::gen::arbitrary<bool>();
  const PartyReading reading =
      ReadCell(cell.text, lead ? PartyColumn::kLead : PartyColumn::kCoordinators, "Việc", Settings());
  const Read read = ReadOf(reading.parties);
  for (const std::string& id : read.understood) {
    RC_LOG() << "understood " << id << "\n";
    RC_ASSERT(cell.truth.contains(id));
  }
  // What is neither understood nor asked would be lost.
  if (read.asked == 0) RC_ASSERT(read.understood == cell.truth);
  // What was only spoiled in ways that cannot be seen is understood.
  if (cell.harmless && cell.all_known) RC_ASSERT(read.understood == cell.truth);
  const bool blocks = std::any_of(reading.questions.begin(), reading.questions.end(),
                                  [](const v1::PlanQuestion& question) { return question.blocking(); });
  RC_ASSERT(blocks == (lead && read.asked > 0));
}

RC_GTEST_PROP(PartyPhraseProperty, SameAsAboveIsTheCellAbove, ()) {
  const Cell cell = GenerateCell();
  RC_LOG() << cell.text << "\n";
  Appendix appendix;
  for (int i = 0; i < 2; ++i) {
    AppendixRow& row = appendix.rows.emplace_back();
    row.row = i + 1;
    row.kind = v1::ImportedRow::KIND_ITEM;
    row.at(Column::kText) = "Việc";
    row.at(Column::kDeadline) = "31/12/2026";
    row.at(Column::kLead) = i == 0 ? cell.text : "-nt-";
    row.at(Column::kCoordinators) = i == 0 ? cell.text : "nt";
  }
  const auto settings = CheckSettings(SettingsOf2026(), "provinces/dong-nai/plans/kh", DongNai(), kToday);
  RC_ASSERT(settings.ok());
  const auto response = Understand(appendix, *settings, DongNai(), kToday);
  RC_ASSERT(response.ok());
  const v1::PlanItem& first = response->plan().items(0);
  const v1::PlanItem& second = response->plan().items(1);
  const auto parties = [](const auto& list) {
    return absl::StrJoin(list, "\n", [](std::string* out, const ResponsibleParty& party) {
      absl::StrAppend(out, party.ShortDebugString());
    });
  };
  RC_ASSERT(parties(first.leads()) == parties(second.leads()));
  RC_ASSERT(parties(first.coordinators()) == parties(second.coordinators()));
}

RC_GTEST_PROP(PartyPhraseProperty, AnyBytesAreAnswered, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  ReadCell(bytes, PartyColumn::kLead, bytes, Settings());
  ReadDeadline(bytes, bytes, DeadlineSettingsOf(SettingsOf2026()), DongNai().calendar());
}

// A deadline in words, and the days that it names.
struct Phrase {
  std::string text;
  std::vector<absl::CivilDay> truth;
};

std::string Day(absl::CivilDay day, absl::string_view separator) {
  return absl::StrCat(day.day() < 10 && *rc::gen::arbitrary<bool>() ? "0" : "", day.day(), separator, day.month(),
                      separator, day.year());
}

absl::CivilDay EndOfMonth(int month) { return absl::CivilDay(absl::CivilMonth(2026, month) + 1) - 1; }

Phrase GeneratePhrase() {
  constexpr const char* kRoman[] = {"I", "II", "III", "IV"};
  const absl::CivilDay day = absl::CivilDay(2026, 1, 1) + *rc::gen::inRange(0, 364);
  const absl::CivilDay later = day + *rc::gen::inRange(1, 300);
  const std::string separator = *rc::gen::elementOf(std::vector<std::string>{"/", "-", "."});
  const int month = *rc::gen::inRange(1, 13);
  const int quarter = *rc::gen::inRange(1, 5);
  switch (*rc::gen::inRange(0, 9)) {
    case 0:
      return {Day(day, separator), {day}};
    case 1:
      return {absl::StrCat("Trước ngày ", Day(day, separator)), {day}};
    case 2:
      return {absl::StrCat("Chậm nhất ", Day(day, separator)), {day}};
    case 3:
      return {absl::StrCat("Tháng ", month, "/2026"), {EndOfMonth(month)}};
    case 4:
      return {absl::StrCat("Quý ", kRoman[quarter - 1], "/2026"), {EndOfMonth(quarter * 3)}};
    case 5:
      return {absl::StrCat("02 đợt: ", Day(day, separator), " và ", Day(later, separator)), {day, later}};
    case 6:
      return {"6 tháng đầu năm 2026", {absl::CivilDay(2026, 6, 30)}};
    case 7:
      return {absl::StrCat("Quý ", quarter, " năm 2026"), {EndOfMonth(quarter * 3)}};
    default:
      return {"Thường xuyên", {}};
  }
}

std::vector<absl::CivilDay> DaysOf(const v1::PlanDeadline& deadline) {
  std::vector<absl::CivilDay> days;
  if (deadline.kind() == v1::DEADLINE_KIND_DATES) {
    for (const std::string& date : deadline.dates()) days.push_back(*ParseDate(date));
  } else if (!deadline.nominal_due_date().empty()) {
    days.push_back(*ParseDate(deadline.nominal_due_date()));
  }
  return days;
}

RC_GTEST_PROP(DeadlinePhraseProperty, IsTheDayThatWasMeant, ()) {
  const Phrase phrase = GeneratePhrase();
  const std::string text = Spoil(phrase.text, *rc::gen::inRange<int>(kNone, kNoises));
  RC_LOG() << text << "\n";
  const DeadlineReading reading = ReadDeadline(text, "", DeadlineSettingsOf(SettingsOf2026()), DongNai().calendar());
  RC_ASSERT(reading.deadline.kind() != v1::DEADLINE_KIND_UNKNOWN);
  RC_ASSERT(DaysOf(reading.deadline) == phrase.truth);
}

RC_GTEST_PROP(DeadlinePhraseProperty, AWordTooManyIsAskedAbout, ()) {
  const Phrase phrase = GeneratePhrase();
  const std::string text =
      *rc::gen::arbitrary<bool>() ? absl::StrCat(phrase.text, " dự kiến") : absl::StrCat("Khoảng ", phrase.text);
  RC_LOG() << text << "\n";
  const DeadlineReading reading = ReadDeadline(text, "", DeadlineSettingsOf(SettingsOf2026()), DongNai().calendar());
  RC_ASSERT(reading.deadline.kind() == v1::DEADLINE_KIND_UNKNOWN);
  RC_ASSERT(!reading.question.empty());
}

// Words of deadlines in any order: whatever comes out is said by the cell.
RC_GTEST_PROP(DeadlinePhraseProperty, NeverInventsADay, ()) {
  const std::vector<std::string> words = {
      "Quý", "III", "IV",        "/",  "2026", "trước", "ngày", "15/12", "hằng", "năm",         "và",
      ",",   ";",   "20/7/2026", "30", "-",    "tháng", "6",    "đầu",   "cuối", "chậm nhất",   "kể từ",
      "khi", "02",  "đợt",       ":",  "giờ",  "trong", "vòng", "lần",   "một",  "thường xuyên"};
  const auto picked = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words));
  const std::string text = absl::StrJoin(picked, " ");
  RC_LOG() << text << "\n";
  DeadlineSettings settings = DeadlineSettingsOf(SettingsOf183());
  const DeadlineReading reading = ReadDeadline(text, "", settings, DongNai().calendar());
  const v1::PlanDeadline& deadline = reading.deadline;
  RC_ASSERT((deadline.kind() == v1::DEADLINE_KIND_UNKNOWN) == !reading.question.empty());
  if (deadline.kind() == v1::DEADLINE_KIND_RECURRING || deadline.kind() == v1::DEADLINE_KIND_RECURRING_BEFORE) return;
  std::set<int> numbers;
  for (const Token& token : Tokenize(text)) numbers.insert(token.number);
  for (absl::CivilDay day : DaysOf(deadline)) {
    // The plan runs over several years, so the year has to stand there.
    RC_ASSERT(numbers.contains(static_cast<int>(day.year())));
    const bool by_date = numbers.contains(day.day()) && numbers.contains(day.month());
    const bool by_period = day == EndOfMonth(day.month());
    RC_ASSERT(by_date || by_period);
  }
}

}  // namespace
}  // namespace phoihop::plan
